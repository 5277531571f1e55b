"""What the things of a registry cost, and the same registry with other prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from counterfeit_nlp.brands.registry import Brand, Price, Registry

__all__ = ["Thing", "least_prices", "with_prices"]

_NO_YEAR = 0  # of prices learned beside a registry that has none


class Thing(NamedTuple):
    """What has a price: a model, by its name, or with an empty one any thing of the type."""

    brand: str
    product: str
    model: str


def least_prices(registry: Registry, rates: Mapping[str, float]) -> dict[Thing, float]:
    """What things cost at least, in US dollars; those whose price is known.

    Parameters
    ----------
    registry
        The brands.
    rates
        US dollars per unit of currency; a price in another currency is not known.
    """
    return {
        thing: price.low * rates[price.currency]
        for thing, price in _prices(registry)
        if price.currency in rates
    }


def with_prices(
    registry: Registry, least: Mapping[Thing, float], rates: Mapping[str, float]
) -> Registry:
    """The registry, with other prices for some things.

    Parameters
    ----------
    registry
        The brands.
    least
        What things cost at least, in US dollars. What isn't sold, or isn't a model, is left out.
    rates
        US dollars per unit of currency.

    Returns
    -------
    Registry
        Upper ends and years stay, but an upper end below the new lower one goes.
    """
    if not least:
        return registry
    latest = max((price.year for _, price in _prices(registry)), default=_NO_YEAR)

    def priced(thing: Thing, old: Price | None) -> Price | None:
        low = least.get(thing)
        if low is None:
            return old
        if old is None:
            return Price(low, None, "USD", latest)
        rate = rates.get(old.currency)
        high = None if old.high is None or rate is None else old.high * rate
        return Price(low, None if high is None or high < low else high, "USD", old.year)

    brands = {}
    for slug, brand in registry.brands.items():
        products = {
            product: replace(sold, price=priced(Thing(slug, product, ""), sold.price))
            for product, sold in brand.products.items()
        }
        models = {
            product: tuple(
                replace(model, price=priced(Thing(slug, product, model.text), model.price))
                for model in of_product
            )
            for product, of_product in brand.models.items()
        }
        brands[slug] = replace(brand, products=products, models=models)
    return replace(registry, brands=brands)


def _prices(registry: Registry) -> Iterator[tuple[Thing, Price]]:
    """What the types and models of brands cost, where it is known."""
    for brand in registry.brands.values():
        yield from _prices_of(brand)


def _prices_of(brand: Brand) -> Iterator[tuple[Thing, Price]]:
    for product, sold in brand.products.items():
        if sold.price is not None:
            yield Thing(brand.id, product, ""), sold.price
    for product, models in brand.models.items():
        for model in models:
            if model.price is not None:
                yield Thing(brand.id, product, model.text), model.price
