"""Evidence marked in the seller's own words: from a text and spans to pieces a page can show.

Nothing here makes markup. A text becomes a list of :class:`Segment`, each with
the sum of the contributions that cover it and with pieces that a template prints
one by one, escaped. Three things happen on the way:

* spans that overlap are cut at each other's ends, so that every character is
  printed once and carries everything that rests on it;
* characters nobody can see (bidirectional controls, zero-width, control and
  private-use characters) become visible chips such as ``⟨U+202E⟩``: they are
  often the very trick, and on a page they could reorder what a reviewer reads;
* a very long text is shown around its evidence only, with the number of
  characters left out said in their place.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

__all__ = ["Piece", "Segment", "Span", "excerpt", "highlight", "pieces", "shade", "visible"]

SHADES = 4
_MAX_SPAN_SHOWN = 160  # of a longer span, both ends are shown
_CONTEXT = 48  # characters either side of a piece of evidence
_LEAD = 96  # characters from the beginning of a long text, always shown
_JOIN = 24  # a gap shorter than this is not worth announcing


@dataclass(frozen=True)
class Span:
    """Evidence on the characters ``[start, end)`` of a text; ``contribution`` in score units."""

    start: int
    end: int
    contribution: float


@dataclass(frozen=True)
class Piece:
    """What a template prints in one go.

    ``text`` is printed as it is; a ``chip`` stands for invisible characters
    (``U+200B ×3``); a ``gap`` says how many characters are not shown.
    """

    kind: Literal["text", "chip", "gap"]
    text: str


@dataclass(frozen=True)
class Segment:
    """Neighbouring characters that the same evidence covers; 0 where there is none."""

    contribution: float
    pieces: tuple[Piece, ...]

    @property
    def evidence(self) -> bool:
        """Whether any evidence rests on these characters."""
        return self.contribution != 0.0


def highlight(text: str, spans: Iterable[Span], *, limit: int | None = None) -> list[Segment]:
    """Cut ``text`` into segments that carry the evidence resting on them.

    Parameters
    ----------
    text : str
        The original text, in the same code points the spans count.
    spans : iterable of Span
        May overlap, repeat and come in any order. Ends outside of the text are
        clipped; empty spans and contributions that are 0 or not finite are ignored.
    limit : int, optional
        Show at most about this many characters (see :func:`excerpt`). Without it
        everything is shown.

    Returns
    -------
    list of Segment
        In order. Without ``limit`` and without invisible characters, the pieces put
        together are ``text`` again. Where spans overlap, ``contribution`` is the sum.
    """
    good = _usable(text, spans)
    windows = excerpt(len(text), good, limit) if limit is not None else [(0, len(text))]
    segments: list[Segment] = []
    shown_to = 0
    for start, end in windows:
        start, end = max(_whole(text, start), shown_to), _whole(text, end)
        if start > shown_to:
            segments.append(_gap(start - shown_to))
        segments.extend(_cut(text, start, end, good))
        shown_to = end
    if shown_to < len(text):
        segments.append(_gap(len(text) - shown_to))
    return segments


def excerpt(length: int, spans: Sequence[Span], limit: int) -> list[tuple[int, int]]:
    """Choose which characters of a long text to show: its beginning and its evidence.

    The strongest evidence comes first while the ``limit`` (in characters) lasts.

    Returns
    -------
    list of (start, end)
        Sorted, apart from each other, inside ``[0, length)``; everything if the text
        is not longer than ``limit``.
    """
    if length <= limit:
        return [(0, length)]
    lead = min(_LEAD if spans else limit, limit)
    wanted = [(0, lead)]
    left = limit - lead
    for span in sorted(spans, key=lambda s: (-abs(s.contribution), s.start, s.end)):
        for start, end in _ends(span):
            window = (max(0, start - _CONTEXT), min(length, end + _CONTEXT))
            cost = window[1] - window[0]
            if cost <= left:
                wanted.append(window)
                left -= cost
    merged = [wanted[0]]
    for start, end in sorted(wanted[1:]):
        if start <= merged[-1][1] + _JOIN:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    if merged[-1][1] + _JOIN >= length:
        merged[-1] = (merged[-1][0], length)
    return merged


def shade(contribution: float, full: float) -> int:
    """The strength of a contribution in steps 1 (pale) to 4 (dark), 0 for none.

    ``full`` is the contribution, in score units, from which on the darkest shade is used.
    """
    if contribution == 0.0 or not math.isfinite(contribution):
        return 0
    if full <= 0.0:
        return SHADES
    return max(1, min(SHADES, math.ceil(SHADES * abs(contribution) / full - 1e-9)))


def visible(text: str) -> str:
    """``text`` with each invisible character spelled out, for places without markup (CSV)."""
    return "".join(p.text if p.kind == "text" else f"⟨{p.text}⟩" for p in pieces(text))


def pieces(text: str) -> list[Piece]:
    """Split a text into printable stretches and chips for what can't be seen."""
    out: list[Piece] = []
    begin = index = 0
    while index < len(text):
        if not _is_hidden(text, index):
            index += 1
            continue
        if begin < index:
            out.append(Piece("text", text[begin:index]))
        end = index + 1
        while end < len(text) and text[end] == text[index]:
            end += 1
        times = f" ×{end - index:,}" if end - index > 1 else ""
        out.append(Piece("chip", f"U+{ord(text[index]):04X}{times}"))
        begin = index = end
    if begin < len(text):
        out.append(Piece("text", text[begin:]))
    return out


