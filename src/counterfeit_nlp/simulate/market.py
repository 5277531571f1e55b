"""A simulated market: listings with noisy labels, a later catalog, and the truth.

Sellers are drawn first, each with a language, a range, habits of wording, honesty,
evasion and prices; then each writes listings. Nothing here is real but brand names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.schema.listing import LISTING_COLUMNS
from counterfeit_nlp.simulate.compose import compose, relist
from counterfeit_nlp.simulate.draw import Draw
from counterfeit_nlp.simulate.item import Item
from counterfeit_nlp.simulate.kinds import KINDS
from counterfeit_nlp.simulate.observed import observe_label, present
from counterfeit_nlp.simulate.sellers import Seller, populate

__all__ = ["Market", "simulate"]

_FIRST_DAY = np.datetime64("2023-01-01", "us")
_MINUTES_A_DAY = 24 * 60
# The labelled past and the catalog after it, in days since the first day.
_PAST = (0.0, 730.0)
_LATER = (731.0, 881.0)

_CATALOG_SHARE = 0.2
_NEW_SELLERS = 0.88
_RELISTS = 0.09
_COPIED_TITLES = 0.05
_MINIMUM = 200


@dataclass(frozen=True)
class Market:
    """What :func:`simulate` returns.

    Attributes
    ----------
    listings : DataFrame
        The contract's listing columns, ``label`` (Int8: 0, 1 or missing; noisy) and
        ``label_basis``.
    catalog : DataFrame
        The contract's listing columns. Later than every listing, mostly other sellers,
        never labelled.
    truth : DataFrame
        ``listing_id``, ``infringing`` (0/1) and ``kind`` of every row of both.
    """

    listings: pd.DataFrame
    catalog: pd.DataFrame
    truth: pd.DataFrame


def simulate(listings: int, seed: int) -> Market:
    """Simulate a market.

    Parameters
    ----------
    listings : int
        Labelled listings, at least 200; the catalog has a fifth as many on top.
    seed : int
        Non-negative; the same seed gives the same market, byte for byte.

    Raises
    ------
    UsageError
        Too few listings, or a negative seed.
    """
    if listings < _MINIMUM:
        raise UsageError(
            f"{listings} listings asked for, at least {_MINIMUM} needed: "
            "a smaller market has too few infringing listings; ask for more"
        )
    if seed < 0:
        raise UsageError(f"seed {seed} is negative; expected 0 or more, choose another")
    draw = Draw(seed)
    sellers = populate(listings, _PAST, draw)
    items = _list_all(sellers, late=False, until=_PAST[1], draw=draw)

    n_catalog = round(listings * _CATALOG_SHARE)
    n_new = round(n_catalog * _NEW_SELLERS)
    newcomers = populate(n_new, _LATER, draw)
    _give_old_goods(newcomers, sellers, draw)
    later = _list_all(newcomers, late=True, until=_LATER[1], draw=draw)
    later += _stayers(sellers, n_catalog - n_new, draw)

    _copy_titles(items, draw)
    order = Draw(seed, stream=1)
    items, later = order.some(items, len(items)), order.some(later, len(later))
    ids = _listing_ids(len(items) + len(later), order)
    frame, catalog = _frame(items, ids, draw), _frame(later, ids[len(items) :], draw)
    labels = [observe_label(item.kind, draw) for item in items]
    frame["label"] = pd.array([label for label, _ in labels], dtype="Int8")
    frame["label_basis"] = pd.array([basis for _, basis in labels], dtype="str")
    truth = pd.DataFrame(
        {
            "listing_id": pd.array(ids, dtype="str"),
            "infringing": [int(KINDS[item.kind].infringing) for item in items + later],
            "kind": pd.array([item.kind for item in items + later], dtype="str"),
        }
    )
    columns = [*LISTING_COLUMNS, "label", "label_basis"]
    return Market(frame[columns], catalog[list(LISTING_COLUMNS)], truth)


def _list_all(sellers: list[Seller], *, late: bool, until: float, draw: Draw) -> list[Item]:
    items = []
    for seller in sellers:
        for _ in range(seller.size):
            if seller.pool and draw.chance(_RELISTS):
                item = relist(draw.pick(seller.pool), seller, until, draw)
            else:
                item = compose(seller, late, draw)
            seller.pool.append(item)
            items.append(item)
    return items


def _give_old_goods(newcomers: list[Seller], sellers: list[Seller], draw: Draw) -> None:
    """Some crooked newcomers are old ones under a new name, and relist what was removed."""
    for seller in newcomers:
        if seller.role.crooked and draw.chance(0.25):
            same = [s for s in sellers if s.role is seller.role and s.language == seller.language]
            if same:
                seller.pool = list(draw.pick(same).pool)


def _stayers(sellers: list[Seller], n: int, draw: Draw) -> list[Item]:
    """Listings in the catalog by sellers of the labelled past."""
    items: list[Item] = []
    while len(items) < n:
        seller = draw.pick(sellers)
        seller.first_day, seller.last_day = _LATER[0], _LATER[1]
        for _ in range(min(seller.size, n - len(items), 12)):
            items.append(compose(seller, True, draw))
    return items


def _copy_titles(items: list[Item], draw: Draw) -> None:
    """Some silent fakes carry the title of a genuine listing, word for word."""
    genuine: dict[tuple[str, str], list[str]] = {}
    for item in items:
        if item.kind in ("retail", "authorised_dealer", "outlet"):
            genuine.setdefault((item.language, item.brand), []).append(item.title)
    for at, item in enumerate(items):
        if item.kind in ("replica_silent", "replica_superfake") and draw.chance(_COPIED_TITLES):
            titles = genuine.get((item.language, item.brand))
            if titles:
                items[at] = Item(**{**vars(item), "title": draw.pick(titles)})


def _listing_ids(n: int, draw: Draw) -> list[str]:
    """Random ids: an id says nothing about the row, and two seeds never share one."""
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    ids: dict[str, None] = {}
    while len(ids) < n:
        ids.setdefault("m" + "".join(draw.pick(letters) for _ in range(12)))
    return list(ids)


def _gtin(draw: Draw) -> str:
    """A GTIN-13 of the in-store range (prefix 2), which no real product carries."""
    digits = [2, *(draw.below(10) for _ in range(11))]
    check = -sum(d * (3 if at % 2 else 1) for at, d in enumerate(digits)) % 10
    return "".join(map(str, [*digits, check]))


def _frame(items: list[Item], ids: list[str], draw: Draw) -> pd.DataFrame:
    """The contract's columns, with fields missing by chance."""
    rows: dict[str, list[object]] = {name: [] for name in LISTING_COLUMNS}
    for item, listing_id in zip(items, ids, strict=False):
        has = present(draw)
        minute = int(item.day * _MINUTES_A_DAY)
        values: dict[str, object] = {
            "listing_id": listing_id,
            "title": item.title,
            "description": item.description,
            "brand": item.brand,
            "category": item.category,
            "price": item.price,
            "currency": item.currency,
            "condition": item.condition,
            "seller_id": item.seller_id,
            "marketplace": item.marketplace,
            "language": item.language,
            "listed_at": _FIRST_DAY + np.timedelta64(minute, "m"),
            "url": f"https://{item.marketplace}.example/item/{listing_id}",
            "image_urls": f"https://img.example/{listing_id}/1.jpg",
            "gtin": _gtin(draw),
        }
        for name in LISTING_COLUMNS:
            rows[name].append(values[name] if has.get(name, True) else None)
    frame = {}
    for name, cells in rows.items():
        if name == "price":
            frame[name] = pd.Series(cells, dtype="float64")
        elif name == "listed_at":
            frame[name] = pd.Series(cells, dtype="datetime64[us]").dt.tz_localize("UTC")
        else:
            frame[name] = pd.Series(cells, dtype="str")
    return pd.DataFrame(frame)
