"""Brands: what is known about them, and (later) where a listing mentions them."""

from __future__ import annotations

__all__: list[str] = []
