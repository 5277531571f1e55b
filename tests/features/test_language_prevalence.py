"""Languages are told apart while a model is fitted, and by no score."""

from __future__ import annotations

import numpy as np
import pandas as pd

from counterfeit_nlp.features.language_prevalence import LanguagePrevalence
from counterfeit_nlp.model.build import ModelParams, build

TITLES = pd.DataFrame({"title": ["red bag", "红色 皮包", "красная сумка", "Nike 运动鞋", ""]})


def test_training_sees_the_language_and_scoring_does_not() -> None:
    block = LanguagePrevalence(10.0)
    assert block.fit_transform(TITLES).tolist() == [[0, 0], [10, 0], [0, 10], [10, 0], [0, 0]]
    assert (block.transform(TITLES) == 0).all()


def chinese_words_weigh(language_weight: float) -> float:
    """The most that a Chinese n-gram says, where all Chinese listings are of honest shops."""
    rng = np.random.default_rng(1)
    y = (np.arange(300) % 5 == 0).astype(int)
    titles = []
    for row, infringing in enumerate(y):
        if infringing:
            titles.append(f"replica bag {rng.integers(9)}")
        elif row % 2:
            titles.append("".join(rng.choice(list("红色皮包新款女士单肩"), 6)))
        else:
            titles.append(f"leather bag {rng.integers(9)}")
    frame = pd.DataFrame({"title": titles, "description": None, "price": np.nan, "currency": None})
    params = ModelParams(min_words=1, min_characters=1, language_weight=language_weight)
    model = build(params).fit(frame, y).pipeline_
    names = list(model.named_steps["columns"].named_transformers_["ngrams"].vocabulary_)
    block = model.named_steps["columns"].output_indices_["ngrams"]
    weights = model.named_steps["classifier"].coef_[0][block]
    return float(max(-weights[at] for at, name in enumerate(names) if name[0] == "h"))


def test_words_of_a_language_without_infringing_listings_are_no_innocence() -> None:
    assert chinese_words_weigh(10.0) < 0.25 * chinese_words_weigh(0.0)
