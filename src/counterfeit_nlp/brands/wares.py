"""What brands sell and charge, and what accessories are made for, as tables of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from counterfeit_nlp.brands.registry import Brand, Price, Registry

__all__ = ["Wares"]

_MUCH_MADE_FOR = 5  # types of accessories
# Types that come with the thing or are a part of it: no trade in accessories makes them
_OF_THE_THING = ("device-case", "packaging", "ribbon", "watch-detail")
# Types that things are sold in: behind a thing they come with it
_PACKING = ("dust-bag", "packaging", "ribbon", "watch-box")
# Types whose words also describe the whole thing (a blue dial) or mean much else (a ribbon, a case)
_DESCRIBING = ("device-case", "ribbon", "watch-detail")
# Whole things that are also a part of another: a watch on a steel bracelet
_ALSO_PARTS = ("bracelet",)
# Types that show or tell of other things: a book on watches is no watch
_DEPICTING = ("book", "craft-pattern", "picture")


class Wares:
    """Tables of the brands and kinds of things of a registry.

    Parameters
    ----------
    registry
        The brands, with what they sell and charge.
    kinds
        Numbers 1, 2, ... of the kinds of things. 0 is no thing: it is in no table.
    rates
        US dollars per unit of currency; a price in another currency is not known.

    Attributes
    ----------
    brands
        Numbers of the brands.
    sells
        Whether a brand sells a kind, shape (n_brands, n_kinds + 1).
    made_for
        Whether a kind (the second) is made for another (the first), shape (n_kinds + 1,
        n_kinds + 1).
    made_for_wares
        Whether a kind is made for one that a brand sells, shape (n_brands, n_kinds + 1).
    is_accessory
        Whether a kind is made for any other, shape (n_kinds + 1,).
    hosts
        Kinds that much is made for, shape (n_kinds + 1,).
    describing
        Accessories whose words describe the whole thing, too; shape (n_kinds + 1,).
    also_parts
        Whole things whose words also name a part of others, shape (n_kinds + 1,).
    packing
        Accessories that things are sold in, shape (n_kinds + 1,).
    depicting
        Kinds that show or tell of other things, shape (n_kinds + 1,).
    has_price
        Whether the registry knows what any thing or model of a brand costs, shape (n_brands,).
    """

    def __init__(
        self, registry: Registry, kinds: Mapping[str, int], rates: Mapping[str, float]
    ) -> None:
        n = len(kinds) + 1
        self._rates = rates
        self.brands = {slug: number for number, slug in enumerate(registry.brands)}
        self.sells = np.zeros((len(self.brands), n), dtype=bool)
        for slug, brand in registry.brands.items():
            self.sells[self.brands[slug], _numbers(brand.products, kinds)] = True
        self.made_for = np.zeros((n, n), dtype=bool)
        for slug, kind in registry.types.items():
            self.made_for[_numbers(kind.accessory_to, kinds), kinds[slug]] = True
        made_for = self.sells.astype(np.int64) @ self.made_for.astype(np.int64)
        self.made_for_wares = np.array(made_for > 0, dtype=bool)
        self.is_accessory = np.array(self.made_for.any(axis=0), dtype=bool)
        self.describing = _among(_DESCRIBING, kinds)
        self.also_parts = _among(_ALSO_PARTS, kinds)
        self.packing = _among(_PACKING, kinds)
        self.depicting = _among(_DEPICTING, kinds)
        times = Counter(
            host
            for slug, one in registry.types.items()
            if slug not in _OF_THE_THING
            for host in {*one.accessory_to}
        )
        self.hosts = np.zeros(n, dtype=bool)
        self.hosts[_numbers((kind for kind in times if times[kind] >= _MUCH_MADE_FOR), kinds)] = (
            True
        )
        floors = [self._floors(brand) for brand in registry.brands.values()]  # cheapest first
        most = max(map(len, floors), default=0)
        self._none = most
        self._rank = np.full((len(floors), n), most, dtype=np.min_scalar_type(most))
        self._kind_at = np.zeros((len(floors), most + 1), dtype=np.int64)
        self._floor_at = np.full((len(floors), most + 1), np.nan)
        for brand_number, of_brand in enumerate(floors):
            for rank, (slug, floor) in enumerate(of_brand.items()):
                self._rank[brand_number, kinds[slug]] = rank
                self._kind_at[brand_number, rank] = kinds[slug]
                self._floor_at[brand_number, rank] = floor
        self.has_price = np.array(
            [
                bool(one) or any(name.price for some in brand.models.values() for name in some)
                for one, brand in zip(floors, registry.brands.values(), strict=True)
            ],
            dtype=bool,
        )
        self._typical = np.array(
            [_typical(*one) for one in zip(registry.brands.values(), floors, strict=True)],
            dtype=np.int64,
        )

    def floors(
        self, brands: np.ndarray, products: np.ndarray, things: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """What listings offer of brands that have a price, and what such a thing costs at least.

        Parameters
        ----------
        brands
            Shape (n,).
        products
            Kind of thing that the name stands for, 0 for none; shape (n,).
        things
            Kinds that the listing speaks of, bool, shape (n, n_kinds + 1).

        Returns
        -------
        tuple of numpy.ndarray
            The kind: ``products``, or the cheapest of ``things``, or what is typical of the brand,
            as the brand has a price for; and that price in US dollars. 0 and NaN where the listing
            speaks of other things only: a book on watches costs what books cost.
        """
        ranks = np.where(things, self._rank[brands], self._none).min(axis=1)
        product = self._rank[brands, products]
        other = (np.minimum(ranks, product) == self._none) & things.any(axis=1)
        ranks = np.where(ranks < self._none, ranks, self._typical[brands])
        ranks = np.where(product < self._none, product, ranks)
        ranks[other] = self._none
        return self._kind_at[brands, ranks], self._floor_at[brands, ranks]

    def dollars(self, price: Price | None) -> float:
        """The lower end of a price in US dollars; NaN for none, or of an unknown currency."""
        if price is None:
            return np.nan
        return price.low * self._rates.get(price.currency, np.nan)

    def _floors(self, brand: Brand) -> dict[str, float]:
        """What things of the brand cost at least, the cheapest first."""
        floors = {product: self.dollars(sold.price) for product, sold in brand.products.items()}
        known = {product: floor for product, floor in floors.items() if not np.isnan(floor)}
        return dict(sorted(known.items(), key=lambda one: (one[1], one[0])))


def _numbers(slugs: Iterable[str], kinds: Mapping[str, int]) -> list[int]:
    return [kinds[slug] for slug in slugs]


def _among(slugs: Iterable[str], kinds: Mapping[str, int]) -> np.ndarray:
    found = np.zeros(len(kinds) + 1, dtype=bool)
    found[_numbers((slug for slug in slugs if slug in kinds), kinds)] = True
    return found


def _typical(brand: Brand, floors: Mapping[str, float]) -> int:
    """Rank of what a listing means that names the brand and no thing: "Audemars Piguet 15400".

    It is the kind with the most models of its own, which is what a brand is known for; of equals
    the cheapest.
    """
    models = [len(brand.models.get(product, ())) for product in floors]
    return models.index(max(models)) if models else 0
