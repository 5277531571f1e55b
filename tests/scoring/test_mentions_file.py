"""Places of mentions are places in what the seller wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.brands.read import starter
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.scoring.mentions_file import find_in_file, mentions_in
from counterfeit_nlp.text.fields import ChunkMemory
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

STANDINGS = Standings(starter(), {})
MEMORY = ChunkMemory(Vocabulary.of(brand=["rolex", "gucci", "prada"]), 1_000)

PARTS = st.lists(
    st.sampled_from(
        ["Rolex", "R0lex", "<b>", "</b>", "&amp;", "PR*DA", "g u c c i", "劳力士", "手表", " ",
         "ｇｕｃｃｉ", "Ro\u200blex",
         "for", "case", "iPhone", "\u202exelor\u202c", ",", "适用", "not"]
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


def mentions_of(title: str, memory: ChunkMemory = MEMORY) -> list[dict[str, Any]]:
    (mentions,) = mentions_in([{"title": title}], STANDINGS, memory)
    return mentions


@given(parts=PARTS)
def test_the_text_of_a_mention_stands_where_it_says(parts: list[str]) -> None:
    text = " ".join(parts)
    for one in mentions_of(text):
        assert 0 <= one["start"] < one["end"] <= len(text)
        assert one["text"] == text[one["start"] : one["end"]]


def test_how_a_name_is_written() -> None:
    for text, how in (
        ("Gucci bag", "exact"), ("劳力士", "alias"), ("datejust", "implied"),
        ("ｇｕｃｃｉ bag", "exact"), ("gu\u200bcci bag", "disguised"), ("PR*DA bag", "masked"),
        ("g u c c i bag", "disguised"), ("R0lex ring", "disguised"),
    ):  # fmt: skip
        (one,) = mentions_of(text)
        assert one["how"] == how, text
    # a disguise beside the name is none of the name
    one, *_ = mentions_of("Gucci ba\u200bg")
    assert one["how"] == "exact"


def test_batches_and_memory_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    titles = [
        f"{name} {number}" for number in range(700) for name in ("Rolex", "plain", "华为 手机")
    ]
    path.write_text(
        "".join(
            json.dumps({"listing_id": str(at), "title": title}) + "\n"
            for at, title in enumerate(titles)
        ),
        encoding="utf-8",
    )
    done = find_in_file(path, tmp_path / "out.jsonl", starter(), NOTHING_KNOWN)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert (done.rows_in, done.rows_out, done.rows_naming) == (2_100, 2_100, 1_400)
    memory = ChunkMemory(NOTHING_KNOWN, 10)
    for row, title in zip(rows, titles, strict=True):
        assert row["mentions"] == mentions_of(title, memory)
