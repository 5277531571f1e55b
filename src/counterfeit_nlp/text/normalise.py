"""A whole text: prepared, cut into chunks, normalised, with the way back.

Training, scoring, explaining and the tests all come through here, so that there is one
normaliser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.chunks import CHUNK
from counterfeit_nlp.text.html import has_markup, remove_markup

__all__ = ["Normalised", "Prepared", "normalise", "prepare", "show"]

_ROUNDS_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text that is ready to be cut into chunks.

    ``text[i]`` came from ``original[starts[i]:ends[i]]``; None where nothing was changed.
    """

    text: str
    starts: Sequence[int] | None
    ends: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text; ``text[i]`` came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the original (an empty span maps to an empty one)."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or (0,))[-1]
            return at, at
        return self.starts[start], self.ends[end - 1]


def _fold_all(text: str) -> Normalised:
    """Fold every chunk; white space between chunks becomes one space."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0  # end of the last chunk that left anything
    for match in CHUNK.finditer(text):
        begin = match.start()
        one = fold(match.group())
        wide = True  # a space, here or in the original, stands before what comes next
        for offset, character in enumerate(one.text):
            if character.isspace():
                wide = True
                continue
            start = begin + (offset if one.starts is None else one.starts[offset])
            end = begin + (offset + 1 if one.ends is None else one.ends[offset])
            if offset == 0 or (wide and not pieces):
                wide = _space_between(text, last, start)
            if wide and pieces:
                pieces.append(" ")
                starts.append(min(last, start))
                ends.append(max(last, start))
            wide = False
            pieces.append(character)
            starts.append(start)
            ends.append(end)
            last = max(last, end)
    return Normalised("".join(pieces), tuple(starts), tuple(ends))


def _space_between(text: str, start: int, end: int) -> bool:
    return any(character.isspace() for character in text[start:end])


def prepare(text: str) -> Prepared:
    """Remove what spans chunks: HTML tags and entities.

    Folding may lay bare markup that was disguised (an invisible inside a tag); such a text is
    folded here already, which folding it again does not change.
    """
    if not has_markup(text):
        return Prepared(text, None, None)
    unmarked = remove_markup(text)
    text, starts, ends = unmarked.text, unmarked.starts, unmarked.ends
    for round_ in range(_ROUNDS_AT_MOST + 1):
        # no fold makes a < or & out of anything else, and in plain ASCII nothing is disguised
        if not has_markup(text) or (text.isascii() and text.isprintable()):
            break
        bare = _fold_all(text)
        if not has_markup(bare.text):
            break
        again = remove_markup(bare.text)
        if again.text == bare.text:
            break
        if round_ == _ROUNDS_AT_MOST:
            emptied = bare.text.replace("<", " ").replace("&", " ")
            starts = [starts[i] for i in bare.starts]
            ends = [ends[i - 1] for i in bare.ends]
            text = emptied
            break
        starts = [starts[bare.starts[i]] for i in again.starts]
        ends = [ends[bare.ends[i - 1] - 1] for i in again.ends]
        text = again.text
    return Prepared(text, starts, ends)


def normalise(text: str) -> Normalised:
    """Normalise one text, with an offset for every character.

    Parameters
    ----------
    text
        Any string without lone surrogates.

    Returns
    -------
    Normalised
        Lower-case plain text, one space between words. ``normalise(normalise(x).text).text``
        is ``normalise(x).text``; plain clean text only loses its capitals. For every ``i``:
        ``0 <= starts[i] < ends[i] <= len(text)``, and both rise (not strictly) with ``i``.

    Examples
    --------
    >>> normalise("<b>Ｒо</b>lex &amp; co").text
    'rolex & co'
    """
    prepared = prepare(text)
    folded = _fold_all(prepared.text)
    if prepared.starts is None or prepared.ends is None:
        return folded
    return Normalised(
        folded.text,
        tuple(prepared.starts[i] for i in folded.starts),
        tuple(prepared.ends[i - 1] for i in folded.ends),
    )


def show(original: str, normalised: Normalised, start: int, end: int) -> str:
    """The seller's own characters behind ``normalised.text[start:end]``."""
    first, last = normalised.span(start, end)
    return original[first:last]
