"""What seller lists add to the scores of a batch, as pieces of evidence.

Applied after all else: how much a standing may lower a score depends on what the listing itself
says. See ``docs/sellers.md`` for the rule and :mod:`counterfeit_nlp.sellers.effects` for the sizes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.model.artefact import Artefact
from counterfeit_nlp.model.risk import POOLED, score_reaching
from counterfeit_nlp.scoring.evidence import FIRST_SELLER, FIRST_SENSE, FIRST_SIGNAL, Evidence
from counterfeit_nlp.sellers.effects import (
    EFFECTS,
    HISTORY_BOUNDS,
    KINDS,
    NEW_FOR,
    STRONG,
    lowering,
)
from counterfeit_nlp.sellers.lists import SellerLists
from counterfeit_nlp.sellers.standing import (
    Held,
    SellerStandings,
    counting,
    experience,
    sentence,
)
from counterfeit_nlp.text.chunks import SIGNALS

__all__ = ["SELLER_COLUMNS", "SellerEvidence", "count_told", "count_undated"]

#: Columns that are looked at where there are seller lists, and that may be missing.
SELLER_COLUMNS = ("seller_id", "marketplace", "listed_at")

_STRONG = {
    **{FIRST_SIGNAL + n: kind for n, kind in enumerate(SIGNALS) if kind in STRONG},
    **{FIRST_SENSE + n: kind for n, kind in enumerate(SENSES) if kind in STRONG},
}


class SellerEvidence:
    """Seller lists beside one model.

    Parameters
    ----------
    lists
        The entries.
    artefact
        The model: its registry says who is authorised, its calibration what log-odds are in a raw
        score, its thresholds what is flagged.
    as_of
        The day that counts for listings without a date; None: nothing is known of their sellers.

    Attributes
    ----------
    lists, as_of
        As given.
    sellers_hash
        Digest of all of this that a model's digest doesn't cover: the entries, ``as_of``, and the
        table of effects.
    """

    def __init__(self, lists: SellerLists, artefact: Artefact, as_of: date | None = None) -> None:
        registry = artefact.linear.registry
        self._standings = SellerStandings(lists, registry)
        brands = {} if registry is None else registry.brands
        self._names = {slug: brand.name for slug, brand in brands.items()}
        self.lists, self.as_of = lists, as_of
        self._sigmoids = artefact.calibration
        flagged = artefact.thresholds.flags_from
        self._floors = {
            language: score_reaching(flagged, sigmoid)
            for language, sigmoid in self._sigmoids.items()
        }
        told = {
            "lists": lists.content_hash,
            "as_of": None if as_of is None else as_of.isoformat(),
            "effects": {kind: effect.log_odds for kind, effect in EFFECTS.items()},
            "history": [*HISTORY_BOUNDS, NEW_FOR],
            "strong": sorted(STRONG),
        }
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        self.sellers_hash = hashlib.sha256(text.encode()).hexdigest()

    def held(self, listings: pa.RecordBatch) -> dict[int, tuple[Held, ...]]:
        """What holds of the seller of each listing on its day; listings of whom nothing does left
        out.

        Parameters
        ----------
        listings
            Validated; any of ``SELLER_COLUMNS`` may be missing, and a missing value says nothing.
        """
        names = listings.schema.names
        if "seller_id" not in names:
            return {}
        found = {}
        for row, seller_id in enumerate(listings.column("seller_id").to_pylist()):
            if seller_id is None or not self._standings.knows(seller_id):
                continue
            place, listed = (
                listings.column(name)[row].as_py() if name in names else None
                for name in SELLER_COLUMNS[1:]
            )
            day = listed.date() if isinstance(listed, datetime) else self.as_of
            if day is not None and (held := self._standings.of(seller_id, place, day)):
                found[row] = held
        return found

    def evidence(
        self,
        held: Mapping[int, tuple[Held, ...]],
        claimed: Mapping[int, str],
        score: np.ndarray,
        languages: Sequence[str],
        before: Sequence[Evidence],
    ) -> tuple[Evidence, list[str]]:
        """What it adds to scores.

        Parameters
        ----------
        held
            From :meth:`held`.
        claimed
            By row, the id of the brand that a listing offers a thing of.
        score
            Shape (n,): the scores without it.
        languages
            Of the ``n`` texts.
        before
            All other evidence, to see what the listings themselves say.

        Returns
        -------
        tuple
            The pieces, whose ``start`` is a place in the list of what is told of them.
        """
        strong = _strong(before, held)
        pieces: list[tuple[int, int, float]] = []
        told: list[str] = []
        for row in sorted(held):
            brand = claimed.get(row)
            raises, lowers = counting(held[row], brand)
            beside = experience(held[row], raises)
            found = [one for one in (raises, lowers, *beside) if one is not None]
            found.sort(key=lambda one: one.log_odds < 0)  # what lowers comes last
            language = languages[row] if languages[row] in self._sigmoids else POOLED
            slope = self._sigmoids[language].slope
            reached = float(score[row])
            for one in found:
                moves = one.log_odds / slope
                words = sentence(one, brand, self._names)
                if moves < 0:
                    floor = self._floors[language] if row in strong else -np.inf
                    some = np.array([reached]), np.array([-moves]), np.array([floor])
                    taken = float(lowering(*some)[0])
                    if taken > moves:
                        shown = ", ".join(kind.replace("_", " ") for kind in strong[row])
                        words += f"; held back, the listing itself shows {shown}"
                    moves = taken
                pieces.append((row, KINDS.index(one.kind), moves))
                told.append(words)
                reached += moves
        row_of, kind = (np.array([piece[n] for piece in pieces], np.int64) for n in (0, 1))
        none, place = np.full(len(pieces), -1), np.arange(len(pieces))
        contribution = np.array([piece[2] for piece in pieces], np.float64)
        return Evidence(row_of, FIRST_SELLER + kind, none, none, place, none, contribution), told


def count_told(reasons: pa.ListArray) -> int:
    """How many of some predictions, by their ``reasons``, depend on what is said of sellers."""
    told = pc.is_in(pc.struct_field(reasons.flatten(), "kind"), pa.array(KINDS))
    return int(pc.count_distinct(pc.list_parent_indices(reasons).filter(told)).as_py())


def count_undated(sellers: pa.Array, listed: pa.Array) -> int:
    """How many listings, by ``seller_id`` and ``listed_at``, have a seller and no date."""
    undated = pc.and_(pc.is_valid(sellers), pc.is_null(listed))
    return int(pc.sum(undated).as_py() or 0)


def _strong(before: Sequence[Evidence], rows: Mapping[int, object]) -> dict[int, list[str]]:
    """What the listings in question say or do themselves that may not be hidden, by row.

    That it is there counts, not what the model learned to give for it: that is
    small in a model whose labels show none of it.
    """
    found: dict[int, list[str]] = {}
    wanted = np.fromiter(rows, np.int64, len(rows))
    for one in before:
        for at in np.flatnonzero(np.isin(one.kind, [*_STRONG]) & np.isin(one.row, wanted)).tolist():
            found.setdefault(int(one.row[at]), []).append(_STRONG[int(one.kind[at])])
    return found
