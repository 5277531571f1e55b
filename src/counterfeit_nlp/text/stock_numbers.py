"""Article codes: what a catalog writes once and never again.

Two listings share no stock number, so its digits teach nothing and only their number is kept
(``KX-48213`` and ``KX-90211`` read alike). Nearly all new chunks of a large catalog are such codes,
and all codes of one form are one chunk: :func:`canonical`. Prices, sizes, years, ratios and
model codes (``1:1``, ``18k``, ``501``, ``2016``) have fewer digits; they mean something and stay.
"""

from __future__ import annotations

import re

from counterfeit_nlp.text.contacts import find_contacts

__all__ = ["EDGE", "STOCK_NUMBER", "blind_digits", "canonical", "is_code"]

STOCK_NUMBER = re.compile("[0-9]{5,}")
_LONGEST = 12
_STANDS_FOR = 8 * "2468"  # no telephone number begins like this, and it is a stock number itself
_LONGEST_CODE = 32  # what is longer is tokenised in pieces, and cut anywhere
# Punctuation around a word that is no part of it
EDGE = "\"'`.,;:?!()[]{}<>~_-–—…*/\\|“”‘’«»，。！？、（）【】"
# What folding and resolving masks may give a meaning
_SPECIAL = re.compile(r"[\s*~_#<&]")


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
    return STOCK_NUMBER.sub(lambda run: _STANDS_FOR[: run.end() - run.start()], chunk)
