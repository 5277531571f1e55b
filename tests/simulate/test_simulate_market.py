"""The simulated market keeps its promises: same seed same bytes, honest overlap, no give-aways."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, mannwhitneyu
from sklearn.metrics import average_precision_score

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.schema.listing import LABEL_COLUMNS, LISTING_COLUMNS
from counterfeit_nlp.simulate import Market, simulate, write_market
from counterfeit_nlp.simulate.kinds import KINDS
from counterfeit_nlp.simulate.observed import MISSING_RATES

N = 20_000
FILES = ("listings.csv.gz", "catalog.csv.gz", "truth.csv.gz", "README.md")


@pytest.fixture(scope="module")
def market() -> Market:
    return simulate(N, seed=7)


@pytest.fixture(scope="module")
def known(market: Market) -> pd.DataFrame:
    return market.listings.merge(market.truth, on="listing_id", validate="1:1")


def test_columns_are_the_contracts(market: Market) -> None:
    of_labels = [name for name in LABEL_COLUMNS if name != "source"]  # all are got from one place
    assert list(market.listings.columns) == [*LISTING_COLUMNS, *of_labels]
    assert list(market.catalog.columns) == list(LISTING_COLUMNS)
    assert list(market.truth.columns) == ["listing_id", "infringing", "kind"]
    assert str(market.listings["listed_at"].dtype) == "datetime64[us, UTC]"
    assert market.listings["price"].dtype == "float64"


def test_ids_are_unique_and_the_truth_covers_every_row(market: Market) -> None:
    ids = [*market.listings["listing_id"], *market.catalog["listing_id"]]
    assert len(ids) == len(set(ids)) == N + N // 5
    assert ids == list(market.truth["listing_id"])
    other = simulate(300, seed=8)
    assert not set(ids) & set(other.truth["listing_id"])


def test_truth_follows_the_kind(market: Market) -> None:
    for kind, part in market.truth.groupby("kind"):
        assert set(part["infringing"]) == {int(KINDS[kind].infringing)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_about_seven_percent_infringe(seed: int) -> None:
    small = simulate(4000, seed)
    truth = small.truth.set_index("listing_id")["infringing"]
    assert 0.06 <= truth[small.listings["listing_id"]].mean() <= 0.085
    assert 0.04 <= truth[small.catalog["listing_id"]].mean() <= 0.115


def test_every_slice_is_there_in_both_languages(known: pd.DataFrame) -> None:
    chinese = known["title"].str.contains("[\u4e00-\u9fff]")
    counts = pd.crosstab(known["kind"], chinese)
    assert set(counts.index) == set(KINDS)
    assert counts.to_numpy().min() >= 5


def test_some_titles_mix_scripts(known: pd.DataFrame) -> None:
    title = known["title"]
    mixed = title.str.contains("[\u4e00-\u9fff]") & title.str.contains("[A-Za-z]{4}")
    assert 0.05 < mixed.mean() < 0.5


@pytest.mark.parametrize("name", sorted(MISSING_RATES))
def test_missing_says_nothing_about_the_truth(known: pd.DataFrame, name: str) -> None:
    gone = known[name].isna()
    table = pd.crosstab(gone, known["infringing"])
    assert table.shape == (2, 2)
    # 13 columns are tested, so a p-value of 0.001 leaves 1.3 % for chance, and the seed is fixed.
    assert chi2_contingency(table).pvalue > 0.001
    wanted = MISSING_RATES[name]
    if name == "currency":  # without a price there is none
        wanted = 1 - (1 - wanted) * (1 - MISSING_RATES["price"])
    assert abs(gone.mean() - wanted) < 0.02


def test_ids_and_order_say_nothing_about_the_truth(known: pd.DataFrame) -> None:
    truth = known["infringing"].to_numpy()
    for rank in (np.arange(N), known["listing_id"].rank().to_numpy()):
        assert mannwhitneyu(rank[truth == 1], rank[truth == 0]).pvalue > 0.001


def test_labels_are_noisy_and_partly_missing(known: pd.DataFrame) -> None:
    label, truth = known["label"], known["infringing"]
    assert 0.2 < label.isna().mean() < 0.4
    assert 20 < ((label == 0) & (truth == 1)).sum() < 0.15 * truth.sum()
    assert 20 < ((label == 1) & (truth == 0)).sum() < 0.15 * (label == 1).sum()
    assert label.notna().equals(known["label_basis"].notna())
    bases = {"adjudicated", "default", "self_declared", "source"}
    assert set(known["label_basis"].dropna()) == bases


def test_catalog_is_later_and_mostly_of_new_sellers(market: Market) -> None:
    assert market.catalog["listed_at"].min() > market.listings["listed_at"].max()
    old = set(market.listings["seller_id"].dropna())
    new = ~market.catalog["seller_id"].dropna().isin(old)
    assert 0.75 < new.mean() < 0.95


def test_a_rule_of_words_cannot_split_it(known: pd.DataFrame) -> None:
    words = (
        r"\breplicas?\b|\bcopy\b|1:1|1 to 1|aaa|\bclone|mirror|knockoff|imitation|batch|\bfake\b"
        r"|[高精超]仿|复刻|a货|原单|顶级|一比一|1比1|仿品|纯原|过验|莆田"
    )
    text = (known["title"] + "\n" + known["description"].fillna("")).str.casefold()
    count = text.map(lambda t: len(set(re.findall(words, t))))
    quality = average_precision_score(known["infringing"], count)
    assert 0.15 < quality < 0.5
    flagged = known[count > 0]
    assert 0.15 < flagged["infringing"].mean() < 0.6
    for kind in ("film_prop", "toy_replica", "reissue", "faux_material", "second_hand"):
        assert (flagged["kind"] == kind).sum() > 10, kind


def test_price_alone_cannot_split_it(known: pd.DataFrame) -> None:
    rates = {"USD": 1.0, "EUR": 1.08, "GBP": 1.27, "CNY": 0.14}
    usd = known["price"] * known["currency"].map(rates)
    priced = usd.notna()
    cheap = -usd[priced]
    assert average_precision_score(known.loc[priced, "infringing"], cheap) < 0.2
    by_kind = usd.groupby(known["kind"])
    assert by_kind.median()["replica_superfake"] > by_kind.median()["second_hand"] * 0.5


def test_lengths_and_relists(known: pd.DataFrame) -> None:
    assert known["title"].str.len().between(1, 200).all()
    assert known["title"].str.strip().ne("").all()
    length = known["description"].str.len()
    assert (length > 2000).sum() >= 20
    assert (length <= 600).sum() > 0.95 * length.notna().sum()
    repeated = known["title"].duplicated(keep=False)
    assert 0.02 < repeated.mean() < 0.3
    assert known[repeated]["infringing"].nunique() == 2


def test_brands_are_zipf_like(known: pd.DataFrame) -> None:
    counts = known["brand"].value_counts()
    assert counts.iloc[0] > 4 * counts.iloc[25]
    assert len(counts) > 60


def test_addresses_and_bar_codes_are_nobodys(known: pd.DataFrame) -> None:
    assert known["url"].dropna().str.match(r"https://[a-z-]+\.example/").all()
    assert known["gtin"].dropna().str.startswith("2").all()


def _written(folder: Path, seed: int) -> dict[str, str]:
    write_market(simulate(600, seed), folder)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def test_same_seed_same_bytes_another_seed_others(tmp_path: Path) -> None:
    first = _written(tmp_path / "a", 5)
    assert first == _written(tmp_path / "b", 5)
    other = _written(tmp_path / "c", 6)
    assert all(first[name] != other[name] for name in FILES[:3])


@pytest.mark.parametrize("hash_seed", ["0", "5"])
def test_same_bytes_under_another_hash_seed(tmp_path: Path, hash_seed: str) -> None:
    first = _written(tmp_path / "here", 5)
    code = (
        "import sys; from counterfeit_nlp.simulate import simulate, write_market;"
        "write_market(simulate(600, 5), sys.argv[1])"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "there")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    for name in FILES:
        content = (tmp_path / "there" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == first[name], name


def test_files_are_plain_and_say_simulated(tmp_path: Path) -> None:
    small = simulate(600, 5)
    write_market(small, tmp_path)
    assert "simulated" in (tmp_path / "README.md").read_text("utf-8")
    for name, frame in (("listings", small.listings), ("catalog", small.catalog)):
        raw = (tmp_path / f"{name}.csv.gz").read_bytes()
        assert raw[4:8] == b"\0\0\0\0"  # no time in the gzip header
        assert b"\r" not in gzip.decompress(raw)
        back = pd.read_csv(
            tmp_path / f"{name}.csv.gz", dtype=str, keep_default_na=False, na_values=[""]
        )
        assert list(back.columns) == list(frame.columns)
        assert back["title"].tolist() == frame["title"].tolist()
        assert back["description"].equals(frame["description"])
        assert back["price"].astype(float).equals(frame["price"])
        assert pd.to_datetime(back["listed_at"]).equals(frame["listed_at"])


@pytest.mark.parametrize(("listings", "seed"), [(10, 0), (-1, 0), (1000, -1)])
def test_impossible_markets_are_refused(listings: int, seed: int) -> None:
    with pytest.raises(UsageError):
        simulate(listings, seed)
