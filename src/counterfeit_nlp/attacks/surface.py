"""What is done on the surface of a word: digits and symbols, gaps, masks, marks, case."""

from __future__ import annotations

import numpy as np

from counterfeit_nlp.attacks.words import below, change_words, some_letters

__all__ = [
    "GAPS",
    "LEET",
    "MASKS",
    "backspaces",
    "cased",
    "leet",
    "masked",
    "repeated",
    "reversed_words",
    "separated",
    "zalgo",
]

# Alphabet: letter to what is written for it, one of them each time
LEET: dict[str, dict[str, str]] = {
    "leet_digits": {"a": "4", "b": "8", "e": "3", "g": "9", "i": "1", "l": "1", "o": "0", "s": "5",
                    "t": "7", "z": "2"},
    "leet_few": {"e": "3", "i": "1", "o": "0"},
    "symbols": {"a": "@", "c": "\u00a2", "e": "\u20ac", "i": "!", "l": "|", "s": "$", "t": "+",
                "y": "\u00a5"},
    "currencies": {"b": "\u0e3f", "c": "\u20b5", "e": "\u20ac", "g": "\u20b2", "k": "\u20ad",
                   "l": "\u00a3", "n": "\u20a6", "p": "\u20b1", "s": "$", "t": "\u20ae",
                   "w": "\u20a9", "y": "\u00a5"},
    "drawn_letters": {"d": "|)", "h": "|-|", "k": "|<", "m": "|V|", "n": "|\\|", "u": "|_|",
                      "v": "\\/", "w": "\\/\\/", "x": "><"},
}  # fmt: skip

_SPACES = ("\u00a0", "\u2009", "\u202f", "\u3000", "\u2003")
_EMOJI = tuple("\U0001f525\U0001f45c\U0001f48e\U0001f680\U0001f60d\u2b50\U0001f381\u2764")
# Attack: what stands between the letters, one of them for the whole word
GAPS: dict[str, tuple[str, ...]] = {
    "spaced": (" ",),
    "odd_spaces": _SPACES,
    "dotted": (".", "\u00b7"),
    "slashed": ("/", "\\"),
    "hyphened": ("-", "\u2013"),
    "underscored": ("_",),
    "starred": ("*", "~", "|"),
    "emoji": _EMOJI,
}
MASKS: dict[str, tuple[str, ...]] = {
    "masked_star": ("*", "\uff0a"),
    "masked_other": ("#", "~", "_", "\u2022", "?"),
}
_LONGEST_TOWER = 8
_MARKS = "".join(map(chr, range(0x0300, 0x034F)))
_BLANKS = (" ", *_SPACES)


def leet(text: str, rng: np.random.Generator, strength: float, *, alphabet: str) -> str:
    """Write digits, symbols or drawings for some letters of words (a key of ``LEET``)."""
    table = LEET[alphabet]

    def change(word: str, draw: np.random.Generator) -> str:
        small = word.lower() if len(word.lower()) == len(word) else word
        chosen = some_letters([letter in table for letter in small], draw)
        return "".join(
            table[low] if take else letter
            for letter, low, take in zip(word, small, chosen, strict=True)
        )

    return change_words(text, rng, strength, change)


def separated(text: str, rng: np.random.Generator, strength: float, *, gap: str) -> str:
    """Put a gap between all letters of words (a key of ``GAPS``).

    Where the gap is a space, the word gets one more on each side, as a seller would write it: a
    reader must see where a word ends.
    """
    gaps = GAPS[gap]

    def change(word: str, draw: np.random.Generator) -> str:
        one = gaps[below(len(gaps), draw)]
        edge = " " if one in _BLANKS else ""
        return edge + one.join(word) + edge

    return change_words(text, rng, strength, change)


def masked(text: str, rng: np.random.Generator, strength: float, *, mask: str) -> str:
    """Hide one inner letter of words, two in words of seven letters and more."""
    marks = MASKS[mask]

    def change(word: str, draw: np.random.Generator) -> str:
        inner = len(word) - 2
        at = {1 + below(inner, draw)}
        while len(at) < (2 if len(word) >= 7 else 1):
            at.add(1 + below(inner, draw))
        one = marks[below(len(marks), draw)]
        return "".join(one if place in at else letter for place, letter in enumerate(word))

    return change_words(text, rng, strength, change)


def repeated(text: str, rng: np.random.Generator, strength: float) -> str:
    """Write one letter of words three to five times."""

    def change(word: str, draw: np.random.Generator) -> str:
        at = below(len(word), draw)
        return word[:at] + word[at] * (3 + below(3, draw)) + word[at + 1 :]

    return change_words(text, rng, strength, change)


def zalgo(text: str, rng: np.random.Generator, strength: float) -> str:
    """Stack marks of combining kind on every letter of words."""

    def change(word: str, draw: np.random.Generator) -> str:
        out = []
        for letter, number in zip(word, draw.random(len(word)).tolist(), strict=True):
            first = int(number * (len(_MARKS) - _LONGEST_TOWER))
            height = 2 + int(number * 1e6) % (_LONGEST_TOWER - 1)
            out += [letter, _MARKS[first : first + height]]
        return "".join(out)

    return change_words(text, rng, strength, change)


def cased(text: str, rng: np.random.Generator, strength: float, *, at_random: bool) -> str:
    """Write words in capitals, or each letter in a case drawn at random."""

    def change(word: str, draw: np.random.Generator) -> str:
        if not at_random:
            return word.upper()
        return "".join(
            letter.upper() if up else letter.lower()
            for letter, up in zip(word, (draw.random(len(word)) < 0.5).tolist(), strict=True)
        )

    return change_words(text, rng, strength, change)


def reversed_words(text: str, rng: np.random.Generator, strength: float) -> str:
    """Write words backwards between a right-to-left override and its end: shown as they were."""
    return change_words(
        text, rng, strength, lambda word, _: f"\N{RIGHT-TO-LEFT OVERRIDE}{word[::-1]}\u202c"
    )


def backspaces(text: str, rng: np.random.Generator, strength: float) -> str:
    """Put a wrong letter and a backspace into words."""

    def change(word: str, draw: np.random.Generator) -> str:
        at = 1 + below(len(word) - 1, draw)
        wrong = "abcdefghijklmnopqrstuvwxyz"[below(26, draw)]
        return f"{word[:at]}{wrong}\b{word[at:]}"

    return change_words(text, rng, strength, change)
