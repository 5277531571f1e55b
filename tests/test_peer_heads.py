"""The heads that the benchmark puts beside ours: what must hold for a comparison to be fair."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.evaluate.metrics import pr_auc

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
NAMES = ["ours", "plain peer", "fastText", "LightGBM on our columns", "sentence embedding"]


@pytest.fixture(scope="module")
def heads() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        import peer_heads
    return peer_heads


@pytest.fixture(scope="module")
def listings(market_dir: Path) -> pd.DataFrame:
    """Real columns, simulated listings: 600 of them with labels."""
    frame = pd.read_csv(market_dir / "listings.csv.gz", dtype=str, keep_default_na=False)
    frame = frame.replace("", None)
    frame = frame[frame["label"].notna()].iloc[:600].reset_index(drop=True)
    return frame.assign(
        price=frame["price"].astype("float64"),
        label=frame["label"].astype("int64"),
        source=np.where(frame["language"] == "zh", "zh", "en"),
    )


@pytest.fixture(scope="module")
def ours(heads: ModuleType, listings: pd.DataFrame) -> object:
    return heads.Ours().fit(listings, listings["label"].to_numpy())


def entry_of(heads: ModuleType, name: str) -> object:
    """A head, or a skipped test where the bench extra is not installed."""
    entry = heads.HEADS[name]
    if not entry.installed():
        pytest.skip(f"{entry.package} is not installed: pip install -e '.[bench]' brings it")
    return entry


def test_these_are_all_heads(heads: ModuleType) -> None:
    assert list(heads.HEADS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_score_depends_on_its_listing_alone_and_tells_labels_apart(
    heads: ModuleType, ours: object, listings: pd.DataFrame, name: str, tmp_path: Path
) -> None:
    y = listings["label"].to_numpy()
    head = entry_of(heads, name).make(ours)
    if head is not ours:
        head.fit(listings, y)
    score = head.score(listings)
    assert score.shape == (len(listings),)
    assert pr_auc(y, score) > 0.9  # of listings it has seen: it learned something, the right way up

    some = listings.iloc[[5, 1, 300]]
    assert np.allclose(head.score(some), score[[5, 1, 300]], rtol=1e-4, atol=1e-4)
    # what nobody may see
    blind = some.assign(listing_id="x", seller_id=None, source="y", label=0, category="z")
    assert np.array_equal(head.score(blind), head.score(some))

    head.save(tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) > 1_000


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_same_listings_teach_the_same_scores(
    heads: ModuleType, ours: object, listings: pd.DataFrame, name: str
) -> None:
    entry, y = entry_of(heads, name), listings["label"].to_numpy()
    first, second = (entry.make(ours).fit(listings, y).score(listings) for _ in range(2))
    assert np.array_equal(first, second)


def test_the_trees_read_what_our_classifier_reads(
    heads: ModuleType, ours: object, listings: pd.DataFrame
) -> None:
    entry = entry_of(heads, "LightGBM on our columns")
    trees = entry.make(ours).fit(listings, listings["label"].to_numpy())
    pipeline = ours.fitted.pipeline
    classifier = pipeline.pipeline_.named_steps["classifier"]
    sums = trees.columns.decision_function(listings) @ classifier.coef_[0] + classifier.intercept_
    added = pipeline.decision_function(listings) - sums  # what a language starts with
    assert set(np.round(added, 6)) <= {0.0, *np.round(list((pipeline.starts or {}).values()), 6)}


def test_a_label_in_a_sellers_text_is_no_label(heads: ModuleType, listings: pd.DataFrame) -> None:
    entry_of(heads, "fastText")
    title = "__label__1 bag\n__label__2"
    written = listings.assign(title=[title, *listings["title"].iloc[1:]])
    head = heads.FastText().fit(written, listings["label"].to_numpy())
    assert set(head.model.labels) == {"__label__0", "__label__1"}
    assert len(head.score(written)) == len(written)


def test_the_benchmark_tells_the_same_to_a_person_and_a_program(
    heads: ModuleType, listings: pd.DataFrame, tmp_path: Path
) -> None:
    listings.to_csv(tmp_path / "listings.csv.gz", index=False)
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "peers.py", "--data", tmp_path, "--json", "out.json",
         "--rows", "250", "--replicates", "20", "--quick"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert told["sampled"]
    assert told["data"]["rows"] == 250
    assert sorted([*told["heads"], *told["left_out"]]) == sorted(NAMES)
    for name, figures in told["heads"].items():
        assert f"| {name} | {figures['pr_auc']:.3f} |" in done.stdout
        assert set(figures["flagged"]) == {"en", "zh"}
        assert figures["cost"]["scoring_cpu_ms_per_1000"] > 0
        assert figures["cost"]["bytes"] > 1_000
    for name in told["left_out"]:
        assert f"{name} was left out ({heads.HEADS[name].package}): pip install" in done.stdout
