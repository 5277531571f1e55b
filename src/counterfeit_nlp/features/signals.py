"""Signals: what a text does beside saying words (disguised letters, contact details)."""

from __future__ import annotations

import numpy as np

from counterfeit_nlp.features.field_counts import FieldCounts
from counterfeit_nlp.text.chunks import SIGNALS
from counterfeit_nlp.text.fields import Field
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["SignalCounts"]


class SignalCounts(FieldCounts):
    """How often each signal shows; see :class:`FieldCounts` for the parameters."""

    names = SIGNALS

    def __init__(self, weight: float = 1.0, vocabulary: Vocabulary = NOTHING_KNOWN) -> None:
        self.weight = weight
        self.vocabulary = vocabulary

    def _count(self, field: Field, counts: np.ndarray) -> None:
        for chunk in field.chunks:
            if any(chunk.signals):  # few have any
                counts += chunk.signals
        for disguise in field.prepared.disguises:
            counts[SIGNALS.index(disguise.kind)] += 1
