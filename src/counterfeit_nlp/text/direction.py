"""Text written backwards under a direction control, turned round to what a reader sees.

U+202E (right-to-left override) shows the characters behind it from right to left, so ``xelor``
is read as ``rolex``. Overrides, embeddings and isolates nest, and a line's end closes all (Unicode
Standard Annex #9, rules X1 to X8 and L1 to L4, as far as they concern letters written from left to
right). Arabic and Hebrew run from right to left anyway: a run that holds them stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from counterfeit_nlp.text.disguise import Disguise

__all__ = ["may_be_reversed", "unreverse"]

_OVERRIDE = "\u202e"
_OPENING = {
    "\u202a": False, "\u202b": False, "\u202d": False, _OVERRIDE: False,
    "\u2066": True, "\u2067": True, "\u2068": True,
}  # fmt: skip
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CONTROLS = frozenset((*_OPENING, _POP, _POP_ISOLATE))
_DEPTH_AT_MOST = 125  # max_depth of the annex: what is nested deeper has no effect
_LINE_ENDS = "\n\r\x1c\x1d\x1e\x85\u2028\u2029"
_ACTS = re.compile(f"[{''.join(sorted(_CONTROLS))}{_LINE_ENDS}]")
_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))  # rule L4


def may_be_reversed(text: str) -> bool:
    """Whether it is worth calling :func:`unreverse` (never says no wrongly)."""
    return _OVERRIDE in text


@dataclass(slots=True)
class _Level:
    """What one control governs: places of characters, and lists of them (clusters, levels)."""

    start: int
    isolate: bool
    reverses: bool
    items: list[Any] = field(default_factory=list)


def unreverse(
    text: str,
) -> tuple[str, Sequence[int], Sequence[int], tuple[Disguise, ...]]:
    """Put text under right-to-left overrides into the order a reader sees.

    Parameters
    ----------
    text
        Any string.

    Returns
    -------
    tuple of (str, sequence of int, sequence of int, tuple of Disguise)
        The text without embedding, override and isolate controls; for each character its start and
        end in ``text`` (falling inside reversed runs); and one ``reversed_text`` for each run of
        two or more letters or digits.

    Examples
    --------
    >>> unreverse("buy \u202exelor\u202c now")[0]
    'buy rolex now'
    """
    root = _Level(0, False, False)
    stack = [root]
    isolates = 0
    too_deep = 0
    reversing = 0
    mirrored: set[int] = set()
    found: list[Disguise] = []

    def close(end: int) -> None:
        nonlocal isolates, reversing
        level = stack.pop()
        isolates -= level.isolate
        if level.reverses:
            reversing -= 1
            places = [item if isinstance(item, int) else item[0] for item in level.items if item]
            own = [text[place] for place in places if isinstance(place, int)]
            if not any(unicodedata.bidirectional(character) in ("R", "AL") for character in own):
                level.items.reverse()
                mirrored.symmetric_difference_update(
                    place for place in places if isinstance(place, int) and text[place] in _MIRRORED
                )
                if not reversing and sum(map(str.isalnum, own)) >= 2:
                    found.append(Disguise("reversed_text", level.start, end))
        stack[-1].items.append(level.items)

    def add(start: int, end: int) -> None:
        level = stack[-1]
        if not level.reverses or not any(map(unicodedata.combining, text[start:end])):
            level.items += range(start, end)
            return
        items = level.items
        for at in range(start, end):
            if unicodedata.combining(text[at]) and items:
                if isinstance(items[-1], int):  # a mark stays behind its letter (rule L3)
                    items[-1] = [items[-1]]
                items[-1].append(at)
            else:
                items.append(at)

    last = 0
    for match in _ACTS.finditer(text):
        at, character = match.start(), match.group()
        if at > last:
            add(last, at)
        last = at + 1
        if character in _OPENING and len(stack) > _DEPTH_AT_MOST:
            too_deep += 1
        elif character in _OPENING:
            level = _Level(at, _OPENING[character], character == _OVERRIDE)
            isolates += level.isolate
            reversing += level.reverses
            stack.append(level)
        elif character in (_POP, _POP_ISOLATE) and too_deep:
            too_deep -= 1
        elif character == _POP:
            if len(stack) > 1 and not stack[-1].isolate:
                close(at + 1)
        elif character == _POP_ISOLATE:
            while isolates:
                was_isolate = stack[-1].isolate
                close(at + 1)
                if was_isolate:
                    break
        else:  # a line's end
            too_deep = 0
            while len(stack) > 1:
                close(at)
            root.items.append(at)
    if last < len(text):
        add(last, len(text))
    while len(stack) > 1:
        close(len(text))
    order = _flat(root.items)
    letters = [_MIRRORED[text[place]] if place in mirrored else text[place] for place in order]
    return "".join(letters), order, [place + 1 for place in order], tuple(sorted(found))


def _flat(items: list[Any]) -> list[int]:
    """Nested lists in order."""
    flat: list[int] = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, int):
                flat.append(item)
            else:
                waiting.append(iter(item))
                break
        else:
            waiting.pop()
    return flat
