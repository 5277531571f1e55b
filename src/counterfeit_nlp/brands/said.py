"""What the words around mentions say of them; what they say of one of a list is said of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from counterfeit_nlp.brands.find import Spans
from counterfeit_nlp.brands.relation import (
    BEHIND_REACH,
    DENIED_REACH,
    FOR,
    FOR_REACH,
    IS,
    NOT,
    WORDS_BETWEEN,
    relation_of,
)
from counterfeit_nlp.brands.roles import (
    DENIES,
    DOUBTFUL,
    ENDS,
    FOLLOWS,
    HINDERS,
    JOINS,
    MAY_SAY_FOR,
    SAYS_FOR,
)
from counterfeit_nlp.brands.texts import Texts

__all__ = ["SAID", "what_is_said"]

SAID = (IS, FOR, NOT)
_IS, _FOR, _ = range(3)
_SEEN_BEFORE, _SEEN_BEHIND = FOR_REACH + 1, BEHIND_REACH + 1  # tokens that the rules look at


def what_is_said(texts: Texts, mentions: Spans, are_hosts: Callable[[int], bool]) -> np.ndarray:
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
        Index into ``SAID`` of each, shape (n,).
    """
    text, first, last, _ = mentions
    surely_for, may = _cheap_look(texts, mentions)
    said = np.where(surely_for, _FOR, _IS).tolist()
    near = np.flatnonzero(may)
    for at, relation in zip(near.tolist(), _relations(texts, mentions.at(near)), strict=True):
        said[at] = relation
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


def _cheap_look(texts: Texts, mentions: Spans) -> tuple[np.ndarray, np.ndarray]:
    """Which mentions are surely ``FOR``, and which may be anything but ``IS``, by roles alone."""
    text, first, last, _ = mentions
    begin, end = texts.begin[text], texts.begin[text + 1]
    other = texts.count(DENIES, np.maximum(first - DENIED_REACH, begin), first)
    other += texts.count(FOLLOWS, last, np.minimum(last + BEHIND_REACH, end))
    # the last "for" before it: between an earlier one and the name stands only more
    at = texts.last_before(MAY_SAY_FOR, first)
    near = np.flatnonzero(at >= np.maximum(first - FOR_REACH, begin))
    at, stop = at[near], first[near]
    reaches = texts.count(HINDERS, at + 1, stop) <= WORDS_BETWEEN
    reaches &= texts.count(ENDS, at + 1, stop) == 0
    sure = reaches & (texts.roles[at] & SAYS_FOR != 0) & (stop - at < FOR_REACH)
    # up to the first token of the name: "for 361"
    sure &= (texts.count(DOUBTFUL, at + 1, stop + 1) == 0) & (other[near] == 0)
    surely, may = np.zeros(len(text), dtype=bool), other > 0
    surely[near[sure]] = True
    may[near[reaches & ~sure]] = True
    return surely, may


def _relations(texts: Texts, mentions: Spans) -> Iterator[int]:
    """What the words say of each mention by itself."""
    text, first, last, _ = mentions
    begin = np.maximum(first - _SEEN_BEFORE, texts.begin[text])
    end = np.minimum(last + _SEEN_BEHIND, texts.begin[text + 1])
    places = zip((first - begin).tolist(), (last - begin).tolist(), strict=True)
    for norms, place in zip(texts.words(begin, end), places, strict=True):
        yield SAID.index(relation_of(norms, *place))
