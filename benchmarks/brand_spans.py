"""Finding brands and telling "of" from "for", against hand-labelled Chinese titles.

Reads ``zh_titles_brand_spans.jsonl.gz`` as data/README.md describes it; the titles are not part of
the project. Without them this says where it looked and exits 0.

Protocol: titles are read without a model (nothing is restored but what needs no known words), and
the starter registry is what is known. A labelled span counts if a whole name of the registry stands
in it; recall is the share of these that a mention touches. Precision is the share of mentions that
touch a labelled brand, of the maker or of what the thing is made for. Of mentions that touch one
the relation is compared: a ``brand`` is what the thing is of, a ``compatible_brand`` what it is
for.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import real_listings

FILE = "zh_titles_brand_spans.jsonl.gz"
_TRUTH = {"brand": "is", "compatible_brand": "for"}


class Title(NamedTuple):
    """A title with its labelled spans: kind, start, end."""

    text: str
    spans: list[tuple[str, int, int]]


def read(path: Path) -> list[Title]:
    """All labelled titles of the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Title(row["title"], [tuple(span) for span in row["spans"]]) for row in rows]


class Said(NamedTuple):
    """A mention in a title: its place, its relation, whether a model implies the brand."""

    start: int
    end: int
    relation: str
    implied: bool


def mentions(titles: list[Title]) -> Iterator[list[Said]]:
    """What the program finds in each title."""
    from counterfeit_nlp.brands.find import IMPLIED
    from counterfeit_nlp.brands.read import starter
    from counterfeit_nlp.brands.standing import Standings
    from counterfeit_nlp.text.chunks import begins
    from counterfeit_nlp.text.fields import read_fields

    standings = Standings(starter(), {"USD": 1.0})
    for field in read_fields([title.text for title in titles]):
        tokens = [
            (token.norm, begin + token.start, begin + token.end)
            for begin, chunk in zip(
                begins(field.prepared.text, field.raw), field.chunks, strict=True
            )
            for token in chunk.tokens
        ]
        yield [
            Said(
                *field.prepared.span(tokens[one.place.first][1], tokens[one.place.last - 1][2]),
                one.relation,
                one.mention.how == IMPLIED,
            )
            for one in standings.named([[norm for norm, _, _ in tokens]])
        ]


def compare(titles: list[Title]) -> tuple[dict[str, Any], list[str], dict[str, list[str]]]:
    """Figures for a program, lines for a person, and the errors of each kind."""
    from counterfeit_nlp.brands.find import Finder
    from counterfeit_nlp.brands.read import starter
    from counterfeit_nlp.text.fields import read_fields

    finder = Finder(starter())
    known: dict[str, bool] = {}

    def is_known(text: str) -> bool:
        if text not in known:
            (field,) = read_fields([text])
            norms = [token.norm for chunk in field.chunks for token in chunk.tokens]
            known[text] = bool(finder.find(norms).mentions)
        return known[text]

    spans, found = Counter[str](), Counter[str]()
    touching, all_mentions, models = 0, 0, 0
    said_of = Counter[tuple[str, str]]()
    wrong: dict[str, list[str]] = {"missed": [], "false": [], "relation": []}
    for title, said in zip(titles, mentions(titles), strict=True):
        brands = [span for span in title.spans if span[0] in _TRUTH]
        for kind, start, end in brands:
            if is_known(title.text[start:end]):
                spans[kind] += 1
                hit = any(one.start < end and start < one.end for one in said)
                found[kind] += hit
                if not hit:
                    wrong["missed"].append(f"{title.text[start:end]} in {title.text}")
        for one in said:
            truths = {
                _TRUTH[kind] for kind, start, end in brands if one.start < end and start < one.end
            }
            shown = title.text[one.start : one.end]
            if not truths and any(
                kind == "compatible_model" and one.start < end and start < one.end
                for kind, start, end in title.spans
            ):
                models += 1  # labelled as a model; says nothing about names
                said_of["for", one.relation] += 1
                if one.relation != "for":
                    wrong["relation"].append(f"{shown} ({one.relation}) in {title.text}")
                continue
            all_mentions += 1
            if not truths:
                wrong["false"].append(f"{shown} in {title.text}")
                continue
            touching += 1
            if len(truths) == 1:
                (truth,) = truths
                said_of[truth, one.relation] += 1
                if truth != one.relation:
                    wrong["relation"].append(
                        f"{shown} ({truth}, said {one.relation}) in {title.text}"
                    )
    judged = sum(said_of.values())
    right = sum(n for (truth, said_), n in said_of.items() if truth == said_)
    result: dict[str, Any] = {
        "recall": {kind: found[kind] / max(1, spans[kind]) for kind in _TRUTH},
        "spans": {kind: spans[kind] for kind in _TRUTH},
        "precision": touching / max(1, all_mentions),
        "mentions": all_mentions,
        "of_models": models,
        "relation_accuracy": right / max(1, judged),
        "relations": {
            truth: {said_: said_of[truth, said_] for said_ in ("is", "for", "not")}
            for truth in ("is", "for")
        },
    }
    lines = [
        "| measure | value | of |",
        "|---|---:|---:|",
        *(
            f"| recall of a {kind} the registry knows | {result['recall'][kind]:.3f} "
            f"| {spans[kind]:,} spans |"
            for kind in _TRUTH
        ),
        f"| precision | {result['precision']:.3f} | {all_mentions:,} mentions |",
        f"| right whether of or for | {result['relation_accuracy']:.3f} | {judged:,} mentions |",
        *(
            f"| {truth}: said is / for / not | "
            f"{' / '.join(str(n) for n in result['relations'][truth].values())} "
            f"| {sum(result['relations'][truth].values()):,} |"
            for truth in ("is", "for")
        ),
    ]
    return result, lines, wrong


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data/real"), metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print so many errors of each kind"
    )
    options = parser.parse_args(arguments)

    path = options.data / FILE
    if not path.is_file():
        real_listings.say_missing(path, "labelled titles")
        return 0
    result, lines, wrong = compare(read(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    print(f"## Brands in labelled titles, {today}\n\nData: {path.name} (sha256 {digest[:12]}).\n")
    print("\n".join(lines))
    draw = random.Random(0)
    for kind, some in wrong.items():
        if options.show:
            print(f"\n### {kind}: {len(some)}\n")
            print("\n".join(draw.sample(some, min(options.show, len(some)))))
    if options.json:
        document = {"date": today, "data": {"name": path.name, "sha256": digest}, **result}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
