"""The scikit-learn pipeline: one ColumnTransformer and one linear model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.features.columns import columns
from counterfeit_nlp.model.prior import PriorColumn, prior_columns
from counterfeit_nlp.model.worst_window import WorstWindow
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["ModelParams", "build"]


@dataclass(frozen=True, slots=True)
class ModelParams:
    """What can be set about the model; the values are those measured best on real listings.

    Attributes
    ----------
    C
        Inverse strength of the ridge penalty (scikit-learn's ``C``).
    min_words, min_characters, idf_power
        See :class:`counterfeit_nlp.features.ngrams.NgramWeights`.
    signal_weight, cue_weight, price_weight, relation_weight, claimed_price_weight
        Factors on the columns of signals, cues, price, relations to brands, and of the price
        beside what the claimed brand charges; 0 switches the block off.
    prior_weight
        Factor on the column of :class:`counterfeit_nlp.model.prior.PriorColumn`.
    language_weight
        See :class:`counterfeit_nlp.features.language_prevalence.LanguagePrevalence`.
    learned_price_weight
        Independent sellers whose prices count as much as the registry's, see
        :class:`counterfeit_nlp.model.learned_prices.PricedClaims`; 0 leaves the registry as it is.
    price_pairs, pair_weight
        How many pairs of :func:`counterfeit_nlp.model.price_pairs.price_pairs` the classifier sees,
        and what they weigh together, as a share of what the labelled listings do; 0 for none.
    """

    C: float = 1.0
    min_words: int = 2
    min_characters: int = 3
    idf_power: float = 1.0
    signal_weight: float = 1.0
    cue_weight: float = 1.0
    price_weight: float = 1.0
    relation_weight: float = 0.15
    claimed_price_weight: float = 3.0
    prior_weight: float = 3.0
    language_weight: float = 10.0
    learned_price_weight: float = 25.0
    price_pairs: int = 2_000
    pair_weight: float = 0.01


def prior_of(params: ModelParams) -> tuple[float, ...]:
    """What the prior says of each of the last columns, one unit of each."""
    return prior_columns(
        signals=params.signal_weight,
        cues=params.cue_weight,
        relations=params.relation_weight,
        claimed_price=params.claimed_price_weight,
    )


def build(
    params: ModelParams,
    vocabulary: Vocabulary = NOTHING_KNOWN,
    lexicon: Lexicon | None = None,
    registry: Registry | None = None,
    left_out: tuple[str, ...] = (),
    starts: Mapping[str, float] | None = None,
) -> WorstWindow:
    """An unfitted model from a listings frame to a decision function.

    ``left_out`` are n-grams without a weight of their own, ``starts`` is what
    :func:`counterfeit_nlp.model.starts.language_starts` adds to a score by language.

    Its ``fit`` balances the classes by weight: few listings infringe, and what the ridge penalty
    costs a rare class is otherwise paid in recall. Probabilities are the business of calibration.
    """
    pipeline = Pipeline(
        [
            (
                "columns",
                columns(
                    min_words=params.min_words,
                    min_characters=params.min_characters,
                    idf_power=params.idf_power,
                    signal_weight=params.signal_weight,
                    price_weight=params.price_weight,
                    relation_weight=params.relation_weight,
                    claimed_price_weight=params.claimed_price_weight,
                    cue_weight=params.cue_weight,
                    vocabulary=vocabulary,
                    lexicon=lexicon,
                    registry=registry,
                    language_weight=params.language_weight,
                    left_out=left_out,
                ),
            ),
            ("prior", PriorColumn(prior_of(params), params.prior_weight)),
            ("classifier", LogisticRegression(C=params.C, max_iter=2_000)),
        ]
    )
    return WorstWindow(pipeline, vocabulary, lexicon, starts)
