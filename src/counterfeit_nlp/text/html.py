"""HTML and entities, taken out of a text with the way back to each character.

A parser that returns a tree has lost the offsets by then, and listings are not documents: they
hold ``a < b``, ``I <3 you`` and half-cut tags. So only names that HTML knows count as tags (and
others that are closed as soon as they are opened), only entities that HTML knows count as entities,
and all else is text. Every pattern is linear.
"""

from __future__ import annotations

import html.entities
import re
from dataclasses import dataclass

__all__ = ["Unmarked", "has_markup", "remove_markup"]

_INLINE = (
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr"
    " output q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
_BLOCK = (
    "address article aside blockquote body br button center dd div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe img input li link main"
    " meta nav ol option p pre section select svg table tbody td textarea tfoot th thead title tr"
    " ul video"
)
_names = sorted((_INLINE + " " + _BLOCK).split(), key=len, reverse=True)
_SILENT = r"<(script|style)\b[^<>]{0,1000}>.*?</\1\s*>"  # their content is code, not text
_COMMENT = r"<!--.*?-->"
# No other name is a tag, but <x></x> holds nothing and so is not text either
_EMPTY = r"<(?P<empty>[A-Za-z][A-Za-z0-9-]{0,31})(?:\s[^<>]{0,4000})?></(?P=empty)\s*>"
_TAG = r"</?(?P<tag>" + "|".join(_names) + r")(?:\s[^<>]{0,4000}|/)?/?>"
# &amp;amp;lt; is one character written with too much zeal: undone in one match, so that the
# time stays linear however often it was escaped
_ENTITY = (
    r"&(?:(?:amp|AMP|#0*38|#[xX]0*26);)*"
    r"(?:(?P<named>[A-Za-z][A-Za-z0-9]{1,31});"
    # browsers read numbers with any zeros before them, and without the ; as well
    r"|#0*(?P<decimal>[0-9]{1,7})(?![0-9]);?"
    r"|#[xX]0*(?P<hex>[0-9A-Fa-f]{1,6})(?![0-9A-Fa-f]);?)?"
)
_MARKUP = re.compile(f"{_TAG}|{_EMPTY}|{_ENTITY}", re.IGNORECASE)
# An element with this in its tag is not shown, nor is what it holds
_UNSHOWN = re.compile(
    r"""display\s{0,9}:\s{0,9}none|\shidden(?:=["']?(?:hidden|true)?["']?)?\s{0,9}/?>""",
    re.IGNORECASE,
)
_HIDDEN = re.compile(f"{_COMMENT}|{_SILENT}", re.IGNORECASE | re.DOTALL)
# full-width and small forms of < and & would only become markup later, when NFKC undoes them
_WIDE = re.compile("[\uff1c\uff06\ufe64\ufe60]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0xFE60: "&", 0xFE64: "<", 0xFE65: ">", 0xFE54: ";", 0xFE5F: "#",
}  # fmt: skip
_INLINE_NAMES = frozenset(_INLINE.split())
_ROUNDS_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A text without markup; ``text[i]`` came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: list[int]
    ends: list[int]


def has_markup(text: str) -> bool:
    """Whether it is worth calling :func:`remove_markup` (never says no wrongly)."""
    return "<" in text or "&" in text or _WIDE.search(text) is not None


def _character(match: re.Match[str]) -> str | None:
    named = match.group("named")
    if named is not None:
        return html.entities.html5.get(named + ";") or f"&{named};"
    digits, base = match.group("decimal"), 10
    if digits is None:
        digits, base = match.group("hex"), 16
    if digits is None:
        # only &amp;, &amp;amp; …: an ampersand (a bare & is no entity at all)
        return "&" if len(match.group()) > 1 else None
    number = int(digits, base)
    if number < 0x20 and not match.group().endswith(";"):
        return "&" + match.group()[match.group().rindex("#") :]  # "lot &#8 of 9"
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return "\ufffd"
    return chr(number)


def _once(text: str) -> tuple[str, list[int], list[int]]:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(start: int, end: int) -> None:
        pieces.append(text[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))

    def put(replacement: str, start: int, end: int) -> None:
        pieces.append(replacement)
        starts.extend([start] * len(replacement))
        ends.extend([end] * len(replacement))

    at = 0
    hidden: list[tuple[int, int]] = []
    # a missing end would make the lazy patterns search to the end of the text at every start
    if "-->" in text or re.search(r"</(?:script|style)", text, re.IGNORECASE):
        hidden = [match.span() for match in _bounded_hidden(text)]
    if _UNSHOWN.search(text):
        hidden = sorted([*hidden, *_unshown(text, hidden)])
    cut = 0
    for match in _MARKUP.finditer(text):
        start, end = match.span()
        while cut < len(hidden) and hidden[cut][0] <= start:
            if hidden[cut][0] >= at:
                keep(at, hidden[cut][0])
                put("", *hidden[cut])
                at = hidden[cut][1]
            cut += 1
        if start < at:
            continue
        tag = match.group("tag")
        if tag is not None:
            replacement: str | None = "" if tag.lower() in _INLINE_NAMES else " "
        elif match.group("empty") is not None:
            replacement = ""
        else:
            replacement = _character(match)
        if replacement is None:
            continue
        keep(at, start)
        put(replacement, start, end)
        at = end
    for start, end in hidden[cut:]:
        if start >= at:
            keep(at, start)
            put("", start, end)
            at = end
    keep(at, len(text))
    return "".join(pieces), starts, ends


def _last(pattern: str, text: str) -> int:
    return max((m.start() for m in re.finditer(pattern, text, re.IGNORECASE)), default=-1)


def _bounded_hidden(text: str) -> list[re.Match[str]]:
    """Comments, scripts and styles that do end; linear also where thousands never do."""
    found: list[re.Match[str]] = []
    opening = re.compile(r"<!--|<(?:script|style)\b", re.IGNORECASE)
    last_end = {
        "<!--": text.rfind("-->"),
        "<script": _last(r"</script\s*>", text),
        "<style": _last(r"</style\s*>", text),
    }
    at = 0
    while (start := opening.search(text, at)) is not None:
        at = start.start() + 1
        if last_end[start.group().lower()] < at:
            continue
        match = _HIDDEN.match(text, start.start())
        if match is not None:
            found.append(match)
            at = match.end()
    return found


def _unshown(text: str, comments: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Elements that are styled away, from tag to tag; only such as are closed."""
    waiting = [*reversed(comments)]  # and scripts: what is a tag in them is none
    opened: dict[str, list[tuple[int, bool]]] = {}
    found = []
    for match in _MARKUP.finditer(text):
        while waiting and waiting[-1][1] <= match.start():
            waiting.pop()
        in_comment = bool(waiting) and waiting[-1][0] <= match.start()
        if in_comment or match.group("tag") is None:
            continue
        name = match.group("tag").lower()
        if not match.group().startswith("</"):
            unshown = _UNSHOWN.search(match.group()) is not None
            opened.setdefault(name, []).append((match.start(), unshown))
        elif opened.get(name):
            start, unshown = opened[name].pop()
            if unshown:
                found.append((start, match.end()))
    return found


def remove_markup(text: str) -> Unmarked:
    """Take tags out and turn entities into their characters.

    Inline tags vanish (``R<b>olex</b>`` is one word to a reader), block tags become a space,
    scripts, styles, comments and elements styled ``display:none`` vanish with all they hold: a
    browser shows nothing in their place.

    Parameters
    ----------
    text
        Any string.

    Returns
    -------
    Unmarked
        ``remove_markup(remove_markup(x).text).text == remove_markup(x).text``: what is nested
        deeper than any page writer would nest loses its ``<`` and ``&`` in the end.

    Examples
    --------
    >>> remove_markup("Ro<b>lex</b> &amp; co").text
    'Rolex & co'
    """
    starts, ends = list(range(len(text))), list(range(1, len(text) + 1))
    if _WIDE.search(text):
        text = text.translate(_NARROW)
    for _ in range(_ROUNDS_AT_MOST):
        if not has_markup(text):
            return Unmarked(text, starts, ends)
        again, sub_starts, sub_ends = _once(text)
        if again == text:
            return Unmarked(text, starts, ends)
        starts = [starts[i] for i in sub_starts]
        ends = [ends[i - 1] for i in sub_ends]
        text = again
    if _once(text)[0] != text:
        text = text.replace("<", " ").replace("&", " ")
    return Unmarked(text, starts, ends)
