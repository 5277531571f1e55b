"""A model folder is opened if it is what it says it is, and not otherwise."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from counterfeit_nlp.errors import ArtefactError
from counterfeit_nlp.model import artefact


@pytest.fixture
def copy(model_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_dir, tmp_path / "model"))


def rewrite(folder: Path, **changes: object) -> None:
    """Change the manifest and give it a digest that fits, as somebody who knows the code could."""
    manifest = json.loads((folder / "artefact.json").read_text())
    manifest |= changes
    manifest["digest"] = artefact._digest(manifest)
    (folder / "artefact.json").write_text(json.dumps(manifest))


def test_a_model_comes_back_as_it_was_saved(model_dir: Path) -> None:
    found = artefact.load(model_dir)
    pipeline = artefact.open_pipeline(found)
    steps = pipeline.pipeline_.named_steps
    ngrams = steps["columns"].named_transformers_["ngrams"]
    assert found.linear.names == list(ngrams.vocabulary_)
    assert found.linear.intercept == steps["classifier"].intercept_[0]
    assert found.linear.vocabulary == pipeline.vocabulary
    assert (
        found.linear.lexicon.digest == steps["columns"].named_transformers_["cues"].lexicon.digest
    )
    assert {"rolex", "高仿"} <= found.linear.vocabulary.terms.keys()
    assert len(found.digest) == 64
    assert found.version == found.digest[:12]
    assert "all" in found.calibration


@pytest.mark.parametrize("name", artefact.FILES)
@pytest.mark.parametrize("how", ["flip", "cut", "grow", "remove"])
def test_a_changed_file_is_refused(copy: Path, name: str, how: str) -> None:
    path = copy / name
    data = bytearray(path.read_bytes())
    if how == "flip":
        data[len(data) // 2] ^= 1
    elif how == "cut":
        del data[-1]
    elif how == "grow":
        data.append(0)
    path.unlink() if how == "remove" else path.write_bytes(data)
    with pytest.raises(ArtefactError, match=name):
        artefact.load(copy)


def test_a_changed_manifest_is_refused(copy: Path) -> None:
    path = copy / "artefact.json"
    path.write_text(path.read_text().replace('"review"', '"reviews"', 1))
    with pytest.raises(ArtefactError, match="changed after it was written"):
        artefact.load(copy)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "other"),
        ("format", 3),  # counted n-grams on words that take a claim back
        ("text_version", "other"),
        ("schema_version", "other"),
    ],
)
def test_a_model_for_other_code_is_refused(copy: Path, key: str, value: object) -> None:
    rewrite(copy, **{key: value})
    with pytest.raises(ArtefactError, match=f"{key} {value!r}"):
        artefact.load(copy)


def test_the_expected_digest_is_demanded(copy: Path) -> None:
    digest = artefact.load(copy).digest
    assert artefact.load(copy, expect_digest=digest).digest == digest
    assert artefact.load(copy, expect_digest=digest[:12].upper()).digest == digest
    for wrong in ("0" * 64, digest[:11], "", digest + "0"):
        with pytest.raises(ArtefactError, match="expected"):
            artefact.load(copy, expect_digest=wrong)
    rewrite(copy, intercept=9.0)  # a whole, consistent, other model
    with pytest.raises(ArtefactError, match="not the model you asked for"):
        artefact.load(copy, expect_digest=digest)


def test_a_pickle_in_the_weights_is_never_opened(copy: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "opened"

    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (bomb,))  # type: ignore[return-value]

    buffer = io.BytesIO()
    np.savez(buffer, weights=np.array([Bomb()], dtype=object))
    data = buffer.getvalue()
    (copy / "weights.npz").write_bytes(data)
    import hashlib

    manifest = json.loads((copy / "artefact.json").read_text())
    manifest["files"]["weights.npz"] = {
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    rewrite(copy, files=manifest["files"])
    with pytest.raises(ArtefactError):
        artefact.load(copy)
    assert not bomb.exists()


def test_a_changed_pipeline_is_not_unpickled(copy: Path) -> None:
    found = artefact.load(copy)
    (copy / "pipeline.joblib").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(ArtefactError, match=r"pipeline\.joblib"):
        artefact.open_pipeline(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"calibration": {"all": {"slope": -1.0, "intercept": 0.0}}},
        {"calibration": {"all": {"slope": 1.0, "intercept": "nan"}}},
        {"calibration": {}},
        {"thresholds": {"review": "a", "high": None}},
        {"thresholds": {"review": 2.0, "high": None}},
        {"rates": {"USD": "x"}},
        {"rates": {"USD": 0}},
    ],
)
def test_values_that_make_no_sense_are_refused(copy: Path, changes: dict[str, object]) -> None:
    rewrite(copy, **changes)
    with pytest.raises(ArtefactError, match="is not a model of format"):
        artefact.load(copy)


def test_other_folders_are_told_from_models(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="holds no artefact.json"):
        artefact.load(tmp_path)
    (tmp_path / "artefact.json").write_text("[" * 100_000)
    with pytest.raises(ArtefactError, match="can't be read"):
        artefact.load(tmp_path)
    (tmp_path / "artefact.json").write_text("[]")
    with pytest.raises(ArtefactError, match="not the manifest"):
        artefact.load(tmp_path)


def test_saving_leaves_a_folder_of_other_things_alone(model_dir: Path, tmp_path: Path) -> None:
    found = artefact.load(model_dir)
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ArtefactError, match="not a model folder"):
        artefact.save(
            tmp_path,
            linear=found.linear,
            calibration=found.calibration,
            thresholds=found.thresholds,
            pipeline=None,
            params={},
            training={},
            trained_ids=found.trained_ids,
            trained_inputs=found.trained_inputs,
            rates=found.rates,
        )
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]
