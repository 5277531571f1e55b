"""Where the score of a language starts, so that honest sellers are treated alike in each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["language_starts"]

_SHARE = 0.99  # of the legitimate listings lie below the common level
# With as many legitimate listings a language gets half of what they say. The variance of a 99th
# percentile of n normal scores is 14 variances of a score / n, and languages differ by some 3/4 of
# a standard deviation or more: at 14 / 0.75 ** 2 = 25 listings both variances are equal.
_HALF = 25


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
        The language with the most infringing listings has 0. The others have what lies between
        their percentile and its own, shrunk towards 0 by n / (n + 25): so one listing more never
        makes a leap. ``n`` is half the harmonic mean of the two numbers of legitimate listings,
        that on which the error of a difference depends; without any it is 0.
    """
    found = np.array(languages, dtype=object)
    names = sorted(set(languages))
    infringing = {one: int(y[found == one].sum()) for one in names}
    level_of = max(names, key=lambda one: infringing[one])
    legitimate = {one: scores[(found == one) & (y == 0)] for one in names}
    starts = dict.fromkeys(names, 0.0)
    if not len(legitimate[level_of]):
        return starts
    level = np.quantile(legitimate[level_of], _SHARE)
    for one in names:
        if one != level_of and len(legitimate[one]):
            found_level = np.quantile(legitimate[one], _SHARE)
            weight = _trust(len(legitimate[level_of]), len(legitimate[one]))
            starts[one] = weight * float(level - found_level)
    return starts


def _trust(a: int, b: int) -> float:
    """How much of the difference of two percentiles counts, 0 to 1."""
    n = a * b / (a + b)
    return n / (n + _HALF)
