"""Text under a right-to-left override is turned round; Hebrew and Arabic stay; so do places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.text.backspace import carry_out_backspaces
from counterfeit_nlp.text.direction import unreverse
from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.normalise import normalise, prepare, show

RLO, LRO, PDF, RLI, PDI = "\u202e", "\u202d", "\u202c", "\u2067", "\u2069"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"buy {RLO}xelor{PDF} now", "buy rolex now"),
        (f"{RLO}hctaw xelor", "rolex watch"),
        (f"{RLO}xelor\nwatch", "rolex\nwatch"),  # a line's end closes all
        (f"{RLO}xe{RLO}lo{PDF}r{PDF}", "rolex"),
        (f"{RLO}xe{LRO}lo{PDF}r", "rloex"),  # levels 2 and 1
        (f"{RLO}x{RLI}ole{PDI}r", "rolex"),  # an isolate is not overridden
        (f"{RLO}(c) 5", "5 (c)"),  # brackets are mirrored
        (f"{RLO}e\u0301fac", "cafe\u0301"),  # a mark stays behind its letter
        # twins
        (f"{RLO}שלום{PDF}", "שלום"),
        (f"{RLI}rolex{PDI}", f"{RLI}rolex{PDI}"),  # shown from left to right all the same
        (f"{LRO}rolex{PDF}", f"{LRO}rolex{PDF}"),
        ("rolex", "rolex"),
    ],
)
def test_what_a_reader_sees(written: str, read: str) -> None:
    assert prepare(written).text == read


def test_evidence_and_the_way_back() -> None:
    text = f"buy {RLO}xelor{PDF} now"
    found = prepare(text)
    assert found.disguises == (Disguise("reversed_text", 4, 11),)
    assert found.span(4, 9) == (5, 10)
    assert found.span(4, 5) == (9, 10)
    assert show(text, normalise(text), 4, 9) == "xelor"
    assert prepare(f"{RLO}-{PDF}").disguises == ()


def test_disguises_are_placed_in_the_original_behind_markup() -> None:
    text = "<b>&#x202e;xelor</b>"
    (disguise,) = prepare(text).disguises
    assert text[disguise.start : disguise.end] == "&#x202e;xelor"
    assert normalise(text).text == "rolex"


def test_markup_that_is_laid_bare_by_turning_goes_too() -> None:
    assert normalise(f"{RLO}<b>x").text == "x"


@given(st.text(st.sampled_from([*"ab(1 \n", RLO, LRO, PDF, RLI, PDI, "\u0301", "א"]), max_size=24))
def test_every_visible_character_comes_out_once(text: str) -> None:
    turned, starts, ends, disguises = unreverse(text)
    assert sorted(starts) == [i for i, c in enumerate(text) if c not in (RLO, LRO, PDF, RLI, PDI)]
    assert [end - start for start, end in zip(starts, ends, strict=True)] == [1] * len(turned)
    for character, start in zip(turned, starts, strict=True):
        assert character == text[start] or character in "()"
    assert all(0 <= one.start < one.end <= len(text) for one in disguises)


@pytest.mark.parametrize(
    ("written", "read", "where"),
    [
        ("Rolx\bex", "Rolex", [(3, 5)]),
        ("Roab\b\blex", "Rolex", [(2, 6)]),
        ("\b\bRolex", "Rolex", []),
        ("a\n\bb", "a\nb", []),
        ("x \b y", "x y", []),
        ("Rolex", "Rolex", []),
    ],
)
def test_backspaces(written: str, read: str, where: list[tuple[int, int]]) -> None:
    text, starts, ends, disguises = carry_out_backspaces(written)
    assert text == read == "".join(written[a:b] for a, b in zip(starts, ends, strict=True))
    assert [(one.start, one.end) for one in disguises] == where
    assert prepare(written).text == read
