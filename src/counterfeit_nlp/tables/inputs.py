"""The files of a call: names, patterns and addresses to a list of inputs in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from counterfeit_nlp.errors import InputError, UsageError
from counterfeit_nlp.schema.reject import shown
from counterfeit_nlp.tables.formats import file_format
from counterfeit_nlp.tables.remote import is_remote, matching

__all__ = ["expanded"]


def expanded(names: Sequence[str | os.PathLike[str]]) -> list[str]:
    """List the files that names mean.

    Parameters
    ----------
    names
        Files, addresses, ``-`` for standard input, and patterns: ``*``, ``?``, ``[..]``, and ``**``
        for folders at any depth. What exists under the very name is no pattern.

    Returns
    -------
    list of str
        In the order of the names; what a pattern means in the order of the files' names, so that
        the same files give the same order on any disk.

    Raises
    ------
    InputError
        When nothing matches a pattern.
    UsageError
        When no name is given, an extension is unknown, or one file comes twice: each of its rows
        would be refused as a repetition.
    """
    files: list[str] = []
    for name in map(str, names):
        found = [name]
        if glob.has_magic(name) and not (not is_remote(name) and Path(name).exists()):
            found = matching(name) if is_remote(name) else _here(name)
            if not found:
                raise InputError(f"{shown(name, 200, quote=False)}: no file matches this pattern")
        files += found
    if not files:
        raise UsageError("no file of listings is named")
    met: dict[str, str] = {}
    for name in files:
        if name != "-":
            file_format(name)
        place = name if name == "-" or is_remote(name) else os.path.realpath(name)
        if place in met:
            twice = shown(name, 200, quote=False)
            raise UsageError(
                f"{twice} is named twice: each of its rows would be refused as a repetition"
            )
        met[place] = name
    return files


def _here(pattern: str) -> list[str]:
    return sorted(one for one in glob.glob(pattern, recursive=True) if Path(one).is_file())  # noqa: PTH207
