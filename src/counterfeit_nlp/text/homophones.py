"""Chinese names and cue words written with other characters, or pinyin, of the same sound.

``古池`` is read like ``古驰``, ``阿迪da斯`` like ``阿迪达斯``. Chinese is so rich in homophones
that a sound alone says little; what makes it a disguise is that the writing is no word:

- a word of the dictionary is never rewritten (妇科 sounds like 复刻), nor a known word of the
  vocabulary, nor what is half of a dictionary word beside it (复古|池塘);
- of a term of two characters one must stand there as it is, and the term must be no everyday word
  (好奇); a longer term may be spelt anew altogether if the sounds are exact;
- sounds that many speakers don't tell apart (z/zh, n/l, f/h, an/ang...), and readings that a
  character has beside its usual one (石 may be read dan, but nobody reads 原石 as 原单), count for
  terms of three or more characters, two of which stand there as they are;
- Latin letters are taken by the stretch, from one end to the other: ``pula达`` but not ``pulab达``.

Readings are those of pypinyin's dictionary, without tones.

Characters of the same shape but another sound (爱玛士 for 爱马仕 has both, 古驱 only the shape) are
not looked for: none of the libraries we depend on carries a table of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from counterfeit_nlp.text.chinese_words import REACH, crosses_a_border, frequency
from counterfeit_nlp.text.disguise import Rewrite
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["fuzzy_sound", "resolve_homophones", "sounds"]

_KIND = "homophones"
_HAN = re.compile(f"[{HAN}]")
_HAN_ONLY = re.compile(f"[{HAN}]{{2,12}}")
_ALL_HAN = re.compile(f"[{HAN}]+")
_UNIT = re.compile(f"(?P<han>[{HAN}])|(?P<latin>[a-z]+)|[^a-z{HAN}]+")
_BREAK = " "  # stands for all that is neither
# Latin stretches beyond this spell no term
_LONGEST_LATIN = 40
# Pinyin alone, without a Chinese character beside it, needs some length to be no English word
# (lining, nike, fuke)
_PINYIN_ALONE_AT_LEAST = 7
# Words this frequent in the dictionary's corpus count as ordinary
_COMMON = 3
# A name that is an everyday word itself (苹果, 好奇) sounds like too much
_EVERYDAY = 200
# Words younger than the dictionary that sound like a cue: a kind of camera, a kind of hosting
_YOUNG_WORDS = frozenset({"微单", "高防"})
_NOTHING: frozenset[int] = frozenset()


class _Sounds(dict[str, frozenset[str]]):
    """Toneless readings by character, looked up once."""

    def __missing__(self, character: str) -> frozenset[str]:
        found = frozenset(_readings(character))
        self[character] = found
        return found


class _Usual(dict[str, str]):
    """The first reading by character: dictionaries list the usual one first."""

    def __missing__(self, character: str) -> str:
        found = self[character] = next(iter(_readings(character)), "")
        return found


_SOUNDS = _Sounds()
_USUAL = _Usual()


@cache
def _pinyin_dict() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    table: dict[int, str] = pinyin_dict
    return table


_TONES = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeooooiiiiuuuuvvvvvnnnm")


def _readings(character: str) -> list[str]:
    listed = _pinyin_dict().get(ord(character), "")
    bare = listed.translate(_TONES).replace("\u0304", "").replace("\u030c", "")
    return [reading for reading in dict.fromkeys(bare.replace("\u0300", "").split(",")) if reading]


def sounds(character: str) -> frozenset[str]:
    """Toneless pinyin of one character, all readings; ``v`` stands for ü.

    >>> sorted(sounds("池"))
    ['che', 'chi', 'tuo']
    """
    return _SOUNDS[character]


def fuzzy_sound(syllable: str) -> str:
    """One spelling for syllables that many speakers don't tell apart.

    The pairs are those that Chinese input methods offer as "fuzzy sounds" (模糊音).

    >>> fuzzy_sound("shang") == fuzzy_sound("san"), fuzzy_sound("ni") == fuzzy_sound("li")
    (True, True)
    """
    for initial, plain in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f")):
        if syllable.startswith(initial) and len(syllable) > len(initial):
            syllable = plain + syllable[len(initial) :]
            break
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable


@cache
def _fuzzy_sounds(character: str) -> frozenset[str]:
    return frozenset(map(fuzzy_sound, sounds(character)))


class _Term(NamedTuple):
    text: str
    syllables: tuple[str, ...]
    fuzzy: tuple[str, ...]


class _BySound(dict[str, frozenset[int]]):
    """Terms by a character that sounds like one of theirs; filled as characters are met."""

    def __init__(self, terms: dict[str, set[int]]) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, character: str) -> frozenset[int]:
        hits = set(self._terms.get(_USUAL[character], ()))
        for sound in _fuzzy_sounds(character):
            hits |= self._terms.get("~" + sound, set())
        found = self[character] = frozenset(hits) if hits else _NOTHING
        return found


@dataclass
class _Index:
    """Han terms of one vocabulary by what they may begin with."""

    terms: list[_Term] = field(default_factory=list)
    first: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    second: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # pinyin of syllables from the first (second) on, as it may stand in Latin letters
    latin_first: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    latin_second: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # character -> terms it may begin (be second in) by its sound
    begins: _BySound = field(init=False)
    follows: _BySound = field(init=False)

    def __post_init__(self) -> None:
        self.begins, self.follows = _BySound(self.first), _BySound(self.second)

    def add(self, text: str) -> None:
        syllables = _term_sounds(text)
        if syllables is None:
            return
        number = len(self.terms)
        fuzzy = tuple(map(fuzzy_sound, syllables))
        self.terms.append(_Term(text, syllables, fuzzy))
        for place, index in enumerate((self.first, self.second)):
            index[syllables[place]].add(number)
            index[_USUAL[text[place]]].add(number)  # the term itself is to be found too
            if len(text) > 2:
                index["~" + fuzzy[place]].add(number)
        for place, index in enumerate((self.latin_first, self.latin_second)):
            for end in range(place + 1, len(syllables) + 1):
                for spelling in _spellings("".join(syllables[place:end])):
                    index[spelling].add(number)
                    if len(text) > 2 and end - place > 1:
                        for shorter in _one_letter_less(spelling):
                            index["~" + shorter].add(number)

    def at_latin(self, letters: str, *, second: bool) -> Set[int]:
        """Terms whose pinyin from the first (second) syllable on a stretch of letters spells."""
        index = self.latin_second if second else self.latin_first
        if len(letters) < 4:
            return index.get(letters, _NOTHING)
        hits = index.get(letters, set()) | index.get("~" + letters, set())
        for shorter in _one_letter_less(letters):
            hits |= index.get(shorter, set())
        return hits


def _term_sounds(text: str) -> tuple[str, ...] | None:
    from pypinyin import Style, lazy_pinyin

    syllables = tuple(lazy_pinyin(text, style=Style.NORMAL))
    spelt = len(syllables) == len(text) and all(syllable.isascii() for syllable in syllables)
    return syllables if spelt else None


def _spellings(pinyin: str) -> Iterator[str]:
    yield pinyin
    if "v" in pinyin:
        yield pinyin.replace("v", "u")


def _one_letter_less(letters: str) -> set[str]:
    """Without one letter; the first stays, because readers hold on to it."""
    return {letters[:at] + letters[at + 1 :] for at in range(1, len(letters))}


@lru_cache(maxsize=8)
def _index(vocabulary: Vocabulary) -> _Index:
    index = _Index()
    for term in sorted(vocabulary.terms):
        if _HAN_ONLY.fullmatch(term):
            index.add(term)
    return index


class _Hit(NamedTuple):
    """Some units read like a term."""

    sureness: int
    units: int
    term: str
    same: int  # characters that stand there as they are
    exact: bool  # every sound is the term's own
    latin: bool


def _walk(term: _Term, units: list[str], at: int) -> _Hit | None:
    """Read a term from a unit on; a stretch of Latin letters counts as a whole or not at all."""
    first, place, same, near = at, 0, 0, 0
    latin = False
    length = len(term.text)
    while place < length:
        unit = units[at]  # the last is a break
        if unit == _BREAK:
            return None
        at += 1
        if unit == term.text[place]:
            same += 1
            place += 1
        elif unit.isascii():
            end, exact = _spelt(term, place, unit)
            if not end:
                return None
            near += not exact
            latin = True
            place = end
        elif term.syllables[place] == _USUAL[unit]:
            place += 1
        elif length > 2 and term.fuzzy[place] in _fuzzy_sounds(unit):
            near += 1
            place += 1
        else:
            return None
    sureness = 1_000 * length + 10 * same + (near == 0)
    return _Hit(sureness, at - first, term.text, same, near == 0, latin)


def _spelt(term: _Term, place: int, letters: str) -> tuple[int, bool]:
    """How far a term's pinyin from ``place`` is spelt by all of ``letters``; 0 if it is not."""
    near = 0
    pinyin = ""
    for end in range(place, len(term.text)):
        pinyin += term.syllables[end]
        if letters in _spellings(pinyin):
            return end + 1, True
        if (
            not near
            and end > place
            and len(letters) >= 4
            and letters[0] == pinyin[0]
            and abs(len(letters) - len(pinyin)) <= 1
            and _one_edit(letters, pinyin)
        ):
            near = end + 1
    return near, False


