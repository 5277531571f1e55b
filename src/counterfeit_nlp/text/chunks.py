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

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.contacts import CONTACT, find_contacts
from counterfeit_nlp.text.language import HAN, count_letters
from counterfeit_nlp.text.pipelines import LONGEST_RUN, Token, tokenise
from counterfeit_nlp.text.signals import SIGNALS

__all__ = ["CHUNK", "SIGNALS", "Chunk", "analyse"]

CHUNK = re.compile(f"[{HAN}]+|[^\\s{HAN}]+")
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
    """

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None
    tokens: tuple[Token, ...]
    chinese: tuple[bool, ...]
    signals: tuple[int, ...]
    letters: tuple[int, int, int]


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
    # (chunk, where its piece begins in the folded text) for each piece, by language
    pieces: tuple[list[str], list[str]] = ([], [])
    owners: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    found: list[list[tuple[int, int, str, bool]]] = [[] for _ in chunks]
    for number, one in enumerate(folded):
        contacts = find_contacts(one.text)
        found[number].extend((start, end, CONTACT, False) for start, end in contacts)
        text = one.text
        for start, end in contacts:  # leave their places blank, so that offsets stay
            text = text[:start] + " " * (end - start) + text[end:]
        for match in _PIECE.finditer(text):
            chinese = _HAN_START.match(match.group()) is not None
            pieces[chinese].append(match.group())
            owners[chinese].append((number, match.start()))
    for is_chinese in (False, True):
        if not pieces[is_chinese]:
            continue
        distinct = list(dict.fromkeys(pieces[is_chinese]))
        tokenised = dict(zip(distinct, tokenise(distinct, chinese=is_chinese), strict=True))
        for (number, begin), piece in zip(owners[is_chinese], pieces[is_chinese], strict=True):
            tokens = tokenised[piece]
            found[number].extend(
                (begin + token.start, begin + token.end, token.norm, is_chinese) for token in tokens
            )
    results = []
    for chunk, one, spans in zip(chunks, folded, found, strict=True):
        spans.sort()
        starts, ends = one.starts, one.ends
        if starts is None or ends is None:
            placed = tuple(Token(norm, start, end) for start, end, norm, _ in spans)
        else:
            placed = tuple(
                Token(norm, starts[start], ends[end - 1]) for start, end, norm, _ in spans
            )
        results.append(
            Chunk(
                text=one.text,
                starts=starts,
                ends=ends,
                tokens=placed,
                chinese=tuple(han for _, _, _, han in spans),
                signals=(
                    one.lookalikes,
                    one.invisibles,
                    len(_MASKED.findall(chunk)) if "*" in chunk or "＊" in chunk else 0,
                    sum(norm == CONTACT for _, _, norm, _ in spans),
                ),
                letters=count_letters(one.text),
            )
        )
    return results
