"""The ways in which a listing can stand to a brand, as the model counts them."""

from __future__ import annotations

__all__ = ["MADE_FOR_BRAND", "OFFERS_BRAND", "RELATIONS"]

# In the order of ``brands.standing.Standing``. Adding one changes what models mean.
RELATIONS = (
    "offers_brand",  # says that the thing is of a brand of the registry
    "made_for_brand",  # says that it is made for one, or is none of its things
)
OFFERS_BRAND, MADE_FOR_BRAND = range(len(RELATIONS))
