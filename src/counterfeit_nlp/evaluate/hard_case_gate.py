"""Gate rules on hard slices: does a model bother honest sellers of one kind more than it may?

A slice counts in each language by itself. What decides is the near bound of its interval, so that
three flagged listings of twenty-five are no verdict. A candidate is not blocked by what the
champion does already: a slice passes where the champion, measured on the same cases, is as bad or
worse.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["max_hard_case_false_positives", "min_hard_twin_recall"]

Metrics = Mapping[str, Any]

_NAMED = 6  # slices in a line: the promotion log has no room for all


def max_hard_case_false_positives(
    candidate: Metrics, champion: Metrics | None, limit: float
) -> tuple[bool, str]:
    """No slice flags honest listings beyond the limit, by the lower bound of its interval."""
    return _rule(
        "honest listings flagged in a hard slice",
        f"(allowed at most {limit:.6g} by the lower bound)",
        _cells(candidate, "slices", "false_positive_rate"),
        _cells(champion, "slices", "false_positive_rate"),
        _comparable(candidate, champion),
        too_bad=lambda figure: figure["low"] > limit,
        badness=lambda figure: figure["value"],
    )


def min_hard_twin_recall(
    candidate: Metrics, champion: Metrics | None, limit: float
) -> tuple[bool, str]:
    """In no language are fewer guilty twins found, by the upper bound of the interval."""
    return _rule(
        "guilty twins of hard cases found",
        f"(needs at least {limit:.6g} by the upper bound)",
        _cells(candidate, "languages", "twin_recall"),
        _cells(champion, "languages", "twin_recall"),
        _comparable(candidate, champion),
        too_bad=lambda figure: figure["high"] < limit,
        badness=lambda figure: -figure["value"],
    )


_Cells = dict[str, Mapping[str, float]]


def _cells(metrics: Metrics | None, table: str, figure: str) -> _Cells:
    """The intervals of a figure by slice and language, those that hold numbers."""
    measured = (metrics or {}).get("hard_cases")
    rows = measured.get(table) if isinstance(measured, Mapping) else None
    found: _Cells = {}
    for row in rows if isinstance(rows, Sequence) else ():
        name = f"{row['slice']} ({row['language']})" if "slice" in row else str(row["language"])
        interval = row.get(figure)
        found[name] = interval if _whole(interval) else {}
    return found


def _whole(interval: Any) -> bool:
    return isinstance(interval, Mapping) and all(
        isinstance(interval.get(key), int | float) and math.isfinite(interval[key])
        for key in ("value", "low", "high")
    )


def _comparable(candidate: Metrics, champion: Metrics | None) -> bool | None:
    """Whether both were measured on the same cases; None without a champion."""
    if champion is None:
        return None
    ours, theirs = (
        one.get("hard_cases", {}).get("digest")
        if isinstance(one.get("hard_cases"), Mapping)
        else None
        for one in (candidate, champion)
    )
    return bool(ours) and ours == theirs


def _rule(
    what: str,
    required: str,
    ours: _Cells,
    theirs: _Cells,
    comparable: bool | None,
    *,
    too_bad: Callable[[Mapping[str, float]], bool],
    badness: Callable[[Mapping[str, float]], float],
) -> tuple[bool, str]:
    unmeasured = [name for name, figure in ours.items() if not figure]
    if not ours or unmeasured:
        return False, f"{what}: not measured {', '.join([*unmeasured[:_NAMED], required])}"
    beyond = [name for name, figure in ours.items() if too_bad(figure)]
    beyond.sort(key=lambda name: -badness(ours[name]))
    known = theirs if comparable else {}
    excused = [
        name for name in beyond if known.get(name) and badness(known[name]) >= badness(ours[name])
    ]
    blocking = [name for name in beyond if name not in excused]
    told = []
    if blocking:
        told.append(_listed(blocking, ours, known))
        if comparable is False:
            told.append(
                "the champion was not measured on the same cases: evaluate it anew and register "
                "its figures, so that what it does already blocks nothing"
            )
    if excused:
        told.append(f"as bad in the champion, so no reason: {_listed(excused, ours, known)}")
    if not beyond:
        worst = max(ours, key=lambda name: badness(ours[name]))
        told.append(f"the worst is {_listed([worst], ours, {})}")
    return not blocking, f"{what}: {'; '.join(told)} {required}"


def _listed(names: Sequence[str], ours: _Cells, theirs: _Cells) -> str:
    said = [
        f"{name} {_figure(ours[name])}"
        + (f", champion {theirs[name]['value']:.3g}" if theirs.get(name) else "")
        for name in names[:_NAMED]
    ]
    more = len(names) - _NAMED
    return "; ".join(said) + (f"; and {more} more" if more > 0 else "")


def _figure(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.3g} ({figure['low']:.3g} to {figure['high']:.3g})"
