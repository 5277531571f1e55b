"""A file appears whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from counterfeit_nlp.errors import CounterfeitError
from counterfeit_nlp.schema.reject import shown

if sys.platform != "win32":
    import fcntl

__all__ = [
    "AtomicFile",
    "hidden_name",
    "hold",
    "remove_leftovers",
    "sync_folder",
    "write_bytes_atomic",
    "write_text_atomic",
    "writing",
]

_LONG_NAME = 120  # bytes


@contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn what the system says about a file that can't be written into one line."""
    try:
        yield
    except BrokenPipeError:
        # whoever reads our standard output has seen enough; that is no failure to report
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise CounterfeitError(f"can't write {_shown(path)}: {reason}") from error


class AtomicFile:
    """A file written under another name in the same folder and renamed when it is complete.

    What a killed process left of the same file is removed first: the name it wrote under is held
    locked while the process lives, so that nothing is taken from one that still writes.

    Parameters
    ----------
    path : str or path
        Where it shall be. A link is followed; something that is no regular file (a pipe,
        ``/dev/null``) is written to directly, as nothing could be renamed onto it.

    Raises
    ------
    CounterfeitError
        If the folder is missing or nothing may be written there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._target = Path(os.path.realpath(path))
        self._temporary: Path | None = None
        with writing(path):
            folder = self._target.parent
            if not folder.is_dir():
                raise CounterfeitError(
                    f"can't write {_shown(path)}: there is no folder {_shown(folder)}; make it "
                    "first"
                )
            if self._target.is_dir():
                raise CounterfeitError(f"can't write {_shown(path)}: this is a directory")
            if self._target.exists() and not self._target.is_file():
                self.file: BinaryIO = self._target.open("wb")
                return
            remove_leftovers(self._target)
            self._temporary, self.file = _made(self._target)

    def commit(self) -> None:
        """Make the file appear under its name, on disk."""
        try:
            with writing(self.path):
                self.file.flush()
                if self._temporary is not None:
                    os.fsync(self.file.fileno())
                self.file.close()
                if self._temporary is not None:
                    self._temporary.replace(self._target)
                    self._temporary = None
                    sync_folder(self._target.parent)
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Remove what was written."""
        with contextlib.suppress(OSError, ValueError):
            self.file.close()
        if self._temporary is not None:
            with contextlib.suppress(OSError):
                self._temporary.unlink()
            self._temporary = None


def write_bytes_atomic(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a whole file; an older one stays as it is if that fails."""
    out = AtomicFile(path)
    try:
        with writing(path):
            out.file.write(data)
    except BaseException:
        out.discard()
        raise
    out.commit()


def write_text_atomic(path: str | os.PathLike[str], text: str) -> None:
    """Write a whole text file in UTF-8, line ends as they are in ``text``."""
    write_bytes_atomic(path, text.encode("utf-8"))


def remove_leftovers(path: str | os.PathLike[str]) -> int:
    """Remove what killed processes left of a file that they wrote; return how many files.

    Parameters
    ----------
    path
        The file as :class:`AtomicFile` would make it. Nothing is done where files can't be locked.
    """
    target = Path(path)
    pattern = f".{glob.escape(hidden_name(target.name))}.{'[0-9a-f]' * 12}.part"
    removed = 0
    for left in target.parent.glob(pattern):
        with contextlib.suppress(OSError), left.open("rb") as file:
            if hold(file):
                left.unlink()
                removed += 1
    return removed


def hidden_name(name: str) -> str:
    """What stands for a file's name within the names of hidden ones beside it.

    The name itself where it is short. A long one is cut, since file systems end names at 255
    bytes, and told from others with the same beginning by a hash of the whole.
    """
    whole = os.fsencode(name)
    if len(whole) <= _LONG_NAME:
        return name
    # a character that the cut goes through is left out
    return f"{whole[:_LONG_NAME].decode(errors='ignore')}-{hashlib.sha256(whole).hexdigest()[:8]}"


def hold(file: BinaryIO) -> bool | None:
    """Lock an open file for this process until it is closed; whether that could be done.

    False where another process holds it, None where the file system or the platform has no locks.
    """
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _made(target: Path) -> tuple[Path, BinaryIO]:
    while True:
        temporary = target.parent / f".{hidden_name(target.name)}.{secrets.token_hex(6)}.part"
        # as open() would, so that the user's umask decides who may read the result
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        file = os.fdopen(handle, "wb")
        hold(file)
        # between making and locking it another process may have taken it for a leftover
        if temporary.exists():
            return temporary, file
        file.close()


def sync_folder(folder: Path) -> None:
    """Bring renames in a folder to the disk."""
    # some file systems can't; the rename itself has happened
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _shown(path: str | os.PathLike[str]) -> str:
    return shown(str(path), 200, quote=False)
