"""Which brands a field names, and what kind of thing it says it is about.

Words are compared as ``text/`` has normalised them, so a disguised name is found as the name that
it hides. A name is a row of units: a word without its punctuation, or one Chinese character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
_GLUED_AT_MOST = 4  # Chinese characters: longer names are no part of other words
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
    row: _Row
    name: _Name | None
    product: str | None


class _Read(NamedTuple):
    """What is known of one norm, whatever stands beside it.

    ``inside`` are entries whose anchor lies in it, with the anchor's place. ``named`` says whether
    one of them is a name. ``begins`` says that its last unit may be the first of two that are an
    anchor; ``begins_name`` the same of names.
    """

    units: _Row
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


def _anchor(row: _Row) -> tuple[str, int]:
    """What a row is looked up by: its longest unit; where it begins in Chinese, the first two."""
    if len(row) > 1 and _IS_HAN.match(row[0]) and _IS_HAN.match(row[1]):
        return row[0] + row[1], 0
    at = max(range(len(row)), key=lambda place: (len(row[place]), -place))
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
        for row in {**names, **things}:
            anchor, at = _anchor(row)
            entry = _Entry(at, row, names.get(row), things.get(row))
            self._entries.setdefault(anchor, []).append(entry)
        two = {anchor for anchor in self._entries if _IS_HAN.match(anchor) and len(anchor) == 2}
        self._begins = frozenset(anchor[0] for anchor in two)
        self._begins_name = frozenset(anchor[0] for anchor in two if self._has_name(anchor))
        self._known: dict[str, _Read] = {}

    def _has_name(self, anchor: str) -> bool:
        return any(entry.name is not None for entry in self._entries.get(anchor, ()))

    def _read(self, norm: str) -> _Read:
        """Work out one norm; a field holds few that weren't met before."""
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        units = units_of(norm)
        if any(unit not in self._entries for unit in units):
            units = tuple(part for unit in units for part in self._without_number(unit))
        anchors = [*enumerate(units)]
        anchors += [(at, units[at] + units[at + 1]) for at in range(len(units) - 1)]
        found = tuple((at, self._entries[one]) for at, one in anchors if one in self._entries)
        last = units[-1] if units else ""
        named = any(entry.name is not None for _, some in found for entry in some)
        read = _Read(units, found, named, last in self._begins, last in self._begins_name)
        self._known[norm] = read
        return read

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
        for norm in norms:
            read = self._known.get(norm) or self._read(norm)
            if read.named:
                return True
            if read.units:
                if waiting and self._has_name(waiting + read.units[0]):
                    return True
                waiting = read.units[-1] if read.begins_name else ""
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
        known, entries = self._known, self._entries
        units: list[str] = []
        owner: list[int] = []
        places: list[tuple[int, list[_Entry]]] = []
        waiting = False
        for token, norm in enumerate(norms):
            read = known.get(norm) or self._read(norm)
            own = read.units
            if not own:
                continue
            at = len(units)
            if waiting and (across := entries.get(units[-1] + own[0])) is not None:
                places.append((at - 1, across))
            waiting = read.begins
            for inside, some in read.inside:
                places.append((at + inside, some))
            if len(own) == 1:
                units.append(own[0])
                owner.append(token)
            else:
                units += own
                owner += [token] * len(own)
        if not places:
            return _NOTHING
        standing: list[tuple[int, int, _Entry]] = []
        for place, some in places:
            for entry in some:
                row = entry.row
                if len(row) == 1:
                    standing.append((-1, place, entry))
                    continue
                start = place - entry.at
                if start >= 0 and tuple(units[start : start + len(row)]) == row:
                    standing.append((-len(row), start, entry))
        if len(standing) > 1:
            standing.sort(key=_longest_first)
        return self._chosen(standing, norms, units, owner)

    def _chosen(
        self,
        standing: list[tuple[int, int, _Entry]],
        norms: Sequence[str],
        units: list[str],
        owner: list[int],
    ) -> Found:
        mentions: list[Mention] = []
        things: list[Thing] = []
        begin = {start for _, start, _ in standing}
        taken: set[int] = set()
        held: list[tuple[range, _Name]] = []
        for length, start, entry in standing:
            if entry.name is None:
                continue
            own = range(start, start - length)
            if entry.name.word and _in_a_longer_thing(standing, own):
                continue  # "polo shirt"
            if taken.isdisjoint(own) and not (
                own.stop - start <= _GLUED_AT_MOST
                and "".join(entry.row) > "\u3400"
                and is_glued(norms, units, owner, own, begin)
            ):
                taken.update(own)
                held.append((own, entry.name))
                mentions.append(Mention(*entry.name, owner[start], owner[own.stop - 1] + 1))
        said: set[int] = set()
        for length, start, entry in standing:
            if entry.product is None:
                continue
            own = range(start, start - length)
            if taken.isdisjoint(own) or self._ends_a_name(own, entry.product, held, said):
                said.update(own)
                taken.update(own)
                things.append(Thing(entry.product, owner[start], owner[own.stop - 1] + 1))
        if len(mentions) > 1:
            mentions.sort(key=_place)
        if len(things) > 1:
            things.sort(key=_place)
        return Found(mentions, things)

    def _ends_a_name(
        self, own: range, product: str, held: list[tuple[range, _Name]], said: set[int]
    ) -> bool:
        if not said.isdisjoint(own):
            return False
        for place, name in held:
            if place.start < own.start < place.stop:
                sold = any(product in self._sells[brand] for brand in name.brands)
                return own.stop > place.stop or (
                    own.stop == place.stop and name.how != IMPLIED and sold
                )
        return False


def _in_a_longer_thing(standing: list[tuple[int, int, _Entry]], own: range) -> bool:
    return any(
        entry.product is not None
        and -length > len(own)
        and start <= own.start
        and own.stop <= start - length
        for length, start, entry in standing
    )


def _longest_first(one: tuple[int, int, _Entry]) -> tuple[int, int]:
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
