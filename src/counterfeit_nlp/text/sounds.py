"""Names and cue words written as they sound in English: ``Rolecks``, ``Goochi``, ``Replikka``.

The Latin counterpart of :mod:`counterfeit_nlp.text.homophones`. Spellings of one sound are made
one, so a word costs one look-up. Where typing errors explain a word, they do so better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["SoundIndex"]

_SHORTEST = 5
_SHORTEST_SOUND = 4  # kiehl and keel
_LONGEST = 24
# Each after those before it
_SOUNDS = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        ("[ck]*ks|kx|x+", "x"),
        ("cc(?=[iey])|tch", "ch"),
        ("ph", "f"),
        ("oo|ou|u+", "u"),
        ("(?<=.)(?:ee|ie|ey|ea|y)", "i"),
        ("(?<=.)h(?=[^aeiou]|$)", ""),
        ("sh", "S"),
        ("ch", "C"),
        ("[ckq]+", "k"),
        ("z", "s"),
        (r"(.)\1+", r"\1"),
    )
)
_SAME_START = frozenset(("ck", "kc", "fp", "pf"))
# Words of one sound have these in common, whatever they do with vowels, h and tch: a cheap look
_CONSONANTS = str.maketrans(
    dict.fromkeys("aeiouyht", "") | dict.fromkeys("cq", "k") | {"x": "ks", "z": "s", "f": "p"}
)


def _consonants(word: str) -> frozenset[str]:
    return frozenset(word.translate(_CONSONANTS))


def _sound(word: str) -> str:
    for spelling, sound in _SOUNDS:
        word = spelling.sub(sound, word)
    return word


class SoundIndex:
    """Terms by their sound.

    Parameters
    ----------
    terms
        Folded words; those that are not letters only, or too short, are left out.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_sound: dict[str, str | None] = {}
        self._consonants: set[frozenset[str]] = set()
        for term in sorted(set(terms)):
            if _SHORTEST <= len(term) <= _LONGEST and term.isascii() and term.isalpha():
                sound = _sound(term)
                self._consonants.add(_consonants(term))
                # two terms that sound alike are none
                self._by_sound[sound] = None if sound in self._by_sound else term

    def alike(self, word: str) -> str | None:
        """The one term that sounds like a folded word and begins like it, or None.

        >>> SoundIndex(["rolex", "gucci"]).alike("goochi")
        'gucci'
        """
        if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
            return None
        if _consonants(word) not in self._consonants:
            return None
        sound = _sound(word)
        term = self._by_sound.get(sound) if len(sound) >= _SHORTEST_SOUND else None
        if term is None or term == word:
            return None
        return term if term[0] == word[0] or term[0] + word[0] in _SAME_START else None
