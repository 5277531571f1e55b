"""The benchmarks' manners; their figures are not for a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def test_without_real_listings_it_says_where_it_looked_and_exits_0(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "real_listings.py", "--data", tmp_path, "--json", "out.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"looked for {tmp_path / 'listings.csv.gz'}" in done.stderr
    assert "data/README.md" in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
