"""Reads the hard cases that come with the program."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.hard_cases.slices import SLICES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "cases_digest", "hard_cases", "parse_cases"]

COLUMNS = ("listing_id", "language", "label", "title", "description", "price", "currency")
_LANGUAGES = ("en", "zh")
_LABELS = ("0", "1")


def parse_cases(text: str, *, source: str) -> list[dict[str, str]]:
    """Read the cases of one slice.

    Parameters
    ----------
    text
        CSV with the columns of ``COLUMNS``; label 1 is a guilty twin.
    source
        What the text is called in messages.

    Returns
    -------
    list of dict
        As written, in the order of the file.

    Raises
    ------
    InputError
        For other columns, or a row with an unknown language or label, without a title, with a
        price that is no number above 0, or with a price and no currency.
    """
    rows = csv.DictReader(text.splitlines(), strict=True)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise InputError(
            f"{source}: the columns are {', '.join(rows.fieldnames or ())}, expected "
            f"{', '.join(COLUMNS)}"
        )
    found = []
    for row in rows:
        where = f"{source}:{rows.line_num}"
        if None in row or None in row.values():
            raise InputError(f"{where}: the row has not {len(COLUMNS)} fields; quote its commas")
        if row["language"] not in _LANGUAGES or row["label"] not in _LABELS:
            raise InputError(
                f"{where}: language {row['language']!r} and label {row['label']!r}, expected en or "
                "zh and 0 or 1"
            )
        if not row["listing_id"] or not row["title"]:
            raise InputError(f"{where}: no {'title' if row['listing_id'] else 'listing_id'}")
        priced = row["price"].replace(".", "", 1).isdecimal() and float(row["price"]) > 0
        if bool(row["price"]) != bool(row["currency"]) or (row["price"] and not priced):
            raise InputError(
                f"{where}: price {row['price']!r} and currency {row['currency']!r}, expected a "
                "number with a currency, or neither"
            )
        found.append(row)
    return found


@cache
def _texts() -> dict[str, str]:
    folder = files("counterfeit_nlp.hard_cases")
    return {name: folder.joinpath(f"{name}.csv").read_text(encoding="utf-8") for name in SLICES}


def hard_cases() -> pd.DataFrame:
    """All hard cases, a row each.

    Returns
    -------
    DataFrame
        The columns of ``COLUMNS`` and ``slice``; ``label`` is 0 (honest) or 1 (a guilty twin),
        ``price`` in ``currency`` or missing, as is ``description``. In the order of ``SLICES``.

    Raises
    ------
    InputError
        See :func:`parse_cases`; or if two cases share an id.
    """
    import pandas as pd

    rows = [
        {**row, "slice": name}
        for name, text in _texts().items()
        for row in parse_cases(text, source=f"{name}.csv")
    ]
    frame = pd.DataFrame(rows)
    twice = frame["listing_id"][frame["listing_id"].duplicated()]
    if len(twice):
        raise InputError(f"hard cases: the id {twice.iloc[0]!r} comes twice")
    frame["label"] = frame["label"].astype(float)
    frame["price"] = pd.to_numeric(frame["price"].where(frame["price"] != ""))
    for name in ("description", "currency"):
        frame[name] = frame[name].astype(object).where(frame[name] != "", None)
    return frame


def cases_digest() -> str:
    """SHA-256 (hex) of the files: figures compare only if they were measured on the same cases."""
    text = "\0".join(f"{name}\0{text}" for name, text in _texts().items())
    return hashlib.sha256(text.encode()).hexdigest()
