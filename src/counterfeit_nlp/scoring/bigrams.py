"""The bigrams that a model knows, found for many pairs of words at once."""

from __future__ import annotations

import numpy as np

from counterfeit_nlp.model.linear import LinearModel

__all__ = ["Bigrams"]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd


class Bigrams:
    """A hash table of known bigrams: each has the first free slot from its own on.

    Parameters
    ----------
    linear
        The model.

    Attributes
    ----------
    words
        Numbers of the words that known bigrams are made of.
    weights
        Of each bigram, shape (n_bigrams,).
    """

    def __init__(self, linear: LinearModel) -> None:
        self.words: dict[str, int] = {}
        pairs: list[tuple[int, int, float]] = []
        for name, weight in zip(linear.names, linear.weights.tolist(), strict=True):
            if name[0] == "w" and " " in name:
                first, second = (
                    self.words.setdefault(word, len(self.words)) for word in name[2:].split(" ", 1)
                )
                pairs.append((first, second, weight))
        self._stride = max(1, len(self.words))
        self._keys = np.array([a * self._stride + b for a, b, _ in pairs], dtype=np.int64)
        self.weights = np.array([weight for _, _, weight in pairs], dtype=np.float64)
        self._bits = 2 + len(pairs).bit_length()
        self._slots = np.full(1 << self._bits, -1)
        for pair, slot in enumerate(self._slot(self._keys).tolist()):
            while self._slots[slot] >= 0:
                slot = (slot + 1) % len(self._slots)
            self._slots[slot] = pair

    def _slot(self, keys: np.ndarray) -> np.ndarray:
        mixed = keys.astype(np.uint64) * _FACTOR
        found: np.ndarray = (mixed >> np.uint64(64 - self._bits)).astype(np.int64)
        return found

    def find(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Which bigram words make, by their numbers; -1 for none known. Shape (n,)."""
        if not len(self._keys):
            return np.full(len(first), -1)
        keys = first * self._stride + second
        slot = self._slot(keys)
        pair = np.take(self._slots, slot)
        other = np.flatnonzero((pair >= 0) & (np.take(self._keys, pair, mode="wrap") != keys))
        while len(other):
            slot[other] = (slot[other] + 1) % len(self._slots)
            pair[other] = self._slots[slot[other]]
            other = other[(pair[other] >= 0) & (self._keys[pair[other]] != keys[other])]
        return pair
