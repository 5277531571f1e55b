"""A price as a handful of numbers that a linear model can bend a curve with."""

from __future__ import annotations

import numpy as np

__all__ = ["KNOTS", "RATIOS", "curve", "hats"]

# US dollars; about half a decade apart where listings are dense
KNOTS = (1.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
# Of what a brand's thing usually costs at least
RATIOS = (0.001, 0.01, 0.03, 0.1, 0.25, 0.5, 1.0, 2.0, 6.0)


def hats(dollars: np.ndarray, knots: tuple[float, ...] = KNOTS) -> np.ndarray:
    """Piecewise linear basis in log price ("hat" functions).

    Parameters
    ----------
    dollars
        Shape (n,); NaN where unknown.
    knots
        Rising prices in dollars (or whatever the first argument is in); those outside count as the
        outermost knot.

    Returns
    -------
    numpy.ndarray
        Shape (n, len(knots)); a known price's row is >= 0 and sums to 1, an unknown one's is 0.
    """
    positions = np.log10(np.asarray(knots))
    known = ~np.isnan(dollars)
    at = np.clip(np.log10(dollars, where=known, out=np.zeros_like(dollars)), *positions[[0, -1]])
    basis = np.zeros((len(dollars), len(knots)))
    for knot in range(len(knots)):
        height = np.zeros(len(knots))
        height[knot] = 1.0
        basis[known, knot] = np.interp(at[known], positions, height)
    return basis


def curve(
    values: np.ndarray, weights: np.ndarray, center: np.ndarray, knots: tuple[float, ...] = KNOTS
) -> np.ndarray:
    """Height of a weighted curve over known prices, in log-odds.

    Parameters
    ----------
    values
        Shape (n,); none unknown.
    weights, center
        Shape (len(knots),): of the centred hats.
    knots
        As in :func:`hats`.

    Returns
    -------
    numpy.ndarray
        Shape (n,). One multiplication and one sum for each knot, in order: a matrix product may
        round otherwise for another number of rows.
    """
    basis = hats(values, knots) - center
    total = np.zeros(len(values))
    for column, weight in enumerate(weights.tolist()):
        total += basis[:, column] * weight
    return total
