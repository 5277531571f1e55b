"""The sellers of the simulated market: who they are, what they sell, how they write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from counterfeit_nlp.simulate.brands import Line, shelf
from counterfeit_nlp.simulate.disguise import HABITS
from counterfeit_nlp.simulate.draw import Draw, cumulate
from counterfeit_nlp.simulate.item import Item

__all__ = ["ROLES", "Role", "Seller", "populate"]

# Share of the market by language; "mixed" sellers write both in one title.
LANGUAGES = {"en": 0.5, "zh": 0.42, "mixed": 0.08}

# Length both languages' lists of puffery have at least.
N_PUFFS = 30

_MARKETS = {
    "en": (("bazaar-us", "USD"), ("bazaar-uk", "GBP"), ("bazaar-eu", "EUR"), ("global-hub", "USD")),
    "zh": (("jishi-cn", "CNY"), ("jishi-cn", "CNY"), ("haitao-cn", "CNY"), ("global-hub", "USD")),
    "mixed": (("global-hub", "USD"), ("haitao-cn", "CNY"), ("bazaar-eu", "EUR")),
}


@dataclass(frozen=True)
class Role:
    """What a group of sellers lives on.

    Attributes
    ----------
    share : float
        Share of the market's listings.
    kinds : mapping of str to float
        Weights of the kinds (``kinds.KINDS``) these sellers list.
    copied : bool
        They list often copied brands only.
    crooked : bool
        They evade filters and don't live long.
    """

    share: float
    kinds: Mapping[str, float]
    copied: bool = False
    crooked: bool = False


ROLES: dict[str, Role] = {
    "shop": Role(0.19, {"retail": 75, "generic": 15, "accessory": 10}),
    "dealer": Role(0.08, {"authorised_dealer": 85, "reissue": 5, "retail": 10}, copied=True),
    "outlet": Role(0.07, {"outlet": 80, "retail": 10, "second_hand": 10}),
    "closet": Role(
        0.13, {"second_hand": 78, "generic": 8, "book": 4, "outlet": 5, "retail": 5}, copied=True
    ),
    "importer": Role(0.05, {"parallel_import": 75, "retail": 25}, copied=True),
    "accessory_maker": Role(0.08, {"accessory": 85, "generic": 15}),
    "hobbyist": Role(
        0.024, {"toy_replica": 30, "scale_model": 35, "film_prop": 25, "other_sense": 10}
    ),
    "reissuer": Role(0.012, {"reissue": 65, "retail": 35}, copied=True),
    "bazaar": Role(
        0.12, {"generic": 62, "other_sense": 11, "common_word": 12, "faux_material": 10}
    ),
    "wholesaler": Role(0.05, {"wholesale": 70, "generic": 20, "faux_material": 10}),
    "fashion": Role(
        0.05, {"style_clothing": 35, "faux_material": 25, "own_brand": 25, "generic": 15}
    ),
    "label": Role(0.02, {"own_brand": 90, "generic": 10}),
    "bookshop": Role(0.01, {"book": 75, "generic": 25}),
    "merchandiser": Role(0.02, {"licensed_merch": 80, "generic": 20}),
    # from here on crooked; the shares are small because fakes are
    "copier_open": Role(
        0.025, {"replica_open": 68, "replica_coded": 12, "replica_silent": 5, "generic": 10,
                "accessory": 7}, copied=True, crooked=True),
    "copier_coded": Role(
        0.023, {"replica_coded": 62, "replica_album": 15, "replica_disguised": 10, "generic": 13,
                "wholesale": 10}, copied=True, crooked=True),
    "album_shop": Role(
        0.009, {"replica_album": 52, "replica_disguised": 15, "replica_silent": 13, "generic": 20},
        copied=True, crooked=True),
    "silent_shop": Role(
        0.009, {"replica_silent": 60, "generic": 14, "retail": 16, "wholesale": 10},
        copied=True, crooked=True),
    "hider": Role(
        0.007, {"replica_disguised": 65, "replica_coded": 10, "generic": 25},
        copied=True, crooked=True),
    "padder": Role(0.005, {"replica_padded": 60, "generic": 40}, copied=True, crooked=True),
    "for_abuser": Role(
        0.007, {"replica_for_abuse": 50, "accessory": 50}, copied=True, crooked=True),
    "fake_closet": Role(
        0.006, {"replica_as_used": 60, "second_hand": 40}, copied=True, crooked=True),
    "superfaker": Role(
        0.004, {"replica_superfake": 55, "retail": 20, "second_hand": 25},
        copied=True, crooked=True),
    "printer": Role(0.005, {"unlicensed_merch": 60, "generic": 40}, crooked=True),
    "packer": Role(0.004, {"fake_packaging": 50, "generic": 50}, copied=True, crooked=True),
    # neither: an honest shop whose stock isn't all it should be
    "careless": Role(
        0.010, {"outlet": 50, "second_hand": 35, "replica_silent": 15}, copied=True),
}  # fmt: skip


@dataclass
class Seller:
    """One seller with the habits that show in every listing of theirs.

    ``favourite`` places the seller in each list of templates, ``boilerplate`` is filled
    in by ``compose`` at the first description; ``pool`` holds what the seller (and the
    seller's ring: several shops of one operator) has listed, for relisting.
    """

    seller_id: str
    role: Role
    language: str
    marketplace: str
    currency: str
    size: int
    lines: tuple[Line, ...]
    cumulative: tuple[float, ...]
    kinds: tuple[str, ...]
    kind_cumulative: tuple[float, ...]
    favourite: float
    orders: tuple[int, ...]
    puffs: tuple[int, ...]
    n_puffs: int
    brand_form: str
    letter_case: str
    ending: str
    price_level: float
    typos: float
    stuffing: int
    decoration: float
    disguises: tuple[str, ...]
    first_day: float
    last_day: float
    joiner: str
    boilerplate: list[str] = field(default_factory=list)
    pool: list[Item] = field(default_factory=list)


def _sizes(total: int, cap: int, draw: Draw) -> list[int]:
    """Shop sizes that add up to total: many small shops, few large ones."""
    sizes = []
    left = total
    while left > 0:
        size = min(left, cap, int(4 / (0.02 + draw.uniform())))
        size = max(1, size)
        sizes.append(size)
        left -= size
    return sizes


def _brand_form(language: str, draw: Draw) -> str:
    if language == "en":
        return draw.weighted(
            ("latin", "upper", "nickname", "both"), cumulate((0.78, 0.1, 0.09, 0.03))
        )
    return draw.weighted(("chinese", "latin", "both", "nickname"), cumulate((0.38, 0.22, 0.3, 0.1)))


def _seller(role: Role, language: str, size: int, days: tuple[float, float], draw: Draw) -> Seller:
    marketplace, currency = draw.pick(_MARKETS[language])
    everything = shelf(copied_only=role.copied)
    n_lines = 1 + draw.below(4) if draw.chance(0.35) else 4 + draw.below(14)
    lines = list(
        dict.fromkeys(
            draw.weighted(everything.lines, everything.cumulative) for _ in range(n_lines)
        )
    )
    span = days[1] - days[0]
    life = draw.between(15, 220) if role.crooked else draw.between(40, 730)
    first = draw.between(days[0] - 0.5 * life, days[1] - min(10.0, span / 2))
    kinds = tuple(role.kinds)
    return Seller(
        seller_id="s" + "".join(draw.pick("0123456789abcdef") for _ in range(11)),
        role=role,
        language=language,
        marketplace=marketplace,
        currency=currency,
        size=size,
        lines=tuple(lines),
        cumulative=tuple(cumulate([1.0 / (at + 2) for at in range(len(lines))])),
        kinds=kinds,
        # No two shops of a role have the same mixture.
        kind_cumulative=tuple(cumulate([role.kinds[k] * draw.between(0.5, 1.5) for k in kinds])),
        favourite=draw.uniform(),
        orders=tuple(draw.below(1000) for _ in range(1 + draw.below(3))),
        puffs=tuple(draw.some(range(N_PUFFS), 6)),
        n_puffs=draw.pick((0, 0, 1, 1, 2, 3)),
        brand_form=_brand_form(language, draw),
        letter_case=draw.pick(("as is", "as is", "title", "title", "upper", "lower")),
        ending=draw.pick(("99", "00", "cents", "5", "88")),
        price_level=draw.between(0.85, 1.2),
        typos=draw.pick((0.0, 0.0, 0.02, 0.06)),
        stuffing=draw.pick((2, 4, 7)) if draw.chance(0.08) else 0,
        decoration=draw.pick((0.3, 0.6)) if draw.chance(0.05) else 0.004,
        disguises=tuple(draw.some(tuple(HABITS), 1 + draw.below(3))),
        first_day=max(days[0], first),
        last_day=min(days[1], max(days[0] + 5.0, first + life)),
        joiner=draw.pick(("", "", "", "\n", "<br>")),
    )


def populate(n_listings: int, days: tuple[float, float], draw: Draw) -> list[Seller]:
    """Sellers whose sizes add up to ``n_listings``.

    Parameters
    ----------
    n_listings : int
    days : tuple of float
        First and last day of activity, counted from the market's first day.
    draw : Draw
    """
    total = sum(role.share for role in ROLES.values())
    sellers: list[Seller] = []
    given = 0
    owed = 0.0
    for role in ROLES.values():
        for language, part in LANGUAGES.items():
            owed += n_listings * part * role.share / total
            quota = round(owed) - given
            given += quota
            cap = max(3, min(60 if role.crooked else 220, quota // 6))
            ring: list[Item] | None = None
            for size in _sizes(quota, cap, draw):
                seller = _seller(role, language, size, days, draw)
                # A ring is several shops of one operator: same habits, same goods.
                if ring is not None and draw.chance(0.3 if role.crooked else 0.1):
                    seller.pool = ring
                ring = seller.pool
                sellers.append(seller)
    return sellers
