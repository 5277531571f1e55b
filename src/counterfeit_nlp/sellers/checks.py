"""Which data make seller lists: every rule of the format, with messages that say what to do.

All findings are collected, so that an owner mends a file in one go. No message quotes a seller's
id: messages end in logs, and the line says which entry is meant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from counterfeit_nlp.curated import values
from counterfeit_nlp.curated.values import Finding, Notes, Place
from counterfeit_nlp.sellers.lists import (
    FORMAT,
    LISTS,
    Entry,
    History,
    SellerLists,
    may_be_one_place,
)

__all__ = ["KEYS", "read_plain"]

# Keys by what they stand in. The JSON Schema beside this file says the same; a test compares.
KEYS: dict[str, tuple[str, ...]] = {
    "file": ("format", "title", "sellers", "history"),
    "entry": (
        "seller_id", "list", "evidence", "added", "expires", "brands", "marketplace", "by",
    ),
    "history": ("seller_id", "first_seen", "upheld", "overturned", "marketplace"),
}  # fmt: skip
_NEEDED = {
    "seller_id": "the marketplace's id of the seller, in quotes",
    "list": f"one of {', '.join(LISTS)}",
    "evidence": "why the seller is on the list, for whoever reads the reason",
    "added": "the first day on which it counts, as 2025-12-31",
}


def read_plain(data: object, *, today: date) -> tuple[SellerLists, list[Finding]]:
    """Make seller lists of plain data, as far as they are sound.

    Parameters
    ----------
    data
        What the file holds; scalars may all be text.
    today
        The day on which an expired entry is one.

    Returns
    -------
    tuple of (SellerLists, list of Finding)
        What was understood. It is to be used only if no finding is an error.
    """
    notes = Notes(today)
    told = values.table(data, (), KEYS["file"], notes)
    title = values.head(told, FORMAT, notes)
    read: list[tuple[Entry, Place]] = []
    some = values.listed(told.get("sellers", []), ("sellers",), "tables, each { }", notes)
    for n, one in enumerate(some):
        entry = _entry(one, ("sellers", n), notes)
        if entry is not None:
            read.append((entry, ("sellers", n)))
    _no_two_say_otherwise(read, notes)
    histories: list[History] = []
    some = values.listed(told.get("history", []), ("history",), "tables, each { }", notes)
    for n, one in enumerate(some):
        history = _history(one, ("history", n), notes)
        if history is not None:
            histories.append(history)
    _one_history_each(histories, notes)
    lists = SellerLists(
        tuple(sorted((entry for entry, _ in read), key=_content)),
        tuple(sorted(histories, key=_content)),
        title,
    )
    return lists, notes.findings


def _content(one: Entry | History) -> str:
    return json.dumps(one.to_json(), sort_keys=True)


def _entry(value: object, place: Place, notes: Notes) -> Entry | None:
    if not isinstance(value, dict):  # a bare id, most likely: not to be quoted
        notes.error(place, f"expected a table with the keys {', '.join(_NEEDED)}")
        return None
    told = values.table(value, place, KEYS["entry"], notes)
    for key, what in _NEEDED.items():
        if key not in told:
            notes.error(place, f"'{key}' is missing: {what}")
    seller_id = _seller_id(told, place, notes)
    on = told.get("list", LISTS[0])
    if on not in LISTS:
        values.one_of(on, (*place, "list"), LISTS, "list", notes)
    texts = {
        key: values.text(told[key], (*place, key), what, notes) if key in told else None
        for key, what in (
            ("evidence", "the evidence"), ("marketplace", "a marketplace"), ("by", "who decided"),
        )
    }  # fmt: skip
    added, expires = (
        values.day(told[key], (*place, key), notes) if key in told else None
        for key in ("added", "expires")
    )
    if added is not None and expires is not None and added > expires:
        notes.error(place, f"added {added} is after expires {expires}: exchange or correct them")
    if told.get("list") == "allow" and "expires" not in told:
        notes.error(
            place,
            "'expires' is missing: an allow entry lowers risks, so it needs a day on which "
            "somebody looks again",
        )
    if expires is not None and expires < notes.today:
        notes.warning(
            place,
            f"ended on {expires} and does nothing for later listings: renew 'expires' if it still "
            "holds; leave it in to score older listings as they stood",
        )
    brands = _brands(told, place, notes)
    if seller_id is None or on not in LISTS or texts["evidence"] is None or added is None:
        return None
    return Entry(
        seller_id, on, texts["evidence"], added, expires, brands, texts["marketplace"], texts["by"]
    )


def _history(value: object, place: Place, notes: Notes) -> History | None:
    if not isinstance(value, dict):
        notes.error(place, f"expected a table with some of the keys {', '.join(KEYS['history'])}")
        return None
    told = values.table(value, place, KEYS["history"], notes)
    if "seller_id" not in told:
        notes.error(place, f"'seller_id' is missing: {_NEEDED['seller_id']}")
    seller_id = _seller_id(told, place, notes)
    at = (*place, "first_seen")
    first = values.day(told["first_seen"], at, notes) if "first_seen" in told else None
    upheld, overturned = (
        _days(told.get(key, []), (*place, key), notes) for key in ("upheld", "overturned")
    )
    if first is not None and any(day < first for day in (*upheld, *overturned)):
        notes.error(place, f"a decision before first_seen {first}: correct one of them")
    at = (*place, "marketplace")
    text = "a marketplace"
    mall = values.text(told["marketplace"], at, text, notes) if "marketplace" in told else None
    if seller_id is None:
        return None
    return History(seller_id, first, upheld, overturned, mall)


def _days(value: object, place: Place, notes: Notes) -> tuple[date, ...]:
    some = values.listed(value, place, "dates", notes)
    found = [values.day(one, (*place, n), notes) for n, one in enumerate(some)]
    return tuple(sorted(day for day in found if day is not None))


def _one_history_each(histories: Sequence[History], notes: Notes) -> None:
    first: dict[str, list[tuple[int, History]]] = {}
    for n, one in enumerate(histories):
        for m, other in first.setdefault(one.seller_id, []):
            if may_be_one_place(one.marketplace, other.marketplace):
                notes.error(("history", n), f"history[{m}] is about the same seller: join the two")
        first[one.seller_id].append((n, one))


def _seller_id(told: Mapping[str, Any], place: Place, notes: Notes) -> str | None:
    """The id as it is written, of whatever characters, as in listings."""
    if "seller_id" not in told:
        return None
    value = told["seller_id"]
    if not isinstance(value, str) or not value.strip():
        notes.error((*place, "seller_id"), "expected the marketplace's id: text that isn't empty")
        return None
    if value != value.strip() or not value.isprintable():
        notes.error(
            (*place, "seller_id"),
            "space at its edge, or a character that can't be seen: no listing would match it",
        )
        return None
    return value


def _brands(told: Mapping[str, Any], place: Place, notes: Notes) -> tuple[str, ...]:
    if "brands" not in told:
        return ()
    at = (*place, "brands")
    some = values.listed(told["brands"], at, "brand ids", notes)
    if isinstance(told["brands"], list) and not some:
        notes.error(
            at, "an empty list: take it out if the entry is about all that the seller lists"
        )
    return tuple(sorted({one for n, one in enumerate(some) if values.slug(one, (*at, n), notes)}))


def _no_two_say_otherwise(read: list[tuple[Entry, Place]], notes: Notes) -> None:
    """No seller is allowed and denied at once, and nothing stands there twice."""
    of_seller: dict[str, list[tuple[Entry, Place]]] = {}
    for entry, place in read:
        for other, there in of_seller.setdefault(entry.seller_id, []):
            if entry == other:
                notes.error(place, f"says the same as {values.dotted(there)}: take one out")
            elif {entry.on, other.on} == {"allow", "deny"} and entry.overlaps(other):
                notes.error(
                    place,
                    f"on the {entry.on} list, while {values.dotted(there)} puts the same seller on "
                    f"the {other.on} list: give them other 'brands' or days, or take one out",
                )
        of_seller[entry.seller_id].append((entry, place))
