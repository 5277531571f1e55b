"""What a text does beside saying words."""

from __future__ import annotations

__all__ = ["SIGNALS"]

# In the order of ``Chunk.signals``; counts add up over chunks
SIGNALS = ("lookalike_letters", "invisible_characters", "masked_words", "contact_details")
