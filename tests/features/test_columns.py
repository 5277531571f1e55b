"""What the model may see of a listing, and that what is missing weighs nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from counterfeit_nlp.features.columns import columns
from counterfeit_nlp.features.grams import chunk_ngrams
from counterfeit_nlp.features.money import rates, usd
from counterfeit_nlp.features.ngrams import NgramWeights
from counterfeit_nlp.features.price import PriceCurve
from counterfeit_nlp.features.price_basis import KNOTS, hats
from counterfeit_nlp.text.chunks import analyse


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    names = ["title", "description", "price", "currency"]
    found = pd.DataFrame([{**dict.fromkeys(names), **row} for row in rows])
    # short fields are windows of themselves
    return found.assign(title_window=found["title"], description_window=found["description"])


def without(listings: pd.DataFrame, field: str) -> pd.DataFrame:
    gone = [name for name in (field, f"{field}_window") if name in listings]
    return listings.assign(**dict.fromkeys(gone))


SOME = frame(
    {"title": "red leather bag", "description": "of leather", "price": 20.0, "currency": "USD"},
    {"title": "red leather shoes", "price": 300.0, "currency": "EUR"},
    {"title": "古驰 高仿 双肩包", "description": "red bag", "price": 99.0, "currency": "CNY"},
    {"title": "leather belt", "price": 5.0},
    {"title": "red belt"},
)  # fmt: skip


def test_character_ngrams_are_those_of_scikit_learn() -> None:
    words = ["replica", "aaa", "x", "1:1", "gmt"]
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()
    for word in words:
        ours = [
            n[2:]
            for _, names in chunk_ngrams(analyse([word])[0])
            for n in names
            if n.startswith("c:")
        ]
        expected = list(dict.fromkeys(theirs(word)))
        assert sorted(set(ours)) == sorted(set(expected))


def test_words_bigrams_and_han_ngrams() -> None:
    fitted = NgramWeights(1, 1).fit(frame({"title": "Super clone, 高仿包 ok go"})[["title"]])
    names = set(fitted.vocabulary_)
    assert {"w:super", "w:super clone", "w:ok go", "h:高", "h:高仿", "h:高仿包", "h:仿包"} <= names
    # a comma is no word; Chinese stands between clone and ok
    assert "w:clone ok" not in names
    assert "w:," not in names


def test_a_field_is_scaled_by_the_root_of_its_ngrams() -> None:
    two, one = frame({"title": "a b"}, {"title": "a"})[["title"]], frame({"title": "a"})[["title"]]
    fitted = NgramWeights(1, 1).fit(two)
    column = fitted.vocabulary_["w:a"]
    # "a" is a word and one piece of characters, and so is "b": four n-grams and two
    assert fitted.transform(two)[0, column] == pytest.approx(fitted.idf_[column] / 2)
    assert fitted.transform(one)[0, column] == pytest.approx(fitted.idf_[column] / 2**0.5)


def test_fields_add_up_and_share_a_vocabulary() -> None:
    text = ["title", "description"]
    fitted = NgramWeights(1, 1).fit(SOME[text])
    both = fitted.transform(SOME[text])
    title = fitted.transform(SOME[text].assign(description=None))
    description = fitted.transform(SOME[text].assign(title=None))
    assert abs(both - title - description).max() < 1e-12


def test_transforming_what_was_fitted_gives_what_fitting_gave() -> None:
    text = ["title", "description"]
    one, other = NgramWeights(1, 1), NgramWeights(1, 1)
    assert (
        abs(one.fit_transform(SOME[text]) - other.fit(SOME[text]).transform(SOME[text])).max() == 0
    )
    assert one.vocabulary_ == other.vocabulary_


@pytest.mark.parametrize("missing", ["description", "price", "currency"])
def test_a_missing_field_is_a_row_of_zeros(missing: str) -> None:
    fitted = columns(min_words=1, min_characters=1).fit(SOME)
    with_it = fitted.transform(SOME.iloc[[0]])
    without_it = fitted.transform(without(SOME.iloc[[0]], missing))
    bare = fitted.transform(
        without(SOME.iloc[[0]], "description").assign(price=None, currency=None)
    )
    title_only = fitted.named_transformers_["ngrams"].transform(
        SOME.iloc[[0]][["title", "description"]].assign(description=None)
    )
    assert abs(with_it - without_it).max() > 0  # the field does weigh something where it is there
    assert bare.sum() == pytest.approx(title_only.sum())


def test_nothing_else_of_a_listing_is_seen() -> None:
    everything = SOME.assign(
        listing_id="x", seller_id="s", brand="b", category="c", marketplace="m", source="z",
        label_basis="l", listed_at="2026-01-01", language="en", condition="new", url="u",
    )  # fmt: skip
    fitted = columns(min_words=1, min_characters=1)
    assert abs(fitted.fit_transform(SOME) - fitted.fit_transform(everything)).max() == 0


def test_hats_are_a_partition_and_unknown_prices_are_nothing() -> None:
    basis = hats(np.array([0.01, 1, 7, 30, 99.9, 5e6, np.nan]))
    assert basis.shape == (7, len(KNOTS))
    assert basis[:-1].sum(axis=1) == pytest.approx(np.ones(6))
    assert (basis[-1] == 0).all()
    assert basis[3, KNOTS.index(30.0)] == 1


def test_having_a_price_tells_nothing_on_average() -> None:
    curve = PriceCurve()
    found = curve.fit_transform(SOME[["price", "currency"]])
    known = np.flatnonzero(found.any(axis=1))
    assert known.tolist() == [0, 1, 2]
    assert found[known].mean(axis=0) == pytest.approx(np.zeros(len(KNOTS)))
    assert found.sum(axis=1) == pytest.approx(np.zeros(len(SOME)))


def test_the_same_value_in_two_currencies_is_nearly_the_same_price() -> None:
    table = rates()
    dollars = usd(np.array([100.0, 100 / table["CNY"]]), ["USD", "CNY"], table)
    assert dollars[0] == pytest.approx(dollars[1])


@pytest.mark.parametrize(
    ("price", "currency"),
    [(0.0, "USD"), (np.nan, "USD"), (5.0, None), (5.0, "XXX"), (1.7e308, "GBP")],
)
def test_prices_that_say_nothing_are_unknown(price: float, currency: str | None) -> None:
    assert np.isnan(usd(np.array([price]), [currency], rates())[0])
