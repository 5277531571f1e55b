"""Many files: patterns, addresses, what is named twice, and ids across files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterfeit_nlp.errors import CounterfeitError, InputError, UsageError
from counterfeit_nlp.schema.validate import Validator
from counterfeit_nlp.tables.atomic import AtomicFile
from counterfeit_nlp.tables.inputs import expanded
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.write import TableWriter

SCHEMA = pa.schema([("listing_id", pa.string()), ("title", pa.string())])


def rows(*ids: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"listing_id": ids, "title": ["bag"] * len(ids)}, SCHEMA)


def memory(name: str) -> str:
    return f"memory:///counterfeit-nlp-tests/{name}"


def write_and_fail(target: str) -> None:
    with TableWriter(target, SCHEMA) as writer:
        writer.write(rows("1"))
        raise CounterfeitError("made up")


def test_patterns_give_files_in_order_and_names_come_first(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "[1].csv", "c.txt", "deep/d/e.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("listing_id,title\n")
    at = f"{tmp_path}/"
    assert expanded([at + "b.csv", at + "a*.csv", "-"]) == [at + "b.csv", at + "a.csv", "-"]
    assert expanded([at + "[ab].csv"]) == [at + "a.csv", at + "b.csv"]
    # a file of that very name is meant, not a pattern
    assert expanded([at + "[1].csv"]) == [at + "[1].csv"]
    assert expanded([at + "deep/**/*.csv"]) == [at + "deep/d/e.csv"]
    with pytest.raises(InputError, match="no file matches"):
        expanded([at + "x*.csv"])
    with pytest.raises(UsageError, match="named twice"):
        expanded([at + "a.csv", at + "deep/../*.csv"])
    with pytest.raises(UsageError, match="known extensions"):
        expanded([at + "c*"])


@pytest.mark.parametrize("extension", ["parquet", "csv", "jsonl.gz", "csv.zst", "parquet.gz"])
def test_an_address_is_read_and_written_as_a_file_is(tmp_path: Path, extension: str) -> None:
    here, there = tmp_path / f"one.{extension}", memory(f"one.{extension}")
    for target in (here, there):
        with TableWriter(target, SCHEMA) as writer:
            writer.write(rows("1", "2"))
            writer.write(rows("3"))
    (batch,) = read_listings(there)
    assert batch.good.column("listing_id").to_pylist() == ["1", "2", "3"]
    import fsspec

    assert fsspec.open(there).open().read() == here.read_bytes()
    with fsspec.open(f"file://{here}") as file:
        assert file.read() == here.read_bytes()
    assert memory(f"one.{extension}") in expanded([memory("*")])


def test_an_address_that_fails_shows_nothing(tmp_path: Path) -> None:
    for there in (memory("never.csv"), f"file://{tmp_path}/never.csv"):
        with pytest.raises(CounterfeitError, match="made up"):
            write_and_fail(there)
        with pytest.raises(InputError, match="no such file"):
            list(read_listings(there))
    assert not list(tmp_path.iterdir())


def test_an_address_nobody_can_read_is_told_in_one_line() -> None:
    with pytest.raises(UsageError, match="can't be read here") as error:
        list(read_listings("nowhere://bucket/a.csv"))
    assert "\n" not in str(error.value)


def test_without_fsspec_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match="pip install fsspec"):
        list(read_listings("s3://bucket/a.csv"))


def test_ids_are_taken_across_files(tmp_path: Path) -> None:
    for name, ids in (("a", ("1", "2")), ("b", ("2", "3"))):
        pq.write_table(pa.Table.from_batches([rows(*ids)]), tmp_path / f"{name}.parquet")
    validator = Validator()
    found: list[Any] = []
    for name in ("a", "b"):
        found += read_listings(tmp_path / f"{name}.parquet", validator=validator)
    assert [batch.good.column("listing_id").to_pylist() for batch in found] == [["1", "2"], ["3"]]
    (reject,) = found[1].rejects
    assert (reject.line, reject.listing_id) == (1, "2")
    assert reject.file.endswith("b.parquet")


def test_what_a_killed_writer_left_goes_and_a_living_ones_stays(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from counterfeit_nlp.tables.atomic import AtomicFile\n"
        "AtomicFile(sys.argv[1]).file.write(b'x' * 100_000)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    target = tmp_path / "out.csv"
    subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    (left,) = tmp_path.iterdir()
    assert left.name.endswith(".part")
    living = AtomicFile(target)
    assert not left.exists()
    other = AtomicFile(target)  # two at once: the later commit wins, as ever
    living.file.write(b"1")
    other.file.write(b"2")
    living.commit()
    other.commit()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.csv", b"2")]
    # the leftovers of another file are its own
    (tmp_path / ".other.csv.0123456789ab.part").touch()
    AtomicFile(target).discard()
    assert (tmp_path / ".other.csv.0123456789ab.part").exists()


def test_a_store_that_is_full_is_an_error_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(MemoryFileSystem, "_open", full)
    with pytest.raises(CounterfeitError, match="can't write memory://.*: No space left"):
        TableWriter(memory("full.csv"), SCHEMA)
