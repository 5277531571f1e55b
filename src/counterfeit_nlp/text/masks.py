"""Names and cue words with letters masked: ``PR*DA``, ``迪*``, ``普拉～``, ``G家``.

A mask is resolved only to a term of the vocabulary, and only when one term fits best. What was
masked is also evidence when it stays unresolved; :func:`find_masked` says where.

**Mask characters** are stars, tildes, bars, hashes, circles, crosses and dots
(``* ＊ ～ ~ _ # ● ○ × · …``), and the letter x after Chinese (``迪X``). Any other sign (``rol?x``,
``r🔥lex``) hides one letter of a Latin word. Stars and circles mask; the
others also join, list and end sentences, so that unresolved they are never evidence.

**Latin words** show their first letter and at least one more. One mask per hidden letter is the
first reading (``Ro***``); then a run of masks may stand for a few letters more or less (``Pr*a``),
for one more at most at the end of a word, where a star often is a footnote (``Cart*`` is a cart).

**Chinese terms** show their first character. One visible character is enough only for one brand of
the vocabulary that alone begins with it, and where that character stands apart: not in a word of
the dictionary (``现货～``), nor between dimensions (``长*宽``); for masks that are no stars nor
circles it must also begin the stretch (``好香～`` is no perfume house).

**House of X**: ``迪家`` is the brand that alone begins with 迪; ``G家`` might be several, and is
evidence only. Words of the dictionary with 家 (大家, 宜家, ``G`` + 家用) are neither. Where several
brands begin with the one visible character, a mask is read as their house (``欧*`` as 欧家): which
of them is meant is told by the things beside it, and a registry of brands knows who sells what.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from counterfeit_nlp.text.chinese_words import (
    REACH,
    crosses_a_border,
    frequency,
)
from counterfeit_nlp.text.disguise import Rewrite
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.leet import LEET_SYMBOLS
from counterfeit_nlp.text.lookalikes import latin_reading
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["find_masked", "resolve_masks"]

_KIND = "masked_letters"
_STARS = "*＊●○⚫⚪⭕■□"
_OTHERS = "~～_#×·…"
# Chinese may stand beside a Latin word, other letters and digits are part of it
_BORDER = "(?<![A-Za-z0-9\u00c0-\u024f])"
_MASK = f"[{re.escape(_STARS + _OTHERS)}]"
# Letters of any alphabet but Chinese, which ends a word
_LETTER = f"[^\\W\\d_{HAN}]"
_MAY_BE = re.compile(f"{_MASK}|家|(?<=[{HAN}])[xX]")
_LONGEST_MASK = 8
_LATIN = re.compile(
    rf"(?<!{_LETTER})(?<![0-9])(?<!{_MASK})"
    rf"{_LETTER}{{1,24}}(?:{_MASK}{{1,{_LONGEST_MASK}}}{_LETTER}{{0,24}}){{1,6}}"
    rf"(?!{_MASK})(?!{_LETTER})(?![0-9])"
)
_RUN = re.compile(rf"{_MASK}+")
# Drawn like p, but r to those who read the alphabet: Cyrillic er and Greek rho
_SOUNDS_R = frozenset("\u0440\u03c1")
_ASCII_LETTER = re.compile("[a-z]")
_IS_HAN = re.compile(f"[{HAN}]")
# Any other sign stands for one letter of a Latin word, but for those that draw letters (leet), join
# words, end sentences or decorate names; at the end, where emoji decorate, no punctuation either
_SIGN = (
    f"[^\\w\\s.,'’/&:;()\"\\[\\]\\\\\u2010-\u2015\u2122\u00ae\u00a9"
    f"{re.escape(LEET_SYMBOLS)}{re.escape(_STARS + _OTHERS)}]"
)
_SIGNED = re.compile(
    rf"(?<![^\W_{HAN}])(?P<before>[A-Za-z]{{1,24}})(?P<sign>{_SIGN})(?P<after>[A-Za-z]{{0,24}})"
    rf"(?![^\W{HAN}]|{_SIGN})"
)
_MAY_BE_SIGNED = re.compile(f"[A-Za-z]{_SIGN}")
_SHOWN_BEFORE_SIGN = 4
_SHORTEST_SIGNED = 4
_HAN_MASK = re.compile(rf"(?<=[{HAN}])(?:{_MASK}{{1,3}}|[xX](?![A-Za-z0-9]))(?!{_MASK})")
# letters** and letters*letters; a single letter needs two stars (A* is a grade, G** is none), and
# single letters that alternate with stars are spaced out, not masked (M*A*S*H)
_STAR = f"[{re.escape(_STARS)}]"
_EVIDENT = re.compile(
    rf"{_BORDER}(?<!{_MASK})(?:"
    rf"(?=[A-Za-z*]*[A-Za-z]{{2}}|[A-Za-z]{_STAR}{{2,}}[A-Za-z])"
    rf"[A-Za-z]{{1,12}}(?:{_STAR}{{1,{_LONGEST_MASK}}}[A-Za-z]{{1,12}}){{1,4}}{_STAR}{{0,{_LONGEST_MASK}}}"
    rf"|[A-Za-z]{_STAR}{{2,{_LONGEST_MASK}}})(?!{_MASK})(?![A-Za-z0-9])"
)
_HOUSE = re.compile(rf"(?<![A-Za-z0-9])(?:[A-Za-z]|(?P<han>[{HAN}]))家")
# The words of a title that a name often follows without a sign between (新款古～女士)
_BEFORE_NAMES = frozenset("款季年版新男女")
# A house before one of these would read as another word: 欧*具, 欧*用, 欧*居
_FOLLOWS_HOUSE = frozenset("家具用居庭电纺里乡族")
# Characters more frequent than this are words that a star may stand behind (美*, 爱*)
_RARE_AT_MOST = 5_000
_DIMENSIONS = frozenset("长宽高深厚径大小个件双条")
# G*女包, 新款G*, G*: letters that famous houses begin with and that alone are no size or grade (A*)
_SIDES = "长宽高深厚径"
_INITIAL = re.compile(
    rf"(?<![A-Za-z0-9{_SIDES}\-])"
    rf"(?:[BCDFGHLPRVY]{_STAR}(?=[{HAN}])|(?:(?<=[{HAN}])|^)[FGHPVY]{_STAR}$)(?![{_SIDES}])",
    re.IGNORECASE,
)
# Where every visible part is longer, stars may stand between words (SPEED*POWER)
_SHORT_PART = 2
# Distinct masked words of one text that are resolved; nobody masks a thousand
_RESOLVED_AT_MOST = 1_000
_LONGEST_SHOWN = 5
_COMMON = 3
# The visible beginning of a Chinese name may be a rare word (普拉), but not an everyday one (巴黎)
_EVERYDAY = 100


class _Fit(NamedTuple):
    cost: int
    term: str


@dataclass
class _Index:
    """Terms of one vocabulary by what a mask may leave visible of them."""

    latin: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    # (characters before the mask, characters after it) -> terms
    han: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    han_before: set[str] = field(default_factory=set)
    brand_by_first: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, term: str, kind: str) -> None:
        if re.fullmatch("[a-z]{3,24}", term):
            self.latin[term[:2]].append(term)
            self.latin[f"{term[0]}*{term[-1]}"].append(term)
            self.latin[f"{term[0]}*"].append(term)
        elif re.fullmatch(f"[{HAN}]{{2,8}}", term):
            if kind == "brand":
                self.brand_by_first[term[0]].append(term)
            for shown in range(1, min(len(term), _LONGEST_SHOWN + 1)):
                self.han_before.add(term[:shown])
                for hidden in range(1, min(4, len(term) - shown + 1)):
                    after = term[shown + hidden :]
                    if shown + len(after) > 1 and len(after) <= _LONGEST_SHOWN:
                        self.han[term[:shown], after].append(term)


@lru_cache(maxsize=8)
def _index(vocabulary: Vocabulary) -> _Index:
    index = _Index()
    for term, kind in sorted(vocabulary.terms.items()):
        index.add(term, kind)
    return index


def _best(fits: list[_Fit]) -> str | None:
    """The one that fits best, if it is one."""
    fits.sort()
    if not fits or (len(fits) > 1 and fits[1].cost == fits[0].cost):
        return None
    return fits[0].term


def _resolve_latin(word: str, index: _Index, vocabulary: Vocabulary) -> str | None:
    """The term behind a masked Latin word (lower case), if there is one."""
    if word.isascii():
        return _fitting(word, index, vocabulary)
    # look-alikes, where Latin letters stand beside them
    latin = latin_reading(word) if _ASCII_LETTER.search(word) else None
    term = None if latin is None else _fitting(latin, index, vocabulary)
    if term is None and latin is not None and not _SOUNDS_R.isdisjoint(word):
        sounds = (
            "r" if one in _SOUNDS_R else drawn for one, drawn in zip(word, latin, strict=True)
        )
        term = _fitting("".join(sounds), index, vocabulary)
    return term


def _fitting(word: str, index: _Index, vocabulary: Vocabulary) -> str | None:
    """The one term that fits best around the masks of a word in Latin letters."""
    shown = _RUN.split(word)
    masks = [len(run) for run in _RUN.findall(word)]
    visible = sum(map(len, shown))
    if visible < 2 or (len(masks) == 1 and not shown[-1] and vocabulary.is_word(shown[0])):
        return None  # a word with a footnote
    if len(shown[0]) > 1:
        candidates = index.latin.get(shown[0][:2], [])
    elif shown[-1]:
        candidates = index.latin.get(f"{shown[0]}*{shown[-1][-1]}", [])
    else:
        candidates = index.latin.get(f"{shown[0]}*", [])
    fits = []
    for term in candidates:
        cost = _cost(term, shown, masks, visible)
        if cost is not None:
            fits.append(_Fit(cost, term))
    return _best(fits)


def _cost(term: str, shown: list[str], masks: list[int], visible: int) -> int | None:
    """How many letters more or fewer than masks a term hides; None where it does not fit."""
    if not (term.startswith(shown[0]) and term.endswith(shown[-1])):
        return None
    spare = len(term) - visible  # letters behind the masks
    if spare < len(masks) or visible * 3 < len(term):
        return None
    if spare == sum(masks):
        at, exact = 0, True
        for part, run in zip(shown, [*masks, 0], strict=True):
            exact = exact and term.startswith(part, at)
            at += len(part) + run
        if exact:
            return 0
    at = len(shown[0])
    for part in shown[1:-1]:  # somewhere behind at least one hidden letter, in order
        at = term.find(part, at + 1)
        if at < 0:
            return None
        at += len(part)
    if at + 1 > len(term) - len(shown[-1]):
        return None
    off = spare - sum(masks)
    at_most = 1 if not shown[-1] else max(1, visible - 2)
    return 1 + abs(off) if -2 <= off <= at_most else None


def _resolve_han(
    text: str, start: int, end: int, index: _Index, vocabulary: Vocabulary
) -> Rewrite | None:
    """The term around a mask at [start, end) of a text that holds Han before it."""
    masked = end - start
    fits: list[tuple[int, int, int, str]] = []
    for shown in range(1, _LONGEST_SHOWN + 1):
        before = text[start - shown : start] if shown <= start else ""
        if before not in index.han_before:
            continue
        for behind in range(_LONGEST_SHOWN + 1):
            after = text[end : end + behind]
            if len(after) < behind:
                break
            for term in index.han.get((before, after), ()):
                hidden = len(term) - shown - behind
                fits.append((-(shown + behind), abs(hidden - masked), shown, term))
    fits.sort()
    if fits:
        visible, off, shown, term = fits[0]
        if text.startswith(term[shown], end):  # 普拉*达: held apart, not hidden
            return None
        if len(fits) > 1 and fits[1][:2] == (visible, off) and fits[1][3] != term:
            return None
        behind = -visible - shown
        written = text[start - shown : start]
        ordinary = not behind and (written in vocabulary or frequency(written) >= _EVERYDAY)
        if ordinary or crosses_a_border(text, start - shown, start, at_least=_COMMON):
            return None
        return Rewrite(start - shown, end + behind, term, _KIND)
    if not _stands_apart(text, start, end):
        return None
    first = text[start - 1]
    brands = index.brand_by_first.get(first, [])
    if not brands or any(text.startswith(one[1], end) for one in brands):  # 古*驰 hides nothing
        return None
    if len(brands) == 1:
        return Rewrite(start - 1, end, brands[0], _KIND)
    # 万家 is a word, and another 家 behind the mask would be a word with what follows
    house, after = f"{first}家", text[end : end + 1]
    if frequency(first) > _RARE_AT_MOST or frequency(house) or after in _FOLLOWS_HOUSE:
        return None
    return Rewrite(start - 1, end, house, _KIND)


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether the one character before a mask can be all that is left of a name."""
    before, after = text[start - 2 : start - 1] if start > 1 else "", text[end : end + 1]
    if text[start - 1] in _DIMENSIONS or after in _DIMENSIONS or after.isdigit():
        return False
    if text[start] in _STARS:
        return not crosses_a_border(text, start - 1, start, at_least=_COMMON)
    if not before.isalnum():
        return True
    # a tilde also ends sentences: 好香～ is no perfume house, but 新款香～女士 is one
    return (
        before in _BEFORE_NAMES
        and _IS_HAN.match(after) is not None
        and not crosses_a_border(text, start - 1, start, at_least=_COMMON)
    )


