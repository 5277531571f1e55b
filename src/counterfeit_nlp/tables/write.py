"""Arrow batches to a file: atomic, and the same bytes however the rows were batched."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard
from numpy.typing import NDArray

from counterfeit_nlp.errors import CounterfeitError
from counterfeit_nlp.schema.reject import REJECT_SCHEMA, Reject
from counterfeit_nlp.tables.atomic import (
    AtomicFile,
    write_bytes_atomic,
    write_text_atomic,
    writing,
)
from counterfeit_nlp.tables.encode import csv_bytes, csv_header, jsonl_bytes
from counterfeit_nlp.tables.formats import FileFormat, file_format
from counterfeit_nlp.tables.remote import RemoteFile, is_remote

__all__ = [
    "TableWriter",
    "make_folders",
    "rejects_batch",
    "write_bytes_atomic",
    "write_rejects",
    "write_text_atomic",
]

#: A Parquet row group ends after so many rows, or at the row that makes it hold so much text.
_GROUP_ROWS = 20_000
_GROUP_BYTES = 1 << 26

#: Compressors get pieces of this size only, so that their output depends on nothing else.
_PIECE = 1 << 20


class TableWriter:
    """Writes one table; use it in a ``with`` statement.

    The file appears under its name when the block ends well, and not at all when it doesn't.

    Parameters
    ----------
    path : str or path
        The extension says the format, as for reading; ``-`` is JSON Lines to standard output. An
        address (``s3://bucket/name``) is written to by fsspec.
    schema : pa.Schema
        Columns of the file; each batch must have them (others are left out).

    Attributes
    ----------
    rows : int
        Rows written so far.

    Raises
    ------
    UsageError
        If the extension is unknown.
    CounterfeitError
        If nothing can be written there, or the disk is full.
    """

    def __init__(self, path: str | os.PathLike[str], schema: pa.Schema) -> None:
        self.path = path
        self.schema = schema
        self.rows = 0
        self._out: AtomicFile | RemoteFile | None = None
        if str(path) == "-":
            form = FileFormat("jsonl", None)
            if sys.stdout is None or sys.stdout.closed:
                raise CounterfeitError("can't write to standard output: it is closed")
            raw: BinaryIO = sys.stdout.buffer
        else:
            form = file_format(path)
            self._out = RemoteFile(str(path)) if is_remote(path) else AtomicFile(path)
            raw = self._out.file
        self._raw = raw
        self._bytes = _pieces_to(raw, form.compression)
        self._encoder = _ENCODERS[form.kind](self._bytes, schema)

    def __enter__(self) -> TableWriter:
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        if not batch.schema.equals(self.schema):
            batch = batch.select(self.schema.names).cast(self.schema)
        with writing(self.path):
            self._encoder.write(batch)
        self.rows += batch.num_rows

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            with writing(self.path):
                self._encoder.finish()
                self._bytes.finish()
                self._raw.flush()
        except BaseException:
            self._discard()
            raise
        if self._out is not None:
            self._out.commit()

    def _discard(self) -> None:
        self._encoder.abandon()
        self._bytes.abandon()
        if self._out is not None:
            self._out.discard()


def make_folders(*targets: str | os.PathLike[str] | None) -> None:
    """Make the folders that files are to be written into; None and ``-`` are passed over."""
    for target in targets:
        if target is not None and str(target) != "-" and not is_remote(target):
            Path(target).parent.mkdir(parents=True, exist_ok=True)


def write_rejects(path: str | os.PathLike[str]) -> TableWriter:
    """Open a table of rejected rows; add to it with ``write(rejects_batch(rejects))``."""
    return TableWriter(path, REJECT_SCHEMA)


def rejects_batch(rejects: Iterable[Reject]) -> pa.RecordBatch:
    """Rejected rows as Arrow."""
    columns = list(zip(*rejects, strict=True)) or [()] * len(REJECT_SCHEMA)
    return pa.RecordBatch.from_arrays(
        [
            pa.array(_writable(values), field.type)
            for values, field in zip(columns, REJECT_SCHEMA, strict=True)
        ],
        schema=REJECT_SCHEMA,
    )


def _writable(values: Iterable[Any]) -> list[Any]:
    # a file name may hold bytes that are no text
    return [
        value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
        for value in values
    ]


class _Encoder(Protocol):
    def write(self, batch: pa.RecordBatch) -> None: ...
    def finish(self) -> None: ...
    def abandon(self) -> None: ...


class _Csv:
    def __init__(self, out: _Pieces, schema: pa.Schema) -> None:
        self._out = out
        self._header: bytes | None = csv_header(schema.names)

    def write(self, batch: pa.RecordBatch) -> None:
        if self._header is not None:
            self._out.write(self._header)
            self._header = None
        self._out.write(csv_bytes(batch))

    def finish(self) -> None:
        if self._header is not None:
            self._out.write(self._header)

    def abandon(self) -> None:
        return None


class _Jsonl:
    def __init__(self, out: _Pieces, schema: pa.Schema) -> None:
        self._out = out

    def write(self, batch: pa.RecordBatch) -> None:
        self._out.write(jsonl_bytes(batch))

    def finish(self) -> None:
        return None

    def abandon(self) -> None:
        return None


class _Parquet:
    """Row groups whose borders depend on the rows only."""

    def __init__(self, out: _Pieces, schema: pa.Schema) -> None:
        self._sink = pa.PythonFile(out, mode="w")
        self._writer = pq.ParquetWriter(
            self._sink, schema, compression="zstd", write_page_checksum=True
        )
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self._rows = 0
        self._size = 0

    def write(self, batch: pa.RecordBatch) -> None:
        while batch.num_rows:
            sizes = self._size + np.cumsum(_text_sizes(batch))
            room = min(
                _GROUP_ROWS - self._rows, int(np.searchsorted(sizes, _GROUP_BYTES, "left")) + 1
            )
            part = batch.slice(0, room)
            self._held.append(part)
            self._rows += part.num_rows
            self._size = int(sizes[part.num_rows - 1])
            if self._rows == _GROUP_ROWS or self._size >= _GROUP_BYTES:
                self._flush()
            batch = batch.slice(part.num_rows)

    def _flush(self) -> None:
        if self._held:
            # one chunk: pages end where chunks do
            table = pa.Table.from_batches(self._held, self._schema).combine_chunks()
            self._writer.write_table(table, row_group_size=max(1, table.num_rows))
        self._held, self._rows, self._size = [], 0, 0

    def finish(self) -> None:
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        self._held = []
        try:
            self._writer.close()
        except (OSError, ValueError, pa.ArrowException):
            # the file goes away anyhow
            return


_ENCODERS: dict[str, Any] = {"csv": _Csv, "jsonl": _Jsonl, "parquet": _Parquet}


class _Pieces(io.RawIOBase):
    """Collects bytes and hands them on in pieces of one size, compressed if asked."""

    def __init__(self, out: Any, end: Any) -> None:
        self._to = out
        self._end = end
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        if len(self._held) >= _PIECE:
            whole = len(self._held) - len(self._held) % _PIECE
            ready = bytes(self._held[:whole])
            del self._held[:whole]
            for start in range(0, whole, _PIECE):
                self._to(ready[start : start + _PIECE])
        return len(data)

    def finish(self) -> None:
        self._to(bytes(self._held))
        self._held.clear()
        self._end()

    def abandon(self) -> None:
        self._held.clear()


def _pieces_to(raw: BinaryIO, compression: str | None) -> _Pieces:
    if compression == "gzip":
        # no name and no time in the header: the same rows are the same bytes
        packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6)
        return _Pieces(packed.write, packed.close)
    if compression == "zstd":
        stream = zstandard.ZstdCompressor(level=3, write_checksum=True).stream_writer(
            raw, closefd=False
        )
        return _Pieces(stream.write, stream.close)
    return _Pieces(raw.write, raw.flush)


def _text_sizes(batch: pa.RecordBatch) -> NDArray[np.int64]:
    sizes = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            lengths = pc.fill_null(pc.binary_length(column).cast(pa.int64()), 0)
            sizes += lengths.to_numpy(zero_copy_only=False)
    return sizes
