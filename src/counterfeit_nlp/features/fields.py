"""Columns of a frame as plain lists, whatever pandas holds them as."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

__all__ = ["text_values"]


def text_values(frame: pd.DataFrame) -> Iterator[list[str]]:
    """The texts of each column, in column order; a missing value is an empty text."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"expected a DataFrame of text columns, got {type(frame).__name__}: "
            "a ColumnTransformer hands one over if it was fitted on a DataFrame"
        )
    for name in frame.columns:
        column = frame[name]
        missing = column.isna().to_numpy()
        yield ["" if absent else str(value) for value, absent in zip(column, missing, strict=True)]
