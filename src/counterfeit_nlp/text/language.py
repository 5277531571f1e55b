"""Which language a listing is written in, by the script of its letters.

Two languages are supported, and their scripts tell them apart at next to no cost; a language
identifier with a model would guess on titles of five words. French or Malay in Latin letters is
therefore routed as ``en``: the word features know little of it, the character features more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["HAN", "LANGUAGES", "count_letters", "has_han", "is_han", "language_of",
           "languages_by_letters"]  # fmt: skip

LANGUAGES = ("en", "zh", "other")

# A Han character says about as much as a Latin word, so it weighs as many letters
_LETTERS_OF_HAN = 4

# Han characters, the iteration mark and the zero; without the brackets of a character class
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_LATIN_LETTERS = "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"
_LATIN = re.compile(f"[{_LATIN_LETTERS}]")
_OTHER = re.compile(f"[^\\W\\d_{_LATIN_LETTERS}{HAN}]")


def is_han(text: str) -> bool:
    """Whether a text begins with a Han character.

    Of a norm that tells whether it is Chinese: text/ never mixes Han with other characters in one
    token.
    """
    return text >= "\u3005" and _HAN.match(text) is not None


def has_han(text: str) -> bool:
    """Whether there is a Han character in a text.

    >>> has_han("GUCCI 古驰"), is_han("GUCCI 古驰"), is_han("古驰")
    (True, False, True)
    """
    return _HAN.search(text) is not None


def count_letters(text: str) -> tuple[int, int, int]:
    """Count letters by script.

    Returns
    -------
    tuple of (int, int, int)
        Latin letters, Han characters, letters of any other script (kana count here: Japanese
        is not Chinese). Counts of parts add up to the counts of the whole.
    """
    if text.isascii():
        return sum(map(str.isalpha, text)), 0, 0
    return len(_LATIN.findall(text)), len(_HAN.findall(text)), len(_OTHER.findall(text))


def language_of(latin: int, han: int, other: int) -> str:
    """Route by letter counts: ``zh``, ``en`` or ``other``.

    A Han character weighs four letters; where letters of other scripts outweigh both, the language
    is one the model was not made for.
    No letters at all (``"1:1 !!!"``) is routed as ``en``.

    >>> language_of(12, 4, 0), language_of(30, 2, 0), language_of(3, 0, 20)
    ('zh', 'en', 'other')
    """
    weight_latin, weight_han = latin, _LETTERS_OF_HAN * han
    if other > max(weight_latin, weight_han):
        return "other"
    return "zh" if weight_han > weight_latin else "en"


def languages_by_letters(letters: np.ndarray) -> list[str]:
    """What :func:`language_of` says of many texts: letters by script, shape (n, 3)."""
    import numpy as np  # registries are read without it, at once

    latin, han, other = letters[:, 0], _LETTERS_OF_HAN * letters[:, 1], letters[:, 2]
    code = np.where(other > np.maximum(latin, han), 2, np.where(han > latin, 1, 0))
    names = np.array(LANGUAGES, dtype=object)  # en, zh, other
    found: list[str] = names[code].tolist()
    return found
