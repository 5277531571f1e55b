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
from itertools import accumulate, chain

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.contacts import CONTACT, find_contacts
from counterfeit_nlp.text.disguise import DISGUISES, Disguise
from counterfeit_nlp.text.language import HAN, count_letters
from counterfeit_nlp.text.masks import find_masked
from counterfeit_nlp.text.pieces import Piece, cut_pieces, tokens_of
from counterfeit_nlp.text.pipelines import LONGEST_RUN, Token
from counterfeit_nlp.text.restore import restorer
from counterfeit_nlp.text.signals import SIGNALS
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = [
    "CHUNK",
    "LONGEST_CHUNK",
    "SIGNALS",
    "Chunk",
    "analyse",
    "begins",
    "cut",
    "fold_chunk",
    "stand_apart",
]

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


def cut(text: str) -> list[str]:
    """Cut a prepared text into chunks: what :data:`CHUNK` finds, faster where it is plain."""
    if text.isascii():
        found = text.split()
        if len(text) <= LONGEST_CHUNK or not found or max(map(len, found)) <= LONGEST_CHUNK:
            return found
    return CHUNK.findall(text)


def begins(text: str, chunks: Sequence[str]) -> list[int]:
    """Where each chunk of a text begins.

    Parameters
    ----------
    text, chunks
        A prepared text and what :func:`cut` made of it.
    """
    if stand_apart(text, chunks):
        return [0, *accumulate([len(chunk) + 1 for chunk in chunks[:-1]])][: len(chunks)]
    return [match.start() for match in CHUNK.finditer(text)]


def stand_apart(text: str, chunks: Sequence[str]) -> bool:
    """Whether all there is between the chunks of a text is one space, as in most texts."""
    return " ".join(chunks) == text


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
    # None for one short piece of English; all are tokenised together
    pieces_of = [None if _is_plain(one) else _cut(one.text) for one in folded]
    found = tokens_of(
        chain.from_iterable(
            ((one.text, False),) if pieces is None else ((p.text, p.chinese) for p in pieces)
            for one, pieces in zip(folded, pieces_of, strict=True)
        )
    )
    results = []
    for one, pieces in zip(folded, pieces_of, strict=True):
        if pieces is None:
            tokens = tuple(found[one.text, False])
            letters = (sum(map(str.isalpha, one.text)), 0, 0)
            nothing = (False,) * len(tokens)
            results.append(Chunk(one.text, None, None, tokens, nothing, _NO_SIGNALS, letters))
        else:
            results.append(_assemble(one, pieces, found))
    return results


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


def _cut(text: str) -> list[Piece]:
    """Cut a folded chunk into pieces; the places of contact details stay blank."""
    for start, end in find_contacts(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return cut_pieces(text)


def _assemble(
    one: Tracked, pieces: list[Piece], found: dict[tuple[str, bool], list[Token]]
) -> Chunk:
    contacts = find_contacts(one.text)
    spans = [(start, end, CONTACT, False) for start, end in contacts]
    for begin, text, chinese in pieces:
        spans += [(begin + t.start, begin + t.end, t.norm, chinese) for t in found[text, chinese]]
    spans.sort()
    kinds = Counter(disguise.kind for disguise in one.disguises)
    return Chunk(
        text=one.text,
        starts=None if one.starts is None else tuple(one.starts),
        ends=None if one.ends is None else tuple(one.ends),
        tokens=tuple(Token(norm, *one.span(start, end)) for start, end, norm, _ in spans),
        chinese=tuple(chinese for _, _, _, chinese in spans),
        signals=(*(kinds[kind] for kind in DISGUISES), len(contacts)),
        letters=count_letters(one.text),
        disguises=one.disguises,
    )
