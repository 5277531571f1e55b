"""The ordinary words of Chinese: jieba's dictionary, asked and never changed.

It is what tells 故事 from a disguise: who writes a word of the dictionary means that word.
"""

from __future__ import annotations

from functools import cache

from counterfeit_nlp.text.pipelines import _chinese

__all__ = ["REACH", "begins_a_word", "crosses_a_border", "frequency"]

_LONGEST = 4
# How many characters on either side of a range decide whether a word crosses its borders
REACH = _LONGEST - 1


@cache
def _frequencies() -> dict[str, int]:
    _chinese()  # loads the dictionary, without the cache file that anybody may have written
    import jieba

    table: dict[str, int] = jieba.dt.FREQ
    return table


def frequency(word: str) -> int:
    """How often a word stands in the corpus jieba's dictionary was counted on; 0 if it is none.

    >>> frequency("故事") > 1_000, frequency("古池")
    (True, 0)
    """
    return _frequencies().get(word, 0)


def begins_a_word(characters: str) -> bool:
    """Whether they are a word of the dictionary or the beginning of one.

    >>> begins_a_word("高跟"), begins_a_word("跟高")
    (True, False)
    """
    return characters in _frequencies()  # jieba keeps beginnings too, with 0


def crosses_a_border(text: str, start: int, end: int, *, at_least: int) -> bool:
    """Whether a word of the dictionary stands partly inside ``text[start:end]``, partly outside.

    Parameters
    ----------
    text
        Any string.
    start, end
        The range; not empty.
    at_least
        Rarer words don't count.

    Examples
    --------
    >>> crosses_a_border("复古池塘", 1, 3, at_least=10)
    True
    """
    known = _frequencies()
    for first in range(max(0, start - _LONGEST + 1), start):
        for last in range(start + 1, min(len(text), first + _LONGEST) + 1):
            if known.get(text[first:last], 0) >= at_least:
                return True
    for first in range(max(start, end - _LONGEST + 1), end):
        for last in range(end + 1, min(len(text), first + _LONGEST) + 1):
            if known.get(text[first:last], 0) >= at_least:
                return True
    return False
