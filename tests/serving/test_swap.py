"""Another model in its place: taken up under load without an error, or refused and told."""

from __future__ import annotations

import gc
import json
import random
import shutil
import string
import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from counterfeit_nlp.model import artefact
from counterfeit_nlp.model.risk import Thresholds
from counterfeit_nlp.serving.champion import Champion, Place

LISTING = json.dumps({"listing_id": "1", "title": "1:1 replica watch, AAA+"}).encode()


def write(model: artefact.Artefact, folder: Path, review: float) -> str:
    """The same model with another threshold; returns its version."""
    changed = replace(model, thresholds=Thresholds(review=review, high=None))
    digest = artefact.save(
        folder,
        linear=changed.linear,
        calibration=changed.calibration,
        thresholds=changed.thresholds,
        pipeline=None,
        params={},
        training={},
        trained_ids=changed.trained_ids,
        trained_inputs=changed.trained_inputs,
        rates=changed.rates,
    )
    return digest[:12]


def fresh() -> bytes:
    """A listing with new words, which are cut while the next model is tried out."""
    words = ["".join(random.choices(string.ascii_lowercase, k=9)) for _ in range(60)]
    return json.dumps({"listing_id": "1", "title": " ".join(words)}).encode()


class Load:
    """Some callers that ask as fast as they are answered."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._stop = threading.Event()
        self.errors: list[Any] = []
        self.versions: list[str] = []
        self._threads = [threading.Thread(target=self._run) for _ in range(4)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                status, body, _ = self._server.ask("/score", fresh())
                if status != 200:
                    self.errors.append((status, body))
                else:
                    self.versions.append(json.loads(body)["model_version"])
            except OSError as error:
                self.errors.append(error)

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture(scope="module")
def model(model_dir: Path) -> artefact.Artefact:
    return artefact.load(model_dir)


def test_a_replaced_folder_is_taken_up_under_load(
    start: Any, model: artefact.Artefact, tmp_path: Path
) -> None:
    place = tmp_path / "model"
    versions = [write(model, place, 0.3)]
    server = start("--model", place, "--look-every", 0.2, "--timeout", 60)
    load = Load(server)
    try:
        for review in (0.4, 0.5):
            versions.append(write(model, place, review))
            server.wait(lambda: server.health()["model"]["version"] == versions[-1])
            seen = len(load.versions)
            server.wait(lambda seen=seen: len(load.versions) > seen + 8)
    finally:
        load.end()
    assert load.errors == []
    # each took over from the one before, and none came back
    order = [one for n, one in enumerate(load.versions) if n == 0 or load.versions[n - 1] != one]
    assert list(dict.fromkeys(order)) == versions
    assert server.metric('counterfeit_nlp_model_loads_total{outcome="good"}') == 3
    assert server.metric("counterfeit_nlp_model_current") == 1


def test_what_cannot_be_loaded_is_told_and_the_old_model_answers(
    start: Any, model: artefact.Artefact, tmp_path: Path
) -> None:
    place, other = tmp_path / "model", tmp_path / "other"
    first, second = write(model, place, 0.3), write(model, other, 0.4)
    server = start("--model", place, "--look-every", 0.1)

    def answers() -> str:
        status, body, _ = server.ask("/score", LISTING)
        assert status == 200
        return str(json.loads(body)["model_version"])

    def fails(*told: str) -> None:
        server.wait(lambda: server.health()["status"] == "old_model")
        failure = server.health()["failure"]
        server.wait(lambda: all(part in server.health()["failure"]["error"] for part in told))
        server.wait(lambda: server.health()["failure"]["tries"] > failure["tries"])
        assert server.metric("counterfeit_nlp_model_current") == 0
        assert server.metric('counterfeit_nlp_model_loads_total{outcome="failed"}') > 0
        assert answers() == first

    # only half of it is there yet: the manifest of the other, weights of this one
    shutil.copy(other / "artefact.json", place)
    (place / "weights.npz").write_bytes((place / "weights.npz").read_bytes() + b"x")
    fails("weights.npz", "bytes")
    # no manifest that can be read, no folder at all
    (place / "artefact.json").write_text("{")
    fails("artefact.json")
    place.rename(tmp_path / "gone")
    fails("no artefact.json")
    # the first again, and then the other, whole
    write(model, place, 0.3)
    server.wait(lambda: server.health()["status"] == "ok")
    assert answers() == first
    shutil.rmtree(place)
    shutil.copytree(other, place)
    server.wait(lambda: server.health()["model"]["version"] == second)
    assert server.health()["failure"] is None
    assert answers() == second
    # told once, not at every look
    assert server.log.count("weights.npz") == 1


def test_only_the_digest_that_is_expected(
    start: Any, model: artefact.Artefact, tmp_path: Path
) -> None:
    place = tmp_path / "model"
    first = write(model, place, 0.3)
    server = start("--model", place, "--look-every", 0.1, "--expect-digest", first)
    write(model, place, 0.4)
    server.wait(lambda: server.health()["status"] == "old_model")
    assert "not the model you asked for" in server.health()["failure"]["error"]
    assert json.loads(server.ask("/score", LISTING)[1])["model_version"] == first


def test_the_old_model_is_let_go(model: artefact.Artefact, tmp_path: Path) -> None:
    versions = [write(model, tmp_path / "model", 0.3)]
    champion = Champion(Place(str(tmp_path / "model")))
    gc.disable()  # or the collector may come by chance
    try:
        kept = []
        for review in (0.4, 0.5, 0.6):
            old = weakref.ref(champion.loaded.scorer)
            versions.append(write(model, tmp_path / "model", review))
            champion.look()
            assert champion.loaded.version == versions[-1]
            assert old() is None
            kept.append(gc.get_freeze_count())
        assert kept[-1] - kept[0] < 1_000  # objects; a model has hundreds of thousands
    finally:
        gc.enable()
        gc.unfreeze()


def test_the_same_broken_model_is_tried_ever_more_seldom(
    model: artefact.Artefact, tmp_path: Path
) -> None:
    place = tmp_path / "model"
    write(model, place, 0.3)
    now, tried = 0, []
    champion = Champion(
        Place(str(place)),
        lambda good: None if good else tried.append(now),
        every=10,
        clock=lambda: float(now),
    )
    second = write(model, place, 0.4)
    weights = (place / "weights.npz").read_bytes()
    (place / "weights.npz").write_bytes(weights + b"x")
    while now < 1_300:
        champion.look()
        now += 10
    assert tried == [0, 20, 60, 140, 300, 600, 900, 1_200]
    assert champion.failure is not None
    assert champion.failure.tries == len(tried)
    # another one is not made to wait
    third = write(model, place, 0.5)
    assert third != second
    champion.look()
    assert champion.loaded.version == third


def test_an_old_model_that_is_held_is_let_go_later(
    model: artefact.Artefact, tmp_path: Path
) -> None:
    write(model, tmp_path / "model", 0.3)
    champion = Champion(Place(str(tmp_path / "model")))
    gc.disable()
    try:
        request = champion.loaded.scorer
        vars(request)["itself"] = request  # only the collector finds it then
        inner = weakref.ref(request.artefact)
        write(model, tmp_path / "model", 0.4)
        champion.look()
        with_both = gc.get_freeze_count()
        champion.look()
        assert inner() is not None
        del request
        champion.look()
        assert inner() is None
        assert gc.get_freeze_count() < with_both
    finally:
        gc.enable()
        gc.unfreeze()


def test_errors_of_seller_lists_are_told_without_their_words(
    model: artefact.Artefact, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(model, tmp_path / "model", 0.3)
    sellers = tmp_path / "sellers.yaml"
    entry = "{seller_id: ZEBRA, evidence: ZEBRA, added: 2026-01-01, list: deny}"
    sellers.write_text(f"format: 1\nsellers:\n- {entry}\n")
    champion = Champion(Place(str(tmp_path / "model"), sellers=sellers))
    for wrong in (entry.replace("2026-01-01", "ZEBRA"), entry.replace("deny", "ZEBRA"),
                  "{'ZEBRA: 1", "[ZEBRA"):  # fmt: skip
        sellers.write_text(f"format: 1\nsellers:\n- {wrong}\n")
        champion.look()
        assert champion.failure is not None
        assert f"{sellers}, line " in champion.failure.message
        assert "sellers check" in champion.failure.message
    assert "sellers.yaml, line 3: " in caplog.text
    assert "ZEBRA" not in caplog.text
