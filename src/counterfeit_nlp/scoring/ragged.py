"""Runs of consecutive numbers, end to end: how rows of different lengths lie in flat arrays."""

from __future__ import annotations

import numpy as np

__all__ = ["runs"]


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
