"""Numbers for n-grams, so that a text is counted in numbers and a chunk is read once.

Cross-validation fits the same listings several times over. What the n-grams of a chunk are does
not depend on the fold, so they are worked out once per process and remembered as numbers; a fit
only decides which of them to keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from counterfeit_nlp.features.grams import bigram, chunk_ngrams, is_word
from counterfeit_nlp.text.chunks import Chunk

__all__ = ["GramIndex", "shared_index"]

# About 2 GB of names and chunks; more distinct n-grams than a hundred million words have
_NAMES_AT_MOST = 10_000_000

# A chunk, the numbers of its n-grams, and its words (None for a Chinese one, across which there are
# no bigrams)
_Known = tuple[Chunk, list[int], list[str | None]]


class GramIndex:
    """Numbers n-grams in the order they are met. Chunks are known by identity and held on to, so
    that an identity is never given to another chunk."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._name: list[str] = []
        self._chunks: dict[int, _Known] = {}

    def __len__(self) -> int:
        return len(self._name)

    def number(self, name: str) -> int:
        """The number of an n-gram, a new one if it is new."""
        found = self._number.get(name)
        if found is None:
            found = self._number[name] = len(self._name)
            self._name.append(name)
        return found

    def numbers(self, names: Iterable[str]) -> np.ndarray:
        """The numbers of n-grams, int64."""
        return np.array([self.number(name) for name in names], dtype=np.int64)

    def names(self, numbers: np.ndarray) -> list[str]:
        """The n-grams behind numbers."""
        return [self._name[number] for number in numbers.tolist()]

    def _learn(self, chunk: Chunk) -> _Known:
        words = [
            None if chinese else token.norm
            for token, chinese in zip(chunk.tokens, chunk.chinese, strict=True)
            if chinese or is_word(token.norm)
        ]
        numbers = [self.number(name) for _, names in chunk_ngrams(chunk) for name in names]
        known = (chunk, numbers, words)
        self._chunks[id(chunk)] = known
        return known

    def of_field(self, chunks: Sequence[Chunk]) -> tuple[list[int], int]:
        """Numbers of the n-grams of a field, and its length: how many there are but for bigrams.

        A chunk that is repeated counts once, and so does a bigram: saying "used" four hundred
        times must neither wash a listing clean nor damn it.
        """
        found: list[int] = []
        pairs: set[int] = set()
        met: set[int] = set()
        length = 0
        last: str | None = None
        for chunk in chunks:
            identity = id(chunk)
            _, inside, words = self._chunks.get(identity) or self._learn(chunk)
            if identity not in met:
                met.add(identity)
                found += inside
                length += len(inside)
            for word in words:
                if last is not None and word is not None:
                    pairs.add(self.number(bigram(last, word)))
                last = word
        found.extend(sorted(pairs))
        return found, length


_shared = GramIndex()


def shared_index() -> GramIndex:
    """The index of this process, a new one when the old has grown too large."""
    global _shared
    if len(_shared) > _NAMES_AT_MOST:
        _shared = GramIndex()
    return _shared
