"""The text of a file of listings as the model reads it, in bounded memory, losing no row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterfeit_nlp.cues.fields import field_cues
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.tables.listings import Batch, read_listings
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.text_lines import is_text_lines, read_text_lines
from counterfeit_nlp.tables.write import TableWriter, make_folders
from counterfeit_nlp.text import TEXT_VERSION
from counterfeit_nlp.text.fields import ChunkMemory
from counterfeit_nlp.text.language import count_letters, language_of
from counterfeit_nlp.text.reading import read_text
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["READING_SCHEMA", "ReadSummary", "normalise_file"]

_FIELDS = ("title", "description")
_PLACE = [pa.field("start", pa.int64()), pa.field("end", pa.int64())]
_SEGMENT = pa.struct([pa.field("text", pa.string()), *_PLACE])
_TEXTS = [pa.field("shown", pa.string()), pa.field("read_as", pa.string())]
_DISGUISE = pa.struct([pa.field("kind", pa.string()), *_PLACE, *_TEXTS])
_CUE = pa.struct([pa.field("kind", pa.string()), pa.field("name", pa.string()), *_PLACE])
_FIELD = pa.struct(
    [
        pa.field("text", pa.string()),
        pa.field("normalised", pa.string()),
        pa.field("segments", pa.list_(_SEGMENT)),
        pa.field("disguises", pa.list_(_DISGUISE)),
        pa.field("cues", pa.list_(_CUE)),
    ]
)

#: Places are Python string offsets (code points) in the field's ``text``.
READING_SCHEMA = pa.schema(
    [
        pa.field("listing_id", pa.string()),
        pa.field("fields", pa.struct([pa.field(name, _FIELD) for name in _FIELDS])),
        pa.field("language", pa.string()),
        pa.field("text_version", pa.string()),
    ]
)
_BATCH = 1_000
_REMEMBERED = 10_000  # chunks and texts
# Words as Python objects take fifty times the text's room
_CHARACTERS_AT_ONCE = 1 << 20


@dataclass
class ReadSummary:
    """What a run did; ``rows_in == rows_out + rows_rejected``, checked at the end."""

    rows_in: int = 0
    rows_out: int = 0
    rows_rejected: int = 0


def normalise_file(
    source: str | Path,
    out: str | Path,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    *,
    rejects: str | Path | None = None,
    mapping: Mapping[str, str] | None = None,
) -> ReadSummary:
    """Normalise the title and description of every good row of a file.

    Parameters
    ----------
    source
        A file of listings, or plain text with one title a line (.txt, or ``-``).
    out
        One row of ``READING_SCHEMA`` per good row, in order; ``-`` for JSON Lines on standard
        output. A field that a listing does not have is null.
    vocabulary
        What disguised words are resolved against.
    lexicon
        The cues to look for.
    rejects
        Where bad rows go, with reasons. Without it the first one ends the run.
    mapping
        Contract name -> column name in the file.

    Raises
    ------
    InputError
        On a bad row without ``rejects``; there is no output file then.
    """
    summary = ReadSummary()
    batches = (
        read_text_lines(source, _BATCH)
        if is_text_lines(source)
        else read_listings(source, mapping=mapping, batch_size=_BATCH, keep=())
    )
    make_folders(out, rejects)
    memory = ChunkMemory(vocabulary, _REMEMBERED)
    with ExitStack() as stack:
        refused = stack.enter_context(RejectsFile(rejects))
        writer = stack.enter_context(TableWriter(out, READING_SCHEMA))
        for batch in batches:
            refused.add(batch.rejects)
            for read in _read(batch, memory, lexicon):
                writer.write(read)
                summary.rows_out += read.num_rows
            summary.rows_in += batch.rows_in
            summary.rows_rejected += len(batch.rejects)
        if summary.rows_in != summary.rows_out + summary.rows_rejected:
            raise RuntimeError(f"a row was lost: {summary}")
    return summary


def _read(batch: Batch, memory: ChunkMemory, lexicon: Lexicon) -> Iterator[pa.RecordBatch]:
    """The rows of a batch, in parts that hold only so much text."""
    names = [name for name in _FIELDS if name in batch.good.schema.names]
    columns = [batch.good.column(name).to_pylist() for name in names]
    rows: list[dict[str, Any]] = []
    held = 0
    for listing_id, *texts in zip(batch.good.column("listing_id").to_pylist(), *columns,
                                  strict=True):  # fmt: skip
        given = dict(zip(names, texts, strict=True))
        rows.append(_row(listing_id, given, memory, lexicon))
        held += sum(len(text) for text in texts if text)
        if held >= _CHARACTERS_AT_ONCE:
            yield pa.RecordBatch.from_pylist(rows, READING_SCHEMA)
            rows, held = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, READING_SCHEMA)


def _row(
    listing_id: str, texts: Mapping[str, str | None], memory: ChunkMemory, lexicon: Lexicon
) -> Any:
    fields: dict[str, Any] = {}
    letters = [0, 0, 0]
    for name, text in texts.items():
        if text is None:
            continue
        found = read_text(text, memory.vocabulary)
        letters = [a + b for a, b in zip(letters, count_letters(found.normalised), strict=True)]
        fields[name] = {
            "text": found.text,
            "normalised": found.normalised,
            "segments": [one._asdict() for one in found.segments],
            "disguises": [one._asdict() for one in found.disguises],
            "cues": _cues(text, memory, lexicon),
        }
    return {
        "listing_id": listing_id,
        "fields": fields,
        "language": language_of(*letters),
        "text_version": TEXT_VERSION,
    }


def _cues(text: str, memory: ChunkMemory, lexicon: Lexicon) -> list[dict[str, Any]]:
    (field,) = memory.fields([text])
    tokens, cues = field_cues(field, lexicon)
    return [
        {"kind": cue.sense, "name": cue.name, "start": start, "end": end}
        for cue in cues
        for start, end in [field.prepared.span(tokens[cue.first].start, tokens[cue.last - 1].end)]
    ]