def _one_edit(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) == len(longer):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return shorter in _one_letter_less(longer)


def _is_disguise(hit: _Hit, written: str, text: str, start: int, vocabulary: Vocabulary) -> bool:
    length = len(hit.term)
    if written in vocabulary:
        return False
    if hit.latin:
        if not hit.same:  # pinyin alone
            return hit.exact and written.isascii() and len(written) >= _PINYIN_ALONE_AT_LEAST
        if length == 2:  # not one letter: 阿 is spelt a, 娥 is spelt e
            return hit.exact and len(written) > 2
        return hit.exact or hit.same >= 2
    if length == 2:
        if not hit.same or written in _YOUNG_WORDS or (start and text[start - 1].isdigit()):
            return False
        if frequency(hit.term) >= _EVERYDAY:
            return False
    elif hit.same < 2 and not hit.exact:
        return False
    elif hit.exact and hit.same == length - 1 and vocabulary.terms[hit.term] == "brand":
        return True
    return frequency(written) < _COMMON and not crosses_a_border(
        text, start, start + length, at_least=_COMMON
    )


def resolve_homophones(text: str, vocabulary: Vocabulary) -> list[Rewrite]:
    """Find names and cue words that are spelt by sound.

    Parameters
    ----------
    text
        Folded, simplified; meant for a stretch without white space, which may mix Han and Latin.
    vocabulary
        Its Han terms are what is looked for; its words are left alone.

    Returns
    -------
    list of Rewrite
        Disjoint, in order. A term that is written as it should be gives none.

    Examples
    --------
    >>> known = Vocabulary.of(brand=["古驰", "阿迪达斯"])
    >>> resolve_homophones("新款古池包", known)
    [Rewrite(start=2, end=4, text='古驰', kind='homophones')]
    >>> resolve_homophones("阿迪da斯", known)
    [Rewrite(start=0, end=5, text='阿迪达斯', kind='homophones')]
    """
    if len(text) < 2:
        return []
    index = _index(vocabulary)
    if not index.terms:
        return []
    if text.isascii() and len(text) < _PINYIN_ALONE_AT_LEAST:
        return []
    taken = bytearray(len(text))
    return _choose(_hits(text, index, taken), text, taken, vocabulary)


