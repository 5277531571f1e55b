"""Letters held apart inside one run of characters: ``N.I.K.E``, ``r-o-l-e-x``, ``r🔥olex``.

The same letters apart by white space are in :mod:`counterfeit_nlp.text.spacing`.
"""

from __future__ import annotations

import re

__all__ = ["Apart", "apart"]

from typing import NamedTuple

# What honest writing puts between words or parts of words
_ORDINARY = frozenset("-'’/.,&:;+_()[]\"\\")
# What joins the words of a name as its owner writes it: Ray-Ban, Dr.Martens, L'Oréal
_JOINTS = frozenset("-.&")
_APOSTROPHES = frozenset("'’")
# What stands between the items of a list: sizes A/B/C/D/E/F
_LISTING = frozenset("/,;&+")
_PARTS = re.compile(r"[^\W_]+")
_PARTS_OF_A_NAME = 3


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
    listing
        Whether all separators are such as stand between the items of a list.
    name
        Whether it is written as names of two or three words are, so that it may be the owner's
        own spelling.
    """

    letters: str
    parts: list[str]
    singles: bool
    ordinary: bool
    listing: bool
    name: bool


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
    return Apart(
        "".join(parts),
        parts,
        singles,
        between <= _ORDINARY,
        between <= _LISTING,
        _may_be_a_name(parts, between),
    )


def _may_be_a_name(parts: list[str], between: set[str]) -> bool:
    if len(parts) > _PARTS_OF_A_NAME or not between <= _JOINTS | _APOSTROPHES:
        return False
    shortest = 1 if between <= _APOSTROPHES else 2
    return len(parts[0]) >= shortest and all(len(part) > 1 for part in parts[1:])
