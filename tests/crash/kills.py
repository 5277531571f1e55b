"""``kill -9`` at random moments, then ``--resume``: the result is that of a run nobody disturbed.

    python tests/crash/kills.py --kills 200

Of every ten runs one has two workers, and every other such run loses a worker instead of its first
process. Some runs are killed more than once before they may end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from runs import (
    BAD,
    FAILED,
    REPEATED,
    ROWS,
    Call,
    Place,
    finish,
    kill_after,
    make_inputs,
    make_model,
    reference,
    rng,
    said,
    start,
    told,
    warm,
)


def children(process: int) -> list[int]:
    """Processes below one, at any depth (Linux)."""
    found: list[int] = []
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return found
    for child in map(int, text.split()):
        found += [child, *children(child)]
    return found


def lose_a_worker(place: Place, child: int, seconds: float) -> bool:
    """Kill a process of a run, not the first: it ends with one line, and what is done stays.

    Whether there was one to kill.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end and ended_by_itself(child) is None:
        time.sleep(0.01)
    below = children(child)
    if below:
        os.kill(below[-1], signal.SIGKILL)
    code = finish(child)
    assert code in (0, FAILED), said(place)
    assert "\n" not in said(place)
    return bool(below)


def ended_by_itself(child: int) -> object:
    """What is known of a process that ended, without taking leave of it; None while it lives."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)


def run(kills: int, catalog: Path, model: Path, folder: Path, seed: int, workers: int) -> None:
    """All of it.

    Parameters
    ----------
    kills
        How many.
    catalog, model
        Listings to score, and by what.
    folder
        Where to work.
    workers
        Each so many-th run has two workers; 0 for none.
    """
    random = rng(seed)
    sources = make_inputs(catalog, folder / "in")
    scorer = warm(sources, model)
    calls = [Call(sources), Call(sources, folder_of_parts=True)]
    ended: dict[Call, tuple[dict[str, str], float]] = {}
    for number, call in enumerate(calls):
        ended[call] = reference(Place(folder / f"whole{number}", call), scorer)
    since = folder / "whole1" / "out"
    # one that takes over what still holds, and one that goes straight through and starts anew
    for call in (Call(sources, since=since), Call(sources, resume=False)):
        calls.append(call)
        ended[call] = ended[calls[0]]
    if workers:
        # the same bytes by two processes; only the time has to be found out, once
        two = replace(calls[0], workers=2)
        hashes, seconds = reference(Place(folder / "two", two), scorer)
        assert hashes == ended[calls[0]][0]
        for call in calls[:2]:
            ended[replace(call, workers=2)] = ended[call][0], seconds
    place = Place(folder / "whole0", calls[0])
    scored, rejected = place.rows()
    # of the first file, what comes again in it comes again once more
    assert (scored + rejected, rejected) == (ROWS + 3 * REPEATED, 3 * (REPEATED + BAD))
    killed, trial = 0, 0
    met: Counter[str] = Counter()
    begun = time.monotonic()
    while killed < kills:
        trial += 1
        call = calls[trial % len(calls)]
        by_two = bool(workers) and trial % workers == 0
        if by_two:
            call = replace(calls[trial // workers % 2], workers=2)
        hashes, seconds = ended[call]
        place = Place(folder / "at" / str(trial), call)
        while True:
            child, began = start(place, scorer), time.monotonic()
            if by_two and trial // workers % 4 > 1:
                killed += lose_a_worker(place, child, random.uniform(0, seconds))
            elif kill_after(child, random.uniform(0, seconds)):
                killed += 1
            else:
                # it was faster than the first one, so that kills came too late
                seconds = min(seconds, time.monotonic() - began)
                ended[call] = hashes, seconds
            now = place.hashes()
            # each of the two results is there as a whole, or not at all
            for name in ("out", place.rejects.name):
                whole = {k: v for k, v in hashes.items() if k.split("/")[0].startswith(name)}
                there = {k: v for k, v in now.items() if k.split("/")[0].startswith(name)}
                assert there in ({}, whole), (trial, str(call), there)
                met[f"{name.split('.')[0]} {'whole' if there else 'absent'}"] += 1
            met["parts kept" if place.hidden() else "nothing kept"] += 1
            if random.random() < 0.7:
                break
        code = finish(start(place, scorer))
        assert code == 0, (trial, str(call), said(place))
        assert place.hashes() == hashes, (trial, str(call))
        assert not place.hidden(), (trial, str(call), place.hidden())
        met[str(call)] += 1
        shutil.rmtree(place.folder)
    told(
        kills=killed,
        runs=trial,
        same=True,
        rows_scored=scored,
        rows_rejected=rejected,
        seconds=round(time.monotonic() - begun),
        met=dict(sorted(met.items())),
    )


def main() -> None:
    """Read the call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers-each", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalog, model = options.catalog, options.model
        if model is None:
            catalog, model = make_model(folder)
        run(options.kills, catalog, model, folder, options.seed, options.workers_each)


if __name__ == "__main__":
    main()
