"""THE scoring function: a batch of listings in, a batch of predictions out.

Files, notebooks, MLflow and later HTTP and Spark are loops around :meth:`Scorer.score_batch`. A
row's numbers depend on the row and the model only: sums run over the row's own tokens in their
order, so that neither the size of a batch nor what was scored before changes a bit of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.features.money import usd
from counterfeit_nlp.features.price_basis import hats
from counterfeit_nlp.features.signal_scale import scale_signals
from counterfeit_nlp.model.artefact import Artefact
from counterfeit_nlp.model.risk import bands, risks
from counterfeit_nlp.schema.fingerprint import input_hash
from counterfeit_nlp.schema.listing import SCHEMA_VERSION
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA, REASON_TYPE
from counterfeit_nlp.scoring.table import ChunkTable
from counterfeit_nlp.text import TEXT_VERSION
from counterfeit_nlp.text.chunks import SIGNALS, begins, cut
from counterfeit_nlp.text.language import language_of
from counterfeit_nlp.text.normalise import prepare
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import Vocabulary
from counterfeit_nlp.text.windows import cut_windows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REASONS_AT_MOST", "Scorer"]

REASONS_AT_MOST = 8
_BATCH = 10_000
FIELDS = ("title", "description")
# All that is looked at
COLUMNS = ("listing_id", *FIELDS, "price", "currency")
_KINDS = ("text", *SIGNALS, *SENSES, "price")
_TEXT, _PRICE = 0, len(_KINDS) - 1
_IN_ORIGINAL = -1  # instead of a chunk's number: the place is one of the original text


@dataclass(frozen=True)
class _Read:
    """The chunks of one field of a batch."""

    row: np.ndarray  # listing of each chunk
    ordinal: np.ndarray  # how many chunks of the same field stand before it
    chunks: list[str]
    first: list[int]  # of each listing's chunks; one more at the end
    texts: list[str]  # prepared
    prepared: dict[int, Tracked]  # by listing, only where preparing changed the text

    def places(self, row: int) -> list[int]:
        """Where each chunk of a listing begins in its prepared text."""
        return begins(self.texts[row], self.chunks[self.first[row] : self.first[row + 1]])


@dataclass(frozen=True)
class _Evidence:
    """Pieces of evidence, one per array element."""

    row: np.ndarray
    kind: np.ndarray  # index into _KINDS
    field: np.ndarray  # index into FIELDS, -1 for none
    ordinal: np.ndarray  # of the chunk in its field, or _IN_ORIGINAL
    start: np.ndarray  # in the chunk
    end: np.ndarray
    contribution: np.ndarray


def _read(texts: list[str | None], vocabulary: Vocabulary) -> _Read:
    counts: list[int] = []
    chunks: list[str] = []
    ready: list[str] = []
    prepared: dict[int, Tracked] = {}
    for row, given in enumerate(texts):
        text = given or ""
        changed = prepare(text, vocabulary)
        if changed.text is not text:
            prepared[row] = changed
            text = changed.text
        found = cut(text)
        chunks += found
        counts.append(len(found))
        ready.append(text)
    number = np.array(counts, dtype=np.int64)
    first = np.cumsum(number) - number
    row_of = np.repeat(np.arange(len(texts)), number)
    bounds = [*first.tolist(), len(chunks)]
    return _Read(row_of, np.arange(len(chunks)) - first[row_of], chunks, bounds, ready, prepared)


class Scorer:
    """A model with what it has learned about the chunks it met.

    Parameters
    ----------
    artefact
        A loaded model.
    chunks_at_most
        See :class:`counterfeit_nlp.scoring.table.ChunkTable`.
    """

    def __init__(self, artefact: Artefact, chunks_at_most: int = 200_000) -> None:
        self.artefact = artefact
        self.table = ChunkTable(artefact.linear, chunks_at_most)

    def score_batch(self, listings: pa.RecordBatch) -> pa.RecordBatch:
        """Score validated listings.

        Parameters
        ----------
        listings
            ``n`` rows with at least the columns listing_id, title, description, price and
            currency as ``schema.listing`` defines them. Nothing else is looked at.

        Returns
        -------
        pyarrow.RecordBatch
            ``n`` rows of ``PREDICTION_SCHEMA``, in order. For each:
            ``sum(contributions) + rest + intercept = score`` up to rounding.
        """
        n = listings.num_rows
        linear = self.artefact.linear
        texts = [listings.column(name).to_pylist() for name in FIELDS]
        read = [_read(column, linear.vocabulary) for column in texts]
        chunk_rows = self.table.rows([chunk for one in read for chunk in one.chunks])
        letters = np.zeros((n, 3), dtype=np.int64)
        numbers: list[np.ndarray] = []
        score = np.full(n, linear.intercept)
        evidence: list[_Evidence] = []
        at = 0
        for field, one in enumerate(read):
            numbers.append(chunk_rows[at : at + len(one.chunks)])
            at += len(one.chunks)
            np.add.at(letters, one.row, self.table.letters(numbers[field]))
            found = self._worst_windows(field, one, numbers[field])
            score += np.bincount(found.row, weights=found.contribution, minlength=n)
            evidence.append(found)
        for found in (
            self._signal_evidence(n, read, numbers),
            self._cue_evidence(n, read, numbers),
            self._price_evidence(listings),
        ):
            score += np.bincount(found.row, weights=found.contribution, minlength=n)
            evidence.append(found)
        languages = [language_of(*found) for found in letters.tolist()]
        reasons, explained = _reasons(n, evidence, texts, read, listings)
        risk = risks(score, languages, self.artefact.calibration)
        return pa.RecordBatch.from_arrays(
            [
                listings.column("listing_id"),
                pa.array(risk),
                pa.array(score),
                pa.array(bands(risk, languages, self.artefact.thresholds), pa.string()),
                reasons,
                pa.array(score - linear.intercept - explained),
                pa.array(np.full(n, linear.intercept)),
                pa.array(languages, pa.string()),
                pa.array([self.artefact.version] * n, pa.string()),
                pa.array([TEXT_VERSION] * n, pa.string()),
                pa.array([self.artefact.manifest["registry_hash"]] * n, pa.string()),
                pa.array(_input_hashes(texts, listings), pa.string()),
                pa.array(np.full(n, SCHEMA_VERSION, dtype=np.int32)),
            ],
            schema=PREDICTION_SCHEMA,
        )

    def score_table(self, listings: pa.Table) -> pa.Table:
        """Score a table batch by batch; see :meth:`score_batch`."""
        scored = [self.score_batch(batch) for batch in listings.to_batches(_BATCH)]
        return pa.Table.from_batches(scored, PREDICTION_SCHEMA)

    def score_frame(self, listings: pd.DataFrame) -> pa.Table:
        """Score a frame of validated listings; see :meth:`score_batch`."""
        table = pa.Table.from_pandas(listings[list(COLUMNS)], preserve_index=False)
        return self.score_table(table)

    def _worst_windows(self, field: int, one: _Read, numbers: np.ndarray) -> _Evidence:
        """The evidence in the window of each listing's field that scores highest."""
        chunk, window, of_window = cut_windows(one.row, self.table.words(numbers))
        found = self._evidence(len(of_window), field, window, one.ordinal[chunk], numbers[chunk])
        if len(of_window) == len(np.unique(of_window)):  # no field is cut
            chosen = np.ones(len(of_window), dtype=bool)
        else:
            score = np.bincount(found.row, weights=found.contribution, minlength=len(of_window))
            starts = np.flatnonzero(np.diff(of_window, prepend=-1))
            best = np.repeat(np.maximum.reduceat(score, starts), np.diff(starts, append=len(score)))
            top = np.flatnonzero(score == best)
            _, first = np.unique(of_window[top], return_index=True)
            chosen = np.zeros(len(of_window), dtype=bool)
            chosen[top[first]] = True
        kept = chosen[found.row]
        return _Evidence(
            of_window[found.row[kept]],
            found.kind[kept],
            found.field[kept],
            found.ordinal[kept],
            found.start[kept],
            found.end[kept],
            found.contribution[kept],
        )

    def _evidence(
        self, n: int, field: int, in_row: np.ndarray, ordinal: np.ndarray, numbers: np.ndarray
    ) -> _Evidence:
        """What chunks say in each of ``n`` windows; ``row`` is the window."""
        owner, weight, start, end, role = self.table.tokens(numbers)
        row = in_row[owner]
        # a chunk that is repeated within a field counts once, where it stands first
        _, at_first = np.unique(in_row * (len(self.table) + 1) + numbers, return_index=True)
        first_time = np.zeros(len(numbers), dtype=bool)
        first_time[at_first] = True
        first, second, pair, key = self.table.bigrams(row, role)
        _, once = np.unique(row[first] * (self.table.pairs + 1) + key, return_index=True)
        once.sort()  # sums in the order of the text
        # a bigram's weight is shared by its two words, so that each word shows what it brings
        contribution = weight * first_time[owner]
        np.add.at(contribution, first[once], pair[once] / 2)
        np.add.at(contribution, second[once], pair[once] / 2)
        lengths = self.table.lengths(numbers) * first_time
        length = np.bincount(in_row, weights=lengths, minlength=n)
        contribution *= (1 / np.sqrt(np.maximum(length, 1)))[row]
        kind, at = np.full(len(row), _TEXT), np.full(len(row), field)
        return _Evidence(row, kind, at, ordinal[owner], start, end, contribution)

    def _signal_evidence(self, n: int, read: list[_Read], numbers: list[np.ndarray]) -> _Evidence:
        """What was done to the letters, one piece of evidence per listing and kind.

        It is shown where it was seen first: the stretch of that word that it was done to.
        """
        counts = np.zeros((n, len(SIGNALS)), dtype=np.int64)
        shown: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for field, (one, of_field) in enumerate(zip(read, numbers, strict=True)):
            for row, prepared in one.prepared.items():
                for kind, start, end in prepared.disguises:
                    signal = SIGNALS.index(kind)
                    counts[row, signal] += 1
                    shown.setdefault((row, signal), (field, _IN_ORIGINAL, start, end))
            found = self.table.signals(of_field)
            for at in np.flatnonzero(found.any(axis=1)).tolist():
                row, ordinal = int(one.row[at]), int(one.ordinal[at])
                counts[row] += found[at]
                first: dict[int, tuple[int, int]] = {}
                for signal, start, end in self.table.marks(int(of_field[at])):
                    before = first.get(signal, (start, end))
                    first[signal] = min(before[0], start), max(before[1], end)
                for signal, (start, end) in first.items():
                    shown.setdefault((row, signal), (field, ordinal, start, end))
        row_of, signal_of = np.nonzero(counts)
        where = [shown[key] for key in zip(row_of.tolist(), signal_of.tolist(), strict=True)]
        at_field, ordinal_of, starts, ends = np.array(where, dtype=np.int64).reshape(-1, 4).T
        weights = self.artefact.linear.signal_weights[signal_of]
        contribution = scale_signals(counts)[row_of, signal_of] * weights
        return _Evidence(row_of, 1 + signal_of, at_field, ordinal_of, starts, ends, contribution)

    def _cue_evidence(self, n: int, read: list[_Read], numbers: list[np.ndarray]) -> _Evidence:
        """What the words claim, one piece of evidence per listing and sense, the first shown."""
        counts = np.zeros((n, len(SENSES)), dtype=np.int64)
        shown: dict[tuple[int, int], tuple[int, int, int]] = {}
        lexicon = self.artefact.linear.lexicon
        for field, (one, of_field) in enumerate(zip(read, numbers, strict=True)):
            for row in np.unique(one.row[self.table.may_be_cues(of_field)]).tolist():
                own = of_field[one.first[row] : one.first[row + 1]]
                tokens = self.table.field_tokens(own, one.places(row))
                for cue in find_cues(tokens, lexicon):
                    sense = SENSES.index(cue.sense)
                    counts[row, sense] += 1
                    start, end = tokens[cue.first].start, tokens[cue.last - 1].end
                    if (prepared := one.prepared.get(row)) is not None:
                        start, end = prepared.span(start, end)
                    shown.setdefault((row, sense), (field, start, end))
        row_of, sense_of = np.nonzero(counts)
        where = [shown[key] for key in zip(row_of.tolist(), sense_of.tolist(), strict=True)]
        at_field, starts, ends = np.array(where, dtype=np.int64).reshape(-1, 3).T
        contribution = (
            scale_signals(counts)[row_of, sense_of] * self.artefact.linear.cue_weights[sense_of]
        )
        kind, places = 1 + len(SIGNALS) + sense_of, np.full(len(row_of), _IN_ORIGINAL)
        return _Evidence(row_of, kind, at_field, places, starts, ends, contribution)

    def _price_evidence(self, listings: pa.RecordBatch) -> _Evidence:
        linear = self.artefact.linear
        prices = listings.column("price").to_numpy(zero_copy_only=False).astype(np.float64)
        dollars = usd(prices, listings.column("currency").to_pylist(), self.artefact.rates)
        row = np.flatnonzero(~np.isnan(dollars))
        # one multiplication and one sum per knot, in order: a matrix product may round otherwise
        # for another number of rows
        contribution = np.zeros(len(row))
        basis = hats(dollars[row]) - linear.price_center
        for knot, weight in enumerate(linear.price_weights.tolist()):
            contribution += basis[:, knot] * weight
        none = np.full(len(row), -1)
        return _Evidence(row, np.full(len(row), _PRICE), none, none, none, none, contribution)


