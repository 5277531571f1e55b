"""Letters written as addresses write them: ``%52%6flex``.

Two letters at least, and nothing but letters in all: ``50%off`` and ``20%25`` are numbers. The
caller reads the word only if it is known.
"""

from __future__ import annotations

import re

__all__ = ["decode_percent"]

_LETTER = "%(?:[46][1-9a-f]|[57][0-9a])"
_ENCODED = re.compile(_LETTER)
_WORD = re.compile(f"[a-z]*(?:{_LETTER}[a-z]*){{2,}}")


def decode_percent(word: str) -> str | None:
    """The letters of a folded word with two percent-encoded letters or more; None for others.

    >>> decode_percent("%52%6flex"), decode_percent("50%off")
    ('rolex', None)
    """
    if word.count("%") < 2 or _WORD.fullmatch(word) is None:
        return None
    return _ENCODED.sub(lambda found: chr(int(found.group()[1:], 16)).lower(), word)
