"""One typing error in a word of four letters or more: the first letter stays."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from counterfeit_nlp.attacks.words import LATIN_WORD, ChangeWord, below, change_words

__all__ = ["TYPOS", "typo"]

_LEAST = 4
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Keys beside a key, and half a key away in the rows above and below."""
    where = {key: (row, at) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}
    return {
        key: "".join(
            other
            for other, (far, there) in where.items()
            if (far == row and abs(there - at) == 1)
            or (far == row + 1 and there in (at - 1, at))
            or (far == row - 1 and there in (at, at + 1))
        )
        for key, (row, at) in where.items()
    }


_BESIDE = _neighbours()


def _swap(word: str, rng: np.random.Generator) -> str:
    # equal neighbours swapped are no error
    able = [at for at in range(1, len(word) - 1) if word[at] != word[at + 1]]
    if not able:
        return _drop(word, rng)
    at = able[below(len(able), rng)]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, rng: np.random.Generator) -> str:
    at = 1 + below(len(word) - 1, rng)
    return word[:at] + word[at + 1 :]


def _double(word: str, rng: np.random.Generator) -> str:
    at = 1 + below(len(word) - 1, rng)
    return word[:at] + word[at] + word[at:]


def _neighbour(word: str, rng: np.random.Generator) -> str:
    able = [at for at in range(1, len(word)) if word[at].lower() in _BESIDE]
    if not able:
        return _drop(word, rng)
    at = able[below(len(able), rng)]
    keys = _BESIDE[word[at].lower()]
    key = keys[below(len(keys), rng)]
    return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]


TYPOS: dict[str, Callable[[str, np.random.Generator], str]] = {
    "typo_swap": _swap,
    "typo_drop": _drop,
    "typo_double": _double,
    "typo_neighbour": _neighbour,
}
_LONG_WORD: re.Pattern[str] = re.compile(LATIN_WORD.pattern.replace("{3,}+", f"{{{_LEAST},}}+"))


def typo(text: str, rng: np.random.Generator, strength: float, *, kind: str) -> str:
    """Make one typing error in words of four letters or more (a key of ``TYPOS``)."""
    change: ChangeWord = TYPOS[kind]
    return change_words(text, rng, strength, change, _LONG_WORD)
