"""One run and one version per model; and from a URI back to the artefact."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from counterfeit_nlp import __version__, track
from counterfeit_nlp.errors import ArtefactError, CounterfeitError, UsageError
from counterfeit_nlp.model import artefact
from counterfeit_nlp.text import TEXT_VERSION
from counterfeit_nlp.track import provenance, training
from counterfeit_nlp.track.served import MODEL_CONFIG, requirements, signature
from counterfeit_nlp.track.store import DATABASE, connect, store

NAME = "counterfeit_nlp"
DATA = {"name": "train.parquet", "digest": "d" * 64, "rows": 1200, "label_counts": {"1": 90}}
PARAMS = {"text": {"ngrams": [1, 2], "最大": 3}, "seed": 0, "note": None}
METRICS = {
    "headline": {"pr_auc": {"value": 0.9, "low": 0.8, "high": float("inf")}, "name": "x"},
    "slices": [{"language": "zh", "pr_auc": 0.7}],
    "simulated": True,
}


def log(model: Path, **more) -> track.Run:
    given = {"params": PARAMS, "metrics": METRICS, "data": DATA, **more}
    return track.log_training(model, **given)


def counts() -> tuple[int, int, int]:
    """Live runs, live logged models, versions."""
    with connect(store(), "counting") as client:
        ids = [e.experiment_id for e in client.search_experiments()]
        return (
            len(client.search_runs(ids)),
            len(client.search_logged_models(ids)),
            len(client.search_model_versions()),
        )


def test_everything_is_logged_once_and_found_again(
    checkout: Path, make_model, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.html"
    report.write_text("<p>report</p>")
    model = make_model("first")
    run = log(model, report=report, tags={"stage": "register"})
    assert (run.version, run.already, run.uri) == (1, False, f"models:/{NAME}/1")
    assert capfd.readouterr() == ("", "")

    with connect(store(), "looking") as client:
        found = client.get_run(run.run_id)
        version = client.get_model_version(NAME, "1")
        files = {item.path for item in client.list_artifacts(run.run_id)}
    assert found.info.status == "FINISHED"
    assert found.data.params == {
        "text.ngrams": "[1, 2]", "text.最大": "3", "seed": "0", "note": "None",
        **MODEL_CONFIG,  # MLflow writes these down by itself
    }  # fmt: skip
    assert found.data.metrics == {
        "headline.pr_auc.value": 0.9, "headline.pr_auc.low": 0.8, "simulated": 1.0,
    }  # fmt: skip
    assert files >= {"params.json", "metrics.json", "report.html"}
    for tags in (found.data.tags, version.tags):
        assert tags["model_digest"] == run.model_digest
        assert tags["data_digest"] == "d" * 64
        assert tags["package_version"] == __version__
        assert tags["text_version"] == TEXT_VERSION
        assert tags["stage"] == "register"
    (used,) = found.inputs.dataset_inputs
    assert (used.dataset.name, used.dataset.digest) == ("train.parquet", "d" * 36)
    assert {t.key: t.value for t in used.tags}["rows"] == "1200"
    assert track.logged_metrics(NAME, 1)["slices"] == METRICS["slices"]

    # again, from anywhere: the same version, and nothing new
    before = counts()
    again = log(model, params={})
    assert again == track.Run(run.run_id, NAME, 1, run.model_digest, already=True)
    assert counts() == before == (1, 1, 1)

    # each URI leads to the same files, in place
    track.promote(NAME, 1, who="ana", why="the first")
    uris = [run.uri, f"models:/{NAME}@champion", f"runs:/{run.run_id}/model"]
    uris.append(version.source)
    assert version.source.startswith("models:/m-")
    folders = {track.resolve(uri) for uri in uris}
    (folder,) = folders
    assert folder.is_relative_to(checkout / "mlartifacts")
    assert artefact.load(folder).digest == run.model_digest

    with pytest.raises(CounterfeitError, match=r"no alias 'prod'; it has champion \(version 1\)"):
        track.resolve(f"models:/{NAME}@prod")
    with pytest.raises(CounterfeitError, match=r"no version 7; it has 1$"):
        track.resolve(f"models:/{NAME}/7")
    with pytest.raises(CounterfeitError, match=f"no model 'other'; it has '{NAME}'"):
        track.resolve("models:/other@champion")
    with pytest.raises(CounterfeitError, match="there is no run 0123"):
        track.resolve("runs:/0123/model")
    with pytest.raises(CounterfeitError, match="has no 'champion'; it logged model"):
        track.resolve(f"runs:/{run.run_id}/champion")

    # changed in place after registration
    manifest = json.loads((folder / "artefact.json").read_text())
    (folder / "artefact.json").write_text(json.dumps({**manifest, "digest": "e" * 64}))
    with pytest.raises(ArtefactError, match="changed after registration"):
        track.resolve(run.uri)
    (folder / "artefact.json").unlink()
    with pytest.raises(ArtefactError, match=r"has no artefact\.json"):
        track.resolve(run.uri)

    # the files pointed out of their own folder
    described = folder.parents[1] / "MLmodel"
    described.write_text(described.read_text().replace("artifacts/first", "../../../../../.."))
    with pytest.raises(ArtefactError, match="points outside its own folder"):
        track.resolve(run.uri)


def test_figures_are_added_and_never_changed(checkout: Path, make_model, tmp_path: Path) -> None:
    model = make_model("first")
    first = log(model, metrics={"held_out": {"pr_auc": 0.7}})
    measured = {**METRICS, "held_out": {"pr_auc": 0.7 * (1 + 1e-13)}, "test_digest": "a" * 64}
    assert log(model, metrics=measured) == track.Run(
        first.run_id, NAME, 1, first.model_digest, already=True, added=True
    )
    stored = track.logged_metrics(NAME, 1)
    assert stored == {**json.loads(json.dumps(measured)), "held_out": {"pr_auc": 0.7}}
    for same in (measured, {"held_out": {"pr_auc": 0.7}}, {}):
        again = log(model, metrics=same)
        assert (again.already, again.added) == (True, False)

    better = {"headline": {"pr_auc": {"value": 0.99, "low": 0.98}}}
    for other, told in (
        (better, r"headline\.pr_auc\.value is 0\.9 there and 0\.99 .* \(1 more differ\)"),
        ({"test_digest": "b" * 64, "baselines": {}}, "test_digest is "),
        ({"slices": []}, "slices is "),
        ({"headline": None}, "headline is "),
    ):
        with pytest.raises(CounterfeitError, match=f"with other figures: {told}"):
            log(model, metrics={**measured, **other})
    assert track.logged_metrics(NAME, 1) == stored
    with connect(store(), "looking") as client:
        assert client.get_run(first.run_id).data.metrics["headline.pr_auc.value"] == 0.9

    # the way on that the message names: another name has figures of its own
    other = log(model, name="other", metrics=better)
    assert (other.version, other.already) == (1, False)
    assert track.logged_metrics("other", 1) == better
    assert track.logged_metrics(NAME, 1) == stored


def test_a_call_that_died_is_taken_up(
    checkout: Path, make_model, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = make_model("first")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:  # before the run was complete
        patched.setattr(training, "_log_data", die)
        with pytest.raises(KeyboardInterrupt):
            log(model)
    with monkeypatch.context() as patched:  # between the run and the version
        patched.setattr(training, "_register", die)
        with pytest.raises(KeyboardInterrupt):
            log(model)
    assert counts() == (1, 1, 0)
    run = log(model)
    assert not run.already
    assert counts() == (1, 1, 1)
    assert log(model) == track.Run(run.run_id, NAME, 1, run.model_digest, already=True)

    # a second model, and the first under another name without a second run
    with monkeypatch.context() as patched:
        patched.setattr(training, "_log", die)
        other = log(model, name="other")
        assert (other.version, other.run_id, other.already) == (1, run.run_id, False)

    # a race on a server: somebody registers between our look and our write; the first stays
    looks = []

    def blind_at_first(*arguments: object) -> object:
        looks.append(arguments)
        return None if len(looks) == 1 else real(*arguments)

    real = training.find_version
    with monkeypatch.context() as patched:
        patched.setattr(training, "find_version", blind_at_first)
        assert log(model) == track.Run(run.run_id, NAME, 1, run.model_digest, already=True)
    assert len(looks) == 2
    assert counts() == (1, 1, 2)  # one version under each name


def test_a_moved_store_says_so(checkout: Path, make_model, tmp_path: Path) -> None:
    run = log(make_model("first"))
    moved = tmp_path / "moved"
    checkout.rename(moved)
    os.chdir(moved)
    with pytest.raises(ArtefactError) as caught:
        track.resolve(run.uri)
    message = str(caught.value)
    assert "MLflow records absolute paths" in message
    assert f"ln -s {moved / 'mlartifacts'} {checkout / 'mlartifacts'}" in message
    with pytest.raises(CounterfeitError, match="then moved or copied"):
        log(make_model("second"))
    assert not checkout.exists()
    # the remedy of the message
    checkout.mkdir()
    (checkout / "mlartifacts").symlink_to(moved / "mlartifacts")
    assert artefact.load(track.resolve(run.uri)).digest == run.model_digest
    shutil.rmtree(moved / "mlartifacts")
    with pytest.raises(ArtefactError, match="register the model again"):
        track.resolve(run.uri)


@pytest.mark.parametrize(
    "uri",
    [
        "models:/", "models:/m", "models:/m@", "models:/m@a@b", "models:/m/latest/x", "runs:/",
        "runs:/abc", "s3://bucket/x", "folder", "models:/m/-1",
    ],
)  # fmt: skip
def test_other_uris_are_refused_with_the_forms(checkout: Path, uri: str) -> None:
    with pytest.raises(UsageError, match=r"write models:/NAME@ALIAS, models:/NAME/VERSION"):
        track.resolve(uri)


def test_nothing_is_logged_for_what_is_no_model(
    checkout: Path, make_model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ArtefactError, match=r"holds no artefact\.json"):
        log(tmp_path)
    model = make_model("first")
    (model / "weights.npz").write_bytes(b"tampered")
    with pytest.raises(ArtefactError, match="only half copied"):
        log(model)
    with monkeypatch.context() as patched:
        patched.setattr(provenance, "__version__", "9.9.9")
        with pytest.raises(ArtefactError, match=r"but 9\.9\.9 is installed"):
            log(make_model("older"))
    with pytest.raises(UsageError, match="it lacks digest, rows"):
        log(make_model("second"), data={"name": "x", "digest": ""})
    with pytest.raises(UsageError, match="there is no report"):
        log(make_model("third"), report=tmp_path / "none.html")
    with pytest.raises(UsageError, match=r"two parameters would both be called 'a\.b_c'"):
        log(make_model("fourth"), params={"a": {"b/c": 1, "b,c": 2}})
    assert counts() == (0, 0, 0)


def test_what_the_served_model_takes_and_needs() -> None:
    described = signature()
    assert {(c.name, c.required) for c in described.inputs} == {
        ("listing_id", True), ("title", True), ("description", False), ("price", False),
        ("currency", False), ("seller_id", False), ("marketplace", False), ("listed_at", False),
    }  # fmt: skip
    types = {c.name: c.type.name for c in described.outputs}
    assert types["risk"] == "double"
    assert types["reasons"] == "string"
    assert types["schema_version"] == "integer"
    pins = requirements()
    assert all("==" in pin for pin in pins)
    assert any(pin.startswith("scikit-learn==") for pin in pins)
    # from a public registry our own name could bring somebody else's code
    assert not any(pin.startswith("counterfeit") for pin in pins)


def test_the_database_alone_is_no_model(checkout: Path) -> None:
    assert (checkout / DATABASE).exists()
    with pytest.raises(CounterfeitError, match="it has no models yet"):
        track.resolve(f"models:/{NAME}@champion")
