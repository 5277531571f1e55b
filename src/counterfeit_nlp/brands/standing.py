"""How a listing stands to the brands it names: offers a thing of one, or one made for it.

A mention is no claim yet. "Case for iPhone" names a brand it isn't of, an ordinary word (Apple,
Boss) is a brand's name only beside a thing that the brand sells, and of several brands the dearest
is what a copyist would be after.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from counterfeit_nlp.brands.find import Finder, Found, Mention, Thing
from counterfeit_nlp.brands.registry import Brand, Registry
from counterfeit_nlp.brands.relation import (
    FOR,
    IS,
    for_begins,
    is_list,
    may_relate,
    relation_of,
)

__all__ = ["NOTHING_NAMED", "Claim", "Named", "Place", "Standing", "Standings"]

# A thing behind one of these comes along with what is offered
_ALONG = frozenset({"with", "w/", "w", "plus", "+", "and", "&", "incl", "including",
                    "includes", "include", "comes", "free", "gift", "extra", "送", "赠",
                    "赠送", "附", "附赠", "配", "含", "带", "加", "全套", "原装"})  # fmt: skip
_ALONG_REACH = 6  # tokens
# Before "for Rolex" where the whole watch is offered: what praises it, and says no other thing
_PRAISE = frozenset({"new", "brand", "luxury", "mens", "men", "men's", "man", "women", "womens",
                     "ladies", "lady", "top", "quality", "aaa", "best", "high", "fashion",
                     "automatic", "mechanical", "quartz", "hot", "sale", "original", "genuine",
                     "authentic", "1:1", "copy", "replica", "swiss", "gold", "silver", "black",
                     "steel", "stainless", "classic", "vintage", "cheap", "free", "shipping",
                     "2017", "2018"})  # fmt: skip
_PRAISE_AT_MOST = 12  # tokens
_OWN_ZH = ("原装", "正品", "官方", "旗舰", "原厂", "自营", "品牌")
_MUCH_MADE_FOR = 5  # types of accessories
_BETWEEN_ZH = 12  # tokens from a name to the accessory that is made for its thing


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
        The type of thing: what the listing says, or the brand's cheapest where it says none.
    floor
        What such a thing of the brand costs at least, new, in US dollars.
    place
        Where the brand is named.
    """

    brand: str
    product: str
    floor: float
    place: Place


class Standing(NamedTuple):
    """What a listing offers a thing of, the dearest, and where it first names what it is for."""

    claim: Claim | None
    made_for: Place | None


NOTHING_NAMED = Standing(None, None)


class _Offer(NamedTuple):
    """What kinds of things a listing speaks of.

    ``accessories`` are those it offers, ``things`` all but accessories that only come along.
    """

    kinds: frozenset[str]
    accessories: frozenset[str]
    things: frozenset[str]


