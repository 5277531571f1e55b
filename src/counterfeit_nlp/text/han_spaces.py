"""White space inside a Chinese term that is glued to more Chinese: ``高 仿手表``.

Honest Chinese has white space between phrases, so two characters that meet over a gap spell many a
term by accident: ``音乐 高清`` is no 乐高, ``粗跟 单鞋`` no 跟单. A gap is taken out only where

- no word of the dictionary, and no other term, reaches into the term from outside (``高 仿真皮``),
  and what stands before the gap in a term of two is no beginning of one (``高跟 单 鞋``),
- its pieces are not words themselves (``加拿大 鹅绒``, ``原版 复刻``), and
- one end of it stands free. Where neither does, a piece of it must be no word at all
  (``正品路易 威登包``); where more follows a cue, it must be a word.

Single characters that all stand apart (``古 驰``) are in :mod:`counterfeit_nlp.text.spacing`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from counterfeit_nlp.text.chinese_words import REACH, begins_a_word, crosses_a_border, frequency
from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["join_han_spaces", "may_have_han_spaces"]

_GAP = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_RUN = re.compile(rf"[{HAN}]+(?:\s+[{HAN}]+)+")
_LONGEST = 8
_PAIR = 2
_COMMON = 3  # words of the dictionary's corpus that are rarer are no pieces that make sense
_EVERYDAY = 50
_BUYERS = "男女"  # 女包 and 男鞋 are in no dictionary


@lru_cache(maxsize=8)
def _borders(vocabulary: Vocabulary) -> dict[str, list[tuple[str, int]]]:
    """Neighbouring characters of Chinese terms: which terms, and where in them a gap would be."""
    found: dict[str, list[tuple[str, int]]] = {}
    for term in sorted(vocabulary.terms, key=lambda term: (-len(term), term)):
        if len(term) <= _LONGEST and re.fullmatch(f"[{HAN}]{{2,}}", term):
            for at in range(1, len(term)):
                found.setdefault(term[at - 1 : at + 1], []).append((term, at))
    return found


def may_have_han_spaces(text: str, vocabulary: Vocabulary) -> bool:
    """Whether it is worth calling :func:`join_han_spaces` (never says no wrongly)."""
    if text.isascii():
        return False
    borders = _borders(vocabulary)
    return any(text[gap.start() - 1] + text[gap.end()] in borders for gap in _GAP.finditer(text))


def join_han_spaces(text: str, vocabulary: Vocabulary) -> tuple[Tracked, list[Disguise]] | None:
    """Take the white space out of Chinese terms.

    Parameters
    ----------
    text
        Any text.
    vocabulary
        Its terms are looked for.

    Returns
    -------
    tuple or None
        As of :func:`counterfeit_nlp.text.spacing.join_spaced`.

    Examples
    --------
    >>> join_han_spaces("高 仿手表", Vocabulary.of(cue=["高仿"]))[0].text
    '高仿手表'
    """
    borders = _borders(vocabulary)
    removed: list[tuple[int, int]] = []
    joined: list[Disguise] = []
    for run in _RUN.finditer(text):
        places = [at for at in range(*run.span()) if not text[at].isspace()]
        letters = "".join(map(text.__getitem__, places))
        gaps = [at for at in range(1, len(places)) if places[at] > places[at - 1] + 1]
        done = 0
        for gap in gaps:
            for term, cut in borders.get(letters[gap - 1 : gap + 1], ()):
                first, last = gap - cut, gap - cut + len(term)
                if first < done or not letters.startswith(term, first):
                    continue
                own = places[first:last]
                before, after = _glued(letters, places, first, last)
                pieces = "".join(text[own[0] : own[-1] + 1]).split()
                if _is_cut(term, pieces, before, after, vocabulary):
                    joined.append(Disguise("separated_letters", own[0], own[-1] + 1))
                    removed += [(a + 1, b) for a, b in pairwise(own) if b > a + 1]
                    done = last
                    break
    if not joined:
        return None
    return Tracked(text).without(removed), joined


def _glued(letters: str, places: list[int], first: int, last: int) -> tuple[str, str]:
    """What stands before and after a term without a gap."""
    start, end = first, last
    while start and first - start < REACH and places[start - 1] == places[start] - 1:
        start -= 1
    while end < len(places) and end - last < REACH and places[end] == places[end - 1] + 1:
        end += 1
    return letters[start:first], letters[last:end]


def _is_cut(term: str, pieces: list[str], before: str, after: str, vocabulary: Vocabulary) -> bool:
    words = [piece for piece in pieces if len(piece) > 1]
    strange = any(frequency(one) < _COMMON and one not in vocabulary.terms for one in words)
    if before and after and not strange:
        return False
    # a rare word beside a character is a name cut in two (卡西 欧)
    sense = len(words) == len(pieces) or all(frequency(one) >= _EVERYDAY for one in words)
    if words and not strange and sense and not frequency(term):
        return False
    around = before + term + after
    within = (len(before), len(before) + len(term))
    if crosses_a_border(around, *within, at_least=1) or _other_term(around, *within, vocabulary):
        return False
    if len(term) == _PAIR and before and begins_a_word(before + term[0]):
        return False  # 高跟 单 鞋
    is_cue = vocabulary.terms[term] == "cue" and not (before and after)
    return not (is_cue and (_is_strange(before[-2:], before) or _is_strange(after[:2], after)))


def _is_strange(pair: str, beside: str) -> bool:
    """Whether more than a character is glued to a cue, and no word of the dictionary."""
    return len(pair) > 1 and pair[0] not in _BUYERS and not (frequency(pair) or frequency(beside))


def _other_term(around: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """Whether another term reaches into ``around[start:end]`` from outside."""
    return any(
        around[first:last] in vocabulary.terms
        for first in range(len(around))
        for last in range(first + 2, len(around) + 1)
        if first < start < last or first < end < last
    )
