"""Aliases with a memory: who, when, why; and the way back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from counterfeit_nlp import track
from counterfeit_nlp.errors import CounterfeitError, UsageError
from counterfeit_nlp.track.promotion import ENTRY_LIMIT
from counterfeit_nlp.track.store import DATABASE, connect, store

NAME = "m"


@pytest.fixture
def registered(checkout: Path) -> Path:
    """Five versions without files: promotion never opens a model."""
    with connect(store(), "preparing") as client:
        client.create_registered_model(NAME)
        for number in range(1, 6):
            client.create_model_version(
                NAME, f"file:///nowhere/{number}", tags={"model_digest": str(number) * 64}
            )
    return checkout


def promote(version: int, why: str = "better", **more) -> dict:
    return track.promote(NAME, version, who="ana", why=why, **more)


def champion() -> int | None:
    found = [v["version"] for v in track.versions(NAME) if "champion" in v["aliases"]]
    return found[0] if found else None


def test_promotion_is_logged_with_who_when_why_and_verdict(registered: Path) -> None:
    verdict = {"passed": True, "lines": ["PR-AUC 0.91, at least 0.80: 合格"]}
    first = promote(1, "the first", verdict=verdict)
    assert first["changed"]
    promote(3)
    assert champion() == 3
    log = track.history(NAME)
    assert [(e["number"], e["action"], e["from"], e["to"]) for e in log] == [
        (1, "promote", None, 1),
        (2, "promote", 1, 3),
    ]
    assert log[0]["who"] == "ana"
    assert log[0]["why"] == "the first"
    assert log[0]["verdict"] == verdict
    assert log[1]["verdict"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", log[0]["at"])
    assert {key: value for key, value in first.items() if key != "changed"} == log[0]


def test_the_log_lies_in_the_registry_itself(registered: Path) -> None:
    promote(2)
    with connect(store(), "looking") as client:
        tags = client.get_registered_model(NAME).tags
    (key,) = tags
    assert re.fullmatch(r"promotion\.000001\.[0-9a-f]{8}", key)
    assert json.loads(tags[key])["to"] == 2


def test_promoting_the_champion_again_changes_and_logs_nothing(registered: Path) -> None:
    promote(2)
    assert not promote(2)["changed"]
    assert len(track.history(NAME)) == 1


def test_rollback_walks_back_and_is_logged(registered: Path) -> None:
    for version in (1, 2, 4):
        promote(version)
    back = track.rollback(NAME, who="bo", why="complaints")
    assert (back["action"], back["from"], back["to"]) == ("rollback", 4, 2)
    assert champion() == 2
    assert track.rollback(NAME, who="bo", why="still")["to"] == 1
    promote(5)
    assert track.rollback(NAME, who="bo", why="no")["to"] == 1
    assert [e["action"] for e in track.history(NAME)] == [
        "promote", "promote", "promote", "rollback", "rollback", "promote", "rollback",
    ]  # fmt: skip
    with pytest.raises(CounterfeitError, match="knows no champion before 1"):
        track.rollback(NAME, who="bo", why="further")
    assert champion() == 1
    assert len(track.history(NAME)) == 7


def test_rollback_without_any_champion(registered: Path) -> None:
    with pytest.raises(CounterfeitError, match="knows no champion before now"):
        track.rollback(NAME, who="bo", why="why not")


def test_rollback_after_somebody_moved_the_alias_by_other_means(registered: Path) -> None:
    promote(1)
    promote(2)
    with connect(store(), "meddling") as client:
        client.set_registered_model_alias(NAME, "champion", "5")
    assert promote(3)["from"] == 5
    assert track.rollback(NAME, who="bo", why="back")["to"] == 5
    assert track.rollback(NAME, who="bo", why="back")["to"] == 2


def test_rollback_from_a_champion_the_log_never_saw(registered: Path) -> None:
    promote(1)
    with connect(store(), "meddling") as client:
        client.set_registered_model_alias(NAME, "champion", "5")
    assert track.rollback(NAME, who="bo", why="back")["to"] == 1


def test_rollback_passes_over_deleted_versions(registered: Path) -> None:
    for version in (1, 2, 4):
        promote(version)
    with connect(store(), "cleaning up") as client:
        client.delete_model_version(NAME, "2")
    assert track.rollback(NAME, who="bo", why="back")["to"] == 1
    promote(4)
    with connect(store(), "cleaning up") as client:
        client.delete_model_version(NAME, "1")
    with pytest.raises(CounterfeitError, match="deleted"):
        track.rollback(NAME, who="bo", why="back")


def test_the_challenger_has_its_own_moves(registered: Path) -> None:
    promote(1)
    promote(2, alias="challenger")
    assert champion() == 1
    promote(2)
    by_version = {v["version"]: v["aliases"] for v in track.versions(NAME)}
    assert by_version[2] == ["champion"]
    assert track.rollback(NAME, who="bo", why="back")["to"] == 1


def test_a_failed_move_leaves_no_entry(registered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import mlflow

    def fail(*_: object) -> None:
        raise mlflow.exceptions.MlflowException("the database went away")

    with monkeypatch.context() as patched:
        patched.setattr(mlflow.MlflowClient, "set_registered_model_alias", fail)
        with pytest.raises(CounterfeitError, match="went away"):
            promote(1)
    assert track.history(NAME) == []
    promote(1)
    assert [e["number"] for e in track.history(NAME)] == [1]


def test_entries_of_one_moment_are_both_kept(registered: Path) -> None:
    """Two promotions on a server, neither of which saw the other's entry."""
    promote(1)
    with connect(store(), "being somebody else") as client:
        tags = client.get_registered_model(NAME).tags
        (entry,) = (json.loads(value) for value in tags.values())
        later = {**entry, "to": 3, "who": "cy", "at": "9999-01-01T00:00:00.000000Z"}
        client.set_registered_model_tag(NAME, "promotion.000001.ffffffff", json.dumps(later))
    assert [(e["number"], e["who"]) for e in track.history(NAME)] == [(1, "ana"), (1, "cy")]
    assert promote(4)["number"] == 2


