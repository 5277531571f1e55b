"""The unit that text is worked on in: a chunk.

A chunk is a run of characters between white space, cut where Chinese meets anything else. All
that the model reads of a chunk depends on the chunk alone, so each distinct chunk of a catalog is
folded and tokenised once, however often it occurs: that is where the speed comes from, and why
spaCy can stay in the loop. What crosses chunks (markup, bigrams) is dealt with beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from counterfeit_nlp.text.characters import Folded, fold
from counterfeit_nlp.text.contacts import CONTACT, find_contacts
from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.language import HAN, count_letters
from counterfeit_nlp.text.pipelines import LONGEST_RUN, Token, tokenise
from counterfeit_nlp.text.signals import SIGNALS

__all__ = ["CHUNK", "SIGNALS", "Chunk", "analyse"]

CHUNK = re.compile(f"[{HAN}]+|[^\\s{HAN}]+")
_NO_SIGNALS = (0,) * len(SIGNALS)
_HAN_START = re.compile(f"[{HAN}]")
_PIECE = re.compile(f"[{HAN}]{{1,{LONGEST_RUN}}}|[^\\s{HAN}]{{1,{LONGEST_RUN}}}")
# PR*DA, G**ci, R****; but not SALE*, ***NEW*** or 5*5
_MASKED = re.compile(r"(?<![\w*＊])(?:[^\W\d_]{1,12}[*＊]+[^\W\d_]+|[^\W\d_][*＊]{2,})(?![\w*＊])")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk as the model reads it.

    Attributes
    ----------
    text
        The folded chunk.
    starts, ends
        ``text[i]`` came from ``raw[starts[i]:ends[i]]``; None where ``text`` is as long as the
        raw chunk and each character stands for itself.
    tokens
        Norms with spans in the *raw* chunk, in order, covering every visible character.
    chinese
        For each token, whether it is made of Han characters.
    signals
        One count per name in ``SIGNALS``.
    letters
        Latin, Han and other letters.
    disguises
        What was done to letters, with spans in the raw chunk, in order.
    """

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None
    tokens: tuple[Token, ...]
    chinese: tuple[bool, ...]
    signals: tuple[int, ...]
    letters: tuple[int, int, int]
    disguises: tuple[Disguise, ...] = ()


def analyse(chunks: Sequence[str]) -> list[Chunk]:
    """Fold and tokenise chunks.

    Parameters
    ----------
    chunks
        Strings that :data:`CHUNK` matched; each distinct one needs to be given once only.

    Returns
    -------
    list of Chunk
        In the order given. A chunk's result does not depend on its neighbours.
    """
    folded = [fold(chunk) for chunk in chunks]
    cut = [None if _is_plain(one) else _cut(one.text) for one in folded]
    # tokenised together, each distinct piece once
    english = [one.text for one, pieces in zip(folded, cut, strict=True) if pieces is None]
    chinese: list[str] = []
    for piece in chain.from_iterable(filter(None, cut)):
        if piece.language is not None:
            (chinese if piece.language == "zh" else english).append(piece.text)
    english, chinese = list(dict.fromkeys(english)), list(dict.fromkeys(chinese))
    tokens_of = {
        "en": dict(zip(english, tokenise(english), strict=True)),
        "zh": dict(zip(chinese, tokenise(chinese, chinese=True), strict=True)),
    }
    results = []
    for chunk, one, pieces in zip(chunks, folded, cut, strict=True):
        if pieces is None:
            tokens = tuple(tokens_of["en"][one.text])
            letters = (sum(map(str.isalpha, one.text)), 0, 0)
            nothing = (False,) * len(tokens)
            results.append(Chunk(one.text, None, None, tokens, nothing, _NO_SIGNALS, letters))
        else:
            results.append(_assemble(chunk, one, pieces, tokens_of))
    return results


class _Piece(NamedTuple):
    """Part of a folded chunk that is tokenised by itself; no language: a contact detail."""

    start: int
    text: str
    language: str | None


def _is_plain(one: Folded) -> bool:
    """Whether a chunk is one short piece of English: most are, so they take a short way."""
    text = one.text
    return (
        one.starts is None
        and not one.disguises
        and len(text) <= LONGEST_RUN
        and text.isascii()
        and "*" not in text
        and " " not in text  # an accent without a letter unfolds into one
        and not find_contacts(text)
    )


def _cut(text: str) -> list[_Piece]:
    """Cut a folded chunk into contact details and pieces of one language."""
    contacts = find_contacts(text)
    pieces = [_Piece(start, text[start:end], None) for start, end in contacts]
    for start, end in contacts:  # leave their places blank, so that offsets stay
        text = text[:start] + " " * (end - start) + text[end:]
    for match in _PIECE.finditer(text):
        piece = match.group()
        pieces.append(_Piece(match.start(), piece, "zh" if _HAN_START.match(piece) else "en"))
    return sorted(pieces)


def _assemble(
    chunk: str, one: Folded, pieces: list[_Piece], tokens_of: dict[str, dict[str, list[Token]]]
) -> Chunk:
    placed: list[Token] = []
    chinese: list[bool] = []
    starts, ends = one.starts, one.ends
    for begin, text, language in pieces:
        if language is None:
            tokens = [Token(CONTACT, 0, len(text))]
        else:
            tokens = tokens_of[language][text]
        for norm, start, end in tokens:
            start, end = begin + start, begin + end
            if starts is not None and ends is not None:
                start, end = starts[start], ends[end - 1]
            placed.append(Token(norm, start, end))
            chinese.append(language == "zh")
    kinds = [disguise.kind for disguise in one.disguises]
    lookalikes, invisibles = kinds.count("lookalike_letters"), kinds.count("invisible_characters")
    masked = len(_MASKED.findall(chunk)) if "*" in chunk or "＊" in chunk else 0
    contacts = sum(piece.language is None for piece in pieces)
    return Chunk(
        text=one.text,
        starts=starts,
        ends=ends,
        tokens=tuple(placed),
        chinese=tuple(chinese),
        signals=(lookalikes, invisibles, masked, contacts),
        letters=count_letters(one.text),
        disguises=one.disguises,
    )
