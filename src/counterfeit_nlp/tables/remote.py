"""Files that are addresses (``s3://bucket/name``), by fsspec where it is installed."""

from __future__ import annotations

import contextlib
import os
import re
from typing import Any, BinaryIO

from counterfeit_nlp.errors import CounterfeitError, InputError, UsageError
from counterfeit_nlp.schema.reject import shown

__all__ = ["RemoteFile", "is_remote", "matching", "open_remote", "size_of"]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_remote(path: str | os.PathLike[str]) -> bool:
    """Whether a name is an address; a letter and a colon alone are a drive."""
    return _ADDRESS.match(str(path)) is not None


def open_remote(address: str) -> BinaryIO:
    """Open a file to read; it can be sought in.

    Raises
    ------
    UsageError
        When fsspec, or what it needs for such addresses, is not installed.
    InputError
        When it can't be opened.
    """
    files, path = _place(address)
    with _reaching(address):
        if files.isdir(path) and not files.isfile(path):
            raise IsADirectoryError(path)
        file: BinaryIO = files.open(path, "rb")
    return file


def size_of(address: str) -> int | None:
    """Bytes of a file, None where the store does not say."""
    files, path = _place(address)
    with _reaching(address):
        size = files.size(path)
    return None if size is None else int(size)


def matching(pattern: str) -> list[str]:
    """Addresses of the files that a pattern with ``*`` means, in order of their names."""
    files, path = _place(pattern)
    with _reaching(pattern):
        found = sorted(one for one in files.glob(path) if files.isfile(one))
    return [files.unstrip_protocol(one) for one in found]


class RemoteFile:
    """A file at an address that appears when it is complete, or not at all.

    How is the store's business: one for objects shows them when their last part has come, others
    write under another name and move it.

    Attributes
    ----------
    file
        To write to.
    """

    def __init__(self, address: str) -> None:
        self.path = address
        # a connection of its own: what fsspec calls a transaction belongs to the connection
        self._files, path = _place(address, skip_instance_cache=True)
        with _reaching(address, writing=True):
            self._files.start_transaction()
            self.file: Any = self._files.open(path, "wb")

    def commit(self) -> None:
        """Make the file appear."""
        try:
            with _reaching(self.path, writing=True):
                self.file.close()
                self._files.end_transaction()
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Forget what was written."""
        # whatever a store raises here, the error that led here is the one to tell
        with contextlib.suppress(Exception):
            self._files.transaction.complete(commit=False)


def _place(address: str, **options: Any) -> tuple[Any, str]:
    try:
        import fsspec  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise UsageError(
            f"{shown(address, 200, quote=False)}: addresses are read with fsspec, which is not "
            "installed: pip install fsspec (and what it needs for the store, e.g. s3fs), or copy "
            "the file here first"
        ) from None
    try:
        files, path = fsspec.core.url_to_fs(address, **options)
    except (ImportError, ValueError) as error:
        raise UsageError(
            f"{shown(address, 200, quote=False)}: such addresses can't be read here ("
            f"{' '.join(str(error).split())})"
        ) from None
    return files, path


class _reaching(contextlib.AbstractContextManager[None]):
    """Whatever a store raises, as one line."""

    def __init__(self, address: str, *, writing: bool = False) -> None:
        self._address = shown(address, 200, quote=False)
        self._writing = writing

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if not isinstance(error, Exception) or isinstance(error, CounterfeitError):
            return
        if self._writing:
            told = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise CounterfeitError(
                f"can't write {self._address}: {' '.join(str(told).split())}"
            ) from error
        if isinstance(error, OSError):
            return  # tables/source.py has words for these
        told = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"{self._address}: can't be read ({told})") from error
