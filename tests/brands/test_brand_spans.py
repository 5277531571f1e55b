"""The manners of the benchmark on labelled titles; its figures are not for a test."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "brand_spans.py"


def run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, BENCHMARK, *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )


def test_without_titles_it_says_where_it_looked_and_exits_0(tmp_path: Path) -> None:
    done = run("--data", tmp_path, "--json", "out.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"looked for {tmp_path / 'zh_titles_brand_spans.jsonl.gz'}" in done.stderr
    assert "data/README.md" in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_its_figures_are_those_of_the_titles(tmp_path: Path) -> None:
    titles = [
        {"title": "适用华为手机壳", "spans": [["compatible_brand", 2, 4]]},
        {"title": "耐克运动鞋 男", "spans": [["brand", 0, 2]]},
        {"title": "索尼 耳机", "spans": []},  # a mention nobody labelled
        {"title": "没有 名字", "spans": [["brand", 0, 2]]},  # a brand nobody knows
    ]
    with gzip.open(tmp_path / "zh_titles_brand_spans.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(title) + "\n" for title in titles)
    done = run("--data", tmp_path, "--json", "out.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert told["spans"] == {"brand": 1, "compatible_brand": 1}
    assert told["recall"] == {"brand": 1.0, "compatible_brand": 1.0}
    assert told["precision"] == 2 / 3
    assert told["relation_accuracy"] == 1.0
