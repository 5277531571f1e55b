"""The window of each text that speaks most against its listing, token by token.

A long text has many windows and one of them counts. So all are first estimated from the sums of
their chunks, which takes a few differences of running sums, and only those that may be the worst,
whatever the estimate has rounded, are added up token by token in the order of the text.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from counterfeit_nlp.scoring.column import TextColumn
from counterfeit_nlp.scoring.evidence import TEXT, Evidence, together
from counterfeit_nlp.scoring.ragged import repeated, runs
from counterfeit_nlp.scoring.table import ChunkTable
from counterfeit_nlp.text.windows import Windows, windows_of

__all__ = ["worst_windows"]

_BLOCK = 2_000  # listings whose windows lie in memory together
_ROUNDING = 2.0**-50  # of a sum, for each number that goes into it; twice twice what it may be


def worst_windows(
    field: int, column: TextColumn, numbers: np.ndarray, table: ChunkTable
) -> Evidence:
    """The evidence in the window of each listing's field that scores highest, the first of equals.

    Parameters
    ----------
    field
        Which field it is.
    column, numbers
        Its chunks as n-grams are counted on them, and their rows in the table.
    table
        What is known of chunks.
    """
    return together(
        [
            _of_listings(field, column.row[own], numbers[own], own.start, table)
            for own in _blocks(column.first)
        ]
    )


def _blocks(first: np.ndarray) -> list[slice]:
    """Chunks of whole listings, a block of these at a time; one empty slice of none."""
    last = len(first) - 1
    bounds = first[[*range(0, last, _BLOCK), last]].tolist()
    return [slice(*pair) for pair in pairwise(bounds)] or [slice(0, 0)]


def _of_listings(
    field: int, rows: np.ndarray, numbers: np.ndarray, offset: int, table: ChunkTable
) -> Evidence:
    """The same of some whole listings: ``rows`` and ``numbers`` are those of their chunks.

    ``offset`` is the place of the first of these in the column.
    """
    windows = windows_of(rows, table.words(numbers))
    windows = windows.at(_may_be_worst(windows, rows, numbers, table))
    found = _evidence(field, windows, numbers, table)
    found = replace(found, chunk=found.chunk + offset)
    score = np.bincount(found.row, weights=found.contribution, minlength=len(windows.field))
    top = np.flatnonzero(score == _best(score, windows.field))
    chosen = np.zeros(len(score), dtype=bool)
    chosen[top[np.diff(windows.field[top], prepend=-1) > 0]] = True  # the first of each field
    found = found.at(np.flatnonzero(chosen[found.row]))
    return replace(found, row=windows.field[found.row])


def _best(score: np.ndarray, field: np.ndarray) -> np.ndarray:
    """The highest score of the field of each window."""
    if not len(score):
        return score
    starts = np.flatnonzero(np.diff(field, prepend=-1))
    return np.repeat(np.maximum.reduceat(score, starts), np.diff(starts, append=len(score)))


def _may_be_worst(
    windows: Windows, rows: np.ndarray, numbers: np.ndarray, table: ChunkTable
) -> np.ndarray:
    """Which windows may be the worst of their field: all but those that surely are not."""
    same = windows.field[1:] == windows.field[:-1]
    cut = np.concatenate([same, [False]]) | np.concatenate([[False], same])
    if not len(same) or not cut.any():
        return np.arange(len(windows.field))
    # of fields with several windows only
    is_cut = np.zeros(int(rows[-1]) + 1, dtype=bool)
    is_cut[windows.field[cut]] = True
    own = is_cut[rows]
    place = np.cumsum(own) - own
    some = windows.at(cut)
    some = Windows(place[some.begin], place[some.begin] + some.end - some.begin, some.field)
    score, error = _estimate(some, rows[own], numbers[own], table)
    kept = ~cut
    kept[cut] = score >= _best(score, some.field) - 2 * error
    return np.flatnonzero(kept)


def _estimate(
    windows: Windows, rows: np.ndarray, numbers: np.ndarray, table: ChunkTable
) -> tuple[np.ndarray, float]:
    """The score of each window up to an error, and the error."""
    n = len(windows.field)
    weight, length = table.weights(numbers), table.lengths(numbers)
    score = _between(weight, windows).astype(np.float64)
    size = _between(length, windows).astype(np.float64)
    # of each chunk, or of a bigram's two, the windows that hold it: [first, last]
    first = np.cumsum(np.bincount(windows.end, minlength=len(rows)))
    last = np.cumsum(np.bincount(windows.begin, minlength=len(rows))) - 1
    # a chunk that is repeated within a window counts once
    before, again = repeated(rows, numbers)
    window, which = runs(first[again], np.maximum(last[before] + 1 - first[again], 0))
    score -= np.bincount(window, weights=weight[again[which]], minlength=n)
    size -= np.bincount(window, weights=length[again[which]], minlength=n)
    # so does a bigram
    one, other, pair, key = table.neighbours(rows, numbers)
    window, which = runs(first[other], np.maximum(last[one] + 1 - first[other], 0))
    score += np.bincount(window, weights=pair[which], minlength=n)
    before, again = repeated(rows[one], key)
    window, which = runs(
        first[other[again]], np.maximum(last[one[before]] + 1 - first[other[again]], 0)
    )
    score -= np.bincount(window, weights=pair[again[which]], minlength=n)
    added = len(numbers) + len(pair) + 1
    error = _ROUNDING * added * (1 + float(np.abs(weight).sum() + np.abs(pair).sum()))
    score /= np.sqrt(np.maximum(size, 1))
    return score, error


def _between(values: np.ndarray, windows: Windows) -> np.ndarray:
    """The sum of the values of each window."""
    up_to = np.zeros(len(values) + 1, dtype=values.dtype)
    np.cumsum(values, out=up_to[1:])
    found: np.ndarray = up_to[windows.end] - up_to[windows.begin]
    return found


def _evidence(field: int, windows: Windows, numbers: np.ndarray, table: ChunkTable) -> Evidence:
    """What the chunks of each window say; ``row`` is the window.

    ``numbers`` are the rows of chunks in the table.
    """
    sizes = windows.end - windows.begin
    chunk, window = runs(windows.begin, sizes)
    own = numbers[chunk]
    owner, weight, start, end, role = table.tokens(own)
    row = window[owner]
    # a chunk that is repeated within a window counts once, where it stands first
    first_time = np.ones(len(chunk), dtype=bool)
    first_time[repeated(window, own)[1]] = False
    contribution = weight * first_time[owner]
    first, second, pair, key = table.bigrams(row, role)
    once = np.ones(len(pair), dtype=bool)
    once[repeated(row[first], key)[1]] = False
    # a bigram's weight is shared by its two words, so that each word shows what it brings; no word
    # is the first of two, nor the second
    contribution[first[once]] += pair[once] / 2
    contribution[second[once]] += pair[once] / 2
    length = np.bincount(window, weights=table.lengths(own) * first_time)
    contribution *= (1 / np.sqrt(np.maximum(length, 1)))[row]
    kind, of_field = np.full(len(row), TEXT), np.full(len(row), field)
    return Evidence(row, kind, of_field, chunk[owner], start, end, contribution)
