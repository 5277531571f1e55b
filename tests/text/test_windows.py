"""Windows of long fields: every chunk is in one, and what is added leaves the others alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.text.windows import STEP, WHOLE, WINDOW, cut_windows

FIELDS = st.lists(st.lists(st.integers(0, 40), max_size=90), max_size=5)


def windows_of(fields: list[list[int]]) -> list[tuple[int, list[int]]]:
    field = np.repeat(np.arange(len(fields)), [len(words) for words in fields])
    words = np.array([count for counts in fields for count in counts], dtype=np.int64)
    chunk, window, of_window = cut_windows(field, words)
    return [(int(f), chunk[window == w].tolist()) for w, f in enumerate(of_window.tolist())]


def test_a_short_field_is_one_window_and_a_long_one_is_cut() -> None:
    assert windows_of([[1] * WHOLE]) == [(0, list(range(WHOLE)))]
    found = windows_of([[1] * (WHOLE + 1)])
    assert [chunks[0] for _, chunks in found] == list(range(0, WHOLE + 1 - STEP, STEP))[
        : len(found)
    ]
    assert all(len(chunks) <= WINDOW for _, chunks in found)
    assert windows_of([[], [5], []]) == [(1, [0])]
    assert windows_of([]) == []


@given(FIELDS)
def test_every_chunk_is_in_a_window_of_its_field(fields: list[list[int]]) -> None:
    found = windows_of(fields)
    first = np.cumsum([0, *map(len, fields)])
    for number, words in enumerate(fields):
        own = [chunks for field, chunks in found if field == number]
        assert {c for chunks in own for c in chunks} == set(range(first[number], first[number + 1]))
        for chunks in own:
            assert chunks == list(range(chunks[0], chunks[-1] + 1))
            if len(own) > 1:  # no window is much longer than it should be
                assert sum(words[c - first[number]] for c in chunks[:-1]) <= WINDOW
        if sum(words) <= WHOLE:
            assert len(own) == (len(words) > 0)


@given(st.lists(st.integers(1, 3), min_size=WHOLE + 1, max_size=90), st.integers(1, 150))
def test_what_is_appended_leaves_earlier_windows_alone(words: list[int], more: int) -> None:
    before = [chunks for _, chunks in windows_of([words])]
    after = [chunks for _, chunks in windows_of([words + [1] * more])]
    assert after[: len(before) - 1] == before[:-1]


@given(FIELDS)
def test_fields_do_not_depend_on_their_neighbours(fields: list[list[int]]) -> None:
    together = windows_of(fields)
    first = np.cumsum([0, *map(len, fields)])
    apart = [
        (number, [int(c + first[number]) for c in chunks])
        for number, words in enumerate(fields)
        for _, chunks in windows_of([words])
    ]
    assert together == apart
