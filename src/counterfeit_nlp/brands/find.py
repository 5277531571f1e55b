"""Which brands a field names, and what kind of thing it says it is about.

Words are compared as ``text/`` has normalised them, so a disguised name is found as the name that
it hides. A name is a row of units: a word without its punctuation, or one Chinese character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from counterfeit_nlp.brands.glued import is_glued
from counterfeit_nlp.brands.match import Matcher, Stands, disjoint
from counterfeit_nlp.brands.registry import Name, Registry, name_key
from counterfeit_nlp.brands.roles import roles_of
from counterfeit_nlp.brands.texts import Parts, Reading, Texts, Words
from counterfeit_nlp.text.language import HAN, is_han

__all__ = ["ALIAS", "EXACT", "IMPLIED", "Finder", "Found", "FoundIn", "Mention", "Spans",
           "Thing"]  # fmt: skip

EXACT, ALIAS, IMPLIED = "exact", "alias", "implied"

_UNIT = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
# Of a name with a model's number glued to it: iphone7, oppoa83
_SHORTEST_WITH_NUMBER = 4
_SHORTEST_JOINED = 4  # M.A.C is no Mac
_LONGEST_THING = 4  # units before an ordinary word that make a thing of both
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


class Spans(NamedTuple):
    """Stretches of many texts, in the order of each text; shape (n,) each.

    Attributes
    ----------
    text
        Number of the text.
    first, last
        Tokens [first, last), counted over all texts.
    what
        Number of the name (of ``Finder.names``) or of the kind of thing (of ``Finder.kinds``).
    """

    text: np.ndarray
    first: np.ndarray
    last: np.ndarray
    what: np.ndarray

    def at(self, chosen: np.ndarray) -> Spans:
        """Some of them, by number or by mask."""
        return Spans(*(one[chosen] for one in self))


class FoundIn(NamedTuple):
    """What many texts name; disjoint as in :class:`Found`."""

    mentions: Spans
    things: Spans


class NamedBy(NamedTuple):
    """What a name means: a :class:`Mention` without its place."""

    brands: tuple[str, ...]
    product: str | None
    word: bool
    how: str

    def at(self, first: int, last: int) -> Mention:
        """The name as it stands at tokens [first, last) of a field."""
        return Mention(self.brands, self.product, self.word, self.how, first, last)


_Row = tuple[str, ...]


class _Norm(NamedTuple):
    """What is known of one norm: its units, their numbers (0 for those in no name), its roles."""

    units: _Row
    numbers: tuple[int, ...]
    roles: int


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


class Finder:
    """The names of a registry, ready to be looked for.

    Parameters
    ----------
    registry
        What to look for.

    Attributes
    ----------
    names
        What each name means.
    priced
        Of each name, by brand, the model with a price of its own that it is, if any; the cheaper
        where two of a brand are written alike.
    kinds
        Numbers 1, 2, ... of the kinds of things, in the order of their slugs.
    """

    def __init__(self, registry: Registry) -> None:
        names, things = _names(registry), _things(registry)
        rows = [*{**names, **things}]
        self.names = [*names.values()]
        priced = _priced(registry)
        self.priced = [priced.get(row, {}) for row in names]
        self.kinds = _kinds(registry)
        self._sells = {slug: frozenset(brand.products) for slug, brand in registry.brands.items()}
        self._alone = {row[0]: name for row, name in names.items() if len(row) == 1}
        self._number: dict[str, int] = {}
        for row in rows:
            for unit in row:
                self._number.setdefault(unit, len(self._number) + 1)
        self._matcher = Matcher([[self._number[unit] for unit in row] for row in rows])
        # of each row: its name and its kind of thing
        self._name_of = np.full(len(rows), -1)
        self._name_of[: len(names)] = np.arange(len(names))  # they come first
        self._kind_of = np.array([self.kinds.get(things.get(row, ""), 0) for row in rows], np.int64)
        chinese = [len(row) <= _GLUED_AT_MOST and all(map(is_han, row)) for row in rows]
        self._may_be_glued = np.array(chinese, dtype=bool)
        self._is_word = np.array([name.word for name in self.names], dtype=bool)
        self._sold_by_name = np.zeros((len(self.names), len(self.kinds) + 1), dtype=bool)
        for number, name in enumerate(self.names):
            if name.how != IMPLIED:
                sold = {self.kinds[kind] for brand in name.brands for kind in self._sells[brand]}
                self._sold_by_name[number, [*sold]] = True
        self._remembered: dict[str, _Norm] = {}

    # --- reading

    def read(self, norms: Iterable[str]) -> Reading:
        """What is known of a run of tokens, whatever stands beside it."""
        roles: list[int] = []
        units: list[int] = []
        places: list[int] = []
        tokens: list[int] = []
        size = 0
        for token, norm in enumerate(norms):
            known = self._remembered.get(norm) or self._learn(norm)
            roles.append(known.roles)
            for place, number in enumerate(known.numbers, size):
                if number:
                    units.append(number)
                    places.append(place)
                    tokens.append(token)
            size += len(known.numbers)
        return Reading(roles, size, units, places, tokens)

    def texts(self, fields: Sequence[Sequence[Sequence[str]]]) -> Texts:
        """Read the fields of listings.

        Parameters
        ----------
        fields
            Of each field, of each of ``n`` listings, the norms of the tokens; the title first.
        """
        everything = [norms for of_field in fields for norms in of_field]
        parts = Parts.of([self.read(norms) for norms in everything])
        listings = len(fields[0]) if fields else 0
        text = np.arange(len(everything))
        return Texts.of(len(fields), listings, text, parts, _words_of(everything))

    def _learn(self, norm: str) -> _Norm:
        """Work out one norm."""
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        units = units_of(norm)
        if any(unit not in self._number for unit in units):
            units = tuple(part for unit in units for part in self._without_number(unit))
        numbers = tuple(self._number.get(unit, 0) for unit in units)
        self._remembered[norm] = known = _Norm(units, numbers, roles_of(norm))
        return known

    def _without_number(self, unit: str) -> _Row:
        """``iphone7`` as ``iphone``, ``7``, where the name is no ordinary word."""
        if not unit.isascii() or unit.isalpha() or unit in self._number:
            return (unit,)
        letters = next(at for at, letter in enumerate(unit) if not letter.isalpha())
        for length in range(letters, max(_SHORTEST_WITH_NUMBER, letters - 2) - 1, -1):
            name = self._alone.get(unit[:length])
            if name is None or name.word:
                continue
            # the letters are the model's: that is how phones are called
            if length == letters or any("phone" in self._sells[one] for one in name.brands):
                return unit[:length], unit[length:]
        return (unit,)

    # --- finding

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
        found = self.find_in(self.texts([[norms]]), beside_names=False)
        slugs = ["", *self.kinds]
        return Found(
            [self.names[name].at(first, last) for _, first, last, name in _listed(found.mentions)],
            [Thing(slugs[kind], first, last) for _, first, last, kind in _listed(found.things)],
        )

    def find_in(self, texts: Texts, beside_names: bool = True) -> FoundIn:
        """Find brands and things in many texts at once; see :meth:`find`.

        Parameters
        ----------
        texts
            Of any listings.
        beside_names
            Whether things are left out of listings that name no brand.
        """
        stands = self._matcher.find(texts.units, texts.places)
        if beside_names:
            stands = _of_listings_with(stands, stands.at(self._name_of[stands.row] >= 0), texts)
        taken = np.zeros(len(texts.units), dtype=bool)
        named = self._choose_names(stands, texts, taken)
        if beside_names:
            stands = _of_listings_with(stands, named, texts)
        things = self._choose_things(stands, named, taken)
        return FoundIn(
            _spans(named, self._name_of[named.row], texts),
            _spans(things, self._kind_of[things.row], texts),
        )

    def _choose_names(self, stands: Stands, texts: Texts, taken: np.ndarray) -> Stands:
        """The names that count; their units become ``taken``."""
        named = stands.at(self._name_of[stands.row] >= 0)
        none = self._is_word[self._name_of[named.row]]
        if none.any():
            none[none] = _in_longer_things(
                named.at(none), stands.at(self._kind_of[stands.row] > 0), len(taken)
            )  # "polo shirt"
        named = named.at(~none)
        short = np.flatnonzero(self._may_be_glued[named.row])
        if len(short):
            none = np.zeros(len(named.start), dtype=bool)
            none[short] = self._glued(named.at(short), stands, texts)
            named = named.at(~none)
        return named.at(disjoint(named, taken))

    def _glued(self, named: Stands, stands: Stands, texts: Texts) -> list[bool]:
        """Which of some Chinese names are parts of something longer."""
        found: list[bool] = []
        before = -1
        text_of = texts.text[stands.start]
        in_text = texts.text[named.start]
        begin = texts.places[named.start] - texts.first_place[in_text]
        for text, start, length in zip(
            in_text.tolist(), begin.tolist(), named.length.tolist(), strict=True
        ):
            if text != before:
                before = text
                norms = texts.norms(text)
                known = [self._remembered.get(norm) or self._learn(norm) for norm in norms]
                units = [unit for one in known for unit in one.units]
                owner = [token for token, one in enumerate(known) for _ in one.units]
                first, last = np.searchsorted(text_of, [text, text + 1]).tolist()
                own = texts.places[stands.start[first:last]] - texts.first_place[text]
                begins = {*own.tolist()}
            found.append(is_glued(norms, units, owner, range(start, start + length), begins))
        return found

    def _choose_things(self, stands: Stands, named: Stands, taken: np.ndarray) -> Stands:
        """The things that count beside names, whose units are ``taken``."""
        things = stands.at(self._kind_of[stands.row] > 0)
        within = np.full(len(taken), -1)  # the name that a unit is in, but for its first
        for step in range(1, max(named.length.tolist(), default=0)):
            longer = np.flatnonzero(named.length > step)
            within[named.start[longer] + step] = longer
        stop = things.start + things.length
        before = np.concatenate([[0], np.cumsum(taken)])
        counts = before[stop] == before[things.start]
        touching = np.flatnonzero(~counts)
        held = within[things.start[touching]]
        touching, held = touching[held >= 0], held[held >= 0]
        # what begins inside a name counts if the brand sells it, or if it reaches on
        name = self._name_of[named.row[held]]
        end = (named.start + named.length)[held]
        sold = self._sold_by_name[name, self._kind_of[things.row[touching]]]
        counts[touching] = (stop[touching] > end) | ((stop[touching] == end) & sold)
        things = things.at(counts)
        return things.at(disjoint(things, np.zeros(len(taken), dtype=bool)))


def _words_of(texts: Sequence[Sequence[str]]) -> Words:
    norms = [norm for text in texts for norm in text]

    def words(first: np.ndarray, last: np.ndarray) -> Iterator[list[str]]:
        for one, other in zip(first.tolist(), last.tolist(), strict=True):
            yield norms[one:other]

    return words


def _of_listings_with(stands: Stands, named: Stands, texts: Texts) -> Stands:
    """Those in listings that ``named`` stand in."""
    naming = np.zeros(texts.listings, dtype=bool)
    naming[texts.text[named.start] % max(texts.listings, 1)] = True
    return stands.at(naming[texts.text[stands.start] % max(texts.listings, 1)])


def _in_longer_things(words: Stands, things: Stands, n: int) -> np.ndarray:
    """Which of some words stand inside things that are longer; of ``n`` units."""
    reach = np.zeros(n, dtype=np.int64)  # end of the longest of several units that begins here
    several = things.at(things.length > 1)  # the shorter come before
    reach[several.start] = several.start + several.length
    found = np.zeros(len(words.start), dtype=bool)
    for step in range(_LONGEST_THING + 1):
        begin = np.maximum(words.start - step, 0)
        end = reach[begin]
        found |= (end >= words.start + words.length) & (end - begin > words.length)
    return found


def _listed(spans: Spans) -> Iterable[tuple[int, int, int, int]]:
    return zip(*(one.tolist() for one in spans), strict=True)


def _spans(stands: Stands, what: np.ndarray, texts: Texts) -> Spans:
    """What stands in texts as stretches of their tokens."""
    text = texts.text[stands.start]
    first = texts.tokens[stands.start]
    last = texts.tokens[stands.start + stands.length - 1] + 1
    # of those in one token the longest comes first
    order = np.lexsort((stands.start, -stands.length, last, first))
    return Spans(text[order], first[order], last[order], what[order])


def _kinds(registry: Registry) -> dict[str, int]:
    """Numbers of all kinds of things that a registry speaks of, in the order of their slugs."""
    slugs = {*registry.types}
    for one in registry.types.values():
        slugs.update(one.accessory_to)
    for brand in registry.brands.values():
        slugs.update(brand.products, brand.models)
    return {slug: number for number, slug in enumerate(sorted(slugs), 1)}


def _names(registry: Registry) -> dict[_Row, NamedBy]:
    names: dict[_Row, NamedBy] = {}
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
                    names[row] = NamedBy((slug,), product, name.word, how)
                elif slug in before.brands:
                    names[row] = before._replace(word=before.word or name.word)
                else:
                    brands = (*before.brands, slug)
                    names[row] = NamedBy(brands, before.product, True, before.how)
    return names


def _priced(registry: Registry) -> dict[_Row, dict[str, Name]]:
    """The models with a price of their own by how they are written, then by brand."""
    priced: dict[_Row, dict[str, Name]] = {}
    for slug, brand in registry.brands.items():
        for some in brand.models.values():
            for name in some:
                for row in _writings(name.text) if name.price is not None else ():
                    own = priced.setdefault(row, {})
                    own[slug] = min(own.get(slug, name), name, key=_low)
    return priced


def _low(name: Name) -> float:
    return np.inf if name.price is None else name.price.low


def _things(registry: Registry) -> dict[_Row, str]:
    things: dict[_Row, str] = {}
    for slug, product_type in registry.types.items():
        for words in product_type.words.values():
            for word in words:
                for row in _writings(word):
                    things.setdefault(row, slug)
    return things
