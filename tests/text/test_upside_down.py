"""Words upside down are turned if that gives a known word; phonetic writing and languages stay."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.normalise import normalise, show
from counterfeit_nlp.text.upside_down import turn_upside_down
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary(
    dict.fromkeys(["watch", "shoes", "silk", "new"], 200),
    {"replica": "cue"} | dict.fromkeys(["rolex", "gucci", "prada", "nike", "mcm"], "brand"),
)


@pytest.mark.parametrize(
    ("written", "read", "turned"),
    [
        ("xǝןoɹ", "rolex", 3),
        ("ɥɔʇɐʍ", "watch", 5),
        ("ɐɔıldǝɹ", "replica", 5),
        ("ıɔɔnƃ", "gucci", 4),
        ("ɐpɐɹd", "prada", 3),
        ("sǝoɥs", "shoes", 2),
        ("ƎʞIN", "nike", 2),
        ("∀ᗡ∀ᴚԀ", "prada", 5),
    ],
)
def test_words_upside_down_are_turned(written: str, read: str, turned: int) -> None:
    text = f"new {written}!"
    found = normalise(text, KNOWN)
    assert found.text == f"new {read}!"
    assert show(text, found, 4, 4 + len(read)) == written
    kinds = [one.kind for one in found.disguises]
    assert kinds.count("reversed_text") == 1
    assert kinds.count("encoded_letters") == turned == len(kinds) - 1


@pytest.mark.parametrize(
    "text",
    ["wɔtʃ", "/ˈrəʊlɛks/", "ɐdıdɐs", "rolǝx", "klıs", "pəpəd", "ΛΛ", "new", "ʍǝu", "sǝoɥ", "∩_∩"],
)
def test_phonetic_writing_languages_and_the_unknown_stay(text: str) -> None:
    assert turn_upside_down(text, KNOWN) == (text, [])
