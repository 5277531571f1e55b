"""All that makes predictions of a portion of listings, in whatever process."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

import counterfeit_nlp
from counterfeit_nlp.model import artefact
from counterfeit_nlp.schema.listing import SCHEMA_VERSION
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.known import Known
from counterfeit_nlp.sellers.lists import SellerLists
from counterfeit_nlp.text import TEXT_VERSION

__all__ = ["Recipe", "Work", "score_portion"]


@dataclass(frozen=True)
class Recipe:
    """What a process needs to score as another one does. Small, and can be sent.

    Parameters
    ----------
    model
        Folder of the model.
    digest
        Its digest: a folder that holds another one by now is refused.
    sellers, as_of
        As for :class:`counterfeit_nlp.scoring.frame.Scorer`.
    sellers_hash
        What they come to.
    reasons
        Whose are given, as for the scorer.
    kept
        Columns that are passed through.
    batch_size
        Listings scored at a time.
    known
        Folder of predictions that may be taken over, see :mod:`counterfeit_nlp.scoring.known`.
    """

    model: Path
    digest: str
    sellers: SellerLists | None
    as_of: date | None
    sellers_hash: str | None
    reasons: str
    kept: tuple[str, ...] = ()
    batch_size: int = 10_000
    known: Path | None = None

    @classmethod
    def of(cls, scorer: Scorer, *, kept: tuple[str, ...], batch_size: int) -> Recipe:
        """The recipe that a scorer follows."""
        lists = scorer.sellers
        return cls(
            scorer.artefact.folder.absolute(),  # another process may stand elsewhere
            scorer.artefact.digest,
            None if lists is None else lists.lists,
            None if lists is None else lists.as_of,
            None if lists is None else lists.sellers_hash,
            scorer.reasons,
            kept,
            batch_size,
        )

    @property
    def fingerprint(self) -> str:
        """Names all that a prediction depends on but for the listing, 64 hexadecimal digits.

        The size of batches is not in it, nor are known predictions: they change no byte.
        """
        told = {
            "package": counterfeit_nlp.__version__,
            "model": self.digest,
            "text": TEXT_VERSION,
            "schema": SCHEMA_VERSION,
            "sellers": self.sellers_hash,
            "reasons": self.reasons,
            "kept": self.kept,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def knowing(self, known: Path | None) -> Recipe:
        """The same with predictions that may be taken over."""
        return replace(self, known=known)

    def make(self) -> tuple[Scorer, Known | None]:
        """What follows it, in this process. The model's bytes are compared with the digest."""
        found = artefact.load(self.model, expect_digest=self.digest)
        scorer = Scorer(found, sellers=self.sellers, as_of=self.as_of, reasons=self.reasons)
        return scorer, self.open_known()

    def open_known(self) -> Known | None:
        """The predictions that may be taken over."""
        return None if self.known is None else Known(self.known)


@dataclass
class Work:
    """What scoring took: new chunks met, rows not scored again, and the slowest batch."""

    chunks: int = 0
    reused: int = 0  # taken over from known predictions
    resumed: int = 0  # found where an earlier run left them
    seconds: float = 0.0  # of the slowest batch
    rows: int = 0  # in it
    first: int = 0  # its first good row, counted from the portion's


def score_portion(
    good: pa.RecordBatch, recipe: Recipe, scorer: Scorer, known: Known | None, work: Work
) -> Iterator[pa.RecordBatch]:
    """Predictions of good rows, batch by batch; ``work`` is filled in as they are taken.

    Yields
    ------
    pyarrow.RecordBatch
        At least one, which may be empty: the prediction's columns, then those kept.
    """
    for first in range(0, max(1, good.num_rows), recipe.batch_size):
        start = time.perf_counter()
        before = scorer.table.met
        batch = good.slice(first, recipe.batch_size)
        if known is None:
            scored = scorer.score_batch(batch)
        else:
            scored, reused = known.or_score(batch, scorer)
            work.reused += reused
        columns, fields = list(scored.columns), list(scored.schema)
        for name in recipe.kept:
            columns.append(batch.column(name))
            fields.append(batch.schema.field(name))
        seconds = time.perf_counter() - start
        work.chunks += scorer.table.met - before
        if seconds > work.seconds:
            work.seconds, work.rows, work.first = seconds, batch.num_rows, first
        yield pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))
