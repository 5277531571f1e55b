"""Numpy arrays that grow at their end, together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["GrowingTable"]

_Kind = type | tuple[type, int]


class GrowingTable:
    """Columns of equal length, to which rows are added, with room for more.

    Parameters
    ----------
    columns
        The dtype of each, or dtype and width for one of two dimensions.
    """

    def __init__(self, **columns: _Kind) -> None:
        self._columns: dict[str, np.ndarray] = {}
        for name, kind in columns.items():
            dtype, *width = kind if isinstance(kind, tuple) else (kind,)
            self._columns[name] = np.zeros((1024, *width), dtype=dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, name: str) -> np.ndarray:
        """What is in a column, without a copy."""
        return self._columns[name][: self._length]

    def extend(self, **values: Sequence[object] | np.ndarray) -> None:
        """Add rows at the end.

        Parameters
        ----------
        values
            Of every column, equally many.

        Raises
        ------
        ValueError
            When a column is missing or has another length; nothing is added then.
        """
        sizes = {len(own) for own in values.values()}
        if values.keys() != self._columns.keys() or len(sizes) > 1:
            told = {name: len(own) for name, own in values.items()}
            raise ValueError(f"expected as many of each of {[*self._columns]}, found {told}")
        end = self._length + max(sizes, default=0)
        for name, own in values.items():
            column = self._columns[name]
            if end > len(column):
                room = max(end, 2 * len(column))
                column = np.zeros((room, *column.shape[1:]), dtype=column.dtype)
                column[: self._length] = self[name]
                self._columns[name] = column
            if len(own):
                column[self._length : end] = own
        self._length = end

    def keep(self, at: np.ndarray) -> None:
        """Keep the rows at these positions only, in their order."""
        self._columns = {name: self[name][at] for name in self._columns}
        self._length = len(at)

    def replace(self, name: str, values: np.ndarray) -> None:
        """Other values for a column, as many as there are rows."""
        self[name][:] = values
