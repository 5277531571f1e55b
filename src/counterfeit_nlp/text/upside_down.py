"""Words written upside down: ``ɐɔıldǝɹ`` is replica, ``ıɔɔnƃ`` is gucci.

A turned word runs backwards, and some of its letters are plain ones that mean another: d is a p
upside down, n a u. So the whole word is turned round at once, before its letters are folded one by
one; only if that gives a known word, because phonetic writing uses the same letters. Single turned
letters in a word (``rolǝx``) are left to :mod:`counterfeit_nlp.text.encodings`.
"""

from __future__ import annotations

import re

from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.encodings import ENOUGH
from counterfeit_nlp.text.vocabulary import SHORTEST_TERM, Vocabulary

__all__ = ["may_be_upside_down", "turn_upside_down"]

# Letters that only a turned word has, and what they are the other way up
_TURNED = {
    "ɐ": "a", "ɔ": "c", "ǝ": "e", "ɘ": "e", "ə": "e", "ɟ": "f", "ƃ": "g", "ᵷ": "g", "ɓ": "g",
    "ɥ": "h", "ᴉ": "i", "ı": "i", "ɾ": "j", "ſ": "j", "ʞ": "k", "ן": "l", "ꞁ": "l", "ʅ": "l",
    "ɯ": "m", "ɹ": "r", "ʇ": "t", "ʌ": "v", "ʍ": "w", "ʎ": "y", "∀": "a", "Ɐ": "a", "Ɔ": "c",
    "ᗡ": "d", "Ǝ": "e", "Ⅎ": "f", "⅁": "g", "פ": "g", "˥": "l", "⅂": "l", "Ɯ": "m", "Ԁ": "p",
    "ᴚ": "r", "┴": "t", "Ʇ": "t", "∩": "u", "Λ": "v", "⅄": "y",
}  # fmt: skip
# Plain letters that are letters the other way up too
_PLAIN = dict(zip("bdnpqulosxzHIMNOSWXZiB", "qpudbnlosxzhiwnosmxzib", strict=True))
_UPRIGHT = _TURNED | _PLAIN
_GATE = re.compile(f"[{''.join(_TURNED)}]")
_SIGNS = "".join(letter for letter in _TURNED if not letter.isalpha())
_WORD = re.compile(f"(?:[^\\W_]|[{_SIGNS}])+")
_LEAST = 2
_OF_A_LANGUAGE = frozenset("ıəΛ")  # Turkish, Azerbaijani and Greek write them upright
_LONGEST = 24


def may_be_upside_down(text: str) -> bool:
    """Whether it is worth calling :func:`turn_upside_down` (never says no wrongly)."""
    return not text.isascii() and _GATE.search(text) is not None


def turn_upside_down(text: str, vocabulary: Vocabulary) -> tuple[str, list[Disguise]]:
    """Turn words that were written upside down.

    Parameters
    ----------
    text
        A whole text.
    vocabulary
        What they may spell: a term of three letters or more, or a frequent word of four.

    Returns
    -------
    tuple of (str, list of Disguise)
        The text, of the same length, and one ``reversed_text`` for each word with one
        ``encoded_letters`` for each turned letter in it (not more than ``ENOUGH``), in order.

    Examples
    --------
    >>> turn_upside_down("ıɔɔnƃ bag", Vocabulary.of(brand=["gucci"]))[0]
    'gucci bag'
    """
    pieces = []
    found: list[Disguise] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if not SHORTEST_TERM <= end - start <= _LONGEST:
            continue
        word = match.group()
        if len(_GATE.findall(word)) < _LEAST:
            continue
        turned = [at for at, letter in enumerate(word, start) if letter in _TURNED]
        if _OF_A_LANGUAGE.issuperset(text[at] for at in turned):
            continue
        if word.casefold() in vocabulary:
            continue
        upright = "".join(_UPRIGHT.get(letter, " ") for letter in reversed(word))
        if not vocabulary.may_be_meant(upright):
            continue
        pieces += [text[last:start], upright]
        last = end
        if len(found) < ENOUGH:
            found.append(Disguise("reversed_text", start, end))
            found += (Disguise("encoded_letters", at, at + 1) for at in turned)
    return "".join([*pieces, text[last:]]), found[:ENOUGH]
