"""Names of brands cut short in fancy letters: ``𝗕𝗮𝗹𝗲``, ``𝘾𝙄𝘼𝙂𝘼``, ``𝙂𝙐𝘾``.

A piece of a name could be anything: ``bale`` is a bale, ``lady`` a lady. But who takes letters of
another encoding for a few of them, and they are no word, hides the rest of a name. Three letters
are enough where it begins so, five elsewhere, a third of it at least, and only where one brand
has them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from counterfeit_nlp.text.disguise import Rewrite
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import COMMON, Vocabulary

__all__ = ["complete_names"]

_LETTERS = re.compile("[a-z]{3,24}")
_BEGINNING = 3
_PIECE = 5
_PART_OF = 3


@lru_cache(maxsize=8)
def _names_by_piece(vocabulary: Vocabulary) -> dict[str, str]:
    """The one brand that a piece tells; of ``bottega`` and ``bottegaveneta`` the shorter."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    brands = [term for term, kind in vocabulary.terms.items() if kind == "brand"]
    for term in sorted(brands, key=lambda one: (len(one), one)):
        if not _LETTERS.fullmatch(term):
            continue
        pieces = {term[:end] for end in range(_BEGINNING, len(term))}
        pieces.update(
            term[start:end]
            for start in range(1, len(term) - _PIECE + 1)
            for end in range(start + _PIECE, len(term) + 1)
        )
        for piece in pieces:
            if len(piece) * _PART_OF >= len(term):
                found[piece].append(term)
    return {
        piece: terms[0]
        for piece, terms in found.items()
        if all(terms[0] in longer for longer in terms)
    }


def complete_names(folded: Tracked, vocabulary: Vocabulary) -> list[Rewrite]:
    """Find what is left of names in letters that were encoded.

    Parameters
    ----------
    folded
        A folded chunk, with the disguises that folding undid.
    vocabulary
        Its brands are what pieces are read as.

    Returns
    -------
    list of Rewrite
        Disjoint, in order; the encoded letters are evidence besides.

    Examples
    --------
    >>> from counterfeit_nlp.text.characters import fold
    >>> known = Vocabulary.of(brand=["balenciaga"])
    >>> [found.text for found in complete_names(fold("𝗕𝗮𝗹𝗲"), known)]
    ['balenciaga']
    >>> complete_names(fold("bale"), known)
    []
    """
    encoded = {
        place
        for kind, start, end in folded.disguises
        if kind == "encoded_letters"
        for place in range(start, end)
    }
    if not encoded:
        return []
    names = _names_by_piece(vocabulary)
    found = []
    for match in _LETTERS.finditer(folded.text):
        piece = match.group()
        name = names.get(piece)
        if name is None or piece in vocabulary.terms or vocabulary.words.get(piece, 0) >= COMMON:
            continue
        start, end = match.span()
        beside = folded.text[max(0, start - 1) : start] + folded.text[end : end + 1]
        if any(letter.isascii() and letter.isalnum() for letter in beside):
            continue
        if all(folded.span(at, at + 1)[0] in encoded for at in range(start, end)):
            found.append(Rewrite(start, end, name, "masked_letters"))
    return found
