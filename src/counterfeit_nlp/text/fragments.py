"""Names and cue words cut in two to four by spaces: ``Gu cci``, ``re plica``, ``rep li ca``.

Only terms, and only where a fragment is no word by itself while no fragment of three letters is
one: ``Ray Ban`` and ``van Cleef`` are names in two words. A brand whose fragments could be such
words (``mon cler``, ``Jo Malone``) is left to them. A long term in three fragments or four, of
which two have two letters or fewer, is one whatever they mean: ``Ca na da Goose``, but not
``Beats by Dre``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from counterfeit_nlp.text.disguise import Disguise
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import COMMON, Vocabulary

__all__ = ["fragment_edges", "join_fragments", "may_have_fragments"]

_SHORTEST = 5
_LONGEST = 24
_FRAGMENTS_AT_MOST = 4
_WORD_OF_A_NAME = 3  # letters; fragments below are syllables (Gu cci)
_LONG_WORD = 5
_LONG_TERM = 9
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=8)
def _beginnings(vocabulary: Vocabulary) -> frozenset[str]:
    """What terms begin with: a word that none does is no first fragment, and most are not."""
    return frozenset(term[:end] for term in vocabulary.terms for end in range(1, len(term)))


@lru_cache(maxsize=8)
def fragment_edges(vocabulary: Vocabulary) -> frozenset[str]:
    """What terms begin or end with, and is no word: a text without such a piece holds no fragment.

    Parameters
    ----------
    vocabulary
        Its Latin terms are looked at.
    """
    edges: set[str] = set()
    for term in vocabulary.terms:
        if term.isascii() and _SHORTEST <= len(term) <= _LONGEST:
            edges.update(term[:end] for end in range(1, len(term)))
            edges.update(term[start:] for start in range(1, len(term)))
    return frozenset(edge for edge in edges if len(edge) > 1 and not _is_word(edge, vocabulary))


def _is_word(fragment: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.is_word(fragment, COMMON if len(fragment) < _WORD_OF_A_NAME else 1)


def may_have_fragments(text: str, vocabulary: Vocabulary) -> bool:
    """Whether it is worth calling :func:`join_fragments`."""
    return not fragment_edges(vocabulary).isdisjoint(text.lower().split())


def join_fragments(text: str, vocabulary: Vocabulary) -> tuple[Tracked, list[Disguise]] | None:
    """Take the white space out of terms that are cut into fragments.

    Parameters
    ----------
    text
        Any text.
    vocabulary
        Its terms are looked for; its words are no fragments.

    Returns
    -------
    tuple or None
        As of :func:`counterfeit_nlp.text.spacing.join_spaced`.

    Examples
    --------
    >>> join_fragments("a Gu cci bag", Vocabulary.of(brand=["gucci"]))[0].text
    'a Gucci bag'
    """
    if not _may_spell(text, vocabulary):
        return None
    words = [match.span() for match in _WORD.finditer(text)]
    removed: list[tuple[int, int]] = []
    joined: list[Disguise] = []
    beginnings = _beginnings(vocabulary)
    at = 0
    while at < len(words):
        start, end = words[at]
        if text[start:end].lower() not in beginnings:
            at += 1
            continue
        count = _fragments(text, words[at : at + _FRAGMENTS_AT_MOST], vocabulary)
        if count:
            own = words[at : at + count]
            joined.append(Disguise("separated_letters", own[0][0], own[-1][1]))
            removed += [(here, there) for (_, here), (there, _) in pairwise(own)]
        at += count or 1
    if not joined:
        return None
    return Tracked(text).without(removed), joined


def _may_spell(text: str, vocabulary: Vocabulary) -> bool:
    """Whether any words spell a term together, whatever stands between them."""
    terms, beginnings = vocabulary.terms, _beginnings(vocabulary)
    words = [word.lower() for word in _WORD.findall(text)]
    for at, word in enumerate(words):
        if word in beginnings:
            for other in words[at + 1 : at + _FRAGMENTS_AT_MOST]:
                word += other
                if word in terms:
                    return True
                if word not in beginnings:
                    break
    return False


def _fragments(text: str, words: list[tuple[int, int]], vocabulary: Vocabulary) -> int:
    """How many of these words spell a term together; 0 if they don't."""
    fragments: list[str] = []
    for place, (start, end) in enumerate(words):
        if end - start > _LONGEST or (place and not text[words[place - 1][1] : start].isspace()):
            break
        fragments.append(text[start:end].lower())
        term = "".join(fragments)
        if len(term) > _LONGEST:
            break
        if place and term in vocabulary.terms and _is_cut(fragments, term, vocabulary):
            first, last = words[0][0], end
            alone = (first == 0 or text[first - 1] not in "-'’_.&@") and (
                text[last : last + 1] not in tuple("-'’_&@")
            )
            return place + 1 if alone else 0
    return 0


def _is_cut(fragments: list[str], term: str, vocabulary: Vocabulary) -> bool:
    syllables = sum(len(one) < _WORD_OF_A_NAME for one in fragments)
    if len(term) >= _LONG_TERM and syllables > 1 and len(fragments) > syllables:
        return True
    if len(term) < _SHORTEST or all(_is_word(one, vocabulary) for one in fragments):
        return False
    if any(len(one) >= _WORD_OF_A_NAME and _is_word(one, vocabulary) for one in fragments):
        return False
    if vocabulary.terms[term] != "brand":
        return True
    lengths = [len(one) for one in fragments]
    return min(lengths) < _WORD_OF_A_NAME and max(lengths) < _LONG_WORD
