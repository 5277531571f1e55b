"""Article codes: what a catalog writes once and never again.

Two listings share no stock number, so its digits teach nothing and only their number is kept
(``KX-48213`` and ``KX-90211`` read alike). Nearly all new chunks of a large catalog are such codes,
and all codes of one form are one chunk: :func:`canonical`. Prices, sizes, years, ratios and
model codes (``1:1``, ``18k``, ``501``, ``2016``) have fewer digits; they mean something and stay.
"""

from __future__ import annotations

import re

import numpy as np

from counterfeit_nlp.text.contacts import find_contacts

__all__ = ["EDGE", "STOCK_NUMBER", "blind_digits", "canonical", "is_code", "stands_for_its_form",
           "without_digits"]  # fmt: skip

STOCK_NUMBER = re.compile("[0-9]{5,}")
_LONGEST = 12
_STANDS_FOR = 8 * "2468"  # no telephone number begins like this, and it is a stock number itself
_LONGEST_CODE = 32  # what is longer is tokenised in pieces, and cut anywhere
# Punctuation around a word that is no part of it
EDGE = "\"'`.,;:?!()[]{}<>~_-–—…*/\\|“”‘’«»，。！？、（）【】"
# What folding and resolving masks may give a meaning
_SPECIAL = re.compile(r"[\s*~_#<&]")
_SHORTEST = 5
_PERHAPS_A_PHONE = re.compile(r"(?<!\d)\d{11}(?!\d)")  # told from a code by its first digits


def blind_digits(norm: str) -> str:
    """A token without the digits of its stock number, which is five digits or more in a row.

    >>> blind_digits("kx-48213"), blind_digits("123456789012345"), blind_digits("ps5")
    ('kx-#####', '############', 'ps5')
    """
    return STOCK_NUMBER.sub(lambda run: "#" * min(run.end() - run.start(), _LONGEST), norm)


def is_code(core: str) -> bool:
    """Whether the digits of a word (without :data:`EDGE`) are digits, not disguised letters.

    It has few letters, or a stock number: ``SMD89544``. One digit over and over is none, because
    repeated letters are a disguise: ``R00000lex``.
    """
    if 3 * sum(map(str.isalpha, core)) < len(core):
        return True
    return any(len(set(run.group())) > 1 for run in STOCK_NUMBER.finditer(core))


def canonical(chunk: str) -> str:
    """The chunk that stands for all chunks of the same form, as long as it is.

    What :func:`counterfeit_nlp.text.chunks.analyse` makes of the two differs in ``text`` only.

    >>> canonical("KX-48213"), canonical("+86-13800000000"), canonical("R0lex")
    ('KX-24682', '+86-13800000000', 'R0lex')
    """
    if STOCK_NUMBER.search(chunk) is None or len(chunk) > _LONGEST_CODE or not chunk.isascii():
        return chunk
    if _SPECIAL.search(chunk):
        return chunk
    if not is_code(chunk.strip(EDGE)) or find_contacts(chunk.lower()):
        return chunk
    return STOCK_NUMBER.sub(_replaced, chunk)


def _replaced(run: re.Match[str]) -> str:
    return _STANDS_FOR[: run.end() - run.start()]


def stands_for_its_form(chunk: str) -> bool:
    """Whether a canonical chunk stands for all of its form, whatever their digits are.

    It does not where another number may be a telephone's, or letters in disguise.

    >>> stands_for_its_form("KX-24682"), stands_for_its_form("SMD24682")
    (True, False)
    """
    core = chunk.strip(EDGE)
    return (
        STOCK_NUMBER.search(chunk) is not None
        and canonical(chunk) == chunk == STOCK_NUMBER.sub(_replaced, chunk)
        and len(chunk) <= _LONGEST_CODE
        and chunk.isascii()
        and _SPECIAL.search(chunk) is None
        and 3 * sum(map(str.isalpha, core)) < len(core)
        and not find_contacts(chunk.lower())
        and _PERHAPS_A_PHONE.search(chunk) is None
    )


def without_digits(characters: np.ndarray) -> np.ndarray:
    """What :func:`canonical` does to the digits of stock numbers, for many chunks at once.

    Parameters
    ----------
    characters
        Bytes of ``n`` chunks, zero behind their ends, uint8, shape (width, n).

    Returns
    -------
    numpy.ndarray
        Of that shape. Whether a chunk is a code isn't asked: see :func:`stands_for_its_form`.
    """
    width = len(characters)
    is_digit = characters - np.uint8(ord("0")) <= 9  # what is below wraps around
    nth = np.zeros(characters.shape, dtype=np.uint8)  # digit of its run, from 1
    size = np.zeros(characters.shape, dtype=np.uint8)  # of its run
    for at in range(width):
        nth[at] = is_digit[at] * ((nth[at - 1] if at else 0) + np.uint8(1))
    for at in reversed(range(width)):
        behind = size[at + 1] if at + 1 < width else 0
        size[at] = is_digit[at] * np.maximum(nth[at], behind)
    digits = np.frombuffer(_STANDS_FOR.encode(), np.uint8)
    return np.where(size >= _SHORTEST, digits[(nth - 1) % len(digits)], characters)
