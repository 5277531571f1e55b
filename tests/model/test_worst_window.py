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
