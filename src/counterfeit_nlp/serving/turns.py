"""The one thread that scores: requests that wait together are scored together, in turns.

A scorer is not made for several threads, and Python runs one at a time anyhow. A batch of one
listing costs nearly as much as one of a dozen, so whatever waits goes into one batch. What a row
scores doesn't depend on its batch, so requests may share one without knowing. Long requests are cut
into parts and go round, so that a single listing never waits for a thousand others.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import pyarrow as pa

from counterfeit_nlp.serving.job import Job, ScoreJob, SingleJob

__all__ = ["Turns"]

# As much as takes some ten milliseconds
ROWS_AT_ONCE = 128
BYTES_AT_ONCE = 1 << 15
BODIES_AT_ONCE = 1 << 18  # bytes: to read them takes far less than to score them
SHARE_AT_LEAST = 8

_Part = tuple[ScoreJob, pa.RecordBatch]


class Turns:
    """A queue of requests with the thread that works it off.

    Parameters
    ----------
    batch_done
        Told how many listings each batch held; called in that thread.
    """

    def __init__(self, batch_done: Callable[[int], None] = lambda rows: None) -> None:
        self._batch_done = batch_done
        self._new: deque[Job] = deque()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="scoring", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is there, and end."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    @property
    def alive(self) -> bool:
        """Whether requests are worked on."""
        return self._thread.is_alive()

    def put(self, job: Job) -> None:
        """Queue a request; its ``answer`` comes when its turn has."""
        with self._changed:
            self._new.append(job)
            self._changed.notify()

    def _run(self) -> None:
        open_jobs: deque[Job] = deque()
        while True:
            with self._changed:
                while not (self._new or open_jobs or self._stopped):
                    self._changed.wait()
                open_jobs.extend(self._new)
                self._new.clear()
                if self._stopped and not open_jobs:
                    return
            open_jobs = self._turn(open_jobs)

    def _turn(self, jobs: deque[Job]) -> deque[Job]:
        """Score one batch; returns the requests that are not done, in the order of their turns."""
        scorer = jobs[0].scorer
        share = max(SHARE_AT_LEAST, ROWS_AT_ONCE // len(jobs))
        rows, size, bodies = ROWS_AT_ONCE, BYTES_AT_ONCE, BODIES_AT_ONCE
        waiting: deque[Job] = deque()
        again: deque[Job] = deque()
        parts: list[_Part] = []
        for job in jobs:
            if job.given_up:
                continue
            if job.scorer is not scorer or min(rows, size, bodies) <= 0:
                waiting.append(job)
                continue
            try:
                if isinstance(job, SingleJob):
                    rows, size = rows - share, size - job.size
                    job.run()
                elif isinstance(job, ScoreJob):
                    # also when it is refused then
                    bodies -= job.unread
                    job.start()
                    part, taken = job.take(min(rows, share), size)
                    rows, size = rows - part.num_rows, size - taken
                    if part.num_rows:
                        parts.append((job, part))
                    else:
                        job.finish()
            except Exception as error:
                job.failed(error)
        for job in self._score(parts):
            if job.left:
                again.append(job)
                continue
            try:
                job.finish()
            except Exception as error:
                job.failed(error)
        return waiting + again

    def _score(self, parts: list[_Part]) -> list[ScoreJob]:
        """Score some parts together; returns the requests that have their predictions."""
        if not parts:
            return []
        batches = [part for _, part in parts]
        try:
            scored = parts[0][0].scorer.score_batch(
                batches[0] if len(batches) == 1 else pa.concat_batches(batches)
            )
        except Exception as error:
            if len(parts) == 1:
                parts[0][0].failed(error)
                return []
            # one request must not spoil the others
            return [job for one in parts for job in self._score([one])]
        self._batch_done(scored.num_rows)
        first = 0
        for job, part in parts:
            job.add(scored.slice(first, part.num_rows))
            first += part.num_rows
        return [job for job, _ in parts]
