"""A numpy array that grows at its end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["Growing"]


class Growing:
    """An array to which values are added, with room for more.

    Parameters
    ----------
    dtype
        Of its elements.
    width
        Columns, None for one dimension.
    """

    def __init__(self, dtype: type, width: int | None = None) -> None:
        shape = (1024,) if width is None else (1024, width)
        self._array: np.ndarray = np.zeros(shape, dtype=dtype)
        self.length = 0

    def extend(self, values: Sequence[object] | np.ndarray) -> None:
        """Add values at the end."""
        end = self.length + len(values)
        if end > len(self._array):
            room = max(end, 2 * len(self._array))
            grown = np.zeros((room, *self._array.shape[1:]), dtype=self._array.dtype)
            grown[: self.length] = self._array[: self.length]
            self._array = grown
        if len(values):
            self._array[self.length : end] = values
        self.length = end

    @property
    def array(self) -> np.ndarray:
        """What is in it, without a copy."""
        return self._array[: self.length]

    def keep(self, at: np.ndarray) -> None:
        """Keep the elements at these positions only, in their order."""
        self._array = self._array[at]
        self.length = len(at)
