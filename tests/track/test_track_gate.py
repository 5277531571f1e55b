"""Promotion by the command: the gate's file, and a champion whose figures are gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from counterfeit_nlp import track
from counterfeit_nlp.cli import app
from counterfeit_nlp.errors import CounterfeitError, GateRefused, InputError
from counterfeit_nlp.evaluate.hard_cases import wilson

NAME = "counterfeit_nlp"
DATA = {"name": "train.parquet", "digest": "d" * 64, "rows": 1200}


def log(model: Path, value: float) -> track.Run:
    metrics = {"headline": {"pr_auc": {"value": value}}, "test_digest": "a" * 64}
    return track.log_training(model, params={}, metrics=metrics, data=DATA)


def promote(version: int, *more: str) -> dict[str, Any]:
    words = ["promote", str(version), "--why", "x", "--json", *more]
    done = CliRunner().invoke(app, words)
    if done.exception is not None:
        raise done.exception
    return dict(json.loads(done.stdout))


def rules(path: Path) -> str:
    path.write_text("gate:\n  min_pr_auc: 0.5\n  max_pr_auc_drop: 0.01\n")
    return str(path)


def test_only_the_default_file_of_rules_may_be_absent(checkout: Path, make_model) -> None:
    log(make_model("first"), 0.8)
    with pytest.raises(GateRefused, match="params.yaml holds no gate rules"):
        promote(1)
    for force in ((), ("--force",)):  # who names a file means that file
        with pytest.raises(InputError, match="nofile.yaml can't be read: No such file"):
            promote(1, "--params", "nofile.yaml", *force)
    rules(checkout / "params.yaml")
    assert promote(1)["verdict"]["checked"] is True


@pytest.mark.parametrize("gone", ["figures", "run"])
def test_a_champion_without_figures_gives_way_to_force_alone(
    checkout: Path, make_model, gone: str
) -> None:
    gate = rules(checkout / "gate.yaml")
    first = log(make_model("first"), 0.8)
    log(make_model("second"), 0.9)
    promote(1, "--params", gate)
    if gone == "figures":
        shutil.rmtree(next(checkout.glob(f"mlartifacts/*/{first.run_id}")))
    else:
        import sqlite3

        with sqlite3.connect(checkout / "mlflow.db") as opened:
            for table in ("latest_metrics", "metrics", "params", "tags"):
                opened.execute(f"delete from {table} where run_uuid = ?", (first.run_id,))
            opened.execute("delete from runs where run_uuid = ?", (first.run_id,))
        opened.close()
    with pytest.raises(CounterfeitError, match="can't read the metrics of .*use --force"):
        promote(2, "--params", gate)
    entry = promote(2, "--params", gate, "--force")
    assert entry["changed"]
    (*_, logged) = track.history(NAME)
    assert logged["verdict"]["passed"] is False
    assert f"models:/{NAME}/1" in logged["verdict"]["champion_not_measured"]
    assert (
        "FAIL  PR-AUC lost against the champion: the champion was not measured"
        in (logged["verdict"]["lines"])
    )


def test_a_hard_slice_blocks_unless_the_champion_is_as_bad(checkout: Path, make_model) -> None:
    gate = checkout / "gate.yaml"
    gate.write_text("gate:\n  max_hard_case_false_positives: 0.1\n")

    def logged(what: str, **flagged: int) -> None:
        slices = [
            {"slice": name, "language": "en",
             "false_positive_rate": wilson(flagged.get(name, 0), 25).as_dict()}
            for name in ("book", "refurbished")
        ]  # fmt: skip
        hard = {"digest": "c" * 64, "slices": slices, "languages": []}
        track.log_training(make_model(what), params={}, metrics={"hard_cases": hard}, data=DATA)

    for what, flagged in (("first", 12), ("second", 12), ("third", 2)):
        logged(what, book=flagged, refurbished=10 if what == "third" else 0)
    with pytest.raises(GateRefused, match="version 1 is not promoted"):
        promote(1, "--params", str(gate))
    promote(1, "--params", str(gate), "--force")
    assert promote(2, "--params", str(gate))["verdict"]["passed"] is True
    with pytest.raises(GateRefused):
        promote(3, "--params", str(gate))
    promote(3, "--params", str(gate), "--force")
    (line,) = track.history(NAME)[-1]["verdict"]["lines"]
    assert "FAIL  honest listings flagged in a hard slice: refurbished (en) 0.4 " in line
    assert "champion 0 " in line
