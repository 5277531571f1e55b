"""One plain honest listing per brand: its name, a thing it sells, what that usually costs.

Nothing in it speaks for or against; what a model makes of it is what it makes of the name.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from counterfeit_nlp.brands.registry import Brand, Name, Price, Registry

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["name_in", "neutral_listings", "usual_price"]

_LANGUAGES = ("en", "zh")
_NO_UPPER_END = 1.5  # of a price from ... without an upper end, the upper end is taken to be this


def neutral_listings(registry: Registry) -> pd.DataFrame:
    """The neutral listings of a registry.

    Parameters
    ----------
    registry
        A brand without products, or whose product has no word in a language, has no listing there.

    Returns
    -------
    DataFrame
        ``listing_id``, ``brand`` (id), ``product`` (type), ``language``, ``priced``, ``name``,
        ``title`` (which begins with it), ``description`` (none), ``price`` and ``currency``; per
        brand and language one without a price, and one with :func:`usual_price` if it is known. In
        the order of the registry.
    """
    import pandas as pd

    rows = []
    for slug, brand in registry.brands.items():
        product = _dearest(brand)
        if product is None:
            continue
        price = brand.products[product].price
        for language in _LANGUAGES:
            words = registry.types[product].words.get(language)
            if not words:
                continue
            name = name_in(brand, language)
            for known in (None,) if price is None else (None, price):
                rows.append(
                    {
                        "listing_id": f"{slug}-{language}{'' if known is None else '-priced'}",
                        "brand": slug,
                        "product": product,
                        "language": language,
                        "priced": known is not None,
                        "name": name,
                        "title": _title(name, _plainest(product, words), language),
                        "description": None,
                        "price": math.nan if known is None else usual_price(known),
                        "currency": None if known is None else known.currency,
                    }
                )
    columns = ("listing_id", "brand", "product", "language", "priced", "name", "title",
               "description", "price", "currency")  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns)).astype({"price": float, "priced": bool})


def _dearest(brand: Brand) -> str | None:
    """The type of the brand's dearest product, which a copyist would be after; None without any."""

    def rank(product: str) -> tuple[float, str]:
        price = brand.products[product].price
        return (0.0 if price is None else -price.low, product)

    return min(brand.products, key=rank, default=None)


def usual_price(price: Price) -> float:
    """The geometric middle of a price range, to three digits, in its currency.

    >>> usual_price(Price(100, 400, "USD", 2025))
    200.0
    """
    high = _NO_UPPER_END * price.low if price.high is None else price.high
    return float(f"{math.sqrt(price.low * high):.3g}")


def name_in(brand: Brand, language: str) -> str:
    """What a seller would call the brand: in Chinese by its Chinese name, if it has one.

    A name that is an ordinary word too is passed over where there is another.
    """
    if language == "en":
        return brand.name
    names = [name for name in brand.names.get(language, ()) if not name.text.isascii()]
    return min(names, key=_ambiguous, default=Name(brand.name)).text


def _ambiguous(name: Name) -> bool:
    return name.word


def _plainest(product: str, words: tuple[str, ...]) -> str:
    """The word for a thing that says least else: the type's own name, or the shortest word."""
    return min(words, key=lambda word: (word != product, len(word), word))


def _title(name: str, word: str, language: str) -> str:
    if language == "en":
        return f"{name} {word}"
    # some Chinese names hold the thing already (3M口罩)
    return name if name.endswith(word) else f"{name}{word}"
