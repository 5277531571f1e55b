"""The dictionary of ordinary Chinese words, asked for words and for words across a border."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.chinese_words import REACH, crosses_a_border, frequency


def test_words_have_a_frequency_and_others_none() -> None:
    assert frequency("故事") > frequency("妇科") > 0
    assert frequency("古池") == frequency("") == frequency("gucci") == 0


@pytest.mark.parametrize(
    ("text", "start", "end", "crosses"),
    [
        ("复古池塘", 1, 3, True),
        ("复古池", 1, 3, True),
        ("新款古池", 2, 4, False),
        ("马到成功", 1, 3, True),  # on both sides
        ("古池塘", 0, 2, True),
        ("古池", 0, 2, False),
        ("故事", 0, 2, False),  # inside the range, across no border
    ],
)
def test_words_across_a_border(text: str, start: int, end: int, crosses: bool) -> None:
    assert crosses_a_border(text, start, end, at_least=3) is crosses


def test_what_is_out_of_reach_changes_nothing() -> None:
    far = "店" * REACH
    assert crosses_a_border(far + "新款古池", REACH + 2, REACH + 4, at_least=3) is False
