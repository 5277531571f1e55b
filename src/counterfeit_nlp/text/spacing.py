"""Letters spaced apart: ``G u c c i b a g``, ``[R] [o] [l] [e] [x]``, ``R、o、l、e、x``, ``高 仿``.

It crosses chunks, as fragments of names and gaps in Chinese terms do (see
:mod:`counterfeit_nlp.text.fragments` and :mod:`counterfeit_nlp.text.han_spaces`), so it is looked
for in whole texts, behind a cheap look that most of them fail. A run of single characters is cut
into known words, as few as possible; what is no known word stays apart (``S M L``, ``size 7 D``).
Punctuation may touch the ends of a run, and brackets each letter. The stops of Chinese hold letters
apart like white space, because they end chunks too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.lookalikes import latin_reading
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import SHORTEST_TERM, SHORTEST_WORD, Vocabulary

__all__ = [
    "FEWEST_APART",
    "LONGEST_ALONE",
    "join_spaced",
    "may_be_spaced",
    "spells",
    "stands_apart",
]

# What is stacked on a character or not seen at all belongs to the character before it
_STACKED = "[\u0300-\u036f\u20d0-\u20ff\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]*"
# Of a run whose ends touch punctuation two characters at least stand alone
_GATE = re.compile(
    rf"\s\S{_STACKED}\s+\S{_STACKED}\s|[{HAN}]\s+[{HAN}]|[、。；…：，]\s*\w{_STACKED}[、。；…：，]"
)
_ASCII_GATE = re.compile(r"\s[A-Za-z0-9$@!|]\s+\S\s", re.ASCII)
_OPENING = "[({<\"'“‘«（【「『*~]"
_CLOSING = "[])}>\"'”’»）】」』*~.,!?;:…，。！？；：、]"
_LETTER = rf"[^\W_{HAN}]{_STACKED}"

FEWEST_APART = 3  # characters that a run of plain text has
LONGEST_ALONE = 10  # more than a letter in brackets, and three signs on either side


def _single(stacked: str) -> str:
    return rf"(?:[\[(]\S{stacked}[\])]|\S{stacked})"


def _singles(stacked: str) -> str:
    one, more = _single(stacked), FEWEST_APART - 1
    return rf"(?<!\S){_OPENING}{{0,3}}{one}(?:\s+{one}){{{more},}}{_CLOSING}{{0,3}}(?!\S)"


_ASCII_RUN = re.compile(_singles(""))  # nothing is stacked in ASCII, and nothing Chinese stops
_RUN = re.compile(
    rf"{_singles(_STACKED)}"
    rf"|(?<!\w){_LETTER}(?:[、。；…：，]{{1,2}}\s*{_LETTER}){{2,}}(?!\w)"
    rf"|(?<![{HAN}])[{HAN}](?:\s+[{HAN}])+(?![{HAN}])"
)
_ALONE_IN_ASCII = re.compile(rf"{_OPENING}{{0,3}}{_single('')}{_CLOSING}{{0,3}}")
_CHARACTER = re.compile(rf"\S{_STACKED}")
_LATIN = re.compile("[a-z]")
_INSIDE = re.compile(rf"\w{_STACKED}")
_HAN = re.compile(f"[{HAN}]")
_FREQUENT = 50  # for a word of three letters
_PART = re.compile(r"\S+")
_LONGEST = 16
_ALONE = 3  # what it costs to leave a character alone, where a word costs 1
_LEET = str.maketrans("013457@$", "oieastas")


def may_be_spaced(text: str) -> bool:
    """Whether it is worth calling :func:`join_spaced` (never says no wrongly)."""
    gate = _ASCII_GATE if text.isascii() else _GATE
    bracketed = "] [" in text or ") (" in text  # R, o, l in brackets each
    return bracketed or gate.search(f" {text} ") is not None


def stands_apart(chunk: str) -> bool:
    """Whether a piece of plain text between white space may be a letter of a run.

    An ASCII text without :data:`FEWEST_APART` of them in a row is not changed by
    :func:`join_spaced`.
    """
    return len(chunk) < LONGEST_ALONE and _ALONE_IN_ASCII.fullmatch(chunk) is not None


@lru_cache(65_536)
def spells(run: str, vocabulary: Vocabulary) -> bool:
    """Whether a run of pieces that each :func:`stands_apart` holds a word that is spaced apart.

    :func:`join_spaced` changes an ASCII text if, and only if, one of its longest runs does.
    """
    return join_spaced(run, vocabulary) is not None


def join_spaced(text: str, vocabulary: Vocabulary) -> tuple[Tracked, list[Disguise]] | None:
    """Take the white space out of words that are spaced apart.

    Parameters
    ----------
    text
        Any text.
    vocabulary
        Terms and frequent words that may be found.

    Returns
    -------
    tuple or None
        The text with the way back, and what was joined; None where nothing was.

    Examples
    --------
    >>> join_spaced("a G u c c i bag", Vocabulary.of(brand=["gucci"]))[0].text
    'a Gucci bag'
    """
    removed: list[tuple[int, int]] = []
    joined: list[Disguise] = []
    for run in (_ASCII_RUN if text.isascii() else _RUN).finditer(text):
        places = _characters(text, *run.span())
        for word in _words(text, places, vocabulary):
            joined.append(Disguise("separated_letters", word[0][0], word[-1][1]))
            removed += [(here, there) for (_, here), (there, _) in pairwise(word)]
    if not joined:
        return None
    return Tracked(text).without(removed), joined


_Places = list[tuple[int, int]]


def _characters(text: str, start: int, end: int) -> _Places:
    """The places of the characters of a run, without the punctuation that touches them."""
    places: _Places = []
    for word in _PART.finditer(text, start, end):
        if word.end() == word.start() + 1:  # most
            places.append(word.span())
            continue
        inside = [one.span() for one in _INSIDE.finditer(text, *word.span())]
        # a sign that stands alone may be a letter (leet)
        places += inside or [one.span() for one in _CHARACTER.finditer(text, *word.span())][:1]
    return places


def _words(text: str, places: _Places, vocabulary: Vocabulary) -> list[_Places]:
    """The places of the characters of each word that a run spells."""
    plain = [_folded(text[start:end]) for start, end in places]
    kept = [(one, place) for one, place in zip(plain, places, strict=True) if one.isalnum()]
    spelt = "".join(one for one, _ in kept)
    letters = "".join(plain)
    readings = {
        letters: places,
        letters.translate(_LEET): places,
        spelt: [place for _, place in kept],  # R . o . l . e . x
    }
    # letters of other alphabets beside Latin ones; joined, they are folded with their chunk
    if not spelt.isascii() and _LATIN.search(spelt):
        latin = latin_reading("".join(text[start] for _, (start, _) in kept))
        if latin is not None and len(latin) == len(kept):
            readings.setdefault(latin.casefold(), [place for _, place in kept])
    for letters, at in readings.items():
        found = _cut_into_words(letters, vocabulary)
        if found:
            return [at[first:last] for first, last in found]
    return []


@lru_cache(65_536)
def _folded(character: str) -> str:
    """One character in its plain form; a blank where that is not one character."""
    plain = fold(character).text
    return plain if len(plain) == 1 else " "


def _cut_into_words(letters: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """The cheapest cut into known words and single characters; only the words are returned."""
    known = _known_words(vocabulary)
    count = len(letters)
    cost = [_ALONE * at for at in range(count + 1)]
    come_from = [at - 1 for at in range(count + 1)]
    for start in range(count):
        if cost[start] + _ALONE < cost[start + 1]:
            cost[start + 1], come_from[start + 1] = cost[start] + _ALONE, start
        for end in range(start + 2, min(start + _LONGEST, count) + 1):
            is_word = known.get(letters[start:end])
            if is_word is None:
                break
            if is_word and cost[start] + 1 < cost[end]:
                cost[end], come_from[end] = cost[start] + 1, start
    found: list[tuple[int, int]] = []
    end = count
    while end:
        start = come_from[end]
        if end - start > 1:
            found.append((start, end))
        end = start
    return found[::-1]


_KNOWN: dict[str, dict[str, bool]] = {}
_KNOWN_AT_MOST = 8


def _known_words(vocabulary: Vocabulary) -> dict[str, bool]:
    """Words that may be found, and what they begin with (False), made once for a vocabulary."""
    known = _KNOWN.get(vocabulary.digest)
    if known is None:
        if len(_KNOWN) >= _KNOWN_AT_MOST:
            _KNOWN.clear()
        known = _KNOWN[vocabulary.digest] = {}
        for word in (*vocabulary.terms, *vocabulary.words):
            if _is_known(word, vocabulary):
                for end in range(2, len(word)):
                    known.setdefault(word[:end], False)
                known[word] = True
    return known


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    if not 2 <= len(word) <= _LONGEST:
        return False
    if word in vocabulary.terms:
        return len(word) >= SHORTEST_TERM or _HAN.match(word) is not None
    short = len(word) == SHORTEST_WORD - 1 and vocabulary.words.get(word, 0) >= _FREQUENT
    return short or vocabulary.is_common(word)
