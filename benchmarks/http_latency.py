"""How long a listing waits for its score over HTTP: 100 requests a second, each of one listing.

Open loop: requests are sent when they are due, however long others take, and a latency is counted
from the moment a request was due. So a server that stalls for a second is charged with every
request of that second, which a loop that waits for answers would hide. Server and caller run on the
same machine; give them two cores of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import datetime
import gzip
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

FIELDS = ("listing_id", "title", "description", "price", "currency")
GOAL_MS = 50.0
WARM_UP_SECONDS = 5.0
GIVE_UP_SECONDS = 30.0


class Caller:
    """A pool of kept connections to one server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, body: bytes) -> str:
        """Send one listing; returns the status, or what went wrong."""
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                if self._idle:
                    reader, writer = self._idle.pop()
                else:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                writer.write(
                    b"POST /score HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
                )
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head, re.I)
                if length is None:
                    return "no length"
                await reader.readexactly(int(length[1]))
                if re.search(rb"connection: close", head, re.I):
                    writer.close()
                else:
                    self._idle.append((reader, writer))
                return head[9:12].decode()
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            return type(error).__name__

    def close(self) -> None:
        """Close all connections."""
        for _, writer in self._idle:
            writer.close()


async def drive(
    port: int, bodies: list[bytes], rate: float, seconds: float, seed: int
) -> tuple[list[float], Counter[str]]:
    """Send requests at random moments, on average ``rate`` a second; returns milliseconds."""
    moments = random.Random(seed)
    caller = Caller(port)
    latencies: list[float] = []
    outcomes: Counter[str] = Counter()
    clock = asyncio.get_running_loop().time

    async def one(due: float, body: bytes) -> None:
        outcome = await caller.post(body)
        latencies.append((clock() - due) * 1e3)
        outcomes[outcome] += 1

    tasks: set[asyncio.Task[None]] = set()
    due = clock()
    end = due + seconds
    number = 0
    while due < end:
        await asyncio.sleep(max(0.0, due - clock()))
        task = asyncio.create_task(one(due, bodies[number % len(bodies)]))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        number += 1
        due += moments.expovariate(rate)
    await asyncio.gather(*tasks)
    caller.close()
    return latencies, outcomes


@contextmanager
def server(model: str, folder: Path) -> Iterator[tuple[int, int]]:
    """A server in a process of its own; gives its port and its process id."""
    log = folder / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "counterfeit_nlp", "serve", "--model", model, "--port", "0",
             "--quiet"],
            stderr=file,
        )  # fmt: skip
    try:
        while not (found := re.search(r"Listening on http://\S+:(\d+)", log.read_text())):
            if process.poll() is not None:
                raise SystemExit(f"the server did not start: {log.read_text()}")
            time.sleep(0.1)
        yield int(found[1]), process.pid
    finally:
        process.terminate()
        process.wait(30)


def listings(data: Path | None, folder: Path) -> list[bytes]:
    """Listings as request bodies, in an order of their own."""
    if data is None:
        subprocess.run(
            [sys.executable, "-m", "counterfeit_nlp", "simulate", "--out", str(folder / "market"),
             "--listings", "6000", "--seed", "7"],
            check=True, capture_output=True,
        )  # fmt: skip
        data = folder / "market" / "catalog.csv.gz"
    csv.field_size_limit(1 << 24)
    with gzip.open(data, "rt", encoding="utf-8", newline="") as file:
        rows = [
            {name: row[name] for name in FIELDS if row.get(name)} for row in csv.DictReader(file)
        ]
    random.Random(1).shuffle(rows)
    return [
        json.dumps(row, ensure_ascii=False).encode() for row in rows[:60_000] if row.get("title")
    ]


def train(folder: Path) -> str:
    """A model of the simulated market."""
    subprocess.run(
        [sys.executable, "-m", "counterfeit_nlp", "train",
         str(folder / "market" / "listings.csv.gz"), "--out", str(folder / "model"), "--no-track"],
        check=True, capture_output=True,
    )  # fmt: skip
    return str(folder / "model")


def cpu_seconds(process: int) -> float:
    """CPU time that a process has used; 0 where the system doesn't tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code: 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", help="a trained model (default: one of simulated listings)")
    parser.add_argument("--data", type=Path, metavar="FILE", help="listings as .csv.gz")
    parser.add_argument("--rate", type=float, default=100.0, help="requests a second")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    options = parser.parse_args(arguments)
    if options.model is None and options.data is not None:
        parser.error("--data needs --model: a model of simulated listings knows nothing of others")
    with tempfile.TemporaryDirectory(prefix="http-latency-") as name:
        folder = Path(name)
        bodies = listings(options.data, folder)
        model = options.model or train(folder)
        with server(model, folder) as (port, process):
            asyncio.run(drive(port, bodies[::-1], options.rate, WARM_UP_SECONDS, 0))
            before, began = cpu_seconds(process), time.perf_counter()
            latencies, outcomes = asyncio.run(
                drive(port, bodies, options.rate, options.minutes * 60, options.seed)
            )
            passed = time.perf_counter() - began
            busy = (cpu_seconds(process) - before) / passed
    found = np.array(latencies)
    errors = sum(number for outcome, number in outcomes.items() if outcome != "200")
    result: dict[str, Any] = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "simulated": options.data is None,
        "requests": len(found),
        "per_second": len(found) / passed,
        "minutes": passed / 60,
        **{f"p{q}_ms": float(np.percentile(found, q)) for q in (50, 95, 99)},
        "max_ms": float(found.max()),
        "errors": errors,
        "outcomes": dict(outcomes),
        "server_cores_busy": busy,
    }
    told = "".join(f", {number} x {one}" for one, number in outcomes.items() if one != "200")
    print(
        f"{result['requests']:,} requests of one listing in {result['minutes']:.1f} minutes "
        f"({result['per_second']:.0f} a second): p50 {result['p50_ms']:.1f} ms, "
        f"p95 {result['p95_ms']:.1f} ms, p99 {result['p99_ms']:.1f} ms, "
        f"longest {result['max_ms']:.0f} ms, {errors} errors{told}, server busy on {busy:.2f} "
        f"cores (goal: p99 <= {GOAL_MS:g} ms, no errors)"
    )
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return int(errors > 0 or result["p99_ms"] > GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
