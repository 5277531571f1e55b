"""A file scored into a file: what ``keep`` passes through, whatever the batches."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterfeit_nlp import api
from counterfeit_nlp.errors import InputError, SchemaError
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.local import score_file

SIZES = (1, 7, 1_000, 100_000)


@pytest.fixture(scope="module")
def scorer(model_dir: Path) -> Scorer:
    return api.load(model_dir)


def json_lines(path: Path, notes: dict[int, object], rows: int) -> Path:
    """Listings of which only some have a key ``note``."""
    lines = [
        json.dumps({"listing_id": str(n), "title": f"bag {n}"} | ({"note": notes[n]} if n in notes
                   else {}))
        for n in range(rows)
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("notes", "rows"),
    [
        ({0: "first"}, 30),
        ({3: "some", 20: 7, 29: ["x"]}, 30),
        # the columns of a file are those of its first objects: this one comes after them
        ({1_040: "late"}, 1_050),
    ],
    ids=["first", "some", "late"],
)
@pytest.mark.parametrize("extension", ["parquet", "csv", "jsonl"])
def test_a_kept_key_of_some_lines_gives_the_same_bytes_in_batches_of_any_size(
    scorer: Scorer, tmp_path: Path, notes: dict[int, object], rows: int, extension: str
) -> None:
    source = json_lines(tmp_path / "in.jsonl", notes, rows)
    made = set()
    for size in SIZES:
        out = tmp_path / f"{size}.{extension}"
        score_file(source, scorer, out, keep=["note"], batch_size=size)
        made.add(out.read_bytes())
    assert len(made) == 1
    if extension == "parquet":
        column = pq.read_table(out).column("note")
        assert column.type == pa.string()
        expected = {n: v if isinstance(v, str) else json.dumps(v) for n, v in notes.items()}
        assert {n: v for n, v in enumerate(column.to_pylist()) if v is not None} == expected


def test_a_kept_key_of_a_refused_line_only_is_a_column_too(scorer: Scorer, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(
        '{"listing_id":"1","title":"a"}\n{"listing_id":"2","title":[],"note":"x"}\n'
        '{"listing_id":"3","title":"b"}\n'
    )
    for size in SIZES:
        out = tmp_path / f"{size}.csv"
        bad = tmp_path / "bad.csv"
        score_file(source, scorer, out, rejects=bad, keep=["note"], batch_size=size)
        assert out.read_text().splitlines()[0].endswith(",note")


@pytest.mark.parametrize("extension", ["jsonl", "csv"])
def test_a_kept_column_that_is_nowhere_is_refused(
    scorer: Scorer, tmp_path: Path, extension: str
) -> None:
    source = tmp_path / f"in.{extension}"
    if extension == "csv":
        source.write_text("listing_id,title,note\n1,a,x\n2,,y\n")
    else:
        json_lines(source, {4: "x"}, 5)
    told = set()
    for size in SIZES:
        with pytest.raises(SchemaError, match="notes; did you mean note") as error:
            score_file(source, scorer, tmp_path / "out.csv", keep=["notes"], batch_size=size)
        told.add(str(error.value))
        assert not (tmp_path / "out.csv").exists()
    assert len(told) == 1
    # a column of the contract may be kept whether the file has it or not
    bad = tmp_path / "bad.csv"
    score_file(source, scorer, tmp_path / "out.csv", keep=["brand"], rejects=bad)
    assert (tmp_path / "out.csv").read_text().splitlines()[0].endswith(",brand")


def test_bad_json_lines_are_reported_for_what_they_are(scorer: Scorer, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("nonsense\nmore of it\n")
    for size in SIZES:
        with pytest.raises(InputError, match="line 1: not valid JSON"):
            score_file(source, scorer, tmp_path / "out.csv", keep=["note"], batch_size=size)
        bad = tmp_path / "bad.csv"
        done = score_file(
            source, scorer, tmp_path / "out.csv", keep=["note"], rejects=bad, batch_size=size
        )
        assert (done.rows_in, done.rows_rejected) == (2, 2)
