"""What words claim or take back in the texts of a batch, as pieces of evidence.

A text with a trigger word may hold a cue, and two in three of those hold none. So the phrases that
cues are made of are looked for in all such texts at once, and only where all phrases of some
pattern stand is the text read for cues: by what was found there, but for texts with words of
several units.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from counterfeit_nlp.brands.match import Matcher
from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.phrases import READ_ON, Phrases
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.cues.silence import silent_places
from counterfeit_nlp.features.signal_scale import scale_signals
from counterfeit_nlp.model.linear import LinearModel
from counterfeit_nlp.scoring.column import TextColumn
from counterfeit_nlp.scoring.evidence import FIRST_SENSE, IN_ORIGINAL, Evidence
from counterfeit_nlp.scoring.table import ChunkTable

__all__ = ["CueEvidence"]

_Stands = list[tuple[int, int, int]]  # which phrase, units [first, last)
# By listing, where words stand in the prepared text that take a claim back
Silent = dict[int, list[tuple[int, int]]]


class CueEvidence:
    """Cues of a model's lexicon, each sense shown where a listing says it first.

    Parameters
    ----------
    linear
        The model.
    phrases
        Of its lexicon.
    """

    def __init__(self, linear: LinearModel, phrases: Phrases) -> None:
        self._lexicon, self._weights = linear.lexicon, linear.cue_weights
        self._phrases = phrases
        self._matcher = Matcher(self._phrases.numbers)

    def of(
        self, n: int, read: list[TextColumn], numbers: list[np.ndarray], table: ChunkTable
    ) -> tuple[Evidence, list[Silent]]:
        """What a batch of ``n`` listings shows.

        Parameters
        ----------
        read, numbers
            The fields, and the rows of their chunks in the table.
        table
            What is known of chunks.

        Returns
        -------
        tuple
            One piece per listing and sense; and of each field the words that take a claim back.
        """
        silent: list[Silent] = [{} for _ in read]
        counts = np.zeros((n, len(SENSES)), dtype=np.int64)
        shown: dict[tuple[int, int], tuple[int, int, int]] = {}
        for field, (one, of_field) in enumerate(zip(read, numbers, strict=True)):
            rows = np.unique(one.row[np.flatnonzero(table.may_be_cues(of_field))])
            rows, stands = self._may_hold(rows, one, of_field, table)
            chunk = one.chunks_of(rows)
            tokens, before = table.placed_tokens(of_field[chunk], one.begins(chunk))
            stops = before[np.cumsum(one.first[rows + 1] - one.first[rows])].tolist()
            for row, first, last, own_stands in zip(
                rows.tolist(), [0, *stops], stops, stands, strict=False
            ):
                own = tokens[first:last]
                spans_in = None if own_stands is None else partial(self._phrases.spans, own_stands)
                cues = find_cues(own, self._lexicon, spans_in)
                if places := silent_places(cues):
                    silent[field][row] = places
                for cue in cues:
                    sense = SENSES.index(cue.sense)
                    counts[row, sense] += 1
                    start, end = one.original(row, own[cue.first][1], own[cue.last - 1][2])
                    shown.setdefault((row, sense), (field, start, end))
        row_of, sense_of = np.nonzero(counts)
        where = [shown[key] for key in zip(row_of.tolist(), sense_of.tolist(), strict=True)]
        at_field, starts, ends = np.array(where, dtype=np.int64).reshape(-1, 3).T
        contribution = scale_signals(counts)[row_of, sense_of] * self._weights[sense_of]
        kind, nowhere = FIRST_SENSE + sense_of, np.full(len(row_of), IN_ORIGINAL)
        found = Evidence(row_of, kind, at_field, nowhere, starts, ends, contribution)
        return found, silent

    def _may_hold(
        self, rows: np.ndarray, one: TextColumn, of_field: np.ndarray, table: ChunkTable
    ) -> tuple[np.ndarray, list[_Stands | None]]:
        """Those of some listings whose field may hold a cue: never says no wrongly.

        With each, what stands where in it; None where that is not known for sure.
        """
        if self._lexicon.compiled.expressions or not len(rows):
            return rows, [None] * len(rows)
        unit, chunk = table.cue_units(of_field[one.chunks_of(rows)])
        text = np.repeat(np.arange(len(rows)), one.first[rows + 1] - one.first[rows])[chunk]
        known = np.flatnonzero(unit > 0)
        stands = self._matcher.find(unit[known], known + text[known])
        at = known[stands.start]
        read = self._phrases.complete(len(rows), text[at], stands.row)
        several = np.zeros(len(rows), dtype=bool)
        several[text[unit == READ_ON]] = True
        read |= several
        first = at - np.searchsorted(text, text[at])
        places = zip(
            stands.row.tolist(), first.tolist(), (first + stands.length).tolist(), strict=True
        )
        every = [*places]
        chosen = np.flatnonzero(read)
        begin, end = np.searchsorted(text[at], [chosen, chosen + 1]).tolist()
        found = [
            None if unsure else every[one:other]
            for unsure, one, other in zip(several[chosen].tolist(), begin, end, strict=True)
        ]
        return rows[chosen], found
