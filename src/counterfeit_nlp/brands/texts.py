"""Many texts as brands are looked for in them: arrays of the few units that names are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

__all__ = ["Parts", "Reading", "Texts", "Words"]

# The norms of some stretches of tokens, given where they begin and end
Words = Callable[[np.ndarray, np.ndarray], Iterator[list[str]]]


class Reading(NamedTuple):
    """What is known of a run of tokens, whatever stands beside it.

    Attributes
    ----------
    roles
        Bits of each token; see ``roles.py``.
    size
        Units it has.
    units, places, tokens
        Of each unit that stands in a name or a word for a thing: its number, which of the units
        it is, and in which token.
    """

    roles: list[int]
    size: int
    units: list[int]
    places: list[int]
    tokens: list[int]


class Parts(NamedTuple):
    """Readings of ``n`` runs of tokens, end to end.

    Attributes
    ----------
    counts, sizes, known
        Tokens, units and known units of each, shape (n,).
    roles
        Shape (sum of counts,).
    units, places, tokens
        Shape (sum of known,).
    """

    counts: np.ndarray
    sizes: np.ndarray
    known: np.ndarray
    roles: np.ndarray
    units: np.ndarray
    places: np.ndarray
    tokens: np.ndarray

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Parts:
        """Put readings end to end."""
        return cls(
            np.array([len(one.roles) for one in readings], dtype=np.int64),
            np.array([one.size for one in readings], dtype=np.int64),
            np.array([len(one.units) for one in readings], dtype=np.int64),
            np.array([role for one in readings for role in one.roles], dtype=np.uint16),
            np.array([unit for one in readings for unit in one.units], dtype=np.int64),
            np.array([place for one in readings for place in one.places], dtype=np.int64),
            np.array([token for one in readings for token in one.tokens], dtype=np.int64),
        )


@dataclass(frozen=True)
class Texts:
    """The texts of listings: the first field of each listing, then the next field of each.

    Attributes
    ----------
    listings
        How many listings; text ``field * listings + number`` is a field of listing ``number``.
    begin
        Token that each text begins with, counted over all texts, and how many there are; shape
        (n_texts + 1,).
    roles
        Bits of each token, uint16.
    units, places, tokens, text
        Of each known unit: its number; where it stands, one further than the unit before it and
        two after another text's; its token, counted over all texts; and its text.
    first_place
        Place of the first unit of each text, shape (n_texts,).
    words
        Gives the norms of some stretches of tokens [first, last), counted over all texts.
    """

    listings: int
    begin: np.ndarray
    roles: np.ndarray
    units: np.ndarray
    places: np.ndarray
    tokens: np.ndarray
    text: np.ndarray
    first_place: np.ndarray
    words: Words

    @classmethod
    def of(
        cls,
        fields: int,
        listings: int,
        text: np.ndarray,
        parts: Parts,
        words: Words,
    ) -> Texts:
        """Texts made of parts; ``text`` tells the text of each part, rising, shape (n_parts,)."""
        n = fields * listings
        first_part = np.searchsorted(text, np.arange(n + 1))
        begin = _up_to(parts.counts)[first_part].astype(np.int64)
        first_place = _up_to(parts.sizes)[first_part[:-1]] + np.arange(n)
        owner = np.repeat(np.arange(len(text)), parts.known)
        token = np.cumsum(parts.counts) - parts.counts
        place = np.cumsum(parts.sizes) - parts.sizes + text
        return cls(
            listings,
            begin,
            parts.roles,
            parts.units,
            parts.places + place[owner],
            parts.tokens + token[owner],
            text[owner],
            first_place,
            words,
        )

    @cached_property
    def _before(self) -> dict[int, np.ndarray]:
        return {}

    def count(self, role: int, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """How many of the tokens [first, last) have a role, shape (n,)."""
        if role not in self._before:
            self._before[role] = _up_to(self.roles & role != 0)
        before = self._before[role]
        found: np.ndarray = before[last] - before[first]
        return found

    def last_before(self, role: int, places: np.ndarray) -> np.ndarray:
        """The last token before each that has a role, in whatever text; -1 for none."""
        at = np.flatnonzero(self.roles & role)
        number = np.searchsorted(at, places) - 1
        found: np.ndarray = np.concatenate([at, [-1]])[number]
        return found

    def norms(self, text: int) -> list[str]:
        """The norms of all tokens of a text."""
        (norms,) = self.words(self.begin[text : text + 1], self.begin[text + 1 : text + 2])
        return norms


def _up_to(counts: np.ndarray) -> np.ndarray:
    """How many there are before each, and of all."""
    found = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts, out=found[1:], dtype=np.int32)
    return found
