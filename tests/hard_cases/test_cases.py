"""The hard cases as data: enough of each, valid, varied, and read right or refused."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest

from counterfeit_nlp.duplicates.titles import near_duplicate_groups
from counterfeit_nlp.errors import InputError
from counterfeit_nlp.hard_cases.read import COLUMNS, cases_digest, hard_cases, parse_cases
from counterfeit_nlp.hard_cases.slices import SLICES

HEAD = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return hard_cases()


def test_every_slice_has_enough_of_each_in_both_languages(cases: pd.DataFrame) -> None:
    counts = cases.groupby(["slice", "language", "label"]).size()
    for name in SLICES:
        for language in ("en", "zh"):
            assert counts[name, language, 0.0] >= 25
            assert counts[name, language, 1.0] >= 8


def test_they_are_valid_listings(cases: pd.DataFrame, tmp_path) -> None:
    from counterfeit_nlp.tables.listings import read_listings

    path = tmp_path / "cases.csv"
    cases.drop(columns=["slice"]).to_csv(path, index=False)
    read = 0
    for batch in read_listings(path, batch_size=500, labels=True):
        assert not batch.rejects
        read += batch.good.num_rows
    assert read == len(cases)


def test_each_is_written_in_its_language(cases: pd.DataFrame) -> None:
    han = cases["title"].str.contains("[\u3400-\u9fff]")
    assert (han == (cases["language"] == "zh")).all()


def test_most_have_a_price_and_some_have_none_or_a_description(cases: pd.DataFrame) -> None:
    for _, own in cases.groupby(["slice", "language"]):
        assert 0.6 < own["price"].notna().mean() < 1
        assert own["price"].notna().eq(own["currency"].notna()).all()
        assert own["description"].notna().sum() >= 3


def test_none_is_another_with_a_word_changed(cases: pd.DataFrame) -> None:
    groups = near_duplicate_groups(cases["title"].tolist(), threshold=0.45)
    assert len(set(groups.tolist())) == len(cases)


def test_a_title_does_not_tell_its_slice_by_a_word_of_its_own(cases: pd.DataFrame) -> None:
    """No single first word stands before most of a slice: that would be a template."""
    english = cases[cases["language"] == "en"]
    first = english["title"].str.casefold().str.split().str[0]
    for _, own in first.groupby(english["slice"]):
        assert own.value_counts().iloc[0] <= 0.35 * len(own)


def test_the_digest_is_of_the_cases(monkeypatch) -> None:
    from counterfeit_nlp.hard_cases import read

    texts = dict(read._texts())
    before = cases_digest()
    assert len(before) == 64
    monkeypatch.setattr(read, "_texts", lambda: {**texts, "book": texts["book"] + "\n"})
    assert cases_digest() != before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,fr,0,Title,,,", "language 'fr' and label '0', expected en or zh"),
        ("a,en,2,Title,,,", "label '2', expected"),
        ("a,en,0,,,,", "no title"),
        (",en,0,Title,,,", "no listing_id"),
        ("a,en,0,Title,,12,", "price '12' and currency ''"),
        ("a,en,0,Title,,,USD", "expected a number with a currency, or neither"),
        ("a,en,0,Title,,-3,USD", "price '-3'"),
        ("a,en,0,Title,,0,USD", "price '0'"),
        ("a,en,0,Title, with a comma,,3,USD", "quote its commas"),
        ("a,en,0,Title", "the row has not 7 fields"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(row: str, said: str) -> None:
    with pytest.raises(InputError, match=r"mine\.csv:3: ") as refused:
        parse_cases(f"{HEAD}\nb,en,0,Good,,,\n{row}\n", source="mine.csv")
    assert said in str(refused.value)


def test_other_columns_are_refused() -> None:
    with pytest.raises(InputError, match="the columns are id, title, expected listing_id"):
        parse_cases("id,title\n1,x\n", source="mine.csv")


def test_ids_tell_slice_and_language(cases: pd.DataFrame) -> None:
    for row in cases.itertuples():
        assert row.listing_id.startswith(f"{row.slice}-{row.language}-")
    assert not any(a == b for a, b in combinations(SLICES.values(), 2))
