"""Where the score of a language starts, so that honest sellers are treated alike in each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["language_starts"]

_SHARE = 0.99  # of the legitimate listings lie below the common level
_ENOUGH = 500  # legitimate listings, for a quantile that far out


def language_starts(
    scores: np.ndarray, y: np.ndarray, languages: Sequence[str]
) -> dict[str, float]:
    """What to add to the scores of each language.

    A model that has seen infringing listings in one language only can't know how suspect another
    one is by itself, and labels can't tell it: where they come from differs. So the languages are
    put level: the same share of legitimate held-out listings lies above any threshold near the
    99th percentile in each, and in no language does an honest seller have to fear more.

    Parameters
    ----------
    scores
        Shape (n,): held-out scores.
    y
        Shape (n,): 0 or 1.
    languages
        Of each listing.

    Returns
    -------
    dict of str to float
        The language with the most infringing listings has 0, and so has one with fewer than 500
        legitimate listings, of which nothing can be said.
    """
    found = np.array(languages, dtype=object)
    names = sorted(set(languages))
    infringing = {one: int(y[found == one].sum()) for one in names}
    level_of = max(names, key=lambda one: infringing[one])
    legitimate = {one: scores[(found == one) & (y == 0)] for one in names}
    starts = dict.fromkeys(names, 0.0)
    if len(legitimate[level_of]) < _ENOUGH:
        return starts
    level = np.quantile(legitimate[level_of], _SHARE, method="higher")
    for one in names:
        if one != level_of and len(legitimate[one]) >= _ENOUGH:
            starts[one] = float(level - np.quantile(legitimate[one], _SHARE, method="higher"))
    return starts
