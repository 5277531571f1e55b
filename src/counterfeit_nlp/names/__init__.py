"""The names and cue words that a model starts from, until it is given a list of its own."""

from __future__ import annotations

__all__: list[str] = []
