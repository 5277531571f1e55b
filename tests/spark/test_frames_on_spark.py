"""A Spark DataFrame scored gives the rows of a local run, whatever its partitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterfeit_nlp.errors import SchemaError, UsageError
from counterfeit_nlp.schema.fingerprint import input_hash
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.local import score_file
from counterfeit_nlp.scoring.spark import Scored, score_frame


@pytest.fixture(scope="module")
def source(listings: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("frame") / "in.parquet"
    pq.write_table(listings, path, row_group_size=50)
    return path


@pytest.fixture(scope="module")
def local(source: Path, scorer: Scorer) -> Any:
    out, bad = source.with_name("out.parquet"), source.with_name("bad.parquet")
    score_file(source, scorer, out, rejects=bad, keep=["brand"])
    return pq.read_table(out).sort_by("listing_id"), pq.read_table(bad)


def reasons(rejects: pa.Table) -> list[tuple[str, str]]:
    rows = zip(rejects["listing_id"].to_pylist(), rejects["reason"].to_pylist(), strict=True)
    return sorted(rows, key=str)


def kept(scored: Scored) -> Scored:
    """Computed once, for several questions."""
    return Scored(scored.rows.persist())


@pytest.mark.parametrize("partitions", [1, 4, 16])
def test_the_same_rows_whatever_the_partitions(
    spark: Any, source: Path, scorer: Scorer, local: Any, partitions: int
) -> None:
    frame = spark.read.parquet(str(source)).repartition(partitions)
    scored = kept(score_frame(scorer, frame, keep=["brand"], batch_size=37))
    predictions, rejects = scored.predictions.toArrow(), scored.rejects.toArrow()
    expected, bad = local
    assert predictions.schema.equals(expected.schema)
    assert predictions.sort_by("listing_id").equals(expected)
    assert reasons(rejects) == reasons(bad)
    assert predictions.num_rows + rejects.num_rows == frame.count()


def test_names_of_the_answer_can_not_be_kept(spark: Any, source: Path, scorer: Scorer) -> None:
    frame = spark.read.parquet(str(source)).selectExpr("*", "'x' AS rejected_because")
    with pytest.raises(UsageError, match="rename it in the frame"):
        score_frame(scorer, frame, keep=["rejected_because"])


def test_unique_ids_need_no_shuffle_and_give_the_same(
    spark: Any, source: Path, scorer: Scorer, local: Any
) -> None:
    frame = spark.read.parquet(str(source))
    scored = score_frame(scorer.artefact.folder, frame, keep=["brand"], unique_ids=True)
    # nothing goes from one executor to another
    assert "Exchange" not in scored.rows._jdf.queryExecution().executedPlan().toString()
    found = scored.predictions.toArrow().sort_by("listing_id")
    assert found.equals(local[0])


@pytest.mark.parametrize("partitions", [1, 7])
def test_of_one_id_the_first_by_the_order_asked_for_is_scored(
    spark: Any, scorer: Scorer, partitions: int
) -> None:
    rows = [
        ("a", None, 0),
        ("a", "bag", 2),
        ("a", "replica bag", 1),
        ("a", "shoe", 3),
        ("b", "x", 9),
    ]
    frame = spark.createDataFrame(rows, "id string, name string, day int").repartition(partitions)
    names = {"listing_id": "id", "title": "name"}

    def found(**options: Any) -> tuple[Any, list[tuple[str, str]]]:
        scored = kept(score_frame(scorer, frame, mapping=names, keep=["day"], **options))
        days = scored.predictions.select("listing_id", "day").toArrow().to_pylist()
        return {row["listing_id"]: row["day"] for row in days}, reasons(scored.rejects.toArrow())

    days, bad = found(order_by=["day"])
    # a row that is refused for another reason claims no id
    assert days == {"a": 1, "b": 9}
    again = ("a", "listing_id appears twice: another row has it")
    assert bad == [again, again, ("a", "title is missing")]
    # without an order the content decides, and partitions don't
    _, decides = min((input_hash(title, None, None, None), day) for _, title, day in rows[1:4])
    assert found()[0] == {"a": decides, "b": 9}
    assert found()[1] == bad


def test_values_of_other_types_are_read_as_files_are(
    spark: Any, scorer: Scorer, tmp_path: Path
) -> None:
    frame = spark.sql(
        "SELECT CAST(id AS BIGINT) AS listing_id, encode('高仿 bag', 'UTF-8') AS title, "
        "CAST(9.50 AS DECIMAL(10, 2)) AS price, 'usd' AS currency, "
        "TIMESTAMP '2026-01-02 03:04:05' AS listed_at, array('u') AS image_urls FROM range(3)"
    )
    frame.write.parquet(str(tmp_path / "in.parquet"))
    out = tmp_path / "out.parquet"
    score_file(f"{tmp_path}/in.parquet/*.parquet", scorer, out, keep=["listed_at"])
    found = score_frame(scorer, frame, keep=["listed_at"]).predictions.toArrow()
    expected = pq.read_table(out)
    assert found.sort_by("listing_id").equals(expected.sort_by("listing_id"))


def test_columns_are_asked_for_before_anything_runs(spark: Any, scorer: Scorer) -> None:
    frame = spark.createDataFrame([("1", "bag")], "listing_id string, name string")
    with pytest.raises(SchemaError, match="missing column title"):
        score_frame(scorer, frame)
    with pytest.raises(SchemaError, match="--keep names columns that the input does not have"):
        score_frame(scorer, frame, mapping={"title": "name"}, keep=["gone"])
