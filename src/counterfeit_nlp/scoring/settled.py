"""Python's collector beside a model: it need not look at what stays."""

from __future__ import annotations

import gc

__all__ = ["settle"]


def settle() -> None:
    """Free what nobody needs, and leave all else out of later collections.

    A model's half a million small objects stay as long as it does, and to go through them takes the
    collector a third of a second each time. Scoring itself leaves nothing to collect. To be called
    when a model is loaded, and again when another has taken its place, since objects that refer
    to each other are found by the collector alone. It stops all threads meanwhile.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
