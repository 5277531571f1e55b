"""What changed from one registry to another, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from counterfeit_nlp.brands.registry import Registry

__all__ = ["Change", "Diff", "diff"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field; ``before`` or ``after`` is None where it isn't there."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: + {_told(self.after)}"
        if self.after is None:
            return f"{self.path}: - {_told(self.before)}"
        return f"{self.path}: {_told(self.before)} -> {_told(self.after)}"


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs; empty (and false) exactly if the two have one content hash."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[Change, ...]]
    types: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.types)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": {slug: _listed(changes) for slug, changes in self.changed.items()},
            "types": _listed(self.types),
        }


def _listed(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
    return [{"path": one.path, "before": one.before, "after": one.after} for one in changes]


def _told(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _changes(before: Any, after: Any, path: str) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            step = f"{path}.{key}" if path else key
            yield from _changes(before.get(key), after.get(key), step)
    elif isinstance(before, list) and isinstance(after, list):
        # lists are sets in sorted order: what went, what came
        yield from (Change(path, one, None) for one in before if one not in after)
        yield from (Change(path, None, one) for one in after if one not in before)
    else:
        yield Change(path, before, after)


def diff(first: Registry, second: Registry) -> Diff:
    """Compare two registries: what ``second`` has anew, no more, and otherwise."""
    told = {
        slug: tuple(_changes(first.brands[slug].to_json(), second.brands[slug].to_json(), ""))
        for slug in sorted(first.brands.keys() & second.brands.keys())
    }
    before, after = (
        {slug: one.to_json() for slug, one in some.types.items()} for some in (first, second)
    )
    return Diff(
        tuple(sorted(second.brands.keys() - first.brands.keys())),
        tuple(sorted(first.brands.keys() - second.brands.keys())),
        {slug: changes for slug, changes in told.items() if changes},
        tuple(_changes(before, after, "")),
    )
