"""Estimates choose the window that adding up all windows token by token would choose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.model import artefact
from counterfeit_nlp.scoring import worst_window
from counterfeit_nlp.scoring.column import TextColumn
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.ragged import repeated

WORDS = [
    "replica",
    "watch",
    "gucci",
    "bag",
    "new",
    "with",
    "for",
    "wi-fi",
    "-",
    "1:1",
    "best",
    "高仿",
]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=70).map(" ".join), max_size=6)


@pytest.fixture(scope="module")
def scorer(model_dir: Path) -> Scorer:
    return Scorer(artefact.load(model_dir))


@given(texts=TEXTS)
def test_the_window_is_the_worst_of_all(scorer: Scorer, texts: list[str]) -> None:
    table = scorer.table
    column = TextColumn(
        pa.array(texts, pa.string()), scorer.artefact.linear.vocabulary, table.index
    )
    table.learn([column.number])
    found = worst_window.worst_windows(0, column, column.number, table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            worst_window, "_may_be_worst", lambda windows, *_: np.arange(len(windows.field))
        )
        whole = worst_window.worst_windows(0, column, column.number, table)
    for one, other in zip(vars(found).values(), vars(whole).values(), strict=True):
        assert one.tobytes() == other.tobytes()


def test_estimates_leave_few_windows(scorer: Scorer) -> None:
    rng = np.random.default_rng(1)
    texts = [" ".join(rng.choice(WORDS, 200)) for _ in range(50)]
    table = scorer.table
    column = TextColumn(pa.array(texts), scorer.artefact.linear.vocabulary, table.index)
    table.learn([column.number])
    windows = worst_window.windows_of(column.row, table.words(column.number))
    kept = worst_window._may_be_worst(windows, column.row, column.number, table)
    assert len(texts) <= len(kept) < 3 * len(texts) < len(windows.field) / 5


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9))))
def test_what_is_repeated(pairs: list[tuple[int, int]]) -> None:
    group, values = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    before, again = repeated(group, values)
    assert list(zip(before.tolist(), again.tolist(), strict=True)) == [
        (max(at for at in range(number) if pairs[at] == pair), number)
        for number, pair in enumerate(pairs)
        if pair in pairs[:number]
    ]
