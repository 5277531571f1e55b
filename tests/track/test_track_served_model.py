"""The logged model: loaded by MLflow alone, in a clean process, from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest
from mlflow.exceptions import MlflowException

from counterfeit_nlp import track
from counterfeit_nlp.errors import ArtefactError, InputError
from counterfeit_nlp.model import artefact
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.schema.validate import Validator
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.sellers.read import load as load_lists
from counterfeit_nlp.tables.read import read_rows
from counterfeit_nlp.track import provenance
from counterfeit_nlp.track.store import DATABASE

ROWS = {
    "listing_id": ["007", "NA", "3"],
    "title": ["高仿手袋", "Cotton <b>shirt</b>", "高仿 high quality"],
    "description": [None, "", "新品"],
    "price": [39.0, None, 12.5],
    "currency": ["USD", None, "eur"],
}


@pytest.fixture
def model(make_model):
    from counterfeit_nlp.mlflow_model import CounterfeitModel

    made = CounterfeitModel()
    made.load_context(SimpleNamespace(artifacts={"model": str(make_model("first"))}))
    return made


def predict(model, rows: dict) -> pd.DataFrame:
    return model.predict(None, pd.DataFrame(rows))


def test_the_same_numbers_as_scoring_a_file(model, make_model, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    pd.DataFrame(ROWS).to_csv(file, index=False)
    (rows,) = read_rows(file)
    expected = Scorer(artefact.load(make_model("second"))).score_batch(Validator().check(rows).good)
    found = predict(model, ROWS)
    assert list(found.columns) == PREDICTION_SCHEMA.names
    assert found["listing_id"].tolist() == ROWS["listing_id"]
    for name in ("score", "risk", "rest", "intercept", "band", "input_hash", "text_language"):
        assert found[name].tolist() == expected.column(name).to_pylist(), name
    assert [json.loads(text) for text in found["reasons"]] == expected.column("reasons").to_pylist()
    assert found["registry_hash"].tolist() == [None] * 3  # NaN would not be JSON
    assert found["risk"].iloc[0] > found["risk"].iloc[1]
    assert json.loads(found["reasons"].iloc[0])[0]["text"] in "高仿手袋"


def test_optional_columns_may_be_missing_and_others_are_not_looked_at(model) -> None:
    few = predict(model, {"listing_id": ["1"], "title": ["高仿"], "label": [1]})
    every = predict(
        model,
        {
            "listing_id": ["1"], "title": ["高仿"], "description": [None], "price": [None],
            "currency": [None], "marketplace": ["x"], "seller_id": [object()],
        },
    )  # fmt: skip
    pd.testing.assert_frame_equal(few, every)


def test_no_rows_give_no_rows(model) -> None:
    found = predict(model, {"listing_id": pd.Series(dtype=str), "title": pd.Series(dtype=str)})
    assert len(found) == 0
    assert list(found.columns) == PREDICTION_SCHEMA.names


LISTS = """format: 1
sellers:
  - {seller_id: s-1, list: deny, evidence: file 17, added: 2026-01-01}
