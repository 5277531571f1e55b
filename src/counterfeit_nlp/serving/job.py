"""One request on its way through the thread that scores."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.scoring.frame import COLUMNS, Scorer
from counterfeit_nlp.scoring.seller_evidence import SELLER_COLUMNS
from counterfeit_nlp.serving.refusal import reject_json
from counterfeit_nlp.tables.encode import jsonl_bytes
from counterfeit_nlp.tables.json_body import Posted
from counterfeit_nlp.tables.json_text import json_bytes

__all__ = ["Answer", "Job", "ScoreJob", "SingleJob"]

_LOOKED_AT = [*COLUMNS, *SELLER_COLUMNS]


class Answer:
    """What came of a request: the rows as JSON, one each, in order, and what they are."""

    def __init__(self, rows: list[bytes], posted: Posted | None, bands: list[str]) -> None:
        self.rows = rows
        self.posted = posted
        self.bands = bands


class Job:
    """A request that waits for its answer.

    Parameters
    ----------
    scorer
        The model it is answered by, from beginning to end.
    loop
        Where the answer is waited for.
    size
        Bytes of the body, which is read in the thread that scores.
    """

    def __init__(self, scorer: Scorer, loop: asyncio.AbstractEventLoop, size: int = 0) -> None:
        self.scorer = scorer
        self.size = size
        self._loop = loop
        self.answer: asyncio.Future[Answer] = loop.create_future()
        self.given_up = False  # nobody waits for it any more

    def done(self, answer: Answer) -> None:
        """Hand over the answer; for the thread that scores."""
        self._call(self._resolve, answer)

    def failed(self, error: BaseException) -> None:
        """Hand over an error; for the thread that scores."""
        self._call(self._reject, error)

    def _call(self, function: Callable[..., None], value: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, value)
        except RuntimeError:
            # the loop was closed: the server has stopped, and nobody waits
            self.given_up = True

    def _resolve(self, answer: Answer) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)

    def _reject(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class ScoreJob(Job):
    """Listings to be scored, which may go in several parts.

    Parameters
    ----------
    read
        Reads and validates the body; may raise a
        :class:`counterfeit_nlp.serving.refusal.Refusal`.
    """

    def __init__(
        self,
        scorer: Scorer,
        loop: asyncio.AbstractEventLoop,
        read: Callable[[], Posted],
        size: int = 0,
    ) -> None:
        super().__init__(scorer, loop, size)
        self._read = read
        self._posted: Posted | None = None
        self._listings: pa.RecordBatch | None = None
        self._sizes = np.empty(0, dtype=np.int64)
        self._next = 0
        self._scored: list[bytes] = []
        self._bands: list[str] = []

    def start(self) -> None:
        """Read the body, once."""
        if self._posted is None:
            self._posted = self._read()
            self._listings = self._posted.good.select(_LOOKED_AT)
            self._sizes = _text_bytes(self._listings)

    @property
    def unread(self) -> int:
        """Bytes that :meth:`start` would read now."""
        return self.size if self._posted is None else 0

    @property
    def left(self) -> int:
        """Listings not taken yet."""
        return len(self._sizes) - self._next

    def take(self, rows: int, size: int) -> tuple[pa.RecordBatch, int]:
        """The next listings: at most ``rows``, and beyond the first at most ``size`` bytes of text.

        Returns
        -------
        tuple
            The listings, and the bytes of their texts.
        """
        assert self._listings is not None
        sizes = np.cumsum(self._sizes[self._next : self._next + rows])
        taken = max(1, int(np.searchsorted(sizes, size, side="right"))) if len(sizes) else 0
        part = self._listings.slice(self._next, taken)
        self._next += taken
        return part, int(sizes[taken - 1]) if taken else 0

    def add(self, scored: pa.RecordBatch) -> None:
        """Keep the predictions of the listings taken before, as the bytes a file would hold."""
        # JSON has no line break within a row: those of texts are escaped
        self._scored += jsonl_bytes(scored).split(b"\n")[:-1]
        self._bands += scored.column("band").to_pylist()

    def finish(self) -> None:
        """Hand over the answer when all listings are scored."""
        assert self._posted is not None
        scored, rejects = iter(self._scored), iter(self._posted.rejects)
        rows = [
            json_bytes(reject_json(next(rejects))) if rejected else next(scored)
            for rejected in self._posted.rejected
        ]
        self.done(Answer(rows, self._posted, self._bands))


class SingleJob(Job):
    """Work on one listing that is not shared with others: an explanation.

    Parameters
    ----------
    work
        Makes the one row of the answer.
    """

    def __init__(
        self,
        scorer: Scorer,
        loop: asyncio.AbstractEventLoop,
        work: Callable[[Scorer], bytes],
        size: int = 0,
    ) -> None:
        super().__init__(scorer, loop, size)
        self._work = work

    def run(self) -> None:
        """Do it and hand over the answer."""
        self.done(Answer([self._work(self.scorer)], None, []))


def _text_bytes(listings: pa.RecordBatch) -> np.ndarray:
    sizes = np.zeros(listings.num_rows, dtype=np.int64)
    for name in ("title", "description"):
        lengths = pc.fill_null(pc.binary_length(listings.column(name)).cast(pa.int64()), 0)
        sizes += lengths.to_numpy(zero_copy_only=False)
    return sizes
