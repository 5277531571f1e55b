"""Cues of a field as ``text/`` reads it: chunk by chunk, with its places."""

from __future__ import annotations

from collections.abc import Iterable, Set

from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import Cue
from counterfeit_nlp.text.chunks import Chunk, begins
from counterfeit_nlp.text.fields import Field
from counterfeit_nlp.text.pipelines import Token

__all__ = ["addresses", "blanked", "field_cues"]

_REMEMBERED = 300_000  # chunks


def _may_hold(chunk: Chunk, lexicon: Lexicon) -> bool:
    """The cheap look: whether a chunk may hold a cue, or part of one."""
    # what the tokens of a chunk are depends on its folded text alone
    known = lexicon.compiled.opened
    found = known.get(chunk.text)
    if found is None:
        if len(known) > _REMEMBERED:
            known.clear()
        found = known[chunk.text] = lexicon.opens([token.norm for token in chunk.tokens])
    return found


def field_cues(field: Field, lexicon: Lexicon) -> tuple[list[Token], list[Cue]]:
    """Find the cues of a field.

    Parameters
    ----------
    field
        As :func:`counterfeit_nlp.text.fields.read_fields` reads it.
    lexicon
        What to look for.

    Returns
    -------
    tuple
        The tokens of the whole field with their places in the prepared text, and the cues among
        them; both empty where no chunk holds a trigger.
    """
    if not any(_may_hold(chunk, lexicon) for chunk in field.chunks):
        return [], []
    tokens = _tokens(field)
    return tokens, find_cues(tokens, lexicon)


def _tokens(field: Field) -> list[Token]:
    return [
        Token(norm, begin + start, begin + end)
        for begin, chunk in zip(begins(field.prepared.text, field.raw), field.chunks, strict=True)
        for norm, start, end in chunk.tokens
    ]


def addresses(fields: Iterable[Field], lexicon: Lexicon) -> set[str]:
    """Norms that are somebody's messenger id, number or link: no model may learn them."""
    found: set[str] = set()
    for field in fields:
        tokens, cues = field_cues(field, lexicon)
        for cue in cues:
            if cue.address is not None:
                found.update(token.norm for token in tokens[slice(*cue.address)])
    return found


def blanked(field: Field, norms: Set[str]) -> str:
    """The prepared text with blanks where tokens of these norms stand; places stay."""
    text = field.prepared.text
    if any(token.norm in norms for chunk in field.chunks for token in chunk.tokens):
        for norm, start, end in _tokens(field):
            if norm in norms:
                text = text[:start] + " " * (end - start) + text[end:]
    return text
