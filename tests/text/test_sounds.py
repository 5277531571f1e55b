"""Terms written as they sound, and words that only sound so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.sounds import _consonants, _sound
from counterfeit_nlp.text.vocabulary import Vocabulary

BRANDS = "rolex gucci adidas armani kiehl chloe zippo crocs celine nike prada iphone chanel"
KNOWN = Vocabulary(
    {"crocks": 1, "channel": 5},
    dict.fromkeys(BRANDS.split(), "brand") | {"replica": "cue"},
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Rolecks", "rolex"),
        ("rollekks", "rolex"),
        ("Goochi", "gucci"),
        ("Guchy", "gucci"),
        ("goutchi", "gucci"),
        ("addydas", "adidas"),
        ("armanee", "armani"),
        ("replikka", "replica"),
        ("ifone", "iphone"),
    ],
)
def test_a_term_that_sounds_so_is_read(written: str, read: str) -> None:
    found = normalise(written, KNOWN)
    assert found.text == read
    assert [one.kind for one in found.disguises] == ["misspelt_terms"]


@pytest.mark.parametrize(
    "text",
    ["kill", "keel", "kloey", "sippo", "crocks", "channel", "nikey", "sellin", "rolls"],
)
def test_words_of_their_own_stay(text: str) -> None:
    found = normalise(text, KNOWN)
    assert found.text == text
    assert found.disguises == ()


SPELT = st.lists(st.sampled_from([*"ackqsxzhtfpiey", "ph", "ch", "cc", "tch", "sh"]), max_size=5)


@given(SPELT.map("".join), SPELT.map("".join))
def test_the_cheap_look_never_says_no_wrongly(one: str, other: str) -> None:
    if _sound(one) == _sound(other):
        assert _consonants(one) == _consonants(other)
