"""How many of a signal it takes to say all it has to say."""

from __future__ import annotations

import numpy as np

__all__ = ["scale_signals"]

# Three disguised letters are a disguise; thirty are not ten times as much of one.
_ENOUGH = 3


def scale_signals(counts: np.ndarray) -> np.ndarray:
    """Map counts to [0, 1]: 0 stays 0, three or more are 1."""
    scaled: np.ndarray = np.minimum(counts, _ENOUGH) / _ENOUGH
    return scaled
