"""What a cue can mean: a closed list, because the senses are features of the model."""

from __future__ import annotations

__all__ = ["SENSES", "TAKES_BACK", "Cue"]

from typing import NamedTuple

# Counted per listing and in this order by the model. Adding one changes what models mean.
SENSES = (
    "replica_claim",  # says that it is a replica, a copy, no original
    "grade",  # grades, batches, factories: how good a copy it is
    "inspired",  # made after something else, as a look-alike, a dupe or a reissue
    "freight",  # how such goods get through customs
    "contact",  # takes the buyer off the platform
    "authentication",  # claims that it is genuine or passes for it; a claim, never a proof
    "negated",  # says that it is no replica
    "benign",  # the same words in an innocent sense
)
# What claims nothing: these win over what claims, and their words weigh nothing by themselves
TAKES_BACK = ("negated", "benign")


class Cue(NamedTuple):
    """One cue found in a field.

    Attributes
    ----------
    name
        The lexicon's entry; ``lexicon.says[name]`` is a sentence for a reviewer.
    sense
        One of ``SENSES``.
    first, last
        Positions of its tokens, ``last`` exclusive.
    address
        Positions [first, last) of the tokens that are somebody's address or number (the id after
        ``whatsapp``), which callers hide; None where there is none.
    own
        Of a cue whose sense is in ``TAKES_BACK``, the places [start, end) in the field of the words
        that its pattern names, in order: without what stands in a gap between them, and of a word
        that stayed together with others (``fake/superclone``, ``仿品质``) only its part, which has
        no place if its letters were disguised. Empty for other senses.
    """

    name: str
    sense: str
    first: int
    last: int
    address: tuple[int, int] | None = None
    own: tuple[tuple[int, int], ...] = ()
