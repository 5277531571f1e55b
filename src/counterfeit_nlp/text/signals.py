"""What a text does beside saying words."""

from __future__ import annotations

from counterfeit_nlp.text.disguise import DISGUISES

__all__ = ["SIGNALS"]

# In the order of ``Chunk.signals``; counts add up over chunks
SIGNALS = (*DISGUISES, "contact_details")
