"""The same listing with another brand: what changes in its score is the name's doing alone.

A brand is swapped for another one that sells the same type of thing for about as much, so that the
price says of both what it said of one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterfeit_nlp.brands.registry import Brand, Registry
from counterfeit_nlp.hard_cases.neutral import name_in
from counterfeit_nlp.text.language import has_han

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PRICE_CLASS", "Partners", "swapped"]

PRICE_CLASS = (
    2.0  # brands are of one price class if neither's lowest price is over twice the other's
)
_FIELDS = ("title", "description")


class Partners:
    """Which brands stand in for which.

    Parameters
    ----------
    registry
        The brands. Products without a price have no price class and so no partner.
    """

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._selling: dict[str, list[tuple[str, float, str]]] = {}
        for slug, brand in registry.brands.items():
            for product, sold in brand.products.items():
                if sold.price is not None:
                    told = (slug, sold.price.low, sold.price.currency)
                    self._selling.setdefault(product, []).append(told)

    def of(self, slug: str, product: str, key: str, most: int) -> list[str]:
        """At most ``most`` ids; which ones of many hangs on ``key`` alone, not on any order."""
        sold = self.registry.brands[slug].products.get(product)
        if sold is None or sold.price is None:
            return []
        near = [
            other
            for other, low, currency in self._selling[product]
            if other != slug
            and currency == sold.price.currency
            and max(low, sold.price.low) <= PRICE_CLASS * min(low, sold.price.low)
        ]
        return sorted(near, key=lambda other: _drawn(f"{key}\0{other}"))[:most]


def _drawn(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def swapped(
    listings: pd.DataFrame,
    mentions: Sequence[Sequence[Mapping[str, Any]]],
    partners: Partners,
    most: int,
) -> pd.DataFrame:
    """Listings with their brand swapped.

    Parameters
    ----------
    listings
        ``listing_id``, ``title``, ``description``, ``price``, ``currency``.
    mentions
        Per listing the brands it names: ``brand`` (id), ``field``, ``start``, ``end``, ``text``
        and ``how``, as ``brands find`` tells them. A listing is left alone if it names no brand or
        several, or one of its models (an Omega Submariner is nobody's watch).
    partners
        Which brands to take.
    most
        Most swaps of one listing.

    Returns
    -------
    DataFrame
        The same columns, and ``of`` (position in ``listings``), ``brand_from``, ``brand_to`` (ids).
    """
    import pandas as pd

    rows = []
    columns = ["listing_id", *_FIELDS, "price", "currency"]
    for position, (row, named) in enumerate(
        zip(listings[columns].to_dict("records"), mentions, strict=True)
    ):
        slugs = {str(mention["brand"]) for mention in named}
        if len(slugs) != 1 or any(mention["how"] == "implied" for mention in named):
            continue
        (slug,) = slugs
        product = _thing(partners.registry, slug, str(row["title"]))
        if product is None:
            continue
        for other in partners.of(slug, product, str(row["listing_id"]), most):
            new: dict[Any, Any] = {"of": position, "brand_from": slug, "brand_to": other}
            for name in _FIELDS:
                new[name] = _with(row[name], name, named, partners.registry.brands[other])
            rows.append(row | new)
    return pd.DataFrame(rows, columns=[*columns, "of", "brand_from", "brand_to"]).astype(
        {"price": float, "of": int}
    )


def _thing(registry: Registry, slug: str, title: str) -> str | None:
    """The type of thing of the brand that the title names; None where it names none.

    A toy Porsche can't be a toy of another maker of cars: what is swapped is sold by both.
    """
    brand = registry.brands[slug]
    words = " ".join(["", *re.findall(r"[\w-]+", title.casefold()), ""])
    for product in sorted(brand.products):
        for language, known in registry.types[product].words.items():
            if any(word in title if language == "zh" else f" {word} " in words for word in known):
                return product
    return None


def _with(text: Any, field: str, named: Sequence[Mapping[str, Any]], other: Brand) -> Any:
    if not isinstance(text, str):
        return text
    own = [mention for mention in named if mention["field"] == field]
    for mention in sorted(own, key=lambda one: -int(one["start"])):
        new = _written_like(str(mention["text"]), other)
        text = text[: mention["start"]] + new + text[mention["end"] :]
    return text


def _written_like(old: str, other: Brand) -> str:
    """The other brand's name in the script and the case in which the first was written."""
    if has_han(old):
        return name_in(other, "zh")
    if old.isupper() and len(old) > 1:
        return other.name.upper()
    return other.name.lower() if old.islower() else other.name
