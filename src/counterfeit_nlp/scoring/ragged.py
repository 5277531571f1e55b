"""Runs of consecutive numbers, end to end: how rows of different lengths lie in flat arrays."""

from __future__ import annotations

import numpy as np

__all__ = ["repeated", "runs"]

_FACTORS = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)  # odd
_BITS = 32


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
        Shape (n,), int64, not negative and below 2**31.

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
    bits = 2 + len(values).bit_length()
    slot = (group.astype(np.uint32) * _FACTORS[0] ^ values.astype(np.uint32)) * _FACTORS[1]
    slot >>= np.uint32(_BITS - bits)
    every = np.arange(len(values), dtype=np.int32)
    holder = np.empty(1 << bits, dtype=np.int32)
    holder[slot] = every  # of several the last
    last = np.take(holder, slot)
    shared = np.flatnonzero(last != every)
    may = np.zeros(len(values), dtype=bool)
    may[shared] = may[last[shared]] = True
    at = np.flatnonzero(may)
    both = group[at] << _BITS | values[at]
    order = np.argsort(both, kind="stable")
    at, both = at[order], both[order]
    same = np.flatnonzero(both[1:] == both[:-1])
    before, again = at[same], at[same + 1]
    order = np.argsort(again)
    return before[order], again[order]
