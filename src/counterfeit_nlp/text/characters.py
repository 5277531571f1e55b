"""Characters as a human sees them: Unicode forms, invisibles, marks, case.

Works on one chunk (see :mod:`counterfeit_nlp.text.chunks`) and keeps, for every character that
comes out, the range of seller's characters it came from. The order is:

1. group each base character with the marks stacked on it, so that ``e`` + acute is one thing;
2. drop invisibles (zero-width, soft hyphen, bidi controls, variation selectors, controls);
3. NFKC: full-width, circled, mathematical and ligature forms become plain letters, and
   :mod:`counterfeit_nlp.text.encodings` does what NFKC leaves out;
4. drop marks from Latin letters, digits and Han characters (Hermès = Hermes, and zalgo goes with
   them); other scripts keep their marks, where they spell different words, unless three or more of
   the marks that no writing stacks so are on one letter;
5. words of two alphabets glued together are cut apart, and look-alikes inside Latin words become
   Latin (both need case, so before 6);
6. case folding;

repeated until nothing changes, because each step may lay bare something for another.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from operator import itemgetter

from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.encodings import (
    CONTEXTUAL,
    ENOUGH,
    find_encoded,
    latin_letter,
    plain_form,
    read_in_context,
)
from counterfeit_nlp.text.lookalikes import cut_glued_words, fold_lookalikes
from counterfeit_nlp.text.tracked import Tracked

__all__ = ["fold"]

# Marks on one base that are looked at. Canonical ordering of stacked marks is quadratic in
# CPython, so a tower of 60,000 marks would hang the normaliser; no writing system stacks eight.
_MARKS_AT_MOST = 8
_ROUNDS_AT_MOST = 4
# Invisible, yet not in the format category (Cf)
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")


_TONES = frozenset("\u0300\u0301\u0302\u0303\u0304\u030c")
# Overlays (strokes, bars, slashes) and enclosing circles and squares
_THROUGH = frozenset(
    "\u0334\u0335\u0336\u0337\u0338\u20d2\u20d3\u20d8\u20d9\u20da\u20dd\u20de\u20df\u20e0"
    "\u20e4\u20e5\u20e6\u20ea\u20eb"
)
_STACK = 3
# A form that unfolds into more characters than this stays as it is (one Arabic ligature stands
# for eighteen characters): text that grows eighteenfold on the way in is an attack, not a help.
_EXPANSION_AT_MOST = 4
# Distinct characters remembered; all of ordinary English and Chinese is a tenth of it
_REMEMBERED = 65_536


def _is_mark(character: str) -> bool:
    # with the voicing marks of half-width kana, which NFKC makes marks of
    return unicodedata.category(character) in ("Mn", "Me") or character in "\uff9e\uff9f"


def _is_invisible(character: str) -> bool:
    return (
        (unicodedata.category(character) in ("Cf", "Cc", "Cs") and not character.isspace())
        or character in _BLANKS
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def _is_general_mark(character: str) -> bool:
    """Whether a mark belongs to no script (Arabic, Hebrew, Thai... have marks of their own)."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\u1ab0" <= character <= "\u1aff"
        or "\u1dc0" <= character <= "\u1dff"
        or "\u20d0" <= character <= "\u20ff"
        or "\ufe20" <= character <= "\ufe2f"
    )


def _is_stacked(cluster: str) -> bool:
    """Whether no writing puts such marks on such a base.

    Three marks that belong to no script on any base, or two on a Latin letter, are too many unless
    there is one letter for all of it (Vietnamese), or for all but a tone (Yoruba). One is too
    many if it runs through a Latin letter or round it.
    """
    marks = [character for character in cluster[1:] if _is_general_mark(character)]
    latin = cluster[0].isalpha() and _sheds_marks(cluster[0])
    if latin and not _THROUGH.isdisjoint(marks):
        return True
    if len(marks) < (2 if latin else 3):
        return False
    left = unicodedata.normalize("NFC", cluster)[1:]
    return bool(left) and not (len(marks) == 2 and len(left) == 1 and left in _TONES)


