"""``counterfeit-nlp normalise``."""

from __future__ import annotations

from typing import Annotated

import typer

from counterfeit_nlp.cli.options import (
    Answers,
    ExpectDigest,
    KnownWordsOf,
    Map,
    Rejects,
    check_tables,
    check_targets,
    mapping_of,
    say,
)

__all__ = ["normalise"]


def normalise(
    listings: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="File of listings: .parquet, .csv or .jsonl; or plain text with one title a "
            "line: .txt, or - for standard input. Each also .gz or .zst.",
        ),
    ],
    model: KnownWordsOf = None,
    out: Answers = "-",
    rejects: Rejects = None,
    maps: Map = None,
    expect_digest: ExpectDigest = None,
) -> None:
    """Show what the model reads: each text normalised, in words, with what was disguised where.

    Offsets count characters (code points) of the seller's own text. Streams in bounded memory,
    keeps the order, and loses no row: rows in = rows out + rejected.

    \b
    Example: counterfeit-nlp normalise listings.csv --model models/model --out read.jsonl
    """
    from counterfeit_nlp.api import find_model
    from counterfeit_nlp.cues.lexicon import own_lexicon
    from counterfeit_nlp.errors import UsageError
    from counterfeit_nlp.model import artefact
    from counterfeit_nlp.scoring.normalise_file import normalise_file
    from counterfeit_nlp.tables.formats import file_format
    from counterfeit_nlp.tables.text_lines import is_text_lines
    from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN

    if expect_digest is not None and model is None:
        raise UsageError("--expect-digest needs --model: it says which model is meant")
    if maps and is_text_lines(listings):
        raise UsageError("--map needs a file with columns; plain text has none")
    if out != "-" and file_format(out).kind == "csv":
        raise UsageError(f"--out {out}: lists of words fit no CSV; name a .jsonl or .parquet file")
    check_targets([listings], {"--out": out, "--rejects": rejects})
    check_tables(out, rejects)
    mapping = mapping_of(maps)
    if model is None:
        vocabulary, lexicon = NOTHING_KNOWN, own_lexicon()
    else:
        linear = artefact.load(find_model(model), expect_digest=expect_digest).linear
        vocabulary, lexicon = linear.vocabulary, linear.lexicon
    done = normalise_file(listings, out, vocabulary, lexicon, rejects=rejects, mapping=mapping)
    say(f"{done.rows_in:,} rows in = {done.rows_out:,} rows out + {done.rows_rejected:,} rejected")
    if done.rows_rejected:
        say(f"The rejected rows and why: {rejects}")
