"""How far the reading of a list of files is, for those who wait."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from counterfeit_nlp.errors import CounterfeitError
from counterfeit_nlp.tables.remote import is_remote, size_of

__all__ = ["Meter"]


class Meter:
    """The share of the bytes of some files that were read.

    Parameters
    ----------
    sources
        Files and addresses. With standard input among them nothing is known of the whole.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._sizes = [_size(source) for source in sources]
        self._done = 0
        self._file: BinaryIO | None = None
        self._rows: int | None = None
        self._rows_read = 0

    def begin(self, source: str) -> None:
        """The next file is this one."""
        self._file = None
        self._rows_read = 0
        self._rows = _rows(source)

    def opened(self, file: BinaryIO) -> None:
        """It was opened: where its reading stands tells how far it is."""
        self._file = file

    def read(self, rows: int) -> None:
        """So many rows of it were read."""
        self._rows_read += rows

    def end(self) -> None:
        """It is read."""
        self._done += 1
        self._file = None
        self._rows = None

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where the sizes are not known."""
        sizes = [size for size in self._sizes if size is not None]
        if len(sizes) < len(self._sizes) or not sum(sizes):
            return None
        read = float(sum(sizes[: self._done]))
        if self._rows:
            read += sizes[self._done] * self._rows_read / self._rows
        elif self._file is not None:  # a closed one was read to its end
            size = sizes[self._done]
            read += size if self._file.closed else min(self._file.tell(), size)
        return read / sum(sizes)


def _size(source: str) -> int | None:
    try:
        if source == "-":
            return None
        return size_of(source) if is_remote(source) else os.stat(source).st_size  # noqa: PTH116
    except (OSError, CounterfeitError):
        return None  # reading it will say what is wrong


def _rows(source: str) -> int | None:
    """Rows of a Parquet file, which is not read from its beginning to its end."""
    if not source.lower().endswith(".parquet") or is_remote(source):
        return None
    try:
        return int(pq.read_metadata(source).num_rows)
    except (OSError, pa.ArrowException):
        return None
