"""Where the records of a CSV text begin and end.

Two ways that agree: :func:`fast_split` finds all records of a window at once and gives up on
anything odd; :func:`careful_split` walks field by field and defines what the odd cases mean:

- LF, CR LF and CR each end a line; inside quotes they belong to the value.
- A quote inside an unquoted field is an ordinary character (``5" pipe``).
- Text after a closing quote, or a quote that is never closed, makes a bad record. Reading goes
  on at the next physical line, so that one stray quote costs one record.
- A record over several lines with the wrong number of fields most likely has a stray quote too:
  if one of its later lines is a whole record by itself, reading goes on there.
- Empty lines are no records.

The work is linear in the size of the file, also for a hostile one: each line in the middle of a
record over several lines holds an even number of quotes, so that read by itself, after that
record was given up, it can't open another record over several lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MAX_RECORD_BYTES",
    "NO_RECORDS",
    "WINDOW_BYTES",
    "BadRecord",
    "Split",
    "careful_split",
    "fast_split",
    "fields_of",
]

#: So much of a file is looked at in one go, unless a record is longer.
WINDOW_BYTES = 1 << 20

#: A record that is not complete after this many bytes is rejected.
MAX_RECORD_BYTES = 1 << 25

_QUOTED = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')
_UNQUOTED = re.compile(rb"[^,\r\n]*+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_STRAY = "a record over several lines has a quote inside an unquoted field"


@dataclass(frozen=True)
class BadRecord:
    """A record that can't be used: where it lies in the window, its line there (from 0), why."""

    start: int
    stop: int
    line: int
    reason: str


