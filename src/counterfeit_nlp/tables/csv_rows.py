"""CSV to rows: strict, without guessing types, one bad record costs one record."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from counterfeit_nlp.errors import InputError, SchemaError
from counterfeit_nlp.schema.columns import check_columns, column_targets, contract_names
from counterfeit_nlp.schema.reject import Reject, safe_id, shown
from counterfeit_nlp.tables.records import (
    MAX_RECORD_BYTES,
    NO_RECORDS,
    WINDOW_BYTES,
    BadRecord,
    Split,
    careful_split,
    fast_split,
    fields_of,
)
from counterfeit_nlp.tables.rows import Rows
from counterfeit_nlp.tables.source import ByteStream, broken_text
from counterfeit_nlp.tables.window import Buffer

__all__ = ["MAX_COLUMNS", "csv_rows"]

MAX_COLUMNS = 4096
_LONGEST_HEADER = 1 << 20
#: An id of a bad record is looked for in so many of its bytes.
_ID_WITHIN = 1 << 16
_ENCODING_HINT = "save the file as UTF-8 (for example: iconv -f GB18030 -t UTF-8 old.csv > new.csv)"


@dataclass(frozen=True)
class _Header:
    file: str
    names: tuple[str, ...]
    width: int
    read: dict[int, str]  # position in the record -> contract name
    id_position: int | None


def csv_rows(
    stream: ByteStream,
    file: str,
    mapping: Mapping[str, str],
    keep: Collection[str] | None,
    *,
    window_bytes: int = WINDOW_BYTES,
) -> Iterator[Rows]:
    """Read a CSV stream in pieces of about a mebibyte; the first piece may be empty.

    Parameters
    ----------
    stream : ByteStream
        UTF-8 text without byte order mark.
    file : str
        Name for messages and rejects.
    mapping : mapping of str to str
        Contract name -> name in the file.
    keep : collection of str or None
        Columns outside the contract to read; None for all.
    window_bytes : int
        So much is looked at in one go. The rows don't depend on it.

    Raises
    ------
    InputError, SchemaError
        If the header can't be read.
    """
    buffer = Buffer(stream)
    header, offset, line = _read_header(buffer, file, mapping, keep)
    place = _Place(offset, line, stream.base)
    yield _rows(header, b"", NO_RECORDS, place)
    size = window_bytes
    while True:
        window, final = buffer.window(size)
        split, piece = _split(header, window, place, final=final)
        if split.consumed:
            if len(piece):
                yield piece
            buffer.skip(split.consumed)
            place = place.after(split.consumed, split.lines)
            size = window_bytes
        elif final:
            if window:
                raise RuntimeError(f"{len(window)} bytes at the end were not read")
            return
        elif size <= MAX_RECORD_BYTES:
            size = min(2 * size, MAX_RECORD_BYTES + WINDOW_BYTES)
        else:
            reason = f"a line longer than {MAX_RECORD_BYTES >> 20} MiB"
            yield _rows(
                header, window, replace(NO_RECORDS, bad=[BadRecord(0, 0, 0, reason)]), place
            )
            place = place.after(buffer.skip_line(), 1)
            size = window_bytes


@dataclass(frozen=True)
class _Place:
    """Where a window starts: its offset after the byte order mark, its line, the mark's length
    (or -1 if offsets say nothing about the file)."""

    offset: int
    line: int
    base: int

    def after(self, size: int, lines: int) -> _Place:
        return _Place(self.offset + size, self.line + lines, self.base)

    def at(self, start: int) -> int:
        return -1 if self.base < 0 else self.base + self.offset + start


def _read_header(
    buffer: Buffer, file: str, mapping: Mapping[str, str], keep: Collection[str] | None
) -> tuple[_Header, int, int]:
    """Read the header; return it with the offset and the line after it."""
    quoted_file = shown(file, 200, quote=False)
    window, final = buffer.window(_LONGEST_HEADER)
    # up to the first line that is not empty
    begin = len(window) - len(window.lstrip(b"\r\n"))
    split = careful_split(window, None, final=final, enough=begin + 1)
    if split.bad and (not len(split.start) or split.bad[0].start < split.start[0]):
        raise InputError(f"{quoted_file}: the header is broken: {split.bad[0].reason}")
    if not len(split.start):
        found = "no header line" + ("" if final else f" in its first {_LONGEST_HEADER >> 20} MiB")
        raise InputError(f"{quoted_file}: not a CSV file: {found}")
    record = window[split.start[0] : split.stop[0]]
    stop = int(split.stop[0])
    if b"\x00" in record:
        raise InputError(
            f"{quoted_file}: the header holds NUL bytes; if it is UTF-16, it needs a byte order "
            "mark (better: save it as UTF-8)"
        )
    try:
        names = [name.decode("utf-8") for name in fields_of(record)]
    except UnicodeDecodeError:
        raise InputError(
            f"{quoted_file}: the header is not UTF-8: {shown(record)}; {_ENCODING_HINT}"
        ) from None
    buffer.skip(stop)
    line = 1 + len(window[:stop].splitlines())
    return _named(file, names, mapping, keep), stop, line


def _named(
    file: str, names: list[str], mapping: Mapping[str, str], keep: Collection[str] | None
) -> _Header:
    if len(names) == 1:
        for delimiter, what in ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")):
            if delimiter in names[0]:
                raise SchemaError(
                    f"{shown(file, 200, quote=False)}: columns are separated by {what}; only "
                    f"commas are read (header: {shown(names[0])}); save it with commas"
                )
    if len(names) > MAX_COLUMNS:
        raise SchemaError(f"found {len(names)} columns; at most {MAX_COLUMNS} are read")
    # a column without a name (a spreadsheet's trailing commas) can't be asked for
    known = column_targets([name for name in names if name], mapping)
    wanted = contract_names(labels=True)
    read = {
        position: known[source]
        for position, source in enumerate(names)
        if source in known and (keep is None or known[source] in wanted or known[source] in keep)
    }
    if not read:
        check_columns(known.values())
    ids = [position for position, name in read.items() if name == "listing_id"]
    return _Header(file, tuple(known.values()), len(names), read, ids[0] if ids else None)


def _split(header: _Header, window: bytes, place: _Place, *, final: bool) -> tuple[Split, Rows]:
    """Split and parse a window: the fast way if nothing in it is odd."""
    split = fast_split(window, final=final)
    if split is not None and not split.consumed and len(window) <= MAX_RECORD_BYTES:
        # the first record goes on, or nothing is left
        return split, _rows(header, window, split, place)
    if split is not None and split.consumed:
        try:
            return split, _rows(header, window, split, place)
        except (pa.ArrowInvalid, UnicodeDecodeError):
            # some record has the wrong number of fields, or is no text
            pass
    split = careful_split(window, header.width, final=final)
    return split, _rows(header, window, split, place, careful=True)


def _rows(
    header: _Header, window: bytes, split: Split, place: _Place, *, careful: bool = False
) -> Rows:
    bad = split.bad
    start, stop, line = split.start, split.stop, split.line
    try:
        str(memoryview(window)[: split.consumed], "utf-8")
    except UnicodeDecodeError:
        if not careful:
            raise
        not_text = _not_utf8(window, split)
        wrong = {record.start: record for record in [*bad, *not_text]}
        bad = [wrong[position] for position in sorted(wrong)]
        clean = ~np.isin(start, list(wrong))
        start, stop, line = start[clean], stop[clean], line[clean]
    if len(bad):
        records = b"".join([window[a:b] for a, b in zip(start, stop, strict=True)])
    else:
        records = window[: split.consumed]
    batch = _parsed(header, records, len(start))
    return Rows(
        header.file,
        batch,
        line + place.line,
        start + place.at(0) if place.base >= 0 else np.full(len(start), -1, dtype=np.int64),
        [_reject(header, window, record, place) for record in bad],
        header.names,
    )


def _parsed(header: _Header, records: bytes, count: int) -> pa.RecordBatch:
    names = list(header.read.values())
    if not count:
        return pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in names], names)
    columns = [f"f{position}" for position in range(header.width)]
    read = [columns[position] for position in header.read]
    table = pa_csv.read_csv(
        pa.BufferReader(records),
        read_options=pa_csv.ReadOptions(
            use_threads=False, block_size=len(records) + 1, column_names=columns
        ),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(read, pa.string()),
            include_columns=read,
            check_utf8=False,  # done above, for all columns
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    if table.num_rows != count:
        raise pa.ArrowInvalid(f"{table.num_rows} rows where {count} were counted")
    return table.rename_columns(names).combine_chunks().to_batches()[0]


def _not_utf8(window: bytes, split: Split) -> list[BadRecord]:
    """Records that are no text, those that are bad anyhow included."""
    records = [
        BadRecord(start, stop, line, "")
        for start, stop, line in zip(
            split.start.tolist(), split.stop.tolist(), split.line.tolist(), strict=True
        )
    ]
    found = []
    for record in [*records, *split.bad]:
        reason = broken_text(window[record.start : record.stop])
        if reason:
            found.append(replace(record, reason=reason))
    return found


def _reject(header: _Header, window: bytes, record: BadRecord, place: _Place) -> Reject:
    listing_id = None
    if header.id_position is not None and record.stop > record.start:
        head = window[record.start : min(record.stop, record.start + _ID_WITHIN)]
        fields = fields_of(head, header.id_position + 1)
        if len(fields) > header.id_position:
            listing_id = safe_id(fields[header.id_position])
    offset = place.at(record.start)
    reason = record.reason
    return Reject(
        header.file, place.line + record.line, None if offset < 0 else offset, listing_id, reason
    )
