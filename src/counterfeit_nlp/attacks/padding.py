"""Innocent words put around what a listing says: nothing is hidden, it is drowned.

The words are those of the genuine listings that the attack is measured on, as often as they occur
there (Lowd and Meek, 2005, "Good word attacks on statistical spam filters"). None is shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from counterfeit_nlp.text.language import HAN, count_letters, language_of

__all__ = ["FEW_WORDS", "WORDS_ADDED", "InnocentWords", "innocent_words", "pad"]

WORDS_ADDED = 150
FEW_WORDS = 20  # too few for windows of their own
_WORD = re.compile(f"[{HAN}]{{2,4}}|(?<![^\\W_])[A-Za-z]{{3,20}}(?![^\\W_])")
_HAN_START = re.compile(f"[{HAN}]")

InnocentWords = dict[str, tuple[str, ...]]
"""Language (``en``, ``zh``) to words, sorted, each as often as it occurs."""


def innocent_words(texts: Iterable[str]) -> InnocentWords:
    """The words of genuine listings, by language.

    Parameters
    ----------
    texts
        Titles and descriptions.

    Returns
    -------
    InnocentWords
        The same for any order of the texts.
    """
    found: dict[str, list[str]] = {"en": [], "zh": []}
    for text in texts:
        for word in _WORD.findall(text):
            found["zh" if _HAN_START.match(word) else "en"].append(word)
    return {language: tuple(sorted(words)) for language, words in found.items()}


def pad(
    text: str,
    rng: np.random.Generator,
    strength: float,
    *,
    where: str,
    words: InnocentWords,
    language: str | None = None,
    most: int = WORDS_ADDED,
) -> str:
    """Add innocent words to a text.

    Parameters
    ----------
    text
        May be empty.
    rng
        Draws the words.
    strength
        Share of ``most`` words.
    where
        ``start``, ``end`` or ``between`` (the words of the text stay in their order).
    words
        Where to draw from; without any in the text's language, those of the other are taken.
    language
        Of the words; by default that of the text.
    most
        Words added at full strength.

    Raises
    ------
    ValueError
        If ``where`` is something else.
    """
    if where not in ("start", "end", "between"):
        raise ValueError(f"where is {where!r}, expected start, end or between")
    if language is None:
        language = language_of(*count_letters(text))
    pool = words.get(language) or words.get("en") or words.get("zh") or ()
    added = round(strength * most)
    if not pool or not added:
        return text
    drawn = [pool[at] for at in rng.integers(len(pool), size=added).tolist()]
    if not text.strip():
        return " ".join(drawn)
    if where == "end":
        return f"{text} {' '.join(drawn)}"
    if where == "start":
        return f"{' '.join(drawn)} {text}"
    own = text.split(" ")
    # how many of the added words stand before each of the text's own, and after the last
    before = np.bincount(rng.integers(len(own) + 1, size=added), minlength=len(own) + 1).tolist()
    out, at = [], 0
    for number, word in zip(before, [*own, ""], strict=True):
        out += [*drawn[at : at + number], word]
        at += number
    return " ".join(out[:-1])
