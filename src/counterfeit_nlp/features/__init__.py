"""From a listing's fields to columns of numbers, each of them zero where a field is missing."""

from __future__ import annotations

__all__: list[str] = []
