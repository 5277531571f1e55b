"""Files cut into slices that any process may check and score, in any order and more than once.

Nothing here knows of Spark. A run takes two passes over the slices. The first checks rows and tells
the ids it would accept. Of an id in several slices, the first slice keeps it, as if one process had
read them all in order. The second scores what is left and writes a part of predictions, under a
name that no other attempt at the slice has: only those whose facts come back are used.
"""

from __future__ import annotations

import math
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterfeit_nlp import errors
from counterfeit_nlp.errors import CounterfeitError, UsageError
from counterfeit_nlp.schema.reject import Reject
from counterfeit_nlp.schema.seen import SeenIds, hash_ids
from counterfeit_nlp.schema.validate import Validator
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.portions import PortionReader
from counterfeit_nlp.scoring.recipe import Recipe, Work, score_portion
from counterfeit_nlp.scoring.seller_evidence import count_told
from counterfeit_nlp.scoring.sinks import input_facts, part_facts
from counterfeit_nlp.tables.formats import file_format
from counterfeit_nlp.tables.parquet_rows import row_groups_in
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.remote import is_remote
from counterfeit_nlp.tables.source import reading
from counterfeit_nlp.tables.write import TableWriter

__all__ = ["Job", "Slice", "as_error", "check_slice", "cut", "rejects_name", "score_slice", "told"]

#: Rows read at a time, and of a row group of a part.
_ROWS = 20_000


@dataclass(frozen=True)
class Slice:
    """Consecutive rows of one file.

    Attributes
    ----------
    number
        Of all slices, in reading order.
    file
        Number of the file.
    source
        Its name.
    row_groups
        First and last plus one, of a Parquet file; None for all of a file.
    """

    number: int
    file: int
    source: str
    row_groups: tuple[int, int] | None = None

    @property
    def begins_file(self) -> bool:
        """Whether it has the file's first row."""
        return self.row_groups is None or self.row_groups[0] == 0


@dataclass(frozen=True)
class Job:
    """What all slices of a run are treated by. Small, and can be sent.

    Attributes
    ----------
    recipe
        What makes predictions.
    mapping
        Contract name -> column name in the files.
    rates
        Currencies that the model knows.
    folder
        Where parts are made; the same place for all.
    set_aside
        Whether bad rows are set aside; otherwise the first of a slice is an error.
    package_version
        Of the program that sends it.
    """

    recipe: Recipe
    mapping: Mapping[str, str] | None
    rates: tuple[str, ...]
    folder: Path
    set_aside: bool
    package_version: str


class _Counted(RejectsFile):
    """Takes rejected rows and keeps none."""

    def add(self, rejects: Sequence[Reject]) -> None:
        """The reader counts them."""


def cut(sources: Sequence[str], wanted: int) -> list[Slice]:
    """Cut files into slices, in reading order.

    Parameters
    ----------
    sources
        Files in reading order.
    wanted
        How many slices there should be. A file is one slice at least; only Parquet on this machine
        can be cut, between its row groups.
    """
    slices: list[Slice] = []
    each = math.ceil(wanted / max(1, len(sources)))
    for file, source in enumerate(sources):
        for row_groups in _row_groups(source, each):
            slices.append(Slice(len(slices), file, source, row_groups))
    return slices


def _row_groups(source: str, wanted: int) -> list[tuple[int, int] | None]:
    form = file_format(source)
    if wanted < 2 or form.kind != "parquet" or form.compression or is_remote(source):
        return [None]
    with reading(source):
        there = row_groups_in(source)
    if there < 2:
        return [None]
    bounds = np.linspace(0, there, min(wanted, there) + 1).round().astype(int).tolist()
    return list(pairwise(bounds))


def check_slice(one: Slice, job: Job) -> tuple[NDArray[np.uint64], dict[str, Any]]:
    """Read and check a slice.

    Returns
    -------
    tuple
        Hashes of the ids of good rows, each once, and facts: ``rows_in``, ``rejected``, the input's
        bytes, and what there is to ask of kept columns over all files.

    Raises
    ------
    InputError, UsageError
        As for reading; for a bad row when none are set aside.
    """
    if not job.folder.is_dir():
        raise UsageError(
            f"an executor does not see the folder {job.folder} that the driver made: name an "
            "--out on storage that all machines see under one path, or use score_frame and "
            "Spark's own writers (docs/scale.md)"
        )
    reader = _reader(one, job, _Counted(None) if job.set_aside else RejectsFile(None), Validator())
    ids = [hash_ids(portion.good.column("listing_id")) for portion in reader]
    (count,) = reader.files
    return np.concatenate(ids), {
        "slice": one.number,
        "rows_in": count.rows_in,
        "rejected": count.rows_rejected,
        "bytes": input_facts(one.source) if one.begins_file else None,
        "good": any(map(len, ids)),
        "met": sorted(reader.met),
        "names": list(reader.names),
        "types": {name: str(reader.types[name][0]) for name in job.recipe.kept
                  if name in reader.types},
    }  # fmt: skip


