"""What a data scientist gets to see: fields that are missing, labels that are wrong.

A field is missing by chance alone, at the same rate whatever the truth is. Labels are
not: most fakes are found but some are passed over (label 0 or no label), a few honest
sellers lose a takedown case, and about a third of the honest listings were never looked
at.
"""

from __future__ import annotations

from counterfeit_nlp.simulate.draw import Draw
from counterfeit_nlp.simulate.kinds import KINDS

__all__ = ["MISSING_RATES", "observe_label", "present"]

MISSING_RATES: dict[str, float] = {
    "description": 0.2,
    "brand": 0.3,
    "category": 0.15,
    "price": 0.06,
    "currency": 0.04,
    "condition": 0.3,
    "seller_id": 0.05,
    "marketplace": 0.05,
    "language": 0.1,
    "listed_at": 0.06,
    "url": 0.5,
    "image_urls": 0.4,
    "gtin": 0.7,
}


def present(draw: Draw) -> dict[str, bool]:
    """Which optional fields this listing has; a listing without price has no currency."""
    has = {name: not draw.chance(rate) for name, rate in MISSING_RATES.items()}
    has["currency"] = has["currency"] and has["price"]
    return has


def observe_label(kind_name: str, draw: Draw) -> tuple[int | None, str | None]:
    """The label a data scientist has for a listing of this kind, and what it rests on.

    Returns
    -------
    label : 0, 1 or None
    label_basis : "adjudicated", "default", "self_declared", "source" or None
    """
    kind = KINDS[kind_name]
    if kind.infringing:
        if draw.chance(kind.reported):
            if kind_name == "replica_open" and draw.chance(0.3):
                return 1, "self_declared"
            return 1, draw.pick(("adjudicated", "default"))
        if draw.chance(0.2):  # nobody complained, so the platform took it for genuine
            return 0, "source"
        return None, None
    if draw.chance(kind.reported):  # an honest seller who lost, mostly by not answering
        return 1, draw.pick(("default", "default", "default", "adjudicated"))
    if draw.chance(0.04):
        return 0, draw.pick(("adjudicated", "adjudicated", "default"))
    if draw.chance(0.05):
        return 0, "self_declared"
    if draw.chance(0.68):
        return 0, "source"
    return None, None
