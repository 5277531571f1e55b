"""One listing of the simulated market, whole and with its truth."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Item"]


@dataclass(frozen=True)
class Item:
    """One listing before it is observed (nothing missing yet), with its truth."""

    kind: str
    title: str
    description: str
    brand: str
    category: str
    price: float
    currency: str
    condition: str
    seller_id: str
    marketplace: str
    language: str
    day: float
