"""What can be done to letters so that a human reads them and a machine does not."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DISGUISES", "Disguise", "Rewrite"]

# Every kind that is evidence. Decoration is none: stars, emoji at the edge of a word, (TM),
# full-width punctuation, accents of a language.
DISGUISES = (
    "encoded_letters",  # mathematical, circled, squared, small capitals, flags as letters...
    "lookalike_letters",  # of another alphabet, inside a Latin word
    "invisible_characters",  # between two letters
    "stacked_marks",  # more marks on a letter than any writing stacks
    "reversed_text",  # written backwards under a direction control
    "leet_letters",  # digits and symbols for letters: r0lex, gu$$i
    "separated_letters",  # G u c c i, N.I.K.E, r-o-l-e-x
    "masked_letters",  # PR*DA
    "repeated_letters",  # rolexxxx
    "misspelt_terms",  # a typing error in a name or cue
    "homophones",  # another character, or pinyin, of the same sound
)


class Disguise(NamedTuple):
    """One disguise: its kind, and what of the text ([start, end)) it was done to."""

    kind: str
    start: int
    end: int


class Rewrite(NamedTuple):
    """``word[start:end]`` stands for ``text``; ``kind`` is one of ``DISGUISES``.

    Or empty, where ``text`` is only another honest spelling (``Ray-Ban``): no evidence.

    If ``text`` is as long as the range, character stands for character; otherwise all of the range
    stands behind each character of ``text``. An empty ``text`` takes the range away.
    """

    start: int
    end: int
    text: str
    kind: str
