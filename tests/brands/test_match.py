"""Rows of units are found wherever they stand, as a plain search finds them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.brands.match import Matcher, Stands, disjoint

UNITS = st.integers(1, 4)
ROWS = st.lists(st.lists(UNITS, min_size=1, max_size=4).map(tuple), unique=True, max_size=8)
TEXTS = st.lists(st.lists(st.integers(0, 5), max_size=9), max_size=4)


def plainly(rows: list[tuple[int, ...]], texts: list[list[int]]) -> list[tuple[int, int, int]]:
    """Where each row stands: text, first unit, number of the row."""
    return [
        (number, start, rows.index(tuple(text[start:stop])))
        for number, text in enumerate(texts)
        for start in range(len(text))
        for stop in range(start + 1, len(text) + 1)
        if tuple(text[start:stop]) in rows
    ]


def found(rows: list[tuple[int, ...]], texts: list[list[int]]) -> tuple[Stands, list[list[int]]]:
    """What the matcher finds, and text and place of each unit that it was given."""
    known = {unit for row in rows for unit in row}
    where = [
        [number, at, unit, at + sum(len(text) + 1 for text in texts[:number])]
        for number, text in enumerate(texts)
        for at, unit in enumerate(text)
        if unit in known
    ]
    units, places = (np.array([one[part] for one in where], dtype=np.int64) for part in (2, 3))
    return Matcher(rows).find(units, places), where


@given(rows=ROWS, texts=TEXTS)
def test_every_row_is_found_wherever_it_stands(
    rows: list[tuple[int, ...]], texts: list[list[int]]
) -> None:
    stands, where = found(rows, texts)
    assert [
        (*where[start][:2], row)
        for start, row in zip(stands.start.tolist(), stands.row.tolist(), strict=True)
    ] == plainly(rows, texts)
    assert stands.length.tolist() == [len(rows[row]) for row in stands.row.tolist()]


@given(rows=ROWS, texts=TEXTS, marked=st.sets(st.integers(0, 30)))
def test_the_longer_counts_then_the_earlier(
    rows: list[tuple[int, ...]], texts: list[list[int]], marked: set[int]
) -> None:
    stands, where = found(rows, texts)
    taken = np.array([at in marked for at in range(len(where))], dtype=bool)
    expected = {at for at in marked if at < len(where)}
    chosen = set()
    everything = [*zip(stands.start.tolist(), stands.length.tolist(), strict=True)]
    for start, length in sorted(everything, key=lambda one: (-one[1], one[0])):
        if expected.isdisjoint(range(start, start + length)):
            expected.update(range(start, start + length))
            chosen.add((start, length))
    kept = np.flatnonzero(disjoint(stands, taken)).tolist()
    assert {everything[at] for at in kept} == chosen
    assert set(np.flatnonzero(taken).tolist()) == expected
