"""The file of rejected rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.schema.reject import Reject
from counterfeit_nlp.tables.write import rejects_batch, write_rejects

__all__ = ["RejectsFile"]


class RejectsFile:
    """Takes rejected rows as a run goes on; without a path the first of them ends the run.

    Parameters
    ----------
    path
        Where to, or None. Written when the context ends without an error, or by :meth:`close`.
    """

    def __init__(self, path: str | Path | None) -> None:
        self._writer = None if path is None else write_rejects(path)
        self._open = False

    def __enter__(self) -> RejectsFile:
        if self._writer is not None:
            self._writer.__enter__()
            self._open = True
        return self

    def add(self, rejects: Sequence[Reject]) -> None:
        """Set rows aside.

        Raises
        ------
        InputError
            If there is no file to set them aside in.
        """
        if not rejects:
            return
        if self._writer is None:
            raise InputError(
                f"{rejects[0]} (nothing was written; with --rejects FILE such rows are set aside "
                "and the others go on)"
            )
        self._writer.write(rejects_batch(rejects))

    def close(self) -> None:
        """Write the file now, also if the run is going to fail."""
        if self._writer is not None and self._open:
            self._open = False
            self._writer.__exit__(None, None, None)

    def __exit__(self, *error: Any) -> None:
        if self._writer is not None and self._open:
            self._open = False
            self._writer.__exit__(*error)
