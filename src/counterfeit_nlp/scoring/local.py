"""Score a file into a file on this machine, in bounded memory, losing no row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.errors import InputError, SchemaError, UsageError
from counterfeit_nlp.schema.columns import nearest_names
from counterfeit_nlp.schema.listing import LISTING_COLUMNS
from counterfeit_nlp.schema.prediction import BANDS, PREDICTION_SCHEMA
from counterfeit_nlp.schema.reject import shown
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.seller_evidence import count_told
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.write import TableWriter, make_folders

__all__ = ["Summary", "score_file"]


@dataclass
class Summary:
    """What a run did; ``rows_in == rows_scored + rows_rejected``, checked at the end."""

    rows_in: int = 0
    rows_scored: int = 0
    rows_rejected: int = 0
    bands: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BANDS, 0))
    other_language: int = 0
    prices_left_out: int = 0  # their currency is missing or has no rate
    distinct_chunks: int = 0
    sellers_told: int | None = None  # listings with evidence of a seller; None without lists
    sellers_undated: int = 0  # sellers, with lists, of listings without a date

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        told = {
            "rows_in": self.rows_in,
            "rows_scored": self.rows_scored,
            "rows_rejected": self.rows_rejected,
            "bands": self.bands,
            "other_language": self.other_language,
            "prices_left_out": self.prices_left_out,
            "distinct_chunks": self.distinct_chunks,
        }
        if self.sellers_told is not None:
            told |= {
                "sellers_told": self.sellers_told,
                "sellers_undated": self.sellers_undated,
            }
        return told


def score_file(
    source: str | Path,
    scorer: Scorer,
    out: str | Path,
    *,
    rejects: str | Path | None = None,
    max_rejects: int | None = None,
    batch_size: int = 10_000,
    mapping: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Score every good row of a file.

    Parameters
    ----------
    source
        A file of listings, or ``-``.
    scorer
        The model.
    out
        Predictions, one row per good row, in order.
    rejects
        Where rows that can't be scored go, with reasons. Without it the first one ends the run.
    max_rejects
        More rejected rows than this end the run too; the rejects file is still written.
    batch_size
        Rows worked on at a time; changes memory and speed, never a byte of the output.
    mapping
        Contract name -> column name in the file.
    keep
        Columns of the input to pass through, after the prediction's own. In JSON Lines, where
        keys come and go, a row without the key has null there.
    progress
        Called after every batch.

    Returns
    -------
    Summary
        Counts.

    Raises
    ------
    InputError
        On a bad row without ``rejects``, or on more than ``max_rejects``; there is no output
        file then.
    SchemaError
        When the input has no such column to keep. That a key of JSON Lines is nowhere is known
        only at the end.
    UsageError
        When a kept column would take the name of a prediction's own.
    """
    summary = Summary()
    kept = _kept(keep)
    make_folders(out, rejects)
    with ExitStack() as stack:
        # the rejects file stands outside of the output: it is what explains a run that failed
        refused = stack.enter_context(RejectsFile(rejects))
        writer: TableWriter | None = None
        outputs = stack.enter_context(ExitStack())
        met: set[str] = set()
        names: tuple[str, ...] = ()
        batches = read_listings(source, mapping=mapping, batch_size=batch_size, keep=kept)
        for batch in batches:
            names = batch.names or ()
            met.update(batch.good.schema.names)
            if not batch.more:
                _check_kept(kept, met, names)
            refused.add(batch.rejects)
            summary.rows_in += batch.rows_in
            summary.rows_rejected += len(batch.rejects)
            if max_rejects is not None and summary.rows_rejected > max_rejects:
                refused.close()
                raise InputError(
                    f"{summary.rows_rejected} rows were rejected by line "
                    f"{batch.rejects[-1].line}, more than --max-rejects {max_rejects}: no "
                    f"predictions were written; the reasons are in {rejects}"
                )
            scored = _with_kept(scorer.score_batch(batch.good), batch.good, kept)
            if writer is None:
                writer = outputs.enter_context(TableWriter(out, scored.schema))
            writer.write(scored)
            _count(summary, scored)
            summary.prices_left_out += _prices_left_out(batch.good, scorer.artefact.rates)
            summary.distinct_chunks = scorer.table.met
            if scorer.sellers is not None:
                _count_sellers(summary, batch.good, scored)
            if progress is not None:
                progress(summary)
        if summary.rows_scored:
            _check_kept(kept, met, names)
        if summary.rows_in != summary.rows_scored + summary.rows_rejected:
            raise RuntimeError(
                f"a row was lost: {summary.rows_in} in, {summary.rows_scored} scored, "
                f"{summary.rows_rejected} rejected"
            )
    return summary


def _kept(keep: Sequence[str]) -> list[str]:
    kept = [name for name in dict.fromkeys(keep) if name != "listing_id"]
    taken = sorted(set(kept) & set(PREDICTION_SCHEMA.names))
    if taken:
        raise UsageError(
            f"--keep {', '.join(taken)}: predictions have a column of that name themselves; "
            "rename it in the input"
        )
    return kept


def _with_kept(scored: pa.RecordBatch, good: pa.RecordBatch, kept: list[str]) -> pa.RecordBatch:
    if not kept:
        return scored
    columns, fields = list(scored.columns), list(scored.schema)
    for name in kept:
        if name in good.schema.names:
            columns.append(good.column(name))
            fields.append(good.schema.field(name))
        else:
            # only JSON Lines lack a column here and have it there, and their others are all text
            columns.append(pa.nulls(good.num_rows, pa.string()))
            fields.append(pa.field(name, pa.string()))
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def _check_kept(kept: list[str], met: Collection[str], names: tuple[str, ...]) -> None:
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


def _prices_left_out(listings: pa.RecordBatch, rates: Mapping[str, float]) -> int:
    priced = pc.greater(listings.column("price"), 0.0)
    known = pc.is_in(listings.column("currency"), pa.array(list(rates), pa.string()))
    return int(pc.sum(pc.and_(priced, pc.invert(known))).as_py() or 0)


def _count_sellers(summary: Summary, listings: pa.RecordBatch, scored: pa.RecordBatch) -> None:
    told, undated = count_told(
        scored.column("reasons"), listings.column("seller_id"), listings.column("listed_at")
    )
    summary.sellers_told = (summary.sellers_told or 0) + told
    summary.sellers_undated += undated


def _count(summary: Summary, scored: pa.RecordBatch) -> None:
    summary.rows_scored += scored.num_rows
    for band, number in Counter(scored.column("band").to_pylist()).items():
        summary.bands[band] += number
    languages = scored.column("text_language").to_pylist()
    summary.other_language += languages.count("other")