@dataclass(frozen=True)
class Split:
    """Records of one window.

    Attributes
    ----------
    start, stop : ndarray of int64
        Each good record is ``window[start:stop]``, line end included.
    line : ndarray of int64
        Physical line of its start, counted from 0 at the window's start.
    bad : list of BadRecord
        In order.
    consumed : int
        The next window starts here; the rest is an unfinished record.
    lines : int
        Physical lines consumed.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    line: NDArray[np.int64]
    bad: list[BadRecord] = field(default_factory=list)
    consumed: int = 0
    lines: int = 0


NO_RECORDS = Split(*(np.empty(0, dtype=np.int64),) * 3)


def fast_split(window: bytes, *, final: bool) -> Split | None:
    """Find all records at once, or None if :func:`careful_split` has to look.

    A quote is in its place if it opens right after a comma or a line end and closes right before
    one. If all are, the number of quotes before a line end tells whether it ends a record.

    Parameters
    ----------
    window : bytes
        Starts at the start of a record.
    final : bool
        Whether the file ends here.
    """
    data = np.frombuffer(window, dtype=np.uint8)
    ends = _line_ends(window, data, final=final)
    if final and len(data) and (not len(ends) or ends[-1] != len(data)):
        ends = np.append(ends, len(data))
    ending = np.arange(len(ends))
    quotes = np.flatnonzero(data == 34)
    if len(quotes):
        before = data[quotes[::2] - 1]
        if quotes[0] == 0:
            before[0] = 10
        closing = quotes[1::2] + 1
        after = np.full(len(closing), 10, dtype=np.uint8)
        inside = closing < len(data)
        after[inside] = data[closing[inside]]
        if not (_IN_PLACE[before].all() and _IN_PLACE[after].all()):
            return None
        outside = np.searchsorted(quotes, ends) % 2 == 0
        ends, ending = ends[outside], ending[outside]
    if final and len(data) and (not len(ends) or ends[-1] != len(data)):
        # the file ends inside quotes
        return None
    if not len(ends):
        return NO_RECORDS
    start = np.concatenate([[0], ends[:-1]])
    line = np.concatenate([[0], ending[:-1] + 1])
    if (ends - start).max() > MAX_RECORD_BYTES:
        return None
    first = data[start]
    some = (first != 10) & (first != 13)
    return Split(start[some], ends[some], line[some], [], int(ends[-1]), int(ending[-1]) + 1)


# a quote stands in its place next to these: comma, LF, CR, and another quote ("" in quotes)
_IN_PLACE = np.zeros(256, dtype=bool)
_IN_PLACE[[44, 10, 13, 34]] = True


def _line_ends(window: bytes, data: NDArray[np.uint8], *, final: bool) -> NDArray[np.int64]:
    """Positions after each LF, CR LF or CR (a CR at the end may be half of a CR LF)."""
    ends = np.flatnonzero(data == 10) + 1
    if b"\r" not in window:
        return ends
    returns = np.flatnonzero(data == 13)
    last_is_open = returns[-1] == len(data) - 1
    followed = data[np.minimum(returns + 1, len(data) - 1)] == 10
    if last_is_open:
        followed[-1] = not final
    return np.sort(np.concatenate([ends, returns[~followed] + 1]))


def careful_split(
    window: bytes, width: int | None, *, final: bool, enough: int = WINDOW_BYTES
) -> Split:
    """Walk through the records one by one.

    Parameters
    ----------
    window : bytes
        Starts at the start of a record.
    width : int or None
        Fields a record must have; None to accept any number (the header).
    final : bool
        Whether the file ends here.
    enough : int
        Stop after so many bytes: the rest of a large window goes back to the fast way.
    """
    good: list[tuple[int, int, int]] = []
    bad: list[BadRecord] = []
    position = line = 0
    size = len(window)
    while position < min(size, enough):
        record = _record(window, position)
        limit = position + MAX_RECORD_BYTES
        if record.stop == size and not final and size <= limit:
            break
        reason = record.reason or _too_long(record, limit)
        if reason:
            stop = _next_line(window, position)
            if stop == size and not final:
                break
            bad.append(BadRecord(position, stop, line, reason))
            line += 1
        elif record.content_stop == position:
            stop = record.stop
            line += 1
        else:
            stop = record.stop
            lines = 1 + _line_breaks(window, position, record.content_stop)
            if width is None or record.fields == width:
                good.append((position, stop, line))
            else:
                if lines > 1:
                    stop, lines = _recovered(window, position, stop, lines, width)
                bad.append(BadRecord(position, stop, line, _ragged(record.fields, width)))
            line += lines
        position = stop
    columns = np.array(good, dtype=np.int64).reshape(-1, 3).T
    return Split(columns[0], columns[1], columns[2], bad, position, line)


def fields_of(record: bytes, limit: int | None = None) -> list[bytes]:
    """First fields of one record (at most ``limit``), as far as they can be told, unquoted."""
    fields: list[bytes] = []
    position = 0
    while len(fields) != limit:
        quoted = _QUOTED.match(record, position)
        if quoted:
            fields.append(quoted[0][1:-1].replace(b'""', b'"'))
            position = quoted.end()
        elif record[position : position + 1] == b'"':
            return fields
        else:
            plain = _UNQUOTED.match(record, position)
            assert plain is not None
            fields.append(plain[0])
            position = plain.end()
        if record[position : position + 1] != b",":
            return fields
        position += 1
    return fields


@dataclass
class _Record:
    """``content_stop`` is before the line end, ``stop`` after it, or where reading gave up."""

    stop: int
    content_stop: int
    fields: int
    reason: str | None = None


def _record(window: bytes, start: int) -> _Record:
    position = start
    fields = 0
    stray = several_lines = False
    size = len(window)
    while True:
        fields += 1
        if window[position : position + 1] == b'"':
            quoted = _QUOTED.match(window, position)
            if quoted is None:
                return _Record(size, size, fields, "a quote is opened and never closed")
            several_lines = several_lines or bool(_LINE_END.search(window, position, quoted.end()))
            position = quoted.end()
            if position < size and window[position] not in b",\r\n":
                return _Record(
                    position,
                    position,
                    fields,
                    "text follows a closing quote (or a quote is not closed)",
                )
        else:
            plain = _UNQUOTED.match(window, position)
            assert plain is not None
            stray = stray or window.find(b'"', position, plain.end()) >= 0
            position = plain.end()
        if stray and several_lines:
            # given up at once: only without such quotes can no line be scanned over and over
            return _Record(position, position, fields, _STRAY)
        if position == size:
            return _Record(size, size, fields)
        if window[position] != 44:
            return _Record(_next_line(window, position), position, fields)
        position += 1


def _recovered(window: bytes, start: int, stop: int, lines: int, width: int) -> tuple[int, int]:
    """End and lines of a bad record over several lines: up to a line that is a whole record."""
    position = _next_line(window, start)
    for passed in range(1, lines):
        following = _next_line(window, position)
        record = _record(window[position:following], 0)
        if record.reason is None and record.fields == width:
            return position, passed
        position = following
    return stop, lines


def _too_long(record: _Record, limit: int) -> str | None:
    if record.stop <= limit:
        return None
    return f"longer than {MAX_RECORD_BYTES >> 20} MiB, or a quote is opened and not closed"


def _ragged(fields: int, width: int) -> str:
    return f"{fields} {'field' if fields == 1 else 'fields'}, header has {width}"


def _next_line(window: bytes, position: int) -> int:
    found = _LINE_END.search(window, position)
    return found.end() if found else len(window)


def _line_breaks(window: bytes, start: int, stop: int) -> int:
    return sum(1 for _ in _LINE_END.finditer(window, start, stop))
