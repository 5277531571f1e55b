"""What slices told, put together: the rejects, the parts and the counts of a whole run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from counterfeit_nlp.errors import CounterfeitError, InputError
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA, REASONS_OF
from counterfeit_nlp.schema.reject import Reject
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.local import Summary
from counterfeit_nlp.scoring.portions import FileCount, check_kept, two_types
from counterfeit_nlp.scoring.sinks import part_name
from counterfeit_nlp.scoring.slices import Slice
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.source import displayed

__all__ = [
    "check_kept_everywhere",
    "input_counts",
    "named_parts",
    "part_columns",
    "set_aside",
    "summed_up",
]


def check_kept_everywhere(
    kept: Sequence[str],
    checked: Sequence[Mapping[str, Any]],
    slices: Sequence[Slice],
    sources: Sequence[str],
) -> None:
    """What can only be asked of all files together."""
    types: dict[str, tuple[str, str]] = {}
    for one, facts in zip(slices, checked, strict=True):
        file = displayed(sources[one.file])
        for name, kind in facts["types"].items():
            before, first = types.setdefault(name, (kind, file))
            if before != kind:
                raise two_types(name, before, first, kind, file)
    if any(facts["good"] for facts in checked):
        met = {name for facts in checked for name in facts["met"]}
        check_kept(kept, met, checked[-1]["names"])


def set_aside(
    refused: RejectsFile,
    folder: Path,
    done: Sequence[Mapping[str, Any]],
    slices: Sequence[Slice],
    sources: Sequence[str],
) -> None:
    """The rejects of all slices into one file, in order, under the names that were given."""
    for one, facts in zip(slices, done, strict=True):
        if facts["rejects"] is None:
            continue
        path = folder / facts["rejects"]
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                given = displayed(sources[one.file])
                refused.add([Reject(**row | {"file": given}) for row in batch.to_pylist()])


def named_parts(folder: Path, done: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the parts that count their names, in order, and remove all else."""
    there = [one["part"] for one in done if one["part"] is not None]
    # without any row there is one part, as of a local run: it has the columns
    chosen = [one for one in there if one["rows"]] or there[:1]
    files = {one["file"] for one in chosen}
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink(missing_ok=True)  # an attempt that lost may be renaming it
    parts = []
    for number, one in enumerate(chosen):
        path = folder / one["file"]
        if not path.is_file() or path.stat().st_size != one["bytes"]:
            raise CounterfeitError(
                f"a part that an executor wrote is not whole here ({path}): the folder must be "
                "one and the same on all machines"
            )
        path.rename(folder / part_name(number))
        parts.append({**one, "file": part_name(number)})
    return parts


def input_counts(
    sources: Sequence[str],
    slices: Sequence[Slice],
    checked: Sequence[Mapping[str, Any]],
    done: Sequence[Mapping[str, Any]],
) -> list[tuple[FileCount, Mapping[str, Any]]]:
    """What was read of each file, for the manifest; both passes must have read the same."""
    counts = [FileCount(displayed(name)) for name in sources]
    sizes: dict[int, Mapping[str, Any]] = {}
    for one, before, facts in zip(slices, checked, done, strict=True):
        if before["rows_in"] != facts["rows_in"]:
            raise InputError(
                f"{counts[one.file].file} changed while it was read: {before['rows_in']} rows, "
                f"then {facts['rows_in']}"
            )
        counts[one.file].rows_in += facts["rows_in"]
        counts[one.file].rows_rejected += facts["rejected"]
        if before["bytes"] is not None:
            sizes[one.file] = before["bytes"]
    return [(count, sizes[number]) for number, count in enumerate(counts)]


def part_columns(done: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of the predictions."""
    return next((one["columns"] for one in done if one["columns"]), PREDICTION_SCHEMA.names)


def summed_up(done: Sequence[Mapping[str, Any]], scorer: Scorer) -> Summary:
    """What the run did.

    Raises
    ------
    RuntimeError
        When a row was lost.
    """
    summary = Summary(reasons=scorer.reasons)
    for one in done:
        for band, number in one["bands"].items():
            summary.bands[band] += number
        summary.rows_in += one["rows_in"]
        summary.rows_scored += one["scored"]
        summary.rows_rejected += one["rejected"]
        summary.other_language += one["other"]
        summary.prices_left_out += one["prices_left_out"]
        summary.distinct_chunks += one["chunks"]
        if scorer.sellers is not None and scorer.reasons != REASONS_OF[-1]:
            summary.sellers_told = (summary.sellers_told or 0) + one["told"]
        if scorer.sellers is not None:
            summary.sellers_undated += one["undated"]
        seconds, first, rows = one["slowest"]
        if rows and (summary.slowest_batch is None or seconds > summary.slowest_batch[0]):
            before = summary.rows_scored - one["scored"]
            summary.slowest_batch = seconds, before + first, rows
    if summary.rows_in != summary.rows_scored + summary.rows_rejected:
        raise RuntimeError(
            f"a row was lost: {summary.rows_in} in, {summary.rows_scored} scored, "
            f"{summary.rows_rejected} rejected"
        )
    return summary
