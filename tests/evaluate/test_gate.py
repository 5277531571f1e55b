"""The gate: each rule on both sides of its limit, and nothing passes for lack of evidence."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.evaluate.gate import RULES, verdict

METRICS: dict[str, Any] = {
    "test_digest": "a" * 64,
    "headline": {"pr_auc": {"value": 0.80, "low": 0.72, "high": 0.86, "level": 0.95}},
    "baselines": {
        "keyword rule": {"difference": {"pr_auc": {"value": 0.3, "low": 0.2, "high": 0.4}}},
        "plain peer": {"difference": {"pr_auc": {"value": 0.03, "low": 0.01, "high": 0.05}}},
    },
    "calibration": {"error": 0.02, "floor": {"median": 0.01, "p95": 0.015}, "excess": 0.005},
    "operating_points": [
        {"name": "review", "false_positive_rate": {"value": 0.02}},
        {"name": "high", "false_positive_rate": {"value": 0.001}},
    ],
    "counts": {"labelled": 5000, "positives": 210, "positive_sellers": 60},
    "hard_cases": {
        "digest": "c" * 64,
        "slices": [
            {
                "slice": "book",
                "language": "en",
                "false_positive_rate": {"value": 0.24, "low": 0.12, "high": 0.43},
            },
        ],
        "languages": [
            {"language": "en", "twin_recall": {"value": 0.3, "low": 0.2, "high": 0.4}},
        ],
    },
}

# rule -> the limit that the metrics above just meet
EXACT = {
    "min_pr_auc": 0.80,
    "min_pr_auc_low": 0.72,
    "min_gain_over_baselines": 0.01,
    "max_calibration_excess": 0.005,
    "max_false_positive_rate": 0.02,
    "min_test_rows": 5000,
    "min_test_positives": 210,
    "min_positive_sellers": 60,
    "max_pr_auc_drop": 0.01,
    "max_hard_case_false_positives": 0.12,
    "min_hard_twin_recall": 0.4,
}
CHAMPION = copy.deepcopy(METRICS) | {
    "headline": {"pr_auc": {"value": 0.81}},
    "hard_cases": {"digest": "b" * 64},  # measured on other cases, so it excuses nothing
}


def test_every_rule_is_tested() -> None:
    assert set(EXACT) == set(RULES)


@pytest.mark.parametrize("rule", sorted(EXACT))
def test_limit_itself_passes_and_beyond_it_fails(rule: str) -> None:
    limit = EXACT[rule]
    met = verdict(METRICS, CHAMPION, {rule: limit})
    assert met.passed
    assert met.lines[0].startswith("pass  ")
    stricter = limit * 1.01 if rule.startswith("min_") else limit * 0.99
    missed = verdict(METRICS, CHAMPION, {rule: stricter})
    assert not missed.passed
    assert missed.lines[0].startswith("FAIL  ")


@pytest.mark.parametrize("rule", sorted(EXACT))
@pytest.mark.parametrize("metrics", [{}, {"headline": None, "counts": {"labelled": None}}])
def test_no_figure_no_pass(rule: str, metrics: dict[str, Any]) -> None:
    assert not verdict(metrics, CHAMPION, {rule: EXACT[rule]}).passed


def test_not_a_number_does_not_pass() -> None:
    broken = METRICS | {"calibration": {"excess": float("nan")}}
    found = verdict(broken, None, {"max_calibration_excess": 1.0})
    assert found.lines == [
        "FAIL  calibration error beyond chance: not measured (allowed at most 1)"
    ]


def test_lines_show_found_and_required() -> None:
    found = verdict(METRICS, CHAMPION, {"min_pr_auc": 0.85, "min_test_positives": 100})
    assert not found.passed
    assert found.lines == [
        "FAIL  PR-AUC: 0.8 (needs at least 0.85)",
        "pass  positive test rows: 210 (needs at least 100)",
    ]


def test_each_baseline_has_to_be_beaten() -> None:
    (line,) = verdict(METRICS, None, {"min_gain_over_baselines": 0.05}).lines
    assert "keyword rule, lower bound: 0.2" in line
    assert "plain peer, lower bound: 0.01" in line
    assert line.startswith("FAIL")


def test_first_model_has_no_champion_to_lose_against() -> None:
    found = verdict(METRICS, None, {"max_pr_auc_drop": 0.0})
    assert found.passed
    assert "no champion yet" in found.lines[0]


def test_champion_on_other_rows_is_not_comparable() -> None:
    found = verdict(METRICS, CHAMPION | {"test_digest": "b" * 64}, {"max_pr_auc_drop": 1.0})
    assert not found.passed
    assert "other test rows (bbbbbbbbbbbb, candidate aaaaaaaaaaaa)" in found.lines[0]


def test_champion_without_figures_is_not_comparable() -> None:
    found = verdict(METRICS, {}, {"max_pr_auc_drop": 1.0})
    assert not found.passed
    assert "the champion was not measured" in found.lines[0]


def test_rules_can_be_switched_off() -> None:
    assert verdict(METRICS, None, {"min_pr_auc": None}).lines == []
    assert verdict(METRICS, None, {}).passed


def test_misspelt_rule_is_refused() -> None:
    with pytest.raises(
        UsageError, match="unknown gate rule 'min_prauc'.*did you mean 'min_pr_auc'"
    ):
        verdict(METRICS, None, {"min_prauc": 0.1})


@pytest.mark.parametrize("limit", ["0.8", True, float("nan"), [0.8]])
def test_limit_is_a_number(limit: object) -> None:
    with pytest.raises(UsageError, match="expected a number"):
        verdict(METRICS, None, {"min_pr_auc": limit})
