"""``evaluate`` and ``attack`` with seller lists: the very scores that ``score`` gives with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.evaluate.metrics import pr_auc, roc_auc
from counterfeit_nlp.model import artefact
from counterfeit_nlp.model.risk import log_odds

Cli = Callable[..., Any]


class HeldOut(NamedTuple):
    """A model, listings it was not trained on, and lists of some of their sellers."""

    model: Path
    listings: Path
    lists: Path
    ids: list[str]


@pytest.fixture(scope="module")
def held_out(cli: Cli, market_dir: Path, tmp_path_factory: Any) -> HeldOut:
    folder = tmp_path_factory.mktemp("held_out")
    test, train, model = folder / "test.parquet", folder / "train.parquet", folder / "model"
    cli("split", market_dir / "listings.csv.gz", "--train", train, "--test", test)
    cli("train", train, "--out", model, "--no-track")
    frame = pd.read_parquet(test)
    # some dates missing, so that --as-of matters
    frame.loc[frame.index % 3 == 0, "listed_at"] = pd.NaT
    frame.to_parquet(test)
    ids = sorted(set(frame["seller_id"].dropna()))[::2]
    entries = "".join(
        f'  - {{seller_id: "{one}", list: {("deny", "watch", "allow")[n % 3]}, evidence: file {n}, '
        f"added: 2020-01-01, expires: 2040-01-01}}\n"
        for n, one in enumerate(ids)
    )
    lists = folder / "sellers.yaml"
    lists.write_text("format: 1\nsellers:\n" + entries, encoding="utf-8")
    return HeldOut(model, test, lists, ids)


def scored(cli: Cli, one: HeldOut, out: Path, *words: object) -> pd.DataFrame:
    cli("score", one.listings, "--model", one.model, "--out", out, "--keep", "label", *words)
    return pd.read_parquet(out)


def evaluated(cli: Cli, one: HeldOut, *words: object) -> tuple[dict[str, Any], str]:
    done = cli("evaluate", one.model, one.listings, "--json", "-", *words)
    told = done.stdout.decode() + done.stderr.decode()
    assert not [name for name in one.ids if name in told]
    return json.loads(done.stdout), done.stderr.decode()


def test_it_measures_the_scores_that_score_gives(
    cli: Cli, held_out: HeldOut, tmp_path: Path
) -> None:
    found = []
    for name, words in (
        ("plain", ()),
        ("lists", ("--sellers", held_out.lists)),
        ("as-of", ("--sellers", held_out.lists, "--as-of", "2026-01-01")),
    ):
        rows = scored(cli, held_out, tmp_path / f"{name}.parquet", *words)
        metrics, told = evaluated(cli, held_out, *words)
        known = rows["label"].notna()
        model = artefact.load(held_out.model)
        ranked = log_odds(
            rows["score"].to_numpy(), rows["text_language"].tolist(), model.calibration
        )[known]
        y = rows["label"][known].to_numpy(dtype=float)
        assert metrics["headline"]["pr_auc"]["value"] == pytest.approx(pr_auc(y, ranked), abs=1e-12)
        assert metrics["headline"]["roc_auc"]["value"] == pytest.approx(
            roc_auc(y, ranked), abs=1e-12
        )
        bands = rows["band"][known].value_counts()
        assert {one["band"]: one["rows"] for one in metrics["bands"] if one["rows"]} == dict(bands)
        histogram = metrics["curves"]["histogram"]
        counted = np.histogram(ranked[y == 1], histogram["edges"])[0].tolist()
        assert histogram["positives"] == counted
        hashes = set(rows["sellers_hash"].dropna())
        if not words:
            assert "sellers" not in metrics
        else:
            assert {metrics["sellers"]["sellers_hash"]} == hashes
            assert metrics["sellers"]["undated"] > 0
            assert f"{metrics['sellers']['told']:,} scores depend on" in told
        # hard cases have no seller: lists change nothing of them
        found.append((metrics["headline"]["pr_auc"]["value"], metrics["hard_cases"], metrics))
    assert len({value for value, _, _ in found}) == 3
    assert found[0][1] == found[1][1] == found[2][1]
    assert found[1][2]["sellers"]["told"] < found[2][2]["sellers"]["told"]


def test_attack_counts_the_lists_before_and_after(
    cli: Cli, held_out: HeldOut, tmp_path: Path
) -> None:
    call = ("attack", held_out.listings, "--model", held_out.model, "--suite", "typo_drop",
            "--strength", "1", "--sample", 60, "--json", "-")  # fmt: skip
    plain = json.loads(cli(*call).stdout)
    done = cli(*call, "--sellers", held_out.lists, "--as-of", "2026-01-01")
    listed = json.loads(done.stdout)
    assert "sellers" not in plain
    assert listed["sellers"]["as_of"] == "2026-01-01"
    assert b"have no listed_at: their sellers were judged as of 2026-01-01" in done.stderr
    assert listed["sample"] != plain["sample"]
    rows = scored(cli, held_out, tmp_path / "all.parquet", "--sellers", held_out.lists,
                  "--as-of", "2026-01-01")  # fmt: skip
    positives = rows[rows["label"].astype(float) == 1]
    if len(positives) <= 60:  # the sample is all of them
        flagged = int((positives["band"] != "clear").sum())
        assert listed["sample"]["positives_flagged"] == flagged


def test_figures_with_lists_are_not_registered(cli: Cli, held_out: HeldOut, tmp_path: Path) -> None:
    metrics = tmp_path / "metrics.json"
    cli("evaluate", held_out.model, held_out.listings, "--json", metrics,
        "--sellers", held_out.lists)  # fmt: skip
    done = cli("register", held_out.model, "--metrics", metrics, expect=1, cwd=tmp_path)
    assert b"measured together with seller lists" in done.stderr
    assert not (tmp_path / "mlflow.db").exists()


def test_calls_that_make_no_sense(cli: Cli, held_out: HeldOut) -> None:
    for words in (
        ("evaluate", held_out.model, held_out.listings),
        ("attack", held_out.listings, "--model", held_out.model),
    ):
        done = cli(*words, "--as-of", "2026-01-01", expect=2)
        assert b"needs --sellers FILE" in done.stderr
        done = cli(*words, "--sellers", held_out.lists, "--json", held_out.lists, expect=2)
        assert b"is the input" in done.stderr
