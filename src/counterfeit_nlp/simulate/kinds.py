"""The kinds of listings (slices) of the simulated market, and what each costs.

A kind is the truth about a listing. Half of the honest kinds use the very words that
infringing sellers use ("replica", "1:1", "AAA", 复刻, 原单), and half of the infringing
kinds use none of them; prices overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KINDS", "Kind"]

_FITTED = ("phone", "watch", "earphones", "console", "bag", "shoes", "appliance")


@dataclass(frozen=True)
class Kind:
    """One slice of the market.

    Attributes
    ----------
    name : str
    infringing : bool
        The truth.
    price : tuple of float
        Quantiles, evenly spaced in probability. Of the ratio to the line's retail price
        for a branded item; USD for the others.
    branded : bool
        The thing itself carries the brand, so its price is a ratio.
    products : tuple of str
        Product types the kind is about; empty for the seller's own range.
    reported : float
        Chance that a notice against a listing of this kind was upheld: for infringing
        kinds that it was found, for honest ones that it was wrongly upheld.
    used : float
        Chance that the condition is "used".
    """

    name: str
    infringing: bool
    price: tuple[float, ...]
    branded: bool = True
    products: tuple[str, ...] = ()
    reported: float = 0.003
    used: float = 0.02


_LIST = (
    # honest, the branded thing itself
    Kind("retail", False, (0.7, 0.95, 1.05, 1.2, 1.9), reported=0.004),
    Kind("authorised_dealer", False, (0.8, 0.98, 1.1, 1.3, 2.2), reported=0.003),
    Kind("outlet", False, (0.22, 0.4, 0.52, 0.68, 0.95), reported=0.008),
    Kind("second_hand", False, (0.04, 0.18, 0.34, 0.56, 1.1), reported=0.008, used=0.9),
    Kind("parallel_import", False, (0.35, 0.6, 0.75, 0.9, 1.1), reported=0.01),
    Kind("reissue", False, (0.5, 0.9, 1.05, 1.3, 2.0), reported=0.008,
         products=("shoes", "watch", "top", "jacket", "toy", "console", "sunglasses")),
    # honest, other things that use the words or the names
    Kind("accessory", False, (2, 6, 10, 18, 60), branded=False, products=_FITTED, reported=0.006),
    Kind("toy_replica", False, (4, 12, 20, 35, 120), branded=False),
    Kind("scale_model", False, (6, 18, 35, 70, 300), branded=False),
    Kind("film_prop", False, (8, 25, 45, 90, 400), branded=False),
    Kind("faux_material", False, (3, 12, 20, 35, 90), branded=False, products=(
        "bag", "wallet", "jacket", "jewellery", "belt", "scarf", "shoes")),
    Kind("other_sense", False, (2, 8, 15, 30, 120), branded=False),
    Kind("common_word", False, (2, 8, 14, 30, 150), branded=False),
    Kind("book", False, (5, 12, 18, 30, 90), branded=False, used=0.3),
    Kind("style_clothing", False, (5, 14, 24, 40, 110), branded=False,
         products=("top", "jacket", "bag", "shoes", "sunglasses", "jewellery", "cap")),
    Kind("wholesale", False, (1, 3, 6, 14, 60), branded=False,
         products=("top", "shoes", "bag", "jacket", "cap", "belt"), reported=0.006),
    Kind("generic", False, (1, 6, 12, 22, 80), branded=False, products=(
        "top", "shoes", "bag", "jacket", "cap", "belt", "watch", "jewellery", "scarf")),
    Kind("own_brand", False, (8, 20, 40, 80, 400), branded=False, products=(
        "bag", "shoes", "top", "jacket", "watch", "jewellery", "wallet", "makeup", "perfume")),
    Kind("licensed_merch", False, (5, 12, 20, 32, 90), branded=False, reported=0.008),
    # infringing
    Kind("replica_open", True, (0.02, 0.05, 0.1, 0.2, 0.6), reported=0.9),
    Kind("replica_coded", True, (0.02, 0.06, 0.12, 0.24, 0.65), reported=0.82),
    Kind("replica_album", True, (0.02, 0.07, 0.13, 0.26, 0.7), reported=0.75),
    Kind("replica_silent", True, (0.04, 0.12, 0.22, 0.42, 0.95), reported=0.7),
    Kind("replica_superfake", True, (0.35, 0.6, 0.8, 1.0, 1.25), reported=0.5, used=0.1),
    Kind("replica_disguised", True, (0.03, 0.08, 0.15, 0.3, 0.8), reported=0.75),
    Kind("replica_padded", True, (0.04, 0.1, 0.18, 0.35, 0.9), reported=0.7),
    Kind("replica_for_abuse", True, (0.02, 0.06, 0.12, 0.25, 0.7), reported=0.7),
    Kind("replica_as_used", True, (0.06, 0.16, 0.28, 0.46, 0.9), reported=0.6, used=0.85),
    Kind("fake_packaging", True, (3, 7, 12, 20, 45), branded=False, reported=0.7,
         products=("bag", "wallet", "watch", "jewellery", "perfume", "scarf", "belt")),
    Kind("unlicensed_merch", True, (2, 7, 14, 22, 45), branded=False, reported=0.65),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in _LIST}
