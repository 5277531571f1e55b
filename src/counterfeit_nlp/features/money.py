"""Prices of several currencies on one scale.

The rates are rough (two digits, as of 2026) and of our own common knowledge: the model looks at
the order of magnitude of a price, and a rate that is 10 % off moves it by 0.04 of a decade. A
currency that is not in the table is an unknown price, not a guess.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import numpy as np

__all__ = ["RATES_AS_OF", "rates", "usd"]

RATES_AS_OF = "2026"


@cache
def rates() -> dict[str, float]:
    """US dollars per unit of each known currency (ISO 4217 code)."""
    table = resources.files(__package__).joinpath("rates.csv").read_text(encoding="utf-8")
    return {
        row["currency"]: float(row["usd_per_unit"]) for row in csv.DictReader(table.splitlines())
    }


def usd(prices: np.ndarray, currencies: list[str | None], known: dict[str, float]) -> np.ndarray:
    """Prices in rough US dollars.

    Parameters
    ----------
    prices
        Shape (n,), float64; NaN where missing.
    currencies
        ISO 4217 codes; None or an unknown code makes the price unknown.
    known
        Dollars per unit by code.

    Returns
    -------
    numpy.ndarray
        Shape (n,), float64; NaN where the price, its currency or the rate is missing, and where
        the price is zero (sellers write 0 for "ask me").
    """
    factor = np.array(
        [np.nan if code is None else known.get(code, np.nan) for code in currencies], dtype=float
    )
    with np.errstate(invalid="ignore", over="ignore"):
        dollars: np.ndarray = np.asarray(prices, dtype=float) * factor
        dollars[~(dollars > 0) | ~np.isfinite(dollars)] = np.nan
    return dollars
