"""The unit that text is worked on in: a chunk.

A chunk is a run of characters between white space; where Chinese is written without any, it ends
after punctuation. All that the model reads of a chunk depends on the chunk and the known words
alone, so each distinct chunk of a catalog is folded, restored and tokenised once, however often it
occurs: that is where the speed comes from, and why spaCy can stay in the loop. What crosses chunks
(markup, letters spaced apart, bigrams) is dealt with beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.contacts import CONTACT, find_contacts
from counterfeit_nlp.text.disguise import DISGUISES, Disguise
from counterfeit_nlp.text.language import HAN, count_letters
from counterfeit_nlp.text.masks import find_masked
from counterfeit_nlp.text.pipelines import LONGEST_RUN, Token, tokenise
from counterfeit_nlp.text.restore import restorer
from counterfeit_nlp.text.signals import SIGNALS
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["CHUNK", "LONGEST_CHUNK", "SIGNALS", "Chunk", "analyse", "cut", "fold_chunk"]

# Punctuation of Chinese running text, which has no white space: a chunk ends after it
_STOPS = "，。！？；：、…"
_OTHER = f"[^\\s{_STOPS}{HAN}]"
# Chunks stay short, because a window of a long field is made of whole ones: Chinese is cut after
# 24 characters, other runs after 256 (a word under a tower of marks is long)
CHUNK = re.compile(
    f"(?:{_OTHER}{{0,64}}[{HAN}]){{1,24}}{_OTHER}{{0,64}}[{_STOPS}]*"
    f"|{_OTHER}{{1,256}}[{_STOPS}]*|[{_STOPS}]+"
)
LONGEST_CHUNK = 256
_NO_SIGNALS = (0,) * len(SIGNALS)
_HAN_START = re.compile(f"[{HAN}]")
_PIECE = re.compile(f"[{HAN}]{{1,{LONGEST_RUN}}}|[^\\s{HAN}]{{1,{LONGEST_RUN}}}")


def cut(text: str) -> list[str]:
    """Cut a prepared text into chunks: what :data:`CHUNK` finds, faster where it is plain."""
    if text.isascii():
        found = text.split()
        if not found or max(map(len, found)) <= LONGEST_CHUNK:
            return found
    return CHUNK.findall(text)


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


def fold_chunk(chunk: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> Tracked:
    """A chunk as a human reads it: folded, its disguised words restored.

    Parameters
    ----------
    chunk
        A run of characters that :data:`CHUNK` matched.
    vocabulary
        What disguised words are resolved against.

    Returns
    -------
    Tracked
        Lower case, with the way back to the chunk and what was done to it.
    """
    read = fold(chunk)
    if read.text.isascii() and read.text.isalpha() and read.text in vocabulary:
        return read  # most of what is met again in another case or place
    if vocabulary:
        read = restorer(vocabulary).restore(read)
    if find_contacts(read.text):
        return read
    # a mask that hides nobody knows what is a mask all the same
    masked = [Disguise("masked_letters", *span) for span in find_masked(read.text)]
    return read.then(read.text, None, None, masked) if masked else read


def analyse(chunks: Sequence[str], vocabulary: Vocabulary = NOTHING_KNOWN) -> list[Chunk]:
    """Fold, restore and tokenise chunks.

    Parameters
    ----------
    chunks
        Strings that :data:`CHUNK` matched; each distinct one needs to be given once only.
    vocabulary
        What disguised words are resolved against.

    Returns
    -------
    list of Chunk
        In the order given. A chunk's result does not depend on its neighbours.
    """
    folded = [fold_chunk(chunk, vocabulary) for chunk in chunks]
    pieces_of = [None if _is_plain(one) else _cut(one.text) for one in folded]
    # tokenised together, each distinct piece once
    english = [one.text for one, pieces in zip(folded, pieces_of, strict=True) if pieces is None]
    chinese: list[str] = []
    for piece in chain.from_iterable(filter(None, pieces_of)):
        if piece.language is not None:
            (chinese if piece.language == "zh" else english).append(piece.text)
    english, chinese = list(dict.fromkeys(english)), list(dict.fromkeys(chinese))
    tokens_of = {
        "en": dict(zip(english, tokenise(english), strict=True)),
        "zh": dict(zip(chinese, tokenise(chinese, chinese=True), strict=True)),
    }
    results = []
    for one, pieces in zip(folded, pieces_of, strict=True):
        if pieces is None:
            tokens = tuple(tokens_of["en"][one.text])
            letters = (sum(map(str.isalpha, one.text)), 0, 0)
            nothing = (False,) * len(tokens)
            results.append(Chunk(one.text, None, None, tokens, nothing, _NO_SIGNALS, letters))
        else:
            results.append(_assemble(one, pieces, tokens_of))
    return results


class _Piece(NamedTuple):
    """Part of a folded chunk that is tokenised by itself; no language: a contact detail."""

    start: int
    text: str
    language: str | None


def _is_plain(one: Tracked) -> bool:
    """Whether a chunk is one short piece of English: most are, so they take a short way."""
    text = one.text
    return (
        one.starts is None
        and not one.disguises
        and len(text) <= LONGEST_RUN
        and text.isascii()
        and text != ""
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
    one: Tracked, pieces: list[_Piece], tokens_of: dict[str, dict[str, list[Token]]]
) -> Chunk:
    placed: list[Token] = []
    chinese: list[bool] = []
    for begin, text, language in pieces:
        if language is None:
            tokens = [Token(CONTACT, 0, len(text))]
        else:
            tokens = tokens_of[language][text]
        for norm, start, end in tokens:
            placed.append(Token(norm, *one.span(begin + start, begin + end)))
            chinese.append(language == "zh")
    contacts = sum(piece.language is None for piece in pieces)
    kinds = Counter(disguise.kind for disguise in one.disguises)
    return Chunk(
        text=one.text,
        starts=None if one.starts is None else tuple(one.starts),
        ends=None if one.ends is None else tuple(one.ends),
        tokens=tuple(placed),
        chinese=tuple(chinese),
        signals=(*(kinds[kind] for kind in DISGUISES), contacts),
        letters=count_letters(one.text),
        disguises=one.disguises,
    )
