"""Raw rows on their way from a reader to validation, and their grouping into batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterfeit_nlp.schema.reject import Reject

__all__ = ["MAX_BATCH_BYTES", "Rows", "rebatched"]

#: A batch is closed early when its rows hold this much.
MAX_BATCH_BYTES = 1 << 26


@dataclass(frozen=True)
class Rows:
    """Some consecutive rows of a file, those that could be read and those that could not.

    Attributes
    ----------
    file : str
        The file as the caller named it.
    batch : pa.RecordBatch
        Rows that could be read; contract names, text not yet checked.
    line : ndarray of int64
        Physical line, from 1, on which each row of ``batch`` starts; for Parquet its number.
    offset : ndarray of int64
        Byte at which it starts, -1 if unknown.
    rejects : list of Reject
        Rows that could not be read, in order.
    names : tuple of str or None
        Columns of the file under their contract names, the same in all batches; None if no
        column is known (JSON Lines without one readable object at the start).
    more : bool
        Later rows may have columns that ``names`` does not list (JSON Lines: keys come and go).
    """

    file: str
    batch: pa.RecordBatch
    line: NDArray[np.int64]
    offset: NDArray[np.int64]
    rejects: list[Reject] = field(default_factory=list)
    names: tuple[str, ...] | None = None
    more: bool = False

    def __len__(self) -> int:
        return int(self.batch.num_rows) + len(self.rejects)


def rebatched(
    pieces: Iterable[Rows], batch_size: int, *, max_bytes: int = MAX_BATCH_BYTES
) -> Iterator[Rows]:
    """Cut and join pieces so that each batch but the last has ``batch_size`` rows, rejects
    included; fewer only where they would hold more than ``max_bytes``."""
    held: list[Rows] = []
    rows = size = 0
    for piece in pieces:
        for part in _parts(piece, batch_size - rows, batch_size):
            held.append(part)
            rows += len(part)
            size += int(part.batch.nbytes)
            if rows == batch_size or size >= max_bytes:
                yield _joined(held)
                held, rows, size = [], 0, 0
    if held:
        yield _joined(held)


def _parts(piece: Rows, first: int, following: int) -> Iterator[Rows]:
    """Cut a piece after its first ``first`` rows, then after each ``following``."""
    total = len(piece)
    if 0 < total <= first:
        yield piece
        return
    refused = np.array([reject.line for reject in piece.rejects], dtype=np.int64)
    # each row starts on a line of its own, so lines give the order of read and refused rows
    order = np.sort(np.concatenate([piece.line, refused]))
    good = bad = position = 0
    size = first
    while position < total:
        position = min(position + size, total)
        size = following
        before = order[position] if position < total else order[-1] + 1
        next_good = int(np.searchsorted(piece.line, before))
        next_bad = int(np.searchsorted(refused, before))
        yield Rows(
            piece.file,
            piece.batch.slice(good, next_good - good),
            piece.line[good:next_good],
            piece.offset[good:next_good],
            piece.rejects[bad:next_bad],
            piece.names,
            piece.more,
        )
        good, bad = next_good, next_bad


def _joined(pieces: list[Rows]) -> Rows:
    if len(pieces) == 1:
        return pieces[0]
    batches = [piece.batch for piece in pieces]
    if all(batch.schema.equals(batches[0].schema) for batch in batches[1:]):
        batch = pa.concat_batches(batches)
    else:
        table = pa.concat_tables(
            [pa.Table.from_batches([batch]) for batch in batches], promote_options="default"
        ).combine_chunks()
        columns = [
            column.chunk(0) if column.num_chunks else pa.array([], column.type)
            for column in table.columns
        ]
        batch = pa.RecordBatch.from_arrays(columns, names=table.schema.names)
    return Rows(
        pieces[0].file,
        batch,
        np.concatenate([piece.line for piece in pieces]),
        np.concatenate([piece.offset for piece in pieces]),
        [reject for piece in pieces for reject in piece.rejects],
        pieces[0].names,
        pieces[0].more,
    )
