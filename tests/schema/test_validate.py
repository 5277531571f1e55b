"""The rules of the listing contract, value by value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfeit_nlp.errors import SchemaError
from counterfeit_nlp.schema.listing import LABEL_COLUMNS, LISTING_COLUMNS, MAX_FIELD_CHARACTERS
from counterfeit_nlp.schema.reject import safe_id, shown
from counterfeit_nlp.schema.seen import SeenIds
from counterfeit_nlp.schema.validate import Validator, check_columns
from counterfeit_nlp.schema.values import to_currency, to_label, to_listed_at, to_price


@dataclass
class Raw:
    batch: pa.RecordBatch
    file: str = "x.csv"
    line: np.ndarray = field(default_factory=lambda: np.arange(2, 1000))
    offset: np.ndarray = field(default_factory=lambda: np.full(998, -1))


def raw(**columns: list) -> Raw:
    return Raw(pa.RecordBatch.from_pydict({k: pa.array(v) for k, v in columns.items()}))


@pytest.mark.parametrize(
    ("text", "price"),
    [("1", 1.0), ("1.50", 1.5), ("0", 0.0), ("-0", 0.0), (" 7\t", 7.0), (".5", 0.5), ("5.", 5.0),
     ("+3", 3.0), ("1e3", 1000.0), ("1E-2", 0.01), ("0.1", 0.1),
     ("12345678901234567", 1.2345678901234568e16)],
)  # fmt: skip
def test_prices_that_are_plain_numbers(text: str, price: float) -> None:
    # beside a plain one, so that both ways of reading are taken
    for values in ([text], [text, "2"]):
        numbers, refused = to_price(pa.array(values))
        assert numbers[0].as_py() == price
        assert not refused


@pytest.mark.parametrize(
    "text",
    ["1,299", "$3", "nan", "NaN", "inf", "-1", "1e999", "9" * 5000, "0x10", "1_000", "١", "1 000",
     "free", "--", "1.2.3", "1e", "½", "12€", "-1e-3"],
)  # fmt: skip
def test_prices_that_are_not(text: str) -> None:
    numbers, refused = to_price(pa.array(["2", text, None]))
    assert numbers.to_pylist() == [2.0, None, None]
    assert list(refused) == [1]
    assert len(refused[1]) < 200


@given(st.floats(0, allow_infinity=False))
def test_any_price_survives_as_text(price: float) -> None:
    numbers, refused = to_price(pa.array([repr(price)]))
    assert numbers[0].as_py() == price
    assert not refused


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-29", (2024, 2, 29)),
        ("2024-02-29T01:02", (2024, 2, 29, 1, 2)),
        ("2024-02-29 01:02:03", (2024, 2, 29, 1, 2, 3)),
        ("2024-02-29T01:02:03.5Z", (2024, 2, 29, 1, 2, 3, 500000)),
        ("2024-02-29T01:02:03.123456789", (2024, 2, 29, 1, 2, 3, 123456)),
        ("2024-02-29T01:02:03+08:00", (2024, 2, 28, 17, 2, 3)),
        ("2024-02-29t01:02:03z", (2024, 2, 29, 1, 2, 3)),
        ("0001-01-01", (1, 1, 1)),
        ("9999-12-31T23:59:59.999999Z", (9999, 12, 31, 23, 59, 59, 999999)),
    ],
)
def test_dates(text: str, moment: tuple) -> None:
    for values in ([text], [text, "2024-01-01"], [text, "01/02/2024"]):
        instants, _ = to_listed_at(pa.array(values))
        assert instants[0].as_py() == dt.datetime(*moment, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    ["2024-02-30", "0000-01-01", "2024-13-01", "01/02/2024", "20240101", "2024-W01-1", "yesterday",
     "2024-01-01T25:00", "2024-01-01T10", "1700000000", "0001-01-01T00:00:00+14:00", "٢٠٢٤-01-01",
     "2024-01-01T00:00:60"],
)  # fmt: skip
def test_dates_that_are_none(text: str) -> None:
    instants, refused = to_listed_at(pa.array(["2024-01-01", text, None]))
    assert [one is None for one in instants.to_pylist()] == [False, True, True]
    assert list(refused) == [1]


def test_currencies_and_labels() -> None:
    codes, refused = to_currency(pa.array(["usd", " EUR ", "", "  ", None, "US", "$", "€uro"]))
    assert codes.to_pylist() == ["USD", "EUR", None, None, None, None, None, None]
    assert list(refused) == [5, 6, 7]
    labels, refused = to_label(pa.array(["0", "1", "", None, "1.0", "yes", "2"]))
    assert labels.to_pylist() == [0, 1, None, None, 1, None, None]
    assert list(refused) == [5, 6]


def test_good_rows_have_all_columns_and_unknown_ones_untouched() -> None:
    rows = raw(extra=["e", ""], title=["a", "b"], listing_id=["1", "2"], label=["1", "0"])
    good = Validator().check(rows).good
    assert good.schema.names == [*LISTING_COLUMNS, "extra", "label"]
    assert [good.schema.field(name).type for name in LISTING_COLUMNS] == [
        column.type for column in LISTING_COLUMNS.values()
    ]
    assert good.column("extra").to_pylist() == ["e", ""]
    assert good.column("label").to_pylist() == ["1", "0"]
    good = Validator(labels=True).check(rows).good
    assert good.schema.names == [*LISTING_COLUMNS, *LABEL_COLUMNS, "extra"]
    assert good.column("label").to_pylist() == [1, 0]


def test_rejects_name_the_row() -> None:
    rows = raw(
        listing_id=["1", "", "3", "4\x00", "5", "6"],
        title=["a", "b", " \u200d", "c", "d\x00" + "x" * 500, "e"],
        description=["", None, "x", "y", "z", "w" * (MAX_FIELD_CHARACTERS + 1)],
        price=["1", "1", "1", "1", "1", "1"],
    )
    checked = Validator().check(rows)
    assert checked.good.column("listing_id").to_pylist() == ["1"]
    assert checked.good.column("description").to_pylist() == [None]
    said = ["listing_id is missing", "no visible", "NUL", "NUL", "characters; at most"]
    for reject, words in zip(checked.rejects, said, strict=True):
        assert words in reject.reason
        assert reject.reason.isprintable()
        assert len(reject.reason) < 150
    assert [reject.line for reject in checked.rejects] == [3, 4, 5, 6, 7]
    assert [reject.listing_id for reject in checked.rejects] == [None, "3", "4\\x00", "5", "6"]


def test_only_a_good_row_claims_its_id() -> None:
    validator = Validator()
    first = validator.check(raw(listing_id=["1", "2", "1"], title=["", "b", "c"]))
    assert first.good.column("title").to_pylist() == ["b", "c"]
    second = validator.check(raw(listing_id=["2", "3", "3"], title=["d", "e", "f"]))
    assert second.good.column("title").to_pylist() == ["e"]
    assert "appears twice" in second.rejects[0].reason


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), max_size=200), st.integers(1, 50))
def test_seen_ids_are_a_set(numbers: list[int], size: int) -> None:
    ids = [f"id{number}" for number in numbers]
    seen, known, told = SeenIds(), set(), []
    for start in range(0, len(ids), size):
        told += seen.add(pa.array(ids[start : start + size], pa.string())).tolist()
    expected = []
    for one in ids:
        expected.append(one in known)
        known.add(one)
    assert told == expected
    assert len(seen) == len(known)


def test_seen_ids_are_compact() -> None:
    seen = SeenIds()
    for start in range(0, 200_000, 5000):
        seen.add(pa.array([f"listing-{n}" for n in range(start, start + 5000)]))
    assert sum(run.nbytes for run in seen._runs) == 8 * 200_000
    assert len(seen._runs) < 20


def test_missing_columns_show_found_expected_and_nearest() -> None:
    with pytest.raises(SchemaError) as caught:
        check_columns(["ID", "Listing-ID", "product_title", "price"])
    message = str(caught.value)
    assert "missing column listing_id, title" in message
    assert "found ID, Listing-ID, product_title, price" in message
    assert "--map listing_id=Listing-ID" in message
    assert "--map title=product_title" in message
    with pytest.raises(SchemaError, match="title appears more than once"):
        check_columns(["listing_id", "title", "title"])
    with pytest.raises(SchemaError, match="missing column label"):
        check_columns(["listing_id", "title"], labels=True)
    check_columns(["listing_id", "title"])


@given(st.text() | st.binary())
def test_what_is_shown_is_one_short_printable_line(value: str | bytes) -> None:
    for text in (shown(value), safe_id(value) or ""):
        assert text.isprintable()
    assert len(shown(value)) <= 63
