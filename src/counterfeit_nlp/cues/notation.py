"""The notation of the lexicon's patterns, read into alternatives of words.

``(no|not|never) a? *2 !{replica}`` reads: one of three words, perhaps *a*, at most two words
more, a word of the group *replica*; the exclamation mark says which part is rare enough to look
for first. The head of ``english.toml`` explains it to those who write patterns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["CLASSES", "MOST_VARIANTS", "Element", "Part", "Pattern", "PatternError", "parse"]

# Classes of words, see units.py
CLASSES = ("<contact>", "<id>", "<name>", "<number>", "<ratio>")
LONGEST_GAP = 6
MOST_VARIANTS = 5_000

_PIECE = re.compile(
    r"(?P<space>\s+)|(?P<gap>\*(?P<most>\d*))|(?P<class><[^<>]*>)|\{(?P<group>[^{}]*)\}"
    r"|(?P<mark>[(|)?!])|(?P<word>[^\s*<>{}()|?!]+)|(?P<bad>.)",
    re.DOTALL,
)


class PatternError(ValueError):
    """A pattern can't be read; the message says what to write instead."""


class Element(NamedTuple):
    """A word as it was written in a pattern, or one of ``CLASSES``; ``marked`` by ``!``."""

    text: str
    marked: bool


# Every way to say a part: sequences of elements
Part = tuple[tuple[Element, ...], ...]


class Pattern(NamedTuple):
    """Parts, and between each two of them the most words that may stand there."""

    parts: tuple[Part, ...]
    gaps: tuple[int, ...]


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, pattern: str, groups: Mapping[str, Sequence[str]], inside: tuple[str, ...]):
        self.groups = groups
        self.inside = inside
        self.pieces = [match for match in _PIECE.finditer(pattern) if match.lastgroup != "space"]
        self.at = 0

    def peek(self, mark: str) -> bool:
        return self.at < len(self.pieces) and self.pieces[self.at]["mark"] == mark

    def sequence(self, top: bool) -> list[Part | int]:
        """Read up to the end, or to ``|`` or ``)``: what can stand in a row, and gaps."""
        found: list[Part | int] = []
        while self.at < len(self.pieces) and not (self.peek("|") or self.peek(")")):
            gap = self.pieces[self.at]
            if gap["gap"] is not None:
                if not top:
                    raise PatternError("a gap stands inside ( ) or a group: put it outside")
                most = int((gap["most"] or "1")[:3])
                if most > LONGEST_GAP:
                    raise PatternError(f"gap *{most}: expected *0 to *{LONGEST_GAP}")
                found.append(most)
                self.at += 1
            else:
                found.append(self.element())
        return found

    def element(self) -> Part:
        marked = self.peek("!")
        self.at += marked
        if self.at == len(self.pieces):
            raise PatternError("! stands at the end: put it before the word it marks")
        piece = self.pieces[self.at]
        self.at += 1
        if piece["word"] is not None:
            part: Part = ((Element(piece["word"], False),),)
        elif piece["class"] is not None:
            if piece["class"] not in CLASSES:
                raise PatternError(
                    f"{piece['class']} is no class of words: expected one of {', '.join(CLASSES)}"
                )
            part = ((Element(piece["class"], False),),)
        elif piece["group"] is not None:
            part = self.group(piece["group"])
        elif piece["mark"] == "(":
            part = self.alternatives()
            if not self.peek(")"):
                raise PatternError("( is never closed")
            self.at += 1
        else:
            raise PatternError(
                f"{piece.group()!r} stands where a word, ( or {{ was expected; the characters "
                "( ) { } < > | * ? ! are the notation's own"
            )
        if marked:
            part = tuple(
                # marks that stand inside already say it more exactly
                row if any(e.marked for e in row) else tuple(Element(e.text, True) for e in row)
                for row in part
            )
        if self.peek("?"):
            self.at += 1
            part = (*part, ())
        return part

    def group(self, name: str) -> Part:
        if name not in self.groups:
            known = ", ".join(sorted(self.groups)) or "none"
            raise PatternError(f"there is no group {{{name}}}: groups are {known}")
        if name in self.inside:
            raise PatternError(f"group {{{name}}} holds itself")
        found: list[tuple[Element, ...]] = []
        for pattern in self.groups[name]:
            reader = _Reader(pattern, self.groups, (*self.inside, name))
            found.extend(reader.alternatives())
            reader.finished()
        return _limited(found)

    def alternatives(self) -> Part:
        found: list[tuple[Element, ...]] = []
        while True:
            row = [item for item in self.sequence(top=False) if not isinstance(item, int)]
            if not row:
                raise PatternError("an alternative is empty: write (a|b)? for none of them")
            found.extend(_in_a_row(row))
            if not self.peek("|"):
                return _limited(found)
            self.at += 1

    def finished(self) -> None:
        if self.at < len(self.pieces):
            raise PatternError(
                f"{self.pieces[self.at].group()!r} stands alone: put alternatives into ( )"
            )


def _limited(rows: Sequence[tuple[Element, ...]]) -> Part:
    if len(rows) > MOST_VARIANTS:
        raise PatternError(
            f"it stands for more than {MOST_VARIANTS:,} phrases: write *0 between "
            "its parts, which keeps them apart, or use fewer alternatives in a row"
        )
    return tuple(dict.fromkeys(rows))


def _in_a_row(parts: Sequence[Part]) -> Part:
    rows: Part = ((),)
    for part in parts:
        if len(rows) * len(part) > 4 * MOST_VARIANTS:
            _limited([()] * (MOST_VARIANTS + 1))
        rows = tuple(dict.fromkeys((*row, *more) for row in rows for more in part))
    return _limited(rows)


def parse(pattern: str, groups: Mapping[str, Sequence[str]]) -> Pattern:
    """Read a pattern.

    Parameters
    ----------
    pattern
        In the notation that the head of ``english.toml`` explains.
    groups
        Patterns by the name of their group.

    Raises
    ------
    PatternError
        With what to write instead.

    Examples
    --------
    >>> found = parse("(no|not) a? *2 {copy}", {"copy": ["replica", "fake"]})
    >>> [" ".join(element.text for element in row) for row in found.parts[0]], found.gaps
    (['no a', 'no', 'not a', 'not'], (2,))
    """
    reader = _Reader(pattern, groups, ())
    items = reader.sequence(top=True)
    reader.finished()
    parts: list[Part] = []
    gaps: list[int] = []
    row: list[Part] = []
    for item in [*items, None]:
        if item is None or isinstance(item, int):
            rows = _in_a_row(row) if row else ((),)
            if () in rows:
                raise PatternError(
                    "nothing has to stand before or after a gap, or anywhere: leave out the gap "
                    "or a question mark"
                )
            parts.append(rows)
            row = []
            if item is not None:
                gaps.append(item)
        else:
            row.append(item)
    return Pattern(tuple(parts), tuple(gaps))
