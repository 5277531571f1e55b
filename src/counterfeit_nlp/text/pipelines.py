"""The spaCy pipelines: blank English and blank Chinese with our components, nothing downloaded.

Pieces of text come in batches and go through spaCy joined, many to a document, because a
document costs more than the tokens in it. That changes nothing for the tokens: spaCy's tokenizer
works on one run of non-space characters at a time. ``memory_zone`` hands the strings of each
batch back afterwards; without it every SKU of a catalog would stay in the vocabulary for ever.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["Token", "tokenise"]

# blank("en") takes 12-20 s on 10,000 emoji without a space between them (its prefix and suffix
# rules are quadratic in the length of such a run); 32 characters at a time it takes milliseconds
LONGEST_RUN = 32
_PIECES_PER_DOC = 2_000


class Token(NamedTuple):
    """One token: its norm, and where it stands in the piece it was cut from."""

    norm: str
    start: int
    end: int


@Language.component("number_norms")
def number_norms(doc: Doc) -> Doc:
    """Give long digit strings a common norm.

    Prices, sizes, years, ratios and model codes (``1:1``, ``18k``, ``501``, ``2016``) mean
    something and stay; a run of five or more digits is a stock number that no other listing
    shares, and only its length is kept.
    """
    for token in doc:
        if token.is_digit and len(token) > 4:
            token.norm_ = "#" * min(len(token), 12)
    return doc


@cache
def _english() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("number_norms")
    return nlp


@cache
def _chinese() -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source has invalid escapes
        import jieba

    jieba.setLogLevel(logging.WARNING)
    # jieba unmarshals a cache file from the shared temporary folder, where anybody may have put
    # one; ours is a folder that only this user can write, made afresh
    if jieba.dt.tmp_dir is None and not jieba.dt.initialized:
        with tempfile.TemporaryDirectory(prefix="counterfeit-nlp-jieba-") as private:
            jieba.dt.tmp_dir = private
            jieba.initialize()
            jieba.dt.tmp_dir = None
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    nlp.add_pipe("number_norms")
    return nlp


def _docs(nlp: Language, pieces: Sequence[str]) -> Iterator[tuple[Doc, Sequence[str]]]:
    for first in range(0, len(pieces), _PIECES_PER_DOC):
        part = pieces[first : first + _PIECES_PER_DOC]
        with nlp.memory_zone():
            yield nlp(" ".join(part)), part


def tokenise(pieces: Sequence[str], *, chinese: bool = False) -> list[list[Token]]:
    """Tokenise pieces of text.

    Parameters
    ----------
    pieces
        Non-empty strings without white space, at most ``LONGEST_RUN`` characters each.
    chinese
        Segment Han characters into words (jieba) instead of splitting English.

    Returns
    -------
    list of list of Token
        One list per piece; the tokens of a piece cover all of its characters, in order.
    """
    nlp = _chinese() if chinese else _english()
    found: list[list[Token]] = []
    for doc, part in _docs(nlp, pieces):
        tokens = iter(doc)
        begin = 0
        for piece in part:
            end = begin + len(piece)
            of_piece: list[Token] = []
            at = begin
            while at < end:
                token = next(tokens)
                start = token.idx
                stop = start + len(token)
                if stop > begin and not token.is_space:
                    of_piece.append(Token(token.norm_, start - begin, stop - begin))
                at = stop
            found.append(of_piece)
            begin = end + 1
    return found
