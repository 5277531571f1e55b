"""Exceptions a caller may catch, nothing else.

Every error that bad input, a bad file or a bad model can cause is a
:class:`CounterfeitError`. Its message is one line a person can act on: what was
found, what was expected, what to do. The command line prints that line on
standard error and exits with ``exit_code``; a traceback on a user's screen is a
bug of ours.
"""

from __future__ import annotations

__all__ = [
    "ArtefactError",
    "CounterfeitError",
    "GateRefused",
    "InputError",
    "LeakageError",
    "SchemaError",
    "UsageError",
]


class CounterfeitError(Exception):
    """Base of all errors that are not bugs. Exit code 1."""

    exit_code = 1


class UsageError(CounterfeitError):
    """The call itself can't be carried out (unknown format, contradicting options). Exit code 2."""

    exit_code = 2


class InputError(CounterfeitError):
    """A file or a row can't be read; the message names file, line and reason."""


class SchemaError(InputError):
    """Columns are missing or ambiguous; the message shows found, expected and nearest names."""


class ArtefactError(CounterfeitError):
    """A model folder is incomplete, tampered with, or made for another version of the code."""


class LeakageError(CounterfeitError):
    """Something stands on both sides of a split, or was trained on before it was evaluated."""


class GateRefused(CounterfeitError):
    """A promotion gate said no; the message lists each rule that failed. Exit code 3."""

    exit_code = 3
