"""Which n-grams are brand names, or pieces of them.

A model that may weigh the word "rolex" learns that Rolexes are suspect, and that a listing of one
is no more than that. What is claimed, and at which price, is what
:class:`counterfeit_nlp.features.brand_context.BrandContext` says of a brand: by itself its name
says nothing.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.features.brand_texts import brand_texts, standings_of
from counterfeit_nlp.features.grams import chunk_ngrams
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["name_grams"]

# Of the places where an n-gram stands: "louis" stands in names nearly always, "air" seldom
_SHARE = 0.5


def name_grams(
    frame: pd.DataFrame, registry: Registry, vocabulary: Vocabulary = NOTHING_KNOWN
) -> tuple[str, ...]:
    """The n-grams that mostly stand in names of brands.

    Parameters
    ----------
    frame
        Text columns of any listings; labels are not looked at.
    registry
        The brands.
    vocabulary
        What disguised words are resolved against.

    Returns
    -------
    tuple of str
        Sorted: names of n-grams within one chunk (see ``features/grams.py``) of which at least
        half stand in a token of a brand's name. A model's name (Datejust) is what is sold, not who
        made it, and stays a word like others.
    """
    standings = standings_of(registry)
    everywhere: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for _, fields, texts in brand_texts(frame, standings, vocabulary):
        for row, named in enumerate(standings.named_in(texts)):
            covered: list[set[int]] = [set() for _ in fields]
            for one in named:
                if one.mention.product is None:
                    covered[one.place.field].update(range(one.place.first, one.place.last))
            for of_field, places in zip(fields, covered, strict=True):
                before = 0
                for chunk in of_field[row].chunks:
                    for token, names in chunk_ngrams(chunk):
                        everywhere.update(names)
                        if before + token in places:
                            inside.update(names)
                    before += len(chunk.tokens)
    # sorted: what a model holds doesn't depend on how a process hashes
    left_out = (name for name, times in inside.items() if times >= _SHARE * everywhere[name])
    return tuple(sorted(left_out))
