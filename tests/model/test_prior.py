"""The prior: evidence that no label speaks of still counts, as far as the labels bear it out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.features.price_basis import KNOTS, RATIOS
from counterfeit_nlp.features.relations import RELATIONS
from counterfeit_nlp.model.build import ModelParams
from counterfeit_nlp.model.fit import FitParams, Fitted, fit
from counterfeit_nlp.model.prior import PriorColumn, prior_columns
from counterfeit_nlp.text.signals import SIGNALS

MASKED = SIGNALS.index("masked_letters")


def market(claim: float, n: int = 240) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Bags, of which a third are infringing and say so with a probability of ``claim``."""
    rng = np.random.default_rng(3)
    y = (np.arange(n) % 3 == 0).astype(int)
    said = rng.random(n) < np.where(y == 1, claim, 1 - claim)
    titles = [f"{'replica' if one else 'leather'} bag {rng.integers(9)}" for one in said]
    frame = pd.DataFrame({"title": titles, "description": None, "price": np.nan, "currency": None})
    return frame, y, rng.permutation(n) // 4


def fitted(claim: float, prior_weight: float = 3.0) -> Fitted:
    model = ModelParams(min_words=1, min_characters=1, prior_weight=prior_weight)
    return fit(*market(claim), FitParams(model=model))


def test_evidence_that_no_label_shows_counts_where_labels_bear_the_prior_out() -> None:
    weights = fitted(0.9).linear.signal_weights
    assert weights[MASKED] > 0.5
    ranked = [SIGNALS.index(one) for one in ("masked_letters", "leet_letters", "repeated_letters")]
    assert (np.diff(weights[ranked]) < 0).all()


def test_without_the_prior_it_counts_nothing() -> None:
    assert (fitted(0.9, prior_weight=0).linear.signal_weights == 0).all()


def test_labels_that_bear_it_out_less_turn_the_prior_down() -> None:
    sure, unsure = (fitted(claim).linear.signal_weights[MASKED] for claim in (0.9, 0.65))
    assert 0 < unsure < 0.6 * sure


def test_labels_that_contradict_the_prior_leave_it_out() -> None:
    """Else a disguise would be innocence: nobody disguises the leather of an honest bag."""
    frame, y, groups = market(0.9)
    turned = fit(frame, 1 - y, groups, FitParams(model=ModelParams(min_words=1, min_characters=1)))
    assert (turned.linear.signal_weights == 0).all()


def test_the_column_is_the_weighted_sum_of_the_last_ones() -> None:
    rng = np.random.default_rng(0)
    columns = sp.random(20, 9, 0.5, random_state=0, format="csr")
    prior = tuple(rng.normal(size=4).tolist())
    found = PriorColumn(prior, 2.0).fit_transform(columns)
    assert found.shape == (20, 10)
    assert (found[:, :9] != columns).nnz == 0
    expected = 2 * columns.toarray()[:, -4:] @ np.array(prior)
    assert found[:, 9].toarray().ravel() == pytest.approx(expected)


def test_a_prior_is_of_evidence_whatever_its_column_is_scaled_by() -> None:
    once = np.array(prior_columns(signals=1, cues=1, relations=1, claimed_price=1))
    assert len(once) == sum(map(len, (SIGNALS, SENSES, KNOTS, RELATIONS, RATIOS)))
    twice = np.array(prior_columns(signals=2, cues=1, relations=1, claimed_price=0))
    assert twice[: len(SIGNALS)] == pytest.approx(once[: len(SIGNALS)] / 2)
    assert twice[len(SIGNALS) : -len(RATIOS)] == pytest.approx(once[len(SIGNALS) : -len(RATIOS)])
    assert (twice[-len(RATIOS) :] == 0).all()
