"""The one source of chance of the simulated market.

The same seed must give the same bytes on every platform and under every
``PYTHONHASHSEED``. So all chance comes from uniform doubles of numpy's PCG64, whose
bits are fixed, and everything is made of them with ``+ - * /`` alone: ``exp``, ``log``
and ``**`` may differ between C libraries in the last bit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np

__all__ = ["Draw", "cumulate"]

_BLOCK = 8192
T = TypeVar("T")


def cumulate(weights: Sequence[float]) -> list[float]:
    """Running sums of weights, as :meth:`Draw.weighted` wants them."""
    return list(accumulate(weights))


class Draw:
    """Chance by seed, drawn in blocks because single draws from numpy are slow.

    Parameters
    ----------
    seed : int
        Any non-negative integer.
    stream : int
        Independent streams of one seed have different numbers.
    """

    def __init__(self, seed: int, stream: int = 0) -> None:
        sequence = np.random.SeedSequence(entropy=seed, spawn_key=(stream,))
        self._generator = np.random.Generator(np.random.PCG64(sequence))
        self._block: list[float] = []

    def uniform(self) -> float:
        """A double in [0, 1)."""
        if not self._block:
            self._block = self._generator.random(_BLOCK).tolist()
        return self._block.pop()

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.uniform() < probability

    def below(self, n: int) -> int:
        """An integer in 0 … n - 1."""
        return int(self.uniform() * n)

    def between(self, low: float, high: float) -> float:
        """A double in [low, high), uniform."""
        return low + (high - low) * self.uniform()

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, each as likely as the other."""
        return items[int(self.uniform() * len(items))]

    def weighted(self, items: Sequence[T], cumulative: Sequence[float]) -> T:
        """One of the items, by the running sums of their weights."""
        at = bisect_right(cumulative, self.uniform() * cumulative[-1])
        return items[min(at, len(items) - 1)]

    def quantile(self, points: Sequence[float]) -> float:
        """A value whose quantiles are the points, evenly spaced in probability."""
        place = self.uniform() * (len(points) - 1)
        left = int(place)
        return points[left] + (points[left + 1] - points[left]) * (place - left)

    def some(self, items: Sequence[T], n: int) -> list[T]:
        """n different items (all of them if there are fewer), in random order."""
        pool = list(items)
        chosen = []
        for _ in range(min(n, len(pool))):
            chosen.append(pool.pop(self.below(len(pool))))
        return chosen
