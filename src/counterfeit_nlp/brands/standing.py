"""How a listing stands to the brands it names: offers a thing of one, or one made for it.

A mention is no claim yet. "Case for iPhone" names a brand it isn't of, an ordinary word (Apple,
Boss) is a brand's name only beside a thing that the brand sells, and of several brands the dearest
is what a copyist would be after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from counterfeit_nlp.brands.around import Around
from counterfeit_nlp.brands.condition import LEFT_OVER, TRIAL, USED, conditions
from counterfeit_nlp.brands.find import Finder, Mention
from counterfeit_nlp.brands.name_table import NameTable
from counterfeit_nlp.brands.offer import Offers
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.relation import FOR, IS
from counterfeit_nlp.brands.roles import TELLS
from counterfeit_nlp.brands.said import SAID, what_is_said
from counterfeit_nlp.brands.texts import Texts
from counterfeit_nlp.brands.wares import Wares

__all__ = ["NOTHING_NAMED", "Claim", "Named", "Place", "Standing", "StandingIn", "Standings"]

_IS, _FOR = SAID.index(IS), SAID.index(FOR)
# Of the new thing's price, where a title says that the thing is used: rough, and low on purpose.
# Who writes "used" on a copy has to ask as much for it, and then it sells no better than the thing
_USED_COSTS = 1 / 3


class Place(NamedTuple):
    """A mention: tokens [first, last) of a field."""

    field: int
    first: int
    last: int


class Named(NamedTuple):
    """A brand that a listing names.

    Attributes
    ----------
    brand
        Its id.
    relation
        ``IS``, ``FOR`` or ``NOT`` of ``relation.py``.
    things
        The types of things the listing names that the brand sells.
    mention, place
        Where it is named and how.
    """

    brand: str
    relation: str
    things: tuple[str, ...]
    mention: Mention
    place: Place


class Claim(NamedTuple):
    """The brand that a listing offers a thing of.

    Attributes
    ----------
    brand
        Its id.
    product
        The type of thing: what the listing says, or what is typical of the brand where it
        says none; empty where it says one that the brand doesn't sell (a book, a toy).
    floor
        What such a thing of the brand costs at least, in US dollars: new, or a third of that
        where the title says that it is used; NaN where the registry doesn't know.
    place
        Where the brand is named.
    model
        The model whose own price the floor is, as the registry calls it; empty for that of the
        type.
    used
        Whether the title says that the thing is used.
    """

    brand: str
    product: str
    floor: float
    place: Place
    model: str = ""
    used: bool = False


class Standing(NamedTuple):
    """What a listing offers a thing of, the dearest, and where it first names what it is for."""

    claim: Claim | None
    made_for: Place | None


NOTHING_NAMED = Standing(None, None)


class StandingIn(NamedTuple):
    """How many listings stand to brands: those that claim one, and those that are for one.

    Attributes
    ----------
    claiming
        The listings that offer a thing of a brand, rising; shape (n_claims,).
    claimed
        Where each names the brand: text, first and last token counted over all texts; shape
        (n_claims, 3).
    brand, product
        Number of the brand and of the kind of thing, shape (n_claims,).
    floor
        What such a thing of the brand costs at least, shape (n_claims,).
    model
        Number of the model whose own price this is (of ``NameTable.model``), -1 for the type's;
        shape (n_claims,).
    used
        Whether the title says that the thing is used, shape (n_claims,).
    made_for
        The listings that name a brand that a thing is made for, rising; shape (n_made,).
    host
        Where each does so first, shape (n_made, 3).
    """

    claiming: np.ndarray
    claimed: np.ndarray
    brand: np.ndarray
    product: np.ndarray
    floor: np.ndarray
    model: np.ndarray
    used: np.ndarray
    made_for: np.ndarray
    host: np.ndarray


class Standings:
    """Tells how listings stand to the brands of a registry.

    Parameters
    ----------
    registry
        The brands, with what they sell and charge.
    rates
        US dollars per unit of currency; a price in another currency is not known.

    Attributes
    ----------
    finder
        Finds the names.
    """

    def __init__(self, registry: Registry, rates: Mapping[str, float]) -> None:
        self.finder = Finder(registry)
        self._brands = [*registry.brands]
        self._shown = {slug: brand.name for slug, brand in registry.brands.items()}
        self._kinds = ["", *self.finder.kinds]
        self._wares = Wares(registry, self.finder.kinds, rates)
        self._names = NameTable(self.finder, self._wares)

    def of(self, fields: Sequence[Sequence[str]]) -> Standing:
        """How a listing stands to the brands it names.

        Parameters
        ----------
        fields
            The norms of each field's tokens, the title first.

        Returns
        -------
        Standing
            The claim is the dearest, the first of equals; None also where the registry knows no
            price of the brand.
        """
        texts = self.finder.texts([[norms] for norms in fields])
        found = self.of_all(texts)
        claims = [self.claim(found, at, texts) for at in range(len(found.claiming))]
        hosts = [_place(texts, where) for where in found.host.tolist()]
        if not claims and not hosts:
            return NOTHING_NAMED
        return Standing(claims[0] if claims else None, hosts[0] if hosts else None)

    def claim(self, found: StandingIn, at: int, texts: Texts) -> Claim:
        """One of the claims of many listings, in words."""
        return Claim(
            self._brands[found.brand[at]],
            self.kind(int(found.product[at])),
            float(found.floor[at]),
            _place(texts, found.claimed[at].tolist()),
            self.model(int(found.model[at])),
            bool(found.used[at]),
        )

    def of_all(self, texts: Texts) -> StandingIn:
        """How many listings stand to the brands they name; see :meth:`of`.

        Parameters
        ----------
        texts
            What :meth:`Finder.texts` makes of their fields.
        """
        told = self._told(texts)
        own = told.at((told.relation == _IS) & self._wares.has_price[told.brand])
        product, floor, model = self._floors(own)
        condition = told.condition[own.listing]
        used = condition & USED != 0
        floor = np.where(used, floor * _USED_COSTS, floor)
        # what a sample or a wreck costs isn't known
        whole_one = condition & TRIAL == 0
        product, floor = product * whole_one, np.where(whole_one, floor, np.nan)
        model = np.where(whole_one, model, -1)
        dearest = np.lexsort((-floor, own.listing))
        dearest = dearest[_first_of_each(own.listing[dearest])]
        claims = own.at(dearest)
        # a whole thing of a brand is not made for another one, whoever else it is said to be for
        whole = claims.listing[~self._wares.is_accessory[product[dearest]]]
        made = told.at((told.relation == _FOR) & ~np.isin(told.listing, whole))
        made = made.at(_first_of_each(made.listing))
        return StandingIn(
            claims.listing,
            claims.places,
            claims.brand,
            product[dearest],
            floor[dearest],
            model[dearest],
            used[dearest],
            made.listing,
            made.places,
        )

    def _floors(self, own: _Told) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What is offered of brands, what it costs at least, and the model whose price that is.

        A model's own price counts for the model, wherever nothing says that another thing is
        offered (a Birkin belt, a Daytona keychain), and then for the brand's name beside it too.
        """
        named = self._kind_named(own)
        product, floor = self._wares.floors(own.brand, named, own.offers.things[own.row])
        model = np.full(len(named), -1)
        at = np.flatnonzero((named > 0) & ~np.isnan(self._names.floor[own.pair]))
        if not len(at):
            return product, floor, model
        first, kind = own.offers.first[own.row[at]], named[at]
        meant = first[np.arange(len(at)), kind] | ~first.any(axis=1)
        at = at[meant]
        model[at] = own.pair[at]
        floor[at], product[at] = self._names.floor[model[at]], kind[meant]
        # the brand's name means that model too, and no typical thing: Apple AirPods are no phone
        key = own.listing * len(self._brands) + own.brand
        names = np.flatnonzero(self._names.product[own.name] == 0)
        floor[names[np.isin(key[names], key[at])]] = np.nan
        return product, floor, model

    def name(self, brand: int) -> str:
        """What people are shown of a brand, by its number in :class:`StandingIn`."""
        return self._shown[self._brands[brand]]

    def kind(self, product: int) -> str:
        """The slug of a kind of thing by its number there, empty for 0."""
        return self._kinds[product]

    def model(self, number: int) -> str:
        """What the registry calls a model by its number there, empty for -1."""
        return self._names.model[number] if number >= 0 else ""

    def _kind_named(self, told: _Told) -> np.ndarray:
        """The kind of thing that each name stands for, 0 for none.

        Where no word says what is offered, a model says it for the brand's name beside it.
        """
        product: np.ndarray = self._names.product[told.name].copy()
        product[told.offers.depicts[told.row]] = 0  # a poster of a model
        # a keychain of a model: what stands right behind its name is the thing
        models = np.flatnonzero(product)
        row, kind = told.row[models], product[models]
        other = told.offers.behind[row].any(axis=1) & ~told.offers.first[row, kind]
        product[models[other]] = 0
        key = told.row * len(self._brands) + told.brand
        models = np.flatnonzero(product)
        keys, first = np.unique(key[models], return_index=True)
        said = (self._wares.sells[told.brand] & told.offers.things[told.row]).any(axis=1)
        open_ = np.flatnonzero((product == 0) & ~said)
        if len(keys) and len(open_):
            at = np.minimum(np.searchsorted(keys, key[open_]), len(keys) - 1)
            same = keys[at] == key[open_]
            product[open_[same]] = product[models[first[at[same]]]]
        return product

    def ids(self, numbers: np.ndarray) -> list[str]:
        """The ids of brands by their numbers in :class:`StandingIn`."""
        return [self._brands[number] for number in numbers.tolist()]

    def named(self, fields: Sequence[Sequence[str]]) -> list[Named]:
        """The brands a listing names, and how it stands to each.

        Parameters
        ----------
        fields
            The norms of each field's tokens, the title first.

        Returns
        -------
        list of Named
            In the order of the text; one for each brand that shares a name. Ordinary words that
            mean no brand here are left out.
        """
        (named,) = self.named_in(self.finder.texts([[norms] for norms in fields or [[]]]))
        return named

    def named_in(self, texts: Texts) -> list[list[Named]]:
        """The brands that each of many listings names; see :meth:`named`."""
        told = self._told(texts)
        named: list[list[Named]] = [[] for _ in range(texts.listings)]
        things = self._wares.sells[told.brand] & told.offers.things[told.row]
        for listing, brand, name, relation, where, kinds in zip(
            told.listing.tolist(), told.brand.tolist(), told.name.tolist(),
            told.relation.tolist(), told.places.tolist(), things, strict=True,
        ):  # fmt: skip
            place = _place(texts, where)
            named[listing].append(
                Named(
                    self._brands[brand],
                    SAID[relation],
                    tuple(self._kinds[kind] for kind in np.flatnonzero(kinds).tolist()),
                    self.finder.names[name].at(place.first, place.last),
                    place,
                )
            )
        return named

    def _told(self, texts: Texts) -> _Told:
        """Each brand of each mention, and how the listing stands to it."""
        found = self.finder.find_in(texts)
        mentions, names, wares = found.mentions, self._names, self._wares
        listing = mentions.text % max(texts.listings, 1)
        naming = np.unique(listing)
        row_of = np.full(texts.listings, -1)
        row_of[naming] = np.arange(len(naming))
        offers = Offers.of(texts, found, row_of, wares, names.is_sure_model)
        around = Around(texts, found, names, wares)
        said = what_is_said(texts, mentions, around.are_hosts)
        # one for each brand that shares a name; listing by listing
        order = np.argsort(listing, kind="stable")
        counts = names.brand_count[mentions.what[order]]
        mention = np.repeat(order, counts)
        which = np.arange(len(mention)) - np.repeat(np.cumsum(counts) - counts, counts)
        name = mentions.what[mention]
        told = _Told(
            offers,
            row_of[listing[mention]],
            listing[mention],
            mention,
            name,
            names.brand[names.first_brand[name] + which],
            names.first_brand[name] + which,
            said[mention],
            np.stack(mentions[:3], axis=1)[mention],
            conditions(texts, TELLS, naming),
        )
        told = told.at(self._is_meant(told))
        self._weigh(told, around)
        _same_host(told, len(self._brands))
        return told

    def _is_meant(self, told: _Told) -> np.ndarray:
        """Which brands are meant: all but ordinary words beside nothing that the brand sells."""
        word: np.ndarray = self._names.word[told.name]
        key = told.row * len(self._brands) + told.brand
        meant: np.ndarray = ~word
        at = np.flatnonzero(word)
        brand, row = told.brand[at], told.row[at]
        own, accessories = self._wares.sells[brand], self._wares.made_for_wares[brand]
        # a model is one kind of thing: Kelly is a bag, and no green of a shirt
        product = self._names.product[told.name[at]]
        model = np.flatnonzero(product)
        own[model], accessories[model] = False, self._wares.made_for[product[model]]
        own[model, product[model]] = True
        meant[at] = (
            np.isin(key[at], key[~word])  # named by a word that is none
            | (own & told.offers.kinds[row]).any(axis=1)
            | (accessories & told.offers.accessories[row]).any(axis=1)
        )
        return meant

    def _weigh(self, told: _Told, around: Around) -> None:
        """Set what the words say (for, or nothing) beside what is offered."""
        wares, offers = self._wares, told.offers
        product = self._names.product[told.name]
        with_accessory = np.asarray(offers.accessories.any(axis=1))[told.row]
        # "for Rolex" on a whole watch is no accessory; of phones and cars nobody says so who
        # means the thing itself
        hosts = np.asarray((wares.sells & wares.hosts).any(axis=1))
        at = np.flatnonzero((told.relation == _FOR) & ~with_accessory & ~hosts[told.brand])
        sold = (wares.sells[told.brand[at]] & offers.kinds[told.row[at]]).any(axis=1)
        for one in at[sold | (product[at] > 0)].tolist():
            brand, mention = int(told.brand[one]), int(told.mention[one])
            if around.whole_offered(mention, wares.sells[brand], bool(product[one])):
                told.relation[one] = _IS
        # an accessory made for it
        at = np.flatnonzero((told.relation == _IS) & with_accessory)
        made = wares.made_for_wares[told.brand[at]] | wares.made_for[product[at]]
        made &= offers.accessories[told.row[at]]
        some = made.any(axis=1)
        at, made = at[some], made[some]
        row, kind = told.row[at], product[at]
        # "iPhone case" is a case for one; what the brand sells may be its own
        is_for = np.where(
            kind > 0,
            ~offers.accessories[row, kind],
            ~(wares.sells[told.brand[at]] & made).any(axis=1),
        )
        for one in np.flatnonzero(~is_for & (kind == 0)).tolist():
            is_for[one] = around.stands_before_accessory(int(told.mention[at[one]]))
        told.relation[at[is_for]] = _FOR
        # an empty box, a strap alone; what the brand sells may be its own
        own = (wares.sells[told.brand] & offers.accessories[told.row]).any(axis=1)
        left = told.condition[told.listing] & LEFT_OVER != 0
        told.relation[left & ~own & (told.relation == _IS)] = _FOR


