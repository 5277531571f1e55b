"""THE scoring function: a batch of listings in, a batch of predictions out.

Files, notebooks, HTTP, MLflow and Spark are loops around :meth:`Scorer.score_batch`. A
row's numbers depend on the row, the model and the seller lists only: sums run over the row's own
tokens in their order, so that neither the size of a batch nor what was scored before changes a bit
of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.cues.silence import blank
from counterfeit_nlp.features.lots import ONE, TELLS_IN_TITLE, TELLS_PRICE, TELLS_SET, pieces_of
from counterfeit_nlp.features.money import usd
from counterfeit_nlp.features.price_basis import curve
from counterfeit_nlp.features.signal_scale import scale_signals
from counterfeit_nlp.model.artefact import Artefact
from counterfeit_nlp.model.risk import bands, risks
from counterfeit_nlp.schema.fingerprint import input_hash
from counterfeit_nlp.schema.listing import SCHEMA_VERSION
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA, REASONS_OF
from counterfeit_nlp.scoring.asked import check_asked, is_asked
from counterfeit_nlp.scoring.brand_evidence import BrandEvidence
from counterfeit_nlp.scoring.column import TextColumn
from counterfeit_nlp.scoring.cue_evidence import CueEvidence
from counterfeit_nlp.scoring.evidence import (
    FIELDS,
    FIRST_SIGNAL,
    IN_ORIGINAL,
    PRICE,
    REASONS_AT_MOST,
    Evidence,
    reasons,
)
from counterfeit_nlp.scoring.seller_evidence import SELLER_COLUMNS, SellerEvidence
from counterfeit_nlp.scoring.table import ChunkTable
from counterfeit_nlp.scoring.worst_window import worst_windows
from counterfeit_nlp.sellers.lists import SellerLists
from counterfeit_nlp.sellers.standing import Held, fingerprint
from counterfeit_nlp.text import TEXT_VERSION
from counterfeit_nlp.text.chunks import SIGNALS
from counterfeit_nlp.text.language import languages_by_letters

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REASONS_AT_MOST", "Scorer"]

_BATCH = 10_000
# All that is looked at
COLUMNS = ("listing_id", *FIELDS, "price", "currency")


class Scorer:
    """A model with what it has learned about the chunks it met.

    Parameters
    ----------
    artefact
        A loaded model.
    chunks_at_most
        See :class:`counterfeit_nlp.scoring.table.ChunkTable`.
    sellers
        Seller lists; None for none, and then no seller is looked at.
    as_of
        The day on which sellers of listings without a date are judged; None: they are not.
    reasons
        Whose reasons are given: those of ``all`` listings, of the ``flagged`` ones (whose band is
        not clear), or of ``none``. Nothing else depends on it but ``rest``.

    Raises
    ------
    UsageError
        When ``reasons`` is none of the three.
    """

    def __init__(
        self,
        artefact: Artefact,
        chunks_at_most: int = 132_000,
        sellers: SellerLists | None = None,
        as_of: date | None = None,
        reasons: str = REASONS_OF[0],
    ) -> None:
        self.reasons = check_asked(reasons)
        self.artefact = artefact
        # a model without a registry knows no brand
        standings = Standings(artefact.brands or Registry(), artefact.rates)
        self.table = ChunkTable(artefact.linear, chunks_at_most, standings.finder)
        self._cues = CueEvidence(artefact.linear, self.table.phrases)
        self._brands = BrandEvidence(artefact.linear, standings)
        self.sellers = None if sellers is None else SellerEvidence(sellers, artefact, as_of)

    def score_batch(
        self, listings: pa.RecordBatch, reasons_of: str | None = None
    ) -> pa.RecordBatch:
        """Score validated listings.

        Parameters
        ----------
        listings
            ``n`` rows with at least the columns listing_id, title, description, price and
            currency as ``schema.listing`` defines them. With seller lists, ``SELLER_COLUMNS`` are
            looked at where they are there. Nothing else is.
        reasons_of
            Whose reasons are given this once; by default those the scorer was made for.

        Returns
        -------
        pyarrow.RecordBatch
            ``n`` rows of ``PREDICTION_SCHEMA``, in order. For each:
            ``sum(contributions) + rest + intercept = score`` up to rounding.
        """
        reasons_of = self.reasons if reasons_of is None else check_asked(reasons_of)
        n = listings.num_rows
        linear = self.artefact.linear
        read, numbers = self._read(listings)
        dollars = self._dollars(listings)
        pieces = self._pieces(dollars, read, numbers)
        dollars = dollars / pieces
        cues, silent = self._cues.of(n, read, numbers, self.table)
        # before the columns are cut again: where a text's chunks begin is searched for once
        of_brands, claims = self._brands.of(dollars, read, numbers, self.table)
        weighed, of_weighed = self._silenced(read, silent)
        letters = np.zeros((n, 3), dtype=np.int64)
        score = np.zeros(n)
        evidence: list[Evidence] = []
        for field, one in enumerate(read):
            letters += self.table.letters(numbers[field], one.row, n)
            found = worst_windows(field, weighed[field], of_weighed[field], self.table)
            score += np.bincount(found.row, weights=found.contribution, minlength=n)
            evidence.append(found)
        for found in (
            self._signal_evidence(n, read, numbers),
            cues,
            self._price_evidence(dollars),
            of_brands,
        ):
            score += np.bincount(found.row, weights=found.contribution, minlength=n)
            evidence.append(found)
        languages = languages_by_letters(letters)
        start = np.array([linear.starts.get(one, 0.0) for one in languages]) + linear.intercept
        score += start
        held: dict[int, tuple[Held, ...]] = {}
        told: list[str] = []
        if self.sellers is not None and (held := self.sellers.held(listings)):
            found, told = self.sellers.evidence(held, claims.brands(), score, languages, evidence)
            score += np.bincount(found.row, weights=found.contribution, minlength=n)
            evidence.append(found)
        risk = risks(score, languages, self.artefact.calibration)
        band = pa.array(bands(risk, languages, self.artefact.thresholds), pa.string())
        asked = is_asked(reasons_of, band)
        strongest, explained = reasons(
            evidence, asked, read, weighed, listings, told, pieces=pieces, beside=claims.beside
        )
        return pa.RecordBatch.from_arrays(
            [
                listings.column("listing_id"),
                pa.array(risk),
                pa.array(score),
                band,
                strongest,
                pa.array(score - start - explained),
                pa.array(start),
                pa.array(languages, pa.string()),
                pa.array([self.artefact.version] * n, pa.string()),
                pa.array([TEXT_VERSION] * n, pa.string()),
                pa.array([self.artefact.manifest["registry_hash"]] * n, pa.string()),
                pa.array([self.sellers and self.sellers.sellers_hash] * n, pa.string()),
                pa.array(_input_hashes([one.originals for one in read], listings, held)),
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
        more = [name for name in SELLER_COLUMNS if self.sellers is not None and name in listings]
        table = pa.Table.from_pandas(listings[[*COLUMNS, *more]], preserve_index=False)
        return self.score_table(table)

    def _read(self, listings: pa.RecordBatch) -> tuple[list[TextColumn], list[np.ndarray]]:
        """The fields, and the row in the table of each chunk of each field."""
        self.table.make_room()
        vocabulary, index = self.artefact.linear.vocabulary, self.table.index
        read = [TextColumn(listings.column(name), vocabulary, index) for name in FIELDS]
        numbers = [one.number for one in read]
        self.table.learn(numbers)
        return read, numbers

    def _silenced(
        self, read: list[TextColumn], silent: list[dict[int, list[tuple[int, int]]]]
    ) -> tuple[list[TextColumn], list[np.ndarray]]:
        """The columns as n-grams are counted on them, and the rows in the table of their chunks.

        ``silent`` holds by field and listing where words stand that take a claim back.
        """
        weighed = [
            one.with_texts({row: blank(one.prepared_text(row), own) for row, own in places.items()})
            for one, places in zip(read, silent, strict=True)
        ]
        self.table.learn([])
        return weighed, [one.number for one in weighed]

    def _signal_evidence(
        self, n: int, read: list[TextColumn], numbers: list[np.ndarray]
    ) -> Evidence:
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
                    shown.setdefault((row, signal), (field, IN_ORIGINAL, start, end))
            at_some, found = self.table.signals(of_field)
            for at, of_chunk in zip(at_some.tolist(), found, strict=True):
                row = int(one.row[at])
                counts[row] += of_chunk
                first: dict[int, tuple[int, int]] = {}
                for signal, start, end in self.table.marks(int(of_field[at])):
                    before = first.get(signal, (start, end))
                    first[signal] = min(before[0], start), max(before[1], end)
                for signal, (start, end) in first.items():
                    shown.setdefault((row, signal), (field, at, start, end))
        row_of, signal_of = np.nonzero(counts)
        where = [shown[key] for key in zip(row_of.tolist(), signal_of.tolist(), strict=True)]
        at_field, chunk_of, starts, ends = np.array(where, dtype=np.int64).reshape(-1, 4).T
        weights = self.artefact.linear.signal_weights[signal_of]
        contribution = scale_signals(counts)[row_of, signal_of] * weights
        kinds = FIRST_SIGNAL + signal_of
        return Evidence(row_of, kinds, at_field, chunk_of, starts, ends, contribution)

    def _dollars(self, listings: pa.RecordBatch) -> np.ndarray:
        prices = listings.column("price").to_numpy(zero_copy_only=False).astype(np.float64)
        return usd(prices, listings.column("currency").to_pylist(), self.artefact.rates)

    def _pieces(
        self, dollars: np.ndarray, read: list[TextColumn], numbers: list[np.ndarray]
    ) -> np.ndarray:
        """How many things each price is for, NaN if unknown; see :mod:`features.lots`."""
        pieces = np.full(len(dollars), ONE)
        may = np.zeros(len(dollars), dtype=bool)
        bits = TELLS_IN_TITLE | TELLS_PRICE | TELLS_SET
        for one, of_field in zip(read, numbers, strict=True):
            may[one.row[self.table.may_tell_pieces(of_field) & bits != 0]] = True
            bits = TELLS_PRICE
        for row in np.flatnonzero(may & ~np.isnan(dollars)).tolist():
            own = [
                of_field[one.first[row] : one.first[row + 1]].tolist()
                for one, of_field in zip(read, numbers, strict=True)
            ]
            pieces[row] = pieces_of(*map(self.table.norms, own))
        return pieces

    def _price_evidence(self, dollars: np.ndarray) -> Evidence:
        linear = self.artefact.linear
        row = np.flatnonzero(~np.isnan(dollars))
        contribution = curve(dollars[row], linear.price_weights, linear.price_center)
        none = np.full(len(row), -1)
        return Evidence(row, np.full(len(row), PRICE), none, none, none, none, contribution)


def _input_hashes(
    texts: list[list[str | None]],
    listings: pa.RecordBatch,
    held: Mapping[int, tuple[Held, ...]],
) -> pa.Array:
    sellers = {row: fingerprint(found) for row, found in held.items()}
    hashes = [
        input_hash(title or "", description, price, currency, sellers.get(row))
        for row, (title, description, price, currency) in enumerate(
            zip(
                *texts,
                listings.column("price").to_pylist(),
                listings.column("currency").to_pylist(),
                strict=True,
            )
        )
    ]
    return pa.array(hashes, pa.string())
