"""Markup as a browser shows it, and the signs of honest texts that are none."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.html import remove_markup
from counterfeit_nlp.text.normalise import normalise, show

NAMES = ("samp", "nobr", "dfn", "acronym", "data", "time", "rp", "rt", "ruby", "output", "tt")
CASES = [
    # (as written, as a browser shows it)
    ("R&#111lex", "Rolex"),
    ("R&#000000111;lex", "Rolex"),
    ("R&#x000006Flex", "Rolex"),
    ("R&#x6f;lex", "Rolex"),
    ("R&amp;#111lex", "Rolex"),
    ("R&amp;D;", "R&D;"),
    *(
        (f"Ro<{tag}></{tag}>lex", "Rolex")
        for tag in ["samp", "nobr", "dfn", "acronym", "data", "time", "rp"]
    ),
    *(
        (f"Ro<{tag}>l</{tag}>ex", "Rolex")
        for tag in ["rt", "ruby", "output", "tt", "blink", "label"]
    ),
    ("Ro<x></x>lex", "Rolex"),
    ("Ro<X-y a='b'></x-Y >lex", "Rolex"),
    ("Ro<span style='display:none'>zz</span>lex", "Rolex"),
    ('Ro<SPAN STYLE="color:red; display : none !important">zz</SPAN>lex', "Rolex"),
    ("Ro<i hidden>z<i>z</i>z</i>lex", "Rolex"),
    ("Ro<b style=display:none>z<!-- </b> -->z<u>z</u></b>lex", "Rolex"),
    ("a<div style='display:none'>b</div>c <p>d", "ac  d"),
]
TWINS = [
    "a < b", "I <3 you", "<3 pack>", "<notatag>", "x <new> y", "<new></old>", "size <L> or <XL>",
    "lot &#8 of 9", "&#12345678", "&#", "&#;", "R&D", "AT&T", "S&amp", "&#x", "&#xg",
    "display:none", "style = hidden >",
]  # fmt: skip


@pytest.mark.parametrize(("written", "shown"), CASES)
def test_what_a_browser_shows(written: str, shown: str) -> None:
    assert remove_markup(written).text == shown


@pytest.mark.parametrize("text", TWINS)
def test_signs_of_honest_texts_stay(text: str) -> None:
    assert remove_markup(text).text == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<span style='display:none'>never closed", "never closed"),
        ("<span style='display:block'>shown</span>", "shown"),
        ("<div style='overflow: hidden ; x'>shown</div>", " shown "),
        ("<b>none</b> hidden <i>shown</i>", "none hidden shown"),
        ("<b style='display:none'><i>not</b>shown</i>", "shown"),
    ],
)
def test_only_closed_elements_that_are_styled_away_vanish(written: str, read: str) -> None:
    assert remove_markup(written).text == read


def test_the_way_back_leads_round_what_is_not_shown() -> None:
    text = "a Ro<span style='display:none'>zz</span>lex b"
    found = normalise(text)
    assert found.text == "a rolex b"
    assert show(text, found, 2, 7) == text[2:-2]


@pytest.mark.parametrize(
    "unit",
    ["&#0", "&#x0", "<x></x", "<a style='display:none'>", "<a hidden></a>", "<x ", " hidden"],
)
def test_long_texts_take_no_longer_than_their_length(unit: str) -> None:
    import time

    text = (unit * 65_536)[:65_536]
    begin = time.perf_counter()
    remove_markup(text)
    remove_markup("&#" + "0" * 65_536)
    remove_markup("<b hidden>" + text)
    assert time.perf_counter() - begin < 5
