"""Names between letters x, as user names are framed: ``xRolexx``, ``xxGUCCIxx``."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["FramedIndex"]

_SHORTEST = 5
_FRAME = "x"


class FramedIndex:
    """Terms by what is left of them without the letters x at their ends.

    Parameters
    ----------
    terms
        Folded words; short ones are left out.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._bare: dict[str, list[str]] = {}
        for term in sorted(terms, key=len, reverse=True):
            if len(term) >= _SHORTEST and not term.startswith(_FRAME):
                self._bare.setdefault(term.strip(_FRAME), []).append(term)

    def inside(self, word: str) -> str | None:
        """The term between the letters x of a folded word, the longest of several, or None.

        There is one at least on both sides (``tjmaxx`` and ``xbox`` are framed by nothing).

        >>> FramedIndex(["rolex"]).inside("xrolexx")
        'rolex'
        """
        if not (word.startswith(_FRAME) and word.endswith(_FRAME)):
            return None
        terms = self._bare.get(word.strip(_FRAME), ())
        return next((term for term in terms if f"{term}{_FRAME}" in word), None)
