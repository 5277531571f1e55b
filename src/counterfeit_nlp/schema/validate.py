"""A batch of raw rows to good rows and rejects: the rules of the listing contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterfeit_nlp.schema.columns import check_columns
from counterfeit_nlp.schema.listing import LABEL_TYPES, LISTING_COLUMNS
from counterfeit_nlp.schema.reject import Reject, safe_id, shown
from counterfeit_nlp.schema.seen import SeenIds
from counterfeit_nlp.schema.values import (
    Refused,
    is_blank,
    refused_text,
    to_currency,
    to_label,
    to_listed_at,
    to_price,
)

__all__ = ["RawRows", "Reject", "Validated", "Validator", "check_columns"]

#: Shows that a title has something to see without looking at each character of it.
_VISIBLE = r"[!-~\x{00a1}-\x{00ac}\x{00ae}-\x{02ff}\x{3041}-\x{312f}\x{4e00}-\x{9fff}]"

_TYPED: dict[str, Callable[[pa.Array], tuple[pa.Array, Refused]]] = {
    "price": to_price,
    "currency": to_currency,
    "listed_at": to_listed_at,
    "label": to_label,
}


class RawRows(Protocol):
    """What a reader hands over: see :class:`counterfeit_nlp.tables.read.Rows`."""

    @property
    def file(self) -> str:
        """The file as the caller named it."""

    @property
    def batch(self) -> pa.RecordBatch:
        """Raw values under contract names."""

    @property
    def line(self) -> NDArray[np.int64]:
        """Line on which each row starts."""

    @property
    def offset(self) -> NDArray[np.int64]:
        """Byte at which each row starts, -1 if unknown."""


@dataclass(frozen=True)
class Validated:
    """Good rows of a batch, in their order, and the others with a reason each.

    Attributes
    ----------
    good : pa.RecordBatch
        All listing columns in contract order and type, then the label columns if asked for,
        then the file's other columns untouched.
    rejects : list of Reject
        In the order of the rows.
    """

    good: pa.RecordBatch
    rejects: list[Reject]


class Validator:
    """Checks the batches of one stream; remembers the ids it has accepted.

    Parameters
    ----------
    labels : bool
        Read the label columns too. Without it a ``label`` in the file is a column like any
        other unknown one.
    seen : SeenIds, optional
        Ids that rows read elsewhere have claimed already.
    unique_ids : bool
        Whether a repeated id is refused; without it the caller sees to that.
    """

    def __init__(
        self, labels: bool = False, seen: SeenIds | None = None, *, unique_ids: bool = True
    ) -> None:
        self._labels = labels
        self._seen = SeenIds() if seen is None else seen
        self._unique_ids = unique_ids

    def check(self, rows: RawRows) -> Validated:
        """Check a batch. ``len(good) + len(rejects)`` is always the number of rows."""
        batch = rows.batch
        columns, refused = self._columns(batch)
        keep = np.ones(batch.num_rows, dtype=bool)
        keep[list(refused)] = False
        # only a row that is good otherwise claims its id
        ids = columns["listing_id"]
        candidates = np.flatnonzero(keep)
        repeated = candidates[:0]
        if self._unique_ids:
            repeated = candidates[self._seen.add(ids.take(pa.array(candidates)))]
        keep[repeated] = False
        for row in repeated.tolist():
            refused[row] = (
                f"listing_id {shown(ids[row].as_py())} appears twice: an earlier row has it"
            )
        good = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
        if refused:
            good = good.filter(pa.array(keep))
        return Validated(good, [_reject(rows, row, refused[row], ids) for row in sorted(refused)])

    def _columns(self, batch: pa.RecordBatch) -> tuple[dict[str, pa.Array], Refused]:
        names = batch.schema.names
        wanted = {name: column.type for name, column in LISTING_COLUMNS.items()}
        if self._labels:
            wanted |= LABEL_TYPES
        columns: dict[str, pa.Array] = {}
        refused: Refused = {}
        for name, kind in wanted.items():
            if name in names:
                columns[name], bad = _checked(name, batch.column(name))
            else:
                columns[name], bad = pa.nulls(batch.num_rows, kind), {}
                if name in LISTING_COLUMNS and LISTING_COLUMNS[name].required:
                    bad = dict.fromkeys(range(batch.num_rows), f"{name} is missing")
            for row, reason in bad.items():
                refused.setdefault(row, reason)
        for name in names:
            if name not in columns:
                columns[name] = batch.column(name)
        return columns, refused


def _checked(name: str, values: pa.Array) -> tuple[pa.Array, Refused]:
    refused: Refused = {}
    if pa.types.is_string(values.type):
        refused = refused_text(name, values)
        if pc.min(pc.binary_length(values)).as_py() == 0:
            empty = pc.equal(pc.binary_length(values), 0)
            values = pc.if_else(empty, pa.scalar(None, pa.string()), values)
        if name in LISTING_COLUMNS and LISTING_COLUMNS[name].required:
            for row, reason in _blank(name, values).items():
                refused.setdefault(row, reason)
    if name in _TYPED:
        values, bad = _TYPED[name](values)
        refused = bad | refused
    return values, refused


def _blank(name: str, values: pa.Array) -> Refused:
    visible = pc.fill_null(pc.match_substring_regex(values, _VISIBLE), False)
    if pc.all(visible).as_py() is not False:
        return {}
    refused: Refused = {}
    for row in pc.indices_nonzero(pc.invert(visible)).to_pylist():
        text = values[row].as_py()
        if text is None:
            refused[row] = f"{name} is missing"
        elif is_blank(text):
            refused[row] = f"{name} {shown(text)} has no visible character"
    return refused


def _reject(rows: RawRows, row: int, reason: str, ids: pa.Array) -> Reject:
    offset = int(rows.offset[row])
    return Reject(
        rows.file,
        int(rows.line[row]),
        None if offset < 0 else offset,
        safe_id(ids[row].as_py()),
        reason,
    )
