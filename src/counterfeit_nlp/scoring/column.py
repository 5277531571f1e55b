"""One text field of a batch, cut into chunks, with the way back to the sellers' characters.

Most texts are plain: all of them are cut at white space at once. What takes a closer look
(markup, other scripts, letters spaced apart) is prepared and cut one by one, as in training. Which
texts those are is mostly told by their chunks, which the index knows already.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.scoring.byte_cut import Utf8, cut_at_space
from counterfeit_nlp.scoring.chunk_index import ALONE, FRAGMENT, TOO_LONG, ChunkIndex
from counterfeit_nlp.scoring.ragged import runs
from counterfeit_nlp.text.chunks import CHUNK, cut
from counterfeit_nlp.text.normalise import SPANS_CHUNKS, prepare
from counterfeit_nlp.text.spacing import FEWEST_APART, LONGEST_ALONE, spells
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
    index
        Of the chunks met before, with the same vocabulary; added to.

    Attributes
    ----------
    originals, utf8
        ``texts`` as a list, and as bytes.
    is_ascii
        Of which all characters are ASCII, shape (n,).
    number
        Of each chunk of each listing, in order, its number in the index; shape (n_chunks,).
    row
        Listing of each chunk, shape (n_chunks,).
    first
        Where each listing's chunks begin, and how many chunks there are, shape (n + 1,).
    prepared
        By listing, only where preparing changed the text.
    """

    def __init__(self, texts: pa.Array, vocabulary: Vocabulary, index: ChunkIndex) -> None:
        self._vocabulary, self._index = vocabulary, index
        self.originals: list[str | None] = texts.to_pylist()
        self._texts = [text or "" for text in self.originals]
        self.prepared: dict[int, Tracked] = {}
        self.is_ascii = _which(pc.string_is_ascii(texts))
        plain = self.is_ascii & ~_which(pc.match_substring_regex(texts, SPANS_CHUNKS), False)
        self.utf8 = written = Utf8.of_array(texts)
        pieces = cut_at_space(written)
        if not plain.all():
            pieces = pieces.at(plain[pieces.text])
        self.number = index.numbers(written, pieces)
        self.row = pieces.text
        # where chunks begin in their prepared text; -1 in texts that have to be searched
        self._begin = pieces.start - written.offsets[pieces.text]
        again = ~plain
        self._mark_too_long(again)
        for row in np.flatnonzero(~plain | self._closer_look(len(plain))).tolist():
            changed = prepare(self._texts[row], vocabulary)
            if changed.text is not self._texts[row]:
                self.prepared[row] = changed
                self._texts[row] = changed.text
                again[row] = True
        self._cut_again(np.flatnonzero(again))

    def _mark_too_long(self, rows: np.ndarray) -> None:
        """Mark the listings with what has to be cut where there is no white space."""
        found = np.flatnonzero(self._index.looks(self.number) & TOO_LONG)
        rows[self.row[found]] = True

    def _closer_look(self, n: int) -> np.ndarray:
        """Which listings may hold a word that is cut into fragments, or hold one spaced apart."""
        suspect = np.zeros(n, dtype=bool)
        if not self._vocabulary:
            return suspect
        looks = self._index.looks(self.number)
        suspect[self.row[np.flatnonzero(looks & FRAGMENT)]] = True
        alone = np.flatnonzero(looks & ALONE)
        if len(alone) < FEWEST_APART:
            return suspect
        row = self.row[alone]
        first = np.flatnonzero((np.diff(alone, prepend=-2) > 1) | (np.diff(row, prepend=-1) > 0))
        size = np.diff(first, append=len(alone))
        first, size = first[size >= FEWEST_APART], size[size >= FEWEST_APART]
        start, last = self._begin[alone[first]], self._begin[alone[first + size - 1]]
        runs_of = zip(row[first].tolist(), start.tolist(), last.tolist(), strict=True)
        for one, begin, end in runs_of:
            text = self._texts[one]
            run = text[begin:end] + text[end : end + LONGEST_ALONE].split()[0]
            suspect[one] |= spells(run, self._vocabulary)
        return suspect

    def _cut_again(self, rows: np.ndarray) -> None:
        """Put the chunks of the prepared texts of some listings in the place of theirs."""
        n = len(self._texts)
        if len(rows):
            written, apart = [], np.ones(len(rows), dtype=bool)
            for at, row in enumerate(rows.tolist()):
                text = self._texts[row]
                spread = " ".join(cut(text))  # no chunk holds white space
                if spread != text and not _is_cut_at_space(text, spread):
                    apart[at] = False
                    text = spread
                written.append(text)
            encoded = Utf8.of(written)
            pieces = cut_at_space(encoded)
            begin = encoded.characters_before(pieces.start, pieces.text)
            number = self._index.numbers(encoded, pieces)
            begin = np.where(apart[pieces.text], begin, -1)
            counts = np.bincount(self.row, minlength=n)
            own = np.bincount(pieces.text, minlength=len(rows))
            first = np.cumsum(counts) - counts
            places = first[rows], counts[rows], own
            self.number = _replaced(self.number, number, *places)
            self._begin = _replaced(self._begin, begin, *places)
            counts[rows] = own
            self.row = np.repeat(np.arange(n), counts)
        counts = np.bincount(self.row, minlength=n)
        self.first = np.concatenate([[0], np.cumsum(counts)])

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
            Of the same index.
        """
        if not texts:
            return self
        other = copy(self)
        rows = np.array(sorted(texts), dtype=np.int64)
        other._texts = list(self._texts)
        for row in rows.tolist():
            other._texts[row] = texts[row]
        other._cut_again(rows)
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
                self._begin[own] = [one.start() for one in CHUNK.finditer(self._texts[row])]
            found = self._begin[chunks]
        return found

    def original(self, row: int, start: int, end: int) -> tuple[int, int]:
        """The place in the original behind a place in a listing's prepared text."""
        changed = self.prepared.get(row)
        return (start, end) if changed is None else changed.span(start, end)

    def written(self, row: int, start: int, end: int) -> str:
        """The seller's own characters at a place of the original."""
        return (self.originals[row] or "")[start:end]


def _replaced(
    values: np.ndarray, others: np.ndarray, first: np.ndarray, sizes: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Values with others, in order, in the place of some stretches.

    ``first`` and ``sizes`` say which stretches, rising; ``own`` how many come in their place.
    """
    pieces = []
    here = there = 0
    for begin, size, more in zip(first.tolist(), sizes.tolist(), own.tolist(), strict=True):
        pieces += [values[here:begin], others[there : there + more]]
        here, there = begin + size, there + more
    return np.concatenate([*pieces, values[here:]])


def _which(answers: pa.Array, of_missing: bool = True) -> np.ndarray:
    found: np.ndarray = pc.fill_null(answers, of_missing).to_numpy(zero_copy_only=False)
    return found


def _is_cut_at_space(text: str, spread: str) -> bool:
    """Whether a text is cut at spaces and nowhere else; ``spread`` has one for each cut."""
    return text.isascii() and text.isprintable() and text.split() == spread.split(" ")
