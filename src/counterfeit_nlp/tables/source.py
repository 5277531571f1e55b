"""A file or standard input as a stream of UTF-8 bytes: opened, decompressed, decoded."""

from __future__ import annotations

import codecs
import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from counterfeit_nlp.errors import InputError, SchemaError
from counterfeit_nlp.schema.reject import shown
from counterfeit_nlp.tables.formats import STDIN, FileFormat
from counterfeit_nlp.tables.remote import is_remote, open_remote

__all__ = [
    "ByteStream",
    "Opened",
    "Read",
    "as_text",
    "broken_text",
    "displayed",
    "open_bytes",
    "reading",
]

#: ``read(size)`` returns at most ``size`` bytes, and none only at the end.
Read = Callable[[int], bytes]
Opened = Callable[[BinaryIO], None]

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_PARQUET = b"PAR1"
_FOREIGN = {
    _GZIP: "gzip data (its name should end in .gz)",
    _ZSTD: "zstd data (its name should end in .zst)",
    _PARQUET: "Parquet data (its name should end in .parquet)",
    b"PK\x03\x04": "a zip archive or an Excel workbook (save it as CSV)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (save it as CSV)",
    b"%PDF": "a PDF",
    b"SQLite format 3\x00": "an SQLite database",
}
_UTF8_BOM = codecs.BOM_UTF8
_LONGEST_MAGIC = 16


@dataclass(frozen=True)
class ByteStream:
    """UTF-8 bytes of a text file, without its byte order mark.

    Attributes
    ----------
    read : Read
        Next bytes.
    head : bytes
        The first bytes (at most 64 KiB), not consumed: ``read`` returns them again.
    base : int
        Offset of the first byte in the (decompressed) file, or -1 if offsets in this stream
        are not those of the file (UTF-16).
    """

    read: Read
    head: bytes
    base: int


def displayed(source: str | Path) -> str:
    """Name of a source in messages and rejects."""
    return STDIN if str(source) == "-" else str(source)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn whatever a file can do wrong into an :class:`InputError` that names it."""
    file = shown(name, 200, quote=False)
    try:
        yield
    except SchemaError as error:
        if str(error).startswith(file):
            raise
        raise SchemaError(f"{file}: {error}") from error
    except FileNotFoundError as error:
        raise InputError(f"{file}: no such file") from error
    except IsADirectoryError as error:
        raise InputError(f"{file}: this is a directory; name one file") from error
    except EOFError as error:
        raise InputError(f"{file}: the gzip data end too early; the file is cut off") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{file}: not valid gzip data ({_one_line(error)})") from error
    except (OSError, pa.ArrowException, UnicodeError, OverflowError, MemoryError) as error:
        raise InputError(f"{file}: can't be read ({_one_line(error)})") from error


@contextmanager
def open_bytes(
    source: str | Path, form: FileFormat | None, opened: Opened | None = None
) -> Iterator[Read]:
    """Open a file (or ``-``) and decompress it.

    Parameters
    ----------
    source : str or Path
        A file name, an address (``s3://bucket/name``), or ``-`` for standard input.
    form : FileFormat or None
        What the name says; None for standard input, where the first bytes decide whether it
        is compressed.
    opened : function, optional
        Called with the file as it lies on disk, for those who want to know how far reading is.
    """
    if str(source) == "-":
        stdin = sys.stdin
        if stdin is None or stdin.closed:
            raise InputError(f"{STDIN}: standard input is closed")
        raw: BinaryIO = stdin.buffer
        head = _filled(raw.read, _LONGEST_MAGIC)
        compression = (
            "gzip" if head.startswith(_GZIP) else "zstd" if head.startswith(_ZSTD) else None
        )
        yield _decompressed(_Pushed(head, raw.read), compression)
        return
    if not is_remote(source) and Path(source).is_dir():
        raise IsADirectoryError(str(source))
    with open_remote(str(source)) if is_remote(source) else Path(source).open("rb") as file:
        if opened is not None:
            opened(file)
        yield _decompressed(file, form.compression if form else None)


def as_text(read: Read, name: str) -> ByteStream:
    """Look at the first bytes: refuse what is no text, strip a BOM, turn UTF-16 into UTF-8."""
    file = shown(name, 200, quote=False)
    head = _filled(read, 1 << 16)
    if not head:
        raise InputError(f"{file}: the file is empty; expected at least a header line")
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise InputError(f"{file}: holds {what}, not text")
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise InputError(f"{file}: UTF-32 is not read; save it as UTF-8")
    pushed = _Pushed(head, read)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoded = _Utf16(pushed.read)
        head = _filled(decoded.read, 1 << 16)
        return ByteStream(_Pushed(head, decoded.read).read, head, -1)
    if head.startswith(_UTF8_BOM):
        pushed.read(len(_UTF8_BOM))
        return ByteStream(pushed.read, head[len(_UTF8_BOM) :], len(_UTF8_BOM))
    if b"\x00" in head[:4]:
        raise InputError(
            f"{file}: starts with NUL bytes; if it is UTF-16, it needs a byte order mark "
            "(better: save it as UTF-8)"
        )
    return ByteStream(pushed.read, head, 0)


def broken_text(record: bytes) -> str | None:
    """Say where a record is no text, or None if it is."""
    try:
        str(memoryview(record), "utf-8")
    except UnicodeDecodeError as error:
        wrong = shown(record[error.start : max(error.end, error.start + 1)], 20)
        return f"not valid text (UTF-8) at byte {error.start} of the record: {wrong}"
    return None


class _Pushed:
    """A reader with some bytes put back in front of it."""

    def __init__(self, head: bytes, rest: Read) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = 1 << 16) -> bytes:
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._rest(size)

    # what pyarrow and gzip ask of a file
    closed = False

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        return None


class _Utf16:
    """UTF-16 to UTF-8 as it comes; a broken character becomes bytes that are not UTF-8, so
    that its row, and only its row, is rejected."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
        self._ended = False

    def read(self, size: int) -> bytes:
        while not self._ended:
            raw = self._read(size)
            self._ended = not raw
            try:
                text = self._decoder.decode(raw, final=self._ended)
            except UnicodeDecodeError:
                # only an odd last byte or half a pair at the end gets here
                return b"\xff"
            if text:
                return text.encode("utf-8", "surrogatepass")
        return b""


def _decompressed(file: BinaryIO | _Pushed, compression: str | None) -> Read:
    if compression == "gzip":
        return gzip.GzipFile(fileobj=file, mode="rb").read  # type: ignore[arg-type]
    if compression == "zstd":
        # unlike zstandard's own reader, Arrow's notices a file that is cut off
        stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
        return stream.read  # type: ignore[no-any-return]
    return file.read


def _filled(read: Read, size: int) -> bytes:
    pieces = []
    while size > 0:
        piece = read(size)
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _one_line(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return shown(" ".join(text.split()), 160, quote=False)
