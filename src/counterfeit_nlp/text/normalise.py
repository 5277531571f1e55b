"""A whole text: prepared, cut into chunks, normalised, with the way back.

Training, scoring, explaining and the tests all come through here, so that there is one
normaliser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from counterfeit_nlp.text.backspace import BACKSPACE, carry_out_backspaces
from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.chunks import CHUNK, fold_chunk
from counterfeit_nlp.text.direction import may_be_reversed, unreverse
from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.foreign_words import may_have_foreign_words, read_foreign_words
from counterfeit_nlp.text.fragments import join_fragments, may_have_fragments
from counterfeit_nlp.text.han_spaces import join_han_spaces, may_have_han_spaces
from counterfeit_nlp.text.html import has_markup, remove_markup
from counterfeit_nlp.text.lookalikes import latin_reading
from counterfeit_nlp.text.mojibake import may_have_mojibake, repair_mojibake
from counterfeit_nlp.text.spacing import join_spaced, may_be_spaced
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.traditional import simplify
from counterfeit_nlp.text.upside_down import may_be_upside_down, turn_upside_down
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary
from counterfeit_nlp.text.wide_signs import narrow_colons

__all__ = ["SPANS_CHUNKS", "Normalised", "normalise", "prepare", "show"]

_ROUNDS_AT_MOST = 3
_Gate = Callable[[str, Vocabulary], bool]
_Join = Callable[[str, Vocabulary], tuple[Tracked, list[Disguise]] | None]
# What takes white space out of known words, each behind a cheap look
_JOINING: tuple[tuple[_Gate, _Join], ...] = (
    (lambda text, _: may_be_spaced(text), join_spaced),
    (may_have_han_spaces, join_han_spaces),
    (may_have_fragments, join_fragments),
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text; ``text[i]`` came from ``original[starts[i]:ends[i]]``.

    ``disguises`` are what was done to its letters, in the order of the original, with their
    places there.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    disguises: tuple[Disguise, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the original (an empty span maps to an empty one)."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or (0,))[-1]
            return at, at
        return _tracked(self).span(start, end)


def _fold_all(
    text: str, vocabulary: Vocabulary = NOTHING_KNOWN, known: dict[str, Tracked] | None = None
) -> Tracked:
    """Fold and restore every chunk; white space between chunks becomes one space.

    ``known`` holds chunks that were folded before, with the same vocabulary; added to.
    """
    pieces: list[str] = []
    # None as long as every character has stood where it stands in the text
    starts: list[int] | None = None
    ends: list[int] = []
    disguises: list[Disguise] = []
    length = 0  # of the pieces
    last = 0  # end of the last chunk that left anything
    known = {} if known is None else known
    for match in CHUNK.finditer(text):
        begin, chunk = match.start(), match.group()
        one = known.get(chunk)
        if one is None:
            one = known[chunk] = fold_chunk(chunk, vocabulary)
            # folding what is folded changes nothing
            if one.text not in known:
                known[one.text] = Tracked(one.text)
        if one.disguises:
            disguises += [Disguise(kind, begin + a, begin + b) for kind, a, b in one.disguises]
        # a chunk holds white space only where folding cut glued words apart, or unfolded a space
        if starts is None and one.starts is None and _SPACE.search(one.text) is None:
            gap = begin - length
            if not gap or (gap == 1 and pieces and text[length].isspace()):  # most
                pieces += (" ", one.text) if gap else (one.text,)
                length = last = begin + len(one.text)
                continue
        if one.starts is None and _SPACE.search(one.text) is None:
            words = [(0, len(one.text), one.text)]
        else:
            words = [(*word.span(), word.group()) for word in _WORD.finditer(one.text)]
        for first, end, word in words:
            new_starts: Sequence[int] = range(begin + first, begin + end)
            new_ends: Sequence[int] = range(begin + first + 1, begin + end + 1)
            if one.starts is not None and one.ends is not None:
                new_starts = [begin + at for at in one.starts[first:end]]
                new_ends = [begin + at for at in one.ends[first:end]]
            start = new_starts[0]
            spaced = bool(pieces) and (
                first > 0 or (start > last and _SPACE.search(text, last, start) is not None)
            )
            if starts is None and (one.starts is not None or first or length + spaced != begin):
                starts, ends = list(range(length)), list(range(1, length + 1))
            if spaced:
                pieces.append(" ")
                length += 1
                if starts is not None:
                    # a space that cut glued words apart stands where the letter before it does
                    starts.append(min(last, start) if last != start else starts[-1])
                    ends.append(max(last, start))
            pieces.append(word)
            length += end - first
            if starts is not None:
                starts += new_starts
                ends += new_ends
            last = max(last, new_ends[-1])  # they rise within a chunk
    done = "".join(pieces)
    if starts is None and length != len(text):  # white space at the end
        starts, ends = list(range(length)), list(range(1, length + 1))
    return Tracked(done, starts, None if starts is None else ends, tuple(disguises))


def _in_order(disguises: Iterable[Disguise]) -> tuple[Disguise, ...]:
    return tuple(sorted(dict.fromkeys(disguises), key=itemgetter(1, 2, 0)))


_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s")
_SIGN = re.compile("[<&]")
_UP_TO_SPACE = re.compile(r"\S{1,16}")
_AFTER_SIGN = frozenset("/!#")


# What all has that spans chunks in ASCII: a sign with what a tag or an entity goes on with, or with
# what may be unseen in between, or a backspace. Read by Python's re and by RE2 alike.
SPANS_CHUNKS = r"<[/!A-Za-z]|&[#A-Za-z]|[\x00-\x08\x0e-\x1f\x7f]"
_SPANS_CHUNKS = re.compile(SPANS_CHUNKS)


def _step(now: Tracked) -> Tracked:
    """Undo each thing that spans chunks once."""
    if has_markup(now.text):
        unmarked = remove_markup(now.text)
        now = now.then(unmarked.text, unmarked.starts, unmarked.ends)
    if may_have_mojibake(now.text):
        repaired = repair_mojibake(now.text)
        if repaired is not None:
            now = now.then(*repaired)
    if may_be_reversed(now.text):
        now = now.then(*unreverse(now.text))
    if BACKSPACE in now.text:
        now = now.then(*carry_out_backspaces(now.text))
    return now


def _needs_preparing(text: str) -> bool:
    if text.isascii():
        return _SPANS_CHUNKS.search(text) is not None
    return has_markup(text) or may_have_mojibake(text) or may_be_reversed(text) or BACKSPACE in text


def prepare(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> Tracked:
    """Undo what spans chunks: markup, mojibake, text written backwards, spaced letters, ...

    In this order, because entities may stand for characters of all the others, and repeated,
    because each may lay bare something for another. Folding may lay bare markup that was
    disguised (an invisible inside a tag); such a text is folded here already, which folding it
    again does not change. Last, a full-width colon inside a thing becomes a plain one, traditional
    Chinese characters become simplified ones, one for one, words upside down are turned, words of
    foreign letters that look like known Latin words are written with those, and letters spaced
    apart, and fragments of names, are joined where they spell known words.
    """
    if not _needs_preparing(text):
        bare = Tracked(text)
        if text.isascii() and not (
            vocabulary and (may_be_spaced(text) or may_have_fragments(text, vocabulary))
        ):
            return bare  # most texts
    else:
        bare = _laid_bare(text)
    return _finish(bare, vocabulary)


def _laid_bare(text: str) -> Tracked:
    now = Tracked(text)
    for _ in range(_ROUNDS_AT_MOST):
        before, now = now, _step(now)
        if now.text == before.text:
            break
    for round_ in range(_ROUNDS_AT_MOST + 1):
        # no fold makes a < or & out of anything else, and in plain ASCII nothing is disguised
        if not has_markup(now.text) or not _may_be_disguised_markup(now.text):
            break
        bare = _fold_all(now.text)
        if not has_markup(bare.text):
            break
        again = remove_markup(bare.text)
        if again.text == bare.text:
            break
        # the letters are plain from here on, so what was done to them has to be kept now
        now = now.then(bare.text, bare.starts, bare.ends, bare.disguises)
        if round_ == _ROUNDS_AT_MOST:
            return now.then(now.text.replace("<", " ").replace("&", " "), None, None)
        now = now.then(again.text, again.starts, again.ends)
    return Tracked(text) if now.text == text else now


def _may_be_disguised_markup(text: str) -> bool:
    """Whether folding may lay bare a tag or an entity (never says no wrongly).

    It begins with one of these signs, and what is next to be seen behind it is no white space.
    """
    if text.isascii() and text.isprintable():
        return False
    for sign in _SIGN.finditer(text):
        behind = _UP_TO_SPACE.match(text, sign.end())
        shown = fold(behind.group()).text if behind is not None else ""
        if behind is not None and not shown:  # more may follow
            return True
        if shown[:1] in _AFTER_SIGN or (shown[:1].isalpha() and latin_reading(shown[:1])):
            return True
    return False


def _finish(prepared: Tracked, vocabulary: Vocabulary) -> Tracked:
    """What needs nothing laid bare any more: simplified characters, foreign and spaced letters."""
    now = prepared
    if not now.text.isascii():
        now = now.then(simplify(narrow_colons(now.text)), None, None)
        if vocabulary and may_be_upside_down(now.text):
            turned, letters = turn_upside_down(now.text, vocabulary)
            now = now.then(turned, None, None, letters)
        if vocabulary and may_have_foreign_words(now.text):
            read, letters = read_foreign_words(now.text, vocabulary)
            now = now.then(read, None, None, letters)
    for may_hold_some, join in _JOINING if vocabulary else ():
        if may_hold_some(now.text, vocabulary):
            joined = join(now.text, vocabulary)
            if joined is not None:
                left, disguises = joined
                now = now.then(left.text, left.starts, left.ends, disguises)
    if now.text == prepared.text:
        now = prepared
    return replace(now, disguises=tuple(sorted(now.disguises))) if now.disguises else now


def normalise(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> Normalised:
    """Normalise one text, with an offset for every character.

    Parameters
    ----------
    text
        Any string without lone surrogates.
    vocabulary
        What disguised words are resolved against.

    Returns
    -------
    Normalised
        Lower-case plain text, one space between words. ``normalise(normalise(x).text).text``
        is ``normalise(x).text``; plain clean text only loses its capitals. For every ``i``:
        ``0 <= starts[i] < ends[i] <= len(text)``, and both rise (not strictly) with ``i``, but
        inside runs that were written backwards.

    Examples
    --------
    >>> normalise("<b>Ｒо</b>lex &amp; co").text
    'rolex & co'
    """
    known: dict[str, Tracked] = {}
    found = _in_full(_normalise_once(text, vocabulary, known))
    unread = text.isascii() and not found.disguises and found.text == text.lower()
    if not vocabulary or found.text == text or unread:
        return found
    # what was cut or joined may have become a word that is resolved in a text of its own
    for _ in range(_ROUNDS_AT_MOST):
        again = _normalise_once(found.text, vocabulary, known)
        if again.text == found.text:
            break
        found = _in_full(
            _tracked(found).then(again.text, again.starts, again.ends, again.disguises)
        )
    return found


def _normalise_once(
    text: str, vocabulary: Vocabulary, known: dict[str, Tracked] | None = None
) -> Tracked:
    prepared = prepare(text, vocabulary)
    folded = _fold_all(prepared.text, vocabulary, known)
    return prepared.then(folded.text, folded.starts, folded.ends, folded.disguises)


def _tracked(one: Normalised) -> Tracked:
    return Tracked(one.text, one.starts, one.ends, one.disguises)


def _in_full(one: Tracked) -> Normalised:
    """With a place for every character, and each disguise once, in the order of the original."""
    starts = range(len(one.text)) if one.starts is None else one.starts
    ends = range(1, len(one.text) + 1) if one.ends is None else one.ends
    return Normalised(one.text, tuple(starts), tuple(ends), _in_order(one.disguises))


def show(original: str, normalised: Normalised, start: int, end: int) -> str:
    """The seller's own characters behind ``normalised.text[start:end]``."""
    first, last = normalised.span(start, end)
    return original[first:last]
