"""The same letters in other code points, or with something unseen between them.

A buyer reads the word as it was. Letters in other forms are found by their Unicode names, so
nothing here is a copy of anybody's table.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from itertools import cycle, islice
from operator import add

import numpy as np

from counterfeit_nlp.attacks.words import VISIBLE_WORD, below, change_words

__all__ = ["BETWEEN", "ENTITIES", "STYLES", "between", "entities", "inline_tags", "mojibake",
           "styled", "table_of"]  # fmt: skip

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Style: names to try for a letter, best first. {case} is CAPITAL or SMALL, {letter} the letter.
# The letters that were in Unicode before the mathematical alphabets kept their older names.
STYLES: dict[str, tuple[str, ...]] = {
    "bold": ("MATHEMATICAL BOLD {case} {letter}",),
    "italic": ("MATHEMATICAL ITALIC {case} {letter}", "PLANCK CONSTANT"),
    "bold_italic": ("MATHEMATICAL BOLD ITALIC {case} {letter}",),
    "script": ("MATHEMATICAL SCRIPT {case} {letter}", "SCRIPT {case} {letter}"),
    "bold_script": ("MATHEMATICAL BOLD SCRIPT {case} {letter}",),
    "fraktur": ("MATHEMATICAL FRAKTUR {case} {letter}", "BLACK-LETTER {case} {letter}"),
    "bold_fraktur": ("MATHEMATICAL BOLD FRAKTUR {case} {letter}",),
    "double_struck": ("MATHEMATICAL DOUBLE-STRUCK {case} {letter}",
                      "DOUBLE-STRUCK {case} {letter}"),
    "sans": ("MATHEMATICAL SANS-SERIF {case} {letter}",),
    "sans_bold": ("MATHEMATICAL SANS-SERIF BOLD {case} {letter}",),
    "sans_italic": ("MATHEMATICAL SANS-SERIF ITALIC {case} {letter}",),
    "sans_bold_italic": ("MATHEMATICAL SANS-SERIF BOLD ITALIC {case} {letter}",),
    "monospace": ("MATHEMATICAL MONOSPACE {case} {letter}",),
    "full_width": ("FULLWIDTH LATIN {case} LETTER {letter}",),
    "circled": ("CIRCLED LATIN {case} LETTER {letter}",),
    "negative_circled": ("NEGATIVE CIRCLED LATIN CAPITAL LETTER {letter}",),
    "squared": ("SQUARED LATIN CAPITAL LETTER {letter}",),
    "negative_squared": ("NEGATIVE SQUARED LATIN CAPITAL LETTER {letter}",),
    "parenthesised": (
        "PARENTHESIZED LATIN {case} LETTER {letter}",
        "PARENTHESIZED LATIN SMALL LETTER {letter}",
    ),
    "small_capitals": ("LATIN LETTER SMALL CAPITAL {letter}",),
    "superscript": (
        "MODIFIER LETTER {case} {letter}",
        "MODIFIER LETTER SMALL {letter}",
        "SUPERSCRIPT LATIN SMALL LETTER {letter}",
    ),
    "regional_indicators": ("REGIONAL INDICATOR SYMBOL LETTER {letter}",),
}  # fmt: skip

# Attack: what stands unseen between two letters, one of them each time
BETWEEN: dict[str, tuple[str, ...]] = {
    "soft_hyphen": ("SOFT HYPHEN",),
    "zero_width_space": ("ZERO WIDTH SPACE",),
    "zero_width_joiner": ("ZERO WIDTH JOINER", "ZERO WIDTH NON-JOINER"),
    "word_joiner": ("WORD JOINER", "ZERO WIDTH NO-BREAK SPACE"),
    "unseen_operators": ("INVISIBLE TIMES", "INVISIBLE SEPARATOR", "INVISIBLE PLUS"),
    "direction_marks": ("LEFT-TO-RIGHT MARK", "ARABIC LETTER MARK"),
    "variation_selectors": ("VARIATION SELECTOR-1", "VARIATION SELECTOR-15",
                            "VARIATION SELECTOR-16", "VARIATION SELECTOR-17"),
    "grapheme_joiner": ("COMBINING GRAPHEME JOINER",),
    "tag_characters": tuple(f"TAG LATIN SMALL LETTER {letter}" for letter in _CAPITALS),
}  # fmt: skip

_INLINE = ("b", "i", "em", "span", "font", "u", "strong")
_ACCENTED = str.maketrans(
    "aeiouAEIOUcC", "\u00e0\u00e9\u00ee\u00f4\u00fc\u00c4\u00c9\u00ce\u00d6\u00dc\u00e7\u00c7"
)


def table_of(style: str) -> dict[str, str]:
    """Letter to its form in a style; letters that Unicode does not have in it are left out.

    Parameters
    ----------
    style
        A key of ``STYLES``.
    """
    table = {}
    for letter in _CAPITALS:
        for case, key in (("CAPITAL", letter), ("SMALL", letter.lower())):
            for name in STYLES[style]:
                # PLANCK CONSTANT is the italic h, and no other letter
                if "{letter}" not in name and key != "h":
                    continue
                try:
                    table[key] = unicodedata.lookup(name.format(case=case, letter=letter))
                except KeyError:
                    continue
                break
    return table


_TABLES: dict[str, dict[int, str]] = {}


def styled(text: str, rng: np.random.Generator, strength: float, *, style: str) -> str:
    """Write words in other code points of the same letters (a key of ``STYLES``)."""
    table = _TABLES.get(style)
    if table is None:
        table = _TABLES[style] = str.maketrans(table_of(style))
    # flags side by side would be drawn as a country's, so sellers keep them apart
    apart = "\u200b" if style == "regional_indicators" else ""

    def change(word: str, _: np.random.Generator) -> str:
        return apart.join(word.translate(table)) if apart else word.translate(table)

    return change_words(text, rng, strength, change)


def between(text: str, rng: np.random.Generator, strength: float, *, kind: str) -> str:
    """Put something unseen between the letters of words, Latin and Chinese."""
    fillings = [unicodedata.lookup(name) for name in BETWEEN[kind]]

    def change(word: str, draw: np.random.Generator) -> str:
        if len(fillings) == 1:
            return fillings[0].join(word)
        # one after the other, from one that is drawn
        unseen = islice(cycle(fillings), below(len(fillings), draw), None)
        return word[0] + "".join(map(add, unseen, word[1:]))

    return change_words(text, rng, strength, change, VISIBLE_WORD)


def inline_tags(text: str, rng: np.random.Generator, strength: float, *, comments: bool) -> str:
    """Put empty tags, or comments, of HTML between the letters of words."""
    fillings = ["<!-- -->", "<!---->"] if comments else [f"<{n}></{n}>" for n in _INLINE]

    def change(word: str, draw: np.random.Generator) -> str:
        # one or two are enough to cut a word, and sellers do no more
        cuts = {1 + below(len(word) - 1, draw) for _ in range(2)}
        return "".join(
            (fillings[below(len(fillings), draw)] if at in cuts else "") + letter
            for at, letter in enumerate(word)
        )

    return change_words(text, rng, strength, change, VISIBLE_WORD)


def _decimal(letter: str) -> str:
    return f"&#{ord(letter)};"


def _hexadecimal(letter: str) -> str:
    return f"&#x{ord(letter):x};"


def _escaped_twice(letter: str) -> str:
    return f"&amp;#{ord(letter)};"


def _named(letter: str) -> str:
    # HTML names no plain letter, but all of three mathematical alphabets (&Ropf; is a double R)
    name = f"&{letter}opf;"
    return name if len(html.unescape(name)) == 1 else letter


ENTITIES: dict[str, Callable[[str], str]] = {
    "html_named": _named,
    "html_decimal": _decimal,
    "html_hex": _hexadecimal,
    "html_escaped_twice": _escaped_twice,
}


def entities(text: str, rng: np.random.Generator, strength: float, *, kind: str) -> str:
    """Write the letters of words as entities of HTML (a key of ``ENTITIES``)."""
    spell = ENTITIES[kind]

    def change(word: str, _: np.random.Generator) -> str:
        return "".join(map(spell, word))

    # a Han character has no name
    return (
        change_words(text, rng, strength, change)
        if kind == "html_named"
        else change_words(text, rng, strength, change, VISIBLE_WORD)
    )


def mojibake(text: str, rng: np.random.Generator, strength: float) -> str:
    """Accents on vowels, then UTF-8 read as if it were cp1252: ``Rolex`` as ``RÃ´lÃ©x``.

    Only Latin words: Chinese read wrongly is not readable to a buyer either.
    """

    def change(word: str, _: np.random.Generator) -> str:
        # five bytes mean nothing in cp1252; browsers then show the byte itself
        return "".join(
            bytes([byte]).decode("cp1252", "ignore") or chr(byte)
            for byte in word.translate(_ACCENTED).encode()
        )

    return change_words(text, rng, strength, change)
