"""Scores over HTTP: a thin loop around the scoring function, for checks before publication."""

from __future__ import annotations

__all__: list[str] = []
