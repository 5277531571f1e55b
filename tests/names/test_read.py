"""The lists to start from are in order, and a list that is not says what to do."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.names.read import cue_words, names, parse_terms
from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.traditional import simplify
from counterfeit_nlp.text.vocabulary import Vocabulary


def test_names_and_cues_make_a_vocabulary() -> None:
    assert set(names().values()) == {"brand"}
    assert set(cue_words().values()) == {"cue"}
    assert not names().keys() & cue_words().keys()
    known = Vocabulary(terms={**names(), **cue_words()})
    for word in ("vuitton", "louboutin", "balenciaga", "香奈儿", "古驰", "replica", "高仿"):
        assert word in known


def test_terms_are_as_the_normaliser_writes_them() -> None:
    for term in (*names(), *cue_words()):
        assert fold(term).text == term
        assert simplify(term) == term


def test_there_are_many_brands_in_both_languages() -> None:
    text = files("counterfeit_nlp.names").joinpath("names.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len({row["brand"] for row in rows}) >= 90
    assert sum(row["language"] == "zh" for row in rows) >= 80
    assert all(row["brand"] == row["brand"].strip() != "" for row in rows)


@pytest.mark.parametrize(
    "word", ["coach", "boss", "apple", "gap", "guess", "vans", "polo", "苹果", "小米", "联想"]
)
def test_ordinary_words_are_no_names(word: str) -> None:
    assert word not in names()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,language\na\n", "line 2: expected 2 fields"),
        ("name,language\nGucci,en,1\n", "line 2: expected 2 fields"),
        ("name\nGucci\n", "no column language; found name"),
        ("", "no column name, language"),
        ("name,language\nGucci,fr\n", "language 'fr' of 'Gucci'; expected en or zh"),
        ("name,language\nLouis Vuitton,en\n", "no single word of two or more Latin letters"),
        ("name,language\n古驰,en\n", "no single word of two or more Latin letters"),
        ("name,language\ngucci,zh\n", "no single word of two or more Chinese characters"),
        ("name,language\n迪,zh\n", "no single word of two or more Chinese characters"),
        ("name,language\nGucci,en\nGUCCI,en\n", "line 3: 'GUCCI' is read as 'gucci', which line 2"),
    ],
)  # fmt: skip
def test_a_bad_list_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_terms(text, column="name", source="mine.csv")
    assert str(caught.value).startswith("mine.csv")
    assert message in str(caught.value)
