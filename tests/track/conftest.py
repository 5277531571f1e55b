"""One migrated database for the whole session, copied for each test: migrating takes seconds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.features.price_basis import KNOTS, RATIOS
from counterfeit_nlp.features.relations import RELATIONS
from counterfeit_nlp.model import artefact
from counterfeit_nlp.model.linear import LinearModel
from counterfeit_nlp.model.risk import POOLED, Sigmoid, Thresholds
from counterfeit_nlp.text.chunks import SIGNALS
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN
from counterfeit_nlp.track.store import DATABASE

MakeModel = Callable[[str], Path]


MAKING = """
import logging, sys
logging.basicConfig(level=logging.INFO)
from counterfeit_nlp.track.store import connect, store
assert "mlflow" not in sys.modules
with connect(store(), "making it", create=True) as client:
    client.search_registered_models()
"""


@pytest.fixture(scope="session")
def making(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make an empty store in a process of its own; return its folder and what it printed."""
    folder = tmp_path_factory.mktemp("store")
    done = subprocess.run(
        [sys.executable, "-c", MAKING], cwd=folder, capture_output=True, text=True, check=True
    )
    return folder, done.stdout + done.stderr


@pytest.fixture
def checkout(making: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store in a working directory of its own."""
    folder = tmp_path / "check out 店"  # a space and Chinese: paths become URIs and back
    folder.mkdir()
    shutil.copy(making[0] / DATABASE, folder / DATABASE)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def make_model(tmp_path: Path) -> MakeModel:
    """Make a model that knows one Chinese word, and scores for real."""

    def make(what: str) -> Path:
        folder = tmp_path / "models" / what
        artefact.save(
            folder,
            linear=LinearModel(
                names=["h:高仿"],
                weights=np.array([2.0]),
                signal_weights=np.zeros(len(SIGNALS)),
                cue_weights=np.zeros(len(SENSES)),
                learned_prices={},
                vocabulary=NOTHING_KNOWN,
                lexicon=Lexicon(),
                price_weights=np.zeros(len(KNOTS)),
                price_center=np.zeros(len(KNOTS)),
                relation_weights=np.zeros(len(RELATIONS)),
                claimed_price_weights=np.zeros(len(RATIOS)),
                claimed_price_center=np.zeros(len(RATIOS)),
                registry=None,
                starts={},
                intercept=-1.0,
            ),
            calibration={POOLED: Sigmoid(1.0, 0.0)},
            thresholds=Thresholds(review=0.3, high=0.6),
            pipeline=None,
            params={"what": what},
            training={},
            trained_ids=np.array([], dtype=np.uint64),
            trained_inputs=np.array([], dtype=np.uint64),
            rates={"USD": 1.0},
        )
        return folder

    return make
