"""``score --engine spark`` refuses what makes no sense there, before it starts anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "o/", "--workers", "2"], "--workers is for --engine local"),
        (["--out", "o/", "--resume"], "--resume is for --engine local"),
        (["--out", "o/", "--since", "old.parquet"], "--since is for --engine local"),
        (["--out", "o/", "--part-rows", "5"], "--part-rows is for --engine local"),
        (["--out", "o.parquet"], "o.parquet names a file: end it in a slash"),
        (["--out", "-"], "end it in a slash (--out predictions/)"),
        (["--out", "o/", "--spark-conf", "x"], "--spark-conf 'x': expected KEY=VALUE"),
    ],
    ids=lambda value: " ".join(value[2:]) if isinstance(value, list) else None,
)
def test_options_of_the_other_engine(cli: Cli, tmp_path: Path, words: list[str], told: str) -> None:
    call = ["score", "in.csv", "--model", "m", "--engine", "spark", *words]
    done = cli(*call, expect=2, cwd=tmp_path)
    assert told in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_standard_input(cli: Cli, tmp_path: Path) -> None:
    call = ["score", "-", "--model", "m", "--engine", "spark", "--out", "o/"]
    assert "standard input" in cli(*call, expect=2, cwd=tmp_path).stderr.decode()


def test_settings_of_spark_need_spark(cli: Cli, tmp_path: Path) -> None:
    call = ["score", "in.csv", "--model", "m", "--out", "o.csv", "--spark-conf", "a=b"]
    done = cli(*call, expect=2, cwd=tmp_path)
    assert "--spark-conf sets up Spark: it needs --engine spark" in done.stderr.decode()
