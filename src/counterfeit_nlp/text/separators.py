"""Letters held apart inside one run of characters: ``N.I.K.E``, ``r-o-l-e-x``, ``r🔥olex``.

The same letters apart by white space are in :mod:`counterfeit_nlp.text.spacing`.
"""

from __future__ import annotations

import re

__all__ = ["Apart", "apart"]

from typing import NamedTuple

# What honest writing puts between words or parts of words
_ORDINARY = frozenset("-'’/.,&:;+_()[]\"\\")
_PARTS = re.compile(r"[^\W_]+")


class Apart(NamedTuple):
    """A run of characters with something between its letters.

    Attributes
    ----------
    letters
        Its letters and digits, joined.
    parts
        What stands between the separators.
    singles
        Whether each part is one character, and there are at least three.
    ordinary
        Whether all separators are such as honest writing uses.
    """

    letters: str
    parts: list[str]
    singles: bool
    ordinary: bool


def apart(word: str) -> Apart | None:
    """Look at a word with separators inside; None where there are none.

    >>> apart("n.i.k.e").letters
    'nike'
    """
    parts = _PARTS.findall(word)
    if len(parts) < 2:
        return None
    between = {character for character in word if not character.isalnum()}
    singles = len(parts) > 2 and all(len(part) == 1 for part in parts)
    return Apart("".join(parts), parts, singles, between <= _ORDINARY)
