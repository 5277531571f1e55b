"""Many files, processes, runs that died and runs before: the same bytes, each row once."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterfeit_nlp import api
from counterfeit_nlp.errors import (
    ArtefactError,
    CounterfeitError,
    InputError,
    SchemaError,
    UsageError,
)
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.scoring import local
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.known import MANIFEST
from counterfeit_nlp.scoring.local import score_file
from counterfeit_nlp.scoring.recipe import Recipe
from counterfeit_nlp.scoring.work_folder import WorkFolder
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.write import TableWriter

COLUMNS = ["listing_id", "title", "description", "price", "currency", "seller_id"]
ROWS = 300


@pytest.fixture(scope="module")
def scorer(model_dir: Path) -> Scorer:
    return api.load(model_dir)


@pytest.fixture(scope="module")
def table(market_dir: Path) -> pa.Table:
    batches = [batch.good for batch in read_listings(market_dir / "catalog.csv.gz")]
    return pa.Table.from_batches(batches).select(COLUMNS).slice(0, ROWS)


def write(path: Path, rows: pa.Table) -> Path:
    with TableWriter(path, rows.schema) as writer:
        for batch in rows.combine_chunks().to_batches():
            writer.write(batch)
    return path


@pytest.fixture(scope="module")
def files(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three files in three formats, with bad rows and ids that come again."""
    folder = tmp_path_factory.mktemp("in")
    bad = pa.table({name: ["x", "", None, None, None, None][n : n + 1] for n, name in
                    enumerate(COLUMNS)}).cast(table.schema)  # fmt: skip
    again = table.slice(3, 4)
    write(folder / "1.csv.gz", pa.concat_tables([table.slice(0, 100), bad, again]))
    write(folder / "2.jsonl", pa.concat_tables([again, table.slice(100, 50), bad]))
    write(folder / "3.parquet", pa.concat_tables([bad, table.slice(150), again, bad]))
    return folder


def run(files: Path, scorer: Scorer, folder: Path, **options: Any) -> tuple[bytes, bytes]:
    """Score all files; the bytes of the predictions and of the rejects."""
    out, bad = folder / "out.parquet", folder / "bad.csv"
    told = score_file(f"{files}/*", scorer, out, rejects=bad, keep=["seller_id"], **options)
    assert (told.rows_in, told.rows_scored, told.rows_rejected) == (ROWS + 16, ROWS, 16)
    assert sorted(one.name for one in folder.iterdir()) == ["bad.csv", "out.parquet"]
    return out.read_bytes(), bad.read_bytes()


