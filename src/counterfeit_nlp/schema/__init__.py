"""What a listing, a prediction and a rejected row are, and how a batch is checked."""

from __future__ import annotations

__all__: list[str] = []
