"""The chunks met before, found by their bytes: a hash table that is asked for a batch at once.

A batch has half a million chunks, nearly all met before. As Python strings each of them would cost
more than all that is done with it afterwards; here they stay bytes of the sellers' texts, and only
a chunk that nobody has met becomes a string. What is found is compared byte by byte, so the result
is that of a dictionary of strings.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import numpy as np

from counterfeit_nlp.scoring.byte_cut import READ_AHEAD, Pieces, Utf8
from counterfeit_nlp.scoring.growing import GrowingTable
from counterfeit_nlp.text.chunks import LONGEST_CHUNK
from counterfeit_nlp.text.fragments import fragment_edges
from counterfeit_nlp.text.spacing import stands_apart
from counterfeit_nlp.text.stock_numbers import (
    STOCK_NUMBER,
    canonical,
    stands_for_its_form,
    without_digits,
)
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["ALONE", "FRAGMENT", "TOO_LONG", "ChunkIndex"]

# What a chunk may be in a plain text: a fragment of a word, a letter of a word spaced apart, one
# that has to be cut; and that all of its form have its number
FRAGMENT, ALONE, TOO_LONG, _OF_A_FORM = 1, 2, 4, 8

_WORD = 8  # bytes that are compared at once
_WORDS = READ_AHEAD // _WORD
_FIRST_SLOTS = 1 << 12
_FEW = 4  # slots for each chunk, at least half of that
_WORD_NAMES = tuple(f"word_{number}" for number in range(_WORDS))
# How much of a word is a chunk's own, by the bytes that are
_OWN = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], dtype=np.uint64)


class ChunkIndex:
    """Numbers of chunks, in the order in which they were met.

    Parameters
    ----------
    vocabulary
        What disguised words are resolved against.

    Attributes
    ----------
    chunks
        The number of each chunk; of those that read alike (see ``text/stock_numbers.py``) the one
        that stands for all.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._edges = fragment_edges(vocabulary) if vocabulary else frozenset()
        self._codes_are_edges = any(map(STOCK_NUMBER.search, self._edges))
        # other factors in each process, so that nobody can write chunks that all share a slot
        self._factors = [np.uint64(secrets.randbits(64) | 1) for _ in range(_WORDS + 1)]
        self._clear()

    def _clear(self) -> None:
        self.chunks: dict[str, int] = {}
        # the length in bytes is -1 of those that are too long to be compared
        words = dict.fromkeys(_WORD_NAMES, np.uint64)
        self._known = GrowingTable(length=np.int64, looks=np.uint8, **words)
        self._slots = np.full(_FIRST_SLOTS, -1, dtype=np.int32)

    def __len__(self) -> int:
        return len(self.chunks)

    def numbers(self, texts: Utf8, pieces: Pieces) -> np.ndarray:
        """The number of each of some chunks; those that are new get the next ones.

        Parameters
        ----------
        texts, pieces
            Texts, and ``n`` chunks of them.

        Returns
        -------
        numpy.ndarray
            Shape (n,), int64. They hold until :meth:`keep` is called.
        """
        words = _words_of(texts, pieces)
        found = self._find(words, pieces.length)
        unknown = np.flatnonzero(found < 0)
        if len(unknown):
            length = pieces.length[unknown]
            codes = self._find(_blind([word[unknown] for word in words]), length)
            known = (codes >= 0) & (length <= READ_AHEAD)
            known[known] = self._known["looks"][codes[known]] & _OF_A_FORM != 0
            found[unknown[known]] = codes[known]
            unknown = unknown[~known]
        if len(unknown):
            data = texts.data.tobytes()
            starts = pieces.start[unknown]
            places = zip(starts.tolist(), (starts + pieces.length[unknown]).tolist(), strict=True)
            found[unknown] = self._learn([data[start:end] for start, end in places])
        return found

    def looks(self, numbers: np.ndarray) -> np.ndarray:
        """``FRAGMENT``, ``ALONE`` and ``TOO_LONG``, as bits, of chunks; uint8, shape (n,)."""
        return np.take(self._known["looks"], numbers)

    def keep(self, numbers: np.ndarray) -> None:
        """Forget all but some chunks, which are numbered anew in this order."""
        known = [*self.chunks]
        looks = self._known["looks"][numbers]
        self._clear()
        self._add([known[number] for number in numbers.tolist()], looks)

    def _find(self, words: Sequence[np.ndarray], length: np.ndarray) -> np.ndarray:
        """The number of each chunk, -1 for unknown ones."""
        last = len(self._slots) - 1
        slot = self._slot(words, length)
        found = np.take(self._slots, slot).astype(np.int64)
        wrong = np.flatnonzero(~self._are(found, words, length) & (found >= 0))
        while len(wrong):  # another chunk has the slot, so this one may have the next
            slot[wrong] = (slot[wrong] + 1) & last
            found[wrong] = self._slots[slot[wrong]]
            own = [word[wrong] for word in words]
            wrong = wrong[~self._are(found[wrong], own, length[wrong]) & (found[wrong] >= 0)]
        return found

    def _are(
        self, found: np.ndarray, words: Sequence[np.ndarray], length: np.ndarray
    ) -> np.ndarray:
        """Whether chunks are those of these numbers, byte by byte; -1 is any."""
        if not len(self.chunks):
            return np.zeros(len(found), dtype=bool)
        same: np.ndarray = np.take(self._known["length"], found, mode="wrap") == length
        # of those that are as long and too short for more words, these are zero
        for name, word in zip(_WORD_NAMES, words, strict=False):
            same &= np.take(self._known[name], found, mode="wrap") == word
        return same

    def _slot(self, words: Sequence[np.ndarray], length: np.ndarray) -> np.ndarray:
        """Where each chunk is looked for first."""
        mixed = length.astype(np.uint64) * self._factors[-1]
        for word, factor in zip(words, self._factors[:-1], strict=False):
            mixed ^= word * factor
        mixed ^= mixed >> np.uint64(32)
        mixed *= self._factors[-1]
        bits = len(self._slots).bit_length() - 1
        return (mixed >> np.uint64(64 - bits)).astype(np.int64)

    def _learn(self, written: list[bytes]) -> list[int]:
        """The numbers of chunks that were not found by their bytes, new ones or not."""
        stands_for = {one: canonical(one.decode()) for one in dict.fromkeys(written)}
        new = dict.fromkeys(one for one in stands_for.values() if one not in self.chunks)
        if new:
            self._add([*new], np.array([*map(self._look, new)], dtype=np.uint8))
        number = {one: self.chunks[chunk] for one, chunk in stands_for.items()}
        return [number[one] for one in written]

    def _look(self, chunk: str) -> int:
        # what a code stands for differs from it in its digits
        fragment = chunk.lower() in self._edges or (
            self._codes_are_edges and STOCK_NUMBER.search(chunk) is not None
        )
        return (
            fragment * FRAGMENT
            + (bool(self._vocabulary) and stands_apart(chunk)) * ALONE
            + (len(chunk) > LONGEST_CHUNK) * TOO_LONG
            + stands_for_its_form(chunk) * _OF_A_FORM
        )

    def _add(self, chunks: list[str], looks: np.ndarray) -> None:
        """Number new chunks."""
        first = len(self.chunks)
        self.chunks.update((chunk, first + at) for at, chunk in enumerate(chunks))
        texts = Utf8.of(chunks)
        length = np.diff(texts.offsets)
        words = _words_of(texts, Pieces(texts.offsets[:-1], length, length))
        words += [np.zeros(len(chunks), np.uint64)] * (_WORDS - len(words))
        self._known.extend(
            length=np.where(length <= READ_AHEAD, length, -1),
            looks=looks,
            **dict(zip(_WORD_NAMES, words, strict=True)),
        )
        if _FEW * len(self.chunks) > 2 * len(self._slots):
            slots = 1 << (_FEW * len(self.chunks) - 1).bit_length()
            self._slots = np.full(slots, -1, dtype=np.int32)
            first = 0
        self._place(np.arange(first, len(self.chunks)))

    def _place(self, numbers: np.ndarray) -> None:
        """Give each of some chunks the first free slot from its own on."""
        length = self._known["length"][numbers]
        numbers, length = numbers[length >= 0], length[length >= 0]
        slot = self._slot([self._known[name][numbers] for name in _WORD_NAMES], length)
        last = len(self._slots) - 1
        while len(numbers):
            free = self._slots[slot] < 0
            self._slots[slot[free]] = numbers[free]  # of several the last
            left = self._slots[slot] != numbers
            numbers, slot = numbers[left], (slot[left] + 1) & last


def _words_of(texts: Utf8, pieces: Pieces) -> list[np.ndarray]:
    """The bytes of pieces, eight to a number, zeros behind their ends.

    As many numbers as the longest has, but not more than hold ``READ_AHEAD`` bytes.
    """
    data = texts.data
    every = np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))
    words = [every[pieces.start] & _OWN[np.minimum(pieces.length, _WORD)]]
    at = np.flatnonzero(pieces.length > _WORD)
    for begin in range(_WORD, READ_AHEAD, _WORD):
        at = at[pieces.length[at] > begin]
        if not len(at):
            break
        own = _OWN[np.minimum(pieces.length[at] - begin, _WORD)]
        words.append(np.zeros(len(pieces.start), dtype=np.uint64))
        words[-1][at] = every[pieces.start[at] + begin] & own
    return words


def _blind(words: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The same without the digits of stock numbers."""
    characters = np.ascontiguousarray(np.stack(words, axis=1).astype("<u8")).view(np.uint8)
    blind = np.ascontiguousarray(without_digits(np.ascontiguousarray(characters.T)).T)
    return [*np.ascontiguousarray(blind.view("<u8").T)]
