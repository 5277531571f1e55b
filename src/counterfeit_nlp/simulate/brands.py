"""The brands of the simulated market.

Names are facts; the prices are orders of magnitude of the cheapest new retail item of
that product type in USD, good enough to make "too cheap" mean something and nothing
more. The table is ``brands.csv``, most listed brand first.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from counterfeit_nlp.simulate.draw import cumulate

__all__ = ["Line", "Shelf", "brand_lines", "shelf"]


@dataclass(frozen=True)
class Line:
    """One product line of one brand: a row of ``brands.csv``.

    Attributes
    ----------
    brand, chinese : str
        The name in Latin letters and in Chinese.
    nickname_en, nickname_zh : str
        What sellers call it when they would rather not write the name.
    copied : bool
        Often copied (True) or an everyday brand that hardly anybody copies.
    kind : str
        Product type, a key of ``products.PRODUCTS``.
    floor : float
        Order of magnitude of the cheapest new retail price, USD.
    models : tuple of str
        Model names, cheapest first.
    """

    brand: str
    chinese: str
    nickname_en: str
    nickname_zh: str
    copied: bool
    kind: str
    floor: float
    models: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """Some lines with the running sums of their prevalence."""

    lines: tuple[Line, ...]
    cumulative: tuple[float, ...]


@lru_cache(maxsize=1)
def brand_lines() -> tuple[Line, ...]:
    """All lines, most listed brand first."""
    text = files("counterfeit_nlp.simulate").joinpath("brands.csv").read_text("utf-8")
    return tuple(
        Line(
            brand=row["brand"],
            chinese=row["chinese"],
            nickname_en=row["nickname_en"],
            nickname_zh=row["nickname_zh"],
            copied=row["copied"] == "1",
            kind=row["type"],
            floor=float(row["floor_usd"]),
            models=tuple(row["models"].split("|")),
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def shelf(kinds: tuple[str, ...] = (), *, copied_only: bool = False) -> Shelf:
    """Lines of some product types (all if empty), with Zipf-like prevalence.

    The weight of the brand at rank r (from 0) is 1 / (r + 4), shared by its lines.
    """
    rank: dict[str, int] = {}
    n_lines: dict[str, int] = {}
    for line in brand_lines():
        rank.setdefault(line.brand, len(rank))
        n_lines[line.brand] = n_lines.get(line.brand, 0) + 1
    everyday = sum(1 for line in brand_lines() if line.copied)
    lines = []
    weights = []
    for line in brand_lines():
        if (kinds and line.kind not in kinds) or (copied_only and not line.copied):
            continue
        lines.append(line)
        # Everyday brands stand last in the table but are listed as often as the middle.
        place = rank[line.brand] if line.copied else rank[line.brand] * 12 // everyday
        weights.append(1.0 / (place + 4) / n_lines[line.brand])
    return Shelf(tuple(lines), tuple(cumulate(weights)))