def _candidates(text: str, units: list[str], index: _Index) -> Iterator[tuple[int, Set[int]]]:
    """Where a term may be read, and which terms, by what two units sound like."""
    begins, follows = index.begins, index.follows
    if len(units) == len(text) + 1 and _ALL_HAN.fullmatch(text):  # most
        pairs = zip(map(begins.__getitem__, text), map(follows.__getitem__, text[1:]), strict=False)
        for at, (first, second) in enumerate(pairs):
            if first and not first.isdisjoint(second):
                yield at, first & second
        return
    for at, (unit, following) in enumerate(pairwise(units)):
        if unit == _BREAK:
            continue
        if not unit.isascii():
            first = begins[unit]
            if not first or following == _BREAK:
                continue
            if not following.isascii():
                second = follows[following]
                if not first.isdisjoint(second):
                    yield at, first & second
            else:
                yield at, first & index.at_latin(following, second=True)
        elif following != _BREAK:
            yield at, index.at_latin(unit, second=False)
        else:  # pinyin at the end spells all of a term or nothing
            yield at, index.latin_first.get(unit, _NOTHING)


def _hits(text: str, index: _Index, taken: bytearray) -> tuple[list[_Hit], list[int], list[int]]:
    """Everything that reads like a term, with starts and ends; marks the terms that stand there.

    Three lists rather than one of tuples: a long text has many, and the garbage collector would
    walk through the dictionaries of the whole process because of them.
    """
    units: list[str] = []
    starts: list[int] = []
    if _ALL_HAN.fullmatch(text):
        units, starts = list(text), list(range(len(text)))
    else:
        for match in _UNIT.finditer(text):
            unit = match.group()
            known = match.lastgroup is not None and len(unit) <= _LONGEST_LATIN
            units.append(unit if known else _BREAK)
            starts.append(match.start())
    starts.append(len(text))
    units.append(_BREAK)
    hits: list[_Hit] = []
    places: list[int] = []
    ends: list[int] = []
    walked: dict[tuple[int, str], _Hit | None] = {}
    for at, candidates in _candidates(text, units, index):
        start = starts[at]
        for number in sorted(candidates) if len(candidates) > 1 else candidates:
            term = index.terms[number]
            written = text[start : start + len(term.text)]
            if written == term.text:  # the term itself: neither it nor its parts are disguised
                taken[start : start + len(written)] = b"\1" * len(written)
                continue
            if not _HAN_ONLY.fullmatch(written):  # as far as its units may reach
                written = text[start : start + _LONGEST_LATIN * len(written)]
            key = (number, written)
            if key in walked:
                hit = walked[key]
            else:
                hit = walked[key] = _walk(term, units, at)
            if hit is not None:
                hits.append(hit)
                places.append(start)
                ends.append(starts[at + hit.units])
    return hits, places, ends


def _choose(
    found: tuple[list[_Hit], list[int], list[int]],
    text: str,
    taken: bytearray,
    vocabulary: Vocabulary,
) -> list[Rewrite]:
    """The surest readings first, where nothing else has taken the place."""
    hits, starts, ends = found
    # stable: left to right among equals
    order = sorted(range(len(hits)), key=lambda n: hits[n].sureness, reverse=True)
    rewrites: list[Rewrite] = []
    verdicts: dict[tuple[int, str, int], bool] = {}
    for n in order:
        start, end, hit = starts[n], ends[n], hits[n]
        if taken.find(1, start, end) >= 0:
            continue
        before = max(0, start - REACH)
        around = text[before : end + REACH]
        key = (id(hit), around, start - before)  # equal hits are one object
        verdict = verdicts.get(key)
        if verdict is None:
            verdict = _is_disguise(hit, text[start:end], around, start - before, vocabulary)
            verdicts[key] = verdict
        if verdict:
            taken[start:end] = b"\1" * (end - start)
            rewrites.append(Rewrite(start, end, hit.term, _KIND))
    return sorted(rewrites)
