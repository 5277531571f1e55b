"""The phrases that a lexicon's patterns are made of, as rows of numbers.

With these many texts are looked through at once for what may be a cue. The closer look
(:mod:`counterfeit_nlp.cues.find`) is for the few in which all phrases of some pattern stand.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from counterfeit_nlp.cues.compiled import Compiled
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
    def _parts(self) -> np.ndarray:
        """Which parts of patterns each row is a phrase of."""
        place = {row: at for at, row in enumerate(self.rows)}
        parts = np.zeros((len(place), len(self._compiled.phrases)), dtype=bool)
        for number, part in enumerate(self._compiled.phrases):
            parts[[place[row] for row in part], number] = True
        return parts

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
        parts = np.zeros((n, self._parts.shape[1]), dtype=bool)
        np.logical_or.at(parts, texts, self._parts[rows])
        found = np.zeros(n, dtype=bool)
        for needs in self._compiled.needs:
            found |= parts[:, needs].all(axis=1)
        return found
