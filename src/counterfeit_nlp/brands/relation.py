"""How a listing stands to a brand it names: is of it, is for it, or says that it isn't.

Only the words around the name are read here; what kind of thing is offered is for ``standing.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

__all__ = ["BEHIND_REACH", "DENIED_REACH", "FOR", "FOR_REACH", "IS", "NOT", "WORDS_BETWEEN",
           "ends", "for_begins", "hinders", "is_doubtful", "joins", "may_deny", "may_follow",
           "may_say_for", "relation_of", "says_for"]  # fmt: skip

IS, FOR, NOT = "is", "for", "not"

# --- before a name
_FOR = frozenset({"for", "fits", "fit", "fitting", "fitment", "suits", "suit", "suitable",
                  "replaces", "replace", "replacing", "compatible", "replacement",
                  "substitute"})  # fmt: skip
_WORKS = frozenset({"works", "work", "working", "use", "used", "designed", "made"})
_SAYS_NOT = frozenset({"not", "non", "isn't", "n't", "never", "isnt", "unlike"})
_LIKENED = frozenset({"inspired", "alternative", "alternatives", "resembles", "imitates", "dupe",
                      "dupes", "like", "similar", "equivalent", "comparable"})  # fmt: skip
# Between "not" or "inspired" and the name
_LINKS = frozenset({"a", "an", "the", "by", "of", "to", "from", "with", "as", "real", "genuine",
                    "original", "authentic", "official", "any", "officially", "affiliated",
                    "associated", "endorsed", "made", "authorized", "authorised"})  # fmt: skip
# Who or what a thing is for that is no brand, and what ends the reach of "for"
_WHOM = frozenset({"men", "man", "mens", "women", "woman", "womens", "ladies", "lady", "girls",
                   "girl", "boys", "boy", "kids", "kid", "children", "him", "her", "unisex",
                   "baby", "babies", "toddler", "youth", "adults", "adult", "father", "mother",
                   "dad", "mom", "wife", "husband", "sale", "gift", "gifts", "everyone",
                   "everyday", "christmas", "birthday", "free", "only", "parts", "repair",
                   "from", "by", "running", "training", "walking", "travel", "school", "work",
                   "sports", "sport", "home", "office"})  # fmt: skip
_STOPS = frozenset(".;:!?()[]{}|。；！？（）【】《》")
_LISTS = frozenset({"and", "or", "&", "/", ",", "+", "、", "，", "-", "with", "to", "the",
                    "your", "most", "all", "any", "in", "on", "my", "old", "also", "和",
                    "与", "及", "或", "等", "安卓"})  # fmt: skip
WORDS_BETWEEN = 3
_REACH = 14  # tokens

_ENDS, _SAYS_FOR, _SAYS_FOR_ZH, _WITH, _JOINS, _WORD, _WORD_ZH = range(7)

# --- behind it
_LIKENED_BEHIND = frozenset({"inspired", "style", "styled", "lookalike", "look-alike", "dupe",
                             "alternative", "esque"})  # fmt: skip
_NO_STYLE = frozenset({"code", "number", "no", "no.", "#", "id", ":", "num"})
_FOR_BEHIND = frozenset({"compatible"})

# --- Chinese, which needs no words between
_FOR_ZH = ("适用", "兼容", "适合", "适配", "用于", "配套", "通用于", "替代", "代替")
_FOR_ZH_BEHIND = ("专用", "通用", "适用", "系列用", "可用", "配件", "兼容", "代用")
_MODELS_ZH = frozenset({"手机", "电脑", "笔记本", "平板", "等", "安卓", "型号", "系列", "全",
                        "机型", "pro", "plus", "max", "mini", "air",
                        "note", "lite", "/"})  # fmt: skip
_NOT_ZH = ("非", "不是", "不属于", "媲美", "堪比")
_NO_NOT_ZH = ("除非", "无非", "是非")
_LIKENED_ZH = ("同款", "风格", "平替")
_REACH_ZH = 8


# The cheap looks at single tokens: a mention without what they look for near it is IS.
# How far from a mention they matter: tokens before and behind
FOR_REACH, DENIED_REACH, BEHIND_REACH = _REACH + 1, 7, 6
_FOR_BEGINS = _FOR | _WORKS | {"about", "通用"}
_DENIES = _SAYS_NOT | _LIKENED | {"unbranded"}
_BEHIND = _LIKENED_BEHIND | _FOR_BEHIND
_BEHIND_ZH = (*_FOR_ZH_BEHIND, *_LIKENED_ZH)


def _beginnings(cues: Sequence[str]) -> tuple[str, ...]:
    """Chinese needs no white space: a cue may begin in a token and end in the next."""
    return tuple({cue[:end] for cue in cues for end in range(1, len(cue) + 1)})


_NOT_ZH_BEGINS, _BEHIND_ZH_BEGINS = _beginnings(_NOT_ZH), frozenset(_beginnings(_BEHIND_ZH))


def may_say_for(norm: str) -> bool:
    """Whether a token before a mention may be the one that :func:`for_begins` finds."""
    return norm in _FOR_BEGINS or _part(norm) == _SAYS_FOR_ZH


def says_for(norm: str) -> bool:
    """Whether a token before a mention always is, where nothing is doubtful between them."""
    return _part(norm) == _SAYS_FOR and norm not in ("fit", "suit")


def is_doubtful(norm: str) -> bool:
    """Whether a token between "for" and a mention calls for a closer look."""
    return norm.isdigit() or _part(norm) == _WORD_ZH


def may_deny(norm: str) -> bool:
    """Whether what makes a mention behind it ``NOT`` may begin in a token."""
    return norm in _DENIES or norm.endswith(_NOT_ZH_BEGINS)


def may_follow(norm: str) -> bool:
    """Whether what makes a mention before it ``FOR`` or ``NOT`` may begin with a token."""
    return norm in _BEHIND or norm.startswith(_BEHIND_ZH) or norm in _BEHIND_ZH_BEGINS


def hinders(norm: str) -> bool:
    """Whether a token is a word that "for" reaches no more than ``WORDS_BETWEEN`` of across."""
    return _part(norm) == _WORD


def ends(norm: str) -> bool:
    """Whether a token ends the reach of "for"."""
    return _part(norm) == _ENDS


def relation_of(norms: Sequence[str], first: int, last: int) -> str:
    """How the tokens around a mention say that the listing stands to the brand.

    Parameters
    ----------
    norms
        All tokens of the field.
    first, last
        The mention is ``norms[first:last]``.

    Returns
    -------
    str
        ``IS`` unless the words say otherwise.

    Examples
    --------
    >>> relation_of(["case", "for", "apple", "iphone"], 2, 3), relation_of(["rolex"], 0, 1)
    ('for', 'is')
    >>> relation_of(["watch", "for", "men", "rolex"], 3, 4)
    'is'
    """
    if _is_denied(norms, first, last):
        return NOT
    if for_begins(norms, first) is not None or _is_for_behind(norms, last):
        return FOR
    return IS


def _is_denied(norms: Sequence[str], first: int, last: int) -> bool:
    at = first - 1
    while at >= 0 and first - at <= 6 and norms[at] in _LINKS:
        at -= 1
    if at >= 0:
        word = norms[at]
        if word in _SAYS_NOT or (word == "unbranded" and at == first - 1):
            return True
        # "inspired by Chanel", "alternative to Chanel"; without a link it speaks of what it follows
        if word in _LIKENED and at < first - 1:
            return True
    written = "".join(norms[max(0, first - 2) : first])
    if written.endswith(_NOT_ZH) and not written.endswith(_NO_NOT_ZH):
        return True
    behind = norms[last] if last < len(norms) else ""
    if behind == "-" and last + 1 < len(norms):
        last += 1
        behind = norms[last]
    if behind in _LIKENED_BEHIND:
        return last + 1 >= len(norms) or norms[last + 1] not in _NO_STYLE
    return behind.startswith(_LIKENED_ZH)


def for_begins(norms: Sequence[str], first: int) -> int | None:
    """Where the words begin that say what a thing is for, if they reach a mention.

    Parameters
    ----------
    norms
        All tokens of the field.
    first
        The first token of the mention.

    Returns
    -------
    int or None
        The token of "for", None if nothing says so.
    """
    words = 0
    for at in range(first - 1, max(first - 1 - _REACH, -1), -1):
        part = _part(norms[at])
        if part == _JOINS:
            continue
        if part == _ENDS:
            return None
        if part == _SAYS_FOR:
            return None if _is_other_for(norms, at) else at
        if part == _SAYS_FOR_ZH:
            if first - at <= _REACH_ZH:
                return at
        elif part == _WITH:
            if at and norms[at - 1] in _WORKS:
                return at - 1
            continue
        elif norms[at] == "通用" and at == first - 1:
            return at
        if part != _WORD_ZH or first - at > _REACH_ZH:
            words += 1
        if words > WORDS_BETWEEN:
            return None
    return None


@lru_cache(maxsize=100_000)
def _part(word: str) -> int:
    """The part a word plays before a name."""
    if word in _STOPS or word in _WHOM:
        return _ENDS
    if word in _FOR or word == "about":
        return _SAYS_FOR
    if word == "with":
        return _WITH
    if word.isascii():
        return _JOINS if word in _LISTS or _is_code(word) else _WORD
    return _SAYS_FOR_ZH if any(one in word for one in _FOR_ZH) else _WORD_ZH


def _is_other_for(norms: Sequence[str], at: int) -> bool:
    """Whether "for", "fit" or "suit" is no word for what a thing is made for."""
    behind = norms[at + 1] if at + 1 < len(norms) else ""
    if norms[at] in ("fit", "suit"):  # "slim fit", "track suit"
        return at > 0 and norms[at - 1] not in ("to", "will", "perfectly", "not", "for", ",")
    return behind.isdigit() and norms[at] == "for"  # "2 for 1"


def _is_code(word: str) -> bool:
    return any(map(str.isdigit, word))


def _is_for_behind(norms: Sequence[str], last: int) -> bool:
    if last >= len(norms):
        return False
    if norms[last] in _FOR_BEHIND or norms[last : last + 2] == ["-", "compatible"]:
        return True
    at = last
    while at < len(norms) and at - last < 4 and (_is_code(norms[at]) or norms[at] in _MODELS_ZH):
        at += 1  # 华为 p30 手机 通用
    return "".join(norms[at : at + 2]).startswith(_FOR_ZH_BEHIND)


def joins(norm: str) -> bool:
    """Whether a token between two mentions only joins them: "HP, Canon and Epson"."""
    return norm in _LISTS or _is_code(norm)
