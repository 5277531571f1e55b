"""``counterfeit-nlp score``."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from counterfeit_nlp.cli.options import (
    AsOf,
    ExpectDigest,
    Json,
    Listings,
    Map,
    Model,
    Rejects,
    Sellers,
    check_tables,
    check_targets,
    day_of,
    mapping_of,
    print_json,
    say,
)
from counterfeit_nlp.cli.sellers_told import say_sellers

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfeit_nlp.scoring.local import Summary

__all__ = ["score"]


def score(
    listings: Listings,
    model: Model,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="PREDICTIONS",
            help="File of predictions, format by its name as for LISTINGS; - for JSON Lines on "
            "standard output.",
        ),
    ],
    rejects: Rejects = None,
    max_rejects: Annotated[
        int | None,
        typer.Option("--max-rejects", min=0, help="Fail when more rows than this are bad."),
    ] = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Rows in memory at a time.")
    ] = 10_000,
    maps: Map = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="COLUMNS",
            help="Input columns to pass through, separated by commas; repeatable.",
        ),
    ] = None,
    sellers: Sellers = None,
    as_of: AsOf = None,
    expect_digest: ExpectDigest = None,
    as_json: Json = False,
) -> None:
    """Score every listing of a file: a calibrated risk, a band, and the reasons.

    Streams in bounded memory, keeps the order, and loses no row: rows in = scored + rejected.
    Label columns in the input are never used, and sellers only with --sellers.

    \b
    Example: counterfeit-nlp score listings.csv.gz --model models/model --out risks.parquet
    """
    from counterfeit_nlp.api import load
    from counterfeit_nlp.errors import UsageError
    from counterfeit_nlp.scoring.local import score_file

    if max_rejects is not None and rejects is None:
        raise UsageError("--max-rejects needs --rejects FILE: without it the first bad row fails")
    day = day_of(as_of, sellers)
    check_targets(
        [listings, sellers],
        {"--out": out, "--rejects": rejects},
        printed="--json" if as_json else None,
    )
    check_tables(out, rejects)
    mapping = mapping_of(maps)
    shown = sys.stderr.isatty()
    scorer = load(model, expect_digest=expect_digest, sellers=sellers, as_of=day)
    # The model's million small objects never go away: the collector need not look at them again
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    summary = score_file(
        listings,
        scorer,
        out,
        rejects=rejects,
        max_rejects=max_rejects,
        batch_size=batch_size,
        mapping=mapping,
        keep=[name for part in keep or () for name in part.split(",") if name],
        progress=_progress() if shown else None,
    )
    if shown:
        typer.echo("\r\x1b[K", err=True, nl=False)
    if as_json:
        print_json(summary.as_dict())
    bands = ", ".join(f"{number:,} {band}" for band, number in summary.bands.items())
    say(
        f"{summary.rows_in:,} rows in = {summary.rows_scored:,} scored ({bands}) + "
        f"{summary.rows_rejected:,} rejected"
    )
    if summary.other_language:
        say(
            f"{summary.other_language:,} listings are in a language this model was not made for "
            "(text_language = other); they are never put into band high"
        )
    if summary.prices_left_out:
        say(
            f"{summary.prices_left_out:,} prices were not looked at: their currency is missing or "
            "has no rate in the model"
        )
    if summary.sellers_told is not None:
        say_sellers(summary.sellers_told, summary.sellers_undated, sellers, day)
    if summary.rows_rejected:
        say(f"The rejected rows and why: {rejects}")


def _progress() -> Callable[[Summary], None]:
    import time

    start = time.monotonic()

    def show(summary: Summary) -> None:
        rate = summary.rows_in / max(time.monotonic() - start, 1e-9)
        typer.echo(f"\r\x1b[K{summary.rows_in:,} rows, {rate:,.0f} a second", err=True, nl=False)

    return show
