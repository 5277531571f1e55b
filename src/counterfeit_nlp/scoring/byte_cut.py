"""Texts cut at white space, all at once: stretches of their UTF-8 bytes instead of strings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["READ_AHEAD", "Pieces", "Utf8", "cut_at_space"]

# Bytes behind the last one that may be looked at
READ_AHEAD = 32
_SPACE, _TAB, _TAB_TO_RETURN = 0x20, 0x09, 4  # \t \n \v \f \r
_CONTINUES = 0xC0, 0x80  # a byte within a character: these two of its bits are this


class Utf8(NamedTuple):
    """``n`` texts, end to end.

    Attributes
    ----------
    data
        Their bytes, uint8, with ``READ_AHEAD`` zeros behind them.
    offsets
        Where each begins, and where the last one ends, shape (n + 1,).
    """

    data: np.ndarray
    offsets: np.ndarray

    @classmethod
    def of_array(cls, texts: pa.Array) -> Utf8:
        """The bytes of a column of strings; missing ones are empty."""
        if not pa.types.is_string(texts.type):
            texts = texts.cast(pa.string())
        if texts.null_count:
            texts = pc.fill_null(texts, "")
        _, offsets, data = texts.buffers()
        if offsets is None or data is None:
            return cls(np.zeros(READ_AHEAD, np.uint8), np.zeros(len(texts) + 1, np.int64))
        at = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        own = np.frombuffer(data, np.uint8)[at[0] : at[-1]]
        return cls(_with_zeros(own), (at - at[0]).astype(np.int64))

    @classmethod
    def of(cls, texts: Sequence[str]) -> Utf8:
        """The bytes of some texts."""
        encoded = [text.encode() for text in texts]
        offsets = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([*map(len, encoded)], out=offsets[1:])
        return cls(_with_zeros(np.frombuffer(b"".join(encoded), np.uint8)), offsets)

    def characters_before(self, places: np.ndarray, texts: np.ndarray) -> np.ndarray:
        """How many characters stand before places in the data, within these texts."""
        begin = self.offsets[texts]
        if int(self.data.max()) < _CONTINUES[1]:
            found: np.ndarray = places - begin
            return found
        within = np.zeros(len(self.data) + 1, np.int32)
        np.cumsum((self.data & _CONTINUES[0]) == _CONTINUES[1], out=within[1:])
        found = places - begin - (within[places] - within[begin])
        return found


class Pieces(NamedTuple):
    """Where pieces of texts stand in ``Utf8.data``, in order, and their texts; shape (n,) each."""

    start: np.ndarray
    length: np.ndarray
    text: np.ndarray

    def at(self, chosen: np.ndarray) -> Pieces:
        """Some of them, by number or by mask."""
        return Pieces(*(one[chosen] for one in self))


def cut_at_space(texts: Utf8) -> Pieces:
    r"""Cut texts at spaces, tabs, line feeds, vertical tabs, form feeds and carriage returns.

    Parameters
    ----------
    texts
        ``n`` texts.

    Returns
    -------
    Pieces
        None is empty.
    """
    size = int(texts.offsets[-1])
    space = texts.data[:size] == _SPACE
    space |= texts.data[:size] - np.uint8(_TAB) <= _TAB_TO_RETURN  # lower ones wrap around
    before, behind = np.empty(size, bool), np.empty(size, bool)
    if size:
        before[1:], behind[:-1] = space[:-1], space[1:]
        inside = texts.offsets[(texts.offsets > 0) & (texts.offsets < size)]
        before[0] = before[inside] = behind[-1] = behind[inside - 1] = True
    start = np.flatnonzero(before > space)
    length = np.flatnonzero(behind > space) + 1 - start
    counts = np.diff(np.searchsorted(start, texts.offsets))
    return Pieces(start, length, np.repeat(np.arange(len(counts)), counts))


def _with_zeros(data: np.ndarray) -> np.ndarray:
    return np.concatenate([data, np.zeros(READ_AHEAD, np.uint8)])
