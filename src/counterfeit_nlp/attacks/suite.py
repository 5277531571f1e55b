"""All attacks by name. Names are identifiers: gates, metrics and reports refer to them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from counterfeit_nlp.attacks import chinese, encodings, lookalikes, padding, surface, typos
from counterfeit_nlp.errors import UsageError

__all__ = ["FAMILIES", "STRENGTHS", "Attack", "Change", "chosen", "suite"]

Change = Callable[..., str]
"""``change(text, rng, strength)``: a pure function. One that adds words also takes ``language``."""

FAMILIES = ("encodings", "lookalikes", "surface", "typos", "padding", "chinese")
STRENGTHS = (0.25, 0.5, 1.0)
_BOTH = ("title", "description")


@dataclass(frozen=True)
class Attack:
    """One thing that is done to a text.

    Attributes
    ----------
    name
        Identifier; never given to another attack.
    family
        One of ``FAMILIES``.
    description
        What is done, in one line.
    change
        ``(text, rng, strength) -> text``. Strength is the share of words (for padding: of those
        that are added at most) from 0 to 1.
    fields
        Which fields of a listing it is done to.
    adds
        Whether it writes a text also where there is none.
    """

    name: str
    family: str
    description: str
    change: Change
    fields: tuple[str, ...] = _BOTH
    adds: bool = False


# name: family, function, its settings, description
_FIXED: tuple[tuple[str, str, Callable[..., str], dict[str, Any], str], ...] = (
    *(
        (style, "encodings", encodings.styled, {"style": style},
         f"letters of words in {style.replace('_', ' ')} form")
        for style in encodings.STYLES
    ),
    *(
        (kind, "encodings", encodings.between, {"kind": kind},
         f"{kind.replace('_', ' ')} between the letters of words, Chinese too")
        for kind in encodings.BETWEEN
    ),
    *(
        (kind, "encodings", encodings.entities, {"kind": kind},
         f"letters of words as entities of HTML ({kind.removeprefix('html_').replace('_', ' ')})")
        for kind in encodings.ENTITIES
    ),
    ("inline_tags", "encodings", encodings.inline_tags, {"comments": False},
     "empty HTML tags inside words"),
    ("html_comments", "encodings", encodings.inline_tags, {"comments": True},
     "HTML comments inside words"),
    ("mojibake", "encodings", encodings.mojibake, {},
     "accents on vowels, then UTF-8 read as cp1252"),
    *(
        (script, "lookalikes", lookalikes.lookalikes, {"script": script},
         f"some letters of words by {script.replace('_', ' ')} look-alikes")
        for script in lookalikes.SCRIPTS
    ),
    ("cyrillic_words", "lookalikes", lookalikes.whole_cyrillic, {},
     "whole words in Cyrillic letters where each letter has one"),
    ("mixed_scripts", "lookalikes", lookalikes.mixed, {},
     "some letters of words by look-alikes of several scripts"),
    *(
        (alphabet, "surface", surface.leet, {"alphabet": alphabet},
         f"{alphabet.replace('_', ' ')} for some letters of words")
        for alphabet in surface.LEET
    ),
    *(
        (gap, "surface", surface.separated, {"gap": gap},
         f"letters of words apart ({gap.replace('_', ' ')})")
        for gap in surface.GAPS
    ),
    *(
        (mask, "surface", surface.masked, {"mask": mask},
         f"one or two inner letters of words hidden ({mask.removeprefix('masked_')})")
        for mask in surface.MASKS
    ),
    ("repeated", "surface", surface.repeated, {}, "one letter of words three to five times"),
    ("zalgo", "surface", surface.zalgo, {}, "towers of marks on the letters of words"),
    ("upper_case", "surface", surface.cased, {"at_random": False}, "words in capitals"),
    ("random_case", "surface", surface.cased, {"at_random": True}, "each letter in either case"),
    ("reversed", "surface", surface.reversed_words, {},
     "words backwards under a right-to-left override"),
    ("backspaces", "surface", surface.backspaces, {}, "a wrong letter and a backspace in words"),
    *(
        (kind, "typos", typos.typo, {"kind": kind},
         f"one typing error in words of four letters or more ({kind.removeprefix('typo_')})")
        for kind in typos.TYPOS
    ),
    *(
        (f"han_{table}", "chinese", chinese.in_table, {"table": table}, description)
        for table, description in (
            ("traditional", "traditional for simplified characters"),
            ("homophones", "other characters of the same sound"),
            ("pinyin", "the sound in Latin letters for single characters"),
            ("halves", "characters written as their two halves"),
        )
    ),
    *(
        (mask, "chinese", chinese.masked, {"mask": mask}, "one character of Chinese words hidden")
        for mask in chinese.MASKS
    ),
    *(
        (gap, "chinese", chinese.separated, {"gap": gap}, "Han characters of a run apart")
        for gap in chinese.GAPS
    ),
    ("han_house", "chinese", chinese.house, {}, "first character and 家 for a brand's name"),
)  # fmt: skip
_PLACES = {"end": "behind", "start": "before", "between": "among"}


def suite(words: padding.InnocentWords | None = None) -> dict[str, Attack]:
    """All attacks, in the order of the families.

    Parameters
    ----------
    words
        Innocent words for padding, see :func:`~counterfeit_nlp.attacks.padding.innocent_words`.
        Without them padding changes nothing.

    Returns
    -------
    dict of str to Attack
    """
    attacks = (
        [
            Attack(name, family, description, partial(function, **settings))
            for name, family, function, settings, description in _FIXED
        ]
        + [
            Attack(
                f"pad_{field}_{where}",
                "padding",
                f"{padding.WORDS_ADDED} words of genuine listings {place} the {field}",
                partial(padding.pad, where=where, words=words or {}),
                (field,),
                adds=True,
            )
            for field in ("description", "title")
            for where, place in _PLACES.items()
        ]
        + [
            Attack(
                f"pad_title_{where}_few",
                "padding",
                f"{padding.FEW_WORDS} words of genuine listings {_PLACES[where]} the title",
                partial(padding.pad, where=where, words=words or {}, most=padding.FEW_WORDS),
                ("title",),
                adds=True,
            )
            for where in ("end", "start")
        ]
    )
    attacks.sort(key=lambda attack: FAMILIES.index(attack.family))
    return {attack.name: attack for attack in attacks}


def chosen(asked: Iterable[str]) -> list[str]:
    """Names of attacks from names of attacks, families and ``all``, each once, in suite order.

    Raises
    ------
    UsageError
        For a name that is none of these, or for no name.
    """
    everything = suite()
    wanted: set[str] = set()
    for name in asked:
        if name == "all":
            wanted |= set(everything)
        elif name in FAMILIES:
            wanted |= {attack.name for attack in everything.values() if attack.family == name}
        elif name in everything:
            wanted.add(name)
        else:
            near = difflib.get_close_matches(name, ("all", *FAMILIES, *everything), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(
                f"there is no attack {name!r}; expected all, a family ({', '.join(FAMILIES)}) or "
                f"the name of an attack{hint}"
            )
    if not wanted:
        raise UsageError("no attack is named; expected all, a family or names of attacks")
    return [name for name in everything if name in wanted]
