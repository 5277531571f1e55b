"""UTF-8 that somebody read as Windows-1252 or Latin-1, put right (``cafÃ©`` for ``café``).

Nobody disguises anything so; it happens on the way. The bytes are decoded here, sequence by
sequence, so that each character keeps its place. Whether a sequence is damage or just two
characters that somebody wrote side by side (``CAFÉ“``) is judged by ``ftfy.badness``: what isn't
bad, or isn't better afterwards, stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftfy.badness import badness, is_bad

__all__ = ["may_have_mojibake", "repair_mojibake"]

_BYTE: dict[str, int] = {}
for _byte in range(0x80, 0x100):
    _BYTE[chr(_byte)] = _byte  # Latin-1, and what Windows-1252 leaves open
for _byte in range(0x80, 0xA0):
    _BYTE[bytes([_byte]).decode("cp1252", errors="replace")] = _byte
_BYTE.pop("\ufffd", None)


def _class(first: int, last: int) -> str:
    return "[" + "".join(re.escape(c) for c, byte in _BYTE.items() if first <= byte <= last) + "]"


_LATER = _class(0x80, 0xBF)
# Not the multiplication sign (first byte of Hebrew): it survives folding where accented letters
# don't, and so folding could lay bare a sequence that was none before.
_TWO = "(?!\u00d7)" + _class(0xC2, 0xDF) + _LATER
_THREE = _class(0xE0, 0xEF) + _LATER + "{2}"
_FOUR = _class(0xF0, 0xF4) + _LATER + "{3}"
_SEQUENCE = re.compile(f"{_FOUR}|{_THREE}|{_TWO}")
_RUN = re.compile(f"(?:{_FOUR}|{_THREE}|{_TWO})+")


def may_have_mojibake(text: str) -> bool:
    """Whether it is worth calling :func:`repair_mojibake` (never says no wrongly)."""
    return _SEQUENCE.search(text) is not None


def _decoded(run: str) -> tuple[str, list[int]] | None:
    """The characters of a run of sequences, and how many characters each was."""
    out: list[str] = []
    widths: list[int] = []
    for match in _SEQUENCE.finditer(run):
        sequence = match.group()
        try:
            character = bytes(_BYTE[c] for c in sequence).decode()
        except UnicodeDecodeError:  # overlong or a surrogate: no UTF-8
            out.append(sequence)
            widths.extend([1] * len(sequence))
        else:
            out.append(character)
            widths.append(len(sequence))
    decoded = "".join(out)
    return (decoded, widths) if decoded != run else None


def repair_mojibake(text: str) -> tuple[str, Sequence[int], Sequence[int]] | None:
    """Decode what was decoded wrongly, once; text damaged twice needs two calls.

    Parameters
    ----------
    text
        Any string.

    Returns
    -------
    tuple of (str, sequence of int, sequence of int), or None
        The text with, for each character, start and end in ``text``; None if nothing is wrong.

    Examples
    --------
    >>> repair_mojibake("caf\u00c3\u00a9")
    ('café', [0, 1, 2, 3], [1, 2, 3, 5])
    >>> repair_mojibake("CAF\u00c9\u201c") is None
    True
    """
    if not is_bad(text):
        return None
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _RUN.finditer(text):
        first, last = match.span()
        better = _decoded(match.group())
        if better is None:
            continue
        decoded, widths = better
        before, after = text[max(0, first - 1) : first], text[last : last + 1]
        bad = badness(before + match.group() + after)
        if not bad:
            continue
        best, left = decoded, badness(before + decoded + after)
        while left >= bad and (deeper := _decoded(best)) is not None:  # damaged more than once
            best = deeper[0]
            left = badness(before + best + after)
        if left >= bad:
            continue
        pieces += (text[at:first], decoded)
        starts.extend(range(at, first))
        ends.extend(range(at + 1, first + 1))
        for width in widths:
            starts.append(first)
            first += width
            ends.append(first)
        at = last
    if not pieces:
        return None
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return "".join(pieces), starts, ends
