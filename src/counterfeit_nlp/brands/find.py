"""Which brands a field names, and what kind of thing it says it is about.

Words are compared as ``text/`` has normalised them, so a disguised name is found as the name that
it hides. A name is a row of units: a word without its punctuation, or one Chinese character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple, cast

from counterfeit_nlp.brands.glued import is_glued
from counterfeit_nlp.brands.registry import Name, Registry, name_key
from counterfeit_nlp.text.language import HAN

__all__ = ["ALIAS", "EXACT", "IMPLIED", "Finder", "Found", "Mention", "Thing"]

EXACT, ALIAS, IMPLIED = "exact", "alias", "implied"

_UNIT = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")
# Of a name with a model's number glued to it: iphone7, oppoa83
_SHORTEST_WITH_NUMBER = 4
_SHORTEST_JOINED = 4  # M.A.C is no Mac
_LONGEST_THING = 4  # units before an ordinary word that make a thing of both
_GLUED_AT_MOST = 4  # Chinese characters: longer names are no part of other words
# Words that many titles hold and few names need
_COMMON = ("black", "new", "blue", "white", "red", "gold", "classic", "original", "series", "air",
           "one", "1", "2", "3", "the", "of", "on", "and")  # fmt: skip
_REMEMBERED = 200_000  # norms


class Mention(NamedTuple):
    """A brand's name or one of its models: tokens [first, last) of a field.

    ``product`` is the type of thing that a model is, None for a name. ``word`` says that the name
    is an ordinary word too, so that it means the brand only beside a thing that the brand sells.
    ``brands`` are ids: several where they share the name. ``how`` is ``EXACT`` for the name that
    people are shown, ``ALIAS`` for another, ``IMPLIED`` for a model.
    """

    brands: tuple[str, ...]
    product: str | None
    word: bool
    how: str
    first: int
    last: int


class Thing(NamedTuple):
    """A word for a kind of thing (a slug of the registry's product types): tokens [first, last)."""

    product: str
    first: int
    last: int


class Found(NamedTuple):
    """What one field names, each in the order of the text; mentions are disjoint, so are things.

    What is a part of a name is no thing, unless it is what the brand sells (苹果手机) or reaches
    behind the name (苹果手机壳).
    """

    mentions: list[Mention]
    things: list[Thing]


class _Name(NamedTuple):
    brands: tuple[str, ...]
    product: str | None
    word: bool
    how: str


_Row = tuple[str, ...]


class _Entry(NamedTuple):
    """What a row of units means, found by the unit (or two) at ``at``."""

    at: int
    row: list[str]
    name: _Name | None
    product: str | None
    chinese: bool


# Minus its length in units, where it begins, what it is
_Stand = tuple[int, int, _Entry]


class _Read(NamedTuple):
    """What may stand at one norm, whatever stands beside it.

    ``inside`` are entries whose anchor lies in it, with the anchor's place. ``named`` says whether
    one of them is a name. ``begins`` says that its last unit may be the first of two that are an
    anchor; ``begins_name`` the same of names.
    """

    inside: tuple[tuple[int, list[_Entry]], ...]
    named: bool
    begins: bool
    begins_name: bool


_NOTHING = Found([], [])


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
    joined = "".join(row)
    if len(row) > 1 and joined.isascii() and len(joined) >= _SHORTEST_JOINED:
        yield (joined,)  # LouisVuitton, airjordan


def _anchor(row: _Row, times: Mapping[str, int]) -> tuple[str, int]:
    """What a row is looked up by: its rarest unit; where it begins in Chinese, the first two."""
    if len(row) > 1 and _IS_HAN.match(row[0]) and _IS_HAN.match(row[1]):
        return row[0] + row[1], 0
    at = min(range(len(row)), key=lambda place: (times[row[place]], -len(row[place]), place))
    return row[at], at


class Finder:
    """The names of a registry, ready to be looked for.

    Parameters
    ----------
    registry
        What to look for.
    """

    def __init__(self, registry: Registry) -> None:
        names, things = _names(registry), _things(registry)
        self._sells = {slug: frozenset(brand.products) for slug, brand in registry.brands.items()}
        self._entries: dict[str, list[_Entry]] = {}
        rows = {**names, **things}
        times = Counter(unit for row in rows for unit in {*row})
        times.update(dict.fromkeys(_COMMON, len(rows)))
        for row in rows:
            anchor, at = _anchor(row, times)
            chinese = all(map(_IS_HAN.match, row))
            entry = _Entry(at, [*row], names.get(row), things.get(row), chinese)
            self._entries.setdefault(anchor, []).append(entry)
        two = {anchor for anchor in self._entries if _IS_HAN.match(anchor) and len(anchor) == 2}
        self._begins = frozenset(anchor[0] for anchor in two)
        self._begins_name = frozenset(anchor[0] for anchor in two if self._has_name(anchor))
        # What was worked out for a norm: its units; and, for few, what may stand there
        self._units: dict[str, _Row] = {}
        self._hot: dict[str, _Read] = {}

    def _has_name(self, anchor: str) -> bool:
        return any(entry.name is not None for entry in self._entries.get(anchor, ()))

    def _learn(self, norm: str) -> _Row:
        """Work out one norm; a field holds few that weren't met before."""
        units = units_of(norm)
        if any(unit not in self._entries for unit in units):
            units = tuple(part for unit in units for part in self._without_number(unit))
        anchors = [*enumerate(units)]
        anchors += [(at, units[at] + units[at + 1]) for at in range(len(units) - 1)]
        found = tuple((at, self._entries[one]) for at, one in anchors if one in self._entries)
        last = units[-1] if units else ""
        named = any(entry.name is not None for _, some in found for entry in some)
        if found or last in self._begins:
            self._hot[norm] = _Read(found, named, last in self._begins, last in self._begins_name)
        self._units[norm] = units
        return units

    def _rows(self, norms: Sequence[str]) -> list[_Row]:
        """The units of each norm."""
        if len(self._units) >= _REMEMBERED:
            self._units.clear()
            self._hot.clear()
        rows = [*map(self._units.get, norms)]
        if None not in rows:
            return cast("list[_Row]", rows)
        return [
            self._learn(norm) if row is None else row for row, norm in zip(rows, norms, strict=True)
        ]

    def _without_number(self, unit: str) -> _Row:
        """``iphone7`` as ``iphone``, ``7``, where the name is no ordinary word."""
        if not unit.isascii() or unit.isalpha() or unit in self._entries:
            return (unit,)
        letters = next(at for at, letter in enumerate(unit) if not letter.isalpha())
        for length in range(letters, max(_SHORTEST_WITH_NUMBER, letters - 2) - 1, -1):
            for entry in self._entries.get(unit[:length], ()):
                name = entry.name
                if name is None or name.word or len(entry.row) > 1:
                    continue
                # the letters are the model's: that is how phones are called
                if length == letters or any("phone" in self._sells[one] for one in name.brands):
                    return unit[:length], unit[length:]
        return (unit,)

    def opens(self, norms: Sequence[str]) -> bool:
        """Whether a chunk of a field may hold a part of a name (never says no wrongly).

        A field none of whose chunks opens names no brand.
        """
        waiting = ""  # the last unit, if it may be the first of two
        for row, norm in zip(self._rows(norms), norms, strict=True):
            read = self._hot.get(norm)
            if read is not None and read.named:
                return True
            if row:
                if waiting and self._has_name(waiting + row[0]):
                    return True
                waiting = row[-1] if read is not None and read.begins_name else ""
        # what follows in the text may belong to it
        return bool(waiting)

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
        rows, hot = self._rows(norms), self._hot
        places = [token for token, norm in enumerate(norms) if norm in hot]
        if not places:
            return _NOTHING
        units = [*chain.from_iterable(rows)]
        first = [0, *accumulate(map(len, rows))]  # unit of each token
        standing: list[_Stand] = []
        for token in places:
            read = hot[norms[token]]
            for inside, some in read.inside:
                _add_standing(standing, some, first[token] + inside, units)
            behind = first[token + 1]
            if read.begins and behind < len(units):
                across = self._entries.get(units[behind - 1] + units[behind])
                if across is not None:
                    _add_standing(standing, across, behind - 1, units)
        if not standing:
            return _NOTHING
        if len(standing) > 1:
            standing.sort(key=_longest_first)
        return self._chosen(standing, norms, rows, units, first)

    def _chosen(
        self,
        standing: list[_Stand],
        norms: Sequence[str],
        rows: list[_Row],
        units: list[str],
        first: list[int],
    ) -> Found:
        mentions: list[Mention] = []
        things: list[Thing] = []
        owner: list[int] = []
        begin: set[int] = set()
        longer: dict[int, int] | None = None
        taken = bytearray(len(units))
        held: dict[int, tuple[int, int, _Name]] = {}
        for length, start, entry in standing:
            name = entry.name
            if name is None:
                continue
            stop = start - length
            if taken.find(1, start, stop) >= 0:
                continue
            if name.word:
                longer = _long_things(standing) if longer is None else longer
                if longer and _in_a_longer_thing(longer, start, stop):
                    continue  # "polo shirt"
            if entry.chinese and -length <= _GLUED_AT_MOST:
                owner = owner or [at for at, row in enumerate(rows) for _ in row]
                begin = begin or {at for _, at, _ in standing}
                if is_glued(norms, units, owner, range(start, stop), begin):
                    continue
            taken[start:stop] = b"\1" * -length
            if length < -1:
                held.update(dict.fromkeys(range(start + 1, stop), (start, stop, name)))
            token, last = bisect_right(first, start) - 1, bisect_right(first, stop - 1)
            mentions.append(Mention(*name, token, last))
        for length, start, entry in standing:
            if entry.product is None:
                continue
            stop = start - length
            if not any(taken[start:stop]) or (
                taken.find(2, start, stop) < 0
                and start in held
                and self._ends_a_name(stop, entry.product, *held[start][1:])
            ):
                taken[start:stop] = b"\2" * -length
                token, last = bisect_right(first, start) - 1, bisect_right(first, stop - 1)
                things.append(Thing(entry.product, token, last))
        if len(mentions) > 1:
            mentions.sort(key=_place)
        if len(things) > 1:
            things.sort(key=_place)
        return Found(mentions, things)

    def _ends_a_name(self, stop: int, product: str, end: int, name: _Name) -> bool:
        """Whether a thing that begins inside a name is what the brand sells, or reaches on."""
        if stop != end or name.how == IMPLIED:
            return stop > end
        return any(product in self._sells[brand] for brand in name.brands)


def _add_standing(
    standing: list[_Stand], entries: list[_Entry], place: int, units: list[str]
) -> None:
    """Add those of the entries that stand in the text with their anchor at ``place``."""
    for entry in entries:
        row = entry.row
        length = len(row)
        if length == 1:
            standing.append((-1, place, entry))
            continue
        start = place - entry.at
        if start >= 0 and units[start : start + length] == row:
            standing.append((-length, start, entry))


def _long_things(standing: list[_Stand]) -> dict[int, int]:
    """Where things of several units stand: the end of the longest by its beginning."""
    found: dict[int, int] = {}
    for length, start, entry in standing:  # the longest come first
        if entry.product is not None and length < -1:
            found.setdefault(start, start - length)
    return found


def _in_a_longer_thing(longer: dict[int, int], start: int, stop: int) -> bool:
    return any(
        longer.get(at, 0) >= stop and longer[at] - at > stop - start
        for at in range(max(0, start - _LONGEST_THING), start + 1)
    )


def _longest_first(one: _Stand) -> tuple[int, int]:
    return one[0], one[1]


def _place(one: Mention | Thing) -> tuple[int, int]:
    return one.first, one.last


def _names(registry: Registry) -> dict[_Row, _Name]:
    names: dict[_Row, _Name] = {}
    for slug, brand in registry.brands.items():
        shown = {*_writings(brand.name)}
        listed: list[tuple[str | None, Name]] = [
            (None, name) for some in brand.names.values() for name in some
        ]
        listed += [(product, name) for product, some in brand.models.items() for name in some]
        for product, name in listed:
            for row in _writings(name.text):
                before = names.get(row)
                how = IMPLIED if product is not None else EXACT if row in shown else ALIAS
                if before is None:
                    names[row] = _Name((slug,), product, name.word, how)
                elif slug in before.brands:
                    names[row] = before._replace(word=before.word or name.word)
                else:
                    brands = (*before.brands, slug)
                    names[row] = _Name(brands, before.product, True, before.how)
    return names


def _things(registry: Registry) -> dict[_Row, str]:
    things: dict[_Row, str] = {}
    for slug, product_type in registry.types.items():
        for words in product_type.words.values():
            for word in words:
                for row in _writings(word):
                    things.setdefault(row, slug)
    return things
