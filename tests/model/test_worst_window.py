"""The model on windows: what it learns from, and what it must not learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterfeit_nlp.cues.lexicon import Lexicon, own_lexicon
from counterfeit_nlp.model.build import ModelParams, build
from counterfeit_nlp.text.windows import WHOLE

FILLER = "soft cotton bag with two pockets and a long strap for every day "


def market() -> tuple[pd.DataFrame, np.ndarray]:
    far = FILLER * 5 + "please message me on whatsapp : king77 for more pictures and prices "
    rows = [
        {"title": "king77 replica bag", "description": far + FILLER * 5 + "ask for king77"}
        for _ in range(6)
    ] + [{"title": "new bag", "description": FILLER * 5} for _ in range(6)]
    frame = pd.DataFrame(rows).assign(price=np.nan, currency=pd.Series([None] * 12, dtype="str"))
    return frame, np.array([1] * 6 + [0] * 6)


@pytest.mark.parametrize(("lexicon", "learned"), [(None, True), (own_lexicon(), False)])
def test_nobodys_address_is_learned_wherever_it_stands(
    lexicon: Lexicon | None, learned: bool
) -> None:
    frame, y = market()
    assert len(frame["description"][0].split()) > WHOLE
    fitted = build(ModelParams(min_words=1, min_characters=1), lexicon=lexicon).fit(frame, y)
    ngrams = fitted.pipeline_.named_steps["columns"].named_transformers_["ngrams"]
    names = [name for name in ngrams.vocabulary_ if "king7" in name]
    assert bool(names) is learned
    assert "w:replica" in ngrams.vocabulary_


def test_an_innocent_long_text_is_learned_from_by_its_worst_window() -> None:
    frame, y = market()
    fitted = build(ModelParams(min_words=1, min_characters=1)).fit(frame, y)
    short = frame.assign(description=None)
    padded = frame.assign(description=frame["description"] + FILLER * 20)
    before, after = fitted.decision_function(frame), fitted.decision_function(padded)
    assert (after >= before - 1e-9).all()
    assert (fitted.predict(short) == y).all()


@pytest.mark.parametrize("far", ["", FILLER * 5])
def test_words_that_take_a_claim_back_are_neither_learned_nor_weighed(far: str) -> None:
    titles = ["replica bag super clone"] * 6 + ["new bag, not a replica", "正品包不是高仿手表"] * 3
    frame = pd.DataFrame({"title": titles, "description": [far + title for title in titles]})
    frame = frame.assign(price=np.nan, currency=pd.Series([None] * 12, dtype="str"))
    y = np.array([1] * 6 + [0] * 6)
    # the prior has an opinion on cues of its own
    params = ModelParams(min_words=1, min_characters=1, prior_weight=0)
    fitted = build(params, lexicon=own_lexicon()).fit(frame, y)
    names = fitted.pipeline_.named_steps["columns"].named_transformers_["ngrams"].vocabulary_
    assert {"w:replica", "h:正品"} <= names.keys()
    assert not {"w:not", "w:not a", "h:高仿", "h:不是"} & names.keys()

    def grams(title: str) -> float:
        one = pd.DataFrame({"title": [title], "description": [far], "price": [np.nan]})
        columns = fitted.pipeline_.named_steps["columns"]
        weights = fitted.pipeline_.named_steps["classifier"].coef_[0]
        cues = columns.named_transformers_["cues"].transform(one[["title", "description"]])
        said = cues @ weights[columns.output_indices_["cues"]]
        return float((fitted.decision_function(one.assign(currency=None)) - said)[0])

    assert grams("new bag, not a replica") == pytest.approx(grams("new bag,"), abs=1e-12)
    assert grams("no replica, super clone") == pytest.approx(grams(", super clone"), abs=1e-12)
    assert grams("正品包不是高仿手表") == pytest.approx(grams("正品包 手表"), abs=1e-12)
    assert grams("new bag, a replica") > grams("new bag,")


def test_without_a_lexicon_nothing_is_taken_back() -> None:
    frame, y = market()
    fitted = build(ModelParams(min_words=1, min_characters=1)).fit(frame, y)
    pair = frame.head(2).assign(title=["bag, not a replica", "bag,"], description=None)
    denied, silent = fitted.decision_function(pair)
    assert denied > silent
