"""The phrases that a lexicon's patterns are made of, as rows of numbers.

With these many texts are looked through at once for what may be a cue. The closer look
(:mod:`counterfeit_nlp.cues.find`) is for the few in which all phrases of some pattern stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from counterfeit_nlp.cues.compiled import Compiled, Spans
from counterfeit_nlp.cues.units import BREAK, unit_of

__all__ = ["READ_ON", "Phrases"]

READ_ON = -1  # a word of several units, or of one that depends on its neighbours
_REMEMBERED = 200_000  # norms
_HYPHEN = "-"


class Phrases:
    """The phrases of a lexicon.

    Parameters
    ----------
    compiled
        The lexicon.

    Attributes
    ----------
    rows
        Each phrase once.
    """

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self.rows = [*dict.fromkeys(row for part in compiled.phrases for row in part)]
        units = dict.fromkeys(unit for row in self.rows for unit in row)
        self._numbers = {unit: number for number, unit in enumerate(units, 1)}
        self._of_norm: dict[str, int] = {}

    @property
    def numbers(self) -> list[list[int]]:
        """Each row as the numbers of its units: 1, 2, ..."""
        return [[self._numbers[unit] for unit in row] for row in self.rows]

    def unit(self, norm: str) -> int:
        """The number of the unit that a token is, 0 for one in no phrase; or ``READ_ON``."""
        found = self._of_norm.get(norm)
        if found is None:
            if len(self._of_norm) >= _REMEMBERED:
                self._of_norm.clear()
            found = self._of_norm[norm] = self._learn(norm)
        return found

    def _learn(self, norm: str) -> int:
        if norm == _HYPHEN:  # spelling between two words, elsewhere a break that no phrase holds
            return READ_ON if BREAK in self._numbers else self._numbers.get(_HYPHEN, 0)
        unit = unit_of(norm, self._compiled.known, self._compiled.gate.triggers)
        return READ_ON if unit is None else self._numbers.get(unit, 0)

    @cached_property
    def _parts(self) -> list[list[int]]:
        """Which parts of patterns each row is a phrase of."""
        place = {row: at for at, row in enumerate(self.rows)}
        parts: list[list[int]] = [[] for _ in place]
        for number, part in enumerate(self._compiled.phrases):
            for row in part:
                parts[place[row]].append(number)
        return parts

    @cached_property
    def _ragged(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same end to end: where each row's parts begin, how many they are, and all parts."""
        counts = np.array([*map(len, self._parts)], dtype=np.int64)
        every = np.array([part for some in self._parts for part in some], dtype=np.int64)
        return np.cumsum(counts) - counts, counts, every

    def spans(self, stands: Iterable[tuple[int, int, int]], words: Sequence[str]) -> Spans:
        """What stands in a text as :meth:`Compiled.candidates` takes it.

        Parameters
        ----------
        stands
            Numbers of ``rows``, with the units [start, end) each stands at by :meth:`unit`: all
            there are in a text without ``READ_ON``.
        words
            The units of the text, hyphens told from breaks.
        """
        spans: Spans = {}
        for row, start, end in stands:
            if _HYPHEN in self.rows[row] and BREAK in words[start:end]:
                continue
            for part in self._parts[row]:
                of_part = spans.setdefault(part, {})
                if end > of_part.get(start, 0):
                    of_part[start] = end
        return spans

    def complete(self, n: int, texts: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """In which of ``n`` texts all phrases of some pattern stand.

        Parameters
        ----------
        texts, rows
            What stands where, shape (m,): numbers of texts and of ``rows``.

        Returns
        -------
        numpy.ndarray
            Bool, shape (n,). A text for which it is false has no cue.
        """
        first, counts, every = self._ragged
        stands = np.zeros((len(self._compiled.phrases), n), dtype=bool)
        size = counts[rows]
        at = np.repeat(first[rows] - (np.cumsum(size) - size), size)
        at += np.arange(len(at))
        stands[every[at], np.repeat(texts, size)] = True
        found = np.zeros(n, dtype=bool)
        for needs in self._compiled.needs:
            together = stands[needs[0]]
            for part in needs[1:]:
                together = together & stands[part]
            found |= together
        return found
