"""Score files on this machine, in bounded memory, losing no row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.schema.prediction import BANDS, PREDICTION_SCHEMA, REASONS_OF
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.known import Earlier, earlier_run, gather_known
from counterfeit_nlp.scoring.portions import Portion, PortionReader
from counterfeit_nlp.scoring.recipe import Recipe, Work, score_portion
from counterfeit_nlp.scoring.seller_evidence import count_told
from counterfeit_nlp.scoring.sinks import FolderSink, OneFile, Sink, check_folder, is_folder
from counterfeit_nlp.scoring.work_folder import (
    WorkFolder,
    give_back,
    packed,
    read_part,
    write_part,
)
from counterfeit_nlp.scoring.workers import Workers
from counterfeit_nlp.tables.inputs import expanded
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.write import make_folders

__all__ = ["PART_ROWS", "Summary", "kept_columns", "model_facts", "score_file"]

#: Rows of a part, see :func:`score_file`.
PART_ROWS = 20_000

#: A portion, the batches of its predictions, and what they took.
_Scored = Iterator[tuple[Portion, Iterable[pa.RecordBatch], Work]]


@dataclass
class Summary:
    """What a run did; ``rows_in == rows_scored + rows_rejected``, checked at the end."""

    rows_in: int = 0
    rows_scored: int = 0
    rows_rejected: int = 0
    bands: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BANDS, 0))
    other_language: int = 0
    prices_left_out: int = 0  # their currency is missing or has no rate
    distinct_chunks: int = 0  # worked out, in each process for itself
    reasons: str = REASONS_OF[0]  # of whose listings
    # listings with evidence of a seller, of those whose reasons are given; None without lists
    sellers_told: int | None = None
    sellers_undated: int = 0  # sellers, with lists, of listings without a date
    rows_reused: int | None = None  # taken over from --since; None without
    since_made_by: str | None = None  # by this other version of the package, so nothing was reused
    rows_resumed: int = 0  # found scored by a run that didn't finish
    share: float | None = None  # of the input's bytes; None if unknown
    slowest_batch: tuple[float, int, int] | None = None  # seconds, its first row scored, its rows

    @property
    def novel_chunks(self) -> float | None:
        """New chunks worked out per listing that was scored in this run."""
        scored = self.rows_scored - self.rows_resumed - (self.rows_reused or 0)
        return self.distinct_chunks / scored if scored > 0 else None

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
            "novel_chunks_per_listing": self.novel_chunks,
            "rows_resumed": self.rows_resumed,
            "reasons": self.reasons,
        }
        if self.slowest_batch is not None:
            seconds, first, rows = self.slowest_batch
            told["slowest_batch"] = {"seconds": seconds, "first_row": first, "rows": rows}
        if self.rows_reused is not None:
            told["rows_reused"] = self.rows_reused
        if self.since_made_by is not None:
            told["since_made_by"] = self.since_made_by
        if self.sellers_told is not None:
            told["sellers_told"] = self.sellers_told
        if self.sellers_told is not None or self.sellers_undated:
            told["sellers_undated"] = self.sellers_undated
        return told


def score_file(
    source: str | Path | Sequence[str | Path],
    scorer: Scorer,
    out: str | Path,
    *,
    rejects: str | Path | None = None,
    max_rejects: int | None = None,
    batch_size: int = 10_000,
    mapping: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    progress: Callable[[Summary], None] | None = None,
    workers: int = 1,
    resume: bool = False,
    since: str | Path | None = None,
    part_rows: int = PART_ROWS,
) -> Summary:
    """Score every good row of one or more files.

    The result depends on the rows, the model and the lists of sellers; not on ``batch_size``,
    ``workers``, ``resume`` or ``since``. With one process and one file to write, rows go straight
    through. Otherwise, portions of ``part_rows`` rows are scored into files that wait in a hidden
    folder beside ``out`` (:mod:`counterfeit_nlp.scoring.work_folder`) until all that comes before
    them is there.

    Parameters
    ----------
    source
        Files of listings, patterns, addresses, or ``-``: see
        :func:`counterfeit_nlp.tables.inputs.expanded`.
    scorer
        The model.
    out
        Predictions, one row per good row, in order: a file, or a folder of parts with a manifest
        (the name of a folder that is there, or ends in a slash).
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
        Called after every batch, or portion.
    workers
        Processes that score; with 1 it is this one.
    resume
        Go on where an earlier run of the same model and ``out`` ended, however it did.
    since
        Predictions of an earlier run, in Parquet: those that still hold are taken over.
    part_rows
        Rows of a portion, and of a part of a folder: so many are lost by a kill, at most, for each
        process. A part ends with the batch that fills it.

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
        When a kept column would take the name of a prediction's own, or a call can't be carried
        out.
    """
    summary = Summary(reasons=scorer.reasons)
    kept = kept_columns(keep)
    sources = expanded([source] if isinstance(source, str | Path) else source)
    for name in (out, since):
        if name is not None:
            give_back(name)
    folder = is_folder(out)
    if folder:
        check_folder(out)
        if rejects is not None and Path(rejects).resolve().is_relative_to(Path(out).resolve()):
            raise UsageError(
                f"--rejects {rejects}: that folder is replaced as a whole, name a file beside it"
            )
    earlier: Earlier | None = None
    if since is not None:
        if rejects is not None and Path(rejects).resolve().is_relative_to(Path(since).resolve()):
            raise UsageError(
                f"--rejects {rejects}: --since reads predictions there, name another file"
            )
        earlier = earlier_run(since)
    in_parts = folder or resume or workers > 1 or since is not None
    make_folders(out, rejects)
    recipe = Recipe.of(scorer, kept=tuple(kept), batch_size=batch_size)
    with ExitStack() as stack:
        work = None
        if in_parts:
            work = stack.enter_context(WorkFolder(out, recipe.fingerprint, resume=resume))
        # the rejects file stands outside of the output: it is what explains a run that failed
        refused = stack.enter_context(RejectsFile(rejects))
        reader = PortionReader(
            sources,
            refused,
            rows=part_rows if in_parts else batch_size,
            mapping=mapping,
            keep=kept,
            max_rejects=max_rejects,
            rejects=rejects,
            rates=scorer.artefact.rates,
        )
        sink: Sink = OneFile(out)
        if folder and work is not None:
            sink = FolderSink(work, model_facts(scorer), reader.files, sources, summary.bands)
        stack.enter_context(sink)
        if work is None:
            scored = _straight(iter(reader), recipe, scorer)
        else:
            if earlier is not None:
                summary.rows_reused = 0
                known = work.folder / "known"
                if earlier.holds_for_this_package:
                    gather_known(earlier.parts, scorer, known)
                else:
                    gather_known([], scorer, known)
                    summary.since_made_by = earlier.package_version
                recipe = recipe.knowing(known)
            if workers > 1:
                team = stack.enter_context(Workers(recipe, workers))
                scored = _by(team, iter(reader), work)
            else:
                scored = _alone(iter(reader), recipe, scorer, work)
        for portion, batches, took in scored:
            _write(sink, portion, batches, took, summary, scorer)
            if progress is not None:
                progress(summary)
        if summary.rows_in != summary.rows_scored + summary.rows_rejected:
            raise RuntimeError(
                f"a row was lost: {summary.rows_in} in, {summary.rows_scored} scored, "
                f"{summary.rows_rejected} rejected"
            )
    return summary


def _straight(portions: Iterator[Portion], recipe: Recipe, scorer: Scorer) -> _Scored:
    for portion in portions:
        work = Work()
        yield portion, score_portion(portion.good, recipe, scorer, None, work), work


def _alone(
    portions: Iterator[Portion], recipe: Recipe, scorer: Scorer, folder: WorkFolder
) -> _Scored:
    known = recipe.open_known()
    for portion in portions:
        work = Work()
        part = folder.part(packed(portion.good)[0])
        if part.exists():
            work.resumed = portion.good.num_rows
        else:
            write_part(part, score_portion(portion.good, recipe, scorer, known, work))
        yield portion, read_part(part), work


def _by(team: Workers, portions: Iterator[Portion], folder: WorkFolder) -> _Scored:
    for portion, part, work in team.scored(portions, folder):
        yield portion, read_part(part), work


def _write(
    sink: Sink,
    portion: Portion,
    batches: Iterable[pa.RecordBatch],
    work: Work,
    summary: Summary,
    scorer: Scorer,
) -> None:
    before = summary.rows_scored
    for scored in batches:
        sink.write(scored)
        _count(summary, scored)
        if scorer.sellers is not None and scorer.reasons != REASONS_OF[-1]:
            _count_sellers(summary, scored)
    sink.end_portion()
    if summary.rows_scored - before != portion.good.num_rows:
        raise RuntimeError(
            f"a row was lost: {portion.good.num_rows} to score, "
            f"{summary.rows_scored - before} scored"
        )
    summary.rows_in += portion.rows_in
    summary.rows_rejected += portion.rejected
    summary.prices_left_out += portion.prices_left_out
    if scorer.sellers is not None:
        summary.sellers_undated += portion.sellers_undated
    summary.share = portion.share
    summary.distinct_chunks += work.chunks
    summary.rows_resumed += work.resumed
    if summary.rows_reused is not None:
        summary.rows_reused += work.reused
    if work.rows and (summary.slowest_batch is None or work.seconds > summary.slowest_batch[0]):
        summary.slowest_batch = work.seconds, before + work.first + 1, work.rows


def kept_columns(keep: Sequence[str]) -> list[str]:
    """The columns to pass through: each once, without the id, which is there anyhow.

    Raises
    ------
    UsageError
        When one has the name of a prediction's own.
    """
    kept = [name for name in dict.fromkeys(keep) if name != "listing_id"]
    taken = sorted(set(kept) & set(PREDICTION_SCHEMA.names))
    if taken:
        raise UsageError(
            f"--keep {', '.join(taken)}: predictions have a column of that name themselves; "
            "rename it in the input"
        )
    return kept


def model_facts(scorer: Scorer) -> dict[str, Any]:
    """What a manifest says of the model."""
    return {
        "reasons": scorer.reasons,
        "model_digest": scorer.artefact.digest,
        "registry_hash": scorer.artefact.manifest["registry_hash"],
        "sellers_hash": scorer.sellers and scorer.sellers.sellers_hash,
    }


def _count_sellers(summary: Summary, scored: pa.RecordBatch) -> None:
    summary.sellers_told = (summary.sellers_told or 0) + count_told(scored.column("reasons"))


def _count(summary: Summary, scored: pa.RecordBatch) -> None:
    summary.rows_scored += scored.num_rows
    for band, number in Counter(scored.column("band").to_pylist()).items():
        summary.bands[band] += number
    languages = scored.column("text_language").to_pylist()
    summary.other_language += languages.count("other")
