"""One text field of a batch, cut into chunks, with the way back to the sellers' characters.

Most texts are plain: Arrow cuts all of them at white space at once. What takes a closer look
(markup, other scripts, letters spaced apart) is prepared and cut one by one, as in training. Which
texts those are is mostly told by their distinct chunks, of which there are few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.scoring.ragged import runs
from counterfeit_nlp.text.chunks import LONGEST_CHUNK, begins, cut
from counterfeit_nlp.text.fragments import fragment_edges
from counterfeit_nlp.text.normalise import SPANS_CHUNKS, prepare
from counterfeit_nlp.text.spacing import FEWEST_APART, stands_apart
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["TextColumn"]


class TextColumn:
    """The chunks of one field of a batch of ``n`` listings.

    Parameters
    ----------
    texts
        The field as the sellers wrote it: strings, null where it is missing; shape (n,).
    vocabulary
        What disguised words are resolved against.

    Attributes
    ----------
    originals
        ``texts`` as a list.
    distinct
        The different chunks; a few may be listed twice.
    number
        Of each chunk of each listing, in order, its place in ``distinct``; shape (n_chunks,).
    row
        Listing of each chunk, shape (n_chunks,).
    first
        Where each listing's chunks begin, and how many chunks there are, shape (n + 1,).
    prepared
        By listing, only where preparing changed the text.
    """

    def __init__(self, texts: pa.Array, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.originals: list[str | None] = texts.to_pylist()
        self._texts = [text or "" for text in self.originals]
        self.prepared: dict[int, Tracked] = {}
        n = len(self._texts)
        plain = _is_plain(texts)
        apart = np.ones(n, dtype=bool)  # whether all there is between the chunks is one space
        spread = list(self._texts)  # with white space wherever a chunk ends
        self._prepare(np.flatnonzero(~plain), spread, apart)
        self.distinct, self.number, self.row = _split(spread)
        closer = self._closer_look(plain)
        if len(closer):
            plain[closer] = False
            self._prepare(closer, spread, apart)
            self._split_again(closer, [spread[one] for one in closer.tolist()])
        counts = np.bincount(self.row, minlength=n)
        self.first = np.concatenate([[0], np.cumsum(counts)])
        # where chunks begin in their prepared text; -1 in texts that have to be searched
        lengths = _lengths(self.distinct)[self.number]
        after = np.concatenate([[0], np.cumsum(lengths + 1)])
        # k chunks, and k - 1 gaps of at least one character
        fits = np.diff(after[self.first]) == _lengths(self._texts) + (counts > 0)
        places = after[:-1] - np.repeat(after[self.first[:-1]], counts)
        self._begin = np.where(np.repeat(np.where(plain, fits, apart), counts), places, -1)

    def _prepare(self, rows: np.ndarray, spread: list[str], apart: np.ndarray) -> None:
        """Prepare and cut some of the texts one by one."""
        for row in rows.tolist():
            text = self._texts[row]
            changed = prepare(text, self._vocabulary)
            if changed.text is not text:
                self.prepared[row] = changed
                text = self._texts[row] = changed.text
            spread[row] = " ".join(cut(text))  # no chunk holds white space
            apart[row] = spread[row] == text

    def _closer_look(self, plain: np.ndarray) -> np.ndarray:
        """The listings among the plain ones in which a word may be spaced apart, or too long."""
        distinct = self.distinct
        if self._vocabulary:
            edges = fragment_edges(self._vocabulary)
            found = _which(len(one) > LONGEST_CHUNK or one.lower() in edges for one in distinct)
            alone = _which(map(stands_apart, distinct))[self.number]
        else:
            found = _which(len(one) > LONGEST_CHUNK for one in distinct)
            alone = np.zeros(len(self.number), dtype=bool)
        suspect = np.zeros(len(plain), dtype=bool)
        suspect[self.row[found[self.number]]] = True
        last = len(alone) - FEWEST_APART + 1
        if last > 0:
            run = self.row[:last] == self.row[FEWEST_APART - 1 :]
            for at in range(FEWEST_APART):
                run &= alone[at : at + last]
            suspect[self.row[:last][run]] = True
        return np.flatnonzero(suspect & plain)

    def _split_again(self, rows: np.ndarray, spread: list[str]) -> None:
        """Put new chunks in the place of those of some listings, whose texts these are."""
        distinct, number, row = _split(spread)
        stays = np.isin(self.row, rows, invert=True)
        number = np.concatenate([self.number[stays], number + len(self.distinct)])
        row = np.concatenate([self.row[stays], rows[row]])
        order = np.argsort(row, kind="stable")
        self.distinct = self.distinct + distinct
        self.number, self.row = number[order], row[order]

    def with_texts(self, texts: Mapping[int, str]) -> TextColumn:
        """The same column with other prepared texts of some listings.

        Parameters
        ----------
        texts
            By listing: as long as the prepared text, and nothing but blanks where it differs, so
            that places in it are places in the prepared text.

        Returns
        -------
        TextColumn
            Whose ``distinct`` begins with this one's.
        """
        if not texts:
            return self
        other = copy(self)
        rows = np.array(sorted(texts), dtype=np.int64)
        other._texts = list(self._texts)
        for row in rows.tolist():
            other._texts[row] = texts[row]
        other._split_again(rows, [" ".join(cut(texts[row])) for row in rows.tolist()])
        counts = np.bincount(other.row, minlength=len(self._texts))
        other.first = np.concatenate([[0], np.cumsum(counts)])
        stays = np.ones(len(self._texts), dtype=bool)
        stays[rows] = False
        other._begin = np.full(len(other.row), -1)
        other._begin[stays[other.row]] = self._begin[stays[self.row]]
        return other

    def prepared_text(self, row: int) -> str:
        """What was cut into chunks of a listing."""
        return self._texts[row]

    def chunks_of(self, rows: np.ndarray) -> np.ndarray:
        """Which chunks are those of some listings."""
        first, sizes = self.first[rows], self.first[rows + 1] - self.first[rows]
        return runs(first, sizes)[0]

    def begins(self, chunks: np.ndarray) -> np.ndarray:
        """Where some of the chunks begin in their prepared texts."""
        found: np.ndarray = self._begin[chunks]
        if (found < 0).any():
            for row in np.unique(self.row[chunks[found < 0]]).tolist():
                own = slice(*self.first[row : row + 2].tolist())
                named = [self.distinct[number] for number in self.number[own].tolist()]
                self._begin[own] = begins(self._texts[row], named)
            found = self._begin[chunks]
        return found

    def original(self, row: int, start: int, end: int) -> tuple[int, int]:
        """The place in the original behind a place in a listing's prepared text."""
        changed = self.prepared.get(row)
        return (start, end) if changed is None else changed.span(start, end)

    def written(self, row: int, start: int, end: int) -> str:
        """The seller's own characters at a place of the original."""
        return (self.originals[row] or "")[start:end]


