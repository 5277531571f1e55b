"""Runs of ``score`` in processes that may be killed: what they read, and what they must leave.

Processes are forked from this one, which has loaded the model and met the text: so a run takes a
fraction of a second, most of it writing, and a kill at a random moment seldom hits anything else.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from counterfeit_nlp import api
from counterfeit_nlp.errors import CounterfeitError
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.local import score_file
from counterfeit_nlp.tables.inputs import expanded
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.write import TableWriter

#: Rows of the catalog that are read, and of a part.
ROWS = 600
PART_ROWS = 50
#: What :func:`make_inputs` adds in each of its three files.
REPEATED, BAD = 5, 2
FAILED, BROKEN = 1, 70


def make_model(folder: Path) -> tuple[Path, Path]:
    """A small market and a model of it, by the commands."""
    market, model = folder / "market", folder / "model"
    for words in (
        ("simulate", "--out", market, "--listings", "2000", "--seed", "5"),
        ("train", market / "listings.csv.gz", "--out", model, "--no-track"),
    ):
        subprocess.run([sys.executable, "-m", "counterfeit_nlp", *map(str, words)], check=True)
    return market / "catalog.csv.gz", model


def make_inputs(catalog: Path, folder: Path) -> tuple[str, ...]:
    """The catalog in three files and formats, with bad rows and ids that come again."""
    folder.mkdir(parents=True)
    names = ["listing_id", "title", "description", "price", "currency", "seller_id"]
    table = pa.Table.from_batches([batch.good for batch in read_listings(catalog)])
    table = table.select(names).slice(0, ROWS)
    assert len(table) == ROWS
    cuts = [0, ROWS // 3, ROWS // 2, ROWS]
    for name, first, last in zip(
        ("1.csv.gz", "2.jsonl.zst", "3.parquet"), cuts, cuts[1:], strict=False
    ):
        part = table.slice(first, last - first).to_pylist()
        part[5]["title"] = "\u200b"  # nothing to see
        part[9]["currency"] = "euro"
        part += part[:3]  # again in the same file
        part += table.slice(0, 2).to_pylist()  # in the first file already
        batch = pa.RecordBatch.from_pylist(part, table.schema)
        if name.endswith("parquet"):
            pq.write_table(pa.Table.from_batches([batch]), folder / name, row_group_size=50)
        else:
            with TableWriter(folder / name, batch.schema) as writer:
                writer.write(batch)
    return (f"{folder}/*",)


@dataclass(frozen=True)
class Call:
    """A call of ``score``, but for where its results go."""

    sources: tuple[str, ...]
    folder_of_parts: bool = False
    workers: int = 1
    resume: bool = True
    since: Path | None = None

    def __str__(self) -> str:
        words = ["folder" if self.folder_of_parts else "file", f"{self.workers} workers"]
        words += ["since"] if self.since else []
        return ", ".join([*words, *([] if self.resume else ["not resumed"])])


@dataclass
class Place:
    """A folder of its own for the results of one call."""

    folder: Path
    call: Call
    extension: str = "parquet"
    before: dict[str, str] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        name = "out" if self.call.folder_of_parts else f"out.{self.extension}"
        return self.folder / name

    @property
    def rejects(self) -> Path:
        return self.folder / "rejects.csv"

    def hashes(self) -> dict[str, str]:
        """SHA-256 of all files that are to be seen."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.relative_to(self.folder).parts[0].startswith(".")
        }

    def hidden(self) -> list[str]:
        """What lies there and is not to be seen."""
        return sorted(path.name for path in self.folder.glob(".*"))

    def rows(self) -> tuple[int, int]:
        """Rows that were scored, and rows that were rejected."""
        parts = sorted(self.out.glob("*.parquet")) if self.call.folder_of_parts else [self.out]
        ids = [one for part in parts for one in pq.read_table(part)["listing_id"].to_pylist()]
        assert len(ids) == len(set(ids)), "an id was scored twice"
        return len(ids), self.rejects.read_bytes().count(b"\n") - 1


def start(place: Place, scorer: Scorer, *, file_size: int | None = None) -> int:
    """Start a run in a process of its own; its id. What it says goes to ``said`` in the folder."""
    place.folder.mkdir(parents=True, exist_ok=True)
    said = place.folder.parent / f"{place.folder.name}.said"
    child = os.fork()
    if child:
        return child
    code, text = 0, ""
    try:
        os.setpgid(0, 0)
        if file_size is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            limit = (file_size, resource.RLIM_INFINITY)
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        out = f"{place.out}/" if place.call.folder_of_parts else str(place.out)
        score_file(
            place.call.sources,
            scorer,
            out,
            rejects=place.rejects,
            keep=["seller_id"],
            batch_size=40,
            workers=place.call.workers,
            resume=place.call.resume,
            since=place.call.since,
            part_rows=PART_ROWS,
        )
    except CounterfeitError as error:
        code, text = FAILED, str(error)
    except BaseException:
        code, text = BROKEN, traceback.format_exc()
    finally:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        said.write_text(text)
        os._exit(code)


def finish(child: int) -> int:
    """Wait for a run; its exit code, negative for a signal."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def kill_after(child: int, seconds: float) -> bool:
    """Kill a run, unless it ends before; whether it was killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, _ = os.waitpid(child, os.WNOHANG)
        if done:
            return False
        time.sleep(min(0.001, max(0.0, end - time.monotonic())))
    os.kill(child, signal.SIGKILL)
    return finish(child) == -signal.SIGKILL


def said(place: Place) -> str:
    """What the last run of a place said."""
    path = place.folder.parent / f"{place.folder.name}.said"
    return path.read_text() if path.exists() else ""


def warm(sources: tuple[str, ...], model: Path) -> Scorer:
    """The model, with all text of the inputs met."""
    scorer = api.load(model)
    for source in expanded(sources):
        for batch in read_listings(source):
            scorer.score_batch(batch.good)
    return scorer


def reference(place: Place, scorer: Scorer) -> tuple[dict[str, str], float]:
    """What an uninterrupted run leaves, and how long it takes."""
    begun = time.monotonic()
    code = finish(start(place, scorer))
    assert code == 0, said(place)
    seconds = time.monotonic() - begun
    assert not place.hidden()
    hashes = place.hashes()
    assert hashes
    return hashes, seconds


def told(**facts: Any) -> None:
    """A line of JSON for whoever runs this."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def rng(seed: int) -> random.Random:
    return random.Random(seed)
