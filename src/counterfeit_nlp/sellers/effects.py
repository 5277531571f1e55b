"""What a seller's standing weighs, in log-odds, and what it may not hide.

Nothing here is learned: who is denied was denied for what the labels say, so a model that saw
sellers would repeat its labels. The sizes are judgements, written down so that they can be argued
with. Each multiplies the odds of infringement by ``exp(log_odds)``, in every language alike.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from counterfeit_nlp.text.disguise import DISGUISES

__all__ = ["EFFECTS", "HISTORY_BOUNDS", "KINDS", "NEW_FOR", "STRONG", "Effect", "history_log_odds",
           "lowering"]  # fmt: skip


class Effect(NamedTuple):
    """What one kind of standing does, and why that much."""

    log_odds: float
    why: str


EFFECTS: dict[str, Effect] = {
    "seller_authorised": Effect(
        -3.0,
        "odds a twentieth: the brand itself says so, with an end; yet dealers mix in grey goods, "
        "and accounts are stolen",
    ),
    "seller_allowed": Effect(
        -2.0,
        "odds a seventh: somebody of the house looked at the seller; less than a brand's own word",
    ),
    "seller_watched": Effect(
        1.0,
        "odds less than threefold: a suspicion moves a listing up among its like, and by itself "
        "puts few into a band",
    ),
    "seller_denied": Effect(
        3.0,
        "odds twentyfold: found to infringe before, and mostly does it again; the text still "
        "decides, for such sellers list other things too",
    ),
    "seller_new": Effect(
        0.5,
        "odds half as much again: closed accounts come back as new ones; most new sellers are "
        "honest",
    ),
}

#: By what a seller's history moves the log-odds at most, either way.
HISTORY_BOUNDS = (-1.0, 1.5)
#: Days for which a seller is new.
NEW_FOR = 30

#: The kinds of reasons there are about sellers.
KINDS = (*EFFECTS, "seller_history")

# An honest writer misspells and repeats letters too, so these two alone say little of intent
_MISTAKES = frozenset({"misspelt_terms", "repeated_letters"})
#: What a listing says or does itself that no standing may push below the flag threshold.
STRONG = frozenset(
    {"replica_claim", "grade", "freight", "contact", "contact_details"}
    | (set(DISGUISES) - _MISTAKES)
)


def history_log_odds(upheld: int, overturned: int) -> float:
    """What decisions about a seller weigh: the log of how many stood to how many fell.

    One of each is imagined beside those there were, so that a single decision says little, and
    no decision nothing.

    Examples
    --------
    >>> [round(history_log_odds(*some), 2) for some in ((0, 0), (1, 0), (3, 1), (0, 1), (99, 0))]
    [0.0, 0.69, 0.69, -0.69, 1.5]
    """
    least, most = HISTORY_BOUNDS
    return min(most, max(least, math.log((1 + upheld) / (1 + overturned))))


def lowering(score: np.ndarray, by: np.ndarray, floor: np.ndarray) -> np.ndarray:
    """What a standing that lowers takes from scores, at most down to a floor.

    Parameters
    ----------
    score
        Shape (n,): raw scores without it.
    by
        Shape (n,): what it takes where nothing holds it back, at least 0.
    floor
        Shape (n,): the score that it may not push a listing below; ``-inf`` for none. A listing
        that is below already is left where it is.

    Returns
    -------
    numpy.ndarray
        Shape (n,), at most 0. The lowered score is continuous and never falls when the score
        rises; a higher floor never lowers it.

    Examples
    --------
    >>> lowering(np.array([5.0, 2.5, 1.0]), np.array([3.0] * 3), np.array([2.0] * 3)).tolist()
    [-3.0, -0.5, 0.0]
    """
    taken: np.ndarray = np.minimum(by, np.maximum(score - floor, 0.0))
    return 0.0 - taken
