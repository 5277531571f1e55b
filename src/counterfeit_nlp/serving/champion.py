"""The model that answers, and the watch over the place it came from.

A folder that is replaced, an alias that moves, a file of sellers that changes: the new model is
loaded beside the old one, verified, tried out, and only then put in its place. If anything of that
fails, the old one goes on answering, and the failure is told until it is mended.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from counterfeit_nlp import api
from counterfeit_nlp.errors import CounterfeitError, InputError
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.tables.json_body import read_json
from counterfeit_nlp.track.provenance import read_manifest

__all__ = ["Champion", "Failure", "Loaded", "Place"]

_log = logging.getLogger(__name__)

# Made up; the first listing of a language brings in dictionaries, which takes a second.
_TRIAL = """[
{"listing_id": "1", "title": "Plain cotton T-shirt, size M", "price": 12.5, "currency": "EUR"},
{"listing_id": "2", "title": "纯棉T恤 男士 短袖 夏季新款", "description": "全新，现货，七天退换"}
]""".encode()


@dataclass(frozen=True)
class Place:
    """Where the model comes from, and what goes with it.

    Attributes
    ----------
    model, expect_digest, as_of
        As for :func:`counterfeit_nlp.api.load`.
    sellers
        File of seller lists, or None.
    """

    model: str
    expect_digest: str | None = None
    sellers: Path | None = None
    as_of: date | None = None

    def identity(self) -> tuple[str, str]:
        """What lies there now: the model's stated digest, and a hash of the sellers' file.

        Cheap, and no proof of anything: loading verifies.
        """
        digest = str(read_manifest(api.find_model(self.model))["digest"])
        if self.sellers is None:
            return digest, ""
        try:
            return digest, hashlib.sha256(self.sellers.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError(f"{self.sellers} can't be read: {error.strerror}") from error


@dataclass(frozen=True)
class Loaded:
    """A model that answers.

    Attributes
    ----------
    scorer
        For the thread that scores, and no other.
    identity
        That of its place when it was loaded.
    since
        When it began to answer.
    """

    scorer: Scorer
    identity: tuple[str, str]
    since: datetime

    @property
    def version(self) -> str:
        """``model_version`` of its predictions."""
        return self.scorer.artefact.version


@dataclass(frozen=True)
class Failure:
    """Why the model in its place is not the one that answers, since when, and how often tried."""

    message: str
    since: datetime
    tries: int


class Champion:
    """Holds the model that answers; :meth:`watch` keeps it the one in its place.

    Parameters
    ----------
    place
        Where it comes from.
    loads
        Told after each attempt whether it succeeded, in the thread that tried.

    Raises
    ------
    CounterfeitError
        When there is no model to begin with.
    """

    def __init__(self, place: Place, loads: Callable[[bool], None] = lambda good: None) -> None:
        self.place = place
        self._loads = loads
        self.failure: Failure | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.loaded = _load(place, place.identity())
        _settle()
        loads(True)

    def watch(self, seconds: float) -> None:
        """Look every so many seconds whether another model lies in its place."""
        self._thread = threading.Thread(
            target=self._run, args=(seconds,), name="watching", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop watching. A load under way is not waited for."""
        self._stop.set()

    def look(self) -> None:
        """Look once, and load if there is another model."""
        try:
            identity = self.place.identity()
            if identity == self.loaded.identity:
                if self.failure is not None:
                    _log.warning("model %s is in its place again", self.loaded.version)
                self.failure = None
                return
            loaded = _load(self.place, identity)
        except CounterfeitError as error:
            self._failed(str(error))
        except Exception as error:
            # whatever a half-written file makes of a reader: the old model still answers
            self._failed(f"{type(error).__name__}: {error}")
        else:
            before = self.loaded.version
            self.loaded = loaded
            self.failure = None
            self._loads(True)
            _log.warning("model %s answers from now on, before it %s", loaded.version, before)
            _settle()

    def _failed(self, message: str) -> None:
        known = self.failure
        if known is None or known.message != message:
            _log.error("model %s goes on answering: %s", self.loaded.version, message)
            known = Failure(message, datetime.now(UTC), 0)
        self.failure = Failure(message, known.since, known.tries + 1)
        self._loads(False)

    def _run(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            self.look()


def _settle() -> None:
    """Let go of the model before, and then leave what stays out of later collections.

    A model's half a million small objects stay as long as it does, and refer to each other, so that
    only the collector finds those of the old one. It stops all threads for a third of a second.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _load(place: Place, identity: tuple[str, str]) -> Loaded:
    """Load, verify and try out what lies there."""
    scorer = api.load(
        place.model,
        expect_digest=place.expect_digest,
        sellers=place.sellers,
        as_of=place.as_of,
    )
    scorer.score_batch(read_json(_TRIAL, at_most=2).good)
    # what was loaded, should the place have changed between the look and the load
    identity = scorer.artefact.digest, identity[1]
    return Loaded(scorer, identity, datetime.now(UTC))