@pytest.fixture(scope="module")
def whole(files: Path, scorer: Scorer, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return run(files, scorer, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize(
    "options",
    [
        {"batch_size": 7},
        {"resume": True, "part_rows": 1},
        {"resume": True, "part_rows": 90, "batch_size": 11},
        {"workers": 2, "part_rows": 40},
        {"workers": 3, "part_rows": 1_000_000, "batch_size": 64},
    ],
    ids=str,
)
def test_the_bytes_depend_on_the_rows_alone(
    files: Path, scorer: Scorer, whole: Any, tmp_path: Path, options: dict[str, Any]
) -> None:
    assert run(files, scorer, tmp_path, **options) == whole


def test_an_id_counts_once_whatever_file_it_comes_in(whole: Any, files: Path) -> None:
    predictions = pq.read_table(pa.BufferReader(whole[0]))
    assert len(set(predictions["listing_id"].to_pylist())) == len(predictions) == ROWS
    lines = whole[1].decode().splitlines()[1:]
    assert sum("an earlier row has it" in line for line in lines) == 12
    assert [sum(f"{name}," in line for line in lines) for name in
            ("1.csv.gz", "2.jsonl", "3.parquet")] == [5, 5, 6]  # fmt: skip


def test_one_file_gives_what_its_rows_gave_by_themselves(
    scorer: Scorer, table: pa.Table, tmp_path: Path
) -> None:
    source = write(tmp_path / "all.parquet", table)
    score_file(source, scorer, tmp_path / "out.parquet")
    scored = scorer.score_table(table)
    assert pq.read_table(tmp_path / "out.parquet").equals(scored)


class Stops(Exception):
    """A death that a test can watch."""


def dying(scorer: Scorer, monkeypatch: pytest.MonkeyPatch, after: int) -> list[int]:
    """Let the scorer die after so many batches; the sizes of those it was asked for."""
    asked: list[int] = []
    plain = Scorer.score_batch

    def score_batch(self: Scorer, listings: pa.RecordBatch) -> pa.RecordBatch:
        if len(asked) >= after:
            raise Stops
        asked.append(listings.num_rows)
        return plain(self, listings)

    monkeypatch.setattr(Scorer, "score_batch", score_batch)
    return asked


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_a_resumed_run_scores_what_is_left(
    files: Path, scorer: Scorer, whole: Any, tmp_path: Path, monkeypatch: Any, folder: bool
) -> None:
    options: dict[str, Any] = {"part_rows": 50, "keep": ["seller_id"]}
    out = tmp_path / ("out/" if folder else "out.parquet")
    target = f"{out}/" if folder else out
    score_file(f"{files}/*", scorer, target, rejects=tmp_path / "bad.csv", **options, resume=True)
    expected = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    shutil.rmtree(out) if folder else out.unlink()
    with monkeypatch.context() as patch:
        first = dying(scorer, patch, 4)
        with pytest.raises(Stops):
            score_file(f"{files}/*", scorer, target, rejects=tmp_path / "bad.csv", **options,
                       resume=True)  # fmt: skip
    assert not out.exists()
    with monkeypatch.context() as patch:
        rest = dying(scorer, patch, 1_000)
        told = score_file(
            f"{files}/*", scorer, target, rejects=tmp_path / "bad.csv", **options, resume=True
        )
    assert sum(first) == told.rows_resumed > 0
    assert sum(first) + sum(rest) == ROWS
    assert {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()} == expected


def test_a_row_that_changed_while_the_run_was_dead_is_scored_anew(
    scorer: Scorer, table: pa.Table, tmp_path: Path, monkeypatch: Any
) -> None:
    source = write(tmp_path / "in.parquet", table)
    with monkeypatch.context() as patch:
        dying(scorer, patch, 4)
        with pytest.raises(Stops):
            score_file(source, scorer, tmp_path / "out.csv", resume=True, part_rows=50)
    titles = table["title"].to_pylist()
    titles[120] = "1:1 replica watch"
    changed = table.set_column(1, "title", pa.array(titles))
    write(source, changed)
    told = score_file(source, scorer, tmp_path / "out.csv", resume=True, part_rows=50)
    assert told.rows_resumed == 150
    score_file(source, scorer, tmp_path / "fresh.csv")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "fresh.csv").read_bytes()


def test_what_waits_goes_when_nobody_wants_it(
    scorer: Scorer, table: pa.Table, tmp_path: Path, monkeypatch: Any
) -> None:
    source = write(tmp_path / "in.parquet", table)

    def there() -> list[str]:
        return sorted(one.name for one in tmp_path.glob(".*"))

    with monkeypatch.context() as patch:
        dying(scorer, patch, 4)
        with pytest.raises(Stops):
            score_file(source, scorer, tmp_path / "out.csv", resume=True, part_rows=50)
    (left,) = there()
    # a run with other columns to keep can't use it, nor can one that does not resume
    other = {"keep": ["seller_id"], "resume": True, "part_rows": 50}
    assert score_file(source, scorer, tmp_path / "out.csv", **other).rows_resumed == 0
    assert there() == []
    # a fault of the input is the same next time: nothing waits, unless one asked to resume
    (tmp_path / "bad.csv").write_text("listing_id,title\n1,bag\n2,\n")
    for resume in (False, True):
        with pytest.raises(InputError, match="line 3"):
            score_file(tmp_path / "bad.csv", scorer, tmp_path / "o.csv", resume=resume, part_rows=1)
        assert bool(there()) == resume
    assert left not in there()


def test_two_runs_at_once_are_kept_apart(scorer: Scorer, table: pa.Table, tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", table)
    fingerprint = Recipe.of(scorer, kept=(), batch_size=1).fingerprint
    with WorkFolder(tmp_path / "out.csv", fingerprint, resume=True) as living:
        with pytest.raises(UsageError, match="another run is writing"):
            score_file(source, scorer, tmp_path / "out.csv", resume=True)
        # one of another model leaves it alone
        with WorkFolder(tmp_path / "out.csv", "0" * 64, resume=False):
            assert living.folder.exists()
        assert living.folder.exists()
    score_file(source, scorer, tmp_path / "out.csv", resume=True)


def test_a_folder_holds_parts_and_a_manifest_that_is_true(
    files: Path, scorer: Scorer, whole: Any, tmp_path: Path, model_dir: Path
) -> None:
    out = tmp_path / "scored"
    made = []
    for options in ({"workers": 2}, {"batch_size": 3}):
        score_file(f"{files}/*", scorer, f"{out}/", rejects=tmp_path / "bad.csv",
                   keep=["seller_id"], part_rows=120, **options)  # fmt: skip
        made.append({one.name: one.read_bytes() for one in out.iterdir()})
    assert made[0] == made[1]
    manifest = json.loads((out / MANIFEST).read_text())
    assert manifest["rows_in"] == manifest["rows_scored"] + manifest["rows_rejected"] == ROWS + 16
    assert [(one["rows_in"], one["rows_rejected"]) for one in manifest["inputs"]] == [
        (105, 5), (55, 5), (156, 6),
    ]  # fmt: skip
    assert sum(manifest["bands"].values()) == sum(p["rows"] for p in manifest["parts"]) == ROWS
    assert len(manifest["parts"]) == 3
    for part in [*manifest["parts"], *manifest["inputs"]]:
        path = out / part["file"] if "rows" in part else Path(part["file"])
        assert part["bytes"] == path.stat().st_size
        assert part["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert manifest["model_digest"] == api.load(model_dir).artefact.digest
    read = pq.read_table(out)  # as anybody would
    assert read.equals(pq.read_table(pa.BufferReader(whole[0])))
    assert manifest["columns"] == read.column_names
    with pytest.raises(UsageError, match="replaced as a whole"):
        score_file(f"{files}/*", scorer, f"{out}/", rejects=out / "bad.csv")
    # nothing else may be replaced
    (out / "mine.txt").write_text("precious")
    with pytest.raises(UsageError, match="holds other things"):
        score_file(f"{files}/*", scorer, out)
    assert (out / "mine.txt").exists()


def test_a_folder_that_was_being_replaced_comes_back(
    scorer: Scorer, table: pa.Table, tmp_path: Path
) -> None:
    source, out = write(tmp_path / "in.parquet", table), tmp_path / "scored"
    score_file(source, scorer, f"{out}/")
    before = {one.name: one.read_bytes() for one in out.iterdir()}
    fingerprint = Recipe.of(scorer, kept=(), batch_size=1).fingerprint
    work = WorkFolder(out, fingerprint, resume=True).folder
    work.mkdir()
    out.rename(work / "old")  # so far it came
    with WorkFolder(out, "0" * 64, resume=False):
        assert {one.name: one.read_bytes() for one in out.iterdir()} == before


@pytest.mark.parametrize("named", ["scored", "scored/"])
@pytest.mark.parametrize("since", [False, True], ids=["", "since"])
def test_the_same_command_recovers_a_folder_that_was_being_replaced(
    scorer: Scorer, table: pa.Table, tmp_path: Path, named: str, since: bool
) -> None:
    source, out = write(tmp_path / "in.parquet", table), tmp_path / "scored"
    score_file(source, scorer, f"{out}/")
    before = {one.name: one.read_bytes() for one in out.iterdir()}
    work = WorkFolder(out, Recipe.of(scorer, kept=(), batch_size=1).fingerprint, resume=True).folder
    work.mkdir()
    out.rename(work / "old")
    told = score_file(source, scorer, f"{tmp_path}/{named}", since=out if since else None)
    assert told.rows_reused == (ROWS if since else None)
    assert {one.name: one.read_bytes() for one in out.iterdir()} == before
    assert not list(tmp_path.glob(".*"))


def test_long_names_with_one_beginning_are_kept_apart(tmp_path: Path) -> None:
    for beginning in ("x" * 120, "香" * 60, "😀" * 50):
        january, february = (tmp_path / f"{beginning}_{month}" for month in ("jan", "feb"))
        with WorkFolder(january, "ab" * 32, resume=True) as alive:
            (alive.folder / "old").mkdir()
            (alive.folder / "old" / "part-00000.parquet").write_text("january")
            with WorkFolder(february, "ab" * 32, resume=False) as work:
                assert work.folder != alive.folder
        # and when one died
        (alive.folder / "old").mkdir(parents=True)
        with WorkFolder(february, "ab" * 32, resume=False):
            assert not february.exists()
        with WorkFolder(january, "cd" * 32, resume=False):
            assert january.exists()


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return dying(None, monkeypatch, 1_000_000)  # type: ignore[arg-type]


def test_since_scores_what_changed_and_says_the_same(
    files: Path, scorer: Scorer, table: pa.Table, tmp_path: Path, monkeypatch: Any
) -> None:
    old = tmp_path / "old.parquet"
    score_file(write(tmp_path / "old_in.parquet", table.slice(0, 250)), scorer, old)
    titles, ids = table["title"].to_pylist(), table["listing_id"].to_pylist()
    titles[7], ids[20] = titles[7] + " 1:1", "a new id of an old text"
    new = table.set_column(1, "title", pa.array(titles)).set_column(0, "listing_id", pa.array(ids))
    new = pa.concat_tables([new.slice(30), new.slice(0, 30)])  # and in another order
    source = write(tmp_path / "new.parquet", new)
    same = {json.dumps(row) for row in table.drop_columns(["listing_id", "seller_id"]).slice(0, 250)
            .to_pylist()}  # fmt: skip
    known = sum(
        json.dumps(row) in same for row in new.drop_columns(["listing_id", "seller_id"]).to_pylist()
    )
    score_file(source, scorer, tmp_path / "full.parquet", keep=["price"])
    for options in ({}, {"workers": 2}, {"part_rows": 31, "batch_size": 4}):
        asked = counted(monkeypatch)
        out = tmp_path / "out.parquet"
        told = score_file(source, scorer, out, since=old, keep=["price"], **options)
        assert told.rows_reused == known > 240
        if "workers" not in options:
            assert sum(asked) == ROWS - known
        assert out.read_bytes() == (tmp_path / "full.parquet").read_bytes()
    score_file(source, scorer, f"{tmp_path}/parts/", part_rows=100)
    told = score_file(source, scorer, out, since=tmp_path / "parts", keep=["price"])
    assert told.rows_reused == ROWS
    assert out.read_bytes() == (tmp_path / "full.parquet").read_bytes()


@pytest.mark.parametrize(
    "column", ["model_version", "text_version", "registry_hash", "sellers_hash", "schema_version"]
)
def test_since_takes_nothing_of_another_model_or_version(
    scorer: Scorer, table: pa.Table, tmp_path: Path, column: str
) -> None:
    source, old = write(tmp_path / "in.parquet", table), tmp_path / "old.parquet"
    score_file(source, scorer, old)
    expected = old.read_bytes()
    predictions = pq.read_table(old)
    field = PREDICTION_SCHEMA.field(column)
    other = pa.array([7 if pa.types.is_integer(field.type) else "7"] * ROWS, field.type)
    at = predictions.column_names.index(column)
    # half of them, so that one file may hold both
    mixed = pa.concat_arrays(
        [other[: ROWS // 2], predictions.column(at).combine_chunks()[ROWS // 2 :]]
    )
    changed = predictions.set_column(at, field, mixed)
    # a mark on those that don't hold: none of it may come through
    risks = [2.0] * (ROWS // 2) + predictions["risk"].to_pylist()[ROWS // 2 :]
    changed = changed.set_column(1, "risk", pa.array(risks))
    pq.write_table(changed, old)
    told = score_file(source, scorer, tmp_path / "out.parquet", since=old)
    assert ROWS // 2 <= (told.rows_reused or 0) < ROWS
    assert (tmp_path / "out.parquet").read_bytes() == expected


def test_since_takes_nothing_of_a_folder_that_another_version_of_the_package_made(
    scorer: Scorer, table: pa.Table, tmp_path: Path
) -> None:
    source, old = write(tmp_path / "in.parquet", table), tmp_path / "old"
    score_file(source, scorer, f"{old}/")
    manifest = json.loads((old / MANIFEST).read_text())
    (old / MANIFEST).write_text(json.dumps(manifest | {"package_version": "0.0.7"}))
    told = score_file(source, scorer, tmp_path / "out.parquet", since=old)
    assert (told.rows_reused, told.since_made_by) == (0, "0.0.7")
    assert told.as_dict()["since_made_by"] == "0.0.7"
    score_file(source, scorer, tmp_path / "fresh.parquet")
    assert (tmp_path / "out.parquet").read_bytes() == (tmp_path / "fresh.parquet").read_bytes()


def test_rejects_may_not_take_the_place_of_what_since_reads(
    scorer: Scorer, table: pa.Table, tmp_path: Path
) -> None:
    source, old = write(tmp_path / "in.parquet", table), tmp_path / "old.parquet"
    score_file(source, scorer, old)
    score_file(source, scorer, f"{tmp_path}/parts/")
    before = old.read_bytes()
    for since, rejects in ((old, old), (tmp_path / "parts", tmp_path / "parts/part-00000.parquet")):
        with pytest.raises(UsageError, match="--since reads"):
            score_file(source, scorer, tmp_path / "out.csv", since=since, rejects=rejects)
    assert old.read_bytes() == before
    # what is read may be replaced by the result, as it is read before
    assert score_file(source, scorer, old, since=old).rows_reused == ROWS
    assert old.read_bytes() == before


def test_since_wants_predictions(scorer: Scorer, table: pa.Table, tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", table)
    for since, error, words in (
        (tmp_path / "a.csv", UsageError, "expected predictions in Parquet"),
        (tmp_path, UsageError, "no run of score that was finished"),
        (tmp_path / "none.parquet", InputError, "no such file"),
        (source, SchemaError, "no column risk"),
    ):
        with pytest.raises(error, match=words):
            score_file(source, scorer, tmp_path / "out.csv", since=since)
    assert not list(tmp_path.glob(".*"))


def test_since_looks_at_what_lists_say_of_the_seller(
    model_dir: Path, table: pa.Table, tmp_path: Path
) -> None:
    from datetime import date

    from counterfeit_nlp.sellers.lists import Entry, SellerLists

    source, out = write(tmp_path / "in.parquet", table), tmp_path / "out.parquet"
    seller = table["seller_id"].to_pylist()[0]
    full = []
    for evidence in ("court order 1", "court order 2"):
        lists = SellerLists((Entry(seller, "deny", evidence, date(2025, 1, 1)),))
        judging = api.load(model_dir, sellers=lists, as_of=date(2025, 6, 1))
        score_file(source, judging, out)
        full.append(out.read_bytes())
        for options in ({}, {"workers": 2, "part_rows": 100}):
            again = tmp_path / "again.parquet"
            told = score_file(source, judging, again, since=out, **options)
            assert told.rows_reused == ROWS
            assert told.sellers_told
            assert again.read_bytes() == full[-1]
        # without lists, none of it holds
        assert score_file(source, api.load(model_dir), again, since=out).rows_reused == 0
    assert full[0] != full[1]


def test_files_that_keep_a_column_of_two_types_are_refused(
    scorer: Scorer, table: pa.Table, tmp_path: Path
) -> None:
    write(tmp_path / "1.parquet", table.slice(0, 5).append_column("n", pa.array([1] * 5)))
    write(tmp_path / "2.csv", table.slice(5, 5).append_column("n", pa.array(["1"] * 5)))
    with pytest.raises(SchemaError, match="n: it holds int64 in .*1.parquet and string in .*2.csv"):
        score_file(f"{tmp_path}/*", scorer, tmp_path / "out.parquet", keep=["n"])
    write(tmp_path / "2.csv", table.slice(5, 5))
    with pytest.raises(SchemaError, match="does not have: n"):
        score_file(f"{tmp_path}/*", scorer, tmp_path / "out.parquet", keep=["n"])


def test_a_model_that_changed_meanwhile_is_refused_by_each_process(
    model_dir: Path, table: pa.Table, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_dir, folder)
    scorer = api.load(folder)
    weights = (folder / "weights.npz").read_bytes()
    (folder / "weights.npz").write_bytes(weights[:-1] + b"x")
    source = write(tmp_path / "in.parquet", table)
    with pytest.raises(ArtefactError, match=r"weights\.npz was changed"):
        score_file(source, scorer, tmp_path / "out.csv", workers=2)
    assert not (tmp_path / "out.csv").exists()


def test_processes_that_score_never_load_what_trains(model_dir: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, pyarrow as pa\n"
        "from pathlib import Path\n"
        "from counterfeit_nlp.model import artefact\n"
        "from counterfeit_nlp.scoring import workers\n"
        "from counterfeit_nlp.scoring.frame import Scorer\n"
        "from counterfeit_nlp.scoring.recipe import Recipe\n"
        "model = Path(sys.argv[1])\n"
        "recipe = Recipe.of(Scorer(artefact.load(model)), kept=(), batch_size=9)\n"
        "recipe.make()\n"
        "sys.exit(', '.join({'sklearn', 'joblib', 'mlflow'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(model_dir)], check=False)
    assert done.returncode == 0


def test_what_goes_to_a_stream_can_not_be_resumed(
    scorer: Scorer, table: pa.Table, tmp_path: Path, cli: Callable[..., Any], model_dir: Path
) -> None:
    source = write(tmp_path / "in.csv", table)
    for out in ("-", "memory:///tests/out.parquet"):
        with pytest.raises(UsageError, match="--resume"):
            score_file(source, scorer, out, resume=True)
    cli("score", source, "--model", model_dir, "--out", tmp_path / "out.jsonl")
    done = cli("score", "-", "--model", model_dir, "--out", "-", "--workers", 2, "--part-rows", 50,
               stdin=source.read_bytes())  # fmt: skip
    assert done.stdout == (tmp_path / "out.jsonl").read_bytes()
    assert b"new chunks of text per listing" in done.stderr


def test_the_summary_says_what_it_took(scorer: Scorer, files: Path, tmp_path: Path) -> None:
    shares: list[float | None] = []
    told = score_file(f"{files}/*", scorer, tmp_path / "out.csv", rejects=tmp_path / "bad.csv",
                      batch_size=100, progress=lambda now: shares.append(now.share))  # fmt: skip
    assert shares == sorted(one for one in shares if one is not None)
    assert 0 < (shares[0] or 0) < 1
    assert shares[-1] == 1
    for name in ("1.csv.gz", "2.jsonl", "3.parquet"):
        shares.clear()
        score_file(files / name, scorer, tmp_path / "out.csv", rejects=tmp_path / "bad.csv",
                   batch_size=20, progress=lambda now: shares.append(now.share))  # fmt: skip
        assert shares == sorted(one for one in shares if one is not None)
        assert shares[-1] == 1
    seconds, first, rows = told.slowest_batch or (0, 0, 0)
    assert seconds > 0
    assert 1 <= first <= ROWS
    assert 1 <= rows < 200
    assert json.loads(json.dumps(told.as_dict()))["slowest_batch"]["first_row"] == first
    assert local.PART_ROWS > 0
    assert issubclass(UsageError, CounterfeitError)
