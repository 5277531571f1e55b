"""Where languages start: honest sellers of each are above a high score equally often."""

from __future__ import annotations

import numpy as np
import pytest

from counterfeit_nlp.model.starts import language_starts


def scores_of(*parts: tuple[str, int, int, float]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Scores, labels and languages of (language, legitimate, infringing, mean) parts."""
    rng = np.random.default_rng(0)
    scores, y, languages = [], [], []
    for language, legitimate, infringing, mean in parts:
        scores += [rng.normal(mean, 1, legitimate), rng.normal(mean + 4, 1, infringing)]
        y += [np.zeros(legitimate, int), np.ones(infringing, int)]
        languages += [language] * (legitimate + infringing)
    return np.concatenate(scores), np.concatenate(y), languages


def test_the_same_share_of_honest_listings_lies_above_the_level() -> None:
    scores, y, languages = scores_of(("en", 5000, 200, 0.0), ("zh", 4000, 0, -3.0))
    starts = language_starts(scores, y, languages)
    assert starts["en"] == 0
    assert starts["zh"] == pytest.approx(3, abs=0.3)
    put_level = scores + [starts[one] for one in languages]
    of = np.array(languages)
    level = np.quantile(put_level[(of == "en") & (y == 0)], 0.99)
    shares = [(put_level[(of == one) & (y == 0)] > level).mean() for one in ("en", "zh")]
    assert shares[0] == pytest.approx(shares[1], abs=0.002)


def test_a_language_with_few_honest_listings_starts_where_all_do() -> None:
    scores, y, languages = scores_of(("en", 5000, 200, 0.0), ("zh", 300, 0, -3.0))
    assert language_starts(scores, y, languages) == {"en": 0.0, "zh": 0.0}


def test_the_level_is_that_of_the_language_with_most_infringing_listings() -> None:
    scores, y, languages = scores_of(("en", 5000, 3, 0.0), ("zh", 4000, 90, -3.0))
    starts = language_starts(scores, y, languages)
    assert starts["zh"] == 0
    assert starts["en"] < -2
