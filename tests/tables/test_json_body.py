"""A listing gets the same verdict in the body of a request as in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.tables import json_rows
from counterfeit_nlp.tables.json_body import TooManyListings, read_json, read_json_lines
from counterfeit_nlp.tables.listings import read_listings

GOOD = '{"listing_id": "007", "title": "bag", "price": 12.50, "currency": "eur"}'
LINES = [
    GOOD,
    '{"listing_id": 12345678901234567890123, "title": "高仿 🎒", "more": {"a": [1, null]}}',
    '{"listing_id": "a", "title": "bag", "price": 1e999}',
    '{"listing_id": "b", "title": ""}',
    '{"listing_id": "c", "title": "bag", "price": NaN}',
    '{"listing_id": "d", "title": "\\ud800"}',
    '{"listing_id": "e", "title": "bag", "title": "bag"}',
    '{"listing_id": "007", "title": "again"}',
    '{"listing_id": "f", "title": "a\\u0000b"}',
    '{"listing_id": "g", "title": ["bag"]}',
    '{"listing_id": "h", "title": "bag", "x": ' + "[" * 70 + "]" * 70 + "}",
    '{"listing_id": "i", "title": "bag", "price": ' + "9" * 5000 + "}",
    '{"listing_id": "j", "title": "bag", "label": true}',
    "3",
    "[1, 2]",
    "{}",
    '{"listing_id": "k", "title": "the last"}',
]


def from_file(lines: list[str], folder: Path) -> tuple[list[dict], list[tuple]]:
    path = folder / "listings.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    (batch,) = read_listings(path, keep=())
    assert batch.rows_in == len(lines)
    return batch.good.to_pylist(), [one[1:] for one in batch.rejects]


def test_lists_lines_and_files_are_read_alike(tmp_path: Path) -> None:
    good, rejects = from_file(LINES, tmp_path)
    pretty = "\ufeff [\n " + " ,\r\n".join(line.replace(", ", ",\r\n\t") for line in LINES) + "]\n"
    listed = read_json(pretty.encode(), at_most=100)
    assert listed.many
    lines = read_json_lines("\n".join(LINES).encode(), at_most=100)
    for posted in (listed, lines):
        assert posted.good.to_pylist() == good
        assert [one.line for one in posted.rejects] == [one[0] for one in rejects]
        assert [one.listing_id for one in posted.rejects] == [one[2] for one in rejects]
        assert [number for number, bad in enumerate(posted.rejected, 1) if bad] == [
            one.line for one in posted.rejects
        ]
        assert len(posted.rejected) == len(LINES)
    assert [one.reason for one in lines.rejects] == [one[3] for one in rejects]
    # in a pretty printed list only the place within the listing may be another
    assert [one.reason[:12] for one in listed.rejects] == [one[3][:12] for one in rejects]
    compact = read_json(f"[{','.join(LINES)}]".encode(), at_most=100)
    assert [one.reason for one in compact.rejects] == [one[3] for one in rejects]


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("{")])
def test_one_alone_is_read_as_in_a_file(line: str, tmp_path: Path) -> None:
    posted = read_json(f" {line}\n".encode(), at_most=1)
    assert not posted.many
    lines, rejects = from_file([GOOD.replace("007", "other"), line], tmp_path)
    assert posted.good.to_pylist() == lines[1:]
    assert [one.reason for one in posted.rejects] == [one[3] for one in rejects]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "nothing"),
        (b" \n", "nothing"),
        (b"3", "expected a JSON object"),
        (b'"{}"', "expected a JSON object"),
        (b"\xff{}", "not UTF-8: byte 0"),
        (b'{"title": "\xe9"}', "not UTF-8: byte 11"),
        (b"{", "not JSON"),
        (b"[{}", "expected , or ] at character 3, found its end"),
        (b"[{}]]", "goes on after its end"),
        (b"{}{}", "JSON Lines"),
        (b"[{},]", "not JSON"),
        (b"[,]", "not JSON"),
        (b'{"title": "a\nb"}', "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused_as_a_whole(body: bytes, told: str) -> None:
    with pytest.raises(InputError, match=".") as caught:
        read_json(body, at_most=10)
    assert told in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_too_many_listings_are_refused() -> None:
    for count, fine in ((0, True), (3, True), (4, False)):
        listings = [json.dumps({"listing_id": str(n), "title": "bag"}) for n in range(count)]
        for read, body in (
            (lambda body: read_json(body, at_most=3), f"[{','.join(listings)}]"),
            (lambda body: read_json_lines(body, at_most=3), "\n".join(listings) + "\n"),
        ):
            if fine:
                assert len(read(body.encode()).rejected) == count
            else:
                with pytest.raises(TooManyListings, match="more than 3 listings"):
                    read(body.encode())
    with pytest.raises(InputError, match="empty"):
        read_json_lines(b"", at_most=3)


@given(st.lists(st.dictionaries(st.sampled_from(["listing_id", "title", "price", "x"]), st.one_of(
    st.none(), st.booleans(), st.text(max_size=5), st.integers(), st.floats(allow_nan=False)
))))  # fmt: skip
def test_no_row_is_lost(rows: list[dict]) -> None:
    body = json.dumps(rows).encode()
    posted = read_json(body, at_most=1_000)
    assert posted.many
    assert posted.good.num_rows + len(posted.rejects) == len(posted.rejected) == len(rows)


def test_a_refusal_does_not_parse_what_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    line = b'{"listing_id": "1", "title": "bag"}'
    read: list[int] = []
    parsed = json_rows._parsed  # the one place where lines become objects
    monkeypatch.setattr(
        json_rows, "_parsed", lambda line, decode: read.append(1) or parsed(line, decode)
    )
    for ends in (b"\n", b"\r\n", b"\r", b"\n \t\n\n"):
        with pytest.raises(TooManyListings):
            read_json_lines(ends.join([line] * 2_000), at_most=3)
        assert not read
        # white space is no row, whatever its amount
        posted = read_json_lines(b"\xef\xbb\xbf  " + ends.join([line] * 3) + ends * 5, at_most=3)
        assert (len(posted.rejected), len(read)) == (3, 3)
        read.clear()
