"""Cues of a field as ``text/`` reads it: chunk by chunk, with its places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import Cue
from counterfeit_nlp.text.chunks import CHUNK, Chunk
from counterfeit_nlp.text.fields import Field
from counterfeit_nlp.text.pipelines import Token

__all__ = ["addresses", "field_cues", "opens"]


def opens(chunk: Chunk, lexicon: Lexicon) -> bool:
    """Whether a chunk may hold a cue, or part of one: the cheap look before :func:`field_cues`."""
    return lexicon.opens([token.norm for token in chunk.tokens])


def field_cues(
    text: str, chunks: Sequence[Chunk], lexicon: Lexicon
) -> tuple[list[Token], list[Cue]]:
    """Find the cues of a field.

    Parameters
    ----------
    text
        The prepared text.
    chunks
        Its chunks, analysed, in order.
    lexicon
        What to look for.

    Returns
    -------
    tuple
        The tokens of the whole field with their places in ``text``, and the cues among them.
    """
    tokens: list[Token] = []
    for match, chunk in zip(CHUNK.finditer(text), chunks, strict=True):
        begin = match.start()
        tokens += [Token(norm, begin + start, begin + end) for norm, start, end in chunk.tokens]
    return tokens, find_cues(tokens, lexicon)


def addresses(fields: Iterable[Field], lexicon: Lexicon) -> set[str]:
    """Norms that are somebody's messenger id, number or link: no model may learn them."""
    found: set[str] = set()
    for field in fields:
        if not any(opens(chunk, lexicon) for chunk in field.chunks):
            continue
        tokens, cues = field_cues(field.text, field.chunks, lexicon)
        for cue in cues:
            if cue.address is not None:
                found.update(token.norm for token in tokens[slice(*cue.address)])
    return found