def score_slice(
    one: Slice, job: Job, taken: NDArray[np.uint64], scorer: Scorer | None
) -> dict[str, Any]:
    """Score a slice into a part, and set its bad rows aside.

    Parameters
    ----------
    one, job
        What and how.
    taken
        Hashes of ids that other slices keep.
    scorer
        The model; None to set bad rows aside and make no predictions.

    Returns
    -------
    dict
        Facts for the manifest and the summary; ``part`` and ``rejects`` name files of the folder.
    """
    attempt = f"{one.number:06}-{secrets.token_hex(6)}"
    validator = Validator(seen=SeenIds(taken))
    facts: dict[str, Any] = {"slice": one.number, "part": None, "columns": None}
    facts |= dict.fromkeys(("scored", "prices_left_out", "undated", "told", "other", "chunks"), 0)
    bands: Counter[str] = Counter()
    path = job.folder / f"slice-{attempt}.parquet"
    rejects = job.folder / rejects_name(attempt)
    writer: TableWriter | None = None
    slowest = (0.0, 0, 0)
    with ExitStack() as stack:
        refused = stack.enter_context(RejectsFile(rejects if job.set_aside else None))
        reader = _reader(one, job, refused, validator)
        for portion in reader:
            facts["prices_left_out"] += portion.prices_left_out
            facts["undated"] += portion.sellers_undated
            if scorer is None:
                continue
            work = Work()
            for batch in score_portion(portion.good, job.recipe, scorer, None, work):
                if writer is None:
                    writer = stack.enter_context(TableWriter(path, batch.schema))
                    facts["columns"] = batch.schema.names
                writer.write(batch)
                bands.update(batch.column("band").to_pylist())
                facts["other"] += batch.column("text_language").to_pylist().count("other")
                if scorer.sellers is not None:
                    facts["told"] += count_told(batch.column("reasons"))
            facts["chunks"] += work.chunks
            slowest = max(slowest, (work.seconds, facts["scored"] + work.first + 1, work.rows))
            facts["scored"] += portion.good.num_rows
    (count,) = reader.files
    facts |= {"rows_in": count.rows_in, "rejected": count.rows_rejected, "bands": bands}
    facts |= {"slowest": slowest, "rejects": rejects.name if count.rows_rejected else None}
    if job.set_aside and not count.rows_rejected:
        rejects.unlink()
    if writer is not None:
        if writer.rows != count.rows_in - count.rows_rejected:
            raise RuntimeError(
                f"a row was lost: {count.rows_in} in, {writer.rows} scored, "
                f"{count.rows_rejected} rejected"
            )
        facts["part"] = part_facts(path, writer.rows)
    return facts


def rejects_name(attempt: str) -> str:
    """The name of the file of a slice's bad rows."""
    return f"rejects-{attempt}.parquet"


def told(error: CounterfeitError, one: Slice) -> dict[str, Any]:
    """An error that is nobody's bug, on its way to the program that started the run."""
    return {"slice": one.number, "error": type(error).__name__, "message": str(error)}


def as_error(facts: Mapping[str, Any]) -> CounterfeitError | None:
    """The error that :func:`told` was told of, if it was."""
    if "error" not in facts:
        return None
    kind: type[CounterfeitError] = getattr(errors, facts["error"], CounterfeitError)
    return kind(facts["message"])


def _reader(one: Slice, job: Job, refused: RejectsFile, validator: Validator) -> PortionReader:
    return PortionReader(
        [one.source],
        refused,
        rows=_ROWS,
        mapping=job.mapping,
        keep=job.recipe.kept,
        rates=job.rates,
        row_groups=None if one.row_groups is None else range(*one.row_groups),
        validator=validator,
        elsewhere=True,
    )
