"""Processes that score portions while another one reads and writes.

They are started by forkserver where there is one: it imports the libraries once, and each worker
gets them without cost. (Measured with two workers on one machine: 1.3 s of CPU and 160 MB for each,
against 3.0 s and 200 MB with spawn. A plain fork would be cheaper still, and may wait for ever for
a lock that a thread held.) Each opens the model by the digest that the first process verified.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from counterfeit_nlp.errors import CounterfeitError
from counterfeit_nlp.scoring.portions import Portion
from counterfeit_nlp.scoring.recipe import Recipe, Work, score_portion
from counterfeit_nlp.scoring.settled import settle
from counterfeit_nlp.scoring.work_folder import WorkFolder, packed, unpacked, write_part

__all__ = ["Workers"]


@dataclass
class _Waiting:
    """A portion on its way; its rows are let go when a worker has them."""

    portion: Portion
    part: Path
    data: bytes | None
    work: Work | None = None  # when it is done


class Workers:
    """Some processes of one recipe; use them in a ``with`` statement.

    Parameters
    ----------
    recipe
        What they follow.
    number
        How many there are.
    """

    def __init__(self, recipe: Recipe, number: int) -> None:
        self._recipe = recipe
        self._number = number
        self._idle: list[Connection] = []
        self._busy: dict[Connection, _Waiting] = {}
        self._process: dict[Connection, Any] = {}

    def __enter__(self) -> Workers:
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
        if forks:
            context.set_forkserver_preload(["counterfeit_nlp.scoring.recipe"])
        try:
            for _ in range(self._number):
                self._start(context)
        except (EOFError, OSError) as error:
            # EOF: what starts processes was killed itself
            self.__exit__(type(error), error, None)
            told = str(error) or type(error).__name__
            raise CounterfeitError(
                f"processes for --workers {self._number} can't be started ({told}): try again, or "
                "with fewer"
            ) from error
        return self

    def _start(self, context: Any) -> None:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._recipe), daemon=True)
        process.start()
        theirs.close()
        self._process[ours] = process
        self._idle.append(ours)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for connection, process in self._process.items():
            connection.close()  # an idle one goes by itself
            if kind is not None:
                process.kill()
            process.join()

    def scored(
        self, portions: Iterator[Portion], folder: WorkFolder
    ) -> Iterator[tuple[Portion, Path, Work]]:
        """Score portions; each comes back in order, with the file it lies in and what it took.

        Portions that the folder holds already are not scored again.
        """
        ready: deque[_Waiting] = deque()  # read, and no worker has them
        waiting: deque[_Waiting] = deque()  # all that is to be given back, in order
        last = False
        while not last or waiting:
            while self._idle and ready:
                self._send(self._idle.pop(), ready.popleft())
            while waiting and waiting[0].work is not None:
                done = waiting.popleft()
                assert done.work is not None
                yield done.portion, done.part, done.work
            # one portion for each worker is read ahead; what is scored ahead waits on disk
            if not last and len(ready) < self._number:
                portion = next(portions, None)
                last = portion is None
                if portion is not None:
                    waiting.append(_waiting(portion, folder))
                    if waiting[-1].work is None:
                        ready.append(waiting[-1])
                self._receive(timeout=0)
            elif self._busy:
                self._receive(timeout=None)

    def _send(self, worker: Connection, one: _Waiting) -> None:
        assert one.data is not None
        self._busy[worker] = one
        try:
            worker.send(str(one.part))
            worker.send_bytes(one.data)
        except OSError:
            self._died(worker)
        one.data = None

    def _receive(self, timeout: float | None) -> None:
        for worker in wait([*self._busy], timeout):
            assert isinstance(worker, Connection)
            try:
                told = worker.recv()
            except (EOFError, OSError):
                self._died(worker)
            if isinstance(told, BaseException):
                raise told
            self._busy.pop(worker).work = told
            self._idle.append(worker)

    def _died(self, worker: Connection) -> None:
        process = self._process[worker]
        process.join(10)
        code = process.exitcode
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        raise CounterfeitError(
            f"a scoring process ended {how}"
            + (" (out of memory?)" if code == -9 else "")
            + "; what is done is kept: --resume goes on from there, fewer --workers or a smaller "
            "--batch-size need less memory"
        )


def _waiting(portion: Portion, folder: WorkFolder) -> _Waiting:
    key, data = packed(portion.good)
    part = folder.part(key)
    there = part.exists()
    # only the count of its rows is asked for from here on
    bare = pa.RecordBatch.from_arrays([pa.nulls(portion.good.num_rows)], names=["rows"])
    slim = Portion(
        bare,
        portion.rows_in,
        portion.rejected,
        portion.prices_left_out,
        portion.sellers_undated,
        portion.share,
    )
    return _Waiting(
        slim, part, None if there else data, Work(resumed=portion.good.num_rows) if there else None
    )


def _serve(connection: Connection, recipe: Recipe) -> None:
    """What a worker does: score portions until nobody sends any."""
    # the terminal's Ctrl-C reaches all; the first process decides what comes of it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    scorer = known = None
    while True:
        try:
            part = Path(connection.recv())
            data = connection.recv_bytes()
        except (EOFError, OSError):
            return
        told: object
        try:
            if scorer is None:
                _use_one_thread()
                scorer, known = recipe.make()
                settle()
            work = told = Work()
            write_part(part, score_portion(unpacked(data), recipe, scorer, known, work))
        except CounterfeitError as error:
            told = error
        except MemoryError:
            told = MemoryError()
        except Exception as error:
            if os.environ.get("COUNTERFEIT_NLP_TRACEBACK"):
                raise
            told = RuntimeError(f"in a scoring process: {type(error).__name__}: {error}")
        try:
            connection.send(told)
        except OSError:
            return


def _use_one_thread() -> None:
    # Arrow's own threads would only wait for each other here
    pa.set_cpu_count(1)


def _die_with_parent() -> None:
    """Nobody writes on for a run that is dead: the next one may be at work already."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