def test_a_spoilt_entry_is_shown_and_stops_nothing(registered: Path) -> None:
    promote(1)
    with connect(store(), "meddling") as client:
        client.set_registered_model_tag(NAME, "promotion.000002.0", "{broken")
        client.set_registered_model_tag(NAME, "promotion.000003.0", '{"to": 9}')
        client.set_registered_model_tag(NAME, "promotion.notes", "not ours")
    promote(2)
    log = track.history(NAME)
    assert [e["number"] for e in log] == [1, 2, 3, 4]
    assert log[1] == {"number": 2, "unreadable": "{broken"}
    assert "unreadable" in log[2]
    assert track.rollback(NAME, who="bo", why="back")["to"] == 1


def test_a_long_verdict_is_cut_and_a_long_reason_refused(registered: Path) -> None:
    promote(1, verdict={"passed": False, "lines": ["x" * 100] * 100})
    assert track.history(NAME)[0]["verdict"] == {"passed": False, "shortened": True}
    with pytest.raises(UsageError, match="too long"):
        promote(2, "y" * ENTRY_LIMIT)
    assert champion() == 1


@pytest.mark.parametrize(
    ("version", "more", "message"),
    [
        ("three", {}, "a version is a number such as 3"),
        (True, {}, "a version is a number such as 3"),
        (1, {"who": " "}, "needs to know who"),
        (1, {"why": ""}, "needs to know why"),
        (1, {"alias": "prod"}, "one of champion, challenger"),
    ],
)
def test_wrong_calls(checkout: Path, version, more: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        track.promote(NAME, version, **{"who": "ana", "why": "better", **more})


def test_what_is_not_there_is_told_with_what_is(registered: Path) -> None:
    with pytest.raises(CounterfeitError, match=r"has no version 9; it has 1, 2, 3, 4, 5$"):
        promote(9)
    with pytest.raises(CounterfeitError, match=r"has no model 'n'; it has 'm'$"):
        track.history("n")
    assert not (registered / "mlruns").exists()
    assert {p.name for p in registered.iterdir()} == {DATABASE, f"{DATABASE}.lock"}


def test_versions_say_what_they_are(registered: Path) -> None:
    promote(2)
    found = track.versions(NAME)
    assert [v["version"] for v in found] == [1, 2, 3, 4, 5]
    assert found[1]["aliases"] == ["champion"]
    assert found[1]["uri"] == "models:/m/2"
    assert found[1]["model_digest"] == "2" * 64
    assert found[1]["metrics"] == {}
    assert found[1]["created_at"].endswith("Z")
