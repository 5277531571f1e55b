"""What things cost on this market, learned from the legitimate listings of the training data.

The registry's prices are general knowledge. A market has its own: another country, second-hand,
last year's models. So where enough sellers who don't depend on each other offer a thing of a brand,
what they ask for it takes part in what it "costs at least", and where the registry knows no price,
theirs is one.
It is empirical Bayes shrinkage as credibility theory has it (Bühlmann 1967, "Experience rating and
credibility"): ``n`` sellers count as ``n / (n + weight)`` of the truth, the registry as the rest.

They go where the registry's go, so that features, reasons and hard cases all compare a listing with
them. Labels of held-out listings must not take part, so each fold learns its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from counterfeit_nlp.brands.prices import Thing, least_prices, with_prices
from counterfeit_nlp.brands.registry import Registry
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


@dataclass(frozen=True)
class PricedClaims:
    """The listings that offer a thing of a brand, new and at a price.

    Attributes
    ----------
    rows
        Of the listings, rising; shape (n_claims,).
    things
        What each offers, as a number of ``known``; shape (n_claims,).
    dollars
        For how much, shape (n_claims,).
    known
        The things and what the registry says they cost at least, in dollars; NaN for nothing.
    """

    rows: np.ndarray
    things: np.ndarray
    dollars: np.ndarray
    known: Mapping[Thing, float]

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
        numbers: dict[Thing, int] = {}
        for begin, _, texts in brand_texts(frame[list(TEXT_FIELDS)], standings, vocabulary):
            found = standings.of_all(texts)
            for at, row in enumerate((begin + found.claiming).tolist()):
                if np.isnan(price[row] / found.floor[at]) or found.used[at]:
                    continue
                claim = standings.claim(found, at, texts)
                thing = Thing(claim.brand, claim.product, claim.model)
                rows.append(row)
                things.append(numbers.setdefault(thing, len(numbers)))
        floors = least_prices(registry, rates())
        return cls(
            np.array(rows, dtype=np.int64),
            np.array(things, dtype=np.int64),
            price[rows],
            {thing: floors.get(thing, np.nan) for thing in numbers},
        )

    def learn(
        self, train: np.ndarray, y: np.ndarray, groups: np.ndarray, weight: float
    ) -> dict[Thing, float]:
        """What things cost at least, as some of these listings have it.

        Parameters
        ----------
        train
            Rows to learn from, of those that :meth:`of` read.
        y
            Shape (n,): 0 legitimate, 1 infringing. What infringes says nothing of prices.
        groups
            Shape (n,): listings of one group have one say together, their median. A group is a
            seller; a listing whose seller is not known stands for itself, together with those of
            nearly its title, so a catalogue without sellers has many.
        weight
            Groups that count as much as the registry does; for what it has no price of, so many
            are needed. 0: nothing is learned.

        Returns
        -------
        dict
            In US dollars, to three digits, sorted; of things that five groups or more offer. See
            :func:`counterfeit_nlp.brands.prices.with_prices`.
        """
        if not weight:
            return {}
        told = np.isin(self.rows, train) & (y[self.rows] == 0)
        asked = pd.DataFrame(
            {
                "thing": self.things[told],
                "group": groups[self.rows[told]],
                "price": np.log(self.dollars[told]),
            }
        )
        of_groups = asked.groupby(["thing", "group"])["price"].median().groupby("thing")
        learned: dict[Thing, float] = {}
        names = [*self.known]
        sizes, ends = of_groups.size(), of_groups.quantile(_LOWER_END)
        for number in sizes.index[sizes >= _FEWEST].tolist():
            thing, n, end = names[number], int(sizes[number]), float(ends[number])
            if np.isnan(self.known[thing]):
                if n >= weight:
                    learned[thing] = _rounded(end)
                continue
            known, most = np.log(self.known[thing]), np.log(_MOVES_AT_MOST)
            moved = n / (n + weight) * np.clip(end - known, -most, most)
            learned[thing] = _rounded(known + moved)
        return dict(sorted(learned.items()))


def _rounded(logarithm: float) -> float:
    """A price to three digits: nobody knows a market to more."""
    return float(f"{np.exp(logarithm):.3g}")


def _with_any_price(registry: Registry) -> Registry:
    """The registry with a price for all that its brands sell, so that all of it is recognised."""
    known = least_prices(registry, rates())
    sold = (
        Thing(slug, product, "")
        for slug, brand in registry.brands.items()
        for product in brand.products
    )
    unknown = {thing: _NOBODY_KNOWS for thing in sold if thing not in known}
    return with_prices(registry, unknown, rates())
