"""Chinese names that only seem to stand in a text: as a part of a longer word or shop name.

Chinese is written without white space, so 宝马 (BMW) stands in 宝宝马桶 (a baby's toilet) and 耐克
(Nike) in the shop name 舒耐克. Short names are looked at again for what they are glued to.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from counterfeit_nlp.text.chinese_words import frequency
from counterfeit_nlp.text.language import is_han

__all__ = ["is_glued"]

_LONGEST_WORD = 4
# Single characters that stand before a brand as words of their own
_WORDS_BEFORE = frozenset(
    "款代配含送原男女新旧用适为像仿似于寸与和或及非的全正真假换买卖穿戴由有比如黑白红蓝粉绿"
)
# Characters that foreign names are written with and end in; few of them are words
_ENDINGS = frozenset("斯尔特克娜诗达尼龙帝莎姿丽蒂莱菲雅斐芙妮顿伦泽汀思德诺曼恩丝琳娅亚维奇图生")
# Names of other things that hold a brand's, and that no dictionary has
_OTHER_NAMES = ("王者荣耀", "茅台镇")
_OTHER_LETTERS = frozenset("".join(_OTHER_NAMES))
# Things of one character that stand behind a brand
_THINGS = frozenset("表鞋包锅酒壳膜车机笔裤衣帽")


def is_glued(
    norms: Sequence[str],
    units: Sequence[str],
    owner: Sequence[int],
    own: range,
    begins: Set[int],
) -> bool:
    """Whether a short Chinese name is a part of something longer.

    Parameters
    ----------
    norms
        The tokens of the field.
    units, owner
        Its units and the token of each.
    own
        The units of the name.
    begins
        Where names and words for things begin: 劳力士 and 表带 are two.
    """
    start, end = own.start, own.stop
    lo, hi = start, end
    while lo and owner[lo - 1] == owner[start]:
        lo -= 1
    while hi < len(units) and owner[hi] == owner[end - 1]:
        hi += 1
    left, right = start - lo, hi - end
    if units[start] in _OTHER_LETTERS and any(
        _reaches_out(units, own, other) for other in _OTHER_NAMES
    ):
        return True
    if owner[start] == owner[end - 1]:
        if (left or right) and frequency(norms[owner[start]]):
            # 维纳斯, 富士山; but a word of the dictionary may hold a name and its thing, 雀巢咖啡
            if left or end in begins or units[end] in _THINGS:
                return left > 0
            return right == 1 or not frequency("".join(units[end:hi]))
    elif (left and frequency(norms[owner[start]]) and not _is_word_end(units, start)) or (
        right and frequency(norms[owner[end - 1]]) and not _is_word_begin(units, end)
    ):
        return True  # 宝|宝马|桶
    return _follows_a_letter(units, owner, start, left) or (
        right <= 1 and _goes_on(units, owner, end, right, begins)
    )


def _reaches_out(units: Sequence[str], own: range, other: str) -> bool:
    """Whether ``other`` stands partly inside a range and partly outside."""
    length = len(other)
    return any(
        (at < own.start or at + length > own.stop) and "".join(units[at : at + length]) == other
        for at in range(max(0, own.start - length + 1), own.stop)
    )


def _is_word_end(units: Sequence[str], start: int) -> bool:
    return any(
        frequency("".join(units[start - length : start]))
        for length in range(2, min(_LONGEST_WORD, start) + 1)
    )


def _is_word_begin(units: Sequence[str], end: int) -> bool:
    return any(
        frequency("".join(units[end : end + length])) for length in range(2, _LONGEST_WORD + 1)
    )


def _follows_a_letter(units: Sequence[str], owner: Sequence[int], start: int, left: int) -> bool:
    """舒|耐克 where text begins: one character that is no word."""
    at = start - 1
    if at < 0 or not is_han(units[at]) or units[at] in _WORDS_BEFORE:
        return False
    if owner[start] - owner[at] > 1:  # punctuation between
        return False
    if at == 0:
        return True
    alone = owner[at - 1] != owner[at] if not left else left == 1
    return alone and owner[at] - owner[at - 1] > 1


def _goes_on(
    units: Sequence[str], owner: Sequence[int], end: int, right: int, begins: Set[int]
) -> bool:
    """耐克|斯: an ending that foreign names have, of which no other word is made."""
    if end >= len(units) or units[end] not in _ENDINGS or end in begins:
        return False
    if owner[end] - owner[end - 1] > 1:  # punctuation between
        return False
    return right == 1 or end + 1 == len(units) or owner[end + 1] != owner[end]