def _usable(text: str, spans: Iterable[Span]) -> list[Span]:
    good = []
    for span in spans:
        start, end = max(0, span.start), min(len(text), span.end)
        if start < end and span.contribution != 0.0 and math.isfinite(span.contribution):
            good.append(Span(_whole(text, start), _whole(text, end), span.contribution))
    return [span for span in good if span.start < span.end]


def _whole(text: str, index: int) -> int:
    """Move a cut forward until it no longer parts a letter from the marks stacked on it."""
    for _ in range(64):  # zalgo piles up hundreds; beyond this many, a cut is no loss
        if not 0 < index < len(text):
            break
        here = text[index]
        if not (
            unicodedata.category(here)[0] == "M" or here == "\u200d" or text[index - 1] == "\u200d"
        ):
            break
        index += 1
    return index


def _cut(text: str, start: int, end: int, spans: Sequence[Span]) -> list[Segment]:
    inside = [s for s in spans if s.start < end and s.end > start]
    edges = sorted(
        {start, end, *(min(max(p, start), end) for s in inside for p in (s.start, s.end))}
    )
    segments = []
    for low, high in pairwise(edges):
        # fsum: the sum must not depend on the order in which spans arrived
        total = math.fsum(s.contribution for s in inside if s.start <= low and s.end >= high)
        segments.append(Segment(total, tuple(pieces(text[low:high]))))
    return segments


def _ends(span: Span) -> list[tuple[int, int]]:
    if span.end - span.start <= _MAX_SPAN_SHOWN:
        return [(span.start, span.end)]
    half = _MAX_SPAN_SHOWN // 2
    return [(span.start, span.start + half), (span.end - half, span.end)]


def _gap(characters: int) -> Segment:
    plural = "" if characters == 1 else "s"
    return Segment(0.0, (Piece("gap", f"… {characters:,} character{plural} not shown …"),))


# Invisible although Unicode doesn't file them under control or format characters:
# the fillers of Hangul, the blank braille pattern, the grapheme joiner, Khmer inherent vowels.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Format characters (Cf) that do have a glyph: Arabic and Kaithi number signs.
_SHOWN_FORMAT = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd"
)


def _is_hidden(text: str, index: int) -> bool:
    char = text[index]
    if char < "\x7f":
        return char < " " and char not in "\t\n\r"
    if char in _BLANK:
        return True
    # Two that build emoji; anywhere else they have no business in a listing.
    before = unicodedata.category(text[index - 1]) if index else ""
    if char == "\ufe0f":
        return before not in {"So", "Sk", "Po", "Nd"}
    if char == "\u200d":
        after = unicodedata.category(text[index + 1]) if index + 1 < len(text) else ""
        return not (after == "So" and (before in {"So", "Sk"} or text[index - 1] == "\ufe0f"))
    if "\ufe00" <= char <= "\ufe0e" or "\U000e0100" <= char <= "\U000e01ef":
        return True
    category = unicodedata.category(char)
    if category == "Cf":
        return char not in _SHOWN_FORMAT
    return category in {"Cc", "Co", "Cs", "Cn", "Zl", "Zp"}
