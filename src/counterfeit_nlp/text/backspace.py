"""Backspaces (U+0008), carried out: ``Rolx<BS>ex`` is shown as ``Rolex``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from counterfeit_nlp.text.disguise import Disguise

__all__ = ["BACKSPACE", "carry_out_backspaces"]

BACKSPACE = "\b"


def carry_out_backspaces(
    text: str,
) -> tuple[str, Sequence[int], Sequence[int], tuple[Disguise, ...]]:
    """Take away each backspace with the character before it; none reaches over a line's end.

    Returns
    -------
    tuple of (str, sequence of int, sequence of int, tuple of Disguise)
        What is left, start and end of each of its characters in ``text``, and one
        ``invisible_characters`` for each place between two letters or digits where something was
        taken away.

    Examples
    --------
    >>> carry_out_backspaces("Rolx\\bex")[0]
    'Rolex'
    """
    left: list[int] = []
    for at, character in enumerate(text):
        if character != BACKSPACE:
            left.append(at)
        elif left and text[left[-1]] not in "\n\r":
            left.pop()
    found = tuple(
        Disguise("invisible_characters", one + 1, other)
        for one, other in pairwise(left)
        if other > one + 1 and text[one].isalnum() and text[other].isalnum()
    )
    return "".join([text[at] for at in left]), left, [at + 1 for at in left], found
