"""Listings of any number of files, cut into the portions that are scored one by one.

Where a portion ends depends on the files and on the size asked for, not on who scores it. All that
depends on the order of rows happens here, in the one process that reads: a row is checked, its id
is claimed, it is counted. What is left of a portion can be scored anywhere and at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.errors import InputError, SchemaError
from counterfeit_nlp.schema.columns import nearest_names
from counterfeit_nlp.schema.listing import LISTING_COLUMNS
from counterfeit_nlp.schema.reject import Reject, shown
from counterfeit_nlp.schema.validate import Validator
from counterfeit_nlp.scoring.frame import COLUMNS
from counterfeit_nlp.scoring.seller_evidence import SELLER_COLUMNS, count_undated
from counterfeit_nlp.tables.listings import Batch, read_listings
from counterfeit_nlp.tables.meter import Meter
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.rows import MAX_BATCH_BYTES
from counterfeit_nlp.tables.source import displayed

__all__ = ["FileCount", "Portion", "PortionReader", "check_kept", "two_types"]


@dataclass(frozen=True)
class Portion:
    """Consecutive rows: ``rows_in == good.num_rows + rejected``.

    Attributes
    ----------
    good
        The good rows: what scoring looks at, and the columns to keep.
    rows_in, rejected
        Rows read, and those of them that can't be scored.
    prices_left_out
        Good rows whose price has no rate in the model.
    sellers_undated
        Good rows with a seller and no date.
    share
        Of all bytes, those read by the end of it, from 0 to 1; None if unknown.
    """

    good: pa.RecordBatch
    rows_in: int
    rejected: int
    prices_left_out: int
    sellers_undated: int
    share: float | None


@dataclass
class FileCount:
    """What a file held: its name as given, rows read, rows that can't be scored."""

    file: str
    rows_in: int = 0
    rows_rejected: int = 0


@dataclass
class _Held:
    good: list[pa.RecordBatch] = field(default_factory=list)
    rows_in: int = 0
    rejected: int = 0
    size: int = 0


