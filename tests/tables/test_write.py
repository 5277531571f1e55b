"""What is written is what was there, the same bytes each time, whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfeit_nlp.errors import CounterfeitError, UsageError
from counterfeit_nlp.schema.listing import LISTING_COLUMNS
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.schema.reject import Reject
from counterfeit_nlp.schema.values import is_blank
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.read import read_rows
from counterfeit_nlp.tables.write import (
    TableWriter,
    rejects_batch,
    write_bytes_atomic,
    write_rejects,
    write_text_atomic,
)

EXTENSIONS = [
    kind + packed for kind in (".csv", ".jsonl", ".parquet") for packed in ("", ".gz", ".zst")
]
SCHEMA = pa.schema([pa.field(column.name, column.type) for column in LISTING_COLUMNS.values()])
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)
LISTINGS = st.lists(
    st.fixed_dictionaries(
        {
            "listing_id": ANY_TEXT.filter(lambda text: not is_blank(text)),
            "title": ANY_TEXT.map(lambda text: text + "x"),
            "description": st.none() | ANY_TEXT,
            "price": st.none() | st.floats(0, allow_infinity=False),
            "currency": st.none() | st.sampled_from(["USD", "CNY"]),
            "listed_at": st.none() | st.datetimes(timezones=st.just(dt.UTC)),
        }
    ),
    max_size=8,
    unique_by=lambda row: row["listing_id"],
)
PREDICTION = {
    "listing_id": "1",
    "risk": 0.1 + 0.2,
    "score": -1e-300,
    "band": "clear",
    "reasons": [
        {"kind": "word", "text": 'a"b', "field": "title", "start": 0, "end": 3,
         "contribution": 1.5},
        {"kind": "price", "text": "路", "field": None, "start": None, "end": None,
         "contribution": -0.1},
    ],
    "rest": 0.0,
    "intercept": 1e16,
    "schema_version": 1,
}  # fmt: skip


def batch_of(rows: list[dict], schema: pa.Schema = SCHEMA) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def write(path: Path, batch: pa.RecordBatch, size: int = 10_000) -> bytes:
    with TableWriter(path, batch.schema) as writer:
        for start in range(0, batch.num_rows, size):
            writer.write(batch.slice(start, size))
    return path.read_bytes()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_any_listing_comes_back_as_it_was(tmp_path: Path, extension: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(LISTINGS, st.integers(1, 3))
    def round_trip(rows: list[dict], batch_size: int) -> None:
        path = tmp_path / f"x{extension}"
        batch = batch_of(rows)
        if "parquet" not in extension and "csv" not in extension and not rows:
            return  # JSON Lines without lines have no columns and are an empty file
        write(path, batch)
        back = list(read_listings(path, batch_size=batch_size))
        assert not [reject for part in back for reject in part.rejects]
        assert pa.Table.from_batches([part.good for part in back]).to_pylist() == batch.to_pylist()

    round_trip()


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_bytes_depend_on_the_rows_only(tmp_path: Path, extension: str) -> None:
    rows = [
        {"listing_id": f"{n:06}", "title": f"a {n * 7919 % 10007} é,", "price": n / 7}
        for n in range(2500)
    ]
    batch = batch_of(rows)
    whole = write(tmp_path / f"x{extension}", batch)
    os.utime(tmp_path / f"x{extension}", (0, 0))
    for size in (7, 1000):
        assert write(tmp_path / f"y{extension}", batch, size) == whole


def test_row_groups_don_t_depend_on_batches(tmp_path: Path) -> None:
    batch = batch_of([{"listing_id": str(n), "title": f"t{n % 50}"} for n in range(45_000)])
    whole = write(tmp_path / "x.parquet", batch, 100_000)
    assert write(tmp_path / "y.parquet", batch, 12_345) == whole
    assert pq.ParquetFile(tmp_path / "x.parquet").num_row_groups == 3


def test_csv_lines(tmp_path: Path) -> None:
    schema = pa.schema({"a,b": pa.string(), "n": pa.float64(), "t": pa.timestamp("us", "UTC"),
                        "l": pa.list_(pa.int64()), "b": pa.bool_()})  # fmt: skip
    day = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    rows = [
        {"a,b": 'x"y', "n": 0.1, "t": day, "l": [1, None], "b": True},
        {"a,b": "two\rlines\n", "n": 1e22, "t": day.replace(microsecond=50), "l": []},
        {"a,b": None},
    ]
    assert write(tmp_path / "x.csv", batch_of(rows, schema)).decode() == (
        '"a,b",n,t,l,b\n'
        '"x""y",0.1,2024-01-02T03:04:05Z,"[1,null]",true\n'
        '"two\rlines\n",1e+22,2024-01-02T03:04:05.000050Z,[],\n'
        ",,,,\n"
    )
    one = pa.RecordBatch.from_arrays([pa.array(["a", None])], names=["only"])
    assert write(tmp_path / "y.csv", one) == b'only\na\n""\n'


def test_predictions(tmp_path: Path) -> None:
    batch = batch_of([PREDICTION, {"listing_id": "2"}], PREDICTION_SCHEMA)
    lines = write(tmp_path / "x.jsonl", batch).decode().splitlines()
    assert [json.loads(line) for line in lines] == batch.to_pylist()
    write(tmp_path / "x.parquet", batch)
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == batch.to_pylist()
    write(tmp_path / "x.csv", batch)
    (rows,) = read_rows(tmp_path / "x.csv")
    first = rows.batch.to_pylist()[0]
    assert json.loads(first["reasons"]) == PREDICTION["reasons"]
    assert [float(first[name]) for name in ("risk", "score", "intercept")] == [
        PREDICTION[name] for name in ("risk", "score", "intercept")
    ]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    before = write(path, batch_of([{"listing_id": "1", "title": "a"}]))

    def fail(out: Path) -> None:
        with TableWriter(out, SCHEMA) as writer:
            writer.write(batch_of([{"listing_id": "2", "title": "b"}]))
            raise KeyError

    with pytest.raises(KeyError):
        fail(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.csv.gz"]
    for name in ("y.parquet", "y.jsonl.zst"):
        with pytest.raises(KeyError):
            fail(tmp_path / name)
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.csv.gz"]


def test_places_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for path, said in [
        (tmp_path / "none" / "x.csv", "there is no folder"),
        (tmp_path / "folder.csv", "directory"),
        (tmp_path / ("n" * 300 + ".csv"), "too long"),
    ]:
        with pytest.raises(CounterfeitError, match=said):
            TableWriter(path, SCHEMA)
    with pytest.raises(UsageError, match="known extensions"):
        TableWriter(tmp_path / "x.txt", SCHEMA)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_full_disk_is_one_line(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"x{extension}"
    path.symlink_to("/dev/full")
    batch = batch_of([{"listing_id": str(n), "title": os.urandom(50).hex()} for n in range(9000)])
    with pytest.raises(CounterfeitError, match="No space left on device"):
        write(path, batch)
    assert Path("/dev/full").is_char_device()


def test_whole_files(tmp_path: Path) -> None:
    write_text_atomic(tmp_path / "a.txt", "é\r\n")
    write_bytes_atomic(tmp_path / "a.bin", b"\x00")
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n".encode()
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "a.txt")
    write_text_atomic(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "a.txt").read_text() == "new"
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o666 & ~_umask()


def test_rejects(tmp_path: Path) -> None:
    rejects = [Reject("a.csv", 3, None, None, "why"), Reject("b\udcff.csv", 4, 7, "x", "so")]
    path = tmp_path / "rejects.csv"
    with write_rejects(path) as writer:
        writer.write(rejects_batch(rejects))
        writer.write(rejects_batch([]))
    assert writer.rows == 2
    assert path.read_text() == (
        "file,line,offset,listing_id,reason\na.csv,3,,,why\nb\\udcff.csv,4,7,x,so\n"
    )


def test_standard_output_gets_json_lines(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with TableWriter("-", pa.schema({"a": pa.string()})) as writer:
        writer.write(pa.RecordBatch.from_pydict({"a": ["é"]}))
    assert capfdbinary.readouterr().out == '{"a":"é"}\n'.encode()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