def _is_plain(texts: pa.Array) -> np.ndarray:
    """Which texts need nothing undone that spans chunks, but for words that are spaced apart."""
    ascii_only = pc.string_is_ascii(texts)
    plain = pc.and_not(ascii_only, pc.match_substring_regex(texts, SPANS_CHUNKS))
    found: np.ndarray = pc.fill_null(plain, True).to_numpy(zero_copy_only=False)
    return found.copy()


def _split(texts: list[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Cut at ASCII white space: different chunks, which one each is, and its text."""
    pieces = pc.ascii_split_whitespace(pa.array(texts, pa.large_string()))
    counts = pc.list_value_length(pieces).to_numpy()
    encoded = pieces.flatten().dictionary_encode()
    distinct: list[str] = encoded.dictionary.to_pylist()
    number = encoded.indices.to_numpy().astype(np.int64)
    row = np.repeat(np.arange(len(texts)), counts)
    if "" in distinct:  # white space at an end of a text cuts off an empty piece
        kept = number != distinct.index("")
        number, row = number[kept], row[kept]
    return distinct, number, row


def _lengths(texts: list[str]) -> np.ndarray:
    return np.fromiter(map(len, texts), np.int64, len(texts))


def _which(answers: Iterable[bool]) -> np.ndarray:
    return np.fromiter(answers, dtype=bool)
