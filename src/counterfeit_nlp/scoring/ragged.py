"""Runs of consecutive numbers, end to end: how rows of different lengths lie in flat arrays."""

from __future__ import annotations

import numpy as np

__all__ = ["repeated", "runs"]

_FACTORS = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd


def runs(first: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers ``first[i], first[i] + 1, ...``, ``counts[i]`` of them for each ``i``.

    Parameters
    ----------
    first, counts
        Shape (n,), int64; counts of 0 are allowed.

    Returns
    -------
    tuple of numpy.ndarray
        The numbers, and which ``i`` each belongs to; shape (sum of counts,).

    Examples
    --------
    >>> numbers, of = runs(np.array([5, 1]), np.array([3, 2]))
    >>> numbers.tolist(), of.tolist()
    ([5, 6, 7, 1, 2], [0, 0, 0, 1, 1])
    """
    of = np.repeat(np.arange(len(counts)), counts)
    numbers = np.repeat(first - (np.cumsum(counts) - counts), counts)
    numbers += np.arange(len(of))
    return numbers, of


def repeated(group: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which elements repeat an earlier one of their group.

    Parameters
    ----------
    group, values
        Shape (n,), int64, not negative.

    Returns
    -------
    tuple of numpy.ndarray
        The nearest earlier one of each, and the ones that repeat it.

    Examples
    --------
    >>> group, values = np.array([0, 0, 0, 1, 1]), np.array([7, 5, 7, 7, 7])
    >>> before, again = repeated(group, values)
    >>> before.tolist(), again.tolist()
    ([0, 3], [2, 4])
    """
    # most are met once: what doesn't share a slot with any other needn't be sorted
    bits = 3 + len(values).bit_length()
    slot = group.astype(np.uint64) * _FACTORS[0] ^ values.astype(np.uint64) * _FACTORS[1]
    slot = (slot >> np.uint64(64 - bits)).astype(np.int64)
    every = np.arange(len(values), dtype=np.int32)
    holder = np.empty(1 << bits, dtype=np.int32)
    holder[slot] = every
    shared = np.flatnonzero(np.take(holder, slot) != every)
    is_shared = np.zeros(1 << bits, dtype=bool)
    is_shared[slot[shared]] = True
    at = np.flatnonzero(np.take(is_shared, slot))
    at = at[np.lexsort((values[at], group[at]))]
    group, values = group[at], values[at]
    same = np.flatnonzero((group[1:] == group[:-1]) & (values[1:] == values[:-1]))
    before, again = at[same], at[same + 1]
    order = np.argsort(again)
    return before[order], again[order]