def _resolve_house(text: str, start: int, end: int, index: _Index) -> Rewrite | None:
    brand = index.brand_by_first[text[start]][0]  # the only one
    if brand == text[start:end] or not _is_house(text, start, end):
        return None
    return Rewrite(start, end, brand, _KIND)


def _is_house(text: str, start: int, end: int) -> bool:
    """Whether X家 is no word, nor are its halves halves of one."""
    return not frequency(text[start:end]) and not crosses_a_border(text, start, end, at_least=1)


def _resolve_all_han(text: str, index: _Index, vocabulary: Vocabulary) -> list[Rewrite]:
    """Masks after Chinese characters, and houses; each surrounding is looked at once."""
    found: list[Rewrite] = []
    known: dict[tuple[str, int, int], Rewrite | None] = {}
    masks = [(match.span(), False) for match in _HAN_MASK.finditer(text)]
    houses = [
        (match.span(), True)
        for match in _HOUSE.finditer(text)
        if len(index.brand_by_first.get(match["han"], ())) == 1
    ]
    for (start, end), house in masks + houses:
        before = max(0, start - _LONGEST_SHOWN - REACH)
        around = text[before : end + _LONGEST_SHOWN]
        at = (start - before, end - before)
        key = (around, *at)
        if key not in known:
            known[key] = (
                _resolve_house(around, *at, index)
                if house
                else _resolve_han(around, *at, index, vocabulary)
            )
        rewrite = known[key]
        if rewrite is not None:
            first, last = rewrite.start + before, rewrite.end + before
            found.append(Rewrite(first, last, rewrite.text, _KIND))
    return found


