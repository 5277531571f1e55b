"""Characters as a human sees them: Unicode forms, invisibles, marks, case.

Works on one chunk (see :mod:`counterfeit_nlp.text.chunks`) and keeps, for every character that
comes out, the range of seller's characters it came from. The order is:

1. group each base character with the marks stacked on it, so that ``e`` + acute is one thing;
2. drop invisibles (zero-width, soft hyphen, bidi controls, variation selectors, controls);
3. NFKC: full-width, circled, mathematical and ligature forms become plain letters;
4. drop marks from Latin letters, digits and Han characters (Hermès = Hermes, and zalgo goes with
   them); other scripts keep their marks, where they spell different words;
5. look-alikes inside Latin words (needs case, so before 6);
6. case folding;

repeated until nothing changes, because each step may lay bare something for another.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from counterfeit_nlp.text.lookalikes import fold_lookalikes

__all__ = ["Folded", "fold"]

# Marks on one base that are looked at. Canonical ordering of stacked marks is quadratic in
# CPython, so a tower of 60,000 marks would hang the normaliser; no writing system stacks eight.
_MARKS_AT_MOST = 8
_ROUNDS_AT_MOST = 4
# Invisible, yet not in the format category (Cf)
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Folded:
    """A chunk as the model reads it.

    Attributes
    ----------
    text
        The folded characters.
    starts, ends
        For character ``i`` of ``text``: it came from ``chunk[starts[i]:ends[i]]``.
        None where every character stands for itself.
    lookalikes
        Letters of other alphabets that stood for Latin ones.
    invisibles
        Invisible characters between two visible letters or digits.
    """

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None
    lookalikes: int
    invisibles: int


# A form that unfolds into more characters than this stays as it is (one Arabic ligature stands
# for eighteen characters): text that grows eighteenfold on the way in is an attack, not a help.
_EXPANSION_AT_MOST = 4
# Distinct characters remembered; all of ordinary English and Chinese is a tenth of it
_REMEMBERED = 65_536


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def _is_invisible(character: str) -> bool:
    return (
        (unicodedata.category(character) in ("Cf", "Cc", "Cs") and not character.isspace())
        or character in _BLANKS
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def _sheds_marks(base: str) -> bool:
    return base.isascii() or "\u4e00" <= base <= "\u9fff" or "LATIN" in unicodedata.name(base, "")


def _plain(cluster: str) -> str:
    """One base character with its marks, in its plain form (case kept)."""
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
            if base and not _sheds_marks(base):
                out.append(character)
        else:
            base = character
            out.append(character)
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


def _fold_once(chunk: str) -> tuple[str, list[int], list[int], int, int]:
    forms = [_PLAIN_FORM[character] for character in chunk]
    pieces: list[str]
    invisibles = 0
    if None in forms:
        pieces, starts, ends, invisibles = _fold_stacks(chunk, forms)
    else:
        pieces = forms  # type: ignore[assignment]  # no None among them
        starts = list(range(len(chunk)))
        ends = list(range(1, len(chunk) + 1))
    text = "".join(pieces)
    if len(text) != len(pieces):
        starts = [s for s, piece in zip(starts, pieces, strict=True) for _ in piece]
        ends = [e for e, piece in zip(ends, pieces, strict=True) for _ in piece]
    text, lookalikes = fold_lookalikes(text)
    lowered = text.casefold()
    if len(lowered) != len(text):  # ß becomes ss: both come from the same place
        lengths = [len(character.casefold()) for character in text]
        starts = [s for s, n in zip(starts, lengths, strict=True) for _ in range(n)]
        ends = [e for e, n in zip(ends, lengths, strict=True) for _ in range(n)]
    return lowered, starts, ends, lookalikes, invisibles


def _fold_stacks(
    chunk: str, forms: list[str | None]
) -> tuple[list[str], list[int], list[int], int]:
    """Pieces of a chunk that holds marks or invisibles, with their ranges."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    invisibles = 0
    hidden = 0  # characters without a look of their own since the last visible one
    visible = False  # whether the last visible character was a letter or digit
    at, length = 0, len(chunk)
    while at < length:
        start = at
        plain = forms[at]
        at += 1
        if plain is None:  # invisible, or a mark with nothing to stand on
            hidden += 1
            continue
        while at < length and forms[at] is None and _is_mark(chunk[at]):
            at += 1
        if at > start + 1:
            plain = _plain(chunk[start : min(at, start + 1 + _MARKS_AT_MOST)])
        if hidden:
            if visible and plain[:1].isalnum():
                invisibles += hidden
            hidden = 0
        visible = plain[-1:].isalnum()
        pieces.append(plain)
        starts.append(start)
        ends.append(at)
    return pieces, starts, ends, invisibles


def fold(chunk: str) -> Folded:
    """Fold one chunk.

    Parameters
    ----------
    chunk
        Any string; meant for a run without white space.

    Returns
    -------
    Folded
        With ``fold(fold(x).text).text == fold(x).text``.

    Examples
    --------
    >>> fold("\N{FULLWIDTH LATIN CAPITAL LETTER R}\N{CYRILLIC SMALL LETTER O}LEX").text
    'rolex'
    """
    if chunk.isascii() and chunk.isprintable():
        return Folded(chunk.lower(), None, None, 0, 0)
    text, starts, ends, lookalikes, invisibles = _fold_once(chunk)
    for _ in range(_ROUNDS_AT_MOST):
        again, sub_starts, sub_ends, more_lookalikes, more_invisibles = _fold_once(text)
        if again == text:
            break
        starts = [starts[i] for i in sub_starts]
        ends = [ends[i - 1] for i in sub_ends]
        text = again
        lookalikes += more_lookalikes
        invisibles += more_invisibles
    length = len(chunk)
    if len(text) == length and starts == list(range(length)) and ends == list(range(1, length + 1)):
        return Folded(text, None, None, lookalikes, invisibles)
    return Folded(text, tuple(starts), tuple(ends), lookalikes, invisibles)
