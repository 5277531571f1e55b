"""JSON Lines to rows: one object per line, numbers as they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.schema.columns import column_targets, contract_names
from counterfeit_nlp.schema.reject import Reject, safe_id, shown
from counterfeit_nlp.tables.records import MAX_RECORD_BYTES, WINDOW_BYTES
from counterfeit_nlp.tables.rows import Rows
from counterfeit_nlp.tables.source import ByteStream, broken_text
from counterfeit_nlp.tables.window import Buffer

__all__ = ["MAX_DEPTH", "MAX_OTHER_KEYS", "json_rows"]

#: Objects and lists may be nested so deep.
MAX_DEPTH = 64
#: So many different keys outside the contract are read from one file.
MAX_OTHER_KEYS = 500

#: The columns of a file are what these many objects (or bytes) at its start have.
_FIRST_OBJECTS = 1000
_FIRST_BYTES = 1 << 24

_SPACE = b" \t\r\n"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ID_WITHIN = 1 << 16
_MAY_BE_BOOLEAN = {"label", "price"}  # price only to be refused as such
_MAY_BE_NESTED = {"image_urls"}
#: A list of objects is what others write a table as; a list of anything else is one bad line.
_LIST_OF_OBJECTS = re.compile(rb"\[[ \t\r\n]*[{\]]")


class _Number(str):
    """The literal text of a JSON number."""

    __slots__ = ()


class _Refused(ValueError):
    """A line is valid JSON for some reader, but not for us."""


@dataclass
class _Part:
    """Parsed objects of a window."""

    objects: list[dict[str, Any]]
    line: list[int]
    offset: list[int]
    rejects: list[Reject]
    size: int


def json_rows(
    stream: ByteStream,
    file: str,
    mapping: Mapping[str, str],
    keep: Collection[str] | None,
    *,
    window_bytes: int = WINDOW_BYTES,
) -> Iterator[Rows]:
    """Read a JSON Lines stream in pieces; arguments as for CSV.

    Values outside the contract become text too: numbers literally, nested values as JSON.
    """
    _check_not_an_array(stream.head, file)
    id_key = mapping.get("listing_id", "listing_id")
    parts = _parts(stream, file, id_key, window_bytes)
    held: list[_Part] = []
    for part in parts:
        held.append(part)
        if (
            sum(len(one.objects) for one in held) >= _FIRST_OBJECTS
            or sum(one.size for one in held) >= _FIRST_BYTES
        ):
            break
    keys: dict[str, None] = {}
    for part in held:
        for one in part.objects:
            keys.update(dict.fromkeys(one))
    names: tuple[str, ...] | None = None
    if keys:
        names = tuple(column_targets(list(keys), mapping).values())
    columns = _Columns(file, mapping, keep, names)
    nothing = _Part([], [], [], [], 0)
    yield columns.rows(nothing)
    while held:
        yield columns.rows(held.pop(0))
    for part in parts:
        yield columns.rows(part)


class _Columns:
    """Turns objects into columns; knows the keys met so far."""

    def __init__(
        self,
        file: str,
        mapping: Mapping[str, str],
        keep: Collection[str] | None,
        names: tuple[str, ...] | None,
    ) -> None:
        self._file = file
        self._mapping = mapping
        self._keep = keep
        self._names = names
        self._contract = contract_names(labels=True)
        self._others = 0
        self._target: dict[str, str | None] = {}

    def rows(self, part: _Part) -> Rows:
        refused: dict[int, str] = {}
        present: dict[str, str] = {}
        for row, one in enumerate(part.objects):
            for key in one:
                if key not in present:
                    name = self._named(key)
                    if name is not None:
                        present[key] = name
                    elif key not in self._target:
                        refused[row] = (
                            f"key {shown(key)} is one too many: the file has more than "
                            f"{MAX_OTHER_KEYS} different keys outside the contract"
                        )
        columns: dict[str, list[str | None]] = {}
        for key, name in present.items():
            columns[name] = self._column(name, [one.get(key) for one in part.objects], refused)
        batch = pa.RecordBatch.from_arrays(
            [pa.array(values, pa.string()) for values in columns.values()], names=list(columns)
        )
        return self._without(part, batch, refused)

    def _named(self, key: str) -> str | None:
        if key in self._target:
            return self._target[key]
        name = column_targets([key], self._mapping, lenient=True).get(key)
        if name is not None and name not in self._contract:
            if self._keep is not None and name not in self._keep:
                name = None
            elif self._others >= MAX_OTHER_KEYS:
                return None
            else:
                self._others += 1
        self._target[key] = name
        return name

    def _column(self, name: str, values: list[Any], refused: dict[int, str]) -> list[str | None]:
        if set(map(type, values)) <= _TEXTS:
            return values
        ours = name in self._contract
        for row, value in enumerate(values):
            if value is None or isinstance(value, str):
                continue
            if ours and isinstance(value, bool) and name not in _MAY_BE_BOOLEAN:
                refused.setdefault(row, f"{name} is {str(value).lower()}, expected text")
            elif ours and isinstance(value, (list, dict)) and name not in _MAY_BE_NESTED:
                what = "a list" if isinstance(value, list) else "an object"
                refused.setdefault(row, f"{name} is {what}, expected text")
            values[row] = _json_text(value)
        return values

    def _without(self, part: _Part, batch: pa.RecordBatch, refused: dict[int, str]) -> Rows:
        line = np.array(part.line, dtype=np.int64)
        offset = np.array(part.offset, dtype=np.int64)
        rejects = part.rejects
        if refused:
            id_key = self._mapping.get("listing_id", "listing_id")
            for row, reason in refused.items():
                listing_id = part.objects[row].get(id_key)
                rejects.append(
                    _reject(
                        self._file,
                        part.line[row],
                        part.offset[row],
                        listing_id if isinstance(listing_id, str) else None,
                        reason,
                    )
                )
            rejects.sort(key=lambda reject: reject.line)
            good = np.ones(len(part.objects), dtype=bool)
            good[list(refused)] = False
            batch, line, offset = batch.filter(pa.array(good)), line[good], offset[good]
        if not batch.num_columns and len(line):
            # objects without one key that is read still are rows
            batch = pa.RecordBatch.from_arrays([pa.nulls(len(line), pa.string())], ["listing_id"])
        return Rows(self._file, batch, line, offset, rejects, self._names, more=True)


_TEXTS = {str, _Number, type(None)}


def _parts(stream: ByteStream, file: str, id_key: str, window_bytes: int) -> Iterator[_Part]:
    buffer = Buffer(stream)
    decode = _decoder().decode
    find_id = _id_finder(id_key)
    offset, number = max(stream.base, 0), 1
    size = window_bytes
    while True:
        window, final = buffer.window(size)
        stop = len(window) if final else _last_line_end(window)
        part = _Part([], [], [], [], stop)
        if not stop:
            if final:
                return
            if size <= MAX_RECORD_BYTES:
                size = min(2 * size, MAX_RECORD_BYTES + WINDOW_BYTES)
                continue
            reason = f"a line longer than {MAX_RECORD_BYTES >> 20} MiB"
            known = offset if stream.base >= 0 else -1
            part.rejects.append(_reject(file, number, known, find_id(window), reason))
            offset += buffer.skip_line()
            number += 1
        for line in window[:stop].splitlines(keepends=True):
            if line.strip(_SPACE):
                known = offset if stream.base >= 0 else -1
                try:
                    one = _parsed(line, decode)
                except _Refused as error:
                    part.rejects.append(_reject(file, number, known, find_id(line), str(error)))
                else:
                    part.objects.append(one)
                    part.line.append(number)
                    part.offset.append(known)
            offset += len(line)
            number += 1
        buffer.skip(stop)
        size = window_bytes
        yield part


def _parsed(line: bytes, decode: Any) -> dict[str, Any]:
    if len(line) > MAX_RECORD_BYTES:
        raise _Refused(f"a line longer than {MAX_RECORD_BYTES >> 20} MiB")
    reason = broken_text(line)
    if reason:
        raise _Refused(reason)
    text = line.decode("utf-8")
    try:
        one = decode(text)
    except json.JSONDecodeError as error:
        near = shown(text[error.pos : error.pos + 40], 20)
        raise _Refused(f"not valid JSON: {error.msg} at character {error.pos}: {near}") from None
    except RecursionError:
        raise _Refused(f"nested deeper than {MAX_DEPTH}") from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(one) > MAX_DEPTH:
        raise _Refused(f"nested deeper than {MAX_DEPTH}")
    if not isinstance(one, dict):
        raise _Refused(f"expected one JSON object per line, found {shown(text.strip())}")
    if _SURROGATE.search(text):
        try:
            json.dumps(one, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _Refused("a \\u escape is half of a surrogate pair") from None
    return one


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object,
        parse_int=_Number,
        parse_float=_Number,
        parse_constant=_no_constant,
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    one = dict(pairs)
    if len(one) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refused(f"key {shown(twice)} appears twice in one object")
    return one


def _no_constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not JSON")


def _depth(value: Any) -> int:
    deepest = 0
    level = [value]
    while level := [one for one in level if isinstance(one, (dict, list))]:
        deepest += 1
        level = [
            inner for one in level for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return deepest


def _json_text(value: Any) -> str:
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        inner = ",".join(f"{_json_text_key(key)}:{_json_text(one)}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_json_text, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _json_text_key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def _id_finder(key: str) -> Any:
    """A search for the id in a line that is no valid JSON."""
    pattern = re.compile(
        re.escape(json.dumps(key, ensure_ascii=False)).encode()
        + rb'\s*:\s*("(?:[^"\\]|\\.)*+"|[0-9]++)'
    )

    def find(line: bytes) -> str | None:
        found = pattern.search(line, 0, _ID_WITHIN)
        if not found:
            return None
        try:
            value = json.loads(found[1].decode("utf-8"), parse_int=str)
        except ValueError:
            return None
        return str(value)

    return find


def _last_line_end(window: bytes) -> int:
    """End of the last complete line (a CR at the end may be half of a CR LF)."""
    return max(window.rfind(b"\n"), window.rfind(b"\r", 0, len(window) - 1)) + 1


def _reject(file: str, line: int, offset: int, listing_id: str | None, reason: str) -> Reject:
    return Reject(file, line, None if offset < 0 else offset, safe_id(listing_id), reason)


def _check_not_an_array(head: bytes, file: str) -> None:
    start = head.lstrip(_SPACE)
    first = start.split(b"\n", 1)[0].strip(_SPACE)
    unfinished = first.startswith(b"[") and not first.endswith(b"]")
    if unfinished or _LIST_OF_OBJECTS.match(start):
        raise InputError(
            f"{shown(file, 200, quote=False)}: a JSON list, not JSON Lines; write one object per "
            "line (for example: jq -c '.[]' old.json > new.jsonl)"
        )