class PortionReader:
    """Reads and checks files in one stream; iterate over it once.

    Parameters
    ----------
    sources
        Files, addresses, or ``-``, in order.
    refused
        Takes the rows that can't be scored, in order.
    rows
        A portion ends with the batch that gives it so many rows or more. No batch spans two files,
        so that a portion has less than twice as many; many small files make one portion.
    mapping
        Contract name -> column name in the files.
    keep
        Columns of the input that go along.
    max_rejects
        More rows than this that can't be scored end the run.
    rejects
        The name of the file of such rows, for the message.
    rates
        Currencies that the model knows.
    row_groups
        Of Parquet files only these.
    validator
        One that knows ids of rows read elsewhere.
    elsewhere
        Whether other readers read more of the same listings. Then a kept key of JSON Lines that is
        nowhere here may be there: that is for the caller to ask, of ``met`` and ``names``.

    Attributes
    ----------
    files
        What was read so far of each file.
    met
        Columns that good rows came with.
    names
        Columns of the file read last.
    types
        Of the columns that go along with good rows: the type, and the file it was met in.
    """

    def __init__(
        self,
        sources: Sequence[str],
        refused: RejectsFile,
        *,
        rows: int,
        mapping: Mapping[str, str] | None = None,
        keep: Sequence[str] = (),
        max_rejects: int | None = None,
        rejects: str | Path | None = None,
        rates: Collection[str] = (),
        row_groups: range | None = None,
        validator: Validator | None = None,
        elsewhere: bool = False,
    ) -> None:
        self.files: list[FileCount] = []
        self.met: set[str] = set()
        self.names: tuple[str, ...] = ()
        self.types: dict[str, tuple[pa.DataType, str]] = {}
        self._sources = list(sources)
        self._refused = refused
        self._rows = rows
        self._mapping = mapping
        self._kept = list(keep)
        self._max_rejects = max_rejects
        self._rejects = rejects
        self._rates = pa.array(list(rates), pa.string())
        self._meter = Meter(self._sources)
        self._row_groups = row_groups
        self._validator = validator
        self._elsewhere = elsewhere
        self._rejected = 0

    def __iter__(self) -> Iterator[Portion]:
        held = _Held()
        good = 0
        some = False
        for batch in self._batches():
            self.names = batch.names or self.names
            needed = self._needed(batch)
            if not held.good or not held.good[0].num_rows:
                held.good = [needed]
            elif needed.num_rows:
                held.good.append(needed)
            held.rows_in += batch.rows_in
            held.rejected += len(batch.rejects)
            held.size += batch.good.nbytes
            good += batch.good.num_rows
            if held.rows_in >= self._rows or held.size >= MAX_BATCH_BYTES:
                yield self._portion(held)
                held, some = _Held(), True
        if held.rows_in or not some:
            yield self._portion(held)
        if good and not self._elsewhere:
            # a key of JSON Lines may come with any line
            check_kept(self._kept, self.met, self.names)

    def _batches(self) -> Iterator[Batch]:
        validator = Validator() if self._validator is None else self._validator
        for source in self._sources:
            count = FileCount(displayed(source))
            self.files.append(count)
            self._meter.begin(source)
            for batch in read_listings(
                source,
                mapping=self._mapping,
                batch_size=self._rows,
                keep=self._kept,
                validator=validator,
                opened=self._meter.opened,
                row_groups=self._row_groups,
            ):
                self.met.update(batch.good.schema.names)
                if not batch.more:
                    check_kept(self._kept, batch.good.schema.names, batch.names or ())
                count.rows_in += batch.rows_in
                count.rows_rejected += len(batch.rejects)
                self._meter.read(batch.rows_in)
                self._refuse(batch.rejects)
                yield batch
            self._meter.end()

    def _refuse(self, rejects: Sequence[Reject]) -> None:
        self._refused.add(rejects)
        self._rejected += len(rejects)
        if self._max_rejects is not None and self._rejected > self._max_rejects:
            self._refused.close()
            last = rejects[-1]
            where = f" of {shown(last.file, 200, quote=False)}" if len(self._sources) > 1 else ""
            raise InputError(
                f"{self._rejected} rows were rejected by line {last.line}{where}, more than "
                f"--max-rejects {self._max_rejects}: no predictions were written; the reasons are "
                f"in {self._rejects}"
            )

    def _needed(self, batch: Batch) -> pa.RecordBatch:
        """The columns that scoring looks at and those to keep, of the same types in all files."""
        good = batch.good
        columns, fields = [], []
        for name in dict.fromkeys([*COLUMNS, *SELLER_COLUMNS, *self._kept]):
            if name in good.schema.names:
                column = good.column(name)
            else:
                # only JSON Lines lack a column here and have it there, and theirs are all text
                column = pa.nulls(good.num_rows, pa.string())
            kind, first = self.types.get(name, (column.type, batch.file))
            if good.num_rows:
                self.types[name] = kind, first
            if not column.type.equals(kind):
                raise two_types(name, str(kind), first, str(column.type), batch.file)
            columns.append(column)
            fields.append(pa.field(name, kind))
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))

    def _portion(self, held: _Held) -> Portion:
        good = held.good[0] if len(held.good) == 1 else pa.concat_batches(held.good)
        return Portion(
            good,
            held.rows_in,
            held.rejected,
            _prices_left_out(good, self._rates),
            count_undated(good.column("seller_id"), good.column("listed_at")),
            self._meter.share,
        )


def check_kept(kept: Sequence[str], met: Collection[str], names: Sequence[str]) -> None:
    """Check that the columns to keep are among those ``met``; ``names`` are to be shown.

    Raises
    ------
    SchemaError
        Naming those that are not, and the nearest that are.
    """
    missing = [name for name in kept if name not in met]
    if missing:
        found = [name for name in names if name not in LISTING_COLUMNS]
        near = nearest_names(missing[0], names)
        hint = f"; did you mean {shown(near[0], quote=False)}?" if near else ""
        raise SchemaError(
            f"--keep names columns that the input does not have: {', '.join(missing)}{hint} "
            "(beside the contract's own it has: "
            f"{', '.join(shown(name, 40, quote=False) for name in found[:30]) or 'none'})"
        )


def two_types(name: str, kind: str, file: str, other_kind: str, other_file: str) -> SchemaError:
    """The error of a column to keep that has another type in another file."""
    return SchemaError(
        f"--keep {shown(name, quote=False)}: it holds {kind} in {shown(file, 200, quote=False)} "
        f"and {other_kind} in {shown(other_file, 200, quote=False)}; keep columns of one type, or "
        "score the files one by one"
    )


def _prices_left_out(listings: pa.RecordBatch, known: pa.Array) -> int:
    priced = pc.greater(listings.column("price"), 0.0)
    rated = pc.is_in(listings.column("currency"), known)
    return int(pc.sum(pc.and_(priced, pc.invert(rated))).as_py() or 0)
