"""Known words written as one: ``rolexreplica``, ``#guccibag``, ``rolex_watch``, ``rolex1``.

A word that nobody else writes is cut only where a name or a cue word stands in it and **all** of it
is known: the other parts are terms or frequent words. ``diorama``, ``nikelodeon`` and ``coachella``
leave a rest that is no word. A name of four letters stands first or beside words as long, because
so many letters end other words (``ver-bose``). A number at either end of such a word, or of a name
of five letters, is cut off too. Digits and symbols inside it may stand for letters
(``r0lexwatch``), which is a disguise.

It is no evidence: hashtags are written so, and so are many honest titles. It lets the model read
the words.
"""

from __future__ import annotations

import re
from functools import cached_property

from counterfeit_nlp.text.disguise import Rewrite
from counterfeit_nlp.text.vocabulary import COMMON, Vocabulary

__all__ = ["GluedWords"]

_SHORTEST_NAME = 4
_SHORTEST_PART = 3
_LONG_PART = 5
_MET = 2  # for a part of five letters: in so many listings
_FREQUENT = 20  # for a part of three letters
_ENDINGS = ("s", "es")
_PARTS_AT_MOST = 4
_LONGEST_PART = 16
_NUMBERED_NAME = 5
_SHORTEST = 7  # a name of four letters and a part of three
_WORD = re.compile(r"(?<![^\W_])[0-9]{0,4}(?P<word>[a-z]{5,32})[0-9]{0,4}(?![^\W_])")
_WITH_LEET = re.compile(r"(?<![^\W_])[a-z013@$!]{7,32}(?![^\W_])")
# No 4 and 5, which are words and plurals among words (bag4man)
_LEET = re.compile(r"(?<=[a-z])[013@$!]+(?=[a-z])")
_LETTERS = (str.maketrans("013@$!", "oieasi"), str.maketrans("013@$!", "oleasl"))
# What spaCy leaves inside a word
_JOINT = re.compile(r"(?<=[a-z])[_~]{1,3}(?=[a-z])")
_BEFORE = re.compile(r"(?<![^\W_])[a-z]{3,32}\Z")
_AFTER = re.compile(r"[a-z]{3,32}(?![^\W_])")


class GluedWords:
    """Cuts words that are several; made once for a vocabulary.

    Parameters
    ----------
    vocabulary
        Terms, of which one must be there, and words, which may be the rest.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        terms = (term for term in self._vocabulary.terms if len(term) >= _SHORTEST_NAME)
        return frozenset(term[:_SHORTEST_NAME] for term in terms)

    def rewrites(self, text: str, place: int = 0) -> list[Rewrite]:
        """Find where white space belongs between known words.

        Parameters
        ----------
        text
            A folded run without white space.
        place
            Where it stands in its chunk; added to the places of the result.

        Returns
        -------
        list of Rewrite
            Disjoint, in the order of the text; a space stands where the letter before it does.

        Examples
        --------
        >>> GluedWords(Vocabulary.of(["bag"], brand=["gucci"])).rewrites("#guccibag")
        [Rewrite(start=5, end=6, text='i ', kind='')]
        """
        found = [
            Rewrite(place + at - 1, place + at, f"{text[at - 1]} ", "")
            for match in _WORD.finditer(text)
            for at in self._cuts(match["word"], match)
        ]
        if not found and _LEET.search(text):
            found = self._with_leet(text, place)
        if "_" in text or "~" in text:
            found += self._joints(text, place)
        return sorted(found)

    def _with_leet(self, text: str, place: int) -> list[Rewrite]:
        """Each letter that is drawn otherwise, and where white space belongs."""
        found = []
        for match in _WITH_LEET.finditer(text):
            written = match.group()
            for read in dict.fromkeys(map(written.translate, _LETTERS)):
                inside = _WORD.fullmatch(read)
                ends = {at - 1 for at in self._cuts(read, inside)} if inside else set()
                if ends and read != written:
                    found += [
                        Rewrite(
                            place + match.start() + at,
                            place + match.start() + at + 1,
                            f"{new} " if at in ends else new,
                            "" if new == old else "leet_letters",
                        )
                        for at, (old, new) in enumerate(zip(written, read, strict=True))
                        if new != old or at in ends
                    ]
                    break
        return found

    def _joints(self, text: str, place: int) -> list[Rewrite]:
        terms = self._vocabulary.terms
        found = []
        for joint in _JOINT.finditer(text):
            start, end = joint.span()
            before = _BEFORE.search(text, max(0, start - 32), start)
            after = _AFTER.match(text, end)
            if any(word is not None and word.group() in terms for word in (before, after)):
                found.append(Rewrite(place + start, place + end, " " * (end - start), ""))
        return found

    def _cuts(self, word: str, match: re.Match[str]) -> list[int]:
        begin, end = match.span("word")
        numbers = [at for at in (begin, end) if match.start() < at < match.end()]
        if word in self._vocabulary.terms:
            return numbers if len(word) >= _NUMBERED_NAME else []
        if len(word) < _SHORTEST or word in self._vocabulary.words:
            return []
        if not any(word[at : at + _SHORTEST_NAME] in self._beginnings for at in range(len(word))):
            return []
        parts = self._fewest_parts(word)[1:]
        return sorted([*numbers, *(begin + at for at in parts)]) if parts else []

    def _fewest_parts(self, word: str) -> list[int]:
        """Where each part begins; empty where the word is not wholly made of known ones."""
        length = len(word)
        # most words that are none have no known one at their end
        if not any(
            self._is_name(word[start:]) or self._is_part(word[start:])
            for start in range(max(0, length - _LONGEST_PART), length - _SHORTEST_PART + 1)
        ):
            return []
        # by where they end and whether there is a name among them: (beginnings of the parts)
        ways: dict[tuple[int, bool], list[int]] = {(0, False): []}
        for start in range(length - _SHORTEST_PART + 1):
            # only what is reached from the beginning of the word is looked at
            here = [
                (named, way)
                for named in (False, True)
                if (way := ways.get((start, named))) is not None and len(way) < _PARTS_AT_MOST
            ]
            if not here:
                continue
            for end in range(start + _SHORTEST_PART, min(length, start + _LONGEST_PART) + 1):
                part = word[start:end]
                name = self._is_name(part)
                if not (name or self._is_part(part)):
                    continue
                for named, way in here:
                    if _is_ending(part, way, start):
                        continue
                    best = ways.get((end, named or name))
                    if best is None or len(way) + 1 < len(best):
                        ways[end, named or name] = [*way, start]
        return ways.get((length, True), [])

    def _is_name(self, part: str) -> bool:
        return len(part) >= _SHORTEST_NAME and part in self._vocabulary.terms

    def _is_part(self, part: str) -> bool:
        words = self._vocabulary.words
        if len(part) == _SHORTEST_PART:
            return words.get(part, 0) >= _FREQUENT
        at_least = _MET if len(part) >= _LONG_PART else COMMON
        if words.get(part, 0) >= at_least:
            return True
        return part[-1] == "s" and any(
            words.get(part.removesuffix(end), 0) >= at_least for end in _ENDINGS
        )


def _is_ending(part: str, way: list[int], start: int) -> bool:
    """Whether a short part ends another word: a name of four letters behind one of three."""
    return bool(way) and len(part) == _SHORTEST_NAME and start - way[-1] < _SHORTEST_NAME
