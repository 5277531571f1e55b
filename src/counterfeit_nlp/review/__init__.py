"""What reviewers see: the riskiest listings first, with the evidence in the seller's own words."""

from __future__ import annotations

__all__: list[str] = []
