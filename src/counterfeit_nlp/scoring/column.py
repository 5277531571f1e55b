"""One text field of a batch, cut into chunks, with the way back to the sellers' characters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from counterfeit_nlp.text.chunks import begins, cut, stand_apart
from counterfeit_nlp.text.normalise import prepare
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["TextColumn"]


class TextColumn:
    """The chunks of one field of a batch of ``n`` listings.

    Parameters
    ----------
    texts
        The field as the sellers wrote it; None where it is missing.
    vocabulary
        What disguised words are resolved against.

    Attributes
    ----------
    chunks
        Of all listings, in order; shape (n_chunks,).
    row
        Listing of each chunk, shape (n_chunks,).
    first
        Number of each listing's first chunk, and how many there are, shape (n + 1,).
    prepared
        By listing, only where preparing changed the text.
    """

    def __init__(self, texts: Sequence[str | None], vocabulary: Vocabulary) -> None:
        self._originals = texts
        self._texts: list[str] = []
        self.chunks: list[str] = []
        self.prepared: dict[int, Tracked] = {}
        counts: list[int] = []
        apart: list[bool] = []
        for row, given in enumerate(texts):
            text = given or ""
            changed = prepare(text, vocabulary)
            if changed.text is not text:
                self.prepared[row] = changed
                text = changed.text
            found = cut(text)
            self.chunks += found
            counts.append(len(found))
            apart.append(stand_apart(text, found))
            self._texts.append(text)
        number = np.array(counts, dtype=np.int64)
        self.first = np.concatenate([[0], np.cumsum(number)])
        self.row = np.repeat(np.arange(len(texts)), number)
        # where chunks begin in their prepared text; -1 in texts that have to be searched
        lengths = np.fromiter(map(len, self.chunks), np.int64, len(self.chunks))
        after = np.concatenate([[0], np.cumsum(lengths + 1)])
        places = after[:-1] - np.repeat(after[self.first[:-1]], number)
        self._begin = np.where(np.repeat(apart, number), places, -1)

    def chunks_of(self, rows: np.ndarray) -> np.ndarray:
        """The numbers of all chunks of some listings."""
        first, sizes = self.first[rows], self.first[rows + 1] - self.first[rows]
        before = np.cumsum(sizes) - sizes
        numbers: np.ndarray = np.arange(int(sizes.sum())) + np.repeat(first - before, sizes)
        return numbers

    def begins(self, chunks: np.ndarray) -> np.ndarray:
        """Where chunks, given by their numbers, begin in their prepared texts."""
        found: np.ndarray = self._begin[chunks]
        if (found < 0).any():
            for row in np.unique(self.row[chunks[found < 0]]).tolist():
                own = slice(*self.first[row : row + 2].tolist())
                self._begin[own] = begins(self._texts[row], self.chunks[own])
            found = self._begin[chunks]
        return found

    def original(self, row: int, start: int, end: int) -> tuple[int, int]:
        """The place in the original behind a place in a listing's prepared text."""
        changed = self.prepared.get(row)
        return (start, end) if changed is None else changed.span(start, end)

    def written(self, row: int, start: int, end: int) -> str:
        """The seller's own characters at a place of the original."""
        return (self._originals[row] or "")[start:end]
