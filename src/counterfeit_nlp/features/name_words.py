"""Which words are names of brands, and bring no n-grams.

A model that may weigh the word "rolex" learns that Rolexes are suspect, and that a listing of one
is no more than that; and if it may weigh "olex", it learns the same. What is claimed, and at which
price, is what :class:`counterfeit_nlp.features.brand_context.BrandContext` says of a brand: by
itself its name says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from counterfeit_nlp.brands.find import units_of
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.money import rates
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["name_words"]

# Of the places where a word stands: "louis" stands in names nearly always, "air" seldom
_SHARE = 0.5
_AT_ONCE = 10_000  # listings, to bound memory


def name_words(
    frame: pd.DataFrame, registry: Registry, vocabulary: Vocabulary = NOTHING_KNOWN
) -> frozenset[str]:
    """The words that mostly stand in names of brands.

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
    frozenset of str
        Norms of tokens: those of which at least half of the tokens in the listings are part of a
        brand's name, and names of one word that are no ordinary word, met or not. A model's name
        (Datejust) is what is sold, not who made it, and stays a word like others.
    """
    standings = Standings(registry, rates())
    everywhere: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    columns = [read_fields(texts, vocabulary) for texts in text_values(frame)]
    for begin in range(0, len(frame), _AT_ONCE):
        norms = [[one.norms() for one in of[begin : begin + _AT_ONCE]] for of in columns]
        for of_field in norms:
            for of_text in of_field:
                everywhere.update(of_text)
        for row, named in enumerate(standings.named_in(standings.finder.texts(norms))):
            # several brands may share a name
            places = {one.place for one in named if one.mention.product is None}
            for place in places:
                inside.update(norms[place.field][row][place.first : place.last])
    mostly = {word for word, times in inside.items() if times >= _SHARE * everywhere[word]}
    return frozenset(mostly.union(_single_words(registry)))


def _single_words(registry: Registry) -> Iterable[str]:
    for brand in registry.brands.values():
        for names in brand.names.values():
            for name in names:
                units = units_of(name.text)
                if len(units) == 1 and not name.word:
                    yield units[0]
