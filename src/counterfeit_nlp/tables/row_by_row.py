"""A file of answers to a file of listings: one row for each good row, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterfeit_nlp.tables.listings import Batch
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.write import TableWriter, make_folders

__all__ = ["ANSWERED", "ROWS_AT_ONCE", "Answer", "Asked", "RowCounts", "answer_rows"]

ROWS_AT_ONCE = 1_000
# As Python objects, answers take fifty times the room of their texts
_CHARACTERS_AT_ONCE = 1 << 20
ANSWERED = ("title", "description")  # the fields that answers are made of

#: A listing's id and its text fields, None where one is missing.
Asked = tuple[str, Mapping[str, str | None]]
#: Makes a row of each of some listings.
Answer = Callable[[Sequence[Asked]], list[dict[str, Any]]]


@dataclass
class RowCounts:
    """What a run did; ``rows_in == rows_out + rows_rejected``, checked at the end."""

    rows_in: int = 0
    rows_out: int = 0
    rows_rejected: int = 0


def answer_rows(
    batches: Iterable[Batch],
    out: str | Path,
    schema: pa.Schema,
    answer: Answer,
    rejects: str | Path | None = None,
) -> RowCounts:
    """Write an answer for every good row.

    Parameters
    ----------
    batches
        The listings, ``ROWS_AT_ONCE`` at a time.
    out
        One row of ``schema`` per good row, in order; ``-`` for JSON Lines on standard output.
    schema
        Of the answers.
    answer
        Makes them.
    rejects
        Where bad rows go, with reasons. Without it the first one ends the run.

    Returns
    -------
    RowCounts
        Of the whole file.

    Raises
    ------
    InputError
        On a bad row without ``rejects``; there is no output file then.
    """
    counts = RowCounts()
    make_folders(out, rejects)
    with ExitStack() as stack:
        refused = stack.enter_context(RejectsFile(rejects))
        writer = stack.enter_context(TableWriter(out, schema))
        for batch in batches:
            refused.add(batch.rejects)
            for rows in _parts(batch, answer):
                writer.write(pa.RecordBatch.from_pylist(rows, schema))
                counts.rows_out += len(rows)
            counts.rows_in += batch.rows_in
            counts.rows_rejected += len(batch.rejects)
        if counts.rows_in != counts.rows_out + counts.rows_rejected:
            raise RuntimeError(f"a row was lost: {counts}")
    return counts


def _parts(batch: Batch, answer: Answer) -> Iterator[list[dict[str, Any]]]:
    """The answers to a batch, in parts that hold only so much text."""
    names = [name for name in ANSWERED if name in batch.good.schema.names]
    columns = [batch.good.column(name).to_pylist() for name in names]
    ids = batch.good.column("listing_id").to_pylist()
    asked: list[Asked] = []
    held = 0
    for listing_id, *texts in zip(ids, *columns, strict=True):
        asked.append((listing_id, dict(zip(names, texts, strict=True))))
        held += sum(len(text) for text in texts if text)
        if held >= _CHARACTERS_AT_ONCE:
            yield answer(asked)
            asked, held = [], 0
    if asked:
        yield answer(asked)
