"""How the model read a stretch of a seller's text, for the reviewers' eyes.

A prediction holds what the seller wrote. What a disguise hid is found again by normalising the
text once more, for the few listings that are shown, so scoring need not carry it.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property

import numpy as np

from counterfeit_nlp.showing.mask import BULLET, mask_contacts, mask_snippet
from counterfeit_nlp.text.lookalikes import latin_reading
from counterfeit_nlp.text.normalise import Normalised, normalise
from counterfeit_nlp.text.traditional import simplify
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["FieldReading", "same"]

_LONGEST = 20_000  # characters of a field that are read whole
_MARGIN = 500  # of a longer one, on both sides of a stretch
# What depends on known words, and so is sure only with the words that the model knows
_RESTORED = frozenset(
    ("leet_letters", "separated_letters", "masked_letters", "repeated_letters", "misspelt_terms",
     "homophones", "reversed_text")
)  # fmt: skip


class FieldReading:
    """A field of a listing, normalised when somebody asks what a stretch of it was read as.

    Parameters
    ----------
    text
        The field as the seller wrote it.
    vocabulary
        The words that the model knows. Without them only letters are read; with a guess at them
        (``sure`` false) words are restored only where the model says that something was restored.
    sure
        Whether these are the model's own words.
    """

    def __init__(self, text: str, vocabulary: Vocabulary = NOTHING_KNOWN, sure: bool = True):
        self._text = text
        self._vocabulary = vocabulary
        self._sure = sure

    def read_as(self, start: int, end: int, kinds: frozenset[str] = frozenset()) -> str:
        """What ``text[start:end]`` was read as; empty where a person reads the same.

        Parameters
        ----------
        start, end
            The stretch.
        kinds
            What the model says was done there.

        Returns
        -------
        str
            Empty too if any of it is somebody's address, in the text or as it is read.
        """
        known = self._sure or not kinds.isdisjoint(_RESTORED)
        where, place = self._around(start, end)
        found = where.found if known else where.plain
        seen = self._text[start:end]
        read, disguised = _behind(found, start - place, end - place)
        if not disguised and "lookalike_letters" in kinds:
            # a word wholly of another alphabet, which the model knew by its Latin letters
            read, disguised = (latin_reading(seen) or "").casefold() or read, True
        if not read or BULLET in read or same(seen, read, plain=not disguised):
            return ""
        return mask_snippet(read)

    def count(self, kind: str, start: int, end: int) -> int:
        """How many disguises of one kind are inside a stretch."""
        where, place = self._around(start, end)
        counted = sum(
            one.kind == kind and start <= one.start + place and one.end + place <= end
            for one in where.found.disguises
        )
        if not counted and kind == "lookalike_letters":
            seen = self._text[start:end]
            return sum(map(str.isalpha, seen)) if latin_reading(seen) else 0
        return counted

    @cached_property
    def _whole(self) -> _Read:
        return _Read(self._text, self._vocabulary)

    def _around(self, start: int, end: int) -> tuple[_Read, int]:
        """The reading of what stands around a stretch, and where that begins."""
        text = self._text
        if len(text) <= _LONGEST:
            return self._whole, 0
        first, last = max(0, start - _MARGIN), min(len(text), end + _MARGIN)
        return _Read(text[first : min(last, first + _LONGEST)], self._vocabulary), first


class _Read:
    """A text with and without known words, each when it is asked for."""

    def __init__(self, text: str, vocabulary: Vocabulary):
        self._text = text
        self._vocabulary = vocabulary

    @cached_property
    def found(self) -> Normalised:
        return _masked(self._text, normalise(self._text, self._vocabulary))

    @cached_property
    def plain(self) -> Normalised:
        return _masked(self._text, normalise(self._text)) if self._vocabulary else self.found


def _masked(text: str, found: Normalised) -> Normalised:
    """The same with contact details hidden: those of the text, and those that reading lays bare."""
    changed = [one != other for one, other in zip(text, mask_contacts(text), strict=True)]
    before = np.concatenate([[0], np.cumsum(np.array(changed, dtype=np.int64))])
    starts, ends = np.array(found.starts, np.int64), np.array(found.ends, np.int64)
    letters = list(mask_contacts(found.text))
    for at in np.flatnonzero(before[ends] > before[starts]).tolist():
        letters[at] = BULLET
    return Normalised("".join(letters), found.starts, found.ends, found.disguises)


def _behind(found: Normalised, start: int, end: int) -> tuple[str, bool]:
    """What was read of a stretch, and whether anything was disguised in it."""
    starts, ends = np.array(found.starts, np.int64), np.array(found.ends, np.int64)
    at = np.flatnonzero((starts < end) & (ends > start)).tolist()
    read = "".join(found.text[one] for one in at).strip()
    return read, any(one.start < end and one.end > start for one in found.disguises)


def same(seen: str, read: str, *, plain: bool = False) -> bool:
    """Whether the model read what a person sees.

    Case, width, spacing and the older form of a Chinese character make no difference; where
    nothing was disguised (``plain``), accents don't either.
    """
    return _bare(seen, plain) == _bare(read, plain)


def _bare(text: str, without_marks: bool) -> str:
    text = "".join(unicodedata.normalize("NFKC", simplify(text)).casefold().split())
    if without_marks:
        letters = unicodedata.normalize("NFD", text)
        text = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return text
