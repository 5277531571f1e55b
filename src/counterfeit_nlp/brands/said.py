"""What the words around mentions say of them; what they say of one of a list is said of all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from counterfeit_nlp.brands.find import Spans
from counterfeit_nlp.brands.relation import FOR, IS, NEAR_BEFORE, NEAR_BEHIND, NOT, relation_of
from counterfeit_nlp.brands.roles import JOINS, RELATES
from counterfeit_nlp.brands.texts import Texts

__all__ = ["RELATIONS", "what_is_said"]

RELATIONS = (IS, FOR, NOT)
_IS, _FOR, _ = range(3)


def what_is_said(
    texts: Texts, mentions: Spans, are_hosts: Callable[[int], bool]
) -> np.ndarray:
    """What the words say of each mention, whatever is offered.

    Parameters
    ----------
    texts, mentions
        ``n`` mentions in the order of the texts.
    are_hosts
        Whether a mention and the next, side by side, are brands of what a thing may be used with:
        "苹果华为 耳机", "HP Dell bag".

    Returns
    -------
    numpy.ndarray
        Index into ``RELATIONS`` of each, shape (n,).
    """
    text, first, last, _ = mentions
    begin, end = texts.begin[text], texts.begin[text + 1]
    near = texts.count(RELATES, np.maximum(first - NEAR_BEFORE, begin), first)
    near += texts.count(RELATES, last, np.minimum(last + NEAR_BEHIND, end))
    said = [_IS] * len(text)
    for at in np.flatnonzero(near).tolist():
        own = int(begin[at])
        norms = texts.norms(int(text[at]))
        said[at] = RELATIONS.index(relation_of(norms, int(first[at]) - own, int(last[at]) - own))
    # "for HP, Canon and Epson"; names in one token overlap
    between = first[1:] - last[:-1]
    joined = texts.count(JOINS, last[:-1], np.maximum(first[1:], last[:-1])) >= between
    listed = np.flatnonzero(joined & (text[1:] == text[:-1])).tolist()
    for at in listed:
        if said[at] == _FOR and said[at + 1] == _IS:
            said[at + 1] = _FOR
    for at in reversed(listed):
        if said[at + 1] == _FOR and said[at] == _IS:
            said[at] = _FOR
    for at in listed:
        if said[at] == said[at + 1] == _IS and are_hosts(at):
            said[at] = said[at + 1] = _FOR
    return np.array(said, dtype=np.int64)