"""
OF_SELLERS = {
    "listing_id": ["1", "2", "3", "4"],
    "title": ["高仿"] * 4,
    "seller_id": ["s-1", "s-1", "s-1", None],
    "listed_at": ["2026-03-01", "2025-12-31", None, None],
}


def served_with(make_model, config: dict):
    from counterfeit_nlp.mlflow_model import CounterfeitModel

    made = CounterfeitModel()
    folder = str(make_model("listed"))
    made.load_context(SimpleNamespace(artifacts={"model": folder}, model_config=config))
    return made


def test_seller_lists_of_the_configuration_count_as_in_scoring_a_file(
    model, make_model, tmp_path: Path
) -> None:
    lists, file = tmp_path / "sellers.yaml", tmp_path / "rows.csv"
    lists.write_text(LISTS, encoding="utf-8")
    pd.DataFrame(OF_SELLERS).to_csv(file, index=False)
    (rows,) = read_rows(file)
    good = Validator().check(rows).good
    plain = predict(model, OF_SELLERS)["score"].tolist()
    assert len(set(plain)) == 1
    for as_of, raised in (("", [True, False, False, False]),
                          ("2026-03-01", [True, False, True, False])):  # fmt: skip
        served = served_with(make_model, {"sellers": str(lists), "as_of": as_of})
        found = predict(served, OF_SELLERS)
        day = date.fromisoformat(as_of) if as_of else None
        expected = Scorer(
            artefact.load(make_model("direct")), sellers=load_lists(lists), as_of=day
        ).score_batch(good)
        for name in ("score", "risk", "sellers_hash", "input_hash"):
            assert found[name].tolist() == expected.column(name).to_pylist(), name
        assert [one > plain[0] for one in found["score"]] == raised


def test_a_configuration_that_makes_no_sense_is_refused(make_model, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="as_of 'today': expected a date"):
        served_with(make_model, {"sellers": "", "as_of": "today"})
    with pytest.raises(InputError, match="no 'sellers'"):
        served_with(make_model, {"sellers": "", "as_of": "2026-01-01"})
    with pytest.raises(InputError, match=r"gone\.yaml"):
        served_with(make_model, {"sellers": str(tmp_path / "gone.yaml"), "as_of": ""})


def test_bad_rows_are_refused_by_name(model) -> None:
    bad = {**ROWS, "title": ["a", None, " \u200b "], "price": [-1.0, 2.0, 3.0]}
    with pytest.raises(MlflowException) as caught:
        predict(model, bad)
    message = str(caught.value)
    assert message.startswith("3 of 3 rows can't be scored: row 1 (listing_id '007'): price ")
    assert "row 2 (listing_id 'NA'): title is missing" in message
    with pytest.raises(MlflowException, match="appears twice"):
        predict(model, {"listing_id": ["1", "1"], "title": ["a", "b"]})
    many = {"listing_id": [str(n) for n in range(9)], "title": [""] * 9}
    with pytest.raises(MlflowException, match="and 4 more$"):
        predict(model, many)


@pytest.mark.parametrize("title", [3, "\ud800", b"\xff"])
def test_a_title_that_is_no_text_is_refused(model, title: object) -> None:
    titles = pd.Series([title], dtype=object)
    with pytest.raises(MlflowException, match="column title must hold text"):
        predict(model, {"listing_id": ["1"], "title": titles})


def test_a_missing_column_is_named(model) -> None:
    with pytest.raises(MlflowException, match="title"):
        predict(model, {"listing_id": ["1"], "titel": ["a"]})


def test_another_version_of_the_package_is_refused(
    make_model, monkeypatch: pytest.MonkeyPatch
) -> None:
    from counterfeit_nlp.mlflow_model import CounterfeitModel

    folder = make_model("first")
    monkeypatch.setattr(provenance, "__version__", "9.9.9")
    with pytest.raises(ArtefactError, match=r"made by counterfeit-nlp .* but 9\.9\.9 is installed"):
        CounterfeitModel().load_context(SimpleNamespace(artifacts={"model": str(folder)}))


LOADING = """
import json, sys
import mlflow, pandas as pd
assert "counterfeit_nlp" not in sys.modules
model = mlflow.pyfunc.load_model("models:/counterfeit_nlp@champion")
rows = pd.DataFrame(json.loads(sys.argv[1]))
found = model.predict(rows)
example = model.predict(model.input_example)
listed = mlflow.pyfunc.load_model(
    "models:/counterfeit_nlp@champion", model_config={"sellers": sys.argv[2]}
)
denied = listed.predict(rows.assign(seller_id="s-1", listed_at="2026-03-01"))
schema = model.metadata.get_output_schema()
print(json.dumps({
    "columns": list(found.columns), "risk": found["risk"].tolist(),
    "hash": found["input_hash"].tolist(), "example": len(example),
    "denied": denied["risk"].tolist(),
    "outputs": schema.input_names(),
}))
"""


def test_mlflow_loads_it_in_a_clean_process_elsewhere(
    checkout: Path, make_model, model, tmp_path: Path
) -> None:
    data = {"name": "d", "digest": "d", "rows": 3}
    run = track.log_training(make_model("served"), params={}, metrics={}, data=data)
    track.promote(run.name, run.version, who="ana", why="the first")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    lists = tmp_path / "sellers.yaml"
    lists.write_text(LISTS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADING, json.dumps(ROWS), str(lists)],
        cwd=elsewhere,
        env={**os.environ, "MLFLOW_TRACKING_URI": f"sqlite:///{checkout / DATABASE}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["columns"] == found["outputs"] == PREDICTION_SCHEMA.names
    expected = predict(model, ROWS)
    assert found["risk"] == expected["risk"].tolist()
    assert found["hash"] == expected["input_hash"].tolist()
    assert found["example"] == 2
    assert all(new > old for new, old in zip(found["denied"], found["risk"], strict=True))
    assert list(elsewhere.iterdir()) == []


def test_arrow_types_of_the_output_are_plain(model) -> None:
    found = pa.RecordBatch.from_pandas(predict(model, ROWS), preserve_index=False)
    assert not any(pa.types.is_nested(field.type) for field in found.schema)
