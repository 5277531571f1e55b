"""Letters spaced apart by white space: ``G u c c i b a g``, ``高 仿``.

The only disguise of letters that crosses chunks, so it is looked for in whole texts, behind a
cheap look that most of them fail. A run of single characters is cut into known words, as few as
possible; what is no known word stays apart (``S M L``, ``size 7 D``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["join_spaced", "may_be_spaced"]

_GATE = re.compile(rf"\s\S\s+\S\s+\S\s|[{HAN}]\s+[{HAN}]")
_RUN = re.compile(rf"(?<!\S)\S(?:\s+\S){{2,}}(?!\S)|(?<![{HAN}])[{HAN}](?:\s+[{HAN}])+(?![{HAN}])")
_HAN = re.compile(f"[{HAN}]")
_COMMON = 10
_FREQUENT = 50  # for a word of three letters
_LONGEST = 16
_SHORTEST_WORD = 4
_SHORTEST_TERM = 3
_ALONE = 3  # what it costs to leave a character alone, where a word costs 1
_LEET = str.maketrans("013457@$", "oieastas")


def may_be_spaced(text: str) -> bool:
    """Whether it is worth calling :func:`join_spaced` (never says no wrongly)."""
    return _GATE.search(f" {text} ") is not None


def join_spaced(
    text: str, vocabulary: Vocabulary
) -> tuple[str, list[int], list[int], list[Disguise]] | None:
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
        The text, for each character where it came from, and what was joined; None where nothing
        was.

    Examples
    --------
    >>> join_spaced("a G u c c i bag", Vocabulary.of(brand=["gucci"]))[0]
    'a Gucci bag'
    """
    removed: list[tuple[int, int]] = []
    joined: list[Disguise] = []
    for run in _RUN.finditer(text):
        places = [at for at in range(*run.span()) if not text[at].isspace()]
        for first, last in _words(text, places, vocabulary):
            begin, end = places[first], places[last - 1] + 1
            joined.append(Disguise("separated_letters", begin, end))
            for here, there in zip(places[first : last - 1], places[first + 1 : last], strict=True):
                removed.append((here + 1, there))
    if not joined:
        return None
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for begin, end in (*removed, (len(text), len(text))):
        pieces.append(text[at:begin])
        starts.extend(range(at, begin))
        at = end
    return "".join(pieces), starts, [start + 1 for start in starts], joined


def _words(text: str, places: Sequence[int], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Which stretches of the characters of a run are words."""
    plain = [fold(text[at]).text for at in places]
    letters = "".join(one if len(one) == 1 else " " for one in plain)
    found = _cut_into_words(letters, vocabulary)
    if not found and (translated := letters.translate(_LEET)) != letters:
        found = _cut_into_words(translated, vocabulary)
    return found


def _cut_into_words(letters: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """The cheapest cut into known words and single characters; only the words are returned."""
    count = len(letters)
    cost = [0] * (count + 1)
    come_from = [0] * (count + 1)
    for end in range(1, count + 1):
        cost[end], come_from[end] = cost[end - 1] + _ALONE, end - 1
        for start in range(max(0, end - _LONGEST), end - 1):
            if cost[start] + 1 < cost[end] and _is_known(letters[start:end], vocabulary):
                cost[end], come_from[end] = cost[start] + 1, start
    found: list[tuple[int, int]] = []
    end = count
    while end:
        start = come_from[end]
        if end - start > 1:
            found.append((start, end))
        end = start
    return found[::-1]


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    if word in vocabulary.terms:
        return len(word) >= _SHORTEST_TERM or _HAN.match(word) is not None
    count = vocabulary.words.get(word, 0)
    return count >= (_COMMON if len(word) >= _SHORTEST_WORD else _FREQUENT) and len(word) > 2
