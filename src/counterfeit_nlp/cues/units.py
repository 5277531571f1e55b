"""What patterns are matched on: English words, and Chinese characters.

Where a Chinese word ends is jieba's guess, and it guesses otherwise in other company; so Chinese
is matched on characters, across the borders of tokens. A word that no pattern names is only its
class: that keeps the matcher's vocabulary as small as the lexicon, whatever sellers write.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from counterfeit_nlp.text.contacts import CONTACT
from counterfeit_nlp.text.language import is_han

__all__ = ["BREAK", "OTHER", "Units", "class_of", "cut_joint", "unit_of", "units_of"]

OTHER = "<other>"  # a word without a class
BREAK = "<break>"  # punctuation: ends what a gap may reach over

# The scales that models are made to, 1:18 or 1/64. 1:1 is what sellers of copies say, 1/2 a part
# and 10/12 a size
_RATIO = re.compile(
    r"1[:/](?:[689]|1[0268]|2[0-2458]|3[02-68]|4[0238]|50|6[04]|7[265]|87|100|1[24]4|150|160|1[28]0"
    r"|200|220|250|285|300|350|400)"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# what text/ makes of long numbers (#######), the start of an international one (+86), @handle
_ADDRESS = re.compile(r"#{5,}|\+\d{1,14}|@[a-z0-9_.]{3,}")
_WORD_OF_ID = re.compile(r"[a-z0-9_.#-]{4,}")
# replica-0q78, aaa(replica: words that the tokeniser leaves together
_JOINT = re.compile(r"([-()/\[\],&*~|])")
_DIGITS = frozenset("0123456789#")
_REMEMBERED = 50_000
_HYPHEN = "-"
_NAME = re.compile(r"[a-z]{3,}(?:[.-][a-z]+)?")


def class_of(norm: str) -> str:
    """The class of a word that no pattern names.

    >>> [class_of(norm) for norm in ("1:18", "12", "shop_88", "nice", "###########", "--")]
    ['<ratio>', '<number>', '<id>', '<name>', '<id>', '<break>']
    """
    if norm.isalpha():
        return "<name>" if norm.isascii() and len(norm) >= 3 else OTHER
    if len(norm) > 64:
        return OTHER
    if norm == CONTACT:
        return CONTACT
    if _RATIO.fullmatch(norm):
        return "<ratio>"
    if _NUMBER.fullmatch(norm):
        return "<number>"
    if _ADDRESS.fullmatch(norm) or _is_id(norm):
        return "<id>"
    if _NAME.fullmatch(norm):
        return "<name>"
    return OTHER if any(map(str.isalnum, norm)) else BREAK


def _is_id(norm: str) -> bool:
    """watchking88, shop_1: letters with a digit or a low line, and nothing but those."""
    return (
        _WORD_OF_ID.fullmatch(norm) is not None
        and ("_" in norm or any(map(_DIGITS.__contains__, norm)))
        and any(map(str.isalpha, norm))
    )


def cut_joint(norm: str, triggers: Collection[str]) -> list[str] | None:
    """Cut a word of words that stayed together, if a trigger is among them.

    >>> cut_joint("replica-0q78", {"replica"}), cut_joint("shop-88", {"replica"})
    (['replica', '-', '0q78'], None)
    """
    if norm.isalnum() or len(norm) > 64:
        return None
    pieces = [piece for piece in _JOINT.split(norm) if piece]
    if len(pieces) > 1 and any(piece in triggers for piece in pieces):
        return pieces
    return None


class Units(NamedTuple):
    """``words[i]`` is a word that a pattern names, or a class; it stands in token ``owners[i]``."""

    words: list[str]
    owners: list[int]


def unit_of(
    norm: str,
    known: Collection[str],
    triggers: Collection[str],
) -> str | None:
    """The one unit that a word is, wherever it stands (``-`` is another between two words).

    None for a word of several; see :func:`units_of`.
    """
    pieces = _pieces(norm, known, triggers)
    return pieces[0] if len(pieces) == 1 else None


def _pieces(norm: str, known: Collection[str], triggers: Collection[str]) -> list[str]:
    if norm in known:
        return [norm]
    if is_han(norm):
        return [unit if unit in known else OTHER for unit in norm]
    joint = cut_joint(norm, triggers)
    if joint is None:
        return [class_of(norm)]
    return [piece if piece in known else class_of(piece) for piece in joint]


def units_of(
    tokens: Sequence[tuple[str, int, int]],
    known: Collection[str],
    triggers: Collection[str],
    met: dict[str, str | list[str]] | None = None,
) -> Units:
    """Cut a field's tokens into units.

    Parameters
    ----------
    tokens
        Norms in order, with start and end in the field.
    known
        Words and Chinese characters that some pattern names.
    triggers
        Those for which a word is cut, see :func:`cut_joint`.
    met
        What words were cut into before, with the same ``known`` and ``triggers``; added to. A
        list for what is several units, or another one beside others.
    """
    cut: dict[str, str | list[str]] = {} if met is None else met
    if len(cut) > _REMEMBERED:
        cut.clear()
    found: list[Any] = [cut.get(norm) for norm, _, _ in tokens]
    if None in found:
        for at, (norm, _, _) in enumerate(tokens):
            if found[at] is None:
                pieces = _pieces(norm, known, triggers)
                cut[norm] = pieces[0] if len(pieces) == 1 and norm != _HYPHEN else pieces
                found[at] = cut[norm]
    words: list[str] = []
    owners: list[int] = []
    begin = 0
    # most tokens are one unit
    for at in [at for at, one in enumerate(found) if not isinstance(one, str)]:
        words += found[begin:at]
        owners += range(begin, at)
        own = found[at]
        if tokens[at][0] == _HYPHEN:
            # between two words it is spelling (knock-off), alone it is punctuation
            _, start, end = tokens[at]
            spelling = (
                0 < at < len(tokens) - 1 and tokens[at - 1][2] >= start and tokens[at + 1][1] <= end
            )
            own = [_HYPHEN if spelling and _HYPHEN in known else BREAK]
        words += own
        owners += [at] * len(own)
        begin = at + 1
    words += found[begin:]
    owners += range(begin, len(found))
    return Units(words, owners)
