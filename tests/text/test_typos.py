"""Typing errors in terms, and words that only resemble one."""

from __future__ import annotations

import pytest

from counterfeit_nlp.names.read import cue_words, names, near_words
from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.typos import TypoIndex
from counterfeit_nlp.text.vocabulary import Vocabulary

TERMS = {**names(), **cue_words()}
INDEX = TypoIndex(TERMS)
KNOWN = Vocabulary(dict.fromkeys(near_words(), 1), TERMS)


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("replicaz", "replicas"),  # singular and plural are equally near
        ("replicsa", "replicas"),
        ("counterfeitd", "counterfeits"),
        ("superclonez", "superclones"),
        ("relpcia", "replica"),
        ("reilpca", "replica"),
        ("doir", "dior"),
        ("nkie", "nike"),
        ("eplica", "replica"),
        ("teplica", "replica"),
        ("ouboutin", "louboutin"),
        ("rolez", "rolex"),  # z beside x
        ("guccy", "gucci"),  # sounds the same
        ("rolx", "rolex"),
        ("orlex", "rolex"),
        ("balenciga", "balenciaga"),
        ("kenkzo", "kenzo"),
    ],
)
def test_a_typing_error(word: str, term: str) -> None:
    assert INDEX.nearest(word) == term
    assert normalise(word, KNOWN).text == term


@pytest.mark.parametrize(
    "word",
    [
        "guccis",
        "louboutins",
        "yeezys",
        "birkins",
        "samsungs",
        "telegrams",
        "unauthorised",
        "counterfeiter",
        "counterfeited",
        "counterfeiting",
        "olex",
        "tolex",
        "fendt",
        "prado",
        "armand",
        "inke",
        "niki",
        "tolax",
        "mandarin",
    ],
)
def test_twins(word: str) -> None:
    assert INDEX.nearest(word) is None


@pytest.mark.parametrize("word", near_words())
def test_near_words_stay(word: str) -> None:
    found = normalise(word.title(), KNOWN)
    assert (found.text, found.disguises) == (word, ())


def test_two_brands_that_are_equally_near_are_neither() -> None:
    assert TypoIndex(["bolton", "boston"]).nearest("boxton") is None
