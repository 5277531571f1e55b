"""The text of a file of listings as the model reads it, in bounded memory, losing no row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterfeit_nlp.cues.fields import field_cues
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.row_by_row import ANSWERED, ROWS_AT_ONCE, RowCounts, answer_rows
from counterfeit_nlp.tables.text_lines import is_text_lines, read_text_lines
from counterfeit_nlp.text import TEXT_VERSION
from counterfeit_nlp.text.fields import OF_A_STREAM, ChunkMemory
from counterfeit_nlp.text.language import count_letters, language_of
from counterfeit_nlp.text.reading import read_text
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["READING_SCHEMA", "normalise_file"]

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
        pa.field("fields", pa.struct([pa.field(name, _FIELD) for name in ANSWERED])),
        pa.field("language", pa.string()),
        pa.field("text_version", pa.string()),
    ]
)


def normalise_file(
    source: str | Path,
    out: str | Path,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    *,
    rejects: str | Path | None = None,
    mapping: Mapping[str, str] | None = None,
) -> RowCounts:
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
    batches = (
        read_text_lines(source, ROWS_AT_ONCE)
        if is_text_lines(source)
        else read_listings(source, mapping=mapping, batch_size=ROWS_AT_ONCE, keep=())
    )
    memory = ChunkMemory(vocabulary, OF_A_STREAM)
    return answer_rows(
        batches,
        out,
        READING_SCHEMA,
        lambda asked: [_row(listing_id, texts, memory, lexicon) for listing_id, texts in asked],
        rejects,
    )


def _row(
    listing_id: str, texts: Mapping[str, str | None], memory: ChunkMemory, lexicon: Lexicon
) -> dict[str, Any]:
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
