"""May this model replace the one in use? Each rule is a plain function over two metrics files.

A rule returns one readable line with the figure found and the figure required. A rule whose figure
isn't there fails: no evidence is no permission.

Rules (all optional; ``None`` switches one off):

- ``min_pr_auc``: least PR-AUC.
- ``min_pr_auc_low``: least lower bound of its interval.
- ``min_gain_over_baselines``: least lower bound of the paired PR-AUC difference to each baseline.
- ``max_calibration_excess``: most calibration error beyond what chance explains (95 %).
- ``max_false_positive_rate``: most genuine listings flagged at the threshold ``review``.
- ``min_test_rows``, ``min_test_positives``, ``min_positive_sellers``: least test data.
- ``max_pr_auc_drop``: most PR-AUC lost against the champion. Both must have been measured on the
  same rows, or the rule fails; without a champion it passes.
- ``max_hard_case_false_positives``, ``min_hard_twin_recall``: see ``hard_case_gate.py``.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.evaluate.hard_case_gate import (
    max_hard_case_false_positives,
    min_hard_twin_recall,
)

__all__ = ["RULES", "Verdict", "verdict"]

Metrics = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What the gate says: whether all rules passed, and a line for each."""

    passed: bool
    lines: list[str] = field(default_factory=list)


def verdict(candidate: Metrics, champion: Metrics | None, rules: Mapping[str, Any]) -> Verdict:
    """Apply the rules to a candidate.

    Parameters
    ----------
    candidate, champion : mapping
        What :func:`~counterfeit_nlp.evaluate.evaluation.evaluate` returned (``metrics.json``);
        ``champion`` is ``None`` if no model is in use yet.
    rules : mapping of str to number or None
        See the module; usually the ``gate`` section of ``params.yaml``.

    Returns
    -------
    Verdict
        Lines start with ``"pass"`` or ``"FAIL"``, in the order of ``rules``.

    Raises
    ------
    UsageError
        If a rule has an unknown name or a limit that isn't a number.
    """
    lines = []
    passed = True
    for name, limit in rules.items():
        if name not in RULES:
            near = difflib.get_close_matches(name, RULES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(
                f"unknown gate rule {name!r}, expected one of {', '.join(RULES)}{hint}"
            )
        if limit is None:
            continue
        if isinstance(limit, bool) or not isinstance(limit, int | float) or math.isnan(limit):
            raise UsageError(f"gate rule {name!r} has the limit {limit!r}, expected a number")
        ok, text = RULES[name](candidate, champion, float(limit))
        passed &= ok
        lines.append(f"{'pass' if ok else 'FAIL'}  {text}")
    return Verdict(passed, lines)


def _number(metrics: Metrics, *path: str) -> float | None:
    """The figure at a path, or ``None`` if it isn't there or isn't a finite number."""
    place: Any = metrics
    for step in path:
        if not isinstance(place, Mapping) or step not in place:
            return None
        place = place[step]
    if isinstance(place, bool) or not isinstance(place, int | float) or not math.isfinite(place):
        return None
    return float(place)


def _at_least(what: str, found: float | None, limit: float) -> tuple[bool, str]:
    if found is None:
        return False, f"{what}: not measured (needs at least {_show(limit)})"
    return found >= limit, f"{what}: {_show(found)} (needs at least {_show(limit)})"


def _at_most(what: str, found: float | None, limit: float) -> tuple[bool, str]:
    if found is None:
        return False, f"{what}: not measured (allowed at most {_show(limit)})"
    return found <= limit, f"{what}: {_show(found)} (allowed at most {_show(limit)})"


def _show(figure: float) -> str:
    # as many digits as it takes to see why 0.79996 isn't 0.8
    return f"{figure:,.0f}" if figure == int(figure) and abs(figure) >= 10 else f"{figure:.6g}"


def _min_pr_auc(candidate: Metrics, _: Metrics | None, limit: float) -> tuple[bool, str]:
    return _at_least("PR-AUC", _number(candidate, "headline", "pr_auc", "value"), limit)


def _min_pr_auc_low(candidate: Metrics, _: Metrics | None, limit: float) -> tuple[bool, str]:
    found = _number(candidate, "headline", "pr_auc", "low")
    return _at_least("PR-AUC, lower bound of its interval", found, limit)


def _min_gain_over_baselines(
    candidate: Metrics, _: Metrics | None, limit: float
) -> tuple[bool, str]:
    baselines = candidate.get("baselines") or {}
    if not baselines:
        return _at_least("PR-AUC gained on the baselines, lower bound", None, limit)
    results = [
        _at_least(
            f"PR-AUC gained on the {name}, lower bound",
            _number(candidate, "baselines", name, "difference", "pr_auc", "low"),
            limit,
        )
        for name in baselines
    ]
    return all(ok for ok, _ in results), "; ".join(text for _, text in results)


def _max_calibration_excess(
    candidate: Metrics, _: Metrics | None, limit: float
) -> tuple[bool, str]:
    found = _number(candidate, "calibration", "excess")
    return _at_most("calibration error beyond chance", found, limit)


def _max_false_positive_rate(
    candidate: Metrics, _: Metrics | None, limit: float
) -> tuple[bool, str]:
    found = None
    for point in candidate.get("operating_points") or []:
        if point.get("name") == "review":
            found = _number(point, "false_positive_rate", "value")
    return _at_most("genuine listings flagged at the review threshold", found, limit)


def _min_test_rows(candidate: Metrics, _: Metrics | None, limit: float) -> tuple[bool, str]:
    return _at_least("labelled test rows", _number(candidate, "counts", "labelled"), limit)


def _min_test_positives(candidate: Metrics, _: Metrics | None, limit: float) -> tuple[bool, str]:
    return _at_least("positive test rows", _number(candidate, "counts", "positives"), limit)


def _min_positive_sellers(candidate: Metrics, _: Metrics | None, limit: float) -> tuple[bool, str]:
    found = _number(candidate, "counts", "positive_sellers")
    return _at_least("test sellers with positives", found, limit)


def _max_pr_auc_drop(
    candidate: Metrics, champion: Metrics | None, limit: float
) -> tuple[bool, str]:
    what = "PR-AUC lost against the champion"
    if champion is None:
        return True, f"{what}: no champion yet"
    ours, theirs = candidate.get("test_digest"), champion.get("test_digest")
    if not theirs:
        return False, f"{what}: the champion was not measured"
    if not ours or ours != theirs:
        return False, (
            f"{what}: not comparable, the champion was measured on other test rows "
            f"({str(theirs)[:12]}, candidate {str(ours)[:12]}); evaluate the candidate on those"
        )
    new = _number(candidate, "headline", "pr_auc", "value")
    old = _number(champion, "headline", "pr_auc", "value")
    if new is None or old is None:
        return _at_most(what, None, limit)
    # Rounded where floats end, so that 0.80 against 0.81 is a drop of 0.01 and not of a hair more.
    drop = round(old - new, 12)
    ok, text = _at_most(what, drop, limit)
    return ok, f"{text}; champion {_show(old)}, candidate {_show(new)}"


RULES: dict[str, Callable[[Metrics, Metrics | None, float], tuple[bool, str]]] = {
    "min_pr_auc": _min_pr_auc,
    "min_pr_auc_low": _min_pr_auc_low,
    "min_gain_over_baselines": _min_gain_over_baselines,
    "max_calibration_excess": _max_calibration_excess,
    "max_false_positive_rate": _max_false_positive_rate,
    "min_test_rows": _min_test_rows,
    "min_test_positives": _min_test_positives,
    "min_positive_sellers": _min_positive_sellers,
    "max_pr_auc_drop": _max_pr_auc_drop,
    "max_hard_case_false_positives": max_hard_case_false_positives,
    "min_hard_twin_recall": min_hard_twin_recall,
}
