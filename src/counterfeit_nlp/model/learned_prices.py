"""What things cost on this market, learned from the legitimate listings of the training data.

The registry's prices are general knowledge. A market has its own: another country, second-hand,
last year's models. So where enough independent sellers offer a thing of a brand, what they ask for
it takes part in what it "costs at least", and where the registry knows no price, theirs is one.
It is empirical Bayes shrinkage as credibility theory has it (Bühlmann 1967, "Experience rating and
credibility"): ``n`` sellers count as ``n / (n + weight)`` of the truth, the registry as the rest.

The result is a registry like any other, so that whatever compares a listing with comparable ones
compares it with these prices: features, reasons, hard cases. Labels of held-out listings must not
take part, so each fold learns its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from counterfeit_nlp.brands.registry import Brand, Price, Registry
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.features.brand_texts import brand_texts
from counterfeit_nlp.features.columns import TEXT_FIELDS
from counterfeit_nlp.features.money import rates
from counterfeit_nlp.features.price import dollars_each
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["PricedClaims"]

# Of what sellers ask: a fifth are below it, be it for wear, in a sale or because nobody reported
# them. It stands where the registry has its lower end.
_LOWER_END = 0.2
# Whoever lists many copies as genuine can't move a price further than this, up or down
_MOVES_AT_MOST = 4.0
_FEWEST = 5  # sellers; of fewer, no quantile is one
_NOBODY_KNOWS = 1.0  # dollars: stands in where the registry has none, and in no result
_NO_YEAR = 2025  # of a registry without prices: that of the rates of currencies


class _Thing(NamedTuple):
    """What is offered: a model where it has its own price, else any thing of the type."""

    brand: str
    product: str
    model: str


@dataclass(frozen=True)
class PricedClaims:
    """The listings that offer a thing of a brand, new and at a price.

    Attributes
    ----------
    registry
        What brands are called and charge.
    rows
        Of the listings, rising; shape (n_claims,).
    things
        What each offers, as a number of ``known``; shape (n_claims,).
    dollars
        For how much, shape (n_claims,).
    known
        The things and what the registry says they cost at least, in dollars; NaN for nothing.
    """

    registry: Registry
    rows: np.ndarray
    things: np.ndarray
    dollars: np.ndarray
    known: Mapping[_Thing, float]

    @classmethod
    def of(
        cls, frame: pd.DataFrame, registry: Registry, vocabulary: Vocabulary = NOTHING_KNOWN
    ) -> Self:
        """Read listings.

        Parameters
        ----------
        frame
            Title, description, price and currency of ``n`` listings; labels are not looked at.
        registry
            What brands are called and charge.
        vocabulary
            What disguised words are resolved against.
        """
        standings = Standings(_with_any_price(registry), rates())
        price = dollars_each(frame[[*TEXT_FIELDS, "price", "currency"]], vocabulary)
        rows: list[int] = []
        things: list[int] = []
        numbers: dict[_Thing, int] = {}
        for begin, _, texts in brand_texts(frame[list(TEXT_FIELDS)], standings, vocabulary):
            found = standings.of_all(texts)
            for at, row in enumerate((begin + found.claiming).tolist()):
                if np.isnan(price[row] / found.floor[at]) or found.used[at]:
                    continue
                claim = standings.claim(found, at, texts)
                thing = _Thing(claim.brand, claim.product, claim.model)
                rows.append(row)
                things.append(numbers.setdefault(thing, len(numbers)))
        floors = dict(_floors(registry))
        return cls(
            registry,
            np.array(rows, dtype=np.int64),
            np.array(things, dtype=np.int64),
            price[rows],
            {thing: floors.get(thing, np.nan) for thing in numbers},
        )

    def learn(
        self, train: np.ndarray, y: np.ndarray, groups: np.ndarray, weight: float
    ) -> Registry:
        """The registry with prices as these listings have them.

        Parameters
        ----------
        train
            Rows to learn from, of those that :meth:`of` read.
        y
            Shape (n,): 0 legitimate, 1 infringing. What infringes says nothing of prices.
        groups
            Shape (n,): listings of one group (a seller) have one say together, their median.
        weight
            Groups that count as much as the registry does; for what it has no price of, so many
            are needed. 0: nothing is learned.

        Returns
        -------
        Registry
            Of what fewer than five groups offer, the price is the registry's.
        """
        if not weight:
            return self.registry
        told = np.isin(self.rows, train) & (y[self.rows] == 0)
        asked = pd.DataFrame(
            {
                "thing": self.things[told],
                "group": groups[self.rows[told]],
                "price": np.log(self.dollars[told]),
            }
        )
        of_groups = asked.groupby(["thing", "group"])["price"].median().groupby("thing")
        learned: dict[_Thing, float] = {}
        names = [*self.known]
        sizes, ends = of_groups.size(), of_groups.quantile(_LOWER_END)
        for number in sizes.index[sizes >= _FEWEST].tolist():
            thing, n, end = names[number], int(sizes[number]), float(ends[number])
            known = np.log(self.known[thing])
            if np.isnan(known):
                if n >= weight:
                    learned[thing] = np.exp(end)
                continue
            most = np.log(_MOVES_AT_MOST)
            learned[thing] = np.exp(known + n / (n + weight) * np.clip(end - known, -most, most))
        return _with(self.registry, learned)


def _with_any_price(registry: Registry) -> Registry:
    """The registry with a price for all that its brands sell, so that all of it is recognised."""
    brands = {}
    unknown = Price(_NOBODY_KNOWS, None, "USD", _latest_year(registry))
    for slug, brand in registry.brands.items():
        products = {
            product: replace(sold, price=sold.price or unknown)
            for product, sold in brand.products.items()
        }
        brands[slug] = replace(brand, products=products)
    return replace(registry, brands=brands)


def _prices(brand: Brand) -> Iterator[tuple[_Thing, Price]]:
    """What the brand's types and models cost, where it is known."""
    for product, sold in brand.products.items():
        if sold.price is not None:
            yield _Thing(brand.id, product, ""), sold.price
    for product, models in brand.models.items():
        for model in models:
            if model.price is not None:
                yield _Thing(brand.id, product, model.text), model.price


def _latest_year(registry: Registry) -> int:
    prices = (price for brand in registry.brands.values() for _, price in _prices(brand))
    return max((price.year for price in prices), default=_NO_YEAR)


def _floors(registry: Registry) -> Iterator[tuple[_Thing, float]]:
    known = rates()
    for brand in registry.brands.values():
        for thing, price in _prices(brand):
            if price.currency in known:
                yield thing, price.low * known[price.currency]


def _with(registry: Registry, learned: Mapping[_Thing, float]) -> Registry:
    """The registry with other lower ends of prices, in dollars."""
    if not learned:
        return registry
    latest = _latest_year(registry)

    def priced(thing: _Thing, old: Price | None) -> Price | None:
        if thing not in learned:
            return old
        low = float(f"{learned[thing]:.3g}")  # nobody knows a market to more digits
        high = None
        if old is not None and old.high is not None:
            high = max(low, old.high * rates()[old.currency])
        return Price(low, high, "USD", latest if old is None else old.year)

    brands = {}
    for slug, brand in registry.brands.items():
        products = {
            product: replace(sold, price=priced(_Thing(slug, product, ""), sold.price))
            for product, sold in brand.products.items()
        }
        models = {
            product: tuple(
                replace(model, price=priced(_Thing(slug, product, model.text), model.price))
                for model in of_product
            )
            for product, of_product in brand.models.items()
        }
        brands[slug] = replace(brand, products=products, models=models)
    return replace(registry, brands=brands)
