"""A small grammar for sentences: choices and slots.

``"[New|Brand new|] {brand} {product}"`` means: one of the alternatives between the
bars (an empty one is allowed; outside of brackets a bar is a bar), and a slot filled
with a value. A slot that the listing itself doesn't fill is looked up in the
language's word lists, whose entries are templates again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

from counterfeit_nlp.simulate.draw import Draw

__all__ = ["expand", "tidy"]

_TOKEN = re.compile(r"[\[\]|]|\{\w+\}|[^\[\]|{}]+")

# A template is a list of parts; a part is text (str), a slot (a 1-tuple) or a choice
# (a list of templates).
_Part: TypeAlias = "str | tuple[str] | list[list[_Part]]"


@cache
def _parse(template: str) -> list[_Part]:
    stack: list[list[list[_Part]]] = [[[]]]
    for token in _TOKEN.findall(template):
        if token == "[":
            stack.append([[]])
        elif token == "|" and len(stack) > 1:
            stack[-1].append([])
        elif token == "]":
            if len(stack) == 1:
                raise ValueError(f"template {template!r}: ']' without '['")
            done = stack.pop()
            stack[-1][-1].append(done)
        elif token[0] == "{":
            stack[-1][-1].append((token[1:-1],))
        else:
            stack[-1][-1].append(token)
    if len(stack) != 1:
        raise ValueError(f"template {template!r}: '[' without ']'")
    return stack[0][0]


def expand(
    template: str, slots: Mapping[str, str], words: Mapping[str, Sequence[str]], draw: Draw
) -> str:
    """Fill a template.

    Parameters
    ----------
    template : str
        ``[a|b|c]`` chooses, ``{name}`` is a slot; both nest.
    slots : mapping of str to str
        Values of this listing, taken as they are.
    words : mapping of str to sequence of str
        Word lists of the language; a word is expanded as a template.
    draw : Draw

    Raises
    ------
    KeyError
        A slot that neither the listing nor the word lists know.
    ValueError
        Brackets that don't match.
    """
    return tidy(_fill(_parse(template), slots, words, draw))


def _fill(
    parts: list[_Part], slots: Mapping[str, str], words: Mapping[str, Sequence[str]], draw: Draw
) -> str:
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, tuple):
            value = slots.get(part[0])
            if value is None:
                value = _fill(_parse(draw.pick(words[part[0]])), slots, words, draw)
            out.append(value)
        else:
            out.append(_fill(draw.pick(part), slots, words, draw))
    return "".join(out)


def tidy(text: str) -> str:
    """Collapse the spaces that empty alternatives and slots leave behind."""
    return " ".join(text.split()).replace(" ,", ",").replace(" .", ".")
