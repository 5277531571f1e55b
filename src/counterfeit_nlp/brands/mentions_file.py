"""The brands that a file of listings names, with their places in what the seller wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.standing import Named, Standings
from counterfeit_nlp.tables.listings import Batch, read_listings
from counterfeit_nlp.tables.rejects import RejectsFile
from counterfeit_nlp.tables.write import TableWriter, make_folders
from counterfeit_nlp.text.chunks import begins
from counterfeit_nlp.text.fields import ChunkMemory, Field
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["DISGUISED", "MASKED", "MENTIONS_SCHEMA", "FoundSummary", "find_in_file", "mentions_of"]

DISGUISED, MASKED = "disguised", "masked"

_FIELDS = ("title", "description")
_MENTION = pa.struct(
    [
        pa.field("brand", pa.string()),
        pa.field("text", pa.string()),
        pa.field("field", pa.string()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("how", pa.string()),
        pa.field("relation", pa.string()),
    ]
)

#: Places are Python string offsets (code points) in the field as it was given.
MENTIONS_SCHEMA = pa.schema(
    [pa.field("listing_id", pa.string()), pa.field("mentions", pa.list_(_MENTION))]
)
_BATCH = 1_000
_REMEMBERED = 10_000  # chunks and texts


@dataclass
class FoundSummary:
    """What a run did; ``rows_in == rows_out + rows_rejected``, checked at the end."""

    rows_in: int = 0
    rows_out: int = 0
    rows_rejected: int = 0
    rows_naming: int = 0
    mentions: int = 0


def find_in_file(
    source: str | Path,
    out: str | Path,
    registry: Registry,
    vocabulary: Vocabulary,
    *,
    rejects: str | Path | None = None,
    mapping: Mapping[str, str] | None = None,
) -> FoundSummary:
    """Find the brands that every good row of a file names, in bounded memory.

    Parameters
    ----------
    source
        A file of listings.
    out
        One row of ``MENTIONS_SCHEMA`` per good row, in order; ``-`` for JSON Lines on standard
        output. A listing that names no brand has an empty list.
    registry
        What to look for.
    vocabulary
        What disguised words are resolved against.
    rejects
        Where bad rows go, with reasons. Without it the first one ends the run.
    mapping
        Contract name -> column name in the file.

    Raises
    ------
    InputError
        On a bad row without ``rejects``; there is no output file then.
    """
    summary = FoundSummary()
    batches = read_listings(source, mapping=mapping, batch_size=_BATCH, keep=())
    make_folders(out, rejects)
    standings = Standings(registry, {})
    memory = ChunkMemory(vocabulary, _REMEMBERED)
    with ExitStack() as stack:
        refused = stack.enter_context(RejectsFile(rejects))
        writer = stack.enter_context(TableWriter(out, MENTIONS_SCHEMA))
        for batch in batches:
            refused.add(batch.rejects)
            rows = [*_rows(batch, standings, memory)]
            if rows:
                writer.write(pa.RecordBatch.from_pylist(rows, MENTIONS_SCHEMA))
            summary.rows_in += batch.rows_in
            summary.rows_out += len(rows)
            summary.rows_rejected += len(batch.rejects)
            summary.rows_naming += sum(bool(row["mentions"]) for row in rows)
            summary.mentions += sum(len(row["mentions"]) for row in rows)
        if summary.rows_in != summary.rows_out + summary.rows_rejected:
            raise RuntimeError(f"a row was lost: {summary}")
    return summary


def _rows(batch: Batch, standings: Standings, memory: ChunkMemory) -> Iterator[dict[str, Any]]:
    names = [name for name in _FIELDS if name in batch.good.schema.names]
    columns = [batch.good.column(name).to_pylist() for name in names]
    ids = batch.good.column("listing_id").to_pylist()
    for listing_id, *texts in zip(ids, *columns, strict=True):
        given = [(name, text) for name, text in zip(names, texts, strict=True) if text]
        yield {"listing_id": listing_id, "mentions": mentions_of(given, standings, memory)}


def mentions_of(
    texts: Sequence[tuple[str, str]], standings: Standings, memory: ChunkMemory
) -> list[dict[str, Any]]:
    """The mentions of one listing, as ``MENTIONS_SCHEMA`` holds them.

    Parameters
    ----------
    texts
        Name and text of each field, the title first.
    standings
        What to look for.
    memory
        Reads the texts.

    Returns
    -------
    list of dict
        In the order of the text.
    """
    fields = memory.fields([text for _, text in texts])
    norms = [[token.norm for chunk in one.chunks for token in chunk.tokens] for one in fields]
    told = []
    for named in standings.named(norms):
        name, text = texts[named.place.field]
        start, end = _place(fields[named.place.field], named)
        told.append(
            {
                "brand": named.brand,
                "text": text[start:end],
                "field": name,
                "start": start,
                "end": end,
                "how": _disguise(fields[named.place.field], start, end) or named.mention.how,
                "relation": named.relation,
            }
        )
    return told


def _place(field: Field, named: Named) -> tuple[int, int]:
    """Where a mention stands in the field as it was given."""
    tokens = [
        (begin + token.start, begin + token.end)
        for begin, chunk in zip(begins(field.prepared.text, field.raw), field.chunks, strict=True)
        for token in chunk.tokens
    ]
    _, first, last = named.place
    return field.prepared.span(tokens[first][0], tokens[last - 1][1])


def _disguise(field: Field, start: int, end: int) -> str | None:
    """How the letters of [start, end) were disguised, None if they weren't."""
    found = [*field.prepared.disguises]
    for begin, chunk in zip(begins(field.prepared.text, field.raw), field.chunks, strict=True):
        found += field.prepared.places(
            one._replace(start=begin + one.start, end=begin + one.end) for one in chunk.disguises
        )
    kinds = {one.kind for one in found if one.start < end and start < one.end}
    if "masked_letters" in kinds:
        return MASKED
    return DISGUISED if kinds else None
