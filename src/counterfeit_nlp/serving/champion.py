"""The model that answers, and the watch over the place it came from.

A folder that is replaced, an alias that moves, a file of sellers that changes: the new model is
loaded beside the old one, verified, tried out, and only then put in its place. If anything of that
fails, the old one goes on answering, and the failure is told until it is mended.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from counterfeit_nlp import api
from counterfeit_nlp.errors import CounterfeitError, InputError
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.settled import settle
from counterfeit_nlp.sellers import read as seller_file
from counterfeit_nlp.sellers.lists import SellerLists
from counterfeit_nlp.serving.places import places
from counterfeit_nlp.tables.json_body import read_json
from counterfeit_nlp.track.provenance import read_manifest

__all__ = ["Champion", "Failure", "Loaded", "Place"]

_log = logging.getLogger(__name__)

# Made up; the first listing of a language brings in dictionaries, which takes a second.
_TRIAL = """[
{"listing_id": "1", "title": "Plain cotton T-shirt, size M", "price": 12.5, "currency": "EUR"},
{"listing_id": "2", "title": "纯棉T恤 男士 短袖 夏季新款", "description": "全新，现货，七天退换"}
]""".encode()


# Seconds until the same broken model is tried again, at most
_LONGEST_WAIT = 300.0


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


class _Broken(NamedTuple):
    """What could not be loaded, how often in a row, and until when that is not tried again."""

    identity: tuple[str, str]
    tries: int
    until: float


class Champion:
    """Holds the model that answers; :meth:`watch` keeps it that of its place.

    Parameters
    ----------
    place
        Where it comes from.
    loads
        Told after each attempt whether it succeeded, in the thread that tried.
    every
        Seconds between looks. What fails is tried again after twice as long, and after twice that
        each time it is still the same, up to five minutes.
    clock
        Seconds that pass.

    Raises
    ------
    CounterfeitError
        When there is no model to begin with.
    """

    def __init__(
        self,
        place: Place,
        loads: Callable[[bool], None] = lambda good: None,
        *,
        every: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.place = place
        self._loads = loads
        self._every = every
        self._clock = clock
        self.failure: Failure | None = None
        self._broken: _Broken | None = None
        self._held: weakref.ref[Scorer] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.loaded = _load(place, place.identity())
        settle()
        loads(True)

    def watch(self) -> None:
        """Look from time to time whether another model lies in its place."""
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching. A load under way is not waited for."""
        self._stop.set()

    def look(self) -> None:
        """Look once, and load if there is another model that did not just fail."""
        if self._held is not None:
            self._let_go(self._held)
        try:
            identity = self.place.identity()
        except Exception as error:
            self._broken = None
            self._failed(error)
            return
        if identity == self.loaded.identity:
            if self.failure is not None:
                _log.warning("model %s is in its place again", self.loaded.version)
            self.failure = self._broken = None
            return
        broken = self._broken
        if broken is not None and broken.identity == identity and self._clock() < broken.until:
            return
        try:
            loaded = _load(self.place, identity)
        except Exception as error:
            # whatever a half-written file makes of a reader: the old model still answers
            tries = 1 + (broken.tries if broken is not None and broken.identity == identity else 0)
            wait = min(self._every * 2.0 ** min(tries, 30), _LONGEST_WAIT)
            self._broken = _Broken(identity, tries, self._clock() + wait)
            self._failed(error)
            return
        before, old = self.loaded.version, weakref.ref(self.loaded.scorer)
        self.loaded = loaded
        self.failure = self._broken = None
        self._loads(True)
        _log.warning("model %s answers from now on, before it %s", loaded.version, before)
        self._let_go(old)

    def _let_go(self, old: weakref.ref[Scorer]) -> None:
        """Settle; again at the next look where a request still holds the old model."""
        settle()
        self._held = old if old() is not None else None

    def _failed(self, error: Exception) -> None:
        message = (
            str(error)
            if isinstance(error, CounterfeitError)
            else f"{type(error).__name__} at {places(error)}"
        )
        known = self.failure
        if known is None or known.message != message:
            _log.error("model %s goes on answering: %s", self.loaded.version, message)
            known = Failure(message, datetime.now(UTC), 0)
        self.failure = Failure(message, known.since, known.tries + 1)
        self._loads(False)

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self.look()


def _load(place: Place, identity: tuple[str, str]) -> Loaded:
    """Load, verify and try out what lies there."""
    lists = None if place.sellers is None else _sellers(place.sellers)
    scorer = api.load(
        place.model,
        expect_digest=place.expect_digest,
        sellers=lists,
        as_of=place.as_of,
    )
    scorer.score_batch(read_json(_TRIAL, at_most=2).good)
    # what was loaded, should the place have changed between the look and the load
    identity = scorer.artefact.digest, identity[1]
    return Loaded(scorer, identity, datetime.now(UTC))


def _sellers(path: Path) -> SellerLists:
    """The seller lists; what is wrong with them is told without a word of theirs."""
    try:
        return seller_file.load(path)
    except InputError as error:
        line = re.match(r", line (\d+)", str(error).removeprefix(str(path)))
        at = f", line {line[1]}" if line else ""
        kind = type(error).__name__
    # outside, so that the first error is not part of this one
    raise InputError(
        f"{path}{at}: the seller lists have errors ({kind}): `counterfeit-nlp sellers check` "
        "says which"
    )
