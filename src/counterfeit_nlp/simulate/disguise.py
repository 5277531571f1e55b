"""How sellers spell a word so that a filter misses it and a buyer doesn't.

Look-alike letters, mathematical letters, full width, zero-width characters, digits for
letters, masks, spacing, repeated letters; for Chinese: masks, spacing and
same-sounding characters.
"""

from __future__ import annotations

from collections.abc import Callable

from counterfeit_nlp.simulate.draw import Draw

__all__ = ["DECORATIONS", "HABITS", "decorate", "disguise"]

_LOOKALIKE = str.maketrans(
    {
        "a": "\u0430", "c": "\u0441", "e": "\u0435", "i": "\u0456", "o": "\u043e",
        "p": "\u0440", "s": "\u0455", "x": "\u0445", "y": "\u0443", "j": "\u0458",
        "A": "\u0391", "B": "\u0412", "C": "\u0421", "E": "\u0415", "H": "\u041d",
        "I": "\u0406", "K": "\u039a", "M": "\u041c", "N": "\u039d", "O": "\u041e",
        "P": "\u0420", "R": "\u13a1", "S": "\u0405", "T": "\u0422", "X": "\u0425",
        "Y": "\u03a5", "Z": "\u0396", "v": "\u03bd", "u": "\u057d", "l": "\u04cf",
    }
)  # fmt: skip
_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "l": "1", "t": "7", "b": "8"}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SAME_SOUND = str.maketrans(
    {
        "驰": "池", "奈": "奶", "儿": "尔", "威": "葳", "登": "澄", "耐": "奈", "克": "剋",
        "达": "哒", "迪": "笛", "仕": "士", "香": "湘", "古": "谷", "马": "码", "爱": "艾",
        "劳": "捞", "蒂": "缔", "普": "扑", "拉": "啦", "宝": "保", "家": "加", "卡": "咖",
        "高": "糕", "仿": "彷", "顶": "鼎", "级": "极", "原": "源", "单": "丹", "精": "菁",
    }
)  # fmt: skip


def _chinese(word: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in word)


def _change_some(word: str, table: dict[int, str], draw: Draw) -> str:
    """Translate at least one and about half of the letters that can be."""
    able = [at for at, char in enumerate(word) if ord(char) in table]
    if not able:
        return _spaced(word, draw)
    chosen = set(draw.some(able, 1 + draw.below(len(able))))
    return "".join(table[ord(c)] if at in chosen else c for at, c in enumerate(word))


def _lookalike(word: str, draw: Draw) -> str:
    return _change_some(word, _LOOKALIKE, draw)


def _same_sound(word: str, draw: Draw) -> str:
    return _change_some(word, _SAME_SOUND, draw) if _chinese(word) else _repeat(word, draw)


def _leet(word: str, draw: Draw) -> str:
    table = {}
    for char in sorted(set(word)):
        if char.lower() in _LEET:
            table[ord(char)] = draw.pick(_LEET[char.lower()])
    return _change_some(word, table, draw)


def _invisible(word: str, draw: Draw) -> str:
    mark = draw.pick(_INVISIBLE)
    cuts = set(draw.some(range(1, len(word)), 1 + draw.below(2)))
    return "".join(mark + c if at in cuts else c for at, c in enumerate(word))


def _mask(word: str, draw: Draw) -> str:
    star = draw.pick("*＊*~")
    if _chinese(word):
        return word[0] + star if draw.chance(0.5) else star + word[-1]
    at = 1 + draw.below(max(1, len(word) - 2))
    return word[:at] + star + word[at + 1 :]


def _spaced(word: str, draw: Draw) -> str:
    return draw.pick(" .-_·").join(word)


def _repeat(word: str, draw: Draw) -> str:
    at = draw.below(len(word))
    return word[: at + 1] + word[at] * (1 + draw.below(2)) + word[at + 1 :]


def _full_width(word: str, draw: Draw) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)


def _mathematical(word: str, draw: Draw) -> str:
    capital, small = draw.pick(
        ((0x1D5D4, 0x1D5EE), (0x1D400, 0x1D41A), (0x1D670, 0x1D68A), (0x1D4D0, 0x1D4EA))
    )
    out = []
    for char in word:
        if "A" <= char <= "Z":
            out.append(chr(capital + ord(char) - 65))
        elif "a" <= char <= "z":
            out.append(chr(small + ord(char) - 97))
        else:
            out.append(char)
    return "".join(out)


def _shortened(word: str, draw: Draw) -> str:
    """``G家``, ``D house``: the first letter and 'house of'."""
    return word[0] + ("家" if _chinese(word) or draw.chance(0.15) else draw.pick("*~"))


HABITS: dict[str, Callable[[str, Draw], str]] = {
    "lookalike": _lookalike,
    "leet": _leet,
    "invisible": _invisible,
    "mask": _mask,
    "spaced": _spaced,
    "repeat": _repeat,
    "full_width": _full_width,
    "mathematical": _mathematical,
    "same_sound": _same_sound,
    "shortened": _shortened,
}

# Decorations that honest sellers use too, so that an odd character isn't a verdict.
DECORATIONS = ("full_width", "mathematical", "spaced", "invisible")


def disguise(word: str, habit: str, draw: Draw) -> str:
    """Spell a word the way of a habit (a key of ``HABITS``); short words stay."""
    if len(word) < 2:
        return word
    return HABITS[habit](word, draw)


def decorate(text: str, draw: Draw) -> str:
    """Decorate one word of an innocent text: ``ＮＥＷ``, ``S A L E``, a stray soft hyphen."""
    words = text.split(" ")
    at = draw.below(len(words))
    words[at] = disguise(words[at], draw.pick(DECORATIONS), draw)
    return " ".join(words)
