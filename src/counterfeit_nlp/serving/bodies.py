"""The body of a request: its type, its length and its time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.requests import Request

from counterfeit_nlp.serving.limits import Limits
from counterfeit_nlp.serving.refusal import Refusal

__all__ = ["JSON", "JSON_LINES", "Bodies", "body_type"]

JSON = "application/json"
JSON_LINES = "application/x-ndjson"
_TYPES = {
    JSON: JSON,
    JSON_LINES: JSON_LINES,
    "application/ndjson": JSON_LINES,
    "application/jsonl": JSON_LINES,
}


def body_type(request: Request, *allowed: str) -> str:
    """The type of the body, one of ``allowed``.

    Raises
    ------
    Refusal
        415 for another type, or a body that is compressed.
    """
    stated = request.headers.get("content-type", "")
    kind, *parameters = [part.strip().lower() for part in stated.split(";")]
    charsets = [one.partition("=")[2].strip('"') for one in parameters if "charset" in one]
    if _TYPES.get(kind) not in allowed or not set(charsets) <= {"utf-8", "utf8"}:
        raise Refusal(
            415,
            "content_type",
            f"the body has the content type {stated[:60]!r}, expected {' or '.join(allowed)} "
            "in UTF-8",
        )
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise Refusal(
            415,
            "content_encoding",
            f"the body has the content encoding {encoding[:40]!r}: send it uncompressed",
        )
    return _TYPES[kind]


@dataclass
class Room:
    """How many bytes of one body lie in memory so far."""

    taken: int = 0


class Bodies:
    """Reads bodies, and knows how much of them lies in memory."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = 0

    @contextmanager
    def room(self) -> Iterator[Room]:
        """Room for one body, given back at the end."""
        mine = Room()
        try:
            yield mine
        finally:
            self._held -= mine.taken

    async def read(self, request: Request, mine: Room) -> bytes:
        """The body.

        Parameters
        ----------
        request
            The request.
        mine
            From :meth:`room`.

        Raises
        ------
        Refusal
            413 when it is too long, 408 when it doesn't come, 503 when there is no room for it.
        """
        limits = self._limits
        stated = request.headers.get("content-length", "")
        if stated.isascii() and stated.isdigit() and int(stated[:20]) > limits.body_bytes:
            raise self._too_long()
        pieces: list[bytes] = []
        try:
            async with asyncio.timeout(limits.seconds):
                async for piece in request.stream():
                    mine.taken += len(piece)
                    self._held += len(piece)
                    if mine.taken > limits.body_bytes:
                        raise self._too_long()
                    if self._held > limits.waiting_bytes:
                        raise Refusal(
                            503,
                            "full",
                            "too many listings are waiting: send this request again in a while",
                            headers={"Retry-After": "1"},
                        )
                    pieces.append(piece)
        except TimeoutError:
            raise Refusal(
                408,
                "slow_body",
                f"the body did not arrive within {limits.seconds:g} seconds "
                f"({mine.taken} bytes did)",
            ) from None
        return b"".join(pieces)

    def _too_long(self) -> Refusal:
        return Refusal(
            413,
            "body_bytes",
            f"the body is longer than {self._limits.body_bytes} bytes: send fewer listings in one "
            "request, or start the server with a larger --max-bytes",
        )
