"""The benchmark of speed: what it composes, whom it races, and that it hides nobody.

Its figures are not for a test. Peers of the bench extra are tested where they are installed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterfeit_nlp.evaluate.metrics import pr_auc

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
NAMES = ["naive_spacy", "tuned_spacy", "sklearn", "fasttext", "vowpalwabbit"]
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def composed() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        import composed
    return composed


@pytest.fixture(scope="module")
def peers() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        import peer_heads  # noqa: F401  # one of them takes its settings from there
        import peer_pipelines
    return peer_pipelines


@pytest.fixture(scope="module")
def listings(market_dir: Path) -> pd.DataFrame:
    frame = pd.read_csv(market_dir / "listings.csv.gz", dtype=str, keep_default_na=False)
    frame = frame.replace("", None)
    return frame.assign(price=frame["price"].astype("float64"))


# --- catalogues ------------------------------------------------------------------------------


def catalogue(composed: ModuleType, frame: pd.DataFrame, rows: int) -> pd.DataFrame:
    return pa.concat_tables(composed.parts(frame, rows, seed=0)).to_pandas()


def test_a_smaller_catalogue_is_the_beginning_of_a_larger_one(
    composed: ModuleType, listings: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composed, "PART", 200)
    large = catalogue(composed, listings, 450)
    assert large["listing_id"].is_unique
    pd.testing.assert_frame_equal(catalogue(composed, listings, 250), large.iloc[:250])


def test_a_listing_keeps_to_its_language_and_length(
    composed: ModuleType, listings: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composed, "PART", 1_000)
    mixed = catalogue(composed, listings, 1_000)
    text = mixed["title"] + " " + mixed["description"]
    # English titles stay as they are, so they tell which listing is of which language
    is_english = mixed["title"].isin(composed.english(listings)["title"])
    assert not text[is_english].str.contains(HAN).any()
    assert text[~is_english].str.contains(HAN).all()
    # as they come: no more and no fewer Chinese ones than in the listings
    share = composed.chinese_rows(listings).mean()
    assert 1 - is_english.mean() == pytest.approx(share, abs=0.05)
    lengths = text.str.len().groupby(is_english).mean()
    assert lengths[True] == pytest.approx(composed.ENGLISH_CHARACTERS, rel=0.1)
    assert lengths[False] == pytest.approx(composed.CHINESE_CHARACTERS, rel=0.25)


def test_the_parts_of_the_mixed_corpus_are_the_other_two(
    composed: ModuleType, listings: pd.DataFrame
) -> None:
    english, chinese = composed.english(listings), composed.chinese(listings)
    assert min(len(chinese), len(english)) > 0
    assert sorted([*english.index, *chinese.index]) == list(listings.index)


def test_chinese_titles_stay_new_and_english_ones_bring_codes(
    composed: ModuleType, listings: pd.DataFrame, tmp_path: Path
) -> None:
    found = {}
    for name, pool in (
        ("english", composed.english(listings)), ("chinese", composed.chinese(listings))
    ):  # fmt: skip
        composed.write(tmp_path / name, pool, 4_000)
        found[name] = composed.describe(tmp_path / name, after=3_000)
    chunks = composed.chinese(listings)["title"].str.split().str.len().mean()
    assert found["chinese"].novel_chunks > 0.6 * chunks
    assert found["english"].novel_chunks > 0.9
    assert found["english"].novel_forms < found["english"].novel_chunks - 0.1  # stock numbers


def test_new_is_what_the_first_rows_do_not_have(composed: ModuleType, tmp_path: Path) -> None:
    table = pa.table(
        {
            "listing_id": ["1", "2", "3"],
            "title": ["bag KX-48213", "bag 包", "big KX-48214"],
            "description": ["a", "b 包", "c"],
        }
    )
    pq.write_table(table, tmp_path / "file")
    assert composed.describe(tmp_path / "file", after=1) == composed.Described(
        rows=3, characters=34 / 3, octets=38 / 3, novel_chunks=5 / 2, novel_forms=4 / 2,
        after=1,
    )  # fmt: skip


# --- peers -----------------------------------------------------------------------------------


def test_these_are_all_peers(peers: ModuleType) -> None:
    assert list(peers.PEERS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_peer_learns_both_languages_and_scores_each_listing_by_itself(
    peers: ModuleType, listings: pd.DataFrame, name: str, tmp_path: Path
) -> None:
    peer = peers.PEERS[name]
    if not peer.installed():
        pytest.skip(f"{peer.needs[1]} is not installed: pip install -e '.[bench]' brings it")
    place = tmp_path / "with a space"
    place.mkdir()
    known = listings[listings["label"].notna()].iloc[:600]
    y = known["label"].astype(int).to_numpy()
    texts = (known["title"] + "\n" + known["description"].fillna("")).tolist()
    peers.fit(name, texts, y.tolist(), place / "model")

    columns = ["listing_id", "title", "description"]
    pq.write_table(pa.Table.from_pandas(known[columns], preserve_index=False), place / "in")
    peers.score(name, place / "model", place / "in", place / "out")
    scored = pd.read_parquet(place / "out")
    assert scored["listing_id"].tolist() == known["listing_id"].tolist()
    risk = scored["risk"].to_numpy()
    assert risk.min() > -1e-4  # some round
    assert risk.max() < 1 + 1e-4
    # listings it has seen, so it did learn; the naive one learned words where it now reads lemmas
    for language in ("en", "zh"):
        of_it = (known["language"] == language).to_numpy()
        assert pr_auc(y[of_it], risk[of_it]) > (0.8 if name == "naive_spacy" else 0.9), language

    some = [5, 1, 300]
    alone = [next(iter(peer.predict(place / "model", [[texts[row]]])))[0] for row in some]
    assert np.allclose(alone, risk[some], atol=1e-5)


@pytest.mark.parametrize("name", ["fasttext", "vowpalwabbit"])
def test_what_means_something_to_a_peer_is_only_text_in_a_listing(
    peers: ModuleType, name: str, tmp_path: Path
) -> None:
    peer = peers.PEERS[name]
    if not peer.installed():
        pytest.skip(f"{peer.needs[1]} is not installed: pip install -e '.[bench]' brings it")
    good, bad = "leather bag\nof a shop", "replica bag\n1:1 | aaa __label__0 |x:3 "
    peers.fit(name, [good, bad] * 40, [0, 1] * 40, tmp_path / "model")
    (risk,) = peer.predict(tmp_path / "model", [[good, bad, "\n", "|"]])
    assert len(risk) == 4
    assert risk[0] < 0.5 < risk[1]
    if name == "vowpalwabbit":
        plain = bad.replace("|", " ").replace(":", " ")
        (same,) = peer.predict(tmp_path / "model", [[bad, plain]])
        assert same[0] == same[1]


# --- the run ---------------------------------------------------------------------------------


def test_a_small_run_measures_all_and_names_who_is_missing(
    peers: ModuleType, market_dir: Path, model_dir: Path, tmp_path: Path
) -> None:
    out = tmp_path / "figures" / "out.json"
    asked = ["sklearn", "fasttext", "vowpalwabbit"]
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "throughput.py", "--data", market_dir, "--model", model_dir,
         "--rows", "60", "--repeats", "1", "--corpora", "english", "--peers", ",".join(asked),
         "--growth", "30", "--ours-options=--batch-size=7", "--json", out],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(out.read_text("utf-8"))
    assert told["smoke"]
    assert "measure noise" in done.stdout
    assert told["ours_options"] == "--batch-size=7"
    assert told["trained_on"]["labelled_listings"] > 1_000
    assert told["versions"].keys() >= {"spacy", "scikit-learn", "numpy", "pyarrow"}

    raced = [name for name in asked if peers.PEERS[name].installed()]
    assert list(told["ratios"]) == raced == list(told["peers"])
    assert list(told["corpora"]) == ["english"]
    english = told["corpora"]["english"]
    assert english["ratios"] == told["ratios"]
    assert english["listings"]["rows"] == 60
    assert english["listings"]["novel_chunks"] > 0
    assert list(english["pipelines"]) == ["ours", *raced]
    for name, figures in english["pipelines"].items():
        assert figures["peak_mib"] > 20
        assert f"| {name} | {figures['microseconds_per_listing']:,.1f} |" in done.stdout
    assert english["pipelines"]["ours"]["novel_chunks_per_listing"] >= 0

    (grown,) = told["growth"]
    assert grown["rows"] == 30
    assert grown["cpu_seconds"] > 0
    assert grown["peak_mib"] > 100

    assert sorted([*raced, *told["left_out"]]) == sorted(NAMES)
    for name, why in told["left_out"].items():
        assert f"- {name} was left out: {why}" in done.stdout
        if name in asked:
            assert f"{peers.PEERS[name].needs[1]} is not installed" in why
        else:
            assert why == "not asked for."


@pytest.mark.parametrize(
    "words, told", [(["--peers", "spacy"], "not one of naive_spacy"),
                    (["--corpora", "french"], "not one of english, chinese, mixed"),
                    (["--growth", "0,5"], "expected numbers of listings")],
)  # fmt: skip
def test_a_wrong_name_is_refused(words: list[str], told: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "throughput.py", *words],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert told in done.stderr
