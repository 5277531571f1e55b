"""Which brands a field names, and what kind of thing it says it is about.

Words are compared as ``text/`` has normalised them, so a disguised name is found as the name that
it hides. A name is a row of units: a word without its punctuation, or one Chinese character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Generic, NamedTuple, TypeVar

from counterfeit_nlp.brands.registry import Name, Registry, name_key
from counterfeit_nlp.text.language import HAN

__all__ = ["Finder", "Found", "Mention", "Thing"]

_UNIT = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")
_REMEMBERED = 200_000  # norms


class Mention(NamedTuple):
    """A brand's name or one of its models: tokens [first, last) of a field.

    ``product`` is the type of thing that a model is, None for a name. ``word`` says that the name
    is an ordinary word too, so that it means the brand only beside a thing that the brand sells.
    ``brands`` are ids: several where they share the name.
    """

    brands: tuple[str, ...]
    product: str | None
    word: bool
    first: int
    last: int


class Thing(NamedTuple):
    """A word for a kind of thing (a slug of the registry's product types): tokens [first, last)."""

    product: str
    first: int
    last: int


class Found(NamedTuple):
    """What one field names, each in the order of the text; mentions are disjoint."""

    mentions: list[Mention]
    things: list[Thing]


class _Name(NamedTuple):
    brands: tuple[str, ...]
    product: str | None
    word: bool


_Row = tuple[str, ...]
_T = TypeVar("_T")


def units_of(text: str) -> _Row:
    """The units of a name, as those of a listing are compared with them.

    >>> units_of("Hermès-Paris"), units_of("A2奶粉")
    (('hermes', 'paris'), ('a2', '奶', '粉'))
    """
    return tuple(_UNIT.findall(name_key(text)))


def _writings(text: str) -> Iterable[_Row]:
    row = units_of(text)
    if row:
        yield row
    if len(row) > 1 and all(map(str.isascii, row)):
        yield ("".join(row),)  # LouisVuitton, airjordan


class _Index(Generic[_T]):
    """Rows of units by one unit that they hold, the longest; Chinese ones by their first two."""

    def __init__(self, rows: dict[_Row, _T]) -> None:
        self.by_anchor: dict[str, list[tuple[int, _Row, _T]]] = {}
        for row, value in rows.items():
            if len(row) > 1 and _IS_HAN.match(row[0]) and _IS_HAN.match(row[1]):
                anchor, at = row[0] + row[1], 0
            else:
                at = max(range(len(row)), key=lambda place: (len(row[place]), -place))
                anchor = row[at]
            self.by_anchor.setdefault(anchor, []).append((at, row, value))
        self._first_of_two = frozenset(one[0] for one in self.by_anchor if _IS_HAN.match(one))

    def opens(self, units: Sequence[str]) -> bool:
        """Whether a row may stand in a text that holds these units in one piece."""
        known = self.by_anchor
        for unit, following in zip_longest(units, units[1:], fillvalue=""):
            if unit in known or unit + following in known:
                return True
        # what follows in the text may belong to its last character
        return bool(units) and units[-1] in self._first_of_two

    def matches(self, units: Sequence[str]) -> list[tuple[int, int, _T]]:
        """All rows that stand in ``units``: start, end and value."""
        found: list[tuple[int, int, _T]] = []
        for place, unit in enumerate(units):
            known = self.by_anchor.get(unit)
            if known is not None:
                found += self._standing(known, units, place)
            if len(unit) == 1 and place + 1 < len(units):
                known = self.by_anchor.get(unit + units[place + 1])
                if known is not None and _IS_HAN.match(unit):
                    found += self._standing(known, units, place)
        return found

    @staticmethod
    def _standing(
        known: list[tuple[int, _Row, _T]], units: Sequence[str], place: int
    ) -> Iterable[tuple[int, int, _T]]:
        for at, row, value in known:
            start = place - at
            if start >= 0 and tuple(units[start : start + len(row)]) == row:
                yield start, start + len(row), value


class Finder:
    """The names of a registry, ready to be looked for.

    Parameters
    ----------
    registry
        What to look for.
    """

    def __init__(self, registry: Registry) -> None:
        names: dict[_Row, _Name] = {}
        for slug, brand in registry.brands.items():
            listed: list[tuple[str | None, Name]] = [
                (None, name) for some in brand.names.values() for name in some
            ]
            listed += [(product, name) for product, some in brand.models.items() for name in some]
            for product, name in listed:
                for row in _writings(name.text):
                    before = names.get(row)
                    if before is None:
                        names[row] = _Name((slug,), product, name.word)
                    elif slug not in before.brands:
                        names[row] = _Name((*before.brands, slug), before.product, True)
        things: dict[_Row, str] = {}
        for slug, product_type in registry.types.items():
            for words in product_type.words.values():
                for word in words:
                    for row in _writings(word):
                        things.setdefault(row, slug)
        self._names, self._things = _Index(names), _Index(things)
        self._units: dict[str, _Row] = {}

    def opens(self, norms: Sequence[str]) -> bool:
        """Whether a chunk of a field may hold a part of a name (never says no wrongly).

        A field none of whose chunks opens names no brand.
        """
        units = [unit for norm in norms for unit in self._of(norm)]
        return self._names.opens(units)

    def find(self, norms: Sequence[str]) -> Found:
        """Find brands and things in one field.

        Parameters
        ----------
        norms
            The norms of its tokens, in order.

        Returns
        -------
        Found
            Of names that overlap the longer one counts, then the earlier.
        """
        units: list[str] = []
        owner: list[int] = []
        for token, norm in enumerate(norms):
            own = self._of(norm)
            units += own
            owner += [token] * len(own)
        mentions: list[Mention] = []
        taken = bytearray(len(units))
        named = self._names.matches(units)
        for start, end, name in sorted(named, key=lambda one: (one[0] - one[1], one[0])):
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                mentions.append(Mention(*name, owner[start], owner[end - 1] + 1))
        mentions.sort(key=lambda one: one.first)
        things = [
            Thing(product, owner[start], owner[end - 1] + 1)
            for start, end, product in self._things.matches(units)
        ]
        return Found(mentions, things)

    def _of(self, norm: str) -> _Row:
        units = self._units.get(norm)
        if units is None:
            if len(self._units) >= _REMEMBERED:
                self._units.clear()
            units = self._units[norm] = units_of(norm)
        return units
