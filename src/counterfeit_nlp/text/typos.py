"""One or two typing errors in a name or a cue word.

A deletion index: two words are one insertion, deletion, substitution or swap of neighbours apart
only if they agree after one deletion in each (Garbe's SymSpell; Mor and Fraenkel 1982), so a word
of n letters costs n + 1 look-ups, whatever the number of terms. What that does not reach are two
looser readings of one look-up each: inner letters in another order, and a wrong or missing first
letter. A capital I for an l, or an l for an I, is read in any place and also in four letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

__all__ = ["TypoIndex"]

_SHORTEST = 5  # below, one edit makes too many other words ("prado" and "prada" are bad enough)
_SHORTEST_FOR_TWO = 9
_SHORTEST_MIXED = 7  # people read a word whose inner letters are in any order
_SHORTEST_SWAPPED = 4  # of four letters, two inner ones can only be swapped
_SHORTEST_TAIL = 6  # rhymes are many: feline, celine
_ENDING_TELLS = 6  # up to so many letters, another last letter makes another name
_LONGEST = 24

# What grammar adds is no error: birkins, counterfeiter
_INFLECTED = ("s", "es", "ed", "er", "ers", "ing")
_BRITISH = re.compile("is(?=[aei])")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SAME_SOUND = frozenset(("iy", "yi", "sz", "zs", "ck", "kc"))


class TypoIndex:
    """Terms by what is left of them after deletions.

    Parameters
    ----------
    terms
        Folded words; those that are not letters only, or too short, are left out.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = {}
        self._by_letters: dict[tuple[str, ...], list[str]] = {}
        self._by_tail: dict[str, list[str]] = {}
        self._by_shape: dict[str, str] = {}
        self._american: set[str] = set()
        self._terms: set[str] = set()
        for term in sorted(set(terms)):
            if not (term.isascii() and term.isalpha() and len(term) <= _LONGEST):
                continue
            self._terms.add(term)
            if len(term) >= _SHORTEST_SWAPPED:
                self._by_shape.setdefault(_shape(term), term)
            if _mixes(term):
                self._by_letters.setdefault(_letters(term), []).append(term)
            if len(term) > _SHORTEST_TAIL:
                self._by_tail.setdefault(term[1:], []).append(term)
            if len(term) >= _SHORTEST:
                self._american.add(_american(term))
                for rest in _rests(term, 2 if len(term) >= _SHORTEST_FOR_TWO else 1):
                    self._by_rest.setdefault(rest, []).append(term)

    def nearest(self, word: str) -> str | None:
        """The one term that is one edit away (two for long ones), or None.

        The first letter must be right, or swapped with the second: errors at the start of a word
        are rare and words that rhyme are many. Only where nothing is that near, a long word may
        have another first letter or none, or its inner letters in any order. None also where two
        terms are equally near, unless one is the other's plural, and where grammar or British
        spelling made the word of a term.
        """
        if not (word.isascii() and word.isalpha() and _SHORTEST - 1 <= len(word) <= _LONGEST):
            return None
        if self._is_a_form(word):
            return None
        drawn = self._by_shape.get(_shape(word))
        if drawn is not None and drawn != word:
            return drawn
        edits = 2 if len(word) >= _SHORTEST_FOR_TWO - 1 else 1
        near: dict[str, int] = {}
        for rest in self._by_rest.keys() & _rests(word, edits):
            for term in self._by_rest[rest]:
                if term not in near and _same_start(word, term):
                    allowed = 2 if len(term) >= _SHORTEST_FOR_TWO else 1
                    distance = OSA.distance(word, term, score_cutoff=allowed)
                    if 0 < distance <= allowed and not _other_ending(word, term):
                        near[term] = distance
        if near:
            least = min(near.values())
            return _one_of(word, [term for term, distance in near.items() if distance == least])
        if _mixes(word):
            mixed = self._by_letters.get(_letters(word))
            if mixed is not None:
                return _one_of(word, mixed)
        if len(word) >= _SHORTEST_TAIL:
            rhymes = [*self._by_tail.get(word[1:], ()), *self._by_tail.get(word, ())]
            return _one_of(word, rhymes) if rhymes else None
        return None

    def _is_a_form(self, word: str) -> bool:
        """Whether the word is an inflected or a British form of a term."""
        stems = [word[: -len(end)] for end in _INFLECTED if word.endswith(end)]
        if any(stem in self._terms or stem + "e" in self._terms for stem in stems):
            return True
        return len(word) >= _SHORTEST and "is" in word and _american(word) in self._american


def _shape(word: str) -> str:
    """As it looks to one who takes a capital I for an l: ``ChaneI``, ``Nlke``."""
    return word.replace("l", "i")


def _mixes(word: str) -> bool:
    return len(word) == _SHORTEST_SWAPPED or len(word) >= _SHORTEST_MIXED


def _letters(word: str) -> tuple[str, ...]:
    """The first and last letter of a word, and those between in the order of the alphabet."""
    return word[0], *sorted(word[1:-1]), word[-1]


def _american(word: str) -> str:
    return _BRITISH.sub("iz", word)


def _one_of(word: str, equally_near: list[str]) -> str | None:
    """The only one, or that of a singular and its plural which is as long as the word."""
    shortest = min(equally_near, key=len)
    if len(equally_near) > 1 and {*equally_near} != {shortest, shortest + "s"}:
        return None
    return next((term for term in equally_near if len(term) == len(word)), shortest)


def _other_ending(word: str, term: str) -> bool:
    """Whether a short word only ends in another letter, and no slip of the finger explains it.

    Names differ in this: Prado and Prada, Fendt and Fendi, Armand and Armani.
    """
    if len(word) != len(term) or len(term) > _ENDING_TELLS or word[:-1] != term[:-1]:
        return False
    return word[-1] + term[-1] not in _SLIPS


def _neighbouring_keys() -> Iterator[str]:
    where = {
        key: (at + row / 2, row) for row, keys in enumerate(_KEYS) for at, key in enumerate(keys)
    }
    for key, (across, row) in where.items():
        for other, (far, below) in where.items():
            if key != other and abs(across - far) <= 1 and abs(row - below) <= 1:
                yield key + other


_SLIPS = _SAME_SOUND | frozenset(_neighbouring_keys())


def _same_start(word: str, term: str) -> bool:
    return word[0] == term[0] or word[:2] == term[1::-1]


def _rests(word: str, deletions: int) -> set[str]:
    """The word and what is left of it after up to so many deletions."""
    places = range(len(word))
    once = [word[:at] + word[at + 1 :] for at in places]
    if deletions == 1:
        return {word, *once}
    # the second letter to go stands behind the first: each pair is left out once
    twice = [
        rest[:at] + rest[at + 1 :] for first, rest in enumerate(once) for at in places[first:-1]
    ]
    return {word, *once, *twice}