def _input_hashes(texts: list[list[str | None]], listings: pa.RecordBatch) -> list[str]:
    return [
        input_hash(title or "", description, price, currency)
        for title, description, price, currency in zip(
            *texts,
            listings.column("price").to_pylist(),
            listings.column("currency").to_pylist(),
            strict=True,
        )
    ]


def _reasons(
    n: int,
    evidence: list[_Evidence],
    texts: list[list[str | None]],
    read: list[_Read],
    listings: pa.RecordBatch,
) -> tuple[pa.Array, np.ndarray]:
    """The strongest pieces of evidence of each listing, and what they add up to."""
    row = np.concatenate([one.row for one in evidence])
    contribution = np.concatenate([one.contribution for one in evidence])
    telling = np.flatnonzero(contribution)
    # strongest first within a listing; equals in the order of the text
    order = telling[np.lexsort((-np.abs(contribution[telling]), row[telling]))]
    ranked = row[order]
    rank = np.arange(len(order)) - np.searchsorted(ranked, ranked)
    chosen = order[rank < REASONS_AT_MOST]
    row, contribution = row[chosen], contribution[chosen]
    kind = np.concatenate([one.kind for one in evidence])[chosen].tolist()
    field = np.concatenate([one.field for one in evidence])[chosen].tolist()
    ordinal = np.concatenate([one.ordinal for one in evidence])[chosen].tolist()
    start = np.concatenate([one.start for one in evidence])[chosen].tolist()
    end = np.concatenate([one.end for one in evidence])[chosen].tolist()
    prices = listings.column("price").to_pylist()
    currencies = listings.column("currency").to_pylist()
    shown: list[str] = []
    places: dict[int, list[int]] = {}  # by field, of one listing
    before = -1
    for i, owner in enumerate(row.tolist()):
        at = field[i]
        if at < 0:
            shown.append(f"{prices[owner]:.15g} {currencies[owner]}")
            continue
        if ordinal[i] == _IN_ORIGINAL:
            shown.append((texts[at][owner] or "")[start[i] : end[i]])
            continue
        if owner != before:
            places, before = {}, owner
        if at not in places:
            places[at] = read[at].places(owner)
        begin = places[at][ordinal[i]]
        first, last = begin + start[i], begin + end[i]
        prepared = read[at].prepared.get(owner)
        if prepared is not None:
            first, last = prepared.span(first, last)
        start[i], end[i] = first, last
        shown.append((texts[at][owner] or "")[first:last])
    spans = [None if one < 0 else one for one in start]
    structs = pa.StructArray.from_arrays(
        [
            pa.array([_KINDS[one] for one in kind], pa.string()),
            pa.array(shown, pa.string()),
            pa.array([None if one < 0 else FIELDS[one] for one in field], pa.string()),
            pa.array(spans, pa.int32()),
            pa.array([None if one < 0 else one for one in end], pa.int32()),
            pa.array(contribution),
        ],
        fields=list(REASON_TYPE),
    )
    per_row = np.bincount(row, minlength=n)
    offsets = pa.array(np.concatenate([[0], np.cumsum(per_row)]).astype(np.int32))
    explained = np.bincount(row, weights=contribution, minlength=n)
    return pa.ListArray.from_arrays(offsets, structs), explained
