"""Calls as users get them wrong: own column names, targets, parameters, each refused in time."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from counterfeit_nlp.cli import app
from counterfeit_nlp.errors import CounterfeitError

Cli = Callable[..., Any]


def refused(*words: object) -> CounterfeitError:
    """The error that a call ends with; in this process, as a new one takes seconds to start."""
    error = CliRunner().invoke(app, [str(word) for word in words]).exception
    assert isinstance(error, CounterfeitError), repr(error)
    return error


def test_own_column_names(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("sku,product name,cost\n007,1:1 replica watch,99\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    cli("score", mine, "--model", model_dir, "--out", out,
        "--map", "listing_id=sku", "title=product name", "price=cost")  # fmt: skip
    assert json.loads(out.read_text())["listing_id"] == "007"
    written = out.read_bytes()
    cli("score", mine, "--model", model_dir, "--out", out,
        "--map=listing_id=sku", "title=product name", "price=cost")  # fmt: skip
    assert out.read_bytes() == written
    done = cli("score", mine, "--model", model_dir, "--out", tmp_path / "no.csv", expect=1)
    assert b"listing_id" in done.stderr
    assert b"product name" in done.stderr
    assert not (tmp_path / "no.csv").exists()


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        (("titel=x",), "'titel' is not a listing column; did you mean title?"),
        (("Title=x",), "did you mean title?"),
        (("title",), "expected NAME=COLUMN"),
        (("title=a", "title=b"), "gives 'title' twice"),
        (("title=a", "brand=a"), "reads 'a' as title and brand"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [("score", "none.csv", "--out", "x.csv", "--model", "m"), ("explain", "{}", "--model", "m"),
     ("normalise", "none.csv"), ("train", "none.csv", "--out", "m")],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_map_that_makes_no_sense_is_refused_before_anything_is_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    pairs: tuple[str, ...],
    told: str,
) -> None:
    maps = [word for pair in pairs for word in ("--map", pair)]
    monkeypatch.chdir(tmp_path)
    error = refused(*command, *maps)
    assert (error.exit_code, told in str(error)) == (2, True), error
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def renamed(market_dir: Path, tmp_path_factory: Any) -> Path:
    """Labelled listings that the model was not trained on, their titles under another name."""
    frame = pd.read_csv(market_dir / "listings.csv.gz", dtype=str).head(700)
    frame["listing_id"] = "new " + frame["listing_id"]
    frame["product_name"] = frame.pop("title") + " new"
    path = Path(tmp_path_factory.mktemp("renamed")) / "renamed.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("split", "LISTINGS", "--train", "a.csv", "--test", "b.csv"),
        ("train", "LISTINGS", "--out", "m", "--no-track"),
        ("evaluate", "MODEL", "LISTINGS", "--params", "params.yaml"),
        ("attack", "LISTINGS", "--model", "MODEL", "--suite", "typo_drop", "--strength", "1",
         "--sample", "20"),
        ("normalise", "LISTINGS", "--out", "n.jsonl"),
        ("score", "LISTINGS", "--model", "MODEL", "--out", "s.csv"),
        ("explain", '{"product_name": "1:1 replica watch", "title": 5}', "--model", "MODEL"),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_every_command_that_reads_listings_takes_their_own_names(
    cli: Cli,
    model_dir: Path,
    renamed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    (tmp_path / "params.yaml").write_text("evaluate: {n_bootstrap: 20}\n")
    named = {"LISTINGS": renamed, "MODEL": model_dir}
    call = [named.get(word, word) for word in words]
    done = cli(*call, "--map", "title=product_name", cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    told = str(refused(*call, "--map", "title=productname"))
    assert "no column 'productname'" in told
    assert "the nearest is product_name" in told
    if words[0] == "explain":
        assert "in the title" in done.stdout.decode()
    else:
        assert "missing column title" in str(refused(*call))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("score",), 2),
        (("score", "none.csv", "--model", "nowhere", "--out", "x.csv"), 1),
        (("score", "none.csv", "--model", "nowhere", "--out", "x.docx"), 2),
        (("score", "a.csv", "--model", "m", "--out", "a.csv"), 2),
        (("score", "a.csv", "--model", "m", "--out", "b.csv", "--max-rejects", "3"), 2),
        (("explain", "{", "--model", "nowhere"), 1),
        (("explain", "{}", "--model", "models:/nothing@champion"), 1),
        (("top", "none.parquet"), 1),
        (("top", "none.parquet", "--out", "top.pdf"), 2),
        (("train", "none.csv", "--out", "m"), 1),
        (("promote", "two", "--why", "x"), 2),
        (("models",), 1),
        (("rollback", "--why", "x"), 1),
        (("nonsense",), 2),
    ],
)
def test_wrong_calls_end_in_one_line_and_their_code(
    cli: Cli, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    done = cli(*words, expect=code, cwd=tmp_path)
    assert done.stdout == b""
    if code == 1:
        assert len(done.stderr.decode().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("score", "a.csv", "--model", "m", "--out", "-", "--rejects", "-"),
        ("score", "a.csv", "--model", "m", "--out", "-", "--json"),
        ("score", "a.csv", "--model", "m", "--out", "x.csv", "--json", "--rejects", "-"),
        ("normalise", "a.csv", "--rejects", "-"),
        ("split", "a.csv", "--train", "-", "--test", "-"),
        ("split", "a.csv", "--train", "-", "--test", "x.csv", "--json"),
        ("train", "a.csv", "--out", "m", "--json", "--rejects", "-"),
        ("evaluate", "m", "a.csv", "--json", "-", "--rejects", "-"),
        ("attack", "a.csv", "--model", "m", "--json", "-", "--rejects", "-"),
        ("attack", "a.csv", "--model", "m", "--rejects", "-"),
    ],
)
def test_standard_output_holds_one_result_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    error = refused(*words)
    assert error.exit_code == 2
    assert "both write to standard output: name a file" in str(error)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("train", "none.csv", "--out", "m", "--rejects", "r.txt"), 2, "known extensions"),
        (("train", "none.csv", "--out", "m", "--rejects", "full.csv"), 2, "is a folder"),
        (("train", "none.csv", "--out", "full.csv"), 1, "is not a model folder"),
        (("train", "none.csv", "--out", "."), 1, "is not a model folder"),
        (("train", "none.csv", "--out", "full.csv/file/m"), 1, "is a file, not a folder"),
        (("split", "none.csv", "--train", "a.txt", "--test", "b.csv"), 2, "known extensions"),
        (("split", "none.csv", "--train", "a.csv", "--test", "full.csv"), 2, "is a folder"),
        (("evaluate", "nowhere", "none.csv", "--rejects", "r.txt"), 2, "known extensions"),
        (("attack", "none.csv", "--model", "nowhere", "--rejects", "r.txt"), 2, "known extensions"),
    ],
)
def test_targets_are_checked_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, told: str
) -> None:
    full = tmp_path / "full.csv"
    full.mkdir()
    (full / "file").write_text("mine")
    monkeypatch.chdir(tmp_path)
    error = refused(*words)
    assert (error.exit_code, told in str(error)) == (code, True), error
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full.csv"]


def test_a_model_does_not_replace_the_folder_one_works_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "the folder you work in" in str(refused("train", "none.csv", "--out", "."))


def test_inputs_are_never_written_over(
    cli: Cli, market_dir: Path, model_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(gzip.decompress((market_dir / "listings.csv.gz").read_bytes()))
    before = path.read_bytes()
    other = tmp_path / "other.csv"
    cli("train", path, "--out", tmp_path / "m", "--rejects", path, "--no-track", expect=2)
    cli("split", path, "--train", path, "--test", other, expect=2)
    cli("split", path, "--train", other, "--test", other, expect=2)
    cli("evaluate", model_dir, path, "--report", path, expect=2)
    cli("evaluate", model_dir, path, "--json", path, expect=2)
    cli("score", path, "--model", model_dir, "--out", path, expect=2)
    cli("score", path, "--model", model_dir, "--out", other, "--rejects", other, expect=2)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    "text",
    ["seed: -1", "seed: 1e30", "split: {test_fraction: 2}", "evaluate: {n_bootstrap: 10.5}",
     "model: {C: -1}", "model: {Cc: 1}", "modle: {C: 1}", "model: 3", "calibration: {folds: 1}",
     "seed: .inf", "seed: .nan", "evaluate: {n_bootstrap: .inf}", "model: {min_words: .inf}",
     "model: {C: .inf}", "seed: 2026-01-02", "seed: 2026-99-99", f"seed: {'9' * 400}",
     f"model: {{C: {'9' * 400}}}", f"seed: {'9' * 5_000}"],
)  # fmt: skip
def test_parameters_out_of_range_are_named(cli: Cli, tmp_path: Path, text: str) -> None:
    params = tmp_path / "params.yaml"
    params.write_text(text)
    # a file that holds no parameters or can't be read at all, or a wrong parameter
    code = 1 if text in ("model: 3", "seed: 2026-99-99") or len(text) > 5_000 else 2
    cli("train", "none.csv", "--out", "m", "--params", params, expect=code, cwd=tmp_path)