def _sheds_marks(base: str) -> bool:
    return base.isascii() or "\u4e00" <= base <= "\u9fff" or "LATIN" in unicodedata.name(base, "")


def _plain(cluster: str) -> str:
    """One base character with its marks, in its plain form (case kept)."""
    special = plain_form(cluster[0])
    if special == cluster[0]:
        return special
    if special is not None:
        cluster = special + cluster[1:]
    too_many = sum(map(_is_general_mark, cluster[1:])) >= _STACK
    compatible = unicodedata.normalize("NFKC", cluster)
    if compatible.isascii():
        return compatible
    if len(compatible) - len(cluster) >= _EXPANSION_AT_MOST:
        compatible = unicodedata.normalize("NFC", cluster)
    out: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", compatible):
        if _is_invisible(character):
            continue
        if _is_mark(character):
            if base and not _sheds_marks(base) and not (too_many and _is_general_mark(character)):
                out.append(character)
        else:
            base = character
            out.append(latin_letter(character))
    return unicodedata.normalize("NFC", "".join(out))


class _PlainForms(dict[str, str | None]):
    """Plain form of a character that stands alone; None for marks and invisibles."""

    def __missing__(self, character: str) -> str | None:
        if len(self) > _REMEMBERED:
            self.clear()
        plain = None
        if not _is_invisible(character) and not _is_mark(character):
            plain = _plain(character)
        self[character] = plain
        return plain


_PLAIN_FORM = _PlainForms()
# Chinese, and what of ASCII is seen and has no small form: nothing is to be folded
_PLAIN_CHINESE = re.compile("[\u4e00-\u9fff!-@\\[-~]+")


_Folded = tuple[str, list[int], list[int], list[Disguise]]


def _fold_once(chunk: str) -> _Folded | None:
    """Fold once; None where nothing is to be done, as in most words of another alphabet."""
    forms: list[str | None] = list(map(_PLAIN_FORM.__getitem__, chunk))
    if CONTEXTUAL.search(chunk):
        forms = read_in_context(chunk, forms)
    elif (
        forms == list(chunk)
        and chunk == chunk.casefold()
        and not cut_glued_words(chunk)  # there are capitals without a small form
    ):
        read, replaced = fold_lookalikes(chunk)
        if read == chunk:
            return None
        if read == read.casefold():
            alike = [Disguise("lookalike_letters", at, at + 1) for at in replaced[:ENOUGH]]
            return read, list(range(len(read))), list(range(1, len(read) + 1)), alike
    pieces: list[str]
    disguises: list[Disguise] = []
    if None in forms:
        pieces, starts, ends, disguises = _fold_stacks(chunk, forms)
    else:
        pieces = forms  # type: ignore[assignment]  # no None among them
        starts = list(range(len(chunk)))
        ends = list(range(1, len(chunk) + 1))
    text = "".join(pieces)
    if len(text) != len(pieces) or "" in pieces:
        starts = [s for s, piece in zip(starts, pieces, strict=True) for _ in piece]
        ends = [e for e, piece in zip(ends, pieces, strict=True) for _ in piece]
    if text != chunk:
        disguises += find_encoded(chunk, text, starts, ends)
    cuts = cut_glued_words(text)
    if cuts:  # the space stands where the letter before it does
        bounds = list(zip([0, *cuts], [*cuts, len(text)], strict=True))
        text = " ".join(text[a:b] for a, b in bounds)
        starts = [s for a, b in bounds for s in (*starts[a:b], starts[b - 1])][:-1]
        ends = [e for a, b in bounds for e in (*ends[a:b], ends[b - 1])][:-1]
    text, replaced = fold_lookalikes(text)
    disguises += (Disguise("lookalike_letters", starts[at], ends[at]) for at in replaced[:ENOUGH])
    lowered = text.casefold()
    if len(lowered) != len(text):  # ß becomes ss: both come from the same place
        lengths = [len(character.casefold()) for character in text]
        starts = [s for s, n in zip(starts, lengths, strict=True) for _ in range(n)]
        ends = [e for e, n in zip(ends, lengths, strict=True) for _ in range(n)]
    return lowered, starts, ends, disguises


