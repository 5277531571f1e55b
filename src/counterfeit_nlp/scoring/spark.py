"""Scoring on Spark: two thin loops around what scores on one machine.

:func:`score_frame` is for notebooks, a Spark DataFrame in and one out. :func:`score_on_spark` is
what ``score --engine spark`` does with files. Executors run
:meth:`counterfeit_nlp.scoring.frame.Scorer.score_batch` and the checks of ``schema`` and
``tables``; nothing of either is written a second time here.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import re
import shutil
import sys
import tempfile
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import counterfeit_nlp
from counterfeit_nlp.errors import CounterfeitError, InputError, UsageError
from counterfeit_nlp.model import artefact
from counterfeit_nlp.schema.columns import check_columns, column_targets, contract_names
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.schema.reject import shown
from counterfeit_nlp.schema.validate import Validator
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.gathered import (
    check_kept_everywhere,
    input_counts,
    named_parts,
    part_columns,
    set_aside,
    summed_up,
)
from counterfeit_nlp.scoring.java import check_java
from counterfeit_nlp.scoring.known import MANIFEST
from counterfeit_nlp.scoring.local import Summary, kept_columns, model_facts
from counterfeit_nlp.scoring.portions import check_kept
from counterfeit_nlp.scoring.recipe import Recipe, Work, score_portion
from counterfeit_nlp.scoring.shipped import opened, pack, parcel_name
from counterfeit_nlp.scoring.sinks import check_folder, manifest
from counterfeit_nlp.scoring.slices import (
    Job,
    Slice,
    as_error,
    check_slice,
    cut,
    score_slice,
    told,
)
from counterfeit_nlp.scoring.work_folder import WorkFolder, give_back
from counterfeit_nlp.tables.atomic import write_text_atomic
from counterfeit_nlp.tables.inputs import expanded
from counterfeit_nlp.tables.parquet_rows import rows_of_batch
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.write import make_folders

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["REJECTED", "Scored", "score_frame", "score_on_spark", "session"]

#: The column of :attr:`Scored.rows` that says why a row has no prediction.
REJECTED = "rejected_because"

_NO_PYSPARK = (
    "scoring on Spark needs pyspark, which is not installed: pip install "
    "'counterfeit-nlp[spark]' (or pip install 'pyspark>=4,<5')"
)
#: What differs from Spark's defaults, unless it is set otherwise.
_SETTINGS = {
    "spark.app.name": "counterfeit-nlp",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
}
_SALT, _PLACE = "_salt", "_place"
_PYTHON_ERROR = re.compile(r"(?!java|org|scala|py4j)[\w.]*(Error|Exception): ")
#: Sessions, and the models that they were sent.
_SENT: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()


# --- the session ---------------------------------------------------------------------------------


def session(settings: Mapping[str, str] | None = None) -> SparkSession:
    """The Spark session of this program: the one that is there, or a new one.

    A new one goes where Spark is configured to: ``SPARK_REMOTE``, ``spark-submit``, the ``master``
    of ``spark-defaults.conf`` or of ``settings``, and ``local[*]`` where nothing is said.

    Parameters
    ----------
    settings
        Spark's own, by name; of an existing session only those of SQL can still be changed.

    Raises
    ------
    UsageError
        When pyspark or Java is missing, with what was found and what to do.
    CounterfeitError
        When Spark does not start.
    """
    with _quiet():
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise UsageError(_NO_PYSPARK) from None
        settings = dict(settings or {})
        if SparkSession.getActiveSession() is None:
            remote = settings.get("spark.remote") or os.environ.get("SPARK_REMOTE", "")
            if not remote.startswith("sc://") and "PYSPARK_GATEWAY_PORT" not in os.environ:
                check_java()
            # executors of another machine get it too; where that is wrong, it is set
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            settings = _SETTINGS | settings
        builder = SparkSession.builder
        for name, value in settings.items():
            builder = builder.config(name, value)
        with _spark_speaks("Spark does not start"):
            return builder.getOrCreate()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without pyspark's warning about pandas 3, of which nothing is used here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*does not yet fully support pandas", FutureWarning)
        yield


@contextmanager
def _spark_speaks(doing: str) -> Iterator[None]:
    """What Spark raises as one line."""
    try:
        yield
    except CounterfeitError:
        raise
    except Exception as error:
        if os.environ.get("COUNTERFEIT_NLP_TRACEBACK"):
            raise
        text = str(error)
        if re.search(r"No module named '?(counterfeit_nlp|pyarrow)", text):
            raise CounterfeitError(
                "the Python of Spark's executors has no counterfeit-nlp: install it there, in the "
                "driver's version, or set PYSPARK_PYTHON to a Python that has it "
                "(docs/scale.md)"
            ) from error
        raise CounterfeitError(f"{doing}: {shown(_cause(text), 400, quote=False)}") from error


def _cause(text: str) -> str:
    """Of Java's and Python's stacks, the line that says what happened."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    ours = [
        line
        for line in lines
        if re.match(r"(?!java|org|scala|py4j)[\w.]*(Error|Exception): ", line)
    ]
    java = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return next(iter([*ours[-1:], *java[-1:], *lines[:1]]), "it does not say why")


