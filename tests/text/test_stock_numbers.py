"""Article codes: one chunk stands for all of one form."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfeit_nlp.text.chunks import CHUNK, analyse
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.stock_numbers import canonical, stands_for_its_form, without_digits
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary(
    {"copy": 500, "watch": 500, "kx-48213": 20, "k48213": 30, "50000": 40, "oooool": 90},
    {"rolex": "brand", "gucci": "brand", "replica": "cue"},
)
PARTS = st.sampled_from(
    ["kx", "KX", "-", ".", "/", "_", ":", "@", "+", "(", ")", "#", "*", "rolex", "R0", "lex", "é",
     "仿", "$", "x", "www.", "00000", "11111", "138", "0" * 11, "55", ",", "%", "v"]
) | st.from_regex(r"[0-9]{1,16}", fullmatch=True)  # fmt: skip


@given(st.lists(PARTS, min_size=1, max_size=6).map("".join))
@example("13800000000").via("a telephone number is no stock number")
@example("+8613812345678").via("an international one")
@example("k48213").via("a code that the vocabulary knows as a word")
@example("50000lex").via("digits that leet reads as letters")
def test_a_chunk_reads_as_the_chunk_that_stands_for_it(text: str) -> None:
    for chunk in CHUNK.findall(text):
        form = canonical(chunk)
        assert canonical(form) == form
        assert len(form) == len(chunk)
        read, same = analyse([chunk, form], KNOWN)
        assert replace(read, text="") == replace(same, text="")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KX-48213", "KX-90211"),
        ("48213", "90000"),
        ("(12345678)", "(87654321)"),
        ("a/4821345", "a/9021145"),
        ("SMD89544", "SMD17510"),
        ("seller12345", "seller54321"),
    ],
)
def test_codes_of_one_form_are_one_chunk(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)
    (field,) = read_fields([f"{one} {other}"], KNOWN)
    assert field.chunks[0] is field.chunks[1]


@pytest.mark.parametrize(
    "twin",
    ["501", "2016", "1:1", "KX-4821", "13812345678", "+8613812345678", "t.me/shop12345",
     "R00000lex", "仿12345", "PR*DA12345", "&#12345;"],
)  # fmt: skip
def test_what_means_something_stays(twin: str) -> None:
    assert canonical(twin) == twin


def test_a_token_keeps_only_the_length_of_its_stock_number() -> None:
    norms = [token.norm for chunk in analyse(["KX-48213", "seller12345", "AB1234"]) for token in
             chunk.tokens]  # fmt: skip
    assert norms == ["kx-#####", "seller#####", "ab1234"]


@given(
    st.text(st.sampled_from("aK1-.+()@:v2468"), min_size=1, max_size=34),
    st.lists(st.integers(0, 9), min_size=34, max_size=34),
)
@example("+24682468246", [1, 3] * 17)
@example("24682468246", [1, 3] * 17)
@example("ABCDEF24682", [0] * 34)
def test_what_stands_for_its_form_does_whatever_the_digits(text: str, digits: list[int]) -> None:
    chunk = canonical(text)
    other = chunk
    for run in re.finditer("[0-9]{5,}", chunk):
        own = "".join(map(str, digits[run.start() : run.end()]))
        other = other[: run.start()] + own + other[run.end() :]
    if stands_for_its_form(chunk):
        assert canonical(other) == chunk
    if len(other) <= 32:
        bare = np.frombuffer(other.encode().ljust(34, b"\0"), np.uint8).reshape(-1, 1)
        blind = without_digits(bare)[:, 0].tobytes().rstrip(b"\0").decode()
        assert blind == re.sub("[0-9]{5,}", lambda run: ("2468" * 9)[: len(run.group())], other)
