"""Plain text, one listing a line: its title is the line, its id the number of the line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from counterfeit_nlp.schema.listing import MAX_FIELD_CHARACTERS
from counterfeit_nlp.schema.reject import Reject
from counterfeit_nlp.tables.formats import FileFormat
from counterfeit_nlp.tables.listings import Batch
from counterfeit_nlp.tables.source import Read, displayed, open_bytes, reading

__all__ = ["is_text_lines", "read_text_lines"]

_COMPRESSIONS = {".txt": None, ".txt.gz": "gzip", ".txt.zst": "zstd"}
_READ = 1 << 16
_LONGEST = 4 * MAX_FIELD_CHARACTERS  # bytes


def is_text_lines(source: str | Path) -> bool:
    """Whether a source is plain text: ``-``, or a name that ends in .txt, .txt.gz or .txt.zst."""
    return str(source) == "-" or str(source).lower().endswith(tuple(_COMPRESSIONS))


def read_text_lines(source: str | Path, batch_size: int = 1_000) -> Iterator[Batch]:
    """Read the lines of a text as listings with an id and a title.

    Parameters
    ----------
    source
        See :func:`is_text_lines`; standard input may be compressed too.
    batch_size
        Lines per batch; fewer where they hold more than a field may.

    Yields
    ------
    Batch
        Lines end in LF or CR LF; an empty one is an empty title. Rejected: what is not UTF-8, or
        longer than a field may be.

    Raises
    ------
    InputError
        If the file can't be read.
    """
    name = displayed(source)
    lowered = str(source).lower()
    compression = next((c for end, c in _COMPRESSIONS.items() if lowered.endswith(end)), None)
    ids: list[str] = []
    titles: list[str] = []
    rejects: list[Reject] = []
    held = 0
    with reading(name), open_bytes(source, FileFormat("txt", compression)) as read:
        for number, (offset, raw) in enumerate(_lines(read), start=1):
            text = _decoded(raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw)
            if text is None:
                why = "the line is not valid UTF-8, or longer than a field may be"
                rejects.append(Reject(name, number, offset, str(number), why))
            else:
                ids.append(str(number))
                titles.append(text)
                held += len(text)
            if len(ids) + len(rejects) >= batch_size or held >= MAX_FIELD_CHARACTERS:
                yield _batch(ids, titles, rejects)
                ids, titles, rejects, held = [], [], [], 0
    yield _batch(ids, titles, rejects)


def _batch(ids: list[str], titles: list[str], rejects: list[Reject]) -> Batch:
    good = pa.RecordBatch.from_arrays(
        [pa.array(ids, pa.string()), pa.array(titles, pa.string())], names=["listing_id", "title"]
    )
    return Batch(good, rejects, len(ids) + len(rejects))


def _lines(read: Read) -> Iterator[tuple[int, bytes]]:
    """Each line with the byte it begins at; of one that is too long only so much is kept."""
    held = bytearray()
    begin = at = 0
    while piece := read(_READ):
        first, *others = piece.split(b"\n")
        held += first[: _LONGEST + 1 - len(held)]
        at += len(first)
        for part in others:
            yield begin, bytes(held)
            at += 1
            begin = at
            held = bytearray(part)
            at += len(part)
    if at > begin:
        yield begin, bytes(held)


def _decoded(raw: bytes) -> str | None:
    if len(raw) > _LONGEST:
        return None
    try:
        text = raw.removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        return None
    return text if len(text) <= MAX_FIELD_CHARACTERS else None
