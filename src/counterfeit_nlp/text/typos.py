"""One or two typing errors in a name or a cue word.

A deletion index: two words are one insertion, deletion, substitution or swap of neighbours apart
only if they agree after one deletion in each (Garbe's SymSpell; Mor and Fraenkel 1982), so a word
of n letters costs n + 1 look-ups, whatever the number of terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

__all__ = ["TypoIndex"]

_SHORTEST = 5  # below, one edit makes too many other words ("prado" and "prada" are bad enough)
_SHORTEST_FOR_TWO = 9
_LONGEST = 24


class TypoIndex:
    """Terms by what is left of them after deletions.

    Parameters
    ----------
    terms
        Folded words; those that are not letters only, or too short, are left out.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = {}
        for term in sorted(set(terms)):
            if term.isascii() and term.isalpha() and _SHORTEST <= len(term) <= _LONGEST:
                for rest in _rests(term, 2 if len(term) >= _SHORTEST_FOR_TWO else 1):
                    self._by_rest.setdefault(rest, []).append(term)

    def nearest(self, word: str) -> str | None:
        """The one term that is one edit away (two for long ones), or None.

        The first letter must be right, or swapped with the second: errors at the start of a word
        are rare and words that rhyme are many. None also where two terms are equally near.
        """
        if not (word.isascii() and word.isalpha() and _SHORTEST - 1 <= len(word) <= _LONGEST):
            return None
        edits = 2 if len(word) >= _SHORTEST_FOR_TWO - 1 else 1
        near: dict[str, int] = {}
        for rest in _rests(word, edits):
            for term in self._by_rest.get(rest, ()):
                if term not in near and _same_start(word, term):
                    allowed = 2 if len(term) >= _SHORTEST_FOR_TWO else 1
                    distance = OSA.distance(word, term, score_cutoff=allowed)
                    if 0 < distance <= allowed:
                        near[term] = distance
        if not near:
            return None
        least = min(near.values())
        nearest = [term for term, distance in near.items() if distance == least]
        return nearest[0] if len(nearest) == 1 else None


def _same_start(word: str, term: str) -> bool:
    return word[0] == term[0] or word[:2] == term[1::-1]


def _rests(word: str, deletions: int) -> Iterator[str]:
    """The word and what is left of it after up to so many deletions."""
    found = {word: None}
    level = [word]
    for _ in range(deletions):
        level = [one[:at] + one[at + 1 :] for one in level for at in range(len(one))]
        found.update(dict.fromkeys(level))
    return iter(found)
