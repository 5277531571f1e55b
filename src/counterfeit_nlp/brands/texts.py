"""Many texts as brands are looked for in them: arrays of the few units that names are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

__all__ = ["Parts", "Reading", "Texts"]


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
            np.array([role for one in readings for role in one.roles], dtype=np.uint8),
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
        Bits of each token, uint8.
    units, places, tokens, text
        Of each known unit: its number; where it stands, one further than the unit before it and
        two after another text's; its token, counted over all texts; and its text.
    first_place
        Place of the first unit of each text, shape (n_texts,).
    norms
        Gives the norms of a text's tokens.
    """

    listings: int
    begin: np.ndarray
    roles: np.ndarray
    units: np.ndarray
    places: np.ndarray
    tokens: np.ndarray
    text: np.ndarray
    first_place: np.ndarray
    norms: Callable[[int], Sequence[str]]

    @classmethod
    def of(
        cls,
        fields: int,
        listings: int,
        text: np.ndarray,
        parts: Parts,
        norms: Callable[[int], Sequence[str]],
    ) -> Texts:
        """Texts made of parts; ``text`` tells the text of each part, rising, shape (n_parts,)."""
        n = fields * listings
        begin = _up_to(np.bincount(text, weights=parts.counts, minlength=n))
        before = _up_to(np.bincount(text, weights=parts.sizes, minlength=n))[:-1]
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
            before + np.arange(n),
            norms,
        )

    @cached_property
    def _before(self) -> dict[int, np.ndarray]:
        return {}

    def count(self, role: int, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """How many of the tokens [first, last) have a role, shape (n,)."""
        if role not in self._before:
            self._before[role] = _up_to(self.roles & role > 0)
        before = self._before[role]
        found: np.ndarray = before[last] - before[first]
        return found


def _up_to(counts: np.ndarray) -> np.ndarray:
    """How many there are before each, and of all."""
    return np.concatenate([[0], np.cumsum(counts.astype(np.int64))])
