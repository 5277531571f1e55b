"""Fit, calibrate, choose thresholds, keep the result in a folder that can be trusted."""

from __future__ import annotations

__all__: list[str] = []
