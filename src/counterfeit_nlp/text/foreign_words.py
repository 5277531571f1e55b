"""Words whose foreign letters draw a known Latin word: the Cyrillic ``сору``, ``R口LEX``.

Each letter of a word wholly in another alphabet may have a Latin look-alike, and so has many a
native word: Russian ``горе`` (grief) looks like rope. What tells them apart is the company. **A
native text is made of words that look like nothing**, so if these outnumber the readable ones
nothing is read, but for terms of five letters and more, which no language spells by accident. The
text is looked at as a whole, before it is cut into chunks, because one word alone does not say what
language it is in. Where there are as many of either, only terms are read.

Chinese characters and bopomofo that draw Latin letters (``尺ㄖㄥ乇乂``) are read where a word is
wholly made of them and known; the other foreign letters have no say in that. Between Latin
letters (``R口LEX``), or at the edge of a Latin word that stands alone (``尺olex``), they are read
where they spell a term, or a frequent word of five letters.

Other words that mix alphabets are read without any vocabulary, see
:mod:`counterfeit_nlp.text.lookalikes`.
"""

from __future__ import annotations

import re

from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.encodings import ENOUGH
from counterfeit_nlp.text.lookalikes import CJK_SHAPES, latin_reading
from counterfeit_nlp.text.vocabulary import SHORTEST_TERM, Vocabulary

__all__ = ["may_have_foreign_words", "read_foreign_words"]

# Greek to Georgian, Cherokee, Canadian syllabics, runes, Coptic, Lisu, Yi..., and letters beyond
# the first plane that are no Han and no emoji; without the brackets of a character class
_FOREIGN = (
    "\u0370-\u0373\u0376-\u037d\u037f-\u0383\u0386-\u0481\u048a-\u10ff\u1200-\u167f\u1681-\u1dbf"
    "\u2c80-\u2cff\u2d00-\u2dff\ua000-\ua63f\ua640-\ua66e\ua680-\ua6ff\uab70-\uabbf"
    "\U00010280-\U000104ff"
)
_GATE = re.compile(f"[{_FOREIGN}]")
# A whole word of Chinese shapes; in Chinese a run of so many of them is next to impossible
_SHAPED = re.compile(f"(?<!\\w)[{''.join(CJK_SHAPES)}]{{5,24}}(?!\\w)")
_SHAPE = f"[{''.join(CJK_SHAPES)}]"
_LATIN_AND_SHAPES = re.compile(
    f"(?<![A-Za-z0-9])[A-Za-z]{{1,12}}(?:{_SHAPE}{{1,3}}[A-Za-z]{{1,12}}){{1,4}}(?![A-Za-z0-9])"
    f"|(?<!\\w){_SHAPE}{{1,3}}(?=[A-Za-z]{{2}})[A-Za-z{_SHAPE[1:-1]}]{{2,16}}(?!\\w)"
    f"|(?<!\\w)[A-Za-z]{{2,12}}{_SHAPE}{{1,3}}(?!\\w)"
)
_MAY_BE_BOTH = re.compile(f"[A-Za-z]{_SHAPE}|{_SHAPE}[A-Za-z]")
_SHORTEST_MIXED = 4
# What stands between letters and is not seen; stripped when the chunk is folded
_UNSEEN = "\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
_WORD = re.compile(f"[^\\W_](?:[{_UNSEEN}]*[^\\W_])+")
_STRIP_UNSEEN = re.compile(f"[{_UNSEEN}]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_UNMISTAKABLE = 5
_LONGEST = 24


def may_have_foreign_words(text: str) -> bool:
    """Whether it is worth calling :func:`read_foreign_words` (never says no wrongly)."""
    if text.isascii():
        return False
    return any(gate.search(text) is not None for gate in (_GATE, _SHAPED, _MAY_BE_BOTH))


def _known_reading(word: str, vocabulary: Vocabulary) -> str | None:
    """What a word of foreign letters spells, if it is known; as long as the word."""
    bare = word if word.isalnum() else _STRIP_UNSEEN.sub("", word)
    if not SHORTEST_TERM <= len(bare) <= _LONGEST or vocabulary.words.get(bare.casefold(), 0):
        return None
    # as written, because cases look different; and as it is once its case is folded
    for form in dict.fromkeys((bare, bare.casefold())):
        reading = latin_reading(form)
        if reading is None or len(reading) != len(bare):
            continue
        reading = reading.casefold()
        if vocabulary.may_be_meant(reading):
            return reading
    return None


def _drawn_among_latin(text: str, vocabulary: Vocabulary) -> list[tuple[int, str]]:
    """Latin words of which Chinese shapes draw a part: where they begin, and what they spell."""
    if not _MAY_BE_BOTH.search(text):
        return []
    found = []
    for match in _LATIN_AND_SHAPES.finditer(text):
        drawn = "".join(CJK_SHAPES.get(one, one) for one in match.group()).lower()
        term = drawn in vocabulary.terms and len(drawn) >= _SHORTEST_MIXED
        if term or (len(drawn) > _SHORTEST_MIXED and vocabulary.is_common(drawn)):
            found.append((match.start(), drawn))
    return found


def read_foreign_words(text: str, vocabulary: Vocabulary) -> tuple[str, list[Disguise]]:
    """Write words of foreign letters with the Latin ones that they look like.

    Parameters
    ----------
    text
        A whole text.
    vocabulary
        What they may spell: a term of three letters or more, or a frequent word of four; and what
        native words there are.

    Returns
    -------
    tuple of (str, list of Disguise)
        The text, of the same length, and one ``lookalike_letters`` for each letter that was read
        (not more than ``ENOUGH``), in order.

    Examples
    --------
    >>> known = Vocabulary.of(["copy"], brand=["rolex"])
    >>> read_foreign_words("\u0441\u043e\u0440\u0443 of Rolex", known)[0]
    'copy of Rolex'
    """
    readings: dict[str, str | None] = {}
    shaped: list[tuple[int, str]] = []
    for match in _SHAPED.finditer(text):
        drawn = "".join(map(CJK_SHAPES.__getitem__, match.group()))
        if vocabulary.may_be_meant(drawn):
            shaped.append((match.start(), drawn))
    shaped += _drawn_among_latin(text, vocabulary)
    places: list[tuple[int, str]] = []
    native = readable = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if not _GATE.search(word):
            continue
        if word not in readings:
            mixed = _LATIN.search(word) is not None
            readings[word] = "" if mixed else _known_reading(word, vocabulary)
        reading = readings[word]
        if reading == "":
            continue
        if reading is None:
            native += 1
        else:
            readable += 1
            places.append((match.start(), word))
    if not places and not shaped:
        return text, []
    letters = list(text)
    found: list[Disguise] = []
    for start, drawn in shaped:
        for at, letter in enumerate(drawn, start):
            if letters[at] in CJK_SHAPES:
                letters[at] = letter
                if len(found) < ENOUGH:
                    found.append(Disguise("lookalike_letters", at, at + 1))
    for start, word in places:
        reading = readings[word] or ""
        certain = len(reading) >= _UNMISTAKABLE and reading in vocabulary.terms
        # as many native words as readable ones: but a name alone is as likely a disguise
        if native > readable and not certain:
            continue
        if native == readable and reading not in vocabulary.terms:
            continue
        seen = [at for at, letter in enumerate(word, start) if not _STRIP_UNSEEN.match(letter)]
        for at, letter in zip(seen, reading, strict=True):
            letters[at] = letter
            if len(found) < ENOUGH:
                found.append(Disguise("lookalike_letters", at, at + 1))
    return "".join(letters), sorted(found)
