"""Where languages start: honest sellers of each are above a high score equally often."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from counterfeit_nlp.model.starts import _trust, language_starts


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


def start_of(legitimate: int, of_level: int = 5000, mean: float = -3.0) -> float:
    """The start of a language whose scores are those of the other, moved; no luck in either."""
    spread = [ndtri((np.arange(n) + 0.5) / n) for n in (of_level, legitimate)]
    scores = np.concatenate([spread[0], [9.0] * 5, spread[1] + mean])
    y = np.array([0] * of_level + [1] * 5 + [0] * legitimate)
    languages = ["en"] * (of_level + 5) + ["zh"] * legitimate
    return language_starts(scores, y, languages)["zh"]


def test_one_honest_listing_more_never_makes_a_leap() -> None:
    found = [start_of(n) for n in range(1, 1200)]
    steps = np.abs(np.diff(found))
    assert steps[100:].max() < 0.03
    assert np.abs(np.diff([start_of(n) for n in (498, 499, 500, 501)])).max() < 0.01
    assert start_of(1) == pytest.approx(0, abs=0.25)


def test_the_more_honest_listings_the_more_of_the_difference_counts() -> None:
    numbers = [100, 200, 400, 800, 1600, 3200]
    small = [start_of(n) for n in numbers]
    assert all(0 < one < 3.1 for one in small)
    assert small == sorted(small)
    of_level = [start_of(4000, of_level=n) for n in numbers]
    assert of_level == sorted(of_level)
    assert start_of(10**6, of_level=10**6) == pytest.approx(3, abs=0.01)


def test_weights_rise_with_either_number() -> None:
    weights = [_trust(5000, n) for n in range(3000)]
    assert weights[0] == 0
    assert all(np.diff(weights) > 0)
    assert _trust(7, 900) == _trust(900, 7)


def test_a_language_without_honest_listings_starts_where_all_do() -> None:
    scores, y, languages = scores_of(("en", 5000, 200, 0.0), ("zh", 0, 20, -3.0))
    assert language_starts(scores, y, languages) == {"en": 0.0, "zh": 0.0}
    scores, y, languages = scores_of(("en", 0, 200, 0.0), ("zh", 900, 0, -3.0))
    assert language_starts(scores, y, languages) == {"en": 0.0, "zh": 0.0}


def test_the_level_is_that_of_the_language_with_most_infringing_listings() -> None:
    scores, y, languages = scores_of(("en", 5000, 3, 0.0), ("zh", 4000, 90, -3.0))
    starts = language_starts(scores, y, languages)
    assert starts["zh"] == 0
    assert starts["en"] < -2
