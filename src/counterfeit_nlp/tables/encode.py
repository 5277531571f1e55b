"""Arrow batches to CSV and JSON Lines bytes that depend on nothing but the values."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.tables.json_text import json_bytes, json_texts

__all__ = ["csv_bytes", "csv_header", "jsonl_bytes"]

#: Characters for which a field is put in quotes (a BOM, as it could stand first in the file).
_NEEDS_QUOTES = '[",\r\n\ufeff]'


def csv_header(names: list[str]) -> bytes:
    """Header line of these columns."""
    row = pa.RecordBatch.from_arrays([pa.array([name]) for name in names], names=names)
    return csv_bytes(row)


def csv_bytes(batch: pa.RecordBatch) -> bytes:
    """Rows as RFC 4180 lines that end in LF; null is empty, nested values are JSON text."""
    if not batch.num_rows or not batch.num_columns:
        return b""
    columns = [_quoted(_texts(column)) for column in batch.columns]
    if len(columns) == 1:
        # an empty line would be no record
        columns = [pc.if_else(pc.equal(columns[0], ""), '""', columns[0])]
    # field, comma, field ... line end: the joined strings lie one after the other in memory
    pieces: list[Any] = []
    for column in columns:
        pieces += [column, ","]
    pieces[-1] = "\n"
    lines = pc.binary_join_element_wise(*(_large(piece) for piece in pieces), _large(""))
    return _data(lines)


def jsonl_bytes(batch: pa.RecordBatch) -> bytes:
    """Rows as one JSON object per line, keys in column order, null where a value is missing."""
    columns = [column.to_pylist() for column in batch.columns]
    names = batch.schema.names
    out = io.BytesIO()
    for values in zip(*columns, strict=True):
        out.write(json_bytes(dict(zip(names, values, strict=True))))
        out.write(b"\n")
    return out.getvalue()


def _texts(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        return column.cast(pa.string())
    if pa.types.is_nested(kind):
        return json_texts(column)
    if pa.types.is_timestamp(kind) and kind.unit != "ns":
        return _instants(column)
    encode: Callable[[Any], str] = str
    if pa.types.is_floating(kind):
        encode = repr
    elif pa.types.is_boolean(kind):
        encode = _boolean
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        encode = _bytes
    values = [None if value is None else encode(value) for value in column.to_pylist()]
    return pa.array(values, pa.string())


def _quoted(texts: pa.Array) -> pa.Array:
    texts = pc.fill_null(texts, "")
    needs = pc.match_substring_regex(texts, _NEEDS_QUOTES)
    if not pc.any(needs).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), texts)


def _large(piece: Any) -> Any:
    # 64-bit offsets: the lines of a batch may hold more than 2 GiB
    if isinstance(piece, pa.Array):
        return piece.cast(pa.large_string())
    return pa.scalar(piece, pa.large_string())


def _data(lines: pa.Array) -> bytes:
    offsets, data = lines.buffers()[1:]
    first = int.from_bytes(offsets[lines.offset * 8 : lines.offset * 8 + 8], "little")
    end = lines.offset + len(lines)
    last = int.from_bytes(offsets[end * 8 : end * 8 + 8], "little")
    return memoryview(data)[first:last].tobytes()


def _instants(column: pa.Array) -> pa.Array:
    """ISO 8601 as JSON has it: with a T, a Z for UTC, and a fraction only if there is one."""
    zone = "Z" if column.type.tz else ""
    texts = column.cast(pa.timestamp("us")).cast(pa.string())
    texts = pc.replace_substring(texts, " ", "T")
    texts = pc.replace_substring_regex(texts, "\\.000000$", "")
    return pc.binary_join_element_wise(texts, zone, "") if zone else texts


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _bytes(value: bytes) -> str:
    return value.decode("utf-8", "backslashreplace")
