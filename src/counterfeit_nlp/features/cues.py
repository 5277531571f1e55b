"""Cues: what the words of a text claim, counted by sense."""

from __future__ import annotations

import numpy as np

from counterfeit_nlp.cues.fields import field_cues
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.features.field_counts import FieldCounts
from counterfeit_nlp.text.fields import Field
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["CueCounts"]


class CueCounts(FieldCounts):
    """How many cues of each sense there are; see :class:`FieldCounts` for the other parameters.

    Parameters
    ----------
    lexicon
        The cues; None for none.
    """

    names = SENSES

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        weight: float = 1.0,
        vocabulary: Vocabulary = NOTHING_KNOWN,
    ) -> None:
        self.lexicon = lexicon
        self.weight = weight
        self.vocabulary = vocabulary

    def _count(self, field: Field, counts: np.ndarray) -> None:
        if self.lexicon is None:
            return
        for cue in field_cues(field, self.lexicon)[1]:
            counts[SENSES.index(cue.sense)] += 1
