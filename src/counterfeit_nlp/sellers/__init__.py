"""What is known of sellers: allow, watch and deny lists, and what they weigh in a score."""

from __future__ import annotations

__all__: list[str] = []
