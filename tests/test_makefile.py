"""The Makefile sets up its environment once, again when needed, and never half.

Runs the real Makefile with the real ``make`` in a folder with spaces; only Python is a shell script
that writes down how it was called, because installing takes minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

# `version` and `broken` are files beside the Makefile that tell the script how to behave.
PYTHON = """#!/bin/sh
case "$1 $2" in
  "-c import sys"*) test ! -e old ;;
  "-c "*) exit 0 ;;
  "--version "*) echo "Python 3.9.1" ;;
  "-m venv") echo "venv" >> calls; for last; do :; done
             mkdir -p "$last/bin"; cp "$0" "$last/bin/python" ;;
  "-m pip") echo "$*" >> calls; test ! -e broken ;;
  *) echo "$*" >> calls ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a folder with spaces" / "checkout"
    folder.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy2(ROOT / name, folder / name)
    programs = folder.parent / "bin"
    programs.mkdir()
    (programs / "python3").write_text(PYTHON, encoding="utf-8")
    (programs / "python3").chmod(0o755)
    return folder


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # `make test` runs us: its flags and variables must not reach the make under test
    environment = {k: v for k, v in os.environ.items() if "MAKE" not in k and k != "MFLAGS"}
    environment["PATH"] = f"{folder.parent / 'bin'}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


def calls(folder: Path) -> list[str]:
    """What Python was asked to do since last asked."""
    path = folder / "calls"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


def installs(folder: Path) -> list[str]:
    return [line.rsplit(" ", 1)[-1] for line in calls(folder) if " pip " in line]


def installs_and_runs(folder: Path) -> tuple[list[str], list[str]]:
    lines = calls(folder)
    installed = [line.rsplit(" ", 1)[-1] for line in lines if " pip " in line]
    return installed, [line for line in lines if " pytest " in line]


def later(path: Path) -> None:
    """Make a file newer than everything made so far, whatever the clock's resolution."""
    moment = time.time() + 5
    os.utime(path, (moment, moment))


def test_help_is_the_default_and_names_every_target(checkout: Path) -> None:
    shown = make(checkout).stdout
    for target in ("demo", "test", "test-spark", "lint", "bench", "clean", "help"):
        assert f"make {target} " in shown
    assert calls(checkout) == []


def test_installs_once_and_only_what_a_target_needs(checkout: Path) -> None:
    assert make(checkout, "test").returncode == 0
    assert [line.split()[:2] for line in calls(checkout)][:2] == [["venv"], ["-m", "pip"]]
    assert make(checkout, "test").returncode == 0
    assert calls(checkout) == ["-m pytest -q -n 2 --dist loadfile"]
    assert make(checkout, "bench").returncode == 0
    assert installs(checkout) == [".[bench,pipeline,serve]"]
    assert make(checkout, "demo").returncode == 0
    assert installs(checkout) == [".[pipeline]"]


def test_spark_has_an_environment_of_its_own(checkout: Path) -> None:
    assert make(checkout, "test").returncode == 0
    calls(checkout)
    assert make(checkout, "test-spark").returncode == 0
    assert installs_and_runs(checkout) == (
        [".[spark-test]"],
        ["-m pytest -q tests/spark"],
    )
    assert (checkout / ".venv" / ".ready-test").exists()
    assert not (checkout / ".venv" / ".ready-spark").exists()
    assert make(checkout, "test-spark").returncode == 0
    assert calls(checkout) == ["-m pytest -q tests/spark"]
    for name in ("src", "tests", "benchmarks"):
        (checkout / name).mkdir()
    assert make(checkout, "clean").returncode == 0
    assert not (checkout / ".venv-spark").exists()


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_installs_again_when_versions_change(checkout: Path, changed: str) -> None:
    make(checkout, "test")
    calls(checkout)
    later(checkout / changed)
    make(checkout, "test")
    assert installs(checkout) == [".[pipeline,serve,dev]"]


def test_a_broken_install_is_repeated(checkout: Path) -> None:
    (checkout / "broken").touch()
    assert make(checkout, "test").returncode != 0
    assert installs(checkout) == [".[pipeline,serve,dev]"]
    (checkout / "broken").unlink()
    assert make(checkout, "test").returncode == 0
    assert installs(checkout) == [".[pipeline,serve,dev]"]


def test_a_broken_reinstall_is_repeated(checkout: Path) -> None:
    make(checkout, "test")
    (checkout / "broken").touch()
    later(checkout / "pyproject.toml")
    assert make(checkout, "test").returncode != 0
    (checkout / "broken").unlink()
    calls(checkout)
    # even if the clock went back meanwhile
    os.utime(checkout / "pyproject.toml", (0, 0))
    assert make(checkout, "test").returncode == 0
    assert installs(checkout) == [".[pipeline,serve,dev]"]


def test_a_moved_checkout_gets_a_new_environment(checkout: Path) -> None:
    make(checkout, "test")
    calls(checkout)
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    assert make(moved, "test").returncode == 0
    assert "venv" in calls(moved)
    assert make(moved, "test").returncode == 0
    assert calls(moved) == ["-m pytest -q -n 2 --dist loadfile"]


def test_an_old_python_is_named(checkout: Path) -> None:
    (checkout / "old").touch()
    done = make(checkout, "test")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Python 3.9.1" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_missing_python_is_named(checkout: Path) -> None:
    done = make(checkout, "PYTHON=no-such-python", "test")
    assert done.returncode != 0
    assert "'no-such-python'" in done.stderr


def test_clean_keeps_the_users_own_data(checkout: Path) -> None:
    for name in ("data/real/listings.csv.gz", "mlflow.db", "data/split/train.parquet"):
        path = checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name in ("src", "tests", "benchmarks"):
        (checkout / name).mkdir()
    assert make(checkout, "clean").returncode == 0
    assert (checkout / "data/real/listings.csv.gz").exists()
    assert (checkout / "mlflow.db").exists()
    assert not (checkout / "data/split").exists()


def test_ci_runs_the_tests(checkout: Path) -> None:
    shutil.copytree(ROOT / ".ci", checkout / ".ci")
    environment = {k: v for k, v in os.environ.items() if "MAKE" not in k and k != "MFLAGS"}
    environment["PATH"] = f"{checkout.parent / 'bin'}{os.pathsep}{environment['PATH']}"
    done = subprocess.run([checkout / ".ci" / "run"], cwd="/", env=environment)
    assert done.returncode == 0
    called = calls(checkout)
    assert "-m pytest -q -n 2 --dist loadfile" in called
    assert "-m pytest -q tests/spark" in called
