"""Pieces of evidence of a batch, and the strongest of them as reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.features.relations import RELATIONS
from counterfeit_nlp.schema.prediction import REASON_TYPE
from counterfeit_nlp.scoring.column import TextColumn
from counterfeit_nlp.scoring.ragged import runs
from counterfeit_nlp.sellers.effects import KINDS as SELLERS
from counterfeit_nlp.text.chunks import SIGNALS

__all__ = ["CLAIMED_PRICE", "FIELDS", "FIRST_RELATION", "FIRST_SELLER", "FIRST_SENSE",
           "FIRST_SIGNAL", "IN_ORIGINAL", "PRICE", "REASONS_AT_MOST", "TEXT", "Evidence", "reasons",
           "together"]  # fmt: skip

REASONS_AT_MOST = 8
FIELDS = ("title", "description")
_KINDS = pa.array(["text", *SIGNALS, *SENSES, "price", *RELATIONS, "claimed_price", *SELLERS])
TEXT, FIRST_SIGNAL, FIRST_SENSE = 0, 1, 1 + len(SIGNALS)
PRICE = FIRST_SENSE + len(SENSES)
FIRST_RELATION = PRICE + 1
CLAIMED_PRICE = FIRST_RELATION + len(RELATIONS)
FIRST_SELLER = CLAIMED_PRICE + 1
_SIGNALS_SHOWN = 3
IN_ORIGINAL = -1  # instead of a chunk's number: the place is one of the original text


@dataclass(frozen=True)
class Evidence:
    """Pieces of evidence, one per array element."""

    row: np.ndarray
    kind: np.ndarray  # index into the kinds of reasons
    field: np.ndarray  # index into FIELDS, -1 for none
    chunk: np.ndarray  # its number in the column, or IN_ORIGINAL
    start: np.ndarray  # in the chunk; of a seller's standing, the number of what is told of it
    end: np.ndarray
    contribution: np.ndarray

    def at(self, chosen: np.ndarray) -> Evidence:
        """Some of the pieces, by number or by mask."""
        return Evidence(*(getattr(self, one.name)[chosen] for one in fields(self)))


def together(evidence: Sequence[Evidence]) -> Evidence:
    """All pieces of some, one after another."""
    return Evidence(
        *(np.concatenate([getattr(one, field.name) for one in evidence])
          for field in fields(Evidence))
    )  # fmt: skip


def _strongest(everything: Evidence) -> Evidence:
    """The strongest of each listing, strongest first; equals in the order of the text.

    What was done to the letters is shown even where the model gives it no weight (few training
    listings are disguised, while a reviewer should know): up to ``_SIGNALS_SHOWN`` kinds have a
    place among the reasons. So has all that is told of the seller, four pieces at most.
    """
    strength = np.abs(everything.contribution)
    signal = (everything.kind >= FIRST_SIGNAL) & (everything.kind < FIRST_SENSE)
    seller = everything.kind >= FIRST_SELLER
    order = np.flatnonzero((strength > 0) | signal | seller)
    # most listings have nothing that goes before what is stronger
    special = np.zeros(int(everything.row.max(initial=-1)) + 1, dtype=bool)
    special[everything.row[signal | seller]] = True
    of_special = special[everything.row[order]]
    kept = np.concatenate(
        [
            _first_of_each(everything.row, strength, order[~of_special]),
            _by_turns(everything, strength, signal, seller, order[of_special]),
        ]
    )
    return everything.at(kept[np.argsort(everything.row[kept], kind="stable")])


def _first_of_each(row: np.ndarray, strength: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Of some pieces the strongest of each listing, as many as are shown, strongest first."""
    at = at[np.argsort(row[at], kind="stable")]
    row, strength = row[at], strength[at]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    sizes = np.diff(starts, append=len(row))
    found = [np.zeros(0, dtype=np.int64)]
    # listings with about as many pieces side by side, so that each is a row of a table
    width = REASONS_AT_MOST
    left = np.ones(len(sizes), dtype=bool)
    while left.any():
        some = left & (sizes <= width)
        if some.any():
            first, size = starts[some], sizes[some]
            table = np.full((len(first), width), np.inf)
            held = np.arange(width) < size[:, None]
            place = first[:, None] + np.arange(width)
            table[held] = -strength[place[held]]
            order = np.argsort(table, axis=1, kind="stable")[:, :REASONS_AT_MOST]
            shown = np.arange(order.shape[1]) < size[:, None]
            found.append(at[(first[:, None] + order)[shown]])
            left &= ~some
        width *= 2
    return np.concatenate(found)


def _by_turns(
    everything: Evidence,
    strength: np.ndarray,
    signal: np.ndarray,
    seller: np.ndarray,
    order: np.ndarray,
) -> np.ndarray:
    """The same where signals and sellers have places of their own."""
    turn = np.where(seller, 0, np.where(signal, 1, 2))
    order = order[np.lexsort((-strength[order], turn[order], everything.row[order]))]
    row, is_signal, is_seller = everything.row[order], signal[order], seller[order]
    rank = np.arange(len(order)) - np.searchsorted(row, row)  # sellers first, then signals
    n = int(row[-1]) + 1 if len(row) else 0
    sellers = np.bincount(row[is_seller], minlength=n)[row]
    signals = np.bincount(row[is_signal], minlength=n)[row]
    others = REASONS_AT_MOST - sellers - np.minimum(signals, _SIGNALS_SHOWN)
    rank -= sellers  # all of these are shown
    shown = np.where(is_signal, rank < _SIGNALS_SHOWN, rank - signals < others)
    kept = order[shown]
    kept.sort()
    found: np.ndarray = kept[np.lexsort((-strength[kept], everything.row[kept]))]
    return found


