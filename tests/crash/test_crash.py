"""Ten kills and a few full disks; ``make crash`` has 200 and 60."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are forked, and looked up in /proc"
)


def harness(script: str, market: Path, model: Path, *words: str) -> list[dict[str, Any]]:
    """Run it in a process of its own, which has no threads yet and may fork."""
    done = subprocess.run(
        [sys.executable, HERE / script, "--catalog", market / "catalog.csv.gz", "--model", model,
         *words],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_runs_that_were_killed_end_as_if_nothing_had_been(
    market_dir: Path, model_dir: Path
) -> None:
    # by one process: others open the model at each start; `make crash` and test_streaming have two
    (told,) = harness("kills.py", market_dir, model_dir, "--kills", "10", "--workers-each", "0")
    assert told["same"]
    assert told["kills"] >= 10
    assert told["met"]["parts kept"] > 0


def test_a_full_disk_leaves_what_was_there(market_dir: Path, model_dir: Path) -> None:
    told = harness("full_disks.py", market_dir, model_dir, "--sizes", "5", "--no-mount")
    assert len(told) == 3
    for one in told:
        assert one["full"] + one["fitted"] == 5
