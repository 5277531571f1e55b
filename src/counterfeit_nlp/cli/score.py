"""``counterfeit-nlp score``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfeit_nlp.cli.options import (
    AsOf,
    ExpectDigest,
    Json,
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
    from collections.abc import Callable, Mapping, Sequence

    from counterfeit_nlp.scoring.local import Summary

__all__ = ["Engine", "score"]

_WORKERS = 1
_PART_ROWS = 20_000


class Engine(StrEnum):
    """What scores."""

    local = "local"
    spark = "spark"


def score(
    listings: Annotated[
        list[str],
        typer.Argument(
            metavar="LISTINGS...",
            help="Files of listings: .parquet, .csv or .jsonl, each also .gz or .zst; patterns "
            "('day/*.parquet'); addresses (s3://...); - for standard input.",
        ),
    ],
    model: Model,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="PREDICTIONS",
            help="File of predictions, format by its name as for LISTINGS; - for JSON Lines on "
            "standard output; with a slash at its end a folder of Parquet parts and a manifest.",
        ),
    ],
    rejects: Rejects = None,
    max_rejects: Annotated[
        int | None,
        typer.Option("--max-rejects", min=0, help="Fail when more rows than this are bad."),
    ] = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Rows scored at a time.")
    ] = 4_000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=512, help="Processes that score.")
    ] = _WORKERS,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where an earlier run ended, however it did. Harmless on a first run, which "
            "can then be resumed.",
        ),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="OLD",
            help="Predictions of an earlier run (Parquet, or a folder of parts): those that still "
            "hold are taken over, the rest is scored. The result is the same as without.",
        ),
    ] = None,
    part_rows: Annotated[
        int,
        typer.Option(
            "--part-rows", min=1, help="Rows of a part, which is lost or kept as a whole."
        ),
    ] = _PART_ROWS,
    engine: Annotated[
        Engine,
        typer.Option(
            "--engine",
            help="This machine, or Spark as it is configured: a cluster, or by itself local[*]. "
            "The predictions are the same; with Spark they are a folder (docs/scale.md).",
        ),
    ] = Engine.local,
    spark_conf: Annotated[
        list[str] | None,
        typer.Option(
            "--spark-conf",
            metavar="KEY=VALUE",
            help="A setting of Spark, e.g. spark.master=local[4]; repeatable.",
        ),
    ] = None,
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
    reasons: Annotated[
        str,
        typer.Option(
            "--reasons",
            metavar="WHOSE",
            help="all; flagged: only of listings in the bands review and high; or none. Risks, "
            "scores and bands are the same.",
        ),
    ] = "all",
    expect_digest: ExpectDigest = None,
    as_json: Json = False,
) -> None:
    """Score every listing of files: a calibrated risk, a band, and the reasons.

    Streams in bounded memory, keeps the order, and loses no row: rows in = scored + rejected.
    The result is the same to the byte for any --workers, --batch-size, --resume and --since.
    Label columns in the input are never used, and sellers only with --sellers.

    \b
    Example: counterfeit-nlp score listings.csv.gz --model models/model --out risks.parquet
    """
    from counterfeit_nlp.api import load
    from counterfeit_nlp.errors import UsageError
    from counterfeit_nlp.scoring.asked import check_asked
    from counterfeit_nlp.scoring.settled import settle
    from counterfeit_nlp.scoring.sinks import check_folder, is_folder
    from counterfeit_nlp.scoring.work_folder import give_back
    from counterfeit_nlp.tables.inputs import expanded

    if max_rejects is not None and rejects is None:
        raise UsageError("--max-rejects needs --rejects FILE: without it the first bad row fails")
    check_asked(reasons)
    settings = _settings(spark_conf, engine)
    if engine is Engine.spark:
        _check_spark(
            listings, out, workers=workers, resume=resume, since=since, part_rows=part_rows
        )
    day = day_of(as_of, sellers)
    sources = expanded(listings)
    check_targets(
        [*sources, sellers],
        {"--out": out, "--rejects": rejects},
        printed="--json" if as_json else None,
    )
    give_back(out)
    if is_folder(out):
        check_folder(out)
        check_tables(rejects)
    else:
        check_tables(out, rejects)
    mapping = mapping_of(maps)
    shown = sys.stderr.isatty() and engine is Engine.local
    scorer = load(model, expect_digest=expect_digest, sellers=sellers, as_of=day, reasons=reasons)
    settle()
    on_either: dict[str, Any] = {
        "rejects": rejects,
        "max_rejects": max_rejects,
        "batch_size": batch_size,
        "mapping": mapping,
        "keep": [name for part in keep or () for name in part.split(",") if name],
    }
    if engine is Engine.spark:
        from counterfeit_nlp.scoring.spark import score_on_spark, session

        with ExitStack() as stack:
            spark = session(settings)
            stack.callback(spark.stop)
            summary = score_on_spark(sources, scorer, out, spark=spark, **on_either)
    else:
        from counterfeit_nlp.scoring.local import score_file

        summary = score_file(
            sources,
            scorer,
            out,
            progress=_progress() if shown else None,
            workers=workers,
            resume=resume,
            since=since,
            part_rows=part_rows,
            **on_either,
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
    if reasons != "all":
        whose = "the flagged listings (review, high) only" if reasons == "flagged" else "no listing"
        say(f"Reasons are given for {whose}, as --reasons {reasons} asks")
    _say_how(summary, since)
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
    of_what = "flagged scores" if reasons == "flagged" else "scores"
    say_sellers(summary.sellers_told, summary.sellers_undated, sellers, day, of_what)
    if summary.rows_rejected:
        say(f"The rejected rows and why: {rejects}")


def _settings(pairs: Sequence[str] | None, engine: Engine) -> Mapping[str, str]:
    """``["spark.master=local[4]"]`` as a mapping."""
    from counterfeit_nlp.errors import UsageError

    if pairs and engine is not Engine.spark:
        raise UsageError("--spark-conf sets up Spark: it needs --engine spark")
    settings = {}
    for pair in pairs or ():
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise UsageError(
                f"--spark-conf {pair!r}: expected KEY=VALUE, e.g. spark.master=local[4]"
            )
        settings[name] = value
    return settings


def _check_spark(
    listings: Sequence[str],
    out: str,
    *,
    workers: int,
    resume: bool,
    since: str | None,
    part_rows: int,
) -> None:
    """Refuse what makes no sense on Spark."""
    from counterfeit_nlp.errors import UsageError
    from counterfeit_nlp.scoring.sinks import is_folder

    reasons = {
        "--workers": (workers != _WORKERS, "Spark's executors are the processes that score"),
        "--resume": (resume, "Spark repeats tasks that fail; a run that died is started again"),
        "--since": (since is not None, "it looks predictions up on this machine"),
        "--part-rows": (part_rows != _PART_ROWS, "a part is what one task makes"),
    }
    for option, (given, reason) in reasons.items():
        if given:
            raise UsageError(
                f"{option} is for --engine local: {reason}; leave it out with --engine spark"
            )
    if "-" in listings:
        raise UsageError("--engine spark can't read standard input on its executors: name files")
    if out == "-" or not is_folder(out):
        raise UsageError(
            f"--engine spark writes a folder of parts, and {out} names a file: end it in a slash "
            f"(--out {'predictions' if out == '-' else out}/)"
        )


def _say_how(summary: Summary, since: str | None) -> None:
    """What it took: nothing of this stands in the predictions."""
    if summary.rows_resumed:
        say(f"{summary.rows_resumed:,} of them had been scored by a run that did not finish")
    if summary.rows_reused is not None:
        say(f"{summary.rows_reused:,} of them were taken over from {since}")
    if summary.since_made_by is not None:
        say(
            f"{since} was made by version {summary.since_made_by} of this package, which may have "
            "scored in another way: all was scored anew"
        )
    told = []
    if summary.slowest_batch is not None:
        seconds, first, rows = summary.slowest_batch
        told.append(f"slowest batch: {rows:,} rows from row {first:,} on, {seconds:.1f} s")
    if summary.novel_chunks is not None:
        told.append(f"new chunks of text per listing: {summary.novel_chunks:.2f}")
    if told:
        say("; ".join(told))


def _progress() -> Callable[[Summary], None]:
    import time

    start = time.monotonic()

    def show(summary: Summary) -> None:
        seconds = max(time.monotonic() - start, 1e-9)
        told = f"{summary.rows_in:,} rows, {summary.rows_in / seconds:,.0f} a second"
        if summary.share:
            left = max(0, round(seconds * (1 - summary.share) / summary.share))
            told += f", {summary.share:.0%}, {left // 60}:{left % 60:02} left"
        typer.echo(f"\r\x1b[K{told}", err=True, nl=False)

    return show
