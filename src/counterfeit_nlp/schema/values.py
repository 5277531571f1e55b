"""One column of text to its contract type: fast for what is plain, closer for the rest.

Each function takes an Arrow array and returns the typed array and the rows it refuses, as
``{row: reason}``. A refused row holds null in the typed array.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.schema.listing import MAX_FIELD_CHARACTERS
from counterfeit_nlp.schema.reject import shown

__all__ = [
    "Refused",
    "is_blank",
    "refused_text",
    "to_currency",
    "to_label",
    "to_listed_at",
    "to_price",
]

Refused = dict[int, str]

_ASCII_SPACE = " \t\r\n\f\v"
_PLAIN_NUMBER = r"^[0-9]{1,15}(\.[0-9]{1,15})?$"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_LONGEST_NUMBER = 64
_PLAIN_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?Z?)?$"
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r" ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?",
    re.ASCII,
)
_LABELS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, "false": 0, "true": 1}
_INSTANT = pa.timestamp("us", tz="UTC")
_YEAR_1 = -62_135_596_800  # seconds from 1970 to 0001-01-01
_YEAR_10000 = 253_402_300_800
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}

#: Rendered as nothing although Unicode calls them letters, symbols or marks.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: only white space, controls and invisible characters."""
    return not any(
        unicodedata.category(character)[0] not in "CZ" and not _INVISIBLE.match(character)
        for character in set(text)
    )


def refused_text(name: str, texts: pa.Array) -> Refused:
    """Refuse a NUL character or a text longer than the contract allows."""
    refused: Refused = {}
    lengths = pc.binary_length(texts)
    if (pc.max(lengths).as_py() or 0) > MAX_FIELD_CHARACTERS:
        for row in _rows_where(pc.greater(pc.utf8_length(texts), MAX_FIELD_CHARACTERS)):
            refused[row] = (
                f"{name} has {len(texts[row].as_py())} characters; "
                f"at most {MAX_FIELD_CHARACTERS} are read"
            )
    if _holds_nul(texts):
        for row in _rows_where(pc.match_substring(texts, "\x00")):
            refused.setdefault(row, f"{name} holds a NUL character: {shown(texts[row].as_py())}")
    return refused


def to_price(values: pa.Array) -> tuple[pa.Array, Refused]:
    """Read plain finite numbers >= 0 (``12``, ``12.5``, ``1e3``; no signs, no separators)."""
    refused: Refused = {}
    if not pa.types.is_string(values.type):
        numbers = values.cast(pa.float64(), safe=False)
        # a NaN in a numeric column is how such files write "missing"
        numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
        bad = pc.or_(pc.is_inf(numbers), pc.less(numbers, 0.0))
        for row in _rows_where(bad):
            refused[row] = _not_a_price(str(numbers[row].as_py()))
        return pc.if_else(pc.fill_null(bad, False), None, numbers), refused
    plain = pc.match_substring_regex(values, _PLAIN_NUMBER)
    if _all(plain):
        return values.cast(pa.float64()), refused
    numbers, odd = _plain_and_odd(values, plain, lambda plain: plain.cast(pa.float64()))
    for row, text in odd:
        number = _number(text)
        if number is None and text.strip(_ASCII_SPACE):
            refused[row] = _not_a_price(text)
        numbers[row] = number
    return pa.array(numbers, pa.float64()), refused


def to_currency(values: pa.Array) -> tuple[pa.Array, Refused]:
    """Read three-letter codes, made upper case."""
    if _all(pc.match_substring_regex(values, "^[A-Z]{3}$")):
        return values, {}
    refused: Refused = {}
    trimmed = pc.ascii_trim_whitespace(values)
    trimmed = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    good = pc.match_substring_regex(trimmed, "^[A-Za-z]{3}$")
    for row in _rows_where(pc.invert(good)):
        refused[row] = f"currency {shown(values[row].as_py())} is not a three-letter ISO 4217 code"
    codes = pc.if_else(pc.fill_null(good, False), trimmed, pa.scalar(None, pa.string()))
    return pc.ascii_upper(codes), refused


