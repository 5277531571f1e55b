"""How much a server takes on at a time."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """What one request and all requests together may ask.

    Attributes
    ----------
    body_bytes
        Longest body. One text can't be cut in two, and whoever asks next waits for it: a body of
        this size keeps the server busy for seconds.
    listings
        Most listings in one request.
    seconds
        Within this a body has to arrive, and then its answer to be made.
    waiting_bytes
        Bodies in memory together, read in part or waiting; beyond it requests are turned away.
    waiting
        Requests under way together.
    """

    body_bytes: int = 1 << 20
    listings: int = 1_000
    seconds: float = 10.0
    waiting_bytes: int = 1 << 26
    waiting: int = 1_000
