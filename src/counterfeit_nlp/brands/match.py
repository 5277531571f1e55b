"""Where rows of units stand in many texts at once, as arrays.

Units (words, Chinese characters) have numbers. The rows are a tree of them: from one unit to those
that may stand behind it. All texts go down the tree together, one unit further each round, and few
go on after the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["Matcher", "Stands", "disjoint"]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd
_SLOTS_PER_KEY = 3  # bits


class Stands(NamedTuple):
    """Rows of units as they stand in texts, in the order of the texts, the shorter before.

    Attributes
    ----------
    start
        Where each begins, as an index of the array of units that was searched; shape (n,).
    length
        Units it has, shape (n,).
    row
        Which row it is, shape (n,).
    """

    start: np.ndarray
    length: np.ndarray
    row: np.ndarray

    def at(self, chosen: np.ndarray) -> Stands:
        """Some of them, by number or by mask."""
        return Stands(*(one[chosen] for one in self))


class Matcher:
    """Rows of units, ready to be looked for.

    Parameters
    ----------
    rows
        Different rows of the numbers 1, 2, ...; none is empty.
    """

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        children: dict[tuple[int, int], int] = {}
        ends: dict[int, int] = {}
        for number, row in enumerate(rows):
            node = 0
            for unit in row:
                node = children.setdefault((node, unit), len(children) + 1)
            ends[node] = number
        self._stride = 1 + max((unit for row in rows for unit in row), default=0)
        self._first = np.zeros(self._stride, dtype=np.int64)
        self._ends = np.full(len(children) + 1, -1)
        self._ends[[*ends]] = [*ends.values()]
        self._goes_on = np.zeros(len(children) + 1, dtype=bool)
        deeper = [(-1, 0)]  # so that there is one
        for (parent, unit), node in children.items():
            self._goes_on[parent] = True
            if parent:
                deeper.append((parent * self._stride + unit, node))
            else:
                self._first[unit] = node
        keys, nodes = np.array(sorted(deeper), dtype=np.int64).reshape(-1, 2).T
        self._keys, self._nodes = np.ascontiguousarray(keys), np.ascontiguousarray(nodes)
        # most units stand behind another one by chance: these are told by a bit
        self._bits = _SLOTS_PER_KEY + len(keys).bit_length()
        self._may = np.zeros(1 << self._bits, dtype=bool)
        self._may[self._slot(self._keys)] = True

    def _slot(self, keys: np.ndarray) -> np.ndarray:
        return keys.astype(np.uint64) * _FACTOR >> np.uint64(64 - self._bits)

    def find(self, units: np.ndarray, places: np.ndarray) -> Stands:
        """Find all rows wherever they stand.

        Parameters
        ----------
        units
            Numbers of the units of texts, in order, shape (n,); those in no row may be left out.
        places
            Where each stands, rising, shape (n,): the next unit of the same text is one further,
            that of another text more than one.

        Returns
        -------
        Stands
            Also those that overlap.
        """
        node = self._first[units]
        start = np.flatnonzero(node)
        node = node[start]
        found: list[tuple[np.ndarray, int, np.ndarray]] = []
        length = 1
        while len(start):
            row = self._ends[node]
            whole = row >= 0
            found.append((start[whole], length, row[whole]))
            further = self._goes_on[node] & (start + length < len(units))
            start, node = start[further], node[further]
            beside = places[start + length] == places[start] + length
            start, node = start[beside], node[beside]
            key = node * self._stride + units[start + length]
            may = np.flatnonzero(self._may[self._slot(key)])
            start, key = start[may], key[may]
            at = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
            known = self._keys[at] == key
            start, node = start[known], self._nodes[at[known]]
            length += 1
        if not found:
            nothing = np.zeros(0, dtype=np.int64)
            return Stands(nothing, nothing, nothing)
        everything = Stands(
            np.concatenate([start for start, _, _ in found]),
            np.concatenate([np.full(len(start), length) for start, length, _ in found]),
            np.concatenate([row for _, _, row in found]),
        )
        return everything.at(np.argsort(everything.start, kind="stable"))


def disjoint(stands: Stands, taken: np.ndarray) -> np.ndarray:
    """Choose among rows that overlap: the longer one counts, then the earlier.

    Parameters
    ----------
    stands
        ``n`` rows as :meth:`Matcher.find` orders them; different ones that begin at one place
        have different lengths.
    taken
        Of each unit, whether something stands there already; what is chosen is added.

    Returns
    -------
    numpy.ndarray
        Which are chosen, bool, shape (n,).
    """
    chosen = np.zeros(len(stands.start), dtype=bool)
    for length in np.unique(stands.length)[::-1].tolist():
        left = np.flatnonzero(stands.length == length)
        while True:
            start = stands.start[left]
            free = ~_touch(taken, start, length)
            left, start = left[free], start[free]
            if not len(left):
                break
            # nothing as long begins before it and reaches into it
            first = np.diff(start, prepend=start[0] - length) >= length
            chosen[left[first]] = True
            for step in range(length):
                taken[start[first] + step] = True
            left = left[~first]
    return chosen


def _touch(marked: np.ndarray, start: np.ndarray, length: int) -> np.ndarray:
    """Whether any of the ``length`` elements from each start on is marked, bool."""
    found: np.ndarray = marked[start]
    for step in range(1, length):
        found = found | marked[start + step]
    return found
