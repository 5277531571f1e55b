"""Which ids a stream has shown so far, in about eight bytes each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["SeenIds", "hash_ids"]


def hash_ids(ids: pa.Array) -> NDArray[np.uint64]:
    """Hash each id to 64 bits (SipHash with a fixed key: equal in every process)."""
    texts = ids.to_numpy(zero_copy_only=False)
    return np.asarray(pd.util.hash_array(texts, categorize=False), dtype=np.uint64)


class SeenIds:
    """A set of ids that only grows, kept as sorted runs of 64-bit hashes.

    Runs are merged when a newer one has grown as long as an older one, so that there are only
    log2(n) of them and each hash is moved log2(n) times. Two different ids share a hash with a
    probability of n²/2⁶⁵: 3e-8 for a million ids.

    Parameters
    ----------
    hashes
        Those of :func:`hash_ids` of ids that are there from the start.
    """

    def __init__(self, hashes: NDArray[np.uint64] | None = None) -> None:
        self._runs: list[NDArray[np.uint64]] = []
        if hashes is not None:
            self._push(np.sort(hashes))

    def __len__(self) -> int:
        return sum(len(run) for run in self._runs)

    def add(self, ids: pa.Array) -> NDArray[np.bool_]:
        """Remember the ids and tell which were there before, earlier in ``ids`` included.

        Parameters
        ----------
        ids : pa.Array
            Strings without nulls.

        Returns
        -------
        ndarray of bool
            True where an id is a repetition.
        """
        hashes = hash_ids(ids)
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        repeated = np.zeros(len(hashes), dtype=bool)
        # stable sort: among equal hashes the first is the earliest row
        repeated[1:] = ordered[1:] == ordered[:-1]
        for run in self._runs:
            place = np.searchsorted(run, ordered)
            place[place == len(run)] = 0
            repeated |= run[place] == ordered
        self._push(ordered[~repeated])
        result = np.empty(len(hashes), dtype=bool)
        result[order] = repeated
        return result

    def _push(self, run: NDArray[np.uint64]) -> None:
        if not len(run):
            return
        self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-1]) * 2 > len(self._runs[-2]):
            newer = self._runs.pop()
            merged = np.concatenate([self._runs.pop(), newer])
            # timsort merges two sorted runs in one linear pass
            merged.sort(kind="stable")
            self._runs.append(merged)