def _resolve_signed(text: str, vocabulary: Vocabulary) -> list[Rewrite]:
    """Words of which any sign hides one letter: ``r🔥lex``, ``rol?x``, ``Role❌``."""
    index = _index(vocabulary)
    found: list[Rewrite] = []
    for match in _SIGNED.finditer(text):
        before, sign, after = match.group("before", "sign", "after")
        before, after = before.lower(), after.lower()
        parts = [part for part in (before, after) if part]
        if not after and (len(before) < _SHOWN_BEFORE_SIGN or unicodedata.category(sign)[0] != "S"):
            continue
        if all(map(vocabulary.is_word, parts)):  # two words, or one with an emoji
            continue
        length = len(before) + 1 + len(after)
        key = before[:2] if len(before) > 1 else f"{before}*{after[-1:]}"
        fits = [
            term
            for term in index.latin.get(key, ())
            if len(term) == length and term.startswith(before) and term.endswith(after)
        ]
        if length >= _SHORTEST_SIGNED and len(set(fits)) == 1:
            found.append(Rewrite(*match.span(), fits[0], _KIND))
    return found


def _bare(text: str) -> str:
    """Lower case, length kept."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def resolve_masks(text: str, vocabulary: Vocabulary) -> list[Rewrite]:
    """Find masked names and cue words that only one term of the vocabulary fits.

    Parameters
    ----------
    text
        Any string, folded or as written.
    vocabulary
        Its terms are what masks are resolved to.

    Returns
    -------
    list of Rewrite
        Disjoint, in order.

    Examples
    --------
    >>> known = Vocabulary.of(brand=["prada", "迪奥"])
    >>> [rewrite.text for rewrite in resolve_masks("PR*DA 迪* SALE*", known)]
    ['prada', '迪奥']
    """
    if not vocabulary.terms:
        return []
    signed = _resolve_signed(text, vocabulary) if _MAY_BE_SIGNED.search(text) else []
    if not _MAY_BE.search(text):
        return signed
    index = _index(vocabulary)
    text = _bare(text)
    found = signed
    known: dict[str, str | None] = {}
    for match in _LATIN.finditer(text):
        word = match.group()
        if word not in known and len(known) < _RESOLVED_AT_MOST:
            known[word] = _resolve_latin(word, index, vocabulary)
        term = known.get(word)
        if term is not None:
            found.append(Rewrite(*match.span(), term, _KIND))
    if not text.isascii():
        found += _resolve_all_han(text, index, vocabulary)
    disjoint: list[Rewrite] = []
    for rewrite in sorted(found):
        if not disjoint or rewrite.start >= disjoint[-1].end:
            disjoint.append(rewrite)
    return disjoint


def find_masked(text: str) -> list[tuple[int, int]]:
    """Where words are masked, whatever they hide: evidence without a vocabulary.

    Parameters
    ----------
    text
        Any string, folded or as written.

    Returns
    -------
    list of (int, int)
        Disjoint ranges [start, end) in order.

    Examples
    --------
    >>> find_masked("G**ci bag, SALE*, ***NEW***, 5*5, G家")
    [(0, 5), (34, 36)]
    """
    if not _MAY_BE.search(text):
        return []
    found = [
        match.span()
        for match in _EVIDENT.finditer(text)
        if min(map(len, filter(None, _RUN.split(match.group())))) <= _SHORT_PART
    ]
    found += [match.span() for match in _INITIAL.finditer(text)]
    found += [
        match.span()
        for match in _HOUSE.finditer(text)
        if not match["han"] and _is_house(text, *match.span())
    ]
    return sorted(found)
