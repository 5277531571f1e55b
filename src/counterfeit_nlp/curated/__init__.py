"""Files that people keep by hand: read with lines, each value checked, findings that teach."""

from __future__ import annotations

__all__: list[str] = []
