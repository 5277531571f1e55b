"""The text columns of a frame as brands are looked for in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.brands.texts import Texts
from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.features.money import rates
from counterfeit_nlp.text.fields import Field, read_fields
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["brand_texts", "standings_of"]

_AT_ONCE = 10_000  # listings, to bound memory


def standings_of(registry: Registry) -> Standings:
    """Tells how listings stand to the brands of a registry; made once for each content."""
    return _cached(_ByContent(registry))


def brand_texts(
    X: pd.DataFrame, standings: Standings, vocabulary: Vocabulary
) -> Iterator[tuple[int, list[list[Field]], Texts]]:
    """Read text columns, some listings at a time.

    Yields
    ------
    tuple
        The row of the first of the listings; their fields, column by column; and the same for
        ``standings`` to look at.
    """
    columns = [read_fields(texts, vocabulary) for texts in text_values(X)]
    for begin in range(0, len(X), _AT_ONCE):
        fields = [of_field[begin : begin + _AT_ONCE] for of_field in columns]
        norms = [[one.norms() for one in of_field] for of_field in fields]
        yield begin, fields, standings.finder.texts(norms)


class _ByContent:
    """A registry as a key of a cache: equal to another when the content is."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _ByContent):
            return NotImplemented
        return self.registry.content_hash == other.registry.content_hash

    def __hash__(self) -> int:
        return hash(self.registry.content_hash)


@lru_cache(maxsize=2)
def _cached(key: _ByContent) -> Standings:
    return Standings(key.registry, rates())
