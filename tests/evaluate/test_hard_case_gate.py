"""The gate on hard slices: the bound decides, and what the champion does already blocks nobody."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from counterfeit_nlp.evaluate.gate import verdict
from counterfeit_nlp.evaluate.hard_cases import wilson
from counterfeit_nlp.hard_cases.slices import SLICES

LIMIT = {"max_hard_case_false_positives": 0.1}
TWINS = {"min_hard_twin_recall": 0.05}


def metrics(
    flagged: dict[tuple[str, str], int], twins: int = 60, digest: str = "d"
) -> dict[str, Any]:
    """25 honest cases per slice, so many of them flagged; 128 twins per language."""
    return {
        "hard_cases": {
            "digest": digest,
            "slices": [
                {"slice": name, "language": language, "false_positive_rate":
                 wilson(flagged.get((name, language), 0), 25).as_dict()}
                for name in SLICES
                for language in ("en", "zh")
            ],
            "languages": [
                {"language": language, "twin_recall": wilson(twins, 128).as_dict()}
                for language in ("en", "zh")
            ],
        }
    }  # fmt: skip


def test_the_lower_bound_decides() -> None:
    assert verdict(metrics({("book", "en"): 5}), None, LIMIT).passed  # 0.2, but from 0.089
    found = verdict(metrics({("book", "en"): 6}), None, LIMIT)
    assert not found.passed
    assert found.lines == [
        "FAIL  honest listings flagged in a hard slice: book (en) 0.24 (0.115 to 0.434) "
        "(allowed at most 0.1 by the lower bound)"
    ]


def test_a_pass_says_how_near_it_was() -> None:
    (line,) = verdict(metrics({("book", "zh"): 3}), None, LIMIT).lines
    assert line.startswith("pass  ")
    assert "the worst is book (zh) 0.12" in line


def test_the_worst_are_named_first_and_not_all() -> None:
    flagged = {(name, "en"): 10 + n for n, name in enumerate(SLICES) if 10 + n <= 25}
    (line,) = verdict(metrics(flagged), None, LIMIT).lines
    assert line.index(f"{list(SLICES)[15]} (en)") < line.index(f"{list(SLICES)[14]} (en)")
    assert "and 10 more" in line
    assert len(line) < 1000  # the promotion log holds 5,000 characters


@pytest.mark.parametrize(
    ("champion", "passed"), [(8, True), (9, True), (25, True), (7, False), (0, False)]
)
def test_what_the_champion_does_already_blocks_nobody(champion: int, passed: bool) -> None:
    ours, theirs = metrics({("book", "en"): 8}), metrics({("book", "en"): champion})
    found = verdict(ours, theirs, LIMIT)
    assert found.passed is passed
    assert "book (en) 0.32" in found.lines[0]
    assert f"champion {champion / 25:.3g}" in found.lines[0]
    assert ("as bad in the champion" in found.lines[0]) is passed


def test_being_as_bad_elsewhere_excuses_nothing() -> None:
    ours = metrics({("book", "en"): 8, ("grade", "zh"): 9})
    theirs = metrics({("book", "en"): 12, ("book", "zh"): 20})
    found = verdict(ours, theirs, LIMIT)
    assert not found.passed
    assert found.lines[0].index("grade (zh) 0.36") < found.lines[0].index("as bad in the champion")


@pytest.mark.parametrize(
    "theirs", [{}, {"hard_cases": None}, metrics({("book", "en"): 25}, digest="e")]
)
def test_a_champion_on_other_cases_excuses_nothing_and_the_line_says_what_to_do(
    theirs: dict[str, Any],
) -> None:
    found = verdict(metrics({("book", "en"): 8}), theirs, LIMIT)
    assert not found.passed
    assert "the champion was not measured on the same cases: evaluate it anew" in found.lines[0]
    assert verdict(metrics({}), theirs, LIMIT).passed  # and is not asked when nothing is wrong


@pytest.mark.parametrize("rules", [LIMIT, TWINS])
def test_one_figure_missing_is_no_pass(rules: dict[str, float]) -> None:
    broken = copy.deepcopy(metrics({}))
    broken["hard_cases"]["slices"][3]["false_positive_rate"] = None
    broken["hard_cases"]["languages"][1]["twin_recall"]["high"] = None
    found = verdict(broken, None, rules)
    assert not found.passed
    assert "not measured" in found.lines[0]
    assert "(zh)" in found.lines[0] or "zh" in found.lines[0]
    for nothing in ({}, {"hard_cases": None}, {"hard_cases": {"slices": [], "languages": []}}):
        assert not verdict(nothing, None, rules).passed


def test_a_model_that_finds_no_twin_has_not_passed_by_flagging_nobody() -> None:
    blind = metrics({}, twins=0)
    assert verdict(blind, None, LIMIT).passed
    found = verdict(blind, None, TWINS)
    assert not found.passed
    assert "guilty twins of hard cases found: en 0 (0 to 0.0291)" in found.lines[0]
    assert verdict(metrics({}, twins=3), None, TWINS).passed  # up to 0.067
    assert verdict(blind, blind, TWINS).passed
    assert not verdict(blind, metrics({}, twins=1), TWINS).passed
