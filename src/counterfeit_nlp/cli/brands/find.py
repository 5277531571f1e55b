"""``counterfeit-nlp brands find``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import (
    Answers,
    ExpectDigest,
    Json,
    KnownWordsOf,
    Listings,
    Map,
    Rejects,
    check_tables,
    check_targets,
    mapping_of,
    print_json,
    say,
)

__all__ = ["find"]


def find(
    listings: Listings,
    out: Answers = "-",
    registry: Annotated[
        Path | None,
        typer.Option(
            "--registry", metavar="FILE", help="Registry file; without it the starter registry."
        ),
    ] = None,
    model: KnownWordsOf = None,
    rejects: Rejects = None,
    maps: Map = None,
    expect_digest: ExpectDigest = None,
    as_json: Json = False,
) -> None:
    """Find the brands that listings name, how they are written, and how the listing stands to them.

    A mention says where it stands in the seller's text (in code points), how it is written (exact,
    alias, implied, disguised, masked) and whether the listing is of the brand, for it or not of it.
    Streams in bounded memory, keeps the order, and loses no row: rows in = rows out + rejected.

    \b
    Example: counterfeit-nlp brands find listings.csv --out mentions.jsonl
    """
    from counterfeit_nlp.brands import read
    from counterfeit_nlp.errors import UsageError
    from counterfeit_nlp.scoring.mentions_file import find_in_file
    from counterfeit_nlp.tables.formats import file_format
    from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN

    if expect_digest is not None and model is None:
        raise UsageError("--expect-digest needs --model: it says which model is meant")
    if out != "-" and file_format(out).kind == "csv":
        raise UsageError(f"--out {out}: lists fit no CSV; name a .jsonl or .parquet file")
    check_targets(
        [listings, registry],
        {"--out": out, "--rejects": rejects},
        printed="--json" if as_json else None,
    )
    check_tables(out, rejects)
    mapping = mapping_of(maps)
    brands = read.starter() if registry is None else read.load(registry)
    vocabulary = NOTHING_KNOWN
    if model is not None:
        from counterfeit_nlp.api import find_model
        from counterfeit_nlp.model import artefact

        loaded = artefact.load(find_model(model), expect_digest=expect_digest)
        vocabulary = loaded.linear.vocabulary
    done = find_in_file(listings, out, brands, vocabulary, rejects=rejects, mapping=mapping)
    if as_json:
        print_json({"registry_hash": brands.content_hash, **vars(done)})
    say(f"{done.rows_in:,} rows in = {done.rows_out:,} rows out + {done.rows_rejected:,} rejected")
    say(f"{done.mentions:,} mentions of brands in {done.rows_naming:,} listings")
    if done.rows_rejected:
        say(f"The rejected rows and why: {rejects}")
