"""Files to Arrow batches and back: strict reading, atomic and reproducible writing."""

from __future__ import annotations

__all__: list[str] = []
