"""``counterfeit-nlp sellers show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfeit_nlp.cli.options import Json, parse_day, print_json

if TYPE_CHECKING:
    from counterfeit_nlp.sellers.lists import Entry

__all__ = ["show"]


def show(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Seller lists (YAML, see docs/sellers.md).")
    ],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Only what counts on this day (2025-12-31)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the lists, or what of them counts on a day. Sellers are shown as short hashes.

    The hashes are those of reviewers' pages. Who decided an entry is not shown.

    \b
    Example: counterfeit-nlp sellers show sellers.yaml --as-of 2025-12-31
    """
    from counterfeit_nlp.sellers import read
    from counterfeit_nlp.sellers.lists import LISTS
    from counterfeit_nlp.showing.card import seller_hash

    day = None if as_of is None else parse_day(as_of)
    lists = read.load(file)
    shown = [
        (seller_hash(entry.seller_id), entry)
        for on in LISTS
        for entry in lists.entries
        if entry.on == on and (day is None or entry.holds_on(day))
    ]
    if as_json:
        print_json(
            {
                "content_hash": lists.content_hash,
                "as_of": day,
                "entries": [
                    {
                        "seller": name,
                        **{
                            key: value
                            for key, value in entry.to_json().items()
                            if key not in ("seller_id", "by")
                        },
                    }
                    for name, entry in shown
                ],
            }
        )
        return
    for name, entry in shown:
        typer.echo(_line(name, entry))


def _line(name: str, entry: Entry) -> str:
    days = f"from {entry.added}" + (f" until {entry.expires}" if entry.expires else "")
    of = f" for {', '.join(entry.brands)}" if entry.brands else ""
    at = f" at {entry.marketplace}" if entry.marketplace else ""
    return f"{entry.on:5} {name} {days}{of}{at}: {entry.evidence}"
