"""Does a model keep enough under attack? Limits for each family of attacks.

A rule book is a mapping of family to limits (both optional):

- ``min_retained``: least mean recall retained,
- ``max_genuine_increase``: most that the flagged share of genuine listings may grow.

They hold at every strength that was measured. A family without a figure fails: no evidence is no
permission. A family that the suite did not hold is passed over, and the line says so.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from typing import Any

from counterfeit_nlp.attacks.suite import FAMILIES
from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.evaluate.gate import Verdict

__all__ = ["LIMITS", "attack_verdict", "check_limits"]

# limit: the figure of a family, what it is called
LIMITS: dict[str, tuple[str, str]] = {
    "min_retained": ("retained", "recall retained"),
    "max_genuine_increase": ("genuine_increase", "genuine listings flagged in addition"),
}


def check_limits(rules: Mapping[str, Any]) -> None:
    """Refuse limits that can't be applied.

    Raises
    ------
    UsageError
        For an unknown family or limit, or a limit that is no share.
    """
    for family, limits in rules.items():
        _known("family of attacks", family, FAMILIES)
        if not isinstance(limits, Mapping):
            raise UsageError(
                f"attack gate: {family} holds {limits!r}, expected limits ({', '.join(LIMITS)})"
            )
        for name, limit in limits.items():
            _known(f"limit for {family}", name, tuple(LIMITS))
            number = isinstance(limit, int | float) and not isinstance(limit, bool)
            if not number or math.isnan(limit) or not 0 <= limit <= 1:
                raise UsageError(f"attack gate: {name} for {family} is {limit!r}, expected 0 to 1")


def attack_verdict(measured: Mapping[str, Any], rules: Mapping[str, Any]) -> Verdict:
    """Apply the limits to what :func:`~counterfeit_nlp.evaluate.attacks.measure_attacks` found.

    Parameters
    ----------
    measured : mapping
        Its result, or the section ``attacks`` of metrics.json.
    rules : mapping of family to mapping of limit to number
        See the module.

    Returns
    -------
    Verdict
        A line per limit and strength that starts with ``"pass"`` or ``"FAIL"``.

    Raises
    ------
    UsageError
        See :func:`check_limits`.
    """
    check_limits(rules)
    lines: list[str] = []
    passed = True
    for family, limits in rules.items():
        rows = [row for row in measured.get("families") or [] if row["family"] == family]
        if not rows:
            lines.append(f"pass  {family}: not in this suite")
            continue
        for name, limit in limits.items():
            figure, words = LIMITS[name]
            for row in rows:
                value = row[figure]["value"]
                need = "at least" if name == "min_retained" else "at most"
                required = f"(needs {need} {limit:.6g})"
                where = f"{family} at strength {row['strength']:g}, {words}"
                if value is None:
                    ok, said = False, f"{where}: not enough data {required}"
                else:
                    ok = value >= limit if name == "min_retained" else value <= limit
                    said = f"{where}: {value:.4g} {required}"
                    if not ok and name == "min_retained" and row["worst"] is not None:
                        said += f", worst is {row['worst']} with {row['worst_retained']:.4g}"
                passed &= ok
                lines.append(f"{'pass' if ok else 'FAIL'}  {said}")
    return Verdict(passed, lines)


def _known(what: str, name: object, names: tuple[str, ...]) -> None:
    if name not in names:
        near = difflib.get_close_matches(str(name), names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"attack gate: unknown {what} {name!r}, expected one of {', '.join(names)}{hint}"
        )
