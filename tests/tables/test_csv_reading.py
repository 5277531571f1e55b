"""CSV is read strictly: right, or rejected row by row, or refused with a reason."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counterfeit_nlp.errors import InputError, SchemaError, UsageError
from counterfeit_nlp.tables.csv_rows import csv_rows
from counterfeit_nlp.tables.listings import read_listings
from counterfeit_nlp.tables.read import read_rows
from counterfeit_nlp.tables.records import careful_split, fast_split, fields_of
from counterfeit_nlp.tables.source import as_text

HEADER = b"listing_id,title,price\n"
ODD_BYTES = st.lists(
    st.sampled_from([b'"', b",", b"\n", b"\r", b"a", b"bc", b'""', b'","', b'"\n', b"\xff"]),
    max_size=40,
).map(b"".join)


def rows_of(path: Path, **options) -> tuple[list[dict], list]:
    good, rejects = [], []
    for batch in read_listings(path, **options):
        assert batch.rows_in == batch.good.num_rows + len(batch.rejects)
        good += batch.good.to_pylist()
        rejects += batch.rejects
    return good, rejects


def write(folder: Path, data: bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_ids_and_text_are_never_altered(tmp_path: Path) -> None:
    rows = [
        ["007", "NA"],
        ["12345678901234567890123", "null"],
        ["1e5", ' a "b" , c '],
        ["x-1", "two\nlines\r\nthree\r"],
        ["None", "路易威登 😀"],
    ]
    lines = ["listing_id,title"]
    lines += [",".join('"' + value.replace('"', '""') + '"' for value in row) for row in rows]
    good, rejects = rows_of(write(tmp_path, "\n".join(lines).encode()))
    assert [[row["listing_id"], row["title"]] for row in good] == rows
    assert not rejects


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_line_ends_and_encodings(tmp_path: Path, newline: str, encoding: str) -> None:
    text = newline.join(["listing_id,title,price", '1,"a' + newline + 'b",2', "", "2,é路,3", ""])
    bom = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    good, rejects = rows_of(write(tmp_path, (bom + text).encode(encoding)))
    assert [(row["listing_id"], row["title"], row["price"]) for row in good] == [
        ("1", f"a{newline}b", 2.0),
        ("2", "é路", 3.0),
    ]
    assert not rejects


@pytest.mark.parametrize(
    ("rows", "good", "rejected"),
    [
        (b"1,a,1,9\n2,b\n3,c,3\n", ["3"], [(2, 23, "1", "4 fields"), (3, 31, "2", "2 fields")]),
        (b"1,a\x00b,1\n2,b,2\n", ["2"], [(2, 23, "1", "title holds a NUL character: 'a\\x00b'")]),
        (b"1,\xff,1\n2,b,2\n", ["2"], [(2, 23, "1", "not valid text (UTF-8) at byte 2")]),
        (b"1,\xed\xa0\x80,1\n2,b,2\n", ["2"], [(2, 23, "1", "not valid text")]),
        (b'1,"a"b,1\n2,5" pipe,1\n', ["2"], [(2, 23, "1", "text follows a closing quote")]),
        (b'1,"a,1\n2,b,2\n3,c,3\n', ["2", "3"], [(2, 23, "1", "never closed")]),
        (b'1,"a,1\n2,"b",2\n3,"c",3\n', ["2", "3"], [(2, 23, "1", "text follows")]),
        # the stray quote finds a partner two rows later, and the row in between still is read
        (
            b'1,"a,1\n2,b,2\n3,x"\n4,d,4\n',
            ["2", "4"],
            [(2, 23, "1", "2 fields"), (4, 36, "3", "2 fields")],
        ),
        (b"\n\n1,a,1\n\n", ["1"], []),
        (b'1,"a\n\nb",1\n2,c,x\n', ["1"], [(5, 34, "2", "price 'x' is not a plain number")]),
        (b"1,a,1\n1,b,2\n", ["1"], [(3, 29, "1", "listing_id '1' appears twice")]),
        (b"1,a,-1\n1,b,2\n", ["1"], [(2, 23, "1", "price '-1'")]),
        (b",a,1\n2,,2\n", [], [(2, 23, None, "listing_id is missing"), (3, 28, "2", "title is")]),
        ("1,\u200b\u00a0\u3164,1\n".encode(), [], [(2, 23, "1", "no visible character")]),
    ],
)
def test_bad_rows_are_rejected_one_by_one(
    tmp_path: Path, rows: bytes, good: list[str], rejected: list[tuple]
) -> None:
    read, rejects = rows_of(write(tmp_path, HEADER + rows))
    assert [row["listing_id"] for row in read] == good
    assert [reject[1:4] for reject in rejects] == [wanted[:3] for wanted in rejected]
    for reject, wanted in zip(rejects, rejected, strict=True):
        assert wanted[3] in reject.reason
        assert reject.reason.isprintable()
        assert len(reject.reason) < 200


def test_broken_utf16_costs_its_row_only(tmp_path: Path) -> None:
    data = "\ufefflisting_id,title\n1,a\n2,\ud800\n3,b\n4,c".encode("utf-16-le", "surrogatepass")
    good, rejects = rows_of(write(tmp_path, data + b"\x41"))
    assert [row["listing_id"] for row in good] == ["1", "3"]
    assert [(reject.line, reject.offset, reject.listing_id) for reject in rejects] == [
        (3, None, "2"),
        (5, None, "4"),
    ]


def test_long_cells(tmp_path: Path) -> None:
    data = HEADER + b"1," + b"x" * 10_000_000 + b",1\n2,b,1\n3," + b"y" * 4_194_304 + b",1\n"
    good, rejects = rows_of(write(tmp_path, data))
    assert [(row["listing_id"], len(row["title"])) for row in good] == [("2", 1), ("3", 4_194_304)]
    assert rejects[0].listing_id == "1"
    assert "10000000 characters" in rejects[0].reason


def test_a_line_without_end_is_skipped_and_counted(tmp_path: Path) -> None:
    data = HEADER + b'1,"' + b"x" * 40_000_000 + b"\n2,b,1\n"
    good, rejects = rows_of(write(tmp_path, data))
    assert [row["listing_id"] for row in good] == ["2"]
    assert [(reject.line, reject.offset) for reject in rejects] == [(2, 23)]


@pytest.mark.parametrize(
    "line",
    [b'x",y,"\n', b'a,"\n', b'",x,"\n', b'a,"""\n', b'a,"""b\n', b'"",a"\n', b'"\n', b'""\n'],
)
def test_no_pattern_of_quotes_makes_reading_slow_or_loses_rows(tmp_path: Path, line: bytes) -> None:
    # reading over and over what follows a quote would take minutes here
    path = write(tmp_path, HEADER + b'0,"a,1\n' + line * 20_000 + b'1,"b",1\n')
    rows = list(read_rows(path))
    lines = [reject.line for part in rows for reject in part.rejects]
    assert lines == sorted(set(lines))
    assert sum(len(part) for part in rows) > 10_000


def test_one_unclosed_quote_in_many_rows(tmp_path: Path) -> None:
    body = b"".join(b"%d,t,1\n" % number for number in range(3, 60_000))
    good, rejects = rows_of(write(tmp_path, HEADER + b'1,a,1\n2,"b,1\n' + body))
    assert len(good) == 59_998
    assert [(reject.line, reject.listing_id) for reject in rejects] == [(3, "2")]


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", InputError, "empty"),
        (b"x", SchemaError, "missing column listing_id, title: found x"),
        (b'"', InputError, "header is broken"),
        (b"\n\n", InputError, "no header line"),
        (b"\xef\xbb\xbf", InputError, "no header line"),
        (b"\xff\xfe", InputError, "no header line"),
        (b"l\x00i\x00", InputError, "byte order mark"),
        ("listing_id".encode("utf-32"), InputError, "UTF-32"),
        (b"listing_id;title\n1;a\n", SchemaError, "separated by semicolons"),
        (b"listing_id\ttitle\n", SchemaError, "separated by tabs"),
        (b"listing_id,title,title\n", SchemaError, "title appears more than once"),
        (b"listing_id,tit\xe9\n", InputError, "header is not UTF-8"),
        (b"ListingID,Titel\n", SchemaError, "--map title=Titel"),
        (b"\x1f\x8bxxxx", InputError, "gzip data"),
        (b"PAR1xxxx", InputError, "Parquet data"),
        (b"PK\x03\x04xx", InputError, "Excel"),
        (b"c," * 600_000, InputError, "no header line in its first 1 MiB"),
        (b",".join(b"c%d" % n for n in range(5000)) + b"\n", SchemaError, "5000 columns"),
    ],
)
def test_files_that_are_refused(
    tmp_path: Path, data: bytes, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match="x.csv") as caught:
        list(read_listings(write(tmp_path, data)))
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    for data in (HEADER, HEADER[:-1]):
        (batch,) = read_listings(write(tmp_path, data))
        assert batch.rows_in == 0
        assert batch.good.schema.names[:2] == ["listing_id", "title"]


def test_names_that_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="directory"):
        list(read_listings(tmp_path / "folder.csv"))
    with pytest.raises(InputError, match="no such file"):
        list(read_listings(tmp_path / "none.csv"))
    with pytest.raises(UsageError, match=r"known extensions are .parquet, .csv"):
        list(read_listings(tmp_path / "x.xlsx"))


def test_a_short_name_is_a_near_one(tmp_path: Path) -> None:
    path = write(tmp_path, b"id,title\n1,short\n")
    with pytest.raises(SchemaError, match="--map listing_id=id"):
        list(read_listings(path))


def test_mapping(tmp_path: Path) -> None:
    path = write(tmp_path, b"id,title,long,brand,extra\n1,short,longer,Acme,e\n")
    (batch,) = read_listings(path, mapping={"listing_id": "id", "title": "long"})
    (row,) = batch.good.to_pylist()
    assert (row["listing_id"], row["title"], row["brand"]) == ("1", "longer", "Acme")
    assert row["extra"] == "e"
    assert "long" not in row
    swapped = {"listing_id": "id", "title": "brand", "brand": "title"}
    (batch,) = read_listings(path, mapping=swapped, keep=())
    (row,) = batch.good.to_pylist()
    assert (row["title"], row["brand"]) == ("Acme", "short")
    assert "extra" not in row
    for mapping, error, said in [
        ({"titel": "long"}, UsageError, "did you mean title"),
        ({"title": "lang"}, SchemaError, "the nearest is long"),
        ({"listing_id": "id", "title": "brand"}, UsageError, "map brand to another column"),
        ({"listing_id": "id", "title": "id"}, UsageError, "one file column"),
    ]:
        with pytest.raises(error, match=said):
            list(read_listings(path, mapping=mapping))


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = {"listing_id": "1", "title": "a"}
    for data in (b"listing_id,title\n1,a\n", b"\n" + json.dumps(listing).encode()):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        (batch,) = read_listings("-")
        assert batch.good.select(["listing_id", "title"]).to_pylist() == [listing]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"listing_id,title\n1\n")))
    (batch,) = read_listings("-")
    assert batch.rejects[0].file == "<stdin>"


def read_whole(data: bytes, window_bytes: int) -> tuple[list, list, list, list]:
    stream = as_text(io.BytesIO(b"listing_id,title,price\n" + data).read, "x")
    rows, lines, offsets, rejects = [], [], [], []
    for part in csv_rows(stream, "x", {}, None, window_bytes=window_bytes):
        rows += part.batch.to_pylist()
        lines += part.line.tolist()
        offsets += part.offset.tolist()
        rejects += part.rejects
    return rows, lines, offsets, rejects


@settings(max_examples=300, deadline=None)
@given(ODD_BYTES, st.integers(1, 9))
@example(b"a,b,c\r\n\r\na,b,c\r", 6)
@example(b'a,"b""\n",c\na,b,c', 5)
def test_windows_of_any_size_read_the_same(data: bytes, window_bytes: int) -> None:
    assert read_whole(data, window_bytes) == read_whole(data, 1 << 20)


@settings(max_examples=500, deadline=None)
@given(ODD_BYTES, st.booleans())
def test_the_fast_way_agrees_with_the_careful_one(data: bytes, final: bool) -> None:
    fast = fast_split(data, final=final)
    if fast is None:
        return
    careful = careful_split(data[: fast.consumed], None, final=True)
    assert not careful.bad
    assert fast.start.tolist() == careful.start.tolist()
    assert fast.stop.tolist() == careful.stop.tolist()
    assert fast.line.tolist() == careful.line.tolist()
    assert (fast.consumed, fast.lines) == (careful.consumed, careful.lines)


@settings(max_examples=300, deadline=None)
@given(ODD_BYTES)
def test_every_byte_belongs_to_a_record_a_reject_or_an_empty_line(data: bytes) -> None:
    split = careful_split(data, 3, final=True)
    pieces = sorted(
        [*zip(split.start.tolist(), split.stop.tolist(), strict=True)]
        + [(bad.start, bad.stop) for bad in split.bad]
    )
    position = 0
    for start, stop in pieces:
        assert data[position:start].strip(b"\r\n") == b""
        assert stop > start
        position = stop
    assert data[position:].strip(b"\r\n") == b""
    for start, stop in zip(split.start.tolist(), split.stop.tolist(), strict=True):
        assert len(fields_of(data[start:stop])) == 3
