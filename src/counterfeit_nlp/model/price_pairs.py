"""Listings composed from the registry, each at a fair price and at one far too low.

In the labels of one market the copies are of certain things: belts, say, in black. A model learns
these words, and then an honest black belt looks like a copy. The registry knows better: name,
thing and colour are those of the genuine article too, and what sets them apart is the price. So
training also sees plain listings of all its brands twice, legitimate at what the thing
costs and infringing at a fraction of it. Words stand on both sides and gain nothing, as the price
does.
This is counterfactual augmentation (Kaushik, Hovy and Lipton 2020, "Learning the difference that
makes a difference with counterfactually-augmented data"), with the edit made by rule.

They are composed, so they say nothing of how sellers write: n-grams get columns, prices their
centre and thresholds their place from real listings alone, and nothing is measured on these.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from counterfeit_nlp.brands.registry import Brand, Name, Price, Registry
from counterfeit_nlp.features.money import rates
from counterfeit_nlp.text.language import has_han

__all__ = ["price_pairs"]

_FAR_BELOW = (-1.6, -0.55)  # powers of ten of the least price: a fortieth to more than a quarter
_LEAST = 0.01  # prices have two digits, and 0 means that none is known
_NO_UPPER_END = 3.0  # of a price from ... on: up to so many times as much is asked
_ENGLISH = 0.6  # of the pairs
_MOST_WORDS = 5  # besides names and things


def price_pairs(registry: Registry, count: int, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Compose pairs of listings that differ in price alone.

    Parameters
    ----------
    registry
        The brands. Of what it knows no price, or none in a currency with a rate, or one of
        some cents, there is no pair; nor of accessories, which others make too. Such a price of a
        model's own goes before that of its type.
    count
        Pairs. Brands and things are drawn alike, whatever is popular.
    seed
        Same registry, count and seed: same pairs.

    Returns
    -------
    tuple
        Listings with ``title``, ``description`` (none), ``price`` and ``currency``, shape
        (2 * count, 4), pair by pair; and 0 for the fair price, 1 for the other, shape
        (2 * count,). Nothing if the registry has no prices.
    """
    known = rates()
    sold = [
        (brand, product)
        for brand in registry.brands.values()
        for product, one in brand.products.items()
        if _known(one.price, known)
        and not registry.types[product].accessory_to
    ]  # fmt: skip
    draw = np.random.default_rng(seed)
    rows: list[tuple[str, None, float, str]] = []
    for _ in range(count if sold else 0):
        brand, product = sold[draw.integers(len(sold))]
        language = "en" if draw.random() < _ENGLISH else "zh"
        words = registry.types[product].words
        language = language if words.get(language) else "en"
        model = _model(brand, product, language, draw)
        title = _title(brand, model, words.get(language, ()), language, draw)
        price = _known(model.price, known) if model is not None else None
        price = price or brand.products[product].price
        assert price is not None  # or it would not be among those sold
        rows.append((title, None, _fair(price, draw), price.currency))
        rows.append((title, None, price.low * 10 ** draw.uniform(*_FAR_BELOW), price.currency))
    frame = pd.DataFrame(rows, columns=["title", "description", "price", "currency"])
    return frame.round({"price": 2}), np.tile([0, 1], len(rows) // 2)


def _known(price: Price | None, rates: Mapping[str, float]) -> Price | None:
    """A price, if it has a rate and a fortieth of it can still be asked."""
    if price is None or price.currency not in rates:
        return None
    return price if price.low * 10 ** _FAR_BELOW[0] >= _LEAST else None


def _fair(price: Price, draw: np.random.Generator) -> float:
    high = price.high or price.low * _NO_UPPER_END
    return math.exp(draw.uniform(math.log(price.low), math.log(max(high, price.low * 1.2))))


def _model(brand: Brand, product: str, language: str, draw: np.random.Generator) -> Name | None:
    models = [
        one for one in brand.models.get(product, ()) if has_han(one.text) == (language == "zh")
    ]
    return models[draw.integers(len(models))] if models and draw.random() < 0.5 else None


def _title(
    brand: Brand,
    model: Name | None,
    things: tuple[str, ...],
    language: str,
    draw: np.random.Generator,
) -> str:
    """The brand, perhaps a model, a word for the thing, and words that say nothing around them."""
    name = brand.name
    own = [one.text for one in brand.names.get("zh", ())] if language == "zh" else []
    if own:
        chinese = own[draw.integers(len(own))]
        name = f"{name} {chinese}" if draw.random() < 0.4 else chinese
    parts = [name] if model is None else [name, model.text]
    if things and (model is None or draw.random() < 0.6):  # a model stands for its thing
        parts.append(things[draw.integers(len(things))])
    said = _attributes()[language]
    for at in draw.choice(len(said), draw.integers(_MOST_WORDS + 1), replace=False):
        where = draw.random()
        place = 0 if where < 0.3 else len(parts) if where < 0.7 else int(draw.integers(len(parts)))
        parts.insert(place, said[at])
    glue = "" if language == "zh" and draw.random() < 0.4 else " "
    title = glue.join(parts)
    return title.title() if language == "en" and draw.random() < 0.6 else title


@cache
def _attributes() -> Mapping[str, list[str]]:
    text = (files("counterfeit_nlp.model") / "attributes.toml").read_text("utf-8")
    return tomllib.loads(text)
