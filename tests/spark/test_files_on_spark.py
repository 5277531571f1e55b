"""``score --engine spark`` gives what the local engine gives: rows, rejects, counts and errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterfeit_nlp.errors import InputError, SchemaError, UsageError
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.known import MANIFEST
from counterfeit_nlp.scoring.local import score_file
from counterfeit_nlp.scoring.spark import score_on_spark
from counterfeit_nlp.tables.write import TableWriter

# the slowest batch is a matter of time, chunks one of processes
_OF_CHANCE = {"slowest_batch", "distinct_chunks", "novel_chunks_per_listing"}


def write(path: Path, rows: pa.Table) -> Path:
    with TableWriter(path, rows.schema) as writer:
        for batch in rows.combine_chunks().to_batches():
            writer.write(batch)
    return path


@pytest.fixture(scope="module")
def files(listings: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three formats; ids that come again in a file, in another one, and in another row group."""
    folder = tmp_path_factory.mktemp("in")
    again = listings.slice(3, 4)
    # what CSV and JSON can hold; a NUL would be another error in each
    write(folder / "1.csv.gz", pa.concat_tables([listings.slice(0, 40), again]))
    rows = pa.concat_tables([again, listings.slice(40), again])
    pq.write_table(rows, folder / "2.parquet", row_group_size=13)
    write(folder / "3.jsonl", pa.concat_tables([listings.slice(100, 2), again]))
    return folder


@pytest.fixture(scope="module")
def local(files: Path, scorer: Scorer, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("local")
    told = score_file(
        f"{files}/*", scorer, f"{folder}/out/", rejects=folder / "bad.csv", keep=["brand"]
    )
    assert told.rows_rejected > 15
    return told, pq.read_table(folder / "out"), (folder / "bad.csv").read_bytes(), folder / "out"


@pytest.mark.parametrize("tasks", [1, 4, 16])
def test_the_same_rows_in_the_same_order_whatever_the_tasks(
    spark: Any, files: Path, scorer: Scorer, local: Any, tmp_path: Path, tasks: int
) -> None:
    out, bad = tmp_path / "out", tmp_path / "bad.csv"
    told = score_on_spark(
        f"{files}/*", scorer, f"{out}/", spark=spark, rejects=bad, keep=["brand"], tasks=tasks
    )
    expected, rows, rejects, folder = local
    found = pq.read_table(out)
    assert found.schema.equals(rows.schema)
    assert found.sort_by("listing_id").equals(rows.sort_by("listing_id"))
    assert found.equals(rows)
    assert bad.read_bytes() == rejects
    assert {k: v for k, v in told.as_dict().items() if k not in _OF_CHANCE} == {
        k: v for k, v in expected.as_dict().items() if k not in _OF_CHANCE
    }
    manifest, of_local = (json.loads((one / MANIFEST).read_text()) for one in (out, folder))
    parts = manifest.pop("parts")
    assert sum(part["rows"] for part in parts) == told.rows_scored
    assert [part["file"] for part in parts] == sorted(
        path.name for path in out.iterdir() if path.name != MANIFEST
    )
    assert len(parts) >= min(tasks, 3)
    of_local.pop("parts")
    assert manifest == of_local
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "out"]


def test_a_link_tells_its_format_by_its_own_name(
    spark: Any, listings: pa.Table, scorer: Scorer, tmp_path: Path
) -> None:
    stored = write(tmp_path / "in.parquet", listings.slice(0, 30)).rename(tmp_path / "5b12a4")
    (tmp_path / "in.parquet").symlink_to(stored)
    told = score_on_spark(
        tmp_path / "in.parquet",
        scorer,
        f"{tmp_path}/out/",
        spark=spark,
        rejects=tmp_path / "bad.csv",
    )
    assert told.rows_in == 30


def test_an_id_of_two_files_ends_a_run_without_rejects_and_nothing_is_left(
    spark: Any, listings: pa.Table, scorer: Scorer, tmp_path: Path
) -> None:
    one = listings.slice(3, 1)
    sources = [write(tmp_path / f"{name}.parquet", one) for name in ("a", "b")]
    with pytest.raises(InputError, match=r"b\.parquet.*appears twice"):
        score_on_spark(sources, scorer, f"{tmp_path}/out/", spark=spark, tasks=2)
    assert not (tmp_path / "out").exists()
    assert not [*tmp_path.rglob("*-part-*"), *tmp_path.rglob("part-*")]


def test_a_later_local_run_takes_all_of_it_over(
    spark: Any, listings: pa.Table, scorer: Scorer, tmp_path: Path
) -> None:
    source = write(tmp_path / "in.parquet", listings.slice(0, 30))
    bad = tmp_path / "bad.csv"
    score_on_spark(source, scorer, f"{tmp_path}/old/", spark=spark, rejects=bad)
    told = score_file(source, scorer, f"{tmp_path}/new/", since=tmp_path / "old", rejects=bad)
    assert told.rows_reused == told.rows_scored > 20


