"""A file or standard input to raw rows: one stream, whatever the format."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.schema.columns import check_mapping
from counterfeit_nlp.tables.csv_rows import csv_rows
from counterfeit_nlp.tables.formats import FileFormat, file_format
from counterfeit_nlp.tables.json_rows import json_rows
from counterfeit_nlp.tables.parquet_rows import parquet_rows
from counterfeit_nlp.tables.rows import Rows, rebatched
from counterfeit_nlp.tables.source import Opened, as_text, displayed, open_bytes, reading

__all__ = ["Rows", "read_rows"]


def read_rows(
    source: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    batch_size: int = 10_000,
    keep: Collection[str] | None = None,
    opened: Opened | None = None,
    row_groups: range | None = None,
) -> Iterator[Rows]:
    """Read listings as they stand in a file, without checking values.

    Parameters
    ----------
    source : str or Path
        A file or an address (``s3://bucket/name``) whose name ends in a known extension, or ``-``
        for standard input (CSV or JSON Lines, plain, gzip or zstd).
    mapping : mapping of str to str, optional
        Contract name -> name in the file, for columns with another name there.
    batch_size : int
        Rows per batch, rejected ones included. A batch has fewer at the end of the file, and
        where its rows would hold more than 64 MiB.
    keep : collection of str, optional
        Columns outside the contract to read; all if not given.
    opened : function, optional
        See :func:`counterfeit_nlp.tables.source.open_bytes`.
    row_groups : range, optional
        Of a Parquet file only these; other formats have none and are read as a whole.

    Yields
    ------
    Rows
        At least one, which may be empty: a file without rows still has columns.

    Raises
    ------
    UsageError
        Unknown extension, or a mapping that makes no sense.
    SchemaError
        A mapped column is missing, a column appears twice, a delimiter other than a comma.
    InputError
        The file can't be read: absent, a directory, empty, cut off, corrupt.
    """
    if batch_size < 1:
        raise UsageError(f"batch size {batch_size}: must be at least 1")
    mapping = dict(mapping or {})
    check_mapping(mapping)
    form = None if str(source) == "-" else file_format(source)
    with reading(displayed(source)):
        pieces = _pieces(source, form, mapping, keep, opened, row_groups)
        first = next(pieces)
        some = False
        for rows in rebatched(chain([first], pieces), batch_size):
            some = True
            yield rows
        if not some:
            yield first


def _pieces(
    source: str | Path,
    form: FileFormat | None,
    mapping: Mapping[str, str],
    keep: Collection[str] | None,
    opened: Opened | None,
    row_groups: range | None,
) -> Iterator[Rows]:
    name = displayed(source)
    with open_bytes(source, form, opened) as read:
        if form and form.kind == "parquet":
            yield from parquet_rows(read, str(source), form.compression, mapping, keep, row_groups)
            return
        stream = as_text(read, name)
        kind = form.kind if form else _sniffed(stream.head)
        reader = csv_rows if kind == "csv" else json_rows
        yield from reader(stream, name, mapping, keep)


def _sniffed(head: bytes) -> str:
    return "jsonl" if head.lstrip(b" \t\r\n").startswith((b"{", b"[")) else "csv"
