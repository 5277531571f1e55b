"""Names between letters x, and words that only begin or end with one."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.framed import FramedIndex


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("xrolexx", "rolex"),
        ("xxguccixx", "gucci"),
        ("xrolex", None),
        ("rolexx", None),
        ("tjmaxx", None),
        ("xnikex", None),  # too short
        ("xxenonx", None),
    ],
)
def test_a_name_is_seen_inside_its_frame(word: str, term: str | None) -> None:
    assert FramedIndex(["rolex", "gucci", "nike", "tjmax", "xenon"]).inside(word) == term


@pytest.mark.parametrize("terms", [["rolex", "rolexx"], ["rolexx", "rolex"]])
def test_names_that_differ_in_their_last_x_are_told_apart(terms: list[str]) -> None:
    framed = FramedIndex(terms)
    assert framed.inside("xrolexx") == "rolex"
    assert framed.inside("xrolexxx") == "rolexx"
