"""The notation of patterns, pattern by pattern."""

from __future__ import annotations

import pytest

from counterfeit_nlp.cues.notation import parse
from counterfeit_nlp.cues.triggers import Gate, candidates
from counterfeit_nlp.cues.units import class_of

GROUPS = {"no": ["no", "not a?"], "both": ["{no}", "never"], "marked": ["super !clone"]}


def rows(pattern: str) -> list[set[str]]:
    return [
        {" ".join(element.text for element in row) for row in part}
        for part in parse(pattern, GROUPS).parts
    ]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("a b", [{"a b"}]),
        ("a? b", [{"a b", "b"}]),
        ("(a|b c)? d", [{"a d", "b c d", "d"}]),
        ("{both} x", [{"no x", "not x", "not a x", "never x"}]),
        ("a *2 b *0 c", [{"a"}, {"b"}, {"c"}]),
        ("非{no}", [{"非 no", "非 not", "非 not a"}]),
        ("<number>年?", [{"<number> 年", "<number>"}]),
        ("a ((b|c) d|e)", [{"a b d", "a c d", "a e"}]),
    ],
)
def test_a_pattern_stands_for_phrases(pattern: str, said: list[set[str]]) -> None:
    assert rows(pattern) == said


def test_gaps_stand_between_parts() -> None:
    assert parse("a * b *3 c *0 d", {}).gaps == (1, 3, 0)


def test_a_mark_inside_says_it_more_exactly() -> None:
    (part,) = parse("!({marked}|x) y", GROUPS).parts
    marks = {tuple((e.text, e.marked) for e in row) for row in part}
    assert marks == {
        (("super", False), ("clone", True), ("y", False)),
        (("x", True), ("y", False)),
    }


def test_what_can_stand_for_a_phrase() -> None:
    def triggers(row: list[str], asked: list[bool] | None = None) -> set[str]:
        return {one for _, one in candidates(row, asked or [False] * len(row))}

    assert triggers(["no", "replica"]) == {"no", "replica"}
    assert triggers(["no", "replica"], [False, True]) == {"replica"}
    assert triggers(["高", "仿"]) == {"高仿", "高", "仿"}
    assert triggers(["超", "a"]) == {"超$", "超", "a"}
    assert triggers(["a", "货"]) == {"^货", "货", "a"}
    assert triggers(["<number>", "<contact>"]) == {"<contact>"}
    assert triggers(["<id>"]) == set()


@pytest.mark.parametrize(
    ("trigger", "opening", "closed"),
    [
        ("replica", [["a", "replica"], ["replica-0q38"]], [["replicated"], ["replicas"]]),
        ("高仿", [["真高", "仿品"], ["高仿"]], [["高", "a", "仿"], ["仿高"]]),
        ("^货", [["a", "货"], ["货物"]], [["现货"], ["现", "货"]]),
        ("超$", [["超", "a"], ["高超"]], [["超级"], ["超", "级"]]),
        ("厂", [["工厂"], ["厂"]], [["场"]]),
    ],
)
def test_the_gate(trigger: str, opening: list[list[str]], closed: list[list[str]]) -> None:
    gate = Gate([trigger])
    assert all(gate.opens(norms) for norms in opening)
    assert not any(gate.opens(norms) for norms in closed)


@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        ("1:18", "<ratio>"),
        ("1/64", "<ratio>"),
        ("1:1", "<other>"),  # what sellers of copies say
        ("1/2", "<other>"),  # a part
        ("10/12", "<other>"),  # a size
        ("1:400", "<ratio>"),
        ("1:999", "<other>"),
        ("12", "<number>"),
        ("1,200.50", "<number>"),
        ("shop_88", "<id>"),
        ("@shop", "<id>"),
        ("########", "<id>"),
        ("+86", "<id>"),
        ("king", "<name>"),
        ("xl", "<other>"),
        ("!", "<break>"),
        ("<contact>", "<contact>"),
        ("<id>", "<other>"),  # text that looks like a class is none
        ("<name>", "<other>"),
        ("a" * 99 + "1", "<other>"),
    ],
)
def test_classes_of_words(norm: str, expected: str) -> None:
    assert class_of(norm) == expected
