"""How long the normaliser takes for texts that are made to keep it busy.

    python benchmarks/hostile_texts.py [--characters N]

Random texts of one kind each, of N characters (65,536) and of half as many: best of three, CPU time
of this process, with the names and cue words of the starter lists and the words of a simulated
market. No real listing takes part. Beside them an ordinary text of as many characters.
"""

from __future__ import annotations

import argparse
import datetime
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

REPEATS = 3
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
# Their characters, how many make a word, and what stands between words
KINDS: dict[str, tuple[Sequence[str], int, int, str]] = {
    "made-up words": (LATIN, 3, 9, " "),
    "letters, digits and signs": ([*"rolexguci0134$@!.-_*"], 3, 9, " "),
    "Cyrillic": (CYRILLIC, 3, 7, " "),
    "Cyrillic and Latin letters mixed": (CYRILLIC + LATIN, 3, 7, " "),
    "mathematical letters": ([chr(code) for code in range(0x1D41A, 0x1D434)], 3, 9, " "),
    "full-width letters": ([chr(code) for code in range(0xFF41, 0xFF5B)], 3, 9, " "),
    "invisible characters": ([*LATIN, "\u200b", "\u00ad", "\u2060"], 3, 9, " "),
    "stacked marks": ([*LATIN, *map(chr, range(0x300, 0x36F))], 12, 24, " "),
    "backwards": (["\u202e", "\u202c", *LATIN], 3, 9, " "),
    "markup": (["<b>", "</b>", "&amp;", "&#111;", "<", "&", *LATIN], 3, 9, " "),
    "single letters": (LATIN, 1, 1, " "),
    "almost a name glued to a word": ([*"abcd0e1il@n$orst"], 3, 20, " r0lex"),
    "almost a name glued to letters": (LATIN, 3, 20, " rolex"),
    "gaps in a Chinese cue": ("高", 1, 1, " 仿"),
    "houses": (HAN, 1, 1, "家"),
    "random Chinese": (HAN, 24, 24, ""),
    "Chinese characters apart": (HAN, 1, 1, " "),
    "a mix of scripts": (MIXED, 5, 40, " "),
    "a mix without a space": (MIXED, 40, 40, ""),
    "any Unicode": (ANY, 5, 30, " "),
}


def made(kind: str, length: int) -> str:
    """A text of a kind."""
    letters, least, most, between = KINDS[kind]
    chance = random.Random(1)
    words: list[str] = []
    count = 0
    while count < length:
        words.append("".join(chance.choices(letters, k=chance.randint(least, most))))
        count += len(words[-1]) + len(between)
    return between.join(words)[:length]


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--characters", type=int, default=65_536, metavar="N")
    length = parser.parse_args(arguments).characters

    import throughput

    from counterfeit_nlp.model.known_words import learn_words
    from counterfeit_nlp.names.read import cue_words, names, near_words
    from counterfeit_nlp.text.normalise import normalise

    with tempfile.TemporaryDirectory() as folder:
        _, frame = throughput.listings(None, Path(folder))
    vocabulary = learn_words(frame, {**names(), **cue_words()}, None, near_words())

    def milliseconds(text: str) -> float:
        best = float("inf")
        for _ in range(REPEATS):
            begin = time.process_time()
            normalise(text, vocabulary)
            best = min(best, time.process_time() - begin)
        return best * 1e3

    ordinary = " ".join(frame["title"].sample(frac=1, random_state=0))
    texts = {"ordinary titles (simulated)": (ordinary[: length // 2], ordinary[:length])}
    texts |= {kind: (made(kind, length // 2), made(kind, length)) for kind in KINDS}
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    print(f"## Texts of {length:,} characters through normalise(), {today}\n")
    print("| text | ms of CPU | times that of half the text |\n|---|---:|---:|")
    for kind, (half, whole) in texts.items():
        normalise(half[:4_096], vocabulary)  # loads the tables that it needs
        short, long = milliseconds(half), milliseconds(whole)
        print(f"| {kind} | {long:.0f} | {long / short:.1f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
