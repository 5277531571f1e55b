"""Known words written as one, and words that only hold a name."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.chunks import analyse
from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.vocabulary import Vocabulary

WORDS = "bag shoes watch watches court new very cheap land school man"
BRANDS = "rolex gucci nike dior bose lego ugg louisvuitton casio asics"
KNOWN = Vocabulary(
    dict.fromkeys(WORDS.split(), 200) | {"ver": 15, "nikecourt": 3, "rare": 2},
    dict.fromkeys(BRANDS.split(), "brand") | {"replica": "cue", "wechat": "cue"},
)
CASES = [
    ("rolexreplica", "rolex replica"),
    ("guccibag", "gucci bag"),
    ("guccibags", "gucci bags"),
    ("nikeshoes", "nike shoes"),
    ("replicawatch", "replica watch"),
    ("louisvuittonbag", "louisvuitton bag"),
    ("RolexReplicaWatches", "rolex replica watches"),
    ("cheapnike", "cheap nike"),
    ("#guccibag", "#gucci bag"),
    ("#guccibag #rolexwatch", "#gucci bag #rolex watch"),
    ("(guccibag)", "(gucci bag)"),
    ("新款guccibag包", "新款gucci bag包"),
    ("rolex_watch", "rolex watch"),
    ("new~gucci", "new gucci"),
    ("rolex1", "rolex 1"),
    ("1rolex", "1 rolex"),
    ("Gucci2024!", "gucci 2024!"),
    ("guccibag1", "gucci bag 1"),
    ("kx_rolex1", "kx rolex 1"),
    ("rolex_r o l e x", "rolex rolex"),
]
LEET = [
    ("r0lexwatch", "rolex watch", 1),
    ("Gucc!b@g", "gucci bag", 2),
    ("ch3apn1ke", "cheap nike", 2),
]
TWINS = [
    "diorama", "nikecourt", "bosses", "coachella", "guessing", "vanschool", "primark", "omegaman",
    "pumpkin", "verbose", "basics", "occasion", "allegory", "nikelodeon", "newuggs", "rarerolex",
    "watchbag", "new_bag", "guccibag@mail.co", "me@guccibag.co", "www.guccibag.co/x", "http://guccibag",
    "_rolex_", "rolex1a", "lego2", "nike1", "bag2", "watch2024", "rolex12345", "nike4man",
    "bag5gucci", "new5land", "gucci!bag5", "r0lexama",
]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), CASES)
def test_glued_words_are_cut(written: str, read: str) -> None:
    assert normalise(written, KNOWN).text == read


@pytest.mark.parametrize("written", [written for written, _ in CASES[:-1]])
def test_glue_is_no_evidence(written: str) -> None:
    assert normalise(written, KNOWN).disguises == ()


@pytest.mark.parametrize(("written", "read", "letters"), LEET)
def test_leet_among_glued_words_is_evidence(written: str, read: str, letters: int) -> None:
    found = normalise(written, KNOWN)
    assert found.text == read
    assert [one.kind for one in found.disguises] == ["leet_letters"] * letters


@pytest.mark.parametrize("text", TWINS)
def test_what_is_no_two_words_stays(text: str) -> None:
    assert normalise(text, KNOWN).text == text


def test_each_word_stands_where_it_was_written() -> None:
    text = "my RolexReplicaWatches"
    found = normalise(text, KNOWN)
    for word, written in (("rolex", "Rolex"), ("replica", "Replica"), ("watches", "Watches")):
        at = found.text.index(word)
        assert text[slice(*found.span(at, at + len(word)))] == written


def test_the_model_reads_each_word() -> None:
    tokens = analyse(["guccibag"], KNOWN)[0].tokens
    assert [(one.norm, one.start, one.end) for one in tokens] == [("gucci", 0, 5), ("bag", 5, 8)]
