"""Digits and symbols that stand for letters: ``r0lex``, ``gu$$i``, ``|V|K``.

A digit in a word is usually a digit (``4k``, ``3m``, ``h2o``, sizes, model codes), so a reading
counts only if it is a known word; see :mod:`counterfeit_nlp.text.restore` for what is known.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice

__all__ = ["LEET_SYMBOLS", "is_beside_sign", "is_edge", "may_be_leet", "readings"]

# Facts of shape, most usual letter first
_LETTERS = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b",
    "9": "gq", "$": "s", "@": "a", "!": "il", "|": "il", "¢": "c", "€": "e", "£": "l", "¥": "y",
    "₤": "l", "₹": "r", "₽": "p", "₱": "p", "₩": "w", "₦": "n", "₭": "k", "₮": "t", "₳": "a",
    "฿": "b", "₿": "b", "ø": "o", "(": "c", "<": "c", "{": "c", "[": "c", "+": "t", "§": "s",
    "¡": "i", "†": "t", "×": "x", "µ": "u", "ß": "b", "°": "o", "∆": "a", "∂": "d", "∑": "e",
    "ƒ": "f", "¶": "p", "^": "a", "?": "", "*": "", "#": "h", "&": "",
    "₵": "c", "₡": "c", "₢": "c", "₲": "g", "₴": "s", "₸": "t", "₼": "m", "₺": "t", "₫": "d",
    "©": "c", "®": "r", "∪": "u", "∩": "n", "⊂": "c", "∈": "e", "∊": "e", "∏": "n", "√": "v",
    "⊙": "o", "◯": "o", "◎": "o", "○": "o", "●": "o", "⊕": "o", "∅": "o",
}  # fmt: skip
_LETTERS = {shape: letters for shape, letters in _LETTERS.items() if letters}
# Letters drawn with several characters
_DRAWN = (
    ("|\\/|", "m"), ("|v|", "m"), ("/v\\", "m"), ("/\\/\\", "m"), ("|\\|", "n"), ("/\\/", "n"),
    ("|<", "k"), ("|{", "k"), ("|(", "k"), ("|)", "d"), ("|]", "d"), ("|>", "p"), ("|-|", "h"),
    ("]-[", "h"), ("}{", "h"), (")(", "x"), ("><", "x"), ("}|{", "x"), ("\\/\\/", "w"),
    ("\\/", "v"), ("/\\", "a"), ("/-\\", "a"), ("|_|", "u"), ("()", "o"), ("[]", "o"),
    ("|=", "f"), ("|_", "l"), ("vv", "w"), ("rn", "m"), ("cl", "d"),
)  # fmt: skip
_DRAWN_BY_LENGTH = sorted(_DRAWN, key=lambda pair: -len(pair[0]))
_ANY_DRAWN = re.compile("|".join(re.escape(shape) for shape, _ in _DRAWN_BY_LENGTH))
_ANY_SHAPE = re.compile(f"[{re.escape(''.join(_LETTERS))}]|{_ANY_DRAWN.pattern}")
_DRAWS = dict(_DRAWN)
LEET_SYMBOLS = "".join(sorted(shape for shape in _LETTERS if not shape.isalnum())) + "\\/-_>)]}"
# What may stand at the edge of a word as a letter: other symbols there are punctuation, bullets...
_EDGE = re.compile(r"[0-9$@¢€£¥₤₹₽₱₩₦₭₮₳฿₿₵₡₢₲₴]?([^\W\d_]+)[0-9$@¢€₵₡₢₴]?")
_SHORTEST_AT_EDGE = 5
_SIGNS = frozenset("®©")
_BULLETS = frozenset("○●◎◯⊙⊕√∅")
_READINGS_AT_MOST = 64
_STEPS_AT_MOST = 4_000
_LONGEST = 40


def may_be_leet(word: str) -> bool:
    """Whether a folded word holds a letter and something that may stand for another."""
    return (
        len(word) <= _LONGEST
        and _ANY_SHAPE.search(word) is not None
        and any(map(str.isalpha, word))
    )


def is_edge(word: str, reading: str, known: Container[str]) -> bool:
    """Whether only the first or last character of a word is written in leet, and plainly so.

    ``iphone5`` and ``4runner`` are words with a number: what is left without it is a known word.
    ``5hoes`` is none.

    Parameters
    ----------
    word, reading
        A folded word, and what it may spell.
    known
        All known words.
    """
    found = _EDGE.fullmatch(word)
    return (
        found is not None
        and len(reading) >= _SHORTEST_AT_EDGE
        and len(found.group(1)) >= len(reading) - 1
        and found.group(1) not in known
    )


def is_beside_sign(word: str, known: Container[str]) -> bool:
    """Whether a symbol stands beside a word rather than for its first or last letter.

    A mark of registration ends a word, and a bullet may be glued to a known one.
    """
    if word[-1] in _SIGNS:
        return True
    return (word[0] in _BULLETS and word[1:] in known) or (
        word[-1] in _BULLETS and word[:-1] in known
    )


def readings(word: str, beginnings: Container[str] | None = None) -> Iterator[str]:
    """What a word may spell, most usual reading first; only those made of letters.

    Parameters
    ----------
    word
        A folded word.
    beginnings
        Squeezed beginnings (see :func:`counterfeit_nlp.text.repeats.squeeze`) of the words that
        are looked for; readings that begin otherwise are left out. None for all readings.

    Yields
    ------
    str
        Another word of letters only; at most 64 for each of the ways to see drawn letters.

    Examples
    --------
    >>> next(readings("r0lex")), next(readings("|v|k"))
    ('rolex', 'mk')
    """
    seen = {word}
    drawn = _ANY_DRAWN.sub(lambda match: _DRAWS[match.group()], word)
    for variant in dict.fromkeys((word, drawn)):
        for reading in islice(_spelt(variant, beginnings), _READINGS_AT_MOST):
            if reading not in seen and reading.isalpha():
                seen.add(reading)
                yield reading


def _spelt(word: str, beginnings: Container[str] | None) -> Iterator[str]:
    """Every choice of letters in order; the first ones vary slowest."""
    options = [_LETTERS.get(character, character) for character in word]
    waiting = [("", "")]  # what was read so far, and the same squeezed
    steps = 0
    while waiting and steps < _STEPS_AT_MOST:
        steps += 1
        reading, squeezed = waiting.pop()
        if len(reading) == len(options):
            yield reading
            continue
        for letter in reversed(options[len(reading)]):
            longer = squeezed if squeezed[-1:] == letter else squeezed + letter
            if beginnings is None or longer in beginnings:
                waiting.append((reading + letter, longer))