_NO_OFFER = _Offer(frozenset(), frozenset(), frozenset())


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
        self._floors = {slug: _floors(brand, rates) for slug, brand in registry.brands.items()}
        self._sells = {slug: frozenset(brand.products) for slug, brand in registry.brands.items()}
        self._made_for = {
            slug: frozenset(one.accessory_to)
            for slug, one in registry.types.items()
            if one.accessory_to
        }
        times = Counter(host for hosts in self._made_for.values() for host in hosts)
        self._hosts = frozenset(host for host, n in times.items() if n >= _MUCH_MADE_FOR)

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
        claim: Claim | None = None
        made_for: Place | None = None
        for named in self.named(fields):
            if named.relation != IS:
                if named.relation == FOR and made_for is None:
                    made_for = named.place
                continue
            floors = self._floors[named.brand]  # the cheapest first
            if not floors:
                continue
            product = next((one for one in floors if one in named.things), named.mention.product)
            if product not in floors:
                product = next(iter(floors))
            if claim is None or claim.floor < floors[product]:
                claim = Claim(named.brand, product, floors[product], named.place)
        return Standing(claim, made_for) if claim or made_for else NOTHING_NAMED

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
        read = [self.finder.find(norms) for norms in fields]
        if not any(found.mentions for found in read):
            return []
        offer = self._offer(fields, read)
        sure: set[str] = set()
        if any(mention.word for found in read for mention in found.mentions):
            for found in read:
                for mention in found.mentions:
                    if not mention.word:
                        sure.update(mention.brands)
        told: list[Named] = []
        hosts: set[str] = set()  # what the listing is for, wherever it names it again
        for number, (norms, found) in enumerate(zip(fields, read, strict=True)):
            if not found.mentions:
                continue
            begun = _first_of_each(found)
            for mention, said in zip(found.mentions, self._said(norms, found, begun), strict=True):
                place = Place(number, mention.first, mention.last)
                for brand in mention.brands:
                    sells = self._sells[brand]
                    if mention.word and brand not in sure:
                        # a model is one kind of thing: Kelly is a bag, and no green of a shirt
                        kind = frozenset([mention.product]) if mention.product else sells
                        if not self._in_context(kind, offer):
                            continue  # the ordinary word
                    things = tuple(sorted(sells & offer.things)) if offer.things else ()
                    relation = said
                    if said == FOR or (said == IS and offer.accessories):
                        relation = self._relation(said, mention, sells, offer, norms, found, begun)
                    if relation == FOR:
                        hosts.add(brand)
                    elif relation == IS and brand in hosts:
                        relation = FOR
                    told.append(Named(brand, relation, things, mention, place))
        return told

    def _said(self, norms: Sequence[str], found: Found, begun: Mapping[str, int]) -> list[str]:
        """What the words say of each mention; what they say of one of a list is said of all."""
        mentions = found.mentions
        if may_relate(norms):
            said = [relation_of(norms, one.first, one.last) for one in mentions]
        else:
            said = [IS] * len(mentions)
        if len(said) == 1:
            return said
        joined = [
            is_list(norms, one.last, other.first) for one, other in pairwise(mentions)
        ]  # "for HP, Canon and Epson"
        for at, together in enumerate(joined):
            if together and said[at] == FOR and said[at + 1] == IS:
                said[at + 1] = FOR
        for at in range(len(joined) - 1, -1, -1):
            if joined[at] and said[at + 1] == FOR and said[at] == IS:
                said[at] = FOR
        for at, together in enumerate(joined):
            if (
                together
                and said[at] == said[at + 1] == IS
                and self._are_hosts(mentions[at : at + 2], begun)
            ):
                said[at] = said[at + 1] = FOR
        return said

    def _are_hosts(self, mentions: Sequence[Mention], named: Iterable[str]) -> bool:
        """Whether brands side by side are those of what a thing may be used with.

        "苹果华为 耳机", "HP Dell bag": both make what much is made for, and it isn't offered.
        """
        one, other = mentions
        if not set(one.brands).isdisjoint(other.brands):
            return False
        shared = self._hosts.intersection(
            *(frozenset().union(*(self._sells[slug] for slug in of.brands)) for of in mentions)
        )
        return bool(shared) and shared.isdisjoint(named)

    def _offer(self, fields: Sequence[Sequence[str]], read: Sequence[Found]) -> _Offer:
        """What the listing speaks of; what the title names is what it offers."""
        kinds = frozenset([thing.product for found in read for thing in found.things])
        if not kinds:
            return _NO_OFFER
        accessories: set[str] = set()
        for norms, found in zip(fields, read, strict=True):
            whole = bool(found.mentions and found.mentions[0].product)
            for thing in found.things:
                if thing.product not in self._made_for:
                    whole = True
                elif not whole or not _comes_along(norms, thing):
                    accessories.add(thing.product)
            if found.things:
                break
        along = [one for one in kinds if one in self._made_for and one not in accessories]
        return _Offer(kinds, frozenset(accessories), kinds.difference(along))

    def _in_context(self, sells: frozenset[str], offer: _Offer) -> bool:
        """Whether the listing speaks of things that the brand sells, or of accessories to them."""
        return not sells.isdisjoint(offer.kinds) or any(
            not sells.isdisjoint(self._made_for[one]) for one in offer.accessories
        )

    def _relation(
        self,
        said: str,
        mention: Mention,
        sells: frozenset[str],
        offer: _Offer,
        norms: Sequence[str],
        found: Found,
        begun: Mapping[str, int],
    ) -> str:
        """What the words around a name say (for, or nothing), beside what is offered."""
        if said == FOR:
            # "for Rolex" on a whole watch is no accessory
            whole = not offer.accessories and self._whole_offered(mention, sells, norms, begun)
            return IS if whole else FOR
        made_for_it = [
            one
            for one in offer.accessories
            if not sells.isdisjoint(self._made_for[one]) or mention.product in self._made_for[one]
        ]
        if not made_for_it:
            return IS
        if mention.product is not None:  # "iPhone case" is a case for one
            return IS if mention.product in offer.accessories else FOR
        if sells.isdisjoint(made_for_it):
            return FOR
        return FOR if self._stands_before_accessory(mention, norms, found) else IS

    def _whole_offered(
        self,
        mention: Mention,
        sells: frozenset[str],
        norms: Sequence[str],
        begun: Mapping[str, int],
    ) -> bool:
        """Whether the brand's own kind of thing is what "for" follows, or all there is."""
        begin = for_begins(norms, mention.first)
        # of phones and cars nobody says so who means the thing itself
        if begin is None or not norms[begin].isascii() or not self._hosts.isdisjoint(sells):
            return False
        own = [begun[one] for one in sells if one in begun]
        if own and min(own) < begin:
            return True
        return bool(own or mention.product) and (
            begin <= _PRAISE_AT_MOST and all(word in _PRAISE for word in norms[:begin])
        )

    def _stands_before_accessory(
        self, mention: Mention, norms: Sequence[str], found: Found
    ) -> bool:
        """Chinese: 华为 p30 手机壳 is a case for one, 华为 原装 充电器 a charger of Huawei's."""
        first = bisect_right(found.things, mention.last, key=_last)
        for thing in found.things[first : first + _BETWEEN_ZH]:
            if thing.product not in self._made_for:
                continue
            between = norms[mention.last : thing.first]
            return (
                _is_chinese(norms[thing.first])
                and len(between) <= _BETWEEN_ZH
                and not any(one.startswith(_OWN_ZH) for one in between)
            )
        return False


def _last(thing: Thing) -> int:
    return thing.last


def _first_of_each(found: Found) -> dict[str, int]:
    """Where each kind of thing is named first."""
    first: dict[str, int] = {}
    for thing in found.things:
        first.setdefault(thing.product, thing.first)
    return first


def _is_chinese(word: str) -> bool:
    return "\u3400" <= word[:1] <= "\u9fff"


def _floors(brand: Brand, rates: Mapping[str, float]) -> dict[str, float]:
    """What things of the brand cost at least, the cheapest first."""
    floors = {
        product: sold.price.low * rates[sold.price.currency]
        for product, sold in brand.products.items()
        if sold.price is not None and sold.price.currency in rates
    }
    return dict(sorted(floors.items(), key=lambda one: (one[1], one[0])))


def _comes_along(norms: Sequence[str], thing: Thing) -> bool:
    near = norms[max(0, thing.first - _ALONG_REACH) : thing.first]
    return any(one in _ALONG for one in near)
