"""Where predictions go: one file, or a folder of parts with a manifest."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

import counterfeit_nlp
from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.schema.listing import SCHEMA_VERSION
from counterfeit_nlp.schema.reject import shown
from counterfeit_nlp.scoring.known import MANIFEST
from counterfeit_nlp.scoring.portions import FileCount
from counterfeit_nlp.scoring.work_folder import WorkFolder
from counterfeit_nlp.tables.atomic import write_text_atomic
from counterfeit_nlp.tables.remote import is_remote
from counterfeit_nlp.tables.write import TableWriter
from counterfeit_nlp.text import TEXT_VERSION

__all__ = [
    "FolderSink",
    "OneFile",
    "Sink",
    "check_folder",
    "input_facts",
    "is_folder",
    "manifest",
    "part_facts",
    "part_name",
]

FORMAT = 1


class Sink(Protocol):
    """Takes predictions in order."""

    def __enter__(self) -> Sink: ...
    def write(self, batch: pa.RecordBatch) -> None:
        """Add predictions."""

    def end_portion(self) -> None:
        """What comes next is another portion."""

    def __exit__(self, *error: Any) -> None: ...


class OneFile:
    """A file of predictions, which appears when the block ends well."""

    def __init__(self, out: str | Path) -> None:
        self._out = out
        self._writer: TableWriter | None = None

    def __enter__(self) -> OneFile:
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        """Add predictions."""
        if self._writer is None:
            self._writer = TableWriter(self._out, batch.schema)
        self._writer.write(batch)

    def end_portion(self) -> None:
        """Portions leave no trace in a file."""

    def __exit__(self, *error: Any) -> None:
        if self._writer is not None:
            self._writer.__exit__(*error)


def is_folder(out: str | Path) -> bool:
    """Whether predictions are to be written as a folder: the name ends in a slash, or is one."""
    text = str(out)
    return text.endswith(("/", os.sep)) or (not is_remote(text) and Path(text).is_dir())


def check_folder(out: str | Path) -> None:
    """Refuse a folder that is not to be replaced.

    Raises
    ------
    UsageError
        When it holds anything that ``score`` did not write, or can't be replaced.
    """
    name = shown(str(out), 200, quote=False)
    if is_remote(str(out)):
        raise UsageError(f"{name}: a folder of parts is made on this machine; name one file there")
    path = Path(out)
    whole = path.resolve()
    if whole == Path.cwd() or os.path.ismount(whole):
        raise UsageError(f"{name} can't be replaced: name a folder inside it")
    if not path.exists():
        return
    if not path.is_dir():
        raise UsageError(f"{name} is a file: the name of a folder ends in a slash, a file's not")
    names = {entry.name for entry in path.iterdir()}
    if names and not (MANIFEST in names and all(map(_is_ours, names))):
        raise UsageError(
            f"{name} is a folder that holds other things than predictions: name a file in it, or "
            "a folder that is not there yet"
        )


def _is_ours(name: str) -> bool:
    return name == MANIFEST or (name.startswith("part-") and name.endswith(".parquet"))


class FolderSink:
    """A folder of parts, which appears when the block ends well and all is in it.

    Parameters
    ----------
    work
        Where it is made.
    facts
        What is known of the run, for the manifest.
    files
        What was read of each input by then.
    sources
        The inputs as they were named; those on this machine are in the manifest with their
        SHA-256.
    """

    def __init__(
        self,
        work: WorkFolder,
        facts: Mapping[str, Any],
        files: Sequence[FileCount],
        sources: Sequence[str],
        bands: Mapping[str, int],
    ) -> None:
        self._work = work
        self._facts = facts
        self._files = files
        self._sources = sources
        self._bands = bands
        self._writer: TableWriter | None = None
        self._path = self._new = Path()
        self._parts: list[dict[str, Any]] = []
        self._columns: list[str] = []

    def __enter__(self) -> FolderSink:
        self._new = self._work.fresh()
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        """Add predictions; a portion without any makes no part, unless it is the first."""
        if self._writer is None:
            if self._parts and not batch.num_rows:
                return
            self._columns = batch.schema.names
            self._path = self._new / part_name(len(self._parts))
            self._writer = TableWriter(self._path, batch.schema)
        self._writer.write(batch)

    def end_portion(self) -> None:
        """The part is whole."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.__exit__(None, None, None)
            self._parts.append(part_facts(self._path, writer.rows))

    def __exit__(self, *error: Any) -> None:
        if error[0] is not None:
            if self._writer is not None:
                self._writer.__exit__(*error)
            return
        self.end_portion()
        inputs = [
            (one, input_facts(source))
            for one, source in zip(self._files, self._sources, strict=True)
        ]
        text = manifest(self._facts, self._columns, inputs, self._bands, self._parts)
        write_text_atomic(self._new / MANIFEST, text)
        self._work.put(self._new)


def manifest(
    facts: Mapping[str, Any],
    columns: Sequence[str],
    inputs: Sequence[tuple[FileCount, Mapping[str, Any]]],
    bands: Mapping[str, int],
    parts: Sequence[Mapping[str, Any]],
) -> str:
    """The text of a manifest.

    Parameters
    ----------
    facts
        What is known of the run.
    columns
        Of the predictions.
    inputs
        What was read of each file, with its :func:`input_facts`.
    bands
        Predictions by band.
    parts
        The :func:`part_facts` of each.
    """
    rows_in = sum(one.rows_in for one, _ in inputs)
    rejected = sum(one.rows_rejected for one, _ in inputs)
    told = {
        "format": FORMAT,
        "package_version": counterfeit_nlp.__version__,
        "schema_version": SCHEMA_VERSION,
        "text_version": TEXT_VERSION,
        **facts,
        "columns": list(columns),
        "rows_in": rows_in,
        "rows_scored": rows_in - rejected,
        "rows_rejected": rejected,
        "bands": dict(bands),
        "inputs": [
            {
                "file": one.file.encode("utf-8", "backslashreplace").decode(),
                "rows_in": one.rows_in,
                "rows_rejected": one.rows_rejected,
                **of_file,
            }
            for one, of_file in inputs
        ],
        "parts": list(parts),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def part_name(number: int) -> str:
    """The name of a part, counted from 0."""
    return f"part-{number:05}.parquet"


def part_facts(path: Path, rows: int) -> dict[str, Any]:
    """What a manifest says of a part."""
    return {"file": path.name, "rows": rows, **_size_and_hash(path)}


def input_facts(source: str) -> dict[str, Any]:
    """What a manifest says of an input's bytes; nothing where they are not on this machine."""
    if source == "-" or is_remote(source) or not Path(source).is_file():
        return {"bytes": None, "sha256": None}  # read once, and gone
    return _size_and_hash(Path(source))


def _size_and_hash(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"bytes": file.tell(), "sha256": digest}