def test_a_bad_row_ends_the_run_and_what_was_there_stays(
    spark: Any, files: Path, scorer: Scorer, tmp_path: Path
) -> None:
    told = []
    for engine, more in ((score_file, {}), (score_on_spark, {"spark": spark})):
        with pytest.raises(InputError) as error:
            engine(f"{files}/*", scorer, f"{tmp_path}/out/", **more)
        told.append(str(error.value))
    assert told[0] == told[1]
    # an id that comes again is known only when all files are read
    good = pa.table({"listing_id": ["1"], "title": ["bag"]})
    first, second = write(tmp_path / "1.csv", good), write(tmp_path / "2.csv", good)
    out = tmp_path / "out"
    score_on_spark(first, scorer, f"{out}/", spark=spark)
    before = pq.read_table(out)
    with pytest.raises(InputError, match="2.csv, line 2: listing_id '1' appears twice"):
        score_on_spark([first, second], scorer, f"{out}/", spark=spark)
    assert pq.read_table(out).equals(before)
    bad = tmp_path / "bad.csv"
    with pytest.raises(InputError, match="1 rows were rejected, more than --max-rejects 0"):
        score_on_spark([first, second], scorer, f"{out}/", spark=spark, rejects=bad, max_rejects=0)
    assert "appears twice" in bad.read_text()
    assert pq.read_table(out).equals(before)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["1.csv", "2.csv", "bad.csv", "out"]


def test_what_can_only_be_asked_of_all_files_is_asked(
    spark: Any, scorer: Scorer, tmp_path: Path
) -> None:
    for name, note in (("1", {}), ("2", {"note": "x"})):
        line = json.dumps({"listing_id": name, "title": "bag", **note})
        (tmp_path / f"{name}.jsonl").write_text(line + "\n")
    both, out = f"{tmp_path}/*.jsonl", tmp_path / "out"
    score_on_spark(both, scorer, f"{out}/", spark=spark, keep=["note"])
    assert pq.read_table(out)["note"].to_pylist() == [None, "x"]
    with pytest.raises(SchemaError, match="notes; did you mean note"):
        score_on_spark(both, scorer, f"{out}/", spark=spark, keep=["notes"])
    for number, values in enumerate(([1], ["one"])):
        table = pa.table({"listing_id": [f"p{number}"], "title": ["bag"], "note": values})
        pq.write_table(table, tmp_path / f"{number}.parquet")
    with pytest.raises(SchemaError, match="--keep note: it holds int64 in .* and string in"):
        score_on_spark(f"{tmp_path}/*.parquet", scorer, f"{out}/", spark=spark, keep=["note"])


def test_no_row_is_a_folder_with_the_columns(spark: Any, scorer: Scorer, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("listing_id,title\n")
    told = score_on_spark(tmp_path / "in.csv", scorer, f"{tmp_path}/out/", spark=spark)
    assert told.rows_in == 0
    found = pq.read_table(tmp_path / "out")
    assert (found.num_rows, found.schema.names[:2]) == (0, ["listing_id", "risk"])


def test_standard_input_and_files_are_refused(spark: Any, scorer: Scorer, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="standard input can't be read"):
        score_on_spark("-", scorer, f"{tmp_path}/out/", spark=spark)


# last: it has executors in processes of their own, as a cluster has
def test_the_command_on_a_cluster_of_two_processes(
    cli: Callable[..., Any], listings: pa.Table, model_dir: Path, tmp_path: Path
) -> None:
    renamed = listings.rename_columns(["id", *listings.column_names[1:]])
    pq.write_table(renamed, tmp_path / "in.parquet", row_group_size=40)
    sellers = tmp_path / "sellers.yaml"
    denied = next(one for one in listings["seller_id"].to_pylist() if one)
    entry = {"seller_id": denied, "list": "deny", "evidence": "file 1", "added": "2025-11-20"}
    sellers.write_text(json.dumps({"format": 1, "title": "Lists", "sellers": [entry]}))
    call = ["score", "in.parquet", "--model", model_dir, "--map", "listing_id=id",
            "--keep", "brand", "--rejects", "bad.csv", "--batch-size", 50,
            "--sellers", sellers, "--as-of", "2026-01-01"]  # fmt: skip
    cluster = ["--engine", "spark", "--spark-conf", "spark.master=local-cluster[2,1,700]",
               "--spark-conf", "spark.executor.memory=700m", "--json"]  # fmt: skip
    env = {"SPARK_WORKER_DIR": str(tmp_path / "work")}
    done = cli(*call, *cluster, "--out", "there/", cwd=tmp_path, env=env)
    there = pq.read_table(tmp_path / "there"), (tmp_path / "bad.csv").read_bytes()
    assert json.loads(done.stdout)["rows_in"] == listings.num_rows
    cli(*call, "--out", "here/", cwd=tmp_path)
    assert there[0].equals(pq.read_table(tmp_path / "here"))
    assert "seller" in str(there[0]["reasons"].to_pylist())
    assert there[1] == (tmp_path / "bad.csv").read_bytes()
