"""What a listing claims: which brand's thing it offers, as far as its words say.

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

__all__ = ["Claim", "Claims"]


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
    field, first, last
        The mention: tokens [first, last) of a field.
    """

    brand: str
    product: str
    floor: float
    field: int
    first: int
    last: int


class Claims:
    """Finds what listings claim.

    Parameters
    ----------
    registry
        The brands, with what they sell and charge.
    rates
        US dollars per unit of currency; a price in another currency is not known.
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
        self._made_for = {slug: frozenset(one.accessory_to) for slug, one in registry.types.items()}

    def of(self, fields: Sequence[Sequence[str]]) -> Claim | None:
        """What a listing claims, if anything.

        Parameters
        ----------
        fields
            The norms of each field's tokens.

        Returns
        -------
        Claim or None
            The dearest claim, the first of equals. None also where no price of the brand is known.
        """
        read = [(norms, self.finder.find(norms)) for norms in fields]
        if not any(found.mentions for _, found in read):
            return None
        things = {thing.product for _, found in read for thing in found.things}
        accessory = any(self._made_for.get(thing) for thing in things)
        best: Claim | None = None
        for number, (norms, found) in enumerate(read):
            for mention in found.mentions:
                for brand in mention.brands:
                    floors = self._floors.get(brand, {})
                    sold = self._sold(mention, things, floors, accessory, norms)
                    if sold is None:
                        continue
                    product = min(sold, key=lambda one: (floors[one], one))
                    claim = Claim(
                        brand, product, floors[product], number, mention.first, mention.last
                    )
                    if best is None or claim.floor > best.floor:
                        best = claim
        return best

    @staticmethod
    def _sold(
        mention: Mention,
        things: set[str],
        floors: Mapping[str, float],
        accessory: bool,
        norms: Sequence[str],
    ) -> list[str] | None:
        """Which of the brand's types of things a mention claims; None for none."""
        named = [thing for thing in floors if thing in things]
        if mention.word and not named:
            return None
        if not named and mention.product in floors:
            named = [str(mention.product)]
            if accessory:
                return None
        if not named and accessory:
            return None
        # "for Rolex" on a whole watch is no accessory
        if relation_of(norms, mention.first, mention.last) != IS and (accessory or not named):
            return None
        return named or list(floors) or None
