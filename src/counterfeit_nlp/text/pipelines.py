"""The spaCy pipelines: blank English and blank Chinese with our components, nothing downloaded.

Pieces of text come in batches and go through spaCy joined, many to a document, because a
document costs more than the tokens in it. They stand apart so that no rule of spaCy's reaches
from one into the next: a piece's tokens are those it has alone. ``memory_zone`` hands the strings
of each batch back afterwards; without it every SKU of a catalog would stay in the vocabulary for
ever. One thread at a time: the zone of one would end that of another, and take its words away.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from counterfeit_nlp.text.spacy_parts import (
    IDX,
    IS_SPACE,
    LENGTH,
    NORM,
    Doc,
    Language,
    spacy,
)
from counterfeit_nlp.text.stock_numbers import STOCK_NUMBER, blind_digits

__all__ = ["Token", "tokenise"]

# blank("en") takes 12-20 s on 10,000 emoji without a space between them (its prefix and suffix
# rules are quadratic in the length of such a run); 32 characters at a time it takes milliseconds
LONGEST_RUN = 32
_PIECES_PER_DOC = 2_000
# Two spaces: some of spaCy's special cases hold one space, and would match across it from one
# piece into the next
_APART = "  "
# A pipeline has one vocabulary and at most one memory zone, and jieba loads its dictionary once
_ALONE = threading.Lock()


class Token(NamedTuple):
    """One token: its norm, and where it stands in the piece it was cut from."""

    norm: str
    start: int
    end: int


@Language.component("number_norms")
def number_norms(doc: Doc) -> Doc:
    """Give tokens with stock numbers a common norm; see :mod:`~.text.stock_numbers`."""
    text = doc.text
    if STOCK_NUMBER.search(text) is None:
        return doc
    starts = doc.to_array([IDX])
    for run in STOCK_NUMBER.finditer(text):
        token = doc[int(np.searchsorted(starts, run.start(), side="right")) - 1]
        token.norm_ = blind_digits(token.norm_)
    return doc


def _slim(nlp: Language) -> Language:
    """Keep the attributes we read; spaCy would work out twenty for every string it meets."""
    vocab: Any = nlp.vocab  # its stub leaves out the documented argument of Vocab
    getters = vocab.lex_attr_getters
    vocab.lex_attr_getters = {key: getters[key] for key in (NORM, IS_SPACE)}
    nlp.add_pipe("number_norms")
    return nlp


@cache
def _english() -> Language:
    return _slim(spacy.blank("en"))


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
    return _slim(spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}}))


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

    Notes
    -----
    Threads may call it at once; each waits while another's batch is cut.
    """
    if not pieces:
        return []  # Chinese loads a dictionary, which plain English never needs
    found: list[list[Token]] = []
    for first in range(0, len(pieces), _PIECES_PER_DOC):
        part = pieces[first : first + _PIECES_PER_DOC]
        with _ALONE:
            nlp = _chinese() if chinese else _english()
            with nlp.memory_zone():
                found += _tokens(nlp, nlp(_APART.join(part)), part)
    return found


def _tokens(nlp: Language, doc: Doc, part: Sequence[str]) -> list[list[Token]]:
    """The tokens of each piece; their norms are read while the zone still has them."""
    norm_of = nlp.vocab.strings
    found: list[list[Token]] = []
    table = doc.to_array([IDX, LENGTH, NORM, IS_SPACE])
    tokens = iter(table.tolist())
    begin = 0
    for piece in part:
        end = begin + len(piece)
        of_piece: list[Token] = []
        at = begin
        while at < end:
            start, length, norm, space = next(tokens)
            at = start + length
            if at > begin and not space:
                of_piece.append(Token(norm_of[norm], start - begin, at - begin))
        found.append(of_piece)
        begin = end + len(_APART)
    return found
