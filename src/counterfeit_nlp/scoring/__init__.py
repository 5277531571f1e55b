"""One scoring function and the loops around it."""

from __future__ import annotations

__all__: list[str] = []
