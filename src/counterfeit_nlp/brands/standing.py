"""How a listing stands to the brands it names: offers a thing of one, or one made for it.

A mention is no claim yet. "Case for iPhone" names a brand it isn't of, an ordinary word (Apple,
Boss) is a brand's name only beside a thing that the brand sells, and of several brands the dearest
is what a copyist would be after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from counterfeit_nlp.brands.find import Finder, Mention
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.relation import IS, relation_of

__all__ = ["NOTHING_NAMED", "Claim", "Place", "Standing", "Standings"]


class Place(NamedTuple):
    """A mention: tokens [first, last) of a field."""

    field: int
    first: int
    last: int


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
        self._floors: dict[str, dict[str, float]] = {
            slug: {
                product: sold.price.low * rates[sold.price.currency]
                for product, sold in brand.products.items()
                if sold.price is not None and sold.price.currency in rates
            }
            for slug, brand in registry.brands.items()
        }
        self._accessories = frozenset(
            slug for slug, one in registry.types.items() if one.accessory_to
        )

    def of(self, fields: Sequence[Sequence[str]]) -> Standing:
        """How a listing stands to the brands it names.

        Parameters
        ----------
        fields
            The norms of each field's tokens.

        Returns
        -------
        Standing
            The claim is the dearest, the first of equals; None also where the registry knows no
            price of the brand.
        """
        read = [(norms, self.finder.find(norms)) for norms in fields]
        if not any(found.mentions for _, found in read):
            return NOTHING_NAMED
        things = {thing.product for _, found in read for thing in found.things}
        claim: Claim | None = None
        made_for: Place | None = None
        for number, (norms, found) in enumerate(read):
            for mention in found.mentions:
                place = Place(number, mention.first, mention.last)
                for brand in mention.brands:
                    floors = self._floors.get(brand, {})
                    named = _named(mention, things, floors)
                    if mention.word and not named:
                        continue  # the ordinary word
                    if not self._is_offered(mention, named, things, norms):
                        made_for = made_for or place
                        continue
                    product = min(named or floors, key=lambda one: (floors[one], one), default=None)
                    if product is None or (claim and claim.floor >= floors[product]):
                        continue
                    claim = Claim(brand, product, floors[product], place)
        return Standing(claim, made_for)

    def _is_offered(
        self, mention: Mention, named: Sequence[str], things: set[str], norms: Sequence[str]
    ) -> bool:
        """Whether the listing says that the thing is of the brand."""
        accessory = not self._accessories.isdisjoint(things)
        if named and not accessory:
            return True  # "for Rolex" on a whole watch is no accessory
        if relation_of(norms, mention.first, mention.last) != IS:
            return False
        # a case of the brand's own, or nothing said that would be made for another thing
        return not accessory or any(one in self._accessories for one in named)


def _named(mention: Mention, things: set[str], floors: Mapping[str, float]) -> list[str]:
    """The types of things the listing names that the brand sells, a model's own if none is."""
    named = [product for product in floors if product in things]
    if not named and mention.product in floors:
        named = [str(mention.product)]
    return named
