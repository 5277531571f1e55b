"""Listings from a file: read, validated and counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.schema.reject import Reject
from counterfeit_nlp.schema.validate import Validator, check_columns
from counterfeit_nlp.tables.read import read_rows
from counterfeit_nlp.tables.source import Opened, reading

__all__ = ["Batch", "load_listings", "read_listings"]


@dataclass(frozen=True)
class Batch:
    """Consecutive rows of a file: ``rows_in == good.num_rows + len(rejects)``, always.

    ``file``, ``names`` and ``more`` are those of :class:`counterfeit_nlp.tables.rows.Rows`.
    """

    good: pa.RecordBatch
    rejects: list[Reject]
    rows_in: int
    names: tuple[str, ...] | None = None
    more: bool = False
    file: str = ""


def read_listings(
    source: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    batch_size: int = 10_000,
    labels: bool = False,
    keep: Collection[str] | None = None,
    validator: Validator | None = None,
    opened: Opened | None = None,
    row_groups: range | None = None,
) -> Iterator[Batch]:
    """Read and validate listings in batches.

    Parameters
    ----------
    source, mapping, batch_size, keep, opened, row_groups
        As for :func:`counterfeit_nlp.tables.read.read_rows`.
    labels : bool
        Require and read the label columns.
    validator : Validator, optional
        One that has checked files before this one: their ids are taken.

    Yields
    ------
    Batch
        At least one; the only one of a file without rows is empty.

    Raises
    ------
    SchemaError
        If required columns are missing.
    InputError, UsageError
        If the file can't be read.
    """
    validator = validator or Validator(labels=labels)
    checked = False
    for rows in read_rows(
        source,
        mapping=mapping,
        batch_size=batch_size,
        keep=keep,
        opened=opened,
        row_groups=row_groups,
    ):
        if not checked:
            if rows.names is not None:
                with reading(rows.file):
                    check_columns(rows.names, labels=labels)
            checked = True
        validated = validator.check(rows)
        rejects = sorted([*rows.rejects, *validated.rejects], key=lambda reject: reject.line)
        good = validated.good
        if good.num_rows + len(rejects) != len(rows):
            raise RuntimeError(
                f"a row was lost: {len(rows)} in, {good.num_rows} good, {len(rejects)} rejected"
            )
        yield Batch(good, rejects, len(rows), rows.names, rows.more, rows.file)


def load_listings(
    source: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    labels: bool = False,
    rejects: list[Reject] | None = None,
    keep: Collection[str] | None = None,
) -> pd.DataFrame:
    """Read all good listings of a file into a frame.

    Parameters
    ----------
    source, mapping, labels, keep
        As for :func:`read_listings`.
    rejects : list of Reject, optional
        Bad rows are appended to it. Without it the first bad row raises.

    Returns
    -------
    DataFrame
        Text as ``str`` (missing: NaN), price and label as float64 (missing: NaN), listed_at as
        ``datetime64[us, UTC]``.

    Raises
    ------
    InputError
        ``FILE, line N: reason`` for the first bad row if ``rejects`` is not given.
    """
    batches = []
    for batch in read_listings(source, mapping=mapping, labels=labels, keep=keep):
        if batch.rejects and rejects is None:
            raise InputError(str(batch.rejects[0]))
        if rejects is not None:
            rejects.extend(batch.rejects)
        batches.append(batch.good)
    table = pa.concat_tables(
        [pa.Table.from_batches([batch]) for batch in batches], promote_options="default"
    )
    frame: pd.DataFrame = table.to_pandas()
    if labels:
        # not int8 in one file and float64 in another, depending on whether some are missing
        frame["label"] = frame["label"].astype("float64")
    return frame
