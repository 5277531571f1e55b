"""``counterfeit-nlp explain``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.cli.options import (
    AsOf,
    ExpectDigest,
    Json,
    Map,
    Model,
    Sellers,
    day_of,
    mapping_of,
    print_json,
)

__all__ = ["explain"]


def explain(
    listing: Annotated[
        str,
        typer.Argument(
            metavar="LISTING_JSON",
            help="One listing as JSON: a file, - for standard input, or the JSON itself.",
        ),
    ],
    model: Model,
    maps: Map = None,
    sellers: Sellers = None,
    as_of: AsOf = None,
    expect_digest: ExpectDigest = None,
    as_json: Json = False,
) -> None:
    """Say why a listing is risky, in sentences that a reviewer understands.

    \b
    Example: counterfeit-nlp explain '{"title": "1:1 replica watch"}' --model models/model
    """
    from counterfeit_nlp import api
    from counterfeit_nlp.showing.card import amount, percent

    day = day_of(as_of, sellers)
    mapping = mapping_of(maps)
    fields = _read(listing)
    if mapping:
        fields = _renamed(fields, mapping)
    scorer = api.load(model, expect_digest=expect_digest, sellers=sellers, as_of=day)
    found = api.explain(scorer, fields)
    if as_json:
        print_json(found)
        return
    typer.echo(f"Risk {percent(found['risk'])}, band {found['band']}.")
    if found["text_language"] == "other":
        typer.echo("The model was not made for this language: do not act on this number.")
    if found["sentences"]:
        typer.echo("What speaks for (+) and against (\N{MINUS SIGN}) a counterfeit, in log-odds:")
    for sentence in found["sentences"]:
        typer.echo(f"  {sentence}")
    typer.echo(
        f"  everything else: {amount(found['rest'])}; a listing that shows nothing starts at "
        f"{amount(found['intercept'])}; together {amount(found['score'])}"
    )


def _renamed(fields: dict[str, Any], mapping: dict[str, str]) -> dict[str, Any]:
    from counterfeit_nlp.schema.columns import column_targets
    from counterfeit_nlp.tables.source import reading

    with reading("LISTING_JSON"):
        target = column_targets(list(fields), mapping)
    return {target[name]: value for name, value in fields.items() if name in target}


def _read(listing: str) -> dict[str, Any]:
    from counterfeit_nlp.errors import InputError
    from counterfeit_nlp.schema.reject import shown
    from counterfeit_nlp.tables.listing_json import parse_listing

    if listing.lstrip()[:1] in ("{", "[", '"'):
        return parse_listing(listing.encode("utf-8", "surrogateescape"), "LISTING_JSON")
    if listing == "-":
        return parse_listing(sys.stdin.buffer.read(), "standard input")
    try:
        return parse_listing(Path(listing).read_bytes(), listing)
    except OSError as error:
        raise InputError(f"{shown(listing)} can't be read: {error.strerror}") from None
    except ValueError:
        raise InputError(f"{shown(listing)} is neither JSON nor a file name") from None
