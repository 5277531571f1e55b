"""Seller lists, as a user types the commands; no seller's id in what they print."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

SECRET = "jane-doe-1987"
LISTS = f"""format: 1
sellers:
  - {{seller_id: {SECRET}, list: deny, evidence: file 17, added: 2026-01-01, by: somebody}}
  - {{seller_id: b, list: allow, evidence: file 18, added: 2026-01-01, expires: 2026-02-01,
     brands: [rolx]}}
"""
ROWS = [
    ["listing_id", "title", "seller_id", "listed_at"],
    ["1", "Rolex Datejust watch", SECRET, "2026-03-01"],
    ["2", "Rolex Datejust watch", SECRET, "2025-12-31"],
    ["3", "Rolex Datejust watch", SECRET, ""],
    ["4", "Rolex Datejust watch", "", ""],
]


@pytest.fixture(name="lists")
def _lists(tmp_path: Path) -> Path:
    path = tmp_path / "sellers.yaml"
    path.write_text(LISTS, encoding="utf-8")
    return path


@pytest.fixture(name="listings")
def _listings(tmp_path: Path) -> Path:
    path = tmp_path / "listings.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROWS)
    return path


def test_check_lists_warnings_and_passes(cli: Cli, lists: Path) -> None:
    done = cli("sellers", "check", lists)
    ended, unknown = done.stdout.decode().splitlines()
    assert ended.startswith(f"{lists}: warning: line 4, sellers[1]: ended on 2026-02-01 and does")
    assert unknown.startswith(f"{lists}: warning: line 5, sellers[1].brands[0]: 'rolx' is no brand")
    told = done.stderr.decode()
    assert (
        f"{lists} is sound (2 warnings): 1 allow, 0 watch, 1 deny, 0 histories, 2 sellers" in told
    )
    assert json.loads(cli("sellers", "check", lists, "--json").stdout)["content_hash"] in told


def test_check_fails_on_errors_and_no_command_loads_the_file(
    cli: Cli, tmp_path: Path, model_dir: Path, listings: Path
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(f"format: 1\nsellers:\n  - {{seller_id: {SECRET}}}\n", encoding="utf-8")
    done = cli("sellers", "check", path, expect=1)
    assert len(done.stdout.decode().splitlines()) == 3
    assert done.stderr.decode() == f"{path}: 3 errors, 0 warnings\n"
    out = tmp_path / "out.csv"
    for words in (
        ("sellers", "show", path),
        ("score", listings, "--model", model_dir, "--out", out, "--sellers", path),
        ("explain", '{"title": "x"}', "--model", model_dir, "--sellers", path),
    ):
        told = cli(*words, expect=1).stderr.decode()
        assert f"{path}, line 3, sellers[0]: 'list' is missing" in told
        assert "(2 more: `counterfeit-nlp sellers check` lists them)" in told
        assert SECRET not in told
    assert not out.exists()


def test_show_names_sellers_by_hash(cli: Cli, lists: Path) -> None:
    name = hashlib.sha256(SECRET.encode()).hexdigest()[:8]
    lines = cli("sellers", "show", lists).stdout.decode().splitlines()
    assert lines[0].startswith("allow ")
    assert lines[0].endswith(" from 2026-01-01 until 2026-02-01 for rolx: file 18")
    assert lines[1] == f"deny  {name} from 2026-01-01: file 17"
    done = cli("sellers", "show", lists, "--as-of", "2026-02-02", "--json")
    told = json.loads(done.stdout)
    assert [one["seller"] for one in told["entries"]] == [name]
    assert told["as_of"] == "2026-02-02"
    assert "somebody" not in done.stdout.decode()
    assert SECRET not in done.stdout.decode()
    done = cli("sellers", "show", lists, "--as-of", "2.2.2026", expect=2)
    assert "--as-of '2.2.2026': expected a date as 2025-12-31" in done.stderr.decode()


def test_score_with_lists(cli: Cli, lists: Path, listings: Path, model_dir: Path) -> None:
    out = {}
    for name, words in (
        ("plain", ()),
        ("lists", ("--sellers", lists)),
        ("as-of", ("--sellers", lists, "--as-of", "2026-03-01")),
    ):
        out[name] = listings.with_name(f"{name}.jsonl")
        done = cli("score", listings, "--model", model_dir, "--out", out[name], "--json", *words)
        told = done.stderr.decode()
        assert SECRET not in told + done.stdout.decode() + out[name].read_text("utf-8")
        counts = json.loads(done.stdout)
        expected = {"plain": (None, None), "lists": (1, 1), "as-of": (2, 1)}[name]
        assert (counts.get("sellers_told"), counts.get("sellers_undated")) == expected
        if name == "lists":
            assert "1 listings have no listed_at: their sellers did not count" in told
        if name == "as-of":
            assert (
                "1 listings have no listed_at: their sellers were judged as of 2026-03-01" in told
            )
    rows = {
        name: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for name, path in out.items()
    }
    scores = {name: [row["score"] for row in some] for name, some in rows.items()}
    plain = scores["plain"][0]
    assert scores["plain"] == [plain] * 4
    assert [score > plain for score in scores["lists"]] == [True, False, False, False]
    assert [score > plain for score in scores["as-of"]] == [True, False, True, False]
    assert scores["lists"][1:] == [plain] * 3
    hashes = {name: {row["sellers_hash"] for row in some} for name, some in rows.items()}
    assert hashes["plain"] == {None}
    assert len(hashes["lists"]) == len(hashes["as-of"]) == 1
    assert hashes["lists"] != hashes["as-of"]


def test_score_gives_the_same_bytes_again(
    cli: Cli, lists: Path, listings: Path, model_dir: Path, tmp_path: Path
) -> None:
    made = set()
    for size, seed in ((1, "0"), (3, "5")):
        out = tmp_path / f"{size}.parquet"
        cli("score", listings, "--model", model_dir, "--out", out, "--sellers", lists,
            "--batch-size", size, env={"PYTHONHASHSEED": seed})  # fmt: skip
        made.add(out.read_bytes())
    assert len(made) == 1


def test_explain_with_lists(cli: Cli, lists: Path, model_dir: Path) -> None:
    listing = json.dumps({"title": "Rolex Datejust watch", "seller_id": SECRET})
    words = ("explain", listing, "--model", model_dir, "--sellers", lists)
    assert "seller" not in cli(*words).stdout.decode()
    told = cli(*words, "--as-of", "2026-03-01").stdout.decode()
    assert "  seller on the deny list since 2026-01-01: file 17: +" in told
    assert SECRET not in told


def test_calls_that_make_no_sense(cli: Cli, lists: Path, listings: Path, model_dir: Path) -> None:
    out = listings.with_name("out.csv")
    score = ("score", listings, "--model", model_dir, "--out")
    for words, told in (
        ((*score, out, "--as-of", "2026-01-01"), "it needs --sellers FILE"),
        ((*score, out, "--sellers", lists, "--as-of", "today"), "--as-of 'today': expected a date"),
        (("explain", "{}", "--model", model_dir, "--as-of", "2026-01-01"), "needs --sellers FILE"),
    ):
        assert told in cli(*words, expect=2).stderr.decode()
    done = cli(*score, out, "--sellers", lists.with_name("gone.yaml"), expect=1)
    assert "gone.yaml: can't be read" in done.stderr.decode()
    lists_csv = listings.with_name("lists.csv")
    lists_csv.write_bytes(lists.read_bytes())
    assert (
        "is the input" in cli(*score, lists_csv, "--sellers", lists_csv, expect=2).stderr.decode()
    )
    assert not out.exists()