def _into_the_original(
    found: Evidence, columns: Sequence[TextColumn], weighed: Sequence[TextColumn]
) -> Evidence:
    """The same with places in the original texts instead of in chunks."""
    start, end = found.start.copy(), found.end.copy()
    parts = []
    for number, (column, other) in enumerate(zip(columns, weighed, strict=True)):
        here = (found.field == number) & (found.chunk != IN_ORIGINAL)
        if other is column:
            parts.append((column, here))
        else:
            text = found.kind == TEXT
            parts += [(column, here & ~text), (other, here & text)]
    for column, here in parts:
        own = np.flatnonzero(here)
        begins = column.begins(found.chunk[own])
        start[own] += begins
        end[own] += begins
        if column.prepared:
            changed = np.fromiter(column.prepared, np.int64)
            for at in own[np.isin(found.row[own], changed)].tolist():
                row = int(found.row[at])
                start[at], end[at] = column.prepared[row].span(int(start[at]), int(end[at]))
    in_original = np.full(len(start), IN_ORIGINAL)
    return Evidence(found.row, found.kind, found.field, in_original, start, end, found.contribution)


def _shown(
    found: Evidence, columns: Sequence[TextColumn], told: Callable[[int, int, int], str]
) -> pa.Array:
    """What is shown of each piece: the seller's own characters, or what is told of it.

    ``told`` is asked about a piece that is no text by its row, kind and ``start``.
    """
    n = len(found.row)
    # of plain texts characters are bytes, which are copied all at once
    begin, size = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    others = np.ones(n, dtype=bool)
    parts = []
    for number, column in enumerate(columns):
        at = np.flatnonzero((found.field == number) & (found.kind != CLAIMED_PRICE))
        at = at[column.is_ascii[found.row[at]]]
        others[at] = False
        size[at] = found.end[at] - found.start[at]
        begin[at] = column.utf8.offsets[found.row[at]] + found.start[at]
        parts.append((at, column.utf8.data))
    at = np.flatnonzero(others)
    rest = found.at(at)
    of_others = [
        (
            told(row, kind, start)
            if field < 0 or kind == CLAIMED_PRICE
            else columns[field].written(row, start, end)
        ).encode()
        for row, kind, field, start, end in zip(
            rest.row.tolist(), rest.kind.tolist(), rest.field.tolist(), rest.start.tolist(),
            rest.end.tolist(), strict=True,
        )
    ]  # fmt: skip
    size[at] = [*map(len, of_others)]
    offsets = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(size, out=offsets[1:])
    data = np.empty(int(offsets[-1]), dtype=np.uint8)
    parts.append((at, np.frombuffer(b"".join(of_others), np.uint8)))
    begin[at] = np.cumsum(size[at]) - size[at]
    for at, source in parts:
        data[runs(offsets[at], size[at])[0]] = source[runs(begin[at], size[at])[0]]
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(data))


def reasons(
    evidence: Sequence[Evidence],
    asked: np.ndarray,
    columns: Sequence[TextColumn],
    weighed: Sequence[TextColumn],
    listings: pa.RecordBatch,
    told: Sequence[str] = (),
    *,
    pieces: np.ndarray,
    beside: Callable[[int, str], str],
) -> tuple[pa.Array, np.ndarray]:
    """The strongest pieces of evidence of each listing.

    Parameters
    ----------
    evidence
        All there is, in the order in which equals are shown.
    asked
        Whose reasons are wanted, bool, shape (n,); the lists of the others are empty.
    columns
        One per field in ``FIELDS``.
    weighed
        The same as n-grams are counted on them: what the chunks of evidence ``TEXT`` are numbers
        in.
    listings
        ``n`` listings with price and currency.
    told
        What is told of sellers' standings.
    pieces
        How many things each listing's price is for, shape (n,).
    beside
        Says in words how a listing's price stands beside what the thing it claims to be costs,
        given its row and the price.

    Returns
    -------
    tuple
        An array of ``n`` lists of ``REASON_TYPE``, and what each list adds up to, shape (n,).
    """
    n = listings.num_rows
    if not asked.all():
        evidence = [one.at(np.flatnonzero(asked[one.row])) for one in evidence]
    found = _into_the_original(_strongest(together(evidence)), columns, weighed)
    prices, currencies = (listings.column(name).to_pylist() for name in ("price", "currency"))
    shares = pieces.tolist()

    def worded(row: int, kind: int, start: int) -> str:
        if kind >= FIRST_SELLER:
            return told[start]
        price = f"{prices[row]:.15g} {currencies[row]}"
        if shares[row] != 1:
            price = f"{price} / {shares[row]:g} pieces"
        return beside(row, price) if kind == CLAIMED_PRICE else price

    shown = _shown(found, columns, worded)
    nowhere = found.field < 0
    structs = pa.StructArray.from_arrays(
        [
            _KINDS.take(pa.array(found.kind)),
            shown,
            pa.array(FIELDS).take(pa.array(found.field, mask=nowhere)),
            pa.array(found.start, pa.int32(), mask=nowhere),
            pa.array(found.end, pa.int32(), mask=nowhere),
            pa.array(found.contribution),
        ],
        fields=list(REASON_TYPE),
    )
    offsets = np.concatenate([[0], np.cumsum(np.bincount(found.row, minlength=n))])
    explained = np.bincount(found.row, weights=found.contribution, minlength=n)
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), structs), explained
