"""Listings in the body of a request, read as strictly as the lines of a JSON Lines file.

A listing gets the same verdict here as in a file, by the same code: the objects of a JSON list are
written one to a line and go through the reader of JSON Lines.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pyarrow as pa

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.schema.reject import Reject, shown
from counterfeit_nlp.schema.validate import Validator
from counterfeit_nlp.tables.json_rows import json_rows
from counterfeit_nlp.tables.rows import Rows, rebatched
from counterfeit_nlp.tables.source import ByteStream, as_text

__all__ = ["Posted", "TooManyListings", "read_json", "read_json_lines"]

_SPACE = re.compile(r"[ \t\r\n]*")
_LINE_BREAKS = str.maketrans("\r\n", "  ")
_NAME = "request"
# From what is no white space to the end of its line: JSON Lines has a row for each of these
_ROW = re.compile(rb"[^ \t\r\n][^\r\n]*+")
# Where values begin and end, whatever they mean: what they may be is for the reader to say. Numbers
# stay text, because thousands of digits are slow to read and then refused.
_EXTENT = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class TooManyListings(InputError):
    """A request holds more listings than one may."""


@dataclass(frozen=True)
class Posted:
    """What a request asks: ``len(rejected)`` rows, of which those that are not rejected are good.

    Attributes
    ----------
    good : pa.RecordBatch
        Validated listings in their order.
    rejects : list of Reject
        The others; ``line`` counts from 1.
    rejected : list of bool
        For each row whether it is among ``rejects``, which gives the order of both.
    many : bool
        Several may be meant: the body is a list or lines, not one object.
    """

    good: pa.RecordBatch
    rejects: list[Reject]
    rejected: list[bool]
    many: bool


def read_json(data: bytes, *, at_most: int) -> Posted:
    """Read one listing as a JSON object, or several as a list of objects.

    Parameters
    ----------
    data
        UTF-8, with or without a byte order mark.
    at_most
        More listings than this are refused.

    Returns
    -------
    Posted
        The listings; ``line`` of a reject is its place in the list.

    Raises
    ------
    InputError
        When the body as a whole is not JSON: then it can't be told which listing is the bad one.
    TooManyListings
        When there are more than ``at_most``.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the body is not UTF-8: byte {error.start} ({error.reason}); send JSON in UTF-8"
        ) from None
    start = _end_of_space(text, 0)
    if text[start : start + 1] == "[":
        lines = _elements(text, start, at_most)
        many = True
    elif text[start : start + 1] == "{":
        lines = [text[start : _end_of_value(text, start)]]
        _check_end(text, start + len(lines[0]))
        many = False
    else:
        found = shown(text[start : start + 40], 20) if start < len(text) else "nothing"
        raise InputError(
            f"the body is no listing: found {found}, expected a JSON object, or a list of them"
        )
    joined = "\n".join(line.translate(_LINE_BREAKS) for line in lines).encode("utf-8")
    # without a head, because a list within the list is one bad row and not another file format
    return _read(ByteStream(io.BytesIO(joined).read, b"", 0), at_most, many)


def read_json_lines(data: bytes, *, at_most: int) -> Posted:
    """Read JSON Lines: one object per line, a bad line is one bad row.

    Parameters, errors: as for :func:`read_json`; ``line`` of a reject is the line of the body.
    """
    if not data:
        raise InputError("the body is empty: expected one JSON object per line")
    stream = as_text(io.BytesIO(data).read, _NAME)
    text = b"".join(iter(lambda: stream.read(1 << 20), b""))
    # counted before a line is parsed, or a refusal would cost as much as an answer
    if next(islice(_ROW.finditer(text), at_most, None), None) is not None:
        raise _too_many(at_most)
    return _read(ByteStream(io.BytesIO(text).read, stream.head, stream.base), at_most, True)


def _read(stream: ByteStream, at_most: int, many: bool) -> Posted:
    validator = Validator()
    pieces = list(rebatched(json_rows(stream, _NAME, {}, ()), at_most + 1, max_bytes=1 << 62))
    rows = pieces[0] if pieces else _no_rows()
    if len(rows) > at_most:
        raise _too_many(at_most)
    checked = validator.check(rows)
    rejects = sorted([*rows.rejects, *checked.rejects], key=lambda reject: reject.line)
    refused = {reject.line for reject in rejects}
    order = sorted([*rows.line.tolist(), *(reject.line for reject in rows.rejects)])
    rejected = [line in refused for line in order]
    if checked.good.num_rows + len(rejects) != len(rejected) or len(rejected) != len(rows):
        raise RuntimeError(
            f"a row was lost: {len(rows)} in, {checked.good.num_rows} good, {len(rejects)} rejected"
        )
    return Posted(checked.good, rejects, rejected, many)


def _too_many(at_most: int) -> TooManyListings:
    return TooManyListings(
        f"the request holds more than {at_most} listings: send them in several requests"
    )


def _no_rows() -> Rows:
    none = np.empty(0, dtype=np.int64)
    return Rows(_NAME, pa.RecordBatch.from_pydict({"listing_id": pa.array([], pa.string())}),
                none, none)  # fmt: skip


def _elements(text: str, start: int, at_most: int) -> list[str]:
    """The elements of a list as they are written."""
    found: list[str] = []
    position = _end_of_space(text, start + 1)
    if text[position : position + 1] == "]":
        _check_end(text, position + 1)
        return found
    while True:
        end = _end_of_value(text, position)
        found.append(text[position:end])
        if len(found) > at_most:
            raise _too_many(at_most)
        position = _end_of_space(text, end)
        sign = text[position : position + 1]
        if sign == "]":
            _check_end(text, position + 1)
            return found
        if sign != ",":
            raise InputError(
                f"the body is not JSON: expected , or ] at character {position}, found "
                f"{shown(text[position : position + 40], 20) if sign else 'its end'}"
            )
        position = _end_of_space(text, position + 1)


def _end_of_value(text: str, start: int) -> int:
    try:
        _, end = _EXTENT.raw_decode(text, start)
    except json.JSONDecodeError as error:
        near = shown(text[error.pos : error.pos + 40], 20)
        raise InputError(
            f"the body is not JSON: {error.msg} at character {error.pos}: {near}"
        ) from None
    except RecursionError:
        raise InputError("the body is nested too deeply to hold listings") from None
    return end


def _check_end(text: str, position: int) -> None:
    position = _end_of_space(text, position)
    if position < len(text):
        raise InputError(
            f"the body goes on after its end at character {position}: "
            f"{shown(text[position : position + 40], 20)}; send several listings as a list [...], "
            "or as JSON Lines (application/x-ndjson)"
        )


def _end_of_space(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    assert space is not None
    return space.end()
