"""How often honest listings look disguised, and how often they gain a name by it.

    python benchmarks/clean_catalogues.py --data DIR [--json OUT]

DIR holds ``listings.csv.gz`` as data/README.md describes it. Words are learned from one half of the
labelled listings, and the genuine ones of the other half are read with them; no seller and no
near-duplicate title is in both. Counted per source: listings with any evidence of a disguise, in
title or description; those of them that are decorated (stars, emoji, signs such as (TM), full-width
punctuation), which is no evidence; and titles in which undoing disguises shows a brand or a cue
that is not there without.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import real_listings

SEED = 0
WORD = re.compile(r"[^\W_]+")


def is_decorated(text: str) -> bool:
    """Whether a text has symbols, emoji or full-width punctuation."""
    return not text.isascii() and any(
        unicodedata.category(one) in ("So", "Sk")
        or (unicodedata.east_asian_width(one) == "F" and unicodedata.category(one)[0] == "P")
        for one in text
    )


def measure(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Counts per source of the genuine listings of one half."""
    from counterfeit_nlp.cues.lexicon import own_lexicon
    from counterfeit_nlp.evaluate.splits import leak_groups
    from counterfeit_nlp.model.known_words import learn_words
    from counterfeit_nlp.names.read import cue_words, names, near_words
    from counterfeit_nlp.text.normalise import normalise

    _, group = np.unique(leak_groups(frame), return_inverse=True)
    learn = (np.random.default_rng(SEED).random(group.max() + 1) < 0.5)[group]
    terms = {**names(), **cue_words()}
    vocabulary = learn_words(frame[learn], terms, own_lexicon(), near_words())
    result: dict[str, dict[str, Any]] = {}
    for source, own in frame[~learn & (frame["label"] == 0)].groupby("source"):
        kinds: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        for title, description in zip(own["title"], own["description"].fillna(""), strict=True):
            read = [normalise(text, vocabulary) for text in (title, description)]
            found = {one.kind for part in read for one in part.disguises}
            decorated = is_decorated(title) or is_decorated(description)
            plain = set(WORD.findall(normalise(title).text))
            gained = (set(WORD.findall(read[0].text)) - plain) & terms.keys()
            kinds.update(found)
            counts["disguised"] += bool(found)
            counts["decorated"] += decorated
            counts["both"] += bool(found) and decorated
            counts["gained"] += bool(gained)
        result[str(source)] = {"listings": len(own), **counts, "kinds": dict(kinds)}
    return result


def table(result: dict[str, dict[str, Any]]) -> str:
    """The counts as shares, in Markdown."""
    lines = [
        "| genuine listings of | n | decorated | with evidence of a disguise | decorated ones with "
        "| titles that gain a name or cue | most frequent kinds |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for source, one in result.items():
        n = one["listings"]
        shares = [
            one.get("decorated", 0) / n,
            one.get("disguised", 0) / n,
            one.get("both", 0) / max(one.get("decorated", 0), 1),
            one.get("gained", 0) / n,
        ]
        top = sorted(one["kinds"].items(), key=lambda kind: -kind[1])[:3]
        kinds = ", ".join(f"{kind} {count / n:.2%}" for kind, count in top)
        lines.append(
            f"| {source} | {n:,} | "
            + " | ".join(f"{share:.2%}" for share in shares)
            + f" | {kinds} |"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data/real"), metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the counts here too")
    options = parser.parse_args(arguments)
    path = options.data / "listings.csv.gz"
    if not path.is_file():
        real_listings.say_missing(path)
        return 0
    result = measure(real_listings.read(path))
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"## Honest listings that look disguised, {today}\n")
    print(f"Data: {path.name} (sha256 {digest[:12]}), half of the genuine listings.\n")
    print(table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
