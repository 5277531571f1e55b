"""How one listing is shown to a person: masked, marked, in words; and the pages it is shown on."""

from __future__ import annotations

__all__: list[str] = []
