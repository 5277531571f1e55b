"""The one ColumnTransformer: which fields of a listing the model may see, and how."""

from __future__ import annotations

from sklearn.compose import ColumnTransformer

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.features.brand_context import BrandContext
from counterfeit_nlp.features.cues import CueCounts
from counterfeit_nlp.features.language_prevalence import LanguagePrevalence
from counterfeit_nlp.features.ngrams import NgramWeights
from counterfeit_nlp.features.price import PriceCurve
from counterfeit_nlp.features.signals import SignalCounts
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["TEXT_FIELDS", "WINDOWS", "columns"]

TEXT_FIELDS = ("title", "description")
# The window of each field that counts, prepared: see :mod:`counterfeit_nlp.model.worst_window`
WINDOWS = tuple(f"{field}_window" for field in TEXT_FIELDS)


def columns(
    *,
    min_words: int = 2,
    min_characters: int = 3,
    idf_power: float = 1.0,
    signal_weight: float = 1.0,
    cue_weight: float = 1.0,
    price_weight: float = 1.0,
    relation_weight: float = 1.0,
    claimed_price_weight: float = 1.0,
    language_weight: float = 0.0,
    left_out: tuple[str, ...] = (),
    vocabulary: Vocabulary = NOTHING_KNOWN,
    lexicon: Lexicon | None = None,
    registry: Registry | None = None,
) -> ColumnTransformer:
    """N-grams of the windows that count, signals and cues of title and description, and the price,
    by itself and beside what the brand that the listing claims to be of charges.

    Nothing else of a listing gets in: not where it came from, not its id, not the marketplace's
    own category, not whether a field is filled. The block ``language`` takes part in training only.
    See the classes for the parameters.
    """
    text = list(TEXT_FIELDS)
    return ColumnTransformer(
        [
            (
                "ngrams",
                NgramWeights(min_words, min_characters, idf_power, vocabulary, left_out),
                list(WINDOWS),
            ),
            ("language", LanguagePrevalence(language_weight, vocabulary), text),
            ("signals", SignalCounts(signal_weight, vocabulary), text),
            ("cues", CueCounts(lexicon, cue_weight, vocabulary), text),
            ("price", PriceCurve(price_weight, vocabulary), [*text, "price", "currency"]),
            (
                "brands",
                BrandContext(registry, relation_weight, claimed_price_weight, vocabulary),
                [*text, "price", "currency"],
            ),
        ],
        remainder="drop",
        sparse_threshold=1.0,
        verbose_feature_names_out=True,
    )
