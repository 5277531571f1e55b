"""Texts made to keep the normaliser busy: four times as long takes six times as long at most."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest

from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary.of(
    ["copy", "quality", "watch"],
    brand=["rolex", "gucci", "moncler", "vacheron", "迪奥", "古驰", "阿迪达斯", "路易威登"],
    cue=["replica", "高仿", "复刻"],
)
LATIN = [chr(code) for code in range(ord("a"), ord("z") + 1)]
CYRILLIC = [chr(code) for code in range(0x430, 0x450)]
HAN = [chr(code) for code in range(0x4E00, 0x9FA5)]
ANY = [chr(code) for code in (*range(0x21, 0xD800), *range(0x10000, 0x1FFFF))]
MIXED = [
    *map(chr, range(0x21, 0x250)),
    *map(chr, range(0x370, 0x500)),
    *map(chr, range(0x200B, 0x2065)),
    *map(chr, range(0x1F300, 0x1F600)),
    *HAN,
]
# The letters of words, how long those are, and what stands between them
KINDS: dict[str, tuple[Sequence[str], int, int, str]] = {
    "made-up words": (LATIN, 3, 9, " "),
    "letters and signs": ([*"rolexguci0134$@!.-_*"], 3, 9, " "),
    "Cyrillic": (CYRILLIC, 3, 7, " "),
    "two alphabets": (CYRILLIC + LATIN, 3, 7, " "),
    "mathematical": ([chr(code) for code in range(0x1D41A, 0x1D434)], 3, 9, " "),
    "full-width": ([chr(code) for code in range(0xFF41, 0xFF5B)], 3, 9, " "),
    "backwards": (["\u202e", "\u202c", *LATIN], 3, 9, " "),
    "Chinese": (HAN, 24, 24, ""),
    "Chinese characters apart": (HAN, 1, 1, " "),
    "houses": (HAN, 1, 1, "家"),
    "almost glued": ([*"abcd0e1il@n$orst"], 3, 20, " r0lex"),
    "almost glued letters": (LATIN, 3, 20, " rolex"),
    "gaps in Chinese": ("高", 1, 1, " 仿"),
    "anything": (ANY, 5, 30, " "),
    "a mix": (MIXED, 5, 40, " "),
    "a mix without a space": (MIXED, 40, 40, ""),
}


def _made(kind: str, length: int) -> str:
    letters, least, most, between = KINDS[kind]
    chance = random.Random(1)
    words: list[str] = []
    made = 0
    while made < length:
        words.append("".join(chance.choices(letters, k=chance.randint(least, most))))
        made += len(words[-1]) + len(between)
    return between.join(words)[:length]


@pytest.mark.parametrize("kind", KINDS)
def test_time_is_linear(kind: str) -> None:
    def seconds(length: int) -> float:
        text = _made(kind, length)
        best = 99.0
        for _ in range(2):
            begin = time.process_time()
            normalise(text, KNOWN)
            best = min(best, time.process_time() - begin)
        return best

    normalise(_made(kind, 2_048), KNOWN)  # loads the tables that it needs
    assert seconds(32_768) <= 6 * seconds(8_192) + 0.05
