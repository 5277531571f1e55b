"""Where scored portions wait until all is written: a hidden folder beside the predictions.

A portion's file is named by the digest of its rows and appears whole or not at all, so whatever
lies there is true, whoever wrote it and however that run ended. The folder is named by the digest
of all else that predictions depend on. A resumed run takes what fits; what doesn't, isn't found.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import pyarrow as pa

from counterfeit_nlp.errors import InputError, UsageError
from counterfeit_nlp.schema.reject import shown
from counterfeit_nlp.tables.atomic import (
    AtomicFile,
    hidden_name,
    hold,
    remove_leftovers,
    sync_folder,
    writing,
)
from counterfeit_nlp.tables.remote import is_remote

__all__ = ["WorkFolder", "give_back", "packed", "read_part", "unpacked", "write_part"]

_LOCK = "lock"
_OLD = "old"
_NEW = "new"
_ID_DIGITS = 12


class WorkFolder:
    """The waiting place of one run; use it in a ``with`` statement.

    It goes when the block ends well. When it doesn't, it stays for a run that resumes, unless the
    input was at fault and nobody asked to resume.

    Parameters
    ----------
    out
        The file or folder that is made, or ``-``.
    fingerprint
        Digest of what predictions depend on beside the listings.
    resume
        Take what an earlier run left there, and leave it when the input is at fault.

    Attributes
    ----------
    folder
        Where it is.

    Raises
    ------
    UsageError
        When a living process works there, or ``resume`` is asked of what can't be resumed.
    """

    def __init__(self, out: str | Path, fingerprint: str, *, resume: bool) -> None:
        self._resume = resume
        self._lock: BinaryIO | None = None
        self.target = None if _is_stream(out) else Path(os.path.realpath(out))
        if self.target is None:
            if resume:
                raise UsageError(
                    f"--resume: what was done waits beside the file that is made, and {out} is no "
                    "file on this machine; name one"
                )
            self.folder = Path(tempfile.mkdtemp(prefix="counterfeit-nlp-"))
            return
        name = hidden_name(self.target.name)
        self.folder = self.target.parent / f".{name}.{fingerprint[:_ID_DIGITS]}.parts"

    def __enter__(self) -> WorkFolder:
        with writing(self.folder):
            if self.target is not None:
                self.target.parent.mkdir(parents=True, exist_ok=True)
                self._tidy(self.target)
                self.folder.mkdir(exist_ok=True)
            self._lock = (self.folder / _LOCK).open("wb")
        if hold(self._lock) is False:
            self._lock.close()
            raise UsageError(
                f"another run is writing {shown(str(self.target), 200, quote=False)} with this "
                "model: wait for it, or name another --out"
            )
        # what was being written under another name when a run died
        for left in self.folder.glob(".*.part"):
            remove_leftovers(self.folder / left.name[1:].rsplit(".", 2)[0])
        return self

    def _tidy(self, target: Path) -> None:
        """Remove what other runs left here, but for those that live, and this one's to resume."""
        give_back(target)
        for other in _work_folders(target):
            if _lives(other) or (other == self.folder and self._resume):
                continue
            shutil.rmtree(other, ignore_errors=True)

    def part(self, key: str) -> Path:
        """The file of a portion, there or not."""
        return self.folder / f"{key}.arrow"

    def fresh(self) -> Path:
        """An empty folder to make the result in, when that is a folder."""
        new = self.folder / _NEW
        with writing(new):
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
        return new

    def put(self, new: Path) -> None:
        """Give a folder made in :meth:`fresh` its name, in place of one that is there."""
        assert self.target is not None
        old = self.folder / _OLD
        with writing(self.target):
            sync_folder(new)
            shutil.rmtree(old, ignore_errors=True)
            if self.target.exists():
                self.target.rename(old)
            try:
                new.rename(self.target)
            except BaseException:
                if old.exists():
                    old.rename(self.target)
                raise
            sync_folder(self.target.parent)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        of_no_use = isinstance(error, InputError | UsageError) and not self._resume
        if kind is None or of_no_use or self.target is None:
            shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()


def give_back(out: str | Path) -> None:
    """Put the old folder back where a run died while it replaced it: what was there was whole.

    To be called before anything is asked of ``out``, such as whether it is a folder; nothing is
    done where there is nothing to give back, or a living run is about to.
    """
    if _is_stream(out):
        return
    target = Path(os.path.realpath(out))
    if target.exists():
        return
    for folder in _work_folders(target):
        if (folder / _OLD).exists() and not _lives(folder):
            # another process may be faster; who may not rename here is told when it writes
            with contextlib.suppress(OSError):
                (folder / _OLD).rename(target)
            return


def _work_folders(target: Path) -> list[Path]:
    """Of all runs that made this target, whatever they scored by."""
    name = glob.escape(hidden_name(target.name))
    return sorted(target.parent.glob(f".{name}.{'[0-9a-f]' * _ID_DIGITS}.parts"))


def _lives(folder: Path) -> bool:
    """Whether a process works there."""
    with contextlib.suppress(OSError), (folder / _LOCK).open("ab") as file:
        return hold(file) is False
    return False


def packed(rows: pa.RecordBatch) -> tuple[str, bytes]:
    """Rows as they are sent to a process, and the key of their portion: a digest of these bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_batch(rows)
    data = sink.getvalue().to_pybytes()
    return hashlib.sha256(data).hexdigest()[:32], data


def unpacked(data: bytes) -> pa.RecordBatch:
    """The rows of :func:`packed`."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as stream:
        return stream.read_next_batch()


def write_part(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    """Write a scored portion; it appears whole or not at all."""
    first = next(batches)
    out = AtomicFile(path)
    try:
        with writing(path):
            sink = pa.PythonFile(out.file, mode="w")
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            with pa.ipc.new_file(sink, first.schema, options=options) as file:
                file.write_batch(first)
                for batch in batches:
                    file.write_batch(batch)
    except BaseException:
        out.discard()
        raise
    out.commit()


def read_part(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of a scored portion."""
    with pa.memory_map(str(path)) as data:
        file = pa.ipc.open_file(data)
        for number in range(file.num_record_batches):
            yield file.get_batch(number)


def _is_stream(out: str | Path) -> bool:
    if str(out) == "-" or is_remote(str(out)):
        return True
    path = Path(out)
    return path.exists() and not path.is_file() and not path.is_dir()