def to_listed_at(values: pa.Array) -> tuple[pa.Array, Refused]:
    """Read ISO 8601 dates and times; one without an offset is UTC."""
    if pa.types.is_date(values.type):
        values = values.cast(pa.timestamp("s"), safe=False)
    if pa.types.is_timestamp(values.type):
        return _instants_of_timestamps(values)
    refused: Refused = {}
    plain = pc.match_substring_regex(values, _PLAIN_DATE)
    try:
        if _all(plain):
            return _plain_instants(values), refused
        instants, odd = _plain_and_odd(values, plain, _plain_instants)
    except pa.ArrowInvalid:
        # some plain-looking one is no date (30 February, year 0): look at each
        instants, odd = [None] * len(values), _texts(values)
    for row, text in odd:
        instants[row] = _instant(text)
        if instants[row] is None and text.strip(_ASCII_SPACE):
            refused[row] = (
                f"listed_at {shown(text)} is not an ISO 8601 date or time "
                "(2024-05-31 or 2024-05-31T12:30:00Z)"
            )
    return pa.array(instants, _INSTANT), refused


def to_label(values: pa.Array) -> tuple[pa.Array, Refused]:
    """Read 0, 1 or nothing."""
    if _all(pc.match_substring_regex(values, "^[01]$")):
        return values.cast(pa.int8()), {}
    refused: Refused = {}
    labels: list[int | None] = [None] * len(values)
    for row, text in _texts(values):
        stripped = text.strip(_ASCII_SPACE)
        labels[row] = _LABELS.get(stripped)
        if stripped and labels[row] is None:
            refused[row] = f"label {shown(text)} is not 0, 1 or empty"
    return pa.array(labels, pa.int8()), refused


def _plain_instants(values: pa.Array) -> pa.Array:
    naive = pc.utf8_rtrim(values, characters="Z").cast(pa.timestamp("us"))
    earliest = pc.min(naive.cast(pa.int64())).as_py()
    if earliest is not None and earliest < _YEAR_1 * 10**6:
        raise pa.ArrowInvalid("year 0")
    return naive.cast(_INSTANT)


def _instants_of_timestamps(values: pa.Array) -> tuple[pa.Array, Refused]:
    per_second = _PER_SECOND[values.type.unit]
    ticks = values.cast(pa.int64())
    good = pc.and_(
        pc.greater_equal(pc.divide(ticks, per_second), _YEAR_1),
        pc.less(pc.divide(ticks, per_second), _YEAR_10000),
    )
    refused = {
        row: f"listed_at {ticks[row].as_py()} {values.type.unit} since 1970 is outside the "
        "years 1 to 9999"
        for row in _rows_where(pc.invert(good))
    }
    ticks = pc.if_else(pc.fill_null(good, False), ticks, pa.scalar(None, pa.int64()))
    instants = ticks.cast(pa.timestamp(values.type.unit)).cast(pa.timestamp("us"), safe=False)
    return instants.cast(_INSTANT), refused


def _instant(text: str) -> datetime | None:
    text = text.strip(_ASCII_SPACE)
    if len(text) > _LONGEST_NUMBER or not _DATE.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper().replace(",", ".").replace(" Z", "Z"))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def _number(text: str) -> float | None:
    text = text.strip(_ASCII_SPACE)
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    # + 0.0 makes a zero of "-0"
    return number + 0.0 if number >= 0.0 and math.isfinite(number) else None


def _not_a_price(text: str) -> str:
    return f"price {shown(text)} is not a plain number >= 0 (like 12.50: no sign, unit or comma)"


def _plain_and_odd(
    values: pa.Array, plain: pa.Array, parse: Callable[[pa.Array], pa.Array]
) -> tuple[list[Any], Iterator[tuple[int, str]]]:
    """Parse the plain values in one go; leave the others, with their rows, to the caller."""
    only_plain = pc.if_else(pc.fill_null(plain, False), values, pa.scalar(None, pa.string()))
    odd = pc.filter(pa.array(np.arange(len(values))), pc.invert(plain)).to_pylist()
    return parse(only_plain).to_pylist(), ((row, values[row].as_py()) for row in odd)


def _texts(values: pa.Array) -> Iterator[tuple[int, str]]:
    return ((row, text) for row, text in enumerate(values.to_pylist()) if text is not None)


def _all(mask: pa.Array) -> bool:
    return pc.all(mask).as_py() is not False


def _rows_where(mask: pa.Array) -> list[int]:
    rows: list[int] = pc.indices_nonzero(mask).to_pylist()
    return rows


def _holds_nul(texts: pa.Array) -> bool:
    if not len(texts):
        return False
    data = texts.buffers()[2]
    if data is None:
        return False
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)
    first, last = offsets[texts.offset], offsets[texts.offset + len(texts)]
    if first == last:
        return False
    return bool(np.frombuffer(data, dtype=np.uint8)[first:last].min() == 0)
