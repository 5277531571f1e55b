"""Options that several commands share, with one wording."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.errors import UsageError

__all__ = [
    "Answers",
    "AsOf",
    "ExpectDigest",
    "Json",
    "KnownWordsOf",
    "Listings",
    "Map",
    "Model",
    "Name",
    "Params",
    "Rejects",
    "Sellers",
    "Who",
    "Why",
    "check_tables",
    "check_targets",
    "day_of",
    "mapping_of",
    "parse_day",
    "print_json",
    "read_all",
    "say",
    "write_json",
]

Listings = Annotated[
    str,
    typer.Argument(
        metavar="LISTINGS",
        help="File of listings: .parquet, .csv or .jsonl, each also .gz or .zst; - for standard "
        "input.",
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="Model folder, models:/name@alias, models:/name/version or runs:/id/model.",
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="NAME=COLUMN",
        help="Your column name for one of ours, e.g. --map title=product_name; repeatable.",
    ),
]
KnownWordsOf = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="Model whose known words disguises are resolved against. Without it only what needs "
        "none is undone: encodings, invisibles, look-alikes, markup.",
    ),
]
Answers = Annotated[
    str,
    typer.Option(
        "--out",
        metavar="FILE",
        help="One object per listing: .jsonl (or .parquet), also .gz or .zst; - for standard "
        "output.",
    ),
]
Rejects = Annotated[
    Path | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        help="Set bad rows aside here, with reasons. Without it a bad row ends the run.",
    ),
]
Params = Annotated[
    Path | None,
    typer.Option("--params", metavar="FILE", help="YAML file of parameters, e.g. params.yaml."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
ExpectDigest = Annotated[
    str | None,
    typer.Option(
        "--expect-digest",
        metavar="DIGEST",
        help="Refuse any other model than the one with this digest (12 digits or more).",
    ),
]
Sellers = Annotated[
    Path | None,
    typer.Option(
        "--sellers",
        metavar="FILE",
        help="Lists of allowed, watched and denied sellers (YAML, see docs/sellers.md). With them, "
        "sellers that the model's brand registry authorises count too.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Day (2025-12-31) on which sellers are judged where a listing has no listed_at. By "
        "default there is none: the seller of such a listing says nothing.",
    ),
]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="Name of the registered model in MLflow.")
]
Who = Annotated[
    str | None,
    typer.Option("--who", help="Who decided it, for the log; by default the user of this shell."),
]
Why = Annotated[str, typer.Option("--why", help="Why, for the log.")]

_PAIR = re.compile(r"([^=]+)=(.+)", re.DOTALL)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(as_of: str | None, sellers: Path | None) -> date | None:
    """The day of ``--as-of``.

    Raises
    ------
    UsageError
        When it is no date, or there is no file of sellers to be read as of it.
    """
    if as_of is None:
        return None
    if sellers is None:
        raise UsageError("--as-of says on which day sellers are judged: it needs --sellers FILE")
    return parse_day(as_of)


def parse_day(as_of: str) -> date:
    """A day as 2025-12-31.

    Raises
    ------
    UsageError
        When it is no date.
    """
    try:
        if _DAY.fullmatch(as_of):
            return date.fromisoformat(as_of)
    except ValueError:
        pass
    raise UsageError(f"--as-of {as_of!r}: expected a date as 2025-12-31 (year-month-day)")


def mapping_of(pairs: Sequence[str] | None) -> dict[str, str] | None:
    """``["title=product_name"]`` as a mapping of contract name to column name.

    Raises
    ------
    UsageError
        For a pair without ``=``, a name given twice, and what
        :func:`counterfeit_nlp.schema.columns.check_mapping` refuses.
    """
    if not pairs:
        return None
    from counterfeit_nlp.schema.columns import check_mapping

    mapping: dict[str, str] = {}
    for pair in pairs:
        match = _PAIR.fullmatch(pair)
        if match is None:
            raise UsageError(f"--map {pair!r}: expected NAME=COLUMN, e.g. title=product_name")
        name, column = match.groups()
        if name in mapping:
            raise UsageError(f"--map gives {name!r} twice: {mapping[name]!r} and {column!r}")
        mapping[name] = column
    check_mapping(mapping)  # reading does so too, but only after a model was loaded
    return mapping


def read_all(listings: str, *, mapping: Mapping[str, str] | None, rejects: Path | None) -> Any:
    """All labelled listings of a file as a frame; bad rows go to ``rejects`` if it is given."""
    from counterfeit_nlp.tables.listings import load_listings
    from counterfeit_nlp.tables.rejects import RejectsFile
    from counterfeit_nlp.tables.write import make_folders

    if rejects is None:
        return load_listings(listings, mapping=mapping, labels=True)
    refused: list[Any] = []
    make_folders(rejects)
    with RejectsFile(rejects) as file:  # opened first: reading may take long
        frame = load_listings(listings, mapping=mapping, labels=True, rejects=refused)
        file.add(refused)
    if refused:
        say(f"{len(refused):,} bad rows set aside in {rejects}")
    return frame


def check_targets(
    sources: Sequence[object], targets: Mapping[str, object], *, printed: str | None = None
) -> None:
    """Refuse a call that would write over what it reads, or write two results to one place.

    Parameters
    ----------
    sources
        File names as given; None and ``-`` are passed over.
    targets
        The same by option; here ``-`` is standard output.
    printed
        What the command prints on standard output itself, if it does: ``--json``, for example.

    Raises
    ------
    UsageError
        Naming the place.
    """
    streams = [f"{option} -" for option, target in targets.items() if str(target) == "-"]
    streams += [printed] if printed is not None else []
    if len(streams) > 1:
        raise UsageError(
            f"{' and '.join(streams)} both write to standard output: name a file for one of them"
        )

    def places(names: Sequence[object]) -> list[Path]:
        return [
            Path(str(name)).resolve() for name in names if name is not None and str(name) != "-"
        ]

    read, written = places(sources), places([*targets.values()])
    for number, target in enumerate(written):
        if target in read:
            raise UsageError(f"{target} is the input: the result needs a file of its own")
        if target in written[:number]:
            raise UsageError(f"two results would be written to {target}: name another file")


def check_tables(*targets: object) -> None:
    """Refuse names that no table can be written to, before any work; None and ``-`` are fine.

    Raises
    ------
    UsageError
        For an unknown extension, or a folder.
    """
    from counterfeit_nlp.tables.formats import file_format

    for target in targets:
        if target is not None and str(target) != "-":
            file_format(str(target))
            if Path(str(target)).is_dir():
                raise UsageError(f"{target} is a folder: name a file in it")


def say(message: str) -> None:
    """A message for the person at the terminal, on standard error."""
    typer.echo(message, err=True)


def print_json(value: Any) -> None:
    """A result for a program, on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def write_json(path: str | Path, value: Any) -> None:
    """A result for a program, into a file that appears whole or not at all."""
    from counterfeit_nlp.tables.atomic import write_text_atomic
    from counterfeit_nlp.tables.write import make_folders

    make_folders(path)
    write_text_atomic(Path(path), json.dumps(value, indent=1, ensure_ascii=False) + "\n")
