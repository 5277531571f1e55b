"""What the brands that listings name add to the scores of a batch, as pieces of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from counterfeit_nlp.brands.standing import StandingIn, Standings
from counterfeit_nlp.brands.texts import Texts
from counterfeit_nlp.features.price_basis import RATIOS, curve
from counterfeit_nlp.features.relations import MADE_FOR_BRAND, OFFERS_BRAND
from counterfeit_nlp.model.linear import LinearModel
from counterfeit_nlp.scoring.column import TextColumn
from counterfeit_nlp.scoring.evidence import CLAIMED_PRICE, FIRST_RELATION, Evidence
from counterfeit_nlp.scoring.table import ChunkTable

__all__ = ["BrandEvidence", "Claims"]

_PLURAL = re.compile("[^s]s$")  # sneakers, no dress


class BrandEvidence:
    """How listings stand to brands, and prices beside what these charge: shown at the name.

    Parameters
    ----------
    linear
        The model.
    standings
        Of its registry.
    """

    def __init__(self, linear: LinearModel, standings: Standings) -> None:
        self._linear = linear
        self._standings = standings

    def of(
        self,
        dollars: np.ndarray,
        read: list[TextColumn],
        numbers: list[np.ndarray],
        table: ChunkTable,
    ) -> tuple[Evidence, Claims]:
        """What a batch shows.

        Parameters
        ----------
        dollars
            Shape (n,): prices of one thing, NaN where unknown.
        read, numbers
            The fields, and the rows of their chunks in the table.
        table
            What is known of chunks.

        Returns
        -------
        tuple
            The pieces, and what the listings claim.
        """
        chunks = _Chunks(read, numbers, table)
        found = self._standings.of_all(chunks.texts)
        linear = self._linear
        ratio = dollars[found.claiming] / found.floor
        priced = np.flatnonzero(~np.isnan(ratio))
        # of each listing the claim, its price, then what it is for
        row = np.concatenate([found.claiming, found.claiming[priced], found.made_for])
        order = np.argsort(row, kind="stable")
        sizes = [len(found.claiming), len(priced), len(found.made_for)]
        kinds = [FIRST_RELATION + OFFERS_BRAND, CLAIMED_PRICE, FIRST_RELATION + MADE_FOR_BRAND]
        contribution = np.concatenate(
            [
                np.full(sizes[0], linear.relation_weights[OFFERS_BRAND]),
                curve(
                    ratio[priced],
                    linear.claimed_price_weights,
                    linear.claimed_price_center,
                    RATIOS,
                ),
                np.full(sizes[2], linear.relation_weights[MADE_FOR_BRAND]),
            ]
        )
        places = np.concatenate([found.claimed, found.claimed[priced], found.host])
        text, first, last = places[order].T
        evidence = Evidence(
            row[order],
            np.repeat(kinds, sizes)[order],
            text // len(dollars),
            *chunks.places(first, last),
            contribution[order],
        )
        return evidence, Claims(self._standings, found, ratio)


@dataclass(frozen=True)
class Claims:
    """What the listings of a batch offer a thing of, and what they ask beside what it costs.

    ``ratio`` is the price of one thing over the least that it costs, one per claim of ``found``.
    """

    standings: Standings
    found: StandingIn
    ratio: np.ndarray

    def brands(self) -> dict[int, str]:
        """By row the id of the brand that a listing offers a thing of."""
        ids = self.standings.ids(self.found.brand)
        return dict(zip(self.found.claiming.tolist(), ids, strict=True))

    def beside(self, row: int, price: str) -> str:
        """A listing's price beside what the thing costs, in words for reviewers.

        Parameters
        ----------
        row
            A listing whose claim has a price.
        price
            As the seller says it.
        """
        brand, product, model, used, ratio = self._of_row[row]
        thing = self.standings.model(model)
        verb = "costs"
        if not thing:
            kind = self.standings.kind(product)
            thing = f"{self.standings.name(brand)} {kind.replace('-', ' ')}"
            verb = "cost" if _PLURAL.search(kind) else verb
        return f"{price} is {ratio:.2g} of what {thing} {verb} at least{' used' if used else ''}"

    @cached_property
    def _of_row(self) -> dict[int, tuple[int, int, int, bool, float]]:
        """By row the numbers of brand, kind and model, whether it is used, and the ratio."""
        found = self.found
        columns = found.brand, found.product, found.model, found.used, self.ratio
        claims = zip(*(one.tolist() for one in columns), strict=True)
        return dict(zip(found.claiming.tolist(), claims, strict=True))


class _Chunks:
    """All fields of a batch, one after another, as brands are looked for in them.

    Parameters
    ----------
    read, numbers
        The fields, and the rows of their chunks in the table.
    table
        What is known of chunks.
    """

    def __init__(
        self, read: list[TextColumn], numbers: list[np.ndarray], table: ChunkTable
    ) -> None:
        self._read, self._table = read, table
        self._rows = np.concatenate(numbers)
        n = len(read[0].originals)
        text = np.concatenate([one.row + field * n for field, one in enumerate(read)])
        parts = table.brand_parts(self._rows)
        self._first_token = np.cumsum(parts.counts) - parts.counts
        self._first_chunk = np.cumsum([0, *map(len, numbers)])  # of each field
        self.texts = Texts.of(
            len(read), n, text, parts, partial(_words, table, self._rows, self._first_token)
        )

    def places(
        self, first: np.ndarray, last: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Stretches of tokens [first, last) as chunks of fields, starts and ends in these."""
        begin, end = (
            np.searchsorted(self._first_token, at, side="right") - 1 for at in (first, last - 1)
        )
        starts = self._table.token_starts(self._rows[begin], first - self._first_token[begin])
        ends = self._table.token_ends(self._rows[end], last - 1 - self._first_token[end])
        chunk = begin.copy()
        for one, first_chunk in zip(self._read, self._first_chunk[:-1].tolist(), strict=True):
            own = (begin >= first_chunk) & (begin < first_chunk + len(one.number))
            chunk[own] -= first_chunk
            # a name of several words ends in another chunk
            across = np.flatnonzero(own & (begin < end))
            there, here = end[across] - first_chunk, chunk[across]
            ends[across] += one.begins(there) - one.begins(here)
        return chunk, starts, ends


# a function, not a method: texts that held their own owner would be freed by the collector alone
def _words(
    table: ChunkTable,
    rows: np.ndarray,
    first_token: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
) -> Iterator[list[str]]:
    """The norms of stretches of tokens [first, last)."""
    begin = np.searchsorted(first_token, first, side="right") - 1
    end = np.searchsorted(first_token, last)
    before = (first - first_token[begin]).tolist()
    sizes = (last - first).tolist()
    for chunks, skipped, size in zip(map(slice, begin, end), before, sizes, strict=True):
        norms = table.norms(rows[chunks].tolist())
        yield norms[skipped : skipped + size]
