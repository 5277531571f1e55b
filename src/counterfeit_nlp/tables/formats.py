"""Which format a file is in: its name decides."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.schema.reject import shown

__all__ = ["KNOWN_EXTENSIONS", "STDIN", "FileFormat", "file_format", "has_known_extension"]

STDIN = "<stdin>"

_KINDS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}

KNOWN_EXTENSIONS = ".parquet, .csv, .jsonl (or .ndjson), each also with .gz or .zst"


@dataclass(frozen=True)
class FileFormat:
    """``kind`` is parquet, csv or jsonl; ``compression`` is gzip, zstd or None."""

    kind: str
    compression: str | None


def file_format(path: str | os.PathLike[str]) -> FileFormat:
    """Tell the format from a file name.

    Raises
    ------
    UsageError
        If the extension is none of :data:`KNOWN_EXTENSIONS`.
    """
    name = Path(Path(path).name.lower())
    compression = _COMPRESSIONS.get(name.suffix)
    kind = _KINDS.get(Path(name.stem).suffix if compression else name.suffix)
    if kind is None:
        raise UsageError(
            f"can't tell the format of {shown(str(path), 200, quote=False)} from its name; "
            f"known extensions are {KNOWN_EXTENSIONS}"
        )
    return FileFormat(kind, compression)


def has_known_extension(path: str | os.PathLike[str]) -> bool:
    """Whether :func:`file_format` knows the file name."""
    try:
        file_format(path)
    except UsageError:
        return False
    return True
