"""The benchmarks' manners; their figures are not for a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.mark.parametrize(
    "name", ["ablation", "real_listings", "peers", "under_attack", "clean_catalogues"]
)
def test_without_real_listings_it_says_where_it_looked_and_exits_0(
    name: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / f"{name}.py", "--data", tmp_path, "--json", "out.json"],
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
