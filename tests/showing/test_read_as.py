"""What a disguise hid reaches the reviewer, and somebody's address does not."""

from __future__ import annotations

import pytest

from counterfeit_nlp.showing.card import card, reason_sentence
from counterfeit_nlp.showing.read_as import FieldReading
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary.of(["copy", "watch", "channel"], brand=["rolex", "chanel", "古驰"])
COPY = "\u0441\u043e\u0440\u0443"  # Cyrillic


def told(title: str, word: str, kind: str = "text", **how: object) -> str:
    start = title.index(word)
    reason = {"kind": kind, "text": word, "field": "title", "start": start,
              "end": start + len(word), "contribution": 1.2}  # fmt: skip
    (line,) = card({"listing_id": "1", "title": title, "reasons": [reason]}, KNOWN, **how).reasons
    return reason_sentence(line)


@pytest.mark.parametrize(
    ("word", "read"),
    [
        (COPY, "copy"),
        ("R0lex", "rolex"),
        ("r🔥olex", "rolex"),
        ("r\u043elex", "rolex"),
        ("rolax", "rolex"),
        ("古池", "古驰"),
        ("Ro<b>lex</b>", "rolex"),
        ("&#114;olex", "rolex"),
    ],
)
def test_a_reason_says_what_was_read(word: str, read: str) -> None:
    assert told(f"new {word} watch", word) == f"“{word}” in the title (read as “{read}”): +1.2"


@pytest.mark.parametrize(
    "word", ["Rolex", "Ｒｏｌｅｘ", "Hermès", "古馳", "watch", "G u c c i", "prado"]
)
def test_nothing_is_said_where_a_person_reads_the_same(word: str) -> None:
    assert told(f"new {word} watch", word) == f"“{word}” in the title: +1.2"


def test_look_alike_letters_of_a_whole_word_are_counted() -> None:
    assert told(f"a {COPY} of", COPY[1], "lookalike_letters") == (
        f"“{COPY}” in the title, written with 4 look-alike letters (read as “copy”): +1.2"
    )


@pytest.mark.parametrize("sure", [True, False])
def test_a_guess_at_the_words_is_used_only_where_the_model_says_so(sure: bool) -> None:
    only_letters = told("new rolax", "rolax", sure=sure)
    assert ("read as" in only_letters) is sure
    assert "(read as “rolex”)" in told("new rolax", "rolax", "misspelt_terms", sure=sure)


@pytest.mark.parametrize(
    "text",
    [
        "微信：corva_shop99 rolax",
        "wech\u0430t: corva_shop99",
        "mail s\u0430les@shop.example",
        "ｗｅｃｈａｔ：ｃｏｒｖａ９９",
        "call １３８ ００１３ ８０００",
        "\u24e3el\u24d4gram: c\u043erva_shop",
    ],
)
def test_an_address_is_never_read_out(text: str) -> None:
    field = FieldReading(text, KNOWN)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            read = field.read_as(start, end, frozenset(["lookalike_letters"]))
            assert not any(one in read for one in ("corv", "orva", "shop", "8000", "sale")), read


def test_what_was_read_stays_text() -> None:
    title = "<b onclick=\u0430lert(1)>R0lex</b> \u202e"
    assert "<" not in FieldReading(title, KNOWN).read_as(0, len(title))
    assert FieldReading("a\ud800b r0lex", KNOWN).read_as(4, 9) == "rolex"


def test_a_very_long_text_is_read_around_the_stretch() -> None:
    text = "x. " * 100_000 + "r0lex " + "y. " * 100_000
    start = text.index("r0lex")
    assert FieldReading(text, KNOWN).read_as(start, start + 5) == "rolex"
    assert FieldReading(text + COPY, KNOWN).count("leet_letters", start, start + 5) == 1


def test_without_the_field_the_snippet_is_read() -> None:
    reason = {"kind": "leet_letters", "text": "r0lex", "field": "title", "start": 4, "end": 9,
              "contribution": 1.0}  # fmt: skip
    (line,) = card({"listing_id": "1", "reasons": [reason]}, KNOWN).reasons
    assert "“r0lex”" in reason_sentence(line)
    assert "(read as “rolex”)" in reason_sentence(line)
