"""Cases with their innocent twins: what is undone, and what looks like it and stays."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.chunks import CHUNK, SIGNALS, analyse
from counterfeit_nlp.text.language import language_of
from counterfeit_nlp.text.normalise import normalise, prepare, show

CASES = [
    # (what the seller wrote, what the model reads)
    ("Ｒｏｌｅｘ", "rolex"),
    ("𝐑𝐨𝐥𝐞𝐱 ⓖⓤⓒⓒⓘ", "rolex gucci"),
    ("R\u200bo\u00adl\u2060ex", "rolex"),
    ("Rоlеx", "rolex"),  # Cyrillic о and е
    ("Ηermes", "hermes"),  # Greek Η
    ("Hermès", "hermes"),
    ("R̷̢o̵l̶e̸x", "rolex"),
    ("R<b>ole</b>x", "rolex"),
    ("one<br>two<p>three</p>", "one two three"),
    ("Dolce &amp; Gabbana", "dolce & gabbana"),
    ("A &amp;amp;amp; B", "a & b"),
    ("caf&eacute;&nbsp;bag", "cafe bag"),
    ("<script>alert('x')</script>watch", "watch"),
    ("1️⃣2️⃣", "12"),
    ("  two   spaces\tand\r\nlines ", "two spaces and lines"),
    ("STRASSE straße", "strasse strasse"),
    ("ﬃ ㎏ Ⅳ", "ffi kg iv"),
    ("古驰　ＧＵＣＣＩ", "古驰 gucci"),
]
TWINS = [
    # innocent text that comes out as it went in (but for capitals)
    ("мужские часы", "мужские часы"),  # a Russian word is no disguised Latin one
    ("Ελλάδα", "ελλάδα"),
    ("й ё", "й ё"),  # Cyrillic letters keep the marks that make them letters
    ("ガンダム がく", "ガンダム がく"),
    ("香奈儿 高仿", "香奈儿 高仿"),
    ("a < b, I <3 you", "a < b, i <3 you"),
    ("R&D, AT&T, x &y;", "r&d, at&t, x &y;"),
    ("50% off 1:1 AAA+ 18k 4K h2o A1", "50% off 1:1 aaa+ 18k 4k h2o a1"),
    ("<notatag>", "<notatag>"),
    ("5*5 ***** 10*", "5*5 ***** 10*"),
]


@pytest.mark.parametrize(("written", "read"), CASES + TWINS)
def test_what_the_model_reads(written: str, read: str) -> None:
    assert normalise(written).text == read


@pytest.mark.parametrize(
    ("written", "part", "shown"),
    [
        ("Buy R\u200bоlex <b>now</b>", "rolex", "R\u200bоlex"),
        ("Dolce &amp; Gabbana", "&", "&amp;"),
        ("ﬃ bag", "ffi", "ﬃ"),
        ("ﬃ bag", "f", "ﬃ"),
        ("x Ｇｕｃｃｉ y", "gucci", "Ｇｕｃｃｉ"),
        ("R<b>ole</b>x", "rolex", "R<b>ole</b>x"),
    ],
)
def test_the_way_back_to_the_sellers_own_characters(written: str, part: str, shown: str) -> None:
    found = normalise(written)
    start = found.text.index(part)
    assert show(written, found, start, start + len(part)) == shown


def signals(text: str) -> dict[str, int]:
    chunks = analyse(CHUNK.findall(prepare(text).text))
    totals = [sum(chunk.signals[i] for chunk in chunks) for i in range(len(SIGNALS))]
    return {name: count for name, count in zip(SIGNALS, totals, strict=True) if count}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rоlеx", {"lookalike_letters": 2}),
        ("R\u200bo\u200blex", {"invisible_characters": 2}),
        ("PR*DA G**ci", {"masked_letters": 2}),
        ("wechat:abc123 me@shop.example", {"contact_details": 2}),
        ("+86-138-0013-8000", {"contact_details": 1}),
        # twins
        ("часы Rolex", {}),
        ("👩\u200d👩\u200d👧 family", {}),  # an emoji of several people is one picture
        ("❤\ufe0f bag", {}),
        ("4*6 photo ***SALE***", {}),
        ("size: 42, 10:30, 16:9, ratio 1:1", {}),
        ("item 123456789012", {}),
        ("Hermès", {}),
    ],
)
def test_signals_and_their_innocent_twins(text: str, expected: dict[str, int]) -> None:
    assert signals(text) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Leather bag", "en"),
        ("古驰包", "zh"),
        ("LV 老花 手提包 新款", "zh"),
        ("Samsung Galaxy S21 Ultra 5G 手机", "en"),
        ("Часы мужские Rolex новые", "other"),
        ("腕時計 メンズ ウォッチ ブランド オメガ", "other"),
        ("1:1 !!! 100%", "en"),
        ("", "en"),
    ],
)
def test_language_by_script(text: str, language: str) -> None:
    letters = [sum(column) for column in zip(*(c.letters for c in analyse(CHUNK.findall(text))),
                                             strict=True)] or [0, 0, 0]  # fmt: skip
    assert language_of(*letters) == language


def test_disguised_markup_does_not_hide_what_was_done_to_letters() -> None:
    plain, hidden = "R\u043el\u0435x", "<\u200bb>R\u043el\u0435x</\u200bb>"
    for text in (plain, hidden):
        found = normalise(text)
        assert found.text == "rolex"
        shown = [text[a:b] for kind, a, b in found.disguises if kind == "lookalike_letters"]
        assert shown == ["\u043e", "\u0435"]
