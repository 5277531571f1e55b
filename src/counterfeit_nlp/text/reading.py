"""One text as people and programs look it up: normalised, in words, with what was disguised."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from counterfeit_nlp.text.normalise import Normalised, normalise
from counterfeit_nlp.text.pieces import cut_pieces, tokens_of
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["Reading", "Segment", "Uncovered", "read_text"]


class Segment(NamedTuple):
    """A word of the normalised text, and where it stands in the original."""

    text: str
    start: int
    end: int


class Uncovered(NamedTuple):
    """A disguise: what the seller wrote at [start, end) of the original, and how it is read.

    ``read_as`` is empty where nothing is left of it, as of an invisible character.
    """

    kind: str
    start: int
    end: int
    shown: str
    read_as: str


class Reading(NamedTuple):
    """A text, read."""

    text: str
    normalised: str
    segments: list[Segment]
    disguises: list[Uncovered]


def read_text(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> Reading:
    """Normalise a text and say what was where.

    Parameters
    ----------
    text
        Any string without lone surrogates.
    vocabulary
        What disguised words are resolved against.

    Returns
    -------
    Reading
        Segments cover all visible characters of the normalised text, in its order; Chinese is cut
        into words by jieba, all else by spaCy's English rules. All places are in ``text``.

    Examples
    --------
    >>> found = read_text("R0lex \u8155\u8868", Vocabulary.of(brand=["rolex"]))
    >>> found.normalised, found.disguises[0].shown, found.disguises[0].read_as
    ('rolex 腕表', 'R0lex', 'rolex')
    """
    found = normalise(text, vocabulary)
    return Reading(text, found.text, _segments(found), _uncovered(text, found))


def _segments(found: Normalised) -> list[Segment]:
    pieces = cut_pieces(found.text)
    tokens = tokens_of((piece.text, piece.chinese) for piece in pieces)
    return [
        Segment(text[a:b], *found.span(begin + a, begin + b))
        for begin, text, chinese in pieces
        for _, a, b in tokens[text, chinese]
    ]


def _uncovered(text: str, found: Normalised) -> list[Uncovered]:
    if not found.disguises:
        return []
    starts, ends = np.array(found.starts, dtype=np.int64), np.array(found.ends, dtype=np.int64)
    # rising bounds, so that the characters behind a range are found by halving also where a run
    # was written backwards
    latest, earliest = np.maximum.accumulate(ends), np.minimum.accumulate(starts[::-1])[::-1]
    uncovered = []
    for kind, start, end in found.disguises:
        first = int(np.searchsorted(latest, start, "right"))
        last = int(np.searchsorted(earliest, end, "left"))
        behind = (starts[first:last] < end) & (ends[first:last] > start)
        letters = "".join(found.text[first + at] for at in np.flatnonzero(behind).tolist())
        uncovered.append(Uncovered(kind, start, end, text[start:end], letters.strip()))
    return uncovered