def _is_folded(text: str) -> bool:
    """Whether folding would change nothing and find nothing."""
    return (
        text == text.casefold()
        and list(map(_PLAIN_FORM.__getitem__, text)) == list(text)
        and CONTEXTUAL.search(text) is None
        and fold_lookalikes(text)[0] == text
    )


def _fold_stacks(
    chunk: str, forms: list[str | None]
) -> tuple[list[str], list[int], list[int], list[Disguise]]:
    """Pieces of a chunk that holds marks or invisibles, with their ranges."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    disguises: list[Disguise] = []
    hidden: list[int] = []  # characters without a look of their own since the last visible one
    visible = False  # whether the last visible character was a letter or digit
    at, length = 0, len(chunk)
    while at < length:
        start = at
        plain = forms[at]
        at += 1
        if plain is None:  # invisible, or a mark with nothing to stand on
            hidden.append(start)
            continue
        while at < length and forms[at] is None and _is_mark(chunk[at]):
            at += 1
        if at > start + 1:
            cluster = chunk[start : min(at, start + 1 + _MARKS_AT_MOST)]
            if not CONTEXTUAL.match(cluster):  # those were read with their neighbours
                plain = _plain(cluster)
            if len(disguises) < ENOUGH and _is_stacked(cluster):
                disguises.append(Disguise("stacked_marks", start, at))
        if hidden:
            if visible and plain[:1].isalnum() and len(disguises) < ENOUGH:
                disguises += (
                    Disguise("invisible_characters", at, at + 1) for at in hidden[:ENOUGH]
                )
            hidden = []
        visible = plain[-1:].isalnum()
        pieces.append(plain)
        starts.append(start)
        ends.append(at)
    return pieces, starts, ends, disguises


def fold(chunk: str) -> Tracked:
    """Fold one chunk.

    Parameters
    ----------
    chunk
        Any string; meant for a run without white space.

    Returns
    -------
    Tracked
        With ``fold(fold(x).text).text == fold(x).text``. Disguises in order, one for each letter
        (with its marks) that is a look-alike, encoded or stacked, and one for each invisible
        character between two visible letters or digits: so those of a word can be counted. At
        most a few thousand for one chunk.

    Examples
    --------
    >>> fold("\N{FULLWIDTH LATIN CAPITAL LETTER R}\N{CYRILLIC SMALL LETTER O}LEX").text
    'rolex'
    """
    if chunk.isascii() and chunk.isprintable():
        return Tracked(chunk.lower())
    if _PLAIN_CHINESE.fullmatch(chunk):
        return Tracked(chunk)
    once = _fold_once(chunk)
    if once is None:
        return Tracked(chunk)
    text, starts, ends, disguises = once
    for _ in range(_ROUNDS_AT_MOST):
        if (text.isascii() and text.isprintable()) or _is_folded(text):
            break
        once = _fold_once(text)
        if once is None:
            break
        again, sub_starts, sub_ends, more = once
        disguises += (Disguise(kind, starts[a], ends[b - 1]) for kind, a, b in more)
        if again == text:
            break
        starts = [starts[i] for i in sub_starts]
        ends = [ends[i - 1] for i in sub_ends]
        text = again
    if any(one.start >= other.start for one, other in pairwise(disguises)):
        disguises = sorted(set(disguises), key=itemgetter(1, 2, 0))
    done = tuple(disguises)
    length = len(chunk)
    if len(text) == length and starts == list(range(length)) and ends == list(range(1, length + 1)):
        return Tracked(text, None, None, done)
    return Tracked(text, tuple(starts), tuple(ends), done)
