"""The store: where it is, what is never created by accident, and whose settings survive."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from counterfeit_nlp import track
from counterfeit_nlp.errors import CounterfeitError, UsageError
from counterfeit_nlp.track.store import DATABASE, connect, exclusive, local_path, store


def test_default_is_a_database_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    where = store()
    assert where.database == tmp_path / DATABASE
    assert where.artifacts == tmp_path / "mlartifacts"
    assert where.uri == f"sqlite:///{tmp_path}/{DATABASE}"
    assert list(tmp_path.iterdir()) == []


def test_the_variable_wins_and_relative_files_become_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///runs/all.db?timeout=9")
    assert store().uri == f"sqlite:///{tmp_path}/runs/all.db?timeout=9"
    assert store().database == tmp_path / "runs" / "all.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:////srv/all.db")
    assert store().database == Path("/srv/all.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://me:secret@mlflow.example.org/x")
    assert store().artifacts is None
    assert store().shown == "https://***@mlflow.example.org/x"


@pytest.mark.parametrize("uri", ["mlruns", "./mlruns", "file:///srv/mlruns", "/srv/mlruns"])
def test_folders_are_refused_with_what_to_write(uri: str) -> None:
    with pytest.raises(UsageError, match="write a database such as sqlite:///mlflow.db"):
        store(uri)


@pytest.mark.parametrize("uri", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_needs_a_file(uri: str) -> None:
    with pytest.raises(UsageError, match="names no file"):
        store(uri)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: track.resolve("models:/m@champion"),
        lambda: track.versions("m"),
        lambda: track.history("m"),
        lambda: track.promote("m", 1, who="me", why="because"),
        lambda: track.rollback("m", who="me", why="because"),
        lambda: track.logged_metrics("m", 1),
    ],
)
def test_asking_never_creates_a_store(ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CounterfeitError) as caught:
        ask()
    assert f"there is no MLflow store at {tmp_path / DATABASE}" in str(caught.value)
    assert "MLFLOW_TRACKING_URI is not set" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "accounts.db"
    with sqlite3.connect(database) as opened:
        opened.execute("create table accounts (id integer)")
    opened.close()
    before = database.read_bytes()
    for create in (False, True):
        with (
            pytest.raises(CounterfeitError, match="without MLflow's tables"),
            connect(store(f"sqlite:///{database}"), "looking", create=create),
        ):
            pytest.fail("opened")
    assert database.read_bytes() == before


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("listing_id,title\n" * 100)
    with (
        pytest.raises(CounterfeitError, match="is not a SQLite database"),
        connect(store(f"sqlite:///{tmp_path}/x.db"), "looking"),
    ):
        pytest.fail("opened")


def test_no_folder_for_a_new_store(tmp_path: Path) -> None:
    with (
        pytest.raises(CounterfeitError, match="there is no folder"),
        connect(store(f"sqlite:///{tmp_path}/none/x.db"), "logging", create=True),
    ):
        pytest.fail("opened")
    assert list(tmp_path.iterdir()) == []


def test_the_callers_tracking_uri_comes_back(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlflow

    other = f"sqlite:///{tmp_path}/other.db"
    try:
        mlflow.set_tracking_uri(other)
        with connect(store(f"sqlite:///{checkout / DATABASE}"), "looking"):
            assert mlflow.get_tracking_uri() != other
        assert mlflow.get_tracking_uri() == other
        with pytest.raises(CounterfeitError, match="no model 'm'"):
            track.versions("m", store_uri=f"sqlite:///{DATABASE}")
        assert mlflow.get_tracking_uri() == other
    finally:
        mlflow.set_tracking_uri(None)
        monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    with connect(store(), "looking"):
        assert os.environ["MLFLOW_TRACKING_URI"] == store().uri
    assert "MLFLOW_TRACKING_URI" not in os.environ


def test_errors_of_mlflow_become_one_line(checkout: Path) -> None:
    with (
        pytest.raises(CounterfeitError) as caught,
        connect(store(), "can't look up a run") as client,
    ):
        client.get_run("0123456789abcdef")
    assert str(caught.value).startswith("can't look up a run: the MLflow store ")
    assert "\n" not in str(caught.value)


def test_bugs_stay_bugs(checkout: Path) -> None:
    with pytest.raises(ZeroDivisionError), connect(store(), "dividing"):
        1 / 0  # noqa: B018


def test_a_dead_server_is_told_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(CounterfeitError) as caught:
        track.versions("m", store_uri="http://me:secret@127.0.0.1:1")
    assert "***@127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_lock_keeps_a_second_process_out(checkout: Path) -> None:
    pytest.importorskip("fcntl")
    code = (
        "import fcntl, sys\n"
        "with open(sys.argv[1], 'a') as handle:\n"
        "    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
    )
    command = [sys.executable, "-c", code, str(checkout / f"{DATABASE}.lock")]
    with exclusive(store()):
        assert "BlockingIOError" in subprocess.run(command, capture_output=True, text=True).stderr
    assert subprocess.run(command).returncode == 0


def test_a_new_store_is_made_in_silence(making: tuple[Path, str]) -> None:
    folder, printed = making
    assert printed == ""
    assert [path.name for path in folder.iterdir()] == [DATABASE]


def test_local_paths() -> None:
    assert local_path("file:///a%20b/%E5%BA%97") == Path("/a b/店")
    assert local_path("/a b/店") == Path("/a b/店")
    assert local_path("s3://bucket/x") is None
    assert local_path("mlflow-artifacts:/1/x") is None
