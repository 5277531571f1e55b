"""Text as the seller wrote it, text as the model reads it, and the way back.

``normalise`` is the public function; ``chunks`` is the unit that everything fast is built on.
"""

from __future__ import annotations

__all__ = ["TEXT_VERSION"]

# Changes whenever the same characters may come out as other tokens. An artefact records it and
# refuses to score with another one: weights learned on one normalisation mean nothing on the next.
TEXT_VERSION = "5"
