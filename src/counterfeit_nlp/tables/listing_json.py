"""One listing as a JSON object, read as strictly as a line of a JSON Lines file."""

from __future__ import annotations

import json
from typing import Any

from counterfeit_nlp.errors import InputError

__all__ = ["parse_listing"]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} stands twice in one object")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not a JSON number")


def parse_listing(data: bytes, name: str) -> dict[str, Any]:
    """Parse one listing.

    Parameters
    ----------
    data
        UTF-8, with or without a byte order mark.
    name
        Where it came from, for the message.

    Returns
    -------
    dict
        Numbers as text, exactly as written: a 23-digit id keeps its digits.

    Raises
    ------
    InputError
        When it is not exactly one JSON object.
    """
    try:
        found = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_refuse,
            parse_int=str,
            parse_float=str,
        )
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8: byte {error.start} ({error.reason})") from None
    except RecursionError:
        raise InputError(f"{name} is nested too deeply to be a listing") from None
    except ValueError as error:
        raise InputError(f"{name} is not a JSON object: {error}") from None
    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        raise InputError(
            f"{name} holds a lone surrogate (\\ud800 to \\udfff), which is no text"
        ) from None
    if not isinstance(found, dict):
        raise InputError(f"{name} holds {type(found).__name__}, expected one JSON object")
    return found
