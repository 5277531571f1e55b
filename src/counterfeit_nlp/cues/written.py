"""Users' regular expressions, on an engine that is linear in the text whatever they write."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import re2

from counterfeit_nlp.cues.notation import PatternError
from counterfeit_nlp.text.language import is_han
from counterfeit_nlp.text.pipelines import Token

__all__ = ["MOST_FOUND", "compile_expression", "find_expression", "written_out"]

# One search is linear. A search for each match need not be: a|a.*b looks at all of the text to
# find each a. So a field says so much and no more.
MOST_FOUND = 32
_LACKING = ("(?=", "(?!", "(?<=", "(?<!", *(f"\\{digit}" for digit in range(1, 10)), "(?P=")


def compile_expression(expression: str) -> Any:
    """Compile a regular expression with RE2.

    Raises
    ------
    PatternError
        It is no expression of RE2's, or it matches the empty text.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(expression.encode(), options)
    except re2.error as error:
        reason = error.args[0] if error.args else "not understood"
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        hint = (
            "; back-references and look-around are not supported by this engine, which stays "
            "linear in the text for that: write out the alternatives"
            if any(piece in expression for piece in _LACKING)
            else ""
        )
        raise PatternError(f"{reason}{hint}") from None
    if compiled.search(b"") is not None:
        raise PatternError("it matches the empty text, so everywhere: let it ask for something")
    return compiled


def written_out(tokens: Sequence[Token]) -> tuple[bytes, list[int], list[int]]:
    """What expressions are matched on: norms, a space between two unless both are Chinese.

    Returns
    -------
    tuple of (bytes, list of int, list of int)
        UTF-8, and where in it each token starts and ends.
    """
    pieces: list[bytes] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    before = True
    for norm, _, _ in tokens:
        han = is_han(norm)
        if pieces and not (han and before):
            pieces.append(b" ")
            at += 1
        before = han
        piece = norm.encode("utf-8", "replace")
        pieces.append(piece)
        starts.append(at)
        at += len(piece)
        ends.append(at)
    return b"".join(pieces), starts, ends


def find_expression(
    compiled: Any, text: bytes, starts: Sequence[int], ends: Sequence[int]
) -> list[tuple[int, int]]:
    """Positions [first, last) of the tokens that a compiled expression's matches touch."""
    found: list[tuple[int, int]] = []
    for match in compiled.finditer(text):
        begin, end = match.span()
        first, last = bisect_right(ends, begin), bisect_left(starts, end)
        if first < last:
            found.append((first, last))
        if len(found) == MOST_FOUND:
            break
    return found
