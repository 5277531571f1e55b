"""Words behind disguised letters, resolved against what is known.

A run of characters is read as another word only if that word is known and it is not one itself:
``r0lex`` is Rolex, ``h2o`` is h2o. Terms (brand names and cues) are what sellers disguise, so more
is done for them: a term is seen behind a typing error or two and behind a doubled letter. Other
words must be frequent, and what was done to them plain to see.

The order: what stands apart is joined first, then digits and symbols are read as letters, then
repeated letters are cut, typing errors are undone, spellings that sound alike are read, and frames
of letters x are taken off, because each reading is looser than the one before it. Words that are
glued together come last, where nothing else explains the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from counterfeit_nlp.text import leet
from counterfeit_nlp.text.contacts import find_contacts
from counterfeit_nlp.text.cut_names import complete_names
from counterfeit_nlp.text.disguise import Rewrite
from counterfeit_nlp.text.framed import FramedIndex
from counterfeit_nlp.text.glued_words import GluedWords
from counterfeit_nlp.text.han_separators import join_han
from counterfeit_nlp.text.homophones import resolve_homophones
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.lookalikes import latin_reading
from counterfeit_nlp.text.masks import resolve_masks
from counterfeit_nlp.text.percent import decode_percent
from counterfeit_nlp.text.repeats import RepeatIndex, squeeze
from counterfeit_nlp.text.separators import Apart, apart
from counterfeit_nlp.text.sounds import SoundIndex
from counterfeit_nlp.text.stock_numbers import EDGE, is_code
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.typos import TypoIndex
from counterfeit_nlp.text.vocabulary import SHORTEST_TERM, SHORTEST_WORD, Vocabulary

__all__ = ["Restorer", "restorer"]

_FREQUENT = 100  # for a word of three letters
_SPELT_OUT = 6
_SHORTEST_BACKWARDS = 5  # ekin, orez and the like are too much like words
_LONGEST = 48
_LONG = 5
_WORDS = re.compile(r"[^\s,;:/()\[\]\"'.–—~_&®©™\-]+")
_HAN = re.compile(f"[{HAN}]")
_ASCII_LETTER = re.compile("[a-z]")
_NOT_HAN = re.compile(f"[^{HAN}]+")
_SPECIAL = re.compile(r"[\s*~_#]|[a-z][?%`=][a-z]")
_DIGITS_AT_END = re.compile(r"\d+$")
# Letters only, of which rn and cl may be two as well as one
_HONEST = re.compile("(?!.*vv)[a-z]+")
_INSIDE_ONE = re.compile(r"[^\W\d_][^a-z]{1,3}(?:[^\W\d_][^a-z]{1,3})?[^\W\d_]")
_PART = re.compile(r"\S+")
# Longest observed chain is two: a mask resolved beside a mask
_ROUNDS_AT_MOST = 4
_INSIDE = re.compile(r"[^\W\d_][^a-z]+[^\W\d_]")


class Restorer:
    """Reads disguised words; made once for a vocabulary (see :func:`restorer`).

    Parameters
    ----------
    vocabulary
        What is known.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words = vocabulary.words
        self._terms = vocabulary.terms
        common = [
            (count, word)
            for word, count in vocabulary.words.items()
            if vocabulary.is_common(word) and word.isalpha()
        ]
        by_frequency = [word for _, word in sorted(common, key=lambda one: (-one[0], one[1]))]
        self._common = frozenset(by_frequency)
        terms = sorted(vocabulary.terms)
        self._repeats = RepeatIndex((t for t in terms if len(t) >= SHORTEST_TERM), by_frequency)
        short = [squeeze(term) for term in terms if len(term) < SHORTEST_TERM]
        short += [squeeze(word) for word in vocabulary.words if self._frequent(word)]
        self._beginnings = self._repeats.beginnings() | {
            term[:end] for term in short for end in range(1, len(term) + 1)
        }
        self._typos = TypoIndex(terms)
        self._sounds = SoundIndex(terms)
        self._framed = FramedIndex(terms)
        self._glued = GluedWords(vocabulary)
        self._rules = [
            partial(rule, vocabulary=vocabulary)
            for rule in (resolve_masks, join_han, resolve_homophones)
        ]

    def restore(self, folded: Tracked) -> Tracked:
        """Restore the disguised words of a folded chunk.

        Parts that hold somebody's address are left alone. What is left of a name in fancy letters
        is completed last, where nothing else explains the word.
        """
        restored = self._restored(folded)
        if not folded.disguises or find_contacts(restored.text):
            return restored
        return restored.rewrite(complete_names(restored, self._vocabulary))

    def _restored(self, folded: Tracked) -> Tracked:
        """Repeated while it changes anything: a word may be what a mask beside it waits for."""
        text = folded.text
        if text.isalpha():  # no mask without a sign, but for those of Chinese
            plain = text.isascii() or _HAN.search(text) is None
            if not plain and len(text) == 1:
                return folded  # one Chinese character hides nothing
        else:  # no mask, no glued words
            plain = text.isascii() and _SPECIAL.search(text) is None and not find_contacts(text)
        found = self.rewrites(text) if plain else []
        if plain and not found:  # most
            return folded
        masks, han, homophones = self._rules
        for _ in range(_ROUNDS_AT_MOST):
            before = folded.text
            parts = _without_contacts(before)
            if not parts:
                break
            if _HAN.search(folded.text):
                # what is held apart before what is masked: 古*驰 hides nothing
                for rule in (han, masks, homophones, self._beside_han):
                    folded, parts = _apply(folded, parts, rule)
            else:
                folded, parts = _apply(folded, parts, masks)
                if found and parts == [(0, text)]:  # asked above already
                    folded = folded.rewrite(found)
                else:
                    folded, parts = _apply(folded, parts, self.rewrites)
            if folded.text == before:
                break
        return folded

    def _beside_han(self, text: str) -> list[Rewrite]:
        latin = _NOT_HAN.finditer(text)
        return [found for one in latin for found in self.rewrites(one.group(), one.start())]

    def rewrites(self, text: str, place: int = 0) -> list[Rewrite]:
        """Find the disguised words of a folded chunk.

        Parameters
        ----------
        text
            A folded run without white space and without Chinese.
        place
            Where it stands in its chunk; added to the places of the result.

        Returns
        -------
        list of Rewrite
            Disjoint, in the order of the text.
        """
        if len(text) == 1 and not leet.may_be_leet(text):
            return []
        known = text in self._words or text in self._terms
        if text.isalpha():
            if known or len(text) > _LONGEST:
                return []
            return self._of_word(text, place) or self._glued.rewrites(text, place)
        core = text.strip(EDGE)
        if "%" in core and (decoded := decode_percent(core)) is not None:
            if self._vocabulary.may_be_meant(decoded):
                begin = place + text.index(core)
                return [Rewrite(begin, begin + len(core), decoded, "encoded_letters")]
            return []
        if is_code(core):
            return []
        if known:
            return self._of_word(text, place)
        if len(core) > _LONGEST:
            return []
        begin = place + text.index(core)
        if core.isalpha() and (core in self._words or core in self._terms):
            return []
        for whole, at in ((core, begin), (text, place)) if core != text else ((text, place),):
            if found := self._of_word(whole, at):
                return found
        found = []
        for match in _WORDS.finditer(core):
            word = match.group()
            if word != core and len(word) >= SHORTEST_TERM and not word.isdigit():
                found += self._of_word(word, begin + match.start())
        return found or self._glued.rewrites(core, begin)

    def _of_word(self, word: str, at: int) -> list[Rewrite]:
        if word in self._terms or (word.isalpha() and word in self._words):
            return []
        for kind, reading in self._readings(word):
            if kind == "leet_letters" and reading not in self._terms and _HONEST.fullmatch(word):
                continue  # cluster is no duster
            if kind == "spelt_out":  # R-E-P-S-H-O-P: no abbreviation is so long, known or not
                return [Rewrite(at, at + len(word), reading, "separated_letters")]
            if self._accepted(word, reading):
                return [Rewrite(at, at + len(word), reading, kind)]
        return []

    def _readings(self, word: str) -> Iterator[tuple[str, str]]:
        parted = apart(word)
        if parted is not None and self._is_held_apart(parted):
            yield self._kind(parted), parted.letters
            if _is_spelt_out(parted):
                yield "spelt_out", parted.letters
            latin = _latin(parted.letters)
            if latin is not None:
                yield "separated_letters", latin
            for reading in self._leet(parted.letters):
                yield "separated_letters", reading
        for reading in self._leet(word):
            yield "leet_letters", reading
        if word.isalpha():
            if len(word) >= _SHORTEST_BACKWARDS and word[::-1] in self._terms:
                yield "reversed_text", word[::-1]
            shorter = self._repeats.shortened(word)
            if shorter is not None:
                yield "repeated_letters", shorter
            nearest = self._typos.nearest(word)
            if nearest is not None:
                yield "misspelt_terms", nearest
            alike = self._sounds.alike(word)
            if alike is not None:
                yield "misspelt_terms", alike
            framed = self._framed.inside(word)
            if framed is not None:
                yield "misspelt_terms", framed

    def _is_held_apart(self, word: Apart) -> bool:
        if word.singles:
            return True
        if any(part in self._terms for part in word.parts):
            return False
        if all(len(part) > 2 and part in self._common for part in word.parts):
            return False  # new★watch
        if word.letters in self._terms or not word.ordinary:
            return True
        if not word.letters.isascii():
            return _latin(word.letters) in self._terms
        # wat.ch: a long word in parts that are none
        return (
            len(word.letters) >= _LONG
            and word.letters in self._common
            and not any(part in self._words for part in word.parts)
        )

    def _kind(self, word: Apart) -> str:
        """No evidence where a brand stands as its owner may write it: ``Ray-Ban``, ``L'Oréal``.

        The parts of such a name are words, which in two letters few are (``Dr``, but ``gu-cci``).
        """
        owners = word.name and self._terms.get(word.letters) == "brand"
        if owners and all(len(part) != 2 or part in self._words for part in word.parts):
            return ""
        return "separated_letters"

    def _frequent(self, reading: str) -> bool:
        return len(reading) == SHORTEST_WORD - 1 and self._words.get(reading, 0) >= _FREQUENT

    def _leet(self, word: str) -> Iterator[str]:
        letters = sum(map(str.isalpha, word))
        if 5 * letters < 2 * len(word) or not leet.may_be_leet(word):
            return
        for reading in leet.readings(word, self._beginnings):
            yield reading
            shorter = self._repeats.shortened(reading)
            if shorter is not None:
                yield shorter

    def _accepted(self, word: str, reading: str) -> bool:
        has_digit = any(map(str.isdigit, word))
        if reading in self._terms:
            if leet.is_beside_sign(word, self._vocabulary):
                return False
            return len(reading) >= SHORTEST_TERM or not has_digit
        if word in self._words:
            return False
        if reading not in self._common:
            # short words are many: n.e.w and b@g count, but a digit makes a model code (A1R, T0P)
            short = self._frequent(reading) and not has_digit
            return short and _INSIDE_ONE.fullmatch(word) is not None
        # iphone5 is not "iphones": a digit must stand inside the word, and what stands before
        # digits at its end must be no word of its own
        stem = _DIGITS_AT_END.sub("", word)
        if stem != word and (stem in self._words or stem in self._terms):
            return False
        if word.isalpha() or _INSIDE.search(word) is not None:
            return True
        return leet.is_edge(word, reading, self._vocabulary)


