"""What a model has to beat: a keyword rule and plain TF-IDF with logistic regression.

Neither is part of the product. They stand beside the model in every report, measured on the same
rows, because a figure alone says nothing: on an easy market a list of words does as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from counterfeit_nlp.errors import InputError

__all__ = ["KEYWORDS", "PlainPeer", "keyword_rule", "peer_texts"]

FloatArray = npt.NDArray[np.float64]

# One pattern per idea, so that "1:1 AAA replica" scores 3 and "replica replica" scores 1. Matched
# in case-folded NFKC text, which turns full-width letters into plain ones.
KEYWORDS: tuple[str, ...] = (
    # English: what sellers call a copy
    r"\brepl+icas?\b",
    r"\breps?\b",
    r"\bknock[\s-]?offs?\b",
    r"\b(?:fakes?|counterfeits?|bootlegs?|dupes?)\b",
    r"\b(?:super|mirror)[\s-]?clones?\b|\bclones?\b",
    r"\bimitations?\b",
    r"\binspired\b",
    r"\blook[\s-]?a?likes?\b",
    # either language: one to one
    r"(?<!\d)[一1]\s?[比:/]\s?[一1](?!\d)",
    # English: how good they say the copy is
    r"\ba{3,}\+*(?=\W|$)|\b[57]a\b",
    r"\b(?:mirror|master|first|1st|high|top|best)[\s-]+(?:quality|grade|copy|copies)\b",
    r"\b(?:same|identical|indistinguishable)\s+(?:as|to|from)\s+(?:the\s+)?"
    r"(?:original|authentic|genuine|real)\b",
    r"\bu\.?a\.?\s+quality\b|\bunauthori[sz]ed\s+authentic\b",
    r"\b(?:with(?:out)?|no|remove)\s+(?:the\s+)?(?:logos?|brand\s+tags?|serials?)\b",
    # Chinese, simplified and traditional: what sellers call a copy
    r"[复復]刻",
    r"[高精超]仿",
    r"仿[品版货貨制製]",
    r"山[寨砦]",
    r"冒牌|假[货貨]",
    r"(?<![a-z])a[货貨]",
    r"莆田",
    # Chinese: how good they say the copy is, and where it is said to come from
    r"[顶頂][级級](?:版|品|[质質])",
    r"超\s?a(?![a-z])",
    r"(?:外[贸貿])?(?:原[单單]|尾[单單]|跟[单單])",
    r"[专專][柜櫃](?:品[质質]|同款)",
    r"[纯純]原",
    r"[过過][验驗]",
)

_KEYWORDS = tuple(re.compile(pattern) for pattern in KEYWORDS)
# A rule reads as far as a person would; a description may be megabytes.
_MAX_CHARACTERS = 20_000


def keyword_rule(
    titles: Iterable[str | None], descriptions: Iterable[str | None] | None = None
) -> FloatArray:
    """Count the replica words of each listing: the rule people start with.

    Parameters
    ----------
    titles, descriptions : iterable of str or missing, length n
        Texts as sellers wrote them; ``descriptions`` may be left out.

    Returns
    -------
    ndarray of float64, shape (n,)
        How many of :data:`KEYWORDS` occur, 0 to ``len(KEYWORDS)``; repetition doesn't count.
    """
    counts = []
    for text in peer_texts(titles, descriptions):
        folded = unicodedata.normalize("NFKC", text[:_MAX_CHARACTERS]).casefold()
        counts.append(sum(pattern.search(folded) is not None for pattern in _KEYWORDS))
    return np.array(counts, dtype=np.float64)


def peer_texts(
    titles: Iterable[str | None], descriptions: Iterable[str | None] | None = None
) -> list[str]:
    """Title, a newline and the description of each listing; a missing one is empty."""
    if descriptions is None:
        return [f"{_text(title)}\n" for title in titles]
    pairs = zip(titles, descriptions, strict=True)
    return [f"{_text(title)}\n{_text(description)}" for title, description in pairs]


class PlainPeer:
    """TF-IDF of words and characters with logistic regression, as anyone would write it.

    Word 1- and 2-grams (min_df 2) and ``char_wb`` 3- to 5-grams (min_df 3), both with sublinear
    term frequency, into ``LogisticRegression(C=10, class_weight="balanced", max_iter=1000)``.
    No normalisation, no price, no calibration. Its scores are log-odds.
    """

    def __init__(self) -> None:
        self.pipeline = Pipeline(
            [
                (
                    "tfidf",
                    FeatureUnion(
                        [
                            (
                                "words",
                                TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
                            ),
                            (
                                "characters",
                                TfidfVectorizer(
                                    analyzer="char_wb",
                                    ngram_range=(3, 5),
                                    min_df=3,
                                    sublinear_tf=True,
                                ),
                            ),
                        ]
                    ),
                ),
                ("model", LogisticRegression(C=10, class_weight="balanced", max_iter=1000)),
            ]
        )

    def fit(self, texts: Sequence[str], y: npt.ArrayLike) -> PlainPeer:
        """Fit on texts (see :func:`peer_texts`) and labels 0 and 1; returns itself.

        Raises
        ------
        InputError
            If there is only one class, or no word or no n-gram is frequent enough to count.
        """
        labels = np.asarray(y)
        if len(np.unique(labels)) != 2:
            raise InputError(
                f"the plain peer found labels {np.unique(labels).tolist()}, expected both 0 and 1"
            )
        try:
            self.pipeline.fit(texts, labels)
        except ValueError as error:
            message = f"the plain peer can't be fitted to {len(texts)} texts: {error}"
            raise InputError(message) from error
        return self

    def decision_function(self, texts: Sequence[str]) -> FloatArray:
        """Log-odds of being counterfeit for each text, shape (n,)."""
        return np.asarray(self.pipeline.decision_function(texts), dtype=np.float64)


def _text(value: str | None) -> str:
    # pandas' missing values are floats or pd.NA
    return value if isinstance(value, str) else ""
