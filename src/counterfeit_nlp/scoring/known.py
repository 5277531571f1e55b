"""Predictions of an earlier run that still hold, found by the hash of what they depend on.

A prediction depends on what ``input_hash`` covers, on the model, the lists of sellers and the
versions of text and contracts; it names all of these. So one with the same names is what scoring
would say again, also of another listing with the same text and price; and of reasons it shows
itself whether they were asked for (:mod:`counterfeit_nlp.scoring.asked`). They are laid out on
disk, where all processes read the same pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import counterfeit_nlp
from counterfeit_nlp.errors import SchemaError, UsageError
from counterfeit_nlp.schema.fingerprint import input_hash
from counterfeit_nlp.schema.listing import SCHEMA_VERSION
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.schema.reject import shown
from counterfeit_nlp.scoring.asked import as_asked
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.sellers.standing import fingerprint
from counterfeit_nlp.tables.atomic import writing
from counterfeit_nlp.tables.source import reading
from counterfeit_nlp.text import TEXT_VERSION

__all__ = ["Earlier", "Known", "earlier_run", "gather_known"]

MANIFEST = "_manifest.json"
_ROWS = "rows.arrow"
_KEYS = "keys.npy"
_PLACES = "places.npy"
_AT_ONCE = 10_000
_NONE = np.zeros(0, np.uint64)  # a file of none can't be mapped


@dataclass(frozen=True)
class Earlier:
    """An earlier run's predictions: their Parquet files, and the version that made them if known.

    A file of predictions doesn't say by which version of the package it was made, a folder does.
    """

    parts: Sequence[Path]
    package_version: str | None = None

    @property
    def holds_for_this_package(self) -> bool:
        """Not so when another version made them, which may have scored in another way."""
        return self.package_version in (None, counterfeit_nlp.__version__)


def earlier_run(predictions: str | Path) -> Earlier:
    """Find an earlier run's predictions.

    Parameters
    ----------
    predictions
        A Parquet file, or a folder that ``score`` wrote.

    Raises
    ------
    UsageError
        When it is neither.
    """
    path = Path(predictions)
    name = shown(str(predictions), 200, quote=False)
    if path.is_dir():
        try:
            manifest = json.loads((path / MANIFEST).read_bytes())
            parts = [path / part["file"] for part in manifest["parts"]]
            return Earlier(parts, str(manifest["package_version"]))
        except (OSError, ValueError, KeyError, TypeError):
            raise UsageError(
                f"--since {name}: this folder holds no {MANIFEST}, so it is no run of score that "
                "was finished"
            ) from None
    if path.suffix.lower() != ".parquet":
        raise UsageError(
            f"--since {name}: expected predictions in Parquet, a file or a folder that score wrote "
            "(other formats don't hold them to the last bit)"
        )
    return Earlier([path])


def gather_known(parts: Sequence[Path], scorer: Scorer, folder: Path) -> int:
    """Lay out what of an earlier run still holds; return how many predictions that is.

    Parameters
    ----------
    parts
        Files of predictions, see :func:`earlier_run`.
    scorer
        Says which model, lists and versions count now, and whose reasons are given.
    folder
        Where to; it is made.
    """
    keys: list[np.ndarray] = []
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with (
        writing(folder / _ROWS),
        (folder / _ROWS).open("wb") as file,
        pa.ipc.new_file(pa.PythonFile(file, mode="w"), PREDICTION_SCHEMA) as rows,
    ):
        for part in parts:
            for batch in _read(part):
                holds = as_asked(_holding(batch, scorer), scorer.reasons)
                if holds.num_rows:
                    rows.write_batch(holds)
                    keys.append(_keys(holds.column("input_hash").to_pylist()))
    places = [
        np.array([(number << 32) | row for row in range(len(some))], np.uint64)
        for number, some in enumerate(keys)
    ]
    key, place = np.concatenate([_NONE, *keys]), np.concatenate([_NONE, *places])
    order = np.argsort(key, kind="stable")
    with writing(folder):
        np.save(folder / _KEYS, key[order])
        np.save(folder / _PLACES, place[order])
    return len(key)


class Known:
    """Predictions that may be taken over.

    Parameters
    ----------
    folder
        Filled by :func:`gather_known`.
    """

    def __init__(self, folder: Path) -> None:
        self._rows = pa.ipc.open_file(pa.memory_map(str(folder / _ROWS)))
        self._keys, self._places = (
            np.load(folder / name, mmap_mode="r") if self._rows.num_record_batches else _NONE
            for name in (_KEYS, _PLACES)
        )

    def or_score(self, listings: pa.RecordBatch, scorer: Scorer) -> tuple[pa.RecordBatch, int]:
        """Predictions of a batch, those not known scored; and how many were known.

        Equal in all to ``scorer.score_batch(listings)``.
        """
        hashes = _input_hashes(listings, scorer)
        rows, known = self._find(hashes)
        if not len(rows):
            return scorer.score_batch(listings), 0
        ids = listings.column("listing_id").take(pa.array(rows))
        known = known.set_column(0, PREDICTION_SCHEMA.field(0), ids)
        others = np.setdiff1d(np.arange(len(hashes)), rows)
        pieces = [known]
        if len(others):
            pieces.append(scorer.score_batch(listings.take(pa.array(others))))
        back = np.argsort(np.concatenate([rows, others]))
        return pa.concat_batches(pieces).take(pa.array(back)), len(rows)

    def _find(self, hashes: list[str]) -> tuple[np.ndarray, pa.RecordBatch]:
        """Places in the batch of what is known, and it; sorted by where it lies."""
        nothing = np.zeros(0, np.int64), _no_rows()
        if not len(self._keys):
            return nothing
        keys = _keys(hashes)
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        rows = np.flatnonzero(self._keys[at] == keys)
        if not len(rows):
            return nothing
        place = np.asarray(self._places[at[rows]])
        order = np.argsort(place, kind="stable")
        rows, place = rows[order], place[order]
        numbers, starts = np.unique(place >> np.uint64(32), return_index=True)
        found = [
            self._rows.get_batch(int(number)).take(pa.array(own & np.uint64(0xFFFFFFFF)))
            for number, own in zip(numbers, np.split(place, starts[1:]), strict=True)
        ]
        known = pa.concat_batches(found)
        # keys are half of the hashes
        wanted = pa.array([hashes[row] for row in rows.tolist()], pa.string())
        same = pc.equal(known.column("input_hash"), wanted)
        return rows[same.to_numpy(zero_copy_only=False)], known.filter(same)


def _read(part: Path) -> Iterator[pa.RecordBatch]:
    name = str(part)
    with reading(name), pq.ParquetFile(part, pre_buffer=False) as file:
        for column in PREDICTION_SCHEMA:
            names = file.schema_arrow.names
            if column.name not in names:
                raise SchemaError(f"no column {column.name}: these are no predictions of this kind")
            found = file.schema_arrow.field(column.name).type
            if not found.equals(column.type):
                raise SchemaError(
                    f"the column {column.name} holds {found}, expected {column.type}: these are no "
                    "predictions of this kind"
                )
        for batch in file.iter_batches(
            batch_size=_AT_ONCE, columns=PREDICTION_SCHEMA.names, use_threads=False
        ):
            yield pa.RecordBatch.from_arrays(
                [batch.column(name) for name in PREDICTION_SCHEMA.names], schema=PREDICTION_SCHEMA
            )


def _holding(batch: pa.RecordBatch, scorer: Scorer) -> pa.RecordBatch:
    """Those that this model and these lists would give again."""
    now = {
        "model_version": scorer.artefact.version,
        "text_version": TEXT_VERSION,
        "registry_hash": scorer.artefact.manifest["registry_hash"],
        "sellers_hash": scorer.sellers and scorer.sellers.sellers_hash,
        "schema_version": SCHEMA_VERSION,
    }
    holds = pc.match_substring_regex(batch.column("input_hash"), "^[0-9a-f]{32}$")
    for name, value in now.items():
        column = batch.column(name)
        same = pc.is_null(column) if value is None else pc.equal(column, value)
        holds = pc.and_(holds, pc.fill_null(same, False))
    return batch.filter(pc.fill_null(holds, False))


def _no_rows() -> pa.RecordBatch:
    arrays = [pa.array([], column.type) for column in PREDICTION_SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=PREDICTION_SCHEMA)


def _keys(hashes: list[str]) -> np.ndarray:
    return np.array([int(one[:16], 16) for one in hashes], dtype=np.uint64)


def _input_hashes(listings: pa.RecordBatch, scorer: Scorer) -> list[str]:
    """What ``score_batch`` would say of each in ``input_hash``."""
    held = {} if scorer.sellers is None else scorer.sellers.held(listings)
    sellers = {row: fingerprint(found) for row, found in held.items()}
    columns = [
        listings.column(name).to_pylist() for name in ("title", "description", "price", "currency")
    ]
    return [
        input_hash(title or "", description, price, currency, sellers.get(row))
        for row, (title, description, price, currency) in enumerate(zip(*columns, strict=True))
    ]
