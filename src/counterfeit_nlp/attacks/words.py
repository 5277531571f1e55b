"""Which words of a text an attack changes: a share of them, drawn by the generator.

A Latin word is a run of at least three letters that touches no digit, also not over a hyphen, dot,
slash or colon: sizes, ratios and model codes (``42``, ``XL``, ``1:1``, ``501-B``) stay as they
are, for a buyer needs them. Addresses of pages, tags and entities stay too. Chinese has no spaces
between words, so a run of Han characters is cut into pairs: most words have two characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from counterfeit_nlp.text.language import HAN

__all__ = [
    "HAN_WORD",
    "LATIN_WORD",
    "VISIBLE_WORD",
    "ChangeWord",
    "below",
    "change_words",
    "drawn",
    "some_letters",
    "spots",
]

ChangeWord = Callable[[str, np.random.Generator], str]

# Every run is bounded or possessive, so that the time is linear in the text
_ASIDE = (
    r"<[A-Za-z/!][^<>]{0,500}>|&\#?[0-9A-Za-z]{1,32};|https?://\S++|www\.\S++"
    r"|[\w.+-]{1,64}+@\S++"
)
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_LATIN = (
    rf"(?<![{_LETTER}0-9])(?<![0-9][-./:_])"
    rf"[{_LETTER}]{{3,}}+(?![0-9])(?![-./:_][0-9])"
)
_PAIR = f"[{HAN}]{{2}}(?:[{HAN}](?![{HAN}]))?"  # an odd one goes with the last pair


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(f"{_ASIDE}|(?P<word>{words})")


LATIN_WORD = _pattern(_LATIN)
HAN_WORD = _pattern(_PAIR)
VISIBLE_WORD = _pattern(f"{_LATIN}|{_PAIR}")


def spots(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where the group ``word`` of a pattern matched, as [start, end)."""
    found = (match.span("word") for match in pattern.finditer(text))
    return [span for span in found if span[0] >= 0]


def drawn(
    places: Sequence[tuple[int, int]], rng: np.random.Generator, strength: float
) -> list[tuple[int, int]]:
    """A share of the places, in their order: all at strength 1, none at 0, otherwise at least one.

    Parameters
    ----------
    places
        Spans in rising order.
    rng
        What draws.
    strength
        Share of the places, 0 to 1.

    Raises
    ------
    ValueError
        If the strength is no share.
    """
    if not 0.0 <= strength <= 1.0:
        raise ValueError(f"strength is {strength!r}, expected a share from 0 to 1")
    if not places or not strength:
        return []
    wanted = max(1, round(strength * len(places)))
    if wanted == len(places):
        return list(places)
    return [places[at] for at in np.sort(rng.choice(len(places), wanted, replace=False)).tolist()]


def change_words(
    text: str,
    rng: np.random.Generator,
    strength: float,
    change: ChangeWord,
    pattern: re.Pattern[str] = LATIN_WORD,
) -> str:
    """Change a share of the words of a text.

    Parameters
    ----------
    text
        Any text.
    rng
        Draws the words, and is handed on to ``change``.
    strength
        Share of the words, 0 to 1; if above 0, at least one word is changed.
    change
        ``(word, rng) -> word``.
    pattern
        ``LATIN_WORD``, ``HAN_WORD`` or ``VISIBLE_WORD`` (both).
    """
    pieces: list[str] = []
    at = 0
    for start, end in drawn(spots(pattern, text), rng, strength):
        pieces += [text[at:start], change(text[start:end], rng)]
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def below(n: int, rng: np.random.Generator) -> int:
    """A whole number from 0 up to ``n - 1``; many times faster than ``rng.integers`` for one."""
    return int(rng.random() * n)


def some_letters(able: Sequence[bool], rng: np.random.Generator, share: float = 0.6) -> list[bool]:
    """Which of a word's letters to change: about a share of those that can be, at least one."""
    chosen = [can and draw < share for can, draw in zip(able, rng.random(len(able)), strict=True)]
    if not any(chosen) and any(able):
        can_be = [at for at, can in enumerate(able) if can]
        chosen[can_be[below(len(can_be), rng)]] = True
    return chosen
