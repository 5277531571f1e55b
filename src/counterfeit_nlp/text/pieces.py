"""Folded text in the pieces that spaCy is given: one language each, and none too long."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.pipelines import LONGEST_RUN, Token, tokenise

__all__ = ["Piece", "cut_pieces", "tokens_of"]

_PIECE = re.compile(f"(?P<han>[{HAN}]{{1,{LONGEST_RUN}}})|[^\\s{HAN}]{{1,{LONGEST_RUN}}}")


class Piece(NamedTuple):
    """A run of one language, and where it begins."""

    start: int
    text: str
    chinese: bool


def cut_pieces(text: str) -> list[Piece]:
    """Cut a text into pieces; all but white space is in one."""
    return [
        Piece(match.start(), match.group(), match["han"] is not None)
        for match in _PIECE.finditer(text)
    ]


def tokens_of(pieces: Iterable[tuple[str, bool]]) -> dict[tuple[str, bool], list[Token]]:
    """Tokenise pieces, given as text and whether it is Chinese; each distinct one once."""
    distinct = list(dict.fromkeys(pieces))
    found: dict[tuple[str, bool], list[Token]] = {}
    for chinese in (False, True):
        own = [piece for piece in distinct if piece[1] is chinese]
        tokenised = tokenise([text for text, _ in own], chinese=chinese)
        found.update(zip(own, tokenised, strict=True))
    return found
