"""The brands that a file of listings names, with their places in what the seller wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.standing import Named, Standings
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.row_by_row import ROWS_AT_ONCE, Asked, RowCounts, answer_rows
from counterfeit_nlp.text.chunks import begins
from counterfeit_nlp.text.fields import OF_A_STREAM, ChunkMemory, Field
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["DISGUISED", "MASKED", "MENTIONS_SCHEMA", "FoundSummary", "find_in_file", "mentions_in"]

DISGUISED, MASKED = "disguised", "masked"

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


@dataclass
class FoundSummary(RowCounts):
    """What a run did, and what was found."""

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
    found = FoundSummary()
    standings = Standings(registry, {})
    memory = ChunkMemory(vocabulary, OF_A_STREAM)

    def answer(asked: Sequence[Asked]) -> list[dict[str, Any]]:
        told = mentions_in([texts for _, texts in asked], standings, memory)
        found.rows_naming += sum(map(bool, told))
        found.mentions += sum(map(len, told))
        return [
            {"listing_id": listing_id, "mentions": mentions}
            for (listing_id, _), mentions in zip(asked, told, strict=True)
        ]

    batches = read_listings(source, mapping=mapping, batch_size=ROWS_AT_ONCE, keep=())
    counts = answer_rows(batches, out, MENTIONS_SCHEMA, answer, rejects)
    return replace(found, **vars(counts))


def mentions_in(
    listings: Sequence[Mapping[str, str | None]], standings: Standings, memory: ChunkMemory
) -> list[list[dict[str, Any]]]:
    """The mentions of some listings, as ``MENTIONS_SCHEMA`` holds them.

    Parameters
    ----------
    listings
        The text of each field by its name, the title first; None where one is missing. All
        listings have the same fields.
    standings
        What to look for.
    memory
        Reads the texts.

    Returns
    -------
    list of list of dict
        Of each listing, in the order of the text.
    """
    names = [*listings[0]] if listings else []
    texts = [[listing[name] or "" for listing in listings] for name in names]
    fields = [memory.fields(of_field) for of_field in texts]
    norms = [[one.norms() for one in of_field] for of_field in fields]
    told: list[list[dict[str, Any]]] = []
    for number, mentions in enumerate(standings.named_in(standings.finder.texts(norms))):
        told.append([])
        for named in mentions:
            field = fields[named.place.field][number]
            start, end = _place(field, named)
            told[-1].append(
                {
                    "brand": named.brand,
                    "text": texts[named.place.field][number][start:end],
                    "field": names[named.place.field],
                    "start": start,
                    "end": end,
                    "how": _disguise(field, start, end) or named.mention.how,
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
