"""Highlighting: nothing is lost, overlaps add up, what is invisible is shown."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.showing.highlight import Span, excerpt, highlight, pieces, shade, visible

LETTERS = "abc 高仿包 ёж-"
spans = st.lists(
    st.builds(
        Span,
        st.integers(-3, 40),
        st.integers(-3, 40),
        st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0, math.nan, math.inf]),
    ),
    max_size=6,
)


def printed(segments):
    return "".join(piece.text for segment in segments for piece in segment.pieces)


@given(st.text(LETTERS, max_size=30), spans)
def test_pieces_put_together_are_the_text_and_each_character_carries_its_evidence(text, found):
    segments = highlight(text, found)
    assert printed(segments) == text
    carried = [
        segment.contribution for segment in segments for piece in segment.pieces for _ in piece.text
    ]
    usable = [s for s in found if math.isfinite(s.contribution)]
    expected = [
        math.fsum(s.contribution for s in usable if s.start <= i < s.end) for i in range(len(text))
    ]
    assert carried == expected


@given(st.text(LETTERS, max_size=30), spans)
def test_the_order_of_spans_does_not_matter(text, found):
    assert highlight(text, found) == highlight(text, found[::-1])


def test_overlapping_spans_are_cut_at_each_others_ends():
    segments = highlight("mirror quality replica", [Span(0, 14, 1.0), Span(7, 22, 0.5)])
    assert [(printed([s]), s.contribution) for s in segments] == [
        ("mirror ", 1.0),
        ("quality", 1.5),
        (" replica", 0.5),
    ]


def test_a_span_never_parts_a_letter_from_its_marks():
    text = "cafe\u0301s"
    segments = highlight(text, [Span(0, 4, 1.0)])
    assert [printed([s]) for s in segments if s.evidence] == ["cafe\u0301"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb\u202c", "a⟨U+202E⟩b⟨U+202C⟩"),
        ("re\u200b\u200b\u200bplica", "re⟨U+200B ×3⟩plica"),
        ("\ufefftitle", "⟨U+FEFF⟩title"),
        ("a\x00b\x1b", "a⟨U+0000⟩b⟨U+001B⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\u3164\u2800\u00ad", "⟨U+3164⟩⟨U+2800⟩⟨U+00AD⟩"),
        ("\ue000\U000e0041", "⟨U+E000⟩⟨U+E0041⟩"),
        ("w\u200dx", "w⟨U+200D⟩x"),
    ],
)
def test_what_nobody_can_see_is_spelled_out(text, seen):
    assert visible(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "plain, with\ttabs\nand lines",
        "高仿 1:1",
        "👩\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3",
        "حقيبة جلد",
        "é e\u0301",
    ],
)
def test_what_can_be_seen_is_left_alone(text):
    assert visible(text) == text


def test_no_direction_control_is_ever_printed_as_it_is():
    controls = [chr(c) for c in range(0x110000) if unicodedata.bidirectional(chr(c)) in {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}]  # fmt: skip
    assert len(controls) == 9
    assert {piece.kind for c in controls for piece in pieces("a" + c)[1:]} == {"chip"}


def test_a_long_text_is_shown_around_its_evidence_and_says_how_much_is_hidden():
    text = "Super bag " + "x" * 30_000 + " mirror copy " + "y" * 30_000
    start = text.index("mirror copy")
    segments = highlight(text, [Span(start, start + 11, 1.6)], limit=400)
    shown = [p for s in segments for p in s.pieces if p.kind == "text"]
    gaps = [p.text for s in segments for p in s.pieces if p.kind == "gap"]
    assert [printed([s]) for s in segments if s.evidence] == ["mirror copy"]
    assert shown[0].text.startswith("Super bag x")
    hidden = sum(int("".join(filter(str.isdigit, gap))) for gap in gaps)
    assert len(gaps) == 2
    assert hidden + sum(len(p.text) for p in shown) == len(text)
    assert sum(len(p.text) for p in shown) <= 400 + 2 * 24


@given(
    st.integers(0, 5_000),
    st.lists(st.tuples(st.integers(0, 4_999), st.integers(1, 900)), max_size=8),
    st.integers(100, 600),
)
def test_an_excerpt_lies_inside_of_the_text_in_order_and_within_its_limit(length, ranges, limit):
    found = [
        Span(start, min(start + size, length), 1.0 + i)
        for i, (start, size) in enumerate(ranges)
        if start < length
    ]
    windows = excerpt(length, found, limit)
    flat = [edge for window in windows for edge in window]
    assert flat == sorted(flat)
    assert flat[0] == 0
    assert flat[-1] <= length
    if length > limit:
        assert sum(end - start for start, end in windows) <= limit + 24 * (len(found) * 2 + 1)


def test_stronger_evidence_is_darker_and_none_has_no_shade():
    assert [shade(c, 2.0) for c in (0.0, 0.1, -0.6, 1.2, -1.9, 7.0)] == [0, 1, 2, 3, 4, 4]
    assert shade(1.0, 0.0) == 4
    assert shade(math.nan, 1.0) == 0
