"""Letters said more often than they should be: ``rolexxxx``, ``gguucciii``."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["RepeatIndex", "squeeze"]

_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"(.)\1\1")


def squeeze(word: str) -> str:
    """Every run of a letter cut to one.

    >>> squeeze("gucci"), squeeze("gguucccci")
    ('guci', 'guci')
    """
    return _RUN.sub(r"\1", word)


def _runs(word: str) -> list[int]:
    return [match.end() - match.start() for match in re.finditer(r"(.)\1*", word)]


class RepeatIndex:
    """Words by their squeezed form.

    Parameters
    ----------
    terms
        Any repetition of a letter of these is undone.
    words
        Of these only three and more of the same letter, which English does not write; more
        frequent ones first.
    """

    def __init__(self, terms: Iterable[str], words: Iterable[str] = ()) -> None:
        self._terms: dict[str, list[str]] = {}
        self._words: dict[str, list[str]] = {}
        for found, index in ((terms, self._terms), (words, self._words)):
            for word in found:
                index.setdefault(squeeze(word), []).append(word)

    def beginnings(self) -> frozenset[str]:
        """What the squeezed words begin with, each of them up to all of it."""
        words = {*self._terms, *self._words}
        return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))

    def shortened(self, word: str) -> str | None:
        """The known word that becomes ``word`` when letters are repeated, or None."""
        if not _RUN.search(word):
            return None
        key = squeeze(word)
        candidates = list(self._terms.get(key, ()))
        if _LONG_RUN.search(word):
            candidates += self._words.get(key, ())
        if not candidates:
            return None
        runs = _runs(word)
        for candidate in candidates:
            fits = zip(_runs(candidate), runs, strict=True)
            if candidate != word and all(few <= many for few, many in fits):
                return candidate
        return None
