"""Lists of sellers: who is allowed, watched or denied, why, for which brands and how long.

Plain frozen data. ``read.py`` makes it of a file, ``checks.py`` says which data are sound,
``docs/sellers.md`` explains the file to those who write one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from counterfeit_nlp.brands.registry import name_key

__all__ = ["FORMAT", "LISTS", "Entry", "History", "SellerLists", "may_be_one_place"]

FORMAT = 1
LISTS = ("allow", "watch", "deny")


def may_be_one_place(one: str | None, other: str | None) -> bool:
    """Whether two entries may be about one marketplace; None stands for any."""
    return one is None or other is None or name_key(one) == name_key(other)


@dataclass(frozen=True, slots=True)
class Entry:
    """One seller on one list.

    Parameters
    ----------
    seller_id
        The marketplace's id of the seller, compared as it is written.
    on
        One of ``LISTS``; ``list`` in files.
    evidence
        Why, for the reviewer who reads the reason. No personal data belongs here.
    added
        First day on which it counts.
    expires
        Last day on which it counts; None, for a watch or deny entry, for no end.
    brands
        Ids of the brands that it is about; none for whatever the seller lists.
    marketplace
        The marketplace whose id it is; None for any.
    by
        Who decided it. It stays in the file: no score, reason or message shows it.
    """

    seller_id: str
    on: str
    evidence: str
    added: date
    expires: date | None = None
    brands: tuple[str, ...] = ()
    marketplace: str | None = None
    by: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data as a file holds it, keys that say nothing left out."""
        told: dict[str, Any] = {"seller_id": self.seller_id, "list": self.on}
        told["evidence"] = self.evidence
        told["added"] = self.added.isoformat()
        if self.expires is not None:
            told["expires"] = self.expires.isoformat()
        if self.brands:
            told["brands"] = list(self.brands)
        for key in ("marketplace", "by"):
            if (value := getattr(self, key)) is not None:
                told[key] = value
        return told

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day: not before it was added, nor after it expired."""
        return self.added <= day and (self.expires is None or day <= self.expires)

    def overlaps(self, other: Entry) -> bool:
        """Whether on some day, of some brand and marketplace, both speak of one seller."""
        days = (self.expires is None or other.added <= self.expires) and (
            other.expires is None or self.added <= other.expires
        )
        brands = not self.brands or not other.brands or bool({*self.brands} & {*other.brands})
        places = may_be_one_place(self.marketplace, other.marketplace)
        return self.seller_id == other.seller_id and days and brands and places


@dataclass(frozen=True, slots=True)
class History:
    """What happened with a seller so far, by days, so that it can be told as of any day.

    Parameters
    ----------
    seller_id
        The marketplace's id of the seller.
    first_seen
        The day on which the account opened or was met first; None if unknown.
    upheld, overturned
        Days of decisions that a listing of the seller infringes: those that stood, and those that
        were taken back. Sorted.
    marketplace
        The marketplace whose id it is; None for any.
    """

    seller_id: str
    first_seen: date | None = None
    upheld: tuple[date, ...] = ()
    overturned: tuple[date, ...] = ()
    marketplace: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data as a file holds it, keys that say nothing left out."""
        told: dict[str, Any] = {"seller_id": self.seller_id}
        if self.first_seen is not None:
            told["first_seen"] = self.first_seen.isoformat()
        for key in ("upheld", "overturned"):
            if days := getattr(self, key):
                told[key] = [day.isoformat() for day in days]
        if self.marketplace is not None:
            told["marketplace"] = self.marketplace
        return told


@dataclass(frozen=True)
class SellerLists:
    """All entries of a file, in an order that doesn't depend on the file's.

    Parameters
    ----------
    entries
        Sorted by what they say.
    history
        The same of what happened with sellers.
    title
        What the file calls itself. For people: it takes no part in equality or in the hash.
    """

    entries: tuple[Entry, ...] = ()
    history: tuple[History, ...] = ()
    title: str = field(default="", compare=False)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data as a file holds it."""
        return {
            "format": FORMAT,
            **({"title": self.title} if self.title else {}),
            "sellers": [entry.to_json() for entry in self.entries],
            **({"history": [one.to_json() for one in self.history]} if self.history else {}),
        }

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the content; the same whatever the order, process or seed."""
        told = self.to_json()
        told.pop("title", None)
        text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def counts(self) -> dict[str, int]:
        """How many entries each list has, how many histories there are, and of how many sellers."""
        told = {one: sum(entry.on == one for entry in self.entries) for one in LISTS}
        sellers = {one.seller_id for one in self.entries} | {one.seller_id for one in self.history}
        return {**told, "histories": len(self.history), "sellers": len(sellers)}

    def unknown_brands(self, known: Collection[str]) -> list[str]:
        """Brand ids of entries that are none of the known ones, sorted."""
        return sorted({one for entry in self.entries for one in entry.brands if one not in known})