@dataclass(frozen=True)
class _Told:
    """``n`` brands of mentions, listing by listing in the order of the text; shape (n,) each.

    ``row`` is the listing's in ``offers``, ``pair`` the number of name and brand together (see
    ``NameTable``), ``relation`` an index into ``SAID``, ``places`` are text, first and last token,
    shape (n, 3). ``condition`` is what the title of each listing says, shape (n_listings,).
    """

    offers: Offers
    row: np.ndarray
    listing: np.ndarray
    mention: np.ndarray
    name: np.ndarray
    brand: np.ndarray
    pair: np.ndarray
    relation: np.ndarray
    places: np.ndarray
    condition: np.ndarray

    def at(self, chosen: np.ndarray) -> _Told:
        """Some of them, by number or by mask."""
        return _Told(
            self.offers,
            self.row[chosen],
            self.listing[chosen],
            self.mention[chosen],
            self.name[chosen],
            self.brand[chosen],
            self.pair[chosen],
            self.relation[chosen],
            self.places[chosen],
            self.condition,
        )


def _first_of_each(listing: np.ndarray) -> np.ndarray:
    """Where each listing's elements begin; listings rise."""
    return np.flatnonzero(np.diff(listing, prepend=-1))


def _same_host(told: _Told, brands: int) -> None:
    """What a listing is for it is for wherever it names it again."""
    key = told.row * brands + told.brand
    hosts = np.flatnonzero(told.relation == _FOR)
    keys, first = np.unique(key[hosts], return_index=True)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        again = (keys[at] == key) & (hosts[first[at]] < np.arange(len(key)))
        told.relation[again & (told.relation == _IS)] = _FOR


def _place(texts: Texts, where: Sequence[int]) -> Place:
    """A stretch of many texts as one of its field."""
    text, first, last = where
    begin = int(texts.begin[text])
    return Place(text // texts.listings, first - begin, last - begin)
