"""The registered model as a Spark function: a struct of named columns, with the usual numbers."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from counterfeit_nlp import track
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.scoring.frame import Scorer


@pytest.fixture
def registered(model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    data = {"name": "d", "digest": "d", "rows": 3}
    run = track.log_training(model_dir, params={}, metrics={}, data=data)
    track.promote(run.name, run.version, who="ana", why="the first")
    return f"models:/{run.name}@champion"


def test_spark_udf_gives_a_struct_of_named_columns(
    spark: Any, registered: str, listings: pa.Table, scorer: Scorer, tmp_path: Path
) -> None:
    import mlflow
    from pyspark.sql import functions as f

    good = listings.filter(pc.starts_with(listings["listing_id"], "disguised"))
    good = good.select(["listing_id", "title", "description", "price", "currency"])
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path / 'mlflow.db'}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mlflow's and pandas'
        udf = mlflow.pyfunc.spark_udf(spark, registered, env_manager="local")
        frame = spark.createDataFrame(good.to_pylist(), spark_schema(good)).repartition(4)
        answered = frame.select(
            f.col("listing_id").alias("asked"), udf(f.struct(*good.column_names)).alias("p")
        )
        found = answered.select("asked", "p.*").toArrow().sort_by("listing_id")
    assert found.column_names == ["asked", *PREDICTION_SCHEMA.names]
    assert found["asked"].to_pylist() == found["listing_id"].to_pylist()
    expected = scorer.score_table(good).sort_by("listing_id")
    for name in PREDICTION_SCHEMA.names:
        if name != "reasons":
            assert found[name].to_pylist() == expected[name].to_pylist(), name
    reasons = [json.loads(one) for one in found["reasons"].to_pylist()]
    assert reasons == expected["reasons"].to_pylist()


def spark_schema(table: pa.Table) -> str:
    kinds = {"string": "string", "double": "double"}
    return ", ".join(f"{field.name} {kinds[str(field.type)]}" for field in table.schema)