def _send(spark: SparkSession, recipe: Recipe) -> None:
    """Put the model where executors find it; once per session."""
    sent = _SENT.setdefault(spark, set())
    if recipe.digest in sent:
        return
    parcel = Path(_parcels()) / parcel_name(recipe)
    if not parcel.exists():
        pack(recipe, parcel.parent)
    spark.addArtifact(str(parcel), file=True)
    sent.add(recipe.digest)


@functools.cache
def _parcels() -> str:
    """Where models lie that are sent: Spark fetches them until the program ends."""
    folder = tempfile.mkdtemp(prefix="counterfeit-nlp-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _scorer(recipe: Recipe, package_version: str) -> Scorer:
    """On an executor: the scorer of this Python process."""
    from pyspark import SparkFiles

    pa.set_cpu_count(1)  # executors have as many processes as cores
    return opened(
        Path(SparkFiles.get(parcel_name(recipe))), recipe, package_version=package_version
    )


# --- frames --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scored:
    """All rows of a frame: ``rows.count() == predictions.count() + rejects.count()``.

    Nothing is computed before an action asks for it. Who needs both predictions and rejects writes
    ``rows``, or persists it first: otherwise listings are scored once for each.

    Attributes
    ----------
    rows
        The columns of the prediction contract, those kept, and ``rejected_because``: null for a
        prediction, else why there is none.
    """

    rows: DataFrame

    @property
    def predictions(self) -> DataFrame:
        """The predictions, as a local run writes them."""
        return self.rows.where(f"{REJECTED} IS NULL").drop(REJECTED)

    @property
    def rejects(self) -> DataFrame:
        """Rows that can't be scored: their id, if it could be read, and why."""
        rows = self.rows.where(f"{REJECTED} IS NOT NULL")
        return rows.selectExpr("listing_id", f"{REJECTED} AS reason")


def score_frame(
    model: Scorer | str | Path,
    listings: DataFrame,
    *,
    mapping: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    order_by: Sequence[str] = (),
    unique_ids: bool = False,
    batch_size: int = 4_000,
) -> Scored:
    """Score a Spark DataFrame of listings.

    Parameters
    ----------
    model
        From :func:`counterfeit_nlp.load`, which also takes ``models:/name@alias`` and seller lists;
        or a model folder.
    listings
        At least listing_id and title; other columns of the listing contract are used where they
        are there, all by the rules that files are read by.
    mapping
        Contract name -> column name in the frame.
    keep
        Columns of the frame to pass through, after the prediction's own.
    order_by
        Of good rows with one ``listing_id`` the first by these columns is scored, and the others
        are rejected; where they don't decide, the smallest ``input_hash`` does, so that the result
        never depends on partitions.
    unique_ids
        Whether it is known that ids are unique. Then nobody looks, and predictions are not
        shuffled.
    batch_size
        Rows scored at a time; changes memory and speed, never a byte.

    Returns
    -------
    Scored
        Predictions and rejects, lazily.

    Raises
    ------
    SchemaError, UsageError
        When columns are missing, and when pyspark is.
    """
    with _quiet():
        try:
            from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_type
        except ImportError:
            raise UsageError(_NO_PYSPARK) from None
        scorer = model if isinstance(model, Scorer) else Scorer(artefact.load(model))
        kept = kept_columns(keep)
        taken_names = sorted({REJECTED, _SALT, _PLACE} & {*kept})
        if taken_names:
            raise UsageError(
                f"keep={taken_names}: the result has a column of that name itself; rename it in "
                "the frame"
            )
        names = listings.columns
        targets = column_targets(names, mapping or {})
        check_columns(targets.values())
        check_kept(kept, [*targets.values()], names)
        check_kept(order_by, names, names)
        contract = contract_names(labels=False)
        taken = [name for name, target in targets.items() if target in contract or target in kept]
        recipe = Recipe.of(scorer, kept=tuple(kept), batch_size=batch_size)
        spark = listings.sparkSession
        _send(spark, recipe)
        ordering = {f"_order_{n}": name for n, name in enumerate(order_by)}
        source = listings.selectExpr(
            *[_quoted(name) for name in taken],
            *[f"{_quoted(name)} AS {alias}" for alias, name in ordering.items()],
        )
        kinds = {
            field.name: to_arrow_type(field.dataType, timezone="UTC") for field in source.schema
        }
        back = {target: name for name, target in targets.items()}
        fields = [
            *PREDICTION_SCHEMA,
            *[pa.field(name, _handed_on(name, kinds[back[name]])) for name in kept],
            pa.field(REJECTED, pa.string()),
            *[pa.field(alias, kinds[alias]) for alias in ordering],
            pa.field(_SALT, pa.int64()),
        ]
        schema = pa.schema(fields)
        loop = _frame_loop(recipe, {name: targets[name] for name in taken}, tuple(ordering), schema)
        rows = source.mapInArrow(loop, from_arrow_schema(schema))
        if not unique_ids:
            rows = _first_of_each(rows, kept, [*ordering])
        return Scored(rows.drop(_SALT, *ordering))


def _handed_on(name: str, kind: pa.DataType) -> pa.DataType:
    """The type of a kept column: that of the contract once checked, its own otherwise."""
    from counterfeit_nlp.schema.listing import LISTING_COLUMNS

    return LISTING_COLUMNS[name].type if name in LISTING_COLUMNS else kind


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _frame_loop(
    recipe: Recipe, targets: dict[str, str], ordering: tuple[str, ...], schema: pa.Schema
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    version = counterfeit_nlp.__version__

    def loop(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        scorer = _scorer(recipe, version)
        for batch in batches:
            for first in range(0, batch.num_rows, recipe.batch_size):
                part = batch.slice(first, recipe.batch_size)
                yield from _scored_rows(part, recipe, scorer, targets, ordering, schema)

    return loop


def _scored_rows(
    batch: pa.RecordBatch,
    recipe: Recipe,
    scorer: Scorer,
    targets: Mapping[str, str],
    ordering: Sequence[str],
    schema: pa.Schema,
) -> Iterator[pa.RecordBatch]:
    """On an executor: all rows of a batch, those with predictions first."""
    rows = rows_of_batch("listings", batch, targets, 1, tuple(targets.values()))
    checked = Validator(unique_ids=False).check(rows)
    refused = sorted([*rows.rejects, *checked.rejects], key=lambda one: one.line)
    bad = np.array([one.line - 1 for one in refused], dtype=np.int64)
    good = np.delete(np.arange(batch.num_rows), bad)
    if checked.good.num_rows != len(good):
        raise RuntimeError(
            f"a row was lost: {batch.num_rows} in, {checked.good.num_rows} good, "
            f"{len(bad)} rejected"
        )
    if len(good):
        (scored,) = score_portion(checked.good, recipe, scorer, None, Work())
        yield _filled(scored, batch, good, ordering, schema, pa.nulls(len(good), pa.string()))
    if len(bad):
        ids = pa.array([one.listing_id for one in refused], pa.string())
        reasons = pa.array([one.reason for one in refused], pa.string())
        named = pa.RecordBatch.from_arrays([ids], names=["listing_id"])
        yield _filled(named, batch, bad, ordering, schema, reasons)


def _filled(
    rows: pa.RecordBatch,
    batch: pa.RecordBatch,
    places: np.ndarray,
    ordering: Sequence[str],
    schema: pa.Schema,
    reasons: pa.Array,
) -> pa.RecordBatch:
    """Rows with all columns of the answer; ``places`` are theirs in ``batch``."""
    # rows without a prediction are spread by their salt: all of one id would meet in one place
    salt = np.zeros(len(places), np.int64) if reasons.null_count else places
    columns = {REJECTED: reasons, _SALT: pa.array(salt, pa.int64())}
    columns |= {name: batch.column(name).take(pa.array(places)) for name in ordering}
    columns |= dict(zip(rows.schema.names, rows.columns, strict=True))
    arrays = [
        columns[field.name].cast(field.type)
        if field.name in columns
        else pa.nulls(len(places), field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _first_of_each(rows: DataFrame, kept: Sequence[str], ordering: Sequence[str]) -> DataFrame:
    """Of the predictions with one id all but the first become rejects."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    good = f.col(REJECTED).isNull()
    texts = [f.to_json(f.struct(_quoted(name))) for name in kept]
    window = Window.partitionBy(f.when(good, f.col("listing_id")), f.col(_SALT)).orderBy(
        *[f.col(name) for name in ordering], f.col("input_hash"), *texts
    )
    place = f.row_number().over(window)
    ranked = rows.withColumn(_PLACE, f.when(good, place).otherwise(f.lit(1)))
    first = f.col(_PLACE) == 1
    why = f.lit("listing_id appears twice: another row has it")
    blanked = [
        f.col(_quoted(name))
        if name in ("listing_id", _SALT, *ordering)
        else f.when(first, f.col(_quoted(name))).alias(name)
        for name in rows.columns
        if name != REJECTED
    ]
    return ranked.select(*blanked, f.when(first, f.col(REJECTED)).otherwise(why).alias(REJECTED))


# --- files ---------------------------------------------------------------------------------------


def score_on_spark(
    source: str | Path | Sequence[str | Path],
    scorer: Scorer,
    out: str | Path,
    *,
    spark: SparkSession | None = None,
    rejects: str | Path | None = None,
    max_rejects: int | None = None,
    batch_size: int = 4_000,
    mapping: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    tasks: int | None = None,
) -> Summary:
    """Score files on the executors of a Spark session.

    The result is that of :func:`counterfeit_nlp.scoring.local.score_file`: the same predictions in
    the same order, the same rejects; only where one part ends and another begins is not.

    Executors read files themselves, with our readers: a Parquet file by row groups, any other as
    one. Each task writes the part of its slice under a name of its own, and the driver takes
    those of which Spark brought the facts back, counts them, writes the manifest and gives the
    folder its name. So a task that ran twice leaves nothing, and no output committer is needed.

    Parameters
    ----------
    source, scorer, rejects, max_rejects, batch_size, mapping, keep
        As for :func:`counterfeit_nlp.scoring.local.score_file`. Files, and the folder that ``out``
        is in, must be seen by all machines under one path.
    out
        A folder.
    spark
        By default :func:`session`.
    tasks
        How many slices there should be; by default three for each core that Spark has.

    Returns
    -------
    Summary
        Counts.

    Raises
    ------
    InputError
        For a bad row without ``rejects``, or more than ``max_rejects``; there is no output then.
    UsageError, SchemaError
        As for a local run, and for standard input.
    CounterfeitError
        When Spark fails.
    """
    kept = kept_columns(keep)
    sources = expanded([source] if isinstance(source, str | Path) else source)
    if "-" in sources:
        raise UsageError("standard input can't be read by Spark's executors: name files")
    give_back(out)
    check_folder(out)
    if rejects is not None and Path(rejects).resolve().is_relative_to(Path(out).resolve()):
        raise UsageError(
            f"--rejects {rejects}: that folder is replaced as a whole, name a file beside it"
        )
    spark = spark or session()
    make_folders(out, rejects)
    # tasks run elsewhere, and in other folders; a link keeps its name, which tells the format
    sources_there = [name if "://" in name else str(Path(name).absolute()) for name in sources]
    slices = cut(sources_there, tasks or 3 * _cores(spark))
    recipe = Recipe.of(scorer, kept=tuple(kept), batch_size=batch_size)
    with ExitStack() as stack:
        work = stack.enter_context(WorkFolder(out, recipe.fingerprint, resume=False))
        refused = stack.enter_context(RejectsFile(rejects))
        folder = work.fresh()
        # nothing of a run that fails can be resumed; of one that doesn't, it has another name
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        job = Job(
            recipe,
            mapping,
            tuple(scorer.artefact.rates),
            folder.absolute(),
            rejects is not None,
            counterfeit_nlp.__version__,
        )
        run = _Run(spark, slices, job)
        checked, repeated, kept_by = run.check()
        check_kept_everywhere(kept, checked, slices, sources)
        bad = sum(one["rejected"] for one in checked)
        # no prediction is made that would be thrown away
        in_vain = len(repeated) > 0 if rejects is None else False
        in_vain |= max_rejects is not None and bad > max_rejects
        done = run.score(repeated, kept_by, scoring=not in_vain)
        rejected = sum(one["rejected"] for one in done)
        set_aside(refused, folder, done, slices, sources)
        if max_rejects is not None and rejected > max_rejects:
            refused.close()
            raise InputError(
                f"{rejected} rows were rejected, more than --max-rejects {max_rejects}: no "
                f"predictions were written; the reasons are in {rejects}"
            )
        summary = summed_up(done, scorer)
        parts = named_parts(folder, done)
        inputs = input_counts(sources, slices, checked, done)
        text = manifest(model_facts(scorer), part_columns(done), inputs, summary.bands, parts)
        write_text_atomic(folder / MANIFEST, text)
        work.put(folder)
    return summary


class _Run:
    """The two passes over slices."""

    def __init__(self, spark: SparkSession, slices: Sequence[Slice], job: Job) -> None:
        self._spark = spark
        self._slices = list(slices)
        self._job = job

    def _by_slice(
        self,
        work: Callable[[Slice], Iterator[pa.RecordBatch]],
        schema: pa.Schema,
    ) -> DataFrame:
        from pyspark.sql.pandas.types import from_arrow_schema

        slices = self._slices

        def loop(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                for number in batch.column(0).to_pylist():
                    yield from work(slices[number])

        # a partition for each: a task that fails is repeated alone
        numbers = self._spark.range(0, len(slices), 1, len(slices))
        return numbers.mapInArrow(loop, from_arrow_schema(schema))

    def check(self) -> tuple[list[dict[str, Any]], np.ndarray, np.ndarray]:
        """The facts of all slices, the ids that several have, and the slice that keeps each."""
        job = self._job
        schema = pa.schema([("id", pa.int64()), ("slice", pa.int32()), ("told", pa.string())])

        def work(one: Slice) -> Iterator[pa.RecordBatch]:
            ids = np.zeros(0, np.uint64)
            try:
                ids, facts = check_slice(one, job)
            except CounterfeitError as error:
                facts = told(error, one)
            for first in range(0, len(ids), 100_000):
                some = ids[first : first + 100_000].view(np.int64)
                arrays = [pa.array(some), pa.array(np.full(len(some), one.number, np.int32))]
                yield pa.RecordBatch.from_arrays(
                    [*arrays, pa.nulls(len(some), pa.string())], schema=schema
                )
            yield pa.RecordBatch.from_pylist(
                [{"slice": one.number, "told": json.dumps(facts)}], schema=schema
            )

        with _quiet(), _spark_speaks("Spark failed while rows were checked"):
            from pyspark.sql import functions as f

            found = (
                self._by_slice(work, schema)
                .groupBy("id", "told")
                .agg(f.min("slice").alias("slice"), f.count("slice").alias("times"))
                .where("told IS NOT NULL OR times > 1")
                .toArrow()
            )
        repeated = found.filter(pc.is_null(found.column("told")))
        facts = _in_order(found.column("told").drop_null().to_pylist(), self._slices)
        ids = repeated.column("id").to_numpy().view(np.uint64)
        return facts, ids, repeated.column("slice").to_numpy()

    def score(
        self, repeated: np.ndarray, kept_by: np.ndarray, *, scoring: bool
    ) -> list[dict[str, Any]]:
        """Score all slices; their facts."""
        job = self._job
        schema = pa.schema([("told", pa.string())])
        if scoring:
            _send(self._spark, job.recipe)

        def work(one: Slice) -> Iterator[pa.RecordBatch]:
            try:
                scorer = _scorer(job.recipe, job.package_version) if scoring else None
                facts = score_slice(one, job, repeated[kept_by != one.number], scorer)
            except CounterfeitError as error:
                facts = told(error, one)
            yield pa.RecordBatch.from_pylist([{"told": json.dumps(facts)}], schema=schema)

        with _quiet(), _spark_speaks("Spark failed while listings were scored"):
            found = self._by_slice(work, schema).toArrow()
        return _in_order(found.column("told").to_pylist(), self._slices)


def _in_order(texts: Sequence[str], slices: Sequence[Slice]) -> list[dict[str, Any]]:
    """What slices told, in their order; the first that told of an error raises it."""
    facts = sorted((json.loads(text) for text in texts), key=lambda one: int(one["slice"]))
    for one in facts:
        error = as_error(one)
        if error is not None:
            raise error
    if [one["slice"] for one in facts] != [one.number for one in slices]:
        raise RuntimeError(f"{len(slices)} slices went to Spark, {len(facts)} came back")
    return facts


def _cores(spark: SparkSession) -> int:
    with contextlib.suppress(Exception):  # Spark Connect has no such context
        return int(spark.sparkContext.defaultParallelism)
    return int(spark.conf.get("spark.sql.shuffle.partitions") or 200) // 3 + 1
