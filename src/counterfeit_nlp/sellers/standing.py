"""How a seller stands on a day: authorised by a brand, allowed, watched or denied, or unknown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from counterfeit_nlp.brands.registry import Registry, Seller, name_key
from counterfeit_nlp.sellers.effects import EFFECTS, NEW_FOR, history_log_odds
from counterfeit_nlp.sellers.lists import Entry, History, SellerLists

__all__ = ["Held", "SellerStandings", "counting", "experience", "fingerprint", "sentence"]

_KIND_OF = {"allow": "seller_allowed", "watch": "seller_watched", "deny": "seller_denied"}
_NO_END = "9999-12-31"


class Held(NamedTuple):
    """One thing that holds of a seller on the day in question.

    Attributes
    ----------
    kind
        One of ``effects.KINDS``.
    brands
        Ids of the brands that it is about; none for all.
    since, until
        Days as 2025-12-31, empty where there is none.
    evidence
        Of a list's entry; of a history what happened.
    log_odds
        What it weighs.
    """

    kind: str
    brands: tuple[str, ...]
    since: str
    until: str
    evidence: str
    log_odds: float = 0.0


class SellerStandings:
    """Tells how sellers stand, by lists and by the sellers that a registry's brands name.

    Parameters
    ----------
    lists
        The entries.
    registry
        The brands, with who may sell their goods; None for none. A seller of a registry is known
        by ``seller_id`` (and ``marketplace``, if it names one), not by the site.
    """

    def __init__(self, lists: SellerLists, registry: Registry | None = None) -> None:
        self._entries: dict[str, list[Entry]] = {}
        for entry in lists.entries:
            self._entries.setdefault(entry.seller_id, []).append(entry)
        self._history: dict[str, list[History]] = {}
        for history in lists.history:
            self._history.setdefault(history.seller_id, []).append(history)
        self._authorised: dict[str, list[tuple[str, Seller]]] = {}
        for slug, brand in () if registry is None else registry.brands.items():
            for seller in brand.sellers:
                if seller.seller_id is not None:
                    self._authorised.setdefault(seller.seller_id, []).append((slug, seller))

    def knows(self, seller_id: str | None) -> bool:
        """Whether anything stands about a seller, on whatever day and marketplace."""
        return any(seller_id in some for some in (self._entries, self._history, self._authorised))

    def of(self, seller_id: str, marketplace: str | None, day: date) -> tuple[Held, ...]:
        """What holds of a seller on a day, in an order that depends on nothing else.

        Parameters
        ----------
        seller_id
            As the marketplace writes it.
        marketplace
            Where the listing stands; None if unknown, which no entry for one marketplace fits.
        day
            Entries that were not yet added, or ran out, don't hold.
        """
        held = [
            Held("seller_authorised", (slug,), _iso(one.valid_from), _iso(one.until), "")
            for slug, one in self._authorised.get(seller_id, ())
            if one.holds_on(day) and _same_place(one.marketplace, marketplace)
        ]
        held += [
            Held(_KIND_OF[one.on], one.brands, _iso(one.added), _iso(one.expires), one.evidence)
            for one in self._entries.get(seller_id, ())
            if one.holds_on(day) and _same_place(one.marketplace, marketplace)
        ]
        held = [one._replace(log_odds=EFFECTS[one.kind].log_odds) for one in held]
        for one in self._history.get(seller_id, ()):
            if _same_place(one.marketplace, marketplace):
                held += _experience(one, day)
        return tuple(sorted(held))


def _experience(history: History, day: date) -> list[Held]:
    """What happened before a day. A decision on that day may be the one on the listing itself."""
    held = []
    first = history.first_seen
    if first is not None and timedelta(0) <= day - first < timedelta(NEW_FOR):
        weight = EFFECTS["seller_new"].log_odds
        held.append(Held("seller_new", (), first.isoformat(), "", "", weight))
    upheld, overturned = (
        sum(one < day for one in days) for days in (history.upheld, history.overturned)
    )
    if upheld or overturned:
        told = f"{upheld:,} upheld, {overturned:,} overturned before {day}"
        weight = history_log_odds(upheld, overturned)
        held.append(Held("seller_history", (), "", "", told, weight))
    return held


def counting(held: Iterable[Held], brand: str | None) -> tuple[Held | None, Held | None]:
    """What of it counts for a listing: at most one that raises and one that lowers its risk.

    What is about other brands than the one that the listing claims says nothing here. Denied wins
    over all; authorised goes before allowed. Of several of a kind, the one about fewer brands, then
    the one that holds longest is told.

    Parameters
    ----------
    held
        See :meth:`SellerStandings.of`.
    brand
        Id of the brand that the listing offers a thing of; None for none.
    """
    found: dict[str, Held] = {}
    for one in sorted(held, key=_foremost, reverse=True):
        if not one.brands or brand in one.brands:
            found.setdefault(one.kind, one)
    if "seller_denied" in found:
        return found["seller_denied"], None
    lowers = found.get("seller_authorised") or found.get("seller_allowed")
    return found.get("seller_watched"), lowers


def experience(held: Iterable[Held], raises: Held | None) -> list[Held]:
    """What counts beside it: age and history, unless the seller is denied, mostly for the same.

    Parameters
    ----------
    held
        See :meth:`SellerStandings.of`.
    raises
        From :func:`counting`.
    """
    if raises is not None and raises.kind == "seller_denied":
        return []
    return sorted(one for one in held if one.kind in ("seller_new", "seller_history"))


def _foremost(one: Held) -> tuple[bool, str, Held]:
    return bool(one.brands), one.until or _NO_END, one


def sentence(held: Held, brand: str | None, names: Mapping[str, str]) -> str:
    """What is told of it behind its kind: ``by Rolex until 2027-12-31``.

    Parameters
    ----------
    held
        What counts.
    brand
        Id of the brand that the listing claims.
    names
        What people are shown for ids of brands.
    """
    if held.kind == "seller_new":
        return f"since {held.since}"
    if held.kind == "seller_history":
        return held.evidence
    name = names.get(brand, brand) if brand is not None and held.brands else None
    if held.kind == "seller_authorised":
        return f"by {name}" + (f" until {held.until}" if held.until else "")
    for_it = "" if name is None else f"for {name} "
    end = f"until {held.until}" if held.until else f"since {held.since}"
    return f"{for_it}{end}: {held.evidence}"


def fingerprint(held: Iterable[Held]) -> str:
    """All that a score may depend on of a seller, as text without the seller's id."""
    return json.dumps([*held], ensure_ascii=True, separators=(",", ":"))


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _same_place(written: str | None, listed: str | None) -> bool:
    return written is None or (listed is not None and name_key(written) == name_key(listed))
