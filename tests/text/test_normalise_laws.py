"""Laws that hold for any text whatever."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.chunks import CHUNK, analyse
from counterfeit_nlp.text.disguise import DISGUISES
from counterfeit_nlp.text.html import remove_markup
from counterfeit_nlp.text.language import count_letters
from counterfeit_nlp.text.normalise import normalise, prepare
from counterfeit_nlp.text.vocabulary import Vocabulary

# Ordinary letters, and what sellers and attackers reach for
PIECES = st.sampled_from(
    [
        *"abzRO 019$*#;/-_'\n\t",
        *"éßﬃ㎏ﷺⅣ①Ｒ＜＆；ıİſΣς",
        *"оеасРΑορ",
        *"古驰高仿の々〇",
        *"\u200b\u00ad\u202e\u2060\ufe0f\u0301\u0323\u20e3\u3164",
        *"☃😀👩",
        "\U0001d411", "<b>", "</b>", "<br/>", "<p class='x y'>", "<!--", "-->",
        "<script>", "</script>",
        "<style>", "</style>", "&amp;", "&lt;", "&#38;", "&#x3c;", "&amp;lt;", "&nbsp;", "&zwnj;",
        "<x></x>", "<b hidden>", "&#111", "&#08", "&#x6", "<x>", "</x>", *"¢∂᙭",
        "\b", "\u202c", "\u2067", "\u2069", "&#8238;", "&#8;", *"ÃÂ©â€™æ×Ðð“ø", *"🇺🇸🏴ʀǝⓡИΛ",
        "\U000e0061", "\u0334",
        "&",
        "<", ">", "amp;", "lt;", "\u0327", "\u1100\u1161\u11a8", "\u30ab\u3099",
    ]
)  # fmt: skip
MIXED = st.lists(PIECES, max_size=24).map("".join)
KNOWN = Vocabulary.of(["watch", "copy"], brand=["rolex", "gucci", "古驰"], cue=["replica", "高仿"])
ANY = st.one_of(MIXED, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


@given(ANY)
@example("&amp;amp;lt;b&gt;")
@example("<\u200bb>x")
@example("＜b＞Ｒ＜/b＞")
@example("&\u00adlt;b>")
@example("<<b>b>")
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(ANY)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    found = normalise(text)
    assert len(found.text) == len(found.starts) == len(found.ends)
    for start, end in zip(found.starts, found.ends, strict=True):
        assert 0 <= start < end <= len(text)
    if "\u202e" not in text and "#8238" not in text:
        assert list(found.starts) == sorted(found.starts)
        assert list(found.ends) == sorted(found.ends)
    for start in range(len(found.text)):
        first, last = found.span(start, len(found.text))
        assert 0 <= first < last <= len(text)
        assert first <= min(found.starts[start:])
        assert last >= max(found.ends[start:])


@given(ANY)
def test_disguises_that_span_chunks_stand_inside_the_original(text: str) -> None:
    for kind, start, end in prepare(text).disguises:
        assert kind in DISGUISES
        assert 0 <= start < end <= len(text)


@given(ANY)
def test_spaces_are_single_and_inside(text: str) -> None:
    found = normalise(text).text
    assert found == " ".join(found.split())


@given(st.text("abcdefghijklmnopqrstuvwxyzABCXYZ 0123456789.,!?'-()", max_size=60))
def test_plain_text_loses_its_capitals_only(text: str) -> None:
    found = normalise(text)
    assert found.text == " ".join(text.lower().split())
    for character, start, end in zip(found.text, found.starts, found.ends, strict=True):
        assert character == " " or text[start:end].lower() == character


@given(ANY)
def test_folding_a_chunk_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(ANY)
def test_removing_markup_twice_changes_nothing_more(text: str) -> None:
    once = remove_markup(text).text
    assert remove_markup(once).text == once


@given(ANY)
@example("0\u00b4")  # an accent without a letter is a space with an accent
@example("SMSка")
def test_tokens_stand_inside_their_chunk_and_in_order(text: str) -> None:
    chunks = CHUNK.findall(prepare(text).text)
    for raw, chunk in zip(chunks, analyse(chunks), strict=True):
        last = 0
        for token in chunk.tokens:
            assert 0 <= token.start < token.end <= len(raw)
            assert token.start >= last or token.end > last  # pieces of one expansion share a place
            last = token.start
        assert len(chunk.tokens) == len(chunk.chinese)
        assert sum(chunk.letters) <= len(chunk.text)


@given(st.lists(ANY, max_size=6))
def test_a_chunk_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    chunks = [chunk for text in texts for chunk in CHUNK.findall(text)]
    assert analyse(chunks) == [analyse([chunk])[0] for chunk in chunks]


@given(ANY, ANY)
def test_letters_add_up(first: str, second: str) -> None:
    together = count_letters(first + second)
    assert together == tuple(
        a + b for a, b in zip(count_letters(first), count_letters(second), strict=True)
    )


HOSTILE = {
    "one letter": "a",
    "snowmen": "☃",
    "smileys": "😀",
    "brackets": "(",
    "quotes": "'",
    "stacked marks": "\u0301\u0323",
    "zero width": "a\u200b",
    "entities": "&amp;",
    "one entity escaped for ever": "amp;",
    "open tags": "<b",
    "open comments": "<!--",
    "scripts that never end": "<script>",
    "scripts ended by another": "<script></scriptx",
    "styles and spaces": "</style ",
    "ligatures that unfold": "ﷺ",
    "Chinese": "古驰",
    "addresses": "http://a.b/☃",
    "dots": "a.",
    "masks": "a*",
    "at signs": "a@",
    "plus digits": "+1",
    "right to left": "\u202eab",
    "right to left and back": "\u202ea\u202d",
    "isolates": "\u202e\u2067x\u2069",
    "backspaces": "a\b",
    "bytes read wrongly": "Ã©",
    "bytes read wrongly twice": "ÃƒÂ©",
    "flags": "🇺🇸",
    "flag letters": "🇷",
    "tags": "\U000e0061",
    "circles": "ⓐ",
    "two alphabets": "aо",
    "words of two alphabets": "abАБ",
    "companies": "㍿",
    "numbers that never end": "&#0",
    "elements that are not shown": "<a hidden>",
    "empty elements": "<x></x>",
    "symbol fonts": "υ¢",
    "turned letters": "ɐ",
    "shapes": "尺",
    "shapes among letters": "a口",
    "Chinese letters apart": "高 ",
    "gaps in Chinese terms": "高 仿",
    "gaps beside Chinese": "高 仿手表",
    "fragments": "gu cci ",
    "glued words": "rolexwatch ",
    "almost glued words": "r0lexwatc ",
    "frames": "xrolexx ",
    "Hangul parts": "\u1100\u1161",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_length_and_no_faster(unit: str) -> None:
    """Counts executed lines instead of seconds, so a busy machine can't fail it.

    With a vocabulary: without one, few rules run.
    """
    import sys

    def lines_run(text: str) -> int:
        count = 0

        def trace(frame: object, event: str, argument: object) -> object:
            nonlocal count
            count += 1
            return trace

        sys.settrace(trace)  # type: ignore[arg-type]
        try:
            normalise(text, KNOWN)
        finally:
            sys.settrace(None)
        return count

    lines_run(unit)  # makes what is made once
    short, long = (lines_run((unit * n)[:n]) for n in (1_000, 4_000))
    assert long <= 4.6 * short + 2_000
