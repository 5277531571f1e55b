"""Without a Java that Spark can run on, the message says what was found and what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.scoring.java import check_java
from counterfeit_nlp.scoring.spark import session


def java(folder: Path, says: str, code: int = 0) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {code}\n")
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("says", "code", "told"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 0, None),
        ('openjdk version "21" 2023-09-19', 0, None),
        ('java version "1.8.0_392"', 0, "1.8.0_392"),
        ('openjdk version "11.0.20" 2023-07-18', 0, "11.0.20"),
        ("The operation could not be completed", 1, "could not be completed"),
    ],
)
def test_its_version_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, code: int, told: str | None
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path / "jdk", says, code)))
    if told is None:
        check_java()
        return
    with pytest.raises(UsageError, match=f"needs Java 17 or newer; .*{told}.*--engine local"):
        check_java()


def test_none_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="none was found: JAVA_HOME is not set, .*install Java 17"):
        check_java()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="does not run: JAVA_HOME is .*gone"):
        check_java()


def test_without_pyspark_the_install_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match=r"pip install 'counterfeit-nlp\[spark\]'"):
        session()
