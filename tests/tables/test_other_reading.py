"""JSON Lines, Parquet and compressed files are read right, row by row rejected, or refused."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import random
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfeit_nlp.errors import CounterfeitError, InputError, SchemaError
from counterfeit_nlp.tables.json_rows import json_rows
from counterfeit_nlp.tables.listings import load_listings, read_listings
from counterfeit_nlp.tables.source import as_text

OBJECT = b'{"listing_id":"1","title":"a"}\n'
CSV = b"listing_id,title\n" + b"".join(b"%d,title %d\n" % (n, n * 7919) for n in range(5000))


def rows_of(path: Path, **options) -> tuple[list[dict], list]:
    good, rejects = [], []
    for batch in read_listings(path, **options):
        good += batch.good.to_pylist()
        rejects += batch.rejects
    return good, rejects


def write(folder: Path, data: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_json_numbers_keep_their_text(tmp_path: Path) -> None:
    data = (
        b'{"listing_id":12345678901234567890123,"title":"b","price":1e2,"gtin":0.10,'
        b'"x":{"a":[1.50,"\xc3\xa9",null,true]},"image_urls":["u"],"y":007.0}\n'
    ).replace(b',"y":007.0', b',"y":-0.70')
    ((row,), rejects) = rows_of(write(tmp_path, b"\xef\xbb\xbf" + data, "x.jsonl"))
    assert row["listing_id"] == "12345678901234567890123"
    assert (row["price"], row["gtin"], row["y"]) == (100.0, "0.10", "-0.70")
    assert (row["x"], row["image_urls"]) == ('{"a":[1.50,"é",null,true]}', '["u"]')
    assert not rejects


@pytest.mark.parametrize(
    ("line", "said", "listing_id"),
    [
        (b'{"listing_id":"2","title":NaN}', "NaN is not JSON", "2"),
        (b'{"listing_id":"2","title":"a","price":-Infinity}', "-Infinity is not JSON", "2"),
        (b'{"listing_id":"2","title":"a","title":"b"}', "'title' appears twice", "2"),
        (b'{"listing_id":"2","title":"\\ud800"}', "surrogate", "2"),
        (b'{"listing_id":"2","title":"a","x":{"\\udc00":1}}', "surrogate", "2"),
        (b'{"listing_id":"2","title":"\\u0000"}', "NUL", "2"),
        (b'{"listing_id":"2","title":"\xff"}', "not valid text (UTF-8) at byte 27", "2"),
        (b'{"listing_id":"2","title":"a', "not valid JSON", "2"),
        (b'{"listing_id":"2","title":["a"]}', "title is a list, expected text", "2"),
        (b'{"listing_id":"2","title":true}', "title is true, expected text", "2"),
        (b'{"listing_id":{},"title":"a"}', "listing_id is an object", None),
        (b'{"listing_id":"2"}', "title is missing", "2"),
        (b"{}", "listing_id is missing", None),
        (b"[1,2]", "expected one JSON object per line, found '[1,2]'", None),
        (b"null", "expected one JSON object per line", None),
        (b'{"listing_id":"2","title":"a","x":' + b"[" * 70 + b"]" * 70 + b"}", "nested", "2"),
        (b'{"listing_id":"2","title":"a","x":' + b'{"a":' * 200_000, "nested", "2"),
        (b'{"listing_id":"2","title":"a"} {"listing_id":"3"}', "Extra data", "2"),
    ],
)
def test_bad_json_lines(tmp_path: Path, line: bytes, said: str, listing_id: str | None) -> None:
    last = OBJECT.replace(b'"1"', b'"9"')
    path = write(tmp_path, OBJECT + b" \n\r\n" + line + b"\n" + last, "x.jsonl")
    good, (reject,) = rows_of(path)
    assert [row["listing_id"] for row in good] == ["1", "9"]
    assert said in reject.reason
    assert reject.reason.isprintable()
    assert len(reject.reason) < 200
    assert reject[1:4] == (4, len(OBJECT) + 4, listing_id)


def test_nesting_within_bounds_is_read(tmp_path: Path) -> None:
    deep = b"[" * 60 + b"]" * 60
    data = b'{"listing_id":"2","title":"[[[{{{","x":' + deep + b"}"
    ((row,), rejects) = rows_of(write(tmp_path, data, "x.jsonl"))
    assert row["x"] == deep.decode()
    assert not rejects


def test_json_columns_are_those_of_the_start_whatever_the_batch_size(tmp_path: Path) -> None:
    late = b'{"listing_id":"2","late":{"x":1},"title":"b"}\n'
    path = write(tmp_path, OBJECT.replace(b"title", b"other") + late, "x.jsonl")
    for size in (1, 2):
        good, rejects = rows_of(path, batch_size=size)
        assert [row["late"] for row in good] == ['{"x":1}']
        assert len(rejects) == 1
    with pytest.raises(SchemaError, match="missing column title: found listing_id, other"):
        list(read_listings(write(tmp_path, OBJECT.replace(b"title", b"other"), "y.jsonl")))


@pytest.mark.parametrize(
    "data",
    [
        b"[\n" + OBJECT + b"]",
        b"[" + OBJECT[:-1] + b"," + OBJECT[:-1] + b"]\n",  # what json.dump writes: one line
        b" \n\t[ " + OBJECT[:-1] + b"]",
        b"[" + OBJECT[:-1] + b"] \n" + OBJECT,
        b"[]\n",
        b"[\r\n]",
    ],
)
def test_a_json_list_is_refused(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"one object per line.*jq -c"):
        list(read_listings(write(tmp_path, data, "x.jsonl")))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    with pytest.raises(InputError, match=r"<stdin>: a JSON list"):
        list(read_listings("-"))


@pytest.mark.parametrize("line", [b"[1,2]", b'["{"]', b"[[{}]]", b"[null]"])
def test_a_json_list_of_something_else_is_one_bad_line(tmp_path: Path, line: bytes) -> None:
    good, (reject,) = rows_of(write(tmp_path, line + b"\n" + OBJECT, "x.jsonl"))
    assert [row["listing_id"] for row in good] == ["1"]
    assert "expected one JSON object per line" in reject.reason


def test_too_many_keys_are_refused(tmp_path: Path) -> None:
    lines = b"".join(b'{"listing_id":"%d","title":"a","k%d":1}\n' % (n, n) for n in range(700))
    path = write(tmp_path, lines, "keys.jsonl")
    good, rejects = rows_of(path)
    assert (len(good), len(rejects)) == (500, 200)
    good, rejects = rows_of(path, keep=("k3",))
    assert (len(good), len(rejects)) == (700, 0)


JSON_BITS = st.lists(
    st.sampled_from([OBJECT[:-1], b"\n", b"\r", b"{", b'"', b" ", b"\xff", b'{"title":"b"}']),
    max_size=12,
).map(b"".join)


@settings(max_examples=150, deadline=None)
@given(JSON_BITS, st.integers(1, 9))
def test_windows_of_any_size_read_the_same_json(data: bytes, window_bytes: int) -> None:
    def read(size: int) -> tuple[list, list]:
        stream = as_text(io.BytesIO(OBJECT + data).read, "x")
        good, rejects = [], []
        for part in json_rows(stream, "x", {}, None, window_bytes=size):
            titles = [row.get("title") for row in part.batch.to_pylist()]
            good += zip(part.line.tolist(), part.offset.tolist(), titles, strict=True)
            rejects += part.rejects
        return good, rejects

    assert read(window_bytes) == read(1 << 20)


def test_parquet_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "listing_id": pa.array([10**18, 7]),
            "title": pa.array([b"a", b"b\xff"], pa.binary()),
            "brand": pa.array(["x", ""], pa.large_string()),
            "gtin": [1.0, 2.5],
            "price": pa.array([Decimal("1.50"), None]),
            "listed_at": pa.array([dt.date(2024, 1, 1), None]),
            "image_urls": [["a"], None],
            "condition": pa.array(["n", "u"]).dictionary_encode(),
            "url": pa.nulls(2),
            "extra": [[1], []],
            "label": [True, None],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    (row,), (reject,) = rows_of(tmp_path / "x.parquet", labels=True)
    assert row["listing_id"] == "1000000000000000000"
    assert (row["title"], row["brand"], row["gtin"], row["price"]) == ("a", "x", "1", 1.5)
    assert row["listed_at"] == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert (row["image_urls"], row["condition"], row["url"]) == ('["a"]', "n", None)
    assert (row["extra"], row["label"]) == ([1], 1)
    assert (reject.line, reject.listing_id, reject.reason) == (2, "7", "title is not UTF-8")


def test_parquet_values_are_checked_as_text_is(tmp_path: Path) -> None:
    table = pa.table(
        {
            "listing_id": ["1", "2", "3", "4", "4"],
            "title": ["a", "b", "c", "", "d"],
            "price": [float("nan"), -1.0, float("inf"), 1.0, 2.0],
            "listed_at": pa.array([0, 1, 2, 3, 2**52], pa.timestamp("s")),
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    (row,), rejects = rows_of(tmp_path / "x.parquet")
    assert (row["listing_id"], row["price"]) == ("1", None)
    assert [reject.line for reject in rejects] == [2, 3, 4, 5]
    assert "outside the years" in rejects[3].reason
    pq.write_table(pa.table({"listing_id": ["1"], "title": [["a"]]}), tmp_path / "y.parquet")
    with pytest.raises(SchemaError, match="column title holds list"):
        list(read_listings(tmp_path / "y.parquet"))


def test_damaged_parquet_is_refused_or_read_but_never_a_traceback(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    table = pa.table({"listing_id": [str(n) for n in range(50)], "title": ["t"] * 50})
    pq.write_table(table, buffer)
    whole = buffer.getvalue()
    dice = random.Random(0)
    damaged = [whole[:size] for size in (0, 1, 4, 10, len(whole) // 2, len(whole) - 1)]
    for _ in range(150):
        copy = bytearray(whole)
        copy[dice.randrange(len(copy))] = dice.randrange(256)
        damaged.append(bytes(copy))
    said = []
    for data in damaged:
        try:
            rows_of(write(tmp_path, data, "x.parquet"))
        except CounterfeitError as error:
            said.append(str(error))
    assert len(said) >= 30
    assert all(message.isprintable() for message in said)


@pytest.mark.parametrize("store_schema", [True, False])
def test_a_parquet_dictionary_does_not_fill_the_memory(tmp_path: Path, store_schema: bool) -> None:
    # 2,000 copies of one long text in a few kilobytes: 4 GB if decoded at once
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), ["x" * 2_000_000])
    table = pa.table({"listing_id": [str(n) for n in range(2000)], "title": words})
    pq.write_table(table, tmp_path / "x.parquet", store_schema=store_schema)
    batches = read_listings(tmp_path / "x.parquet")
    first = next(batches)
    assert 0 < first.rows_in < 100
    assert first.good.nbytes < 200_000_000


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_compressed_files(tmp_path: Path, pack) -> None:
    extension = ".gz" if pack is gzip.compress else ".zst"
    packed = pack(CSV)
    good, _ = rows_of(write(tmp_path, packed, "x.csv" + extension))
    assert len(good) == 5000
    # several members one after the other are one file
    halves = pack(CSV[:1000]) + pack(CSV[1000:])
    assert rows_of(write(tmp_path, halves, "y.csv" + extension))[0] == good
    damaged = [packed[: len(packed) // 2], packed[:-1], packed[:3], packed + b"junk", CSV, b"\x00"]
    for data in damaged:
        with pytest.raises(InputError, match="z.csv"):
            list(read_listings(write(tmp_path, data, "z.csv" + extension)))
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"listing_id": "1", "title": "a"}]), buffer)
    good, _ = rows_of(write(tmp_path, pack(buffer.getvalue()), "x.parquet" + extension))
    assert good[0]["title"] == "a"


@pytest.mark.parametrize("filler", [b"\x00", b"\n", b"a", b'"'])
def test_bombs_are_streamed(tmp_path: Path, filler: bytes) -> None:
    data = gzip.compress(b"listing_id,title\n1,a\n" + filler * 40_000_000, compresslevel=1)
    batches = list(read_listings(write(tmp_path, data, "x.csv.gz")))
    assert batches[0].good.num_rows == 1
    assert sum(len(batch.rejects) for batch in batches) <= 1


def test_load_listings(tmp_path: Path) -> None:
    data = "listing_id,title,price,label,listed_at\n1,a,2,1,2024-01-01\n2,b,x,0,\n3,c,,,\n"
    path = write(tmp_path, data.encode(), "x.csv")
    with pytest.raises(InputError, match="x.csv, line 3: price 'x' is not a plain number"):
        load_listings(path)
    rejects: list = []
    frame = load_listings(path, labels=True, rejects=rejects)
    assert frame["listing_id"].tolist() == ["1", "3"]
    assert [reject.listing_id for reject in rejects] == ["2"]
    kinds = {name: str(frame[name].dtype) for name in ("title", "price", "label", "listed_at")}
    assert kinds == {
        "title": "str",
        "price": "float64",
        "label": "float64",
        "listed_at": "datetime64[us, UTC]",
    }
    with pytest.raises(SchemaError, match="missing column label"):
        load_listings(write(tmp_path, b"listing_id,title\n", "y.csv"), labels=True)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.lists(st.sampled_from("gbdr"), max_size=30))
def test_batches_have_the_size_asked_for(batch_size: int, kinds: list[str]) -> None:
    lines = []
    for number, kind in enumerate(kinds):
        listing_id = "same" if kind == "d" else str(number)
        extra = ",9" if kind == "r" else ""
        lines.append(f"{listing_id},{'' if kind == 'b' else 'a'}{extra}\n")
    text = "listing_id,title\n" + "".join(lines)
    results = []
    for size in (batch_size, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
            batches = list(read_listings("-", batch_size=size))
        assert all(batch.rows_in == size for batch in batches[:-1])
        assert sum(batch.rows_in for batch in batches) == len(kinds)
        good = [row for batch in batches for row in batch.good.to_pylist()]
        results.append((good, [reject for batch in batches for reject in batch.rejects]))
    assert results[0] == results[1]
    assert json.dumps([row["listing_id"] for row in results[0][0]]).count("same") <= 1
