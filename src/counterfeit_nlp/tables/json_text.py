"""Nested values as JSON text, the same bytes each time."""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow as pa

__all__ = ["json_bytes", "json_texts"]


def json_bytes(value: Any) -> bytes:
    """One value as compact JSON; times are ISO 8601, NaN and infinities null."""
    return orjson.dumps(value, default=_other, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


def json_texts(values: pa.Array) -> pa.Array:
    """Each value as JSON text, nulls as null."""
    texts = [None if one is None else json_bytes(one).decode() for one in values.to_pylist()]
    return pa.array(texts, pa.string())


def _other(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value)
