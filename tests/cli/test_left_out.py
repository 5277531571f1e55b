"""``evaluate`` without prices and descriptions, and without sources, as a user types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.track.training import flatten

Cli = Callable[..., Any]


class Made(NamedTuple):
    """A small model, what it was trained on with sources, and other listings."""

    model: Path
    train: Path
    test: Path
    params: Path


@pytest.fixture(scope="module")
def made(cli: Cli, market_dir: Path, tmp_path_factory: Any) -> Made:
    folder = tmp_path_factory.mktemp("left_out")
    found = Made(*(folder / name for name in ("model", "train.parquet", "test.parquet", "p.yaml")))
    # two folds: each source costs a training, and each of these one more than it has folds
    found.params.write_text("calibration: {folds: 2}\nevaluate: {n_bootstrap: 20}\n")
    cli("split", market_dir / "listings.csv.gz", "--train", found.train, "--test", found.test)
    frame = pd.read_parquet(found.train)
    genuine = (frame["label"] == 0) & (np.arange(len(frame)) % 4 == 0)
    frame["shop"] = np.where(genuine, "catalogue <b>", "the market")
    frame.to_parquet(found.train)
    cli("train", found.train, "--out", found.model, "--no-track", "--params", found.params)
    return found


def test_the_report_says_what_is_left_without_a_field_and_without_a_source(
    cli: Cli, made: Made, tmp_path: Path
) -> None:
    page, out = tmp_path / "report.html", tmp_path / "metrics.json"
    frame = pd.read_parquet(made.train).drop(columns="source").rename(columns={"shop": "source"})
    train = tmp_path / "with_source.parquet"
    frame.to_parquet(train)
    cli("evaluate", made.model, made.test, "--leave-one-source-out", train, "--report", page,
        "--json", out, "--params", made.params)  # fmt: skip
    metrics = json.loads(out.read_text(encoding="utf-8"))
    left_out = metrics["left_out"]
    manifest = json.loads((made.model / "artefact.json").read_text(encoding="utf-8"))
    # trained again as it was trained: by the same listings, groups, folds, cues and brands
    held_out = manifest["training"]["held_out"]
    for figure in ("pr_auc", "roc_auc"):
        assert left_out["seller_grouped"][figure] == held_out[figure]
    assert set(left_out["sources"]) == {"catalogue <b>", "the market"}
    for one in left_out["sources"].values():
        assert one["note"] == ""
        assert 0 <= one["false_positive_rate"]["left_out"] <= 1
    dropped = metrics["dropped"]
    review = next(one for one in metrics["operating_points"] if one["name"] == "review")
    for field in ("price", "description"):
        one = dropped[field]
        assert one["listings"] > 100
        for figure, plain in (("pr_auc", metrics["headline"]["pr_auc"]),
                              ("recall", review["recall"])):  # fmt: skip
            gap = one[figure]["value"] - plain["value"]
            assert one["difference"][figure]["value"] == pytest.approx(gap, abs=1e-12)
    logged = dict(flatten(metrics))
    assert logged["dropped.price.pr_auc.value"] == dropped["price"]["pr_auc"]["value"]
    assert "left_out.sources.the market.pr_auc.left_out" in logged
    text = page.read_text(encoding="utf-8")
    assert '<h2 id="dropped">' in text
    assert '<h2 id="left-out">' in text
    assert "catalogue &lt;b&gt;" in text
    assert "catalogue <b>" not in text


def test_without_prices_is_what_a_file_without_prices_scores(
    cli: Cli, made: Made, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.parquet"
    frame = pd.read_parquet(made.test)
    frame.assign(price=None, currency=None).to_parquet(bare)
    found = {}
    for name, file in (("whole", made.test), ("bare", bare)):
        done = cli("evaluate", made.model, file, "--json", "-", "--params", made.params)
        found[name] = json.loads(done.stdout)
    without = found["whole"]["dropped"]["price"]
    assert without["pr_auc"]["value"] == found["bare"]["headline"]["pr_auc"]["value"]
    assert found["bare"]["dropped"]["price"]["listings"] == 0
    review = next(one for one in found["bare"]["operating_points"] if one["name"] == "review")
    for figure in ("recall", "false_positive_rate", "flagged_share"):
        assert without[figure]["value"] == review[figure]["value"]


def test_wrong_files_are_refused_before_anything_takes_long(cli: Cli, made: Made) -> None:
    call = ("evaluate", made.model, made.test, "--leave-one-source-out")
    done = cli(*call, made.train, expect=1)
    assert b"name no sources in their column source" in done.stderr
    assert b"--map source=its_name" in done.stderr
    done = cli(*call, made.test, expect=1)
    assert b"--leave-one-source-out" in done.stderr
    assert b"name the file that `train` read" in done.stderr
