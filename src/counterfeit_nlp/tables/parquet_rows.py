"""Parquet to rows: text columns as text, prices, dates and labels with their own types."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from counterfeit_nlp.errors import InputError, SchemaError
from counterfeit_nlp.schema.columns import check_columns, column_targets, contract_names
from counterfeit_nlp.schema.reject import Reject, safe_id, shown
from counterfeit_nlp.tables.json_text import json_texts
from counterfeit_nlp.tables.remote import is_remote
from counterfeit_nlp.tables.rows import Rows
from counterfeit_nlp.tables.source import Read

__all__ = ["parquet_rows", "row_groups_in", "rows_of_batch"]

_ROWS_AT_ONCE = 8192
_BYTES_AT_ONCE = 1 << 25
#: In a row group this small no word is long enough to matter.
_SHORT_WORDS = _BYTES_AT_ONCE // _ROWS_AT_ONCE
_MAX_COLUMNS = 4096
_EXACT_INTEGERS = 2.0**53


def parquet_rows(
    read: Read,
    path: str,
    compression: str | None,
    mapping: Mapping[str, str],
    keep: Collection[str] | None,
    row_groups: range | None = None,
) -> Iterator[Rows]:
    """Read a Parquet file row group by row group; arguments as for CSV.

    Parameters
    ----------
    read : Read
        The file's bytes, decompressed; used if ``compression`` is given.
    path : str
        The file itself, or its address.
    compression : str or None
        A compression around the whole file: it is unpacked to a temporary file first, because
        Parquet is read from its end. So is what lies elsewhere: it is fetched once.
    row_groups : range, optional
        Only these, counted from 0; a row keeps the number that it has in the file.
    """
    with (
        _on_disk(read, path, compression) as local,
        pq.ParquetFile(local, pre_buffer=False, page_checksum_verification=True) as parquet,
    ):
        names = parquet.schema_arrow.names
        if len(names) > _MAX_COLUMNS:
            raise SchemaError(f"found {len(names)} columns; at most {_MAX_COLUMNS} are read")
        targets = column_targets(names, mapping)
        wanted = contract_names(labels=True)
        columns = {
            source: name
            for source, name in targets.items()
            if keep is None or name in wanted or name in keep
        }
        if not columns:
            check_columns(targets.values())
        known = tuple(targets.values())
        yield rows_of_batch(path, _empty(parquet, columns), columns, 1, known)
        row = 1
        texts = [name for name in columns if _is_text(parquet.schema_arrow.field(name).type)]
        by_words = pq.ParquetFile(local, pre_buffer=False, read_dictionary=texts)
        for group in range(parquet.num_row_groups):
            if row_groups is not None and group not in row_groups:
                row += parquet.metadata.row_group(group).num_rows
                continue
            for batch in parquet.iter_batches(
                batch_size=_rows_at_once(parquet, by_words, texts, group),
                row_groups=[group],
                columns=list(columns),
                use_threads=False,
            ):
                yield rows_of_batch(path, batch, columns, row, known)
                row += batch.num_rows
        if row - 1 != parquet.metadata.num_rows:
            raise InputError(
                f"{shown(path, 200, quote=False)}: {row - 1} rows read, but the file says it "
                f"has {parquet.metadata.num_rows}; it is damaged"
            )


def row_groups_in(path: str) -> int:
    """How many row groups a Parquet file on this machine has."""
    with pq.ParquetFile(path, pre_buffer=False) as parquet:
        return int(parquet.num_row_groups)


@contextmanager
def _on_disk(read: Read, path: str, compression: str | None) -> Iterator[str]:
    if compression is None and not is_remote(path):
        yield path
        return
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        while piece := read(1 << 20):
            file.write(piece)
        file.flush()
        yield file.name


def _empty(parquet: pq.ParquetFile, columns: Mapping[str, str]) -> pa.RecordBatch:
    schema = pa.schema([parquet.schema_arrow.field(name) for name in columns])
    return pa.RecordBatch.from_arrays([pa.array([], one.type) for one in schema], schema=schema)


def _rows_at_once(
    parquet: pq.ParquetFile, by_words: pq.ParquetFile, texts: list[str], group: int
) -> int:
    """Rows of a row group to decode at a time, so that they fit into memory.

    Pages that spell out each value hold no more than the file says. A dictionary page can stand
    for any amount: a few kilobytes can be a million copies of one long text. So look at the
    longest word of each dictionary first. (Not at the column's metadata: pyarrow ends the process
    over damaged ones.)
    """
    metadata = parquet.metadata.row_group(group)
    if metadata.num_rows < 1 or metadata.total_byte_size <= _SHORT_WORDS:
        return _ROWS_AT_ONCE
    per_row = metadata.total_byte_size // metadata.num_rows
    if texts:
        batches = by_words.iter_batches(
            batch_size=1, row_groups=[group], columns=texts, use_threads=False
        )
        for column in [column for batch in islice(batches, 1) for column in batch.columns]:
            if pa.types.is_dictionary(column.type):
                per_row += pc.max(pc.binary_length(column.dictionary)).as_py() or 0
    return int(min(_ROWS_AT_ONCE, max(1, _BYTES_AT_ONCE // max(1, per_row))))


def rows_of_batch(
    file: str, batch: pa.RecordBatch, columns: Mapping[str, str], first: int, known: tuple[str, ...]
) -> Rows:
    """Arrow's values as those of a file: text as text, prices and dates with their own types.

    Parameters
    ----------
    file : str
        What the rows are said to come from.
    batch : pa.RecordBatch
        Columns under their own names.
    columns : mapping of str to str
        Those to take -> the names they get.
    first : int
        Number of the first row.
    known : tuple of str
        All names there are.
    """
    wanted = contract_names(labels=True)
    refused: dict[int, str] = {}
    arrays: dict[str, pa.Array] = {}
    for source, name in columns.items():
        values = _plain(batch.column(batch.schema.get_field_index(source)))
        if name in wanted:
            values = _for_contract(name, values)
        values, not_text = _checked_utf8(values)
        for row in not_text:
            refused.setdefault(row, f"{shown(name, quote=False)} is not UTF-8")
        arrays[name] = values
    line = np.arange(first, first + batch.num_rows, dtype=np.int64)
    result = pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))
    rejects = []
    if refused:
        ids = arrays.get("listing_id")
        for row in sorted(refused):
            listing_id = ids[row].as_py() if ids is not None else None
            rejects.append(Reject(file, first + row, None, safe_id(listing_id), refused[row]))
        good = np.ones(batch.num_rows, dtype=bool)
        good[list(refused)] = False
        result, line = result.filter(pa.array(good)), line[good]
    return Rows(file, result, line, np.full(len(line), -1, dtype=np.int64), rejects, known)


def _plain(values: pa.Array) -> pa.Array:
    """Undo encodings that say nothing about the values."""
    kind = values.type
    if isinstance(kind, pa.BaseExtensionType):
        values = values.storage
        kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.dictionary_decode()
        kind = values.type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _unchecked_string(values)
    return values


def _for_contract(name: str, values: pa.Array) -> pa.Array:
    kind = values.type
    if name == "price" and (_is_number(kind) or pa.types.is_decimal(kind)):
        return values
    if name == "listed_at" and (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        return values
    if pa.types.is_string(kind):
        return values
    if _is_binary(kind):
        return _unchecked_string(values)
    if pa.types.is_floating(kind):
        return pa.array([_float_text(value) for value in values.to_pylist()], pa.string())
    if pa.types.is_nested(kind):
        if name == "image_urls":
            return json_texts(values)
        raise SchemaError(f"column {name} holds {kind}, expected text; turn it into text first")
    return values.cast(pa.string())


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or _is_binary(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def _float_text(value: float | None) -> str | None:
    # pandas makes a float column of integers that has a gap: 12.0 stands for 12
    if value is None or value != value:
        return None
    if value.is_integer() and abs(value) < _EXACT_INTEGERS:
        return str(int(value))
    return repr(value)


def _unchecked_string(values: pa.Array) -> pa.Array:
    """Strings of bytes without a look at whether they are UTF-8: that is judged row by row."""
    try:
        return values.cast(pa.string())
    except pa.ArrowInvalid:
        plain = values.cast(pa.binary()) if not pa.types.is_binary(values.type) else values
        return plain.view(pa.string())


def _checked_utf8(values: pa.Array) -> tuple[pa.Array, list[int]]:
    """Find rows whose text is not UTF-8 and blank them."""
    if not pa.types.is_string(values.type):
        return values, []
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        raw = values.view(pa.binary())
        bad = [row for row, value in enumerate(raw.to_pylist()) if not _is_utf8(value)]
        mask = np.zeros(len(values), dtype=bool)
        mask[bad] = True
        blanked = pc.if_else(pa.array(mask), pa.scalar(None, pa.binary()), raw)
        return blanked.cast(pa.string()), bad
    return values, []


def _is_utf8(value: bytes | None) -> bool:
    if value is None:
        return True
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