def _latin(letters: str) -> str | None:
    """Letters that were held apart as one reads them who knows Latin ones, if some are others."""
    if letters.isascii() or not _ASCII_LETTER.search(letters):
        return None
    return latin_reading(letters)


def _is_spelt_out(word: Apart) -> bool:
    """Whether it spells something, known or not: no list, and nothing in the order of letters."""
    letters = word.letters
    return (
        word.singles
        and not word.listing
        and letters.isalpha()
        and len(letters) >= _SPELT_OUT
        and list(letters) not in (sorted(letters), sorted(letters, reverse=True))
    )


def _without_contacts(text: str) -> list[tuple[int, str]]:
    """The words of a chunk that hold nobody's address; folding may have cut glued ones apart."""
    if " " not in text:
        return [] if find_contacts(text) else [(0, text)]
    words = [(word.start(), word.group()) for word in _PART.finditer(text)]
    return [(at, word) for at, word in words if not find_contacts(word)]


def _apply(
    folded: Tracked, parts: list[tuple[int, str]], rule: Callable[[str], list[Rewrite]]
) -> tuple[Tracked, list[tuple[int, str]]]:
    """Apply a rule to the words of a chunk; return the words anew."""
    found = [
        Rewrite(a + at, b + at, text, kind) for at, word in parts for a, b, text, kind in rule(word)
    ]
    if not found:
        return folded, parts
    folded = folded.rewrite(found)
    return folded, _without_contacts(folded.text)


@lru_cache(maxsize=8)
def restorer(vocabulary: Vocabulary) -> Restorer:
    """The restorer of a vocabulary, made once in this process."""
    return Restorer(vocabulary)
