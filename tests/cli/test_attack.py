"""``attack`` and ``evaluate --attack-suite`` by the commands a user types."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def held_out(cli: Cli, market_dir: Path, tmp_path_factory: Any) -> tuple[Path, Path]:
    """A model, and labelled listings that it was not trained on."""
    folder = tmp_path_factory.mktemp("held_out")
    test, train, model = folder / "test.parquet", folder / "train.parquet", folder / "model"
    cli("split", market_dir / "listings.csv.gz", "--train", train, "--test", test)
    cli("train", train, "--out", model, "--no-track")
    return model, test


def test_help_has_an_example(cli: Cli) -> None:
    assert "Example: counterfeit-nlp attack" in cli("attack", "--help").stdout.decode()


def test_attacks_by_name_family_and_strength(
    cli: Cli, market_dir: Path, model_dir: Path, tmp_path: Path
) -> None:
    listings = market_dir / "listings.csv.gz"
    call = ("attack", listings, "--model", model_dir, "--suite", "typos,greek", "--sample", 40)
    done = cli(*call, "--strength", "0.5,1", "--json", "-", env={"PYTHONHASHSEED": "0"})
    found = json.loads(done.stdout)
    assert b"were trained on" in done.stderr
    assert found["strengths"] == [0.5, 1.0]
    assert found["sample"]["positives"] == 40
    assert len(found["attacks"]) == 10
    assert set(found["retained"]) == {"lookalikes", "typos"}
    assert 0 <= found["retained"]["typos"] < 1
    assert found["examples"] == []
    again = cli(*call, "--strength", "0.5,1", "--json", "-", env={"PYTHONHASHSEED": "5"})
    assert again.stdout == done.stdout
    out = tmp_path / "attacks.json"
    told = cli(*call, "--strength", "1", "--json", out, "--examples", 1).stdout.decode()
    assert "typos (mean)" in told
    assert "  typo_swap" in told
    assert "before" in told
    assert "\x1b" not in told
    assert json.loads(out.read_text(encoding="utf-8"))["strengths"] == [1.0]


def test_the_gate_ends_with_exit_code_3(
    cli: Cli, held_out: tuple[Path, Path], market_dir: Path, tmp_path: Path
) -> None:
    model, test = held_out
    gate, out = tmp_path / "gate.yaml", tmp_path / "attacks.json"
    call = ("attack", test, "--model", model, "--suite", "typo_drop", "--strength", "1",
            "--sample", 60, "--json", out, "--gate", gate)  # fmt: skip
    gate.write_text("typos: {min_retained: 0.0, max_genuine_increase: 1}")
    cli(*call)
    gate.write_text("typos: {min_retained: 1.0}")
    done = cli(*call, expect=3)
    assert b"said no: 1 of 1 limits are missed" in done.stderr
    assert b"FAIL  typos at strength 1, recall retained" in done.stderr
    assert json.loads(out.read_text())["gate"]["passed"] is False
    trained = ("attack", market_dir / "listings.csv.gz", *call[2:])
    assert b"were trained on" in cli(*trained, expect=1).stderr
    gate.write_text("typoss: {min_retained: 1.0}")
    assert b"did you mean 'typos'" in cli(*call, expect=2).stderr
    gate.write_text("")
    assert b"holds no limits" in cli(*call, expect=1).stderr


def test_wrong_calls_are_named(cli: Cli, market_dir: Path, model_dir: Path) -> None:
    call = ("attack", market_dir / "listings.csv.gz", "--model", model_dir)
    assert b"no attack 'leet'" in cli(*call, "--suite", "leet", expect=2).stderr
    for strength in ("0", "half"):
        assert b"--strength" in cli(*call, "--strength", strength, expect=2).stderr
    done = cli("attack", market_dir / "catalog.csv.gz", *call[2:], "--suite", "bold", expect=1)
    assert b"missing column label" in done.stderr


def test_evaluate_reports_attacks(cli: Cli, held_out: tuple[Path, Path], tmp_path: Path) -> None:
    from counterfeit_nlp.track.training import flatten

    model, test = held_out
    page, metrics = tmp_path / "report.html", tmp_path / "metrics.json"
    cli("evaluate", model, test, "--report", page, "--json", metrics,
        "--attack-suite", "typos,han_star")  # fmt: skip
    attacks = json.loads(metrics.read_text(encoding="utf-8"))["attacks"]
    logged = dict(flatten({"attacks": attacks}))
    assert logged["attacks.retained.typos"] == attacks["retained"]["typos"]
    assert "attacks.genuine_increase.typos" in logged
    text = page.read_text(encoding="utf-8")
    assert '<h2 id="attacks">' in text
    assert "typo_neighbour" in text
    cli("evaluate", model, test, "--report", page, "--json", metrics)
    assert "attacks" not in json.loads(metrics.read_text(encoding="utf-8"))
    assert 'id="attacks"' not in page.read_text(encoding="utf-8")
