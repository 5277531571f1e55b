"""Near-duplicate titles: literal groups, and laws that hold for any titles."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfeit_nlp.duplicates import titles as titles_module
from counterfeit_nlp.duplicates.titles import near_duplicate_groups

WORDS = [
    "red",
    "blue",
    "green",
    "leather",
    "canvas",
    "watch",
    "wallet",
    "trainer",
    "boot",
    "scarf",
    "lamp",
    "38",
    "39",
    "40",
    "silver",
]


def shingles(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def jaccard(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


def partition(groups: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(groups == group).tolist()) for group in set(groups.tolist())}


def all_pairs(titles: list[str], threshold: float) -> np.ndarray:
    """Groups by comparing every pair and following the chains."""
    groups = list(range(len(titles)))
    for i in range(len(titles)):
        for j in range(i):
            if groups[i] != groups[j] and jaccard(titles[i], titles[j]) >= threshold:
                old, new = groups[i], groups[j]
                groups = [new if group == old else group for group in groups]
    return np.array(groups)


def test_literal_groups() -> None:
    titles = [
        "Leather wallet with coin pocket, brown",
        "LEATHER WALLET with coin pocket – brown!!",  # case and punctuation
        "Leather wallet with coin pockets, brown",  # one letter
        "Ceramic lamp for the bedside table",
        "Leather wallet with coin pocket, brown",  # full-width
        "真皮钱包 男士 棕色 短款",
        "真皮钱包男士 棕色 短款。",
        "Wallet",
    ]
    groups = near_duplicate_groups(titles)
    assert groups.tolist()[:6] == [0, 0, 0, 1, 0, 2]
    assert groups[7] == groups.max()


def test_digits_count() -> None:
    groups = near_duplicate_groups(["iso 9001", "iso 9002", "iso 9001"])
    assert groups.tolist() == [0, 1, 0]


def test_titles_without_letters() -> None:
    groups = near_duplicate_groups(["", "★★★", "", "★★★", "!!!", "  "])
    # empty ones never match each other, symbols match the same symbols
    assert groups.tolist() == [0, 1, 2, 1, 3, 4]


def test_nothing_and_one() -> None:
    assert near_duplicate_groups([]).tolist() == []
    assert near_duplicate_groups(["a"]).tolist() == [0]


def test_lone_surrogate_and_huge_title() -> None:
    groups = near_duplicate_groups(["a\ud800b", "x" * 3_000_000, "a\ud800b"])
    assert groups.tolist() == [0, 1, 0]


@pytest.mark.parametrize("threshold", [0.0, 1.1, -1.0, float("nan")])
def test_threshold_is_checked(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        near_duplicate_groups(["a"], threshold=threshold)


def test_equals_all_pairs_and_chains() -> None:
    """Same groups as comparing every pair and following the chains."""
    draw = random.Random(4)
    titles = [" ".join(draw.choices(WORDS, k=draw.randint(3, 9))) for _ in range(150)]
    titles += [title + draw.choice(["s", " x", "", " 41"]) for title in titles]
    wanted = all_pairs(titles, 0.85)
    assert partition(near_duplicate_groups(titles, threshold=0.85)) == partition(wanted)


def test_every_pair_of_a_bucket_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all titles in one bucket the groups are those of all pairs, exactly."""
    draw = random.Random(1)
    texts = sorted({" ".join(draw.choices(WORDS[:6], k=4)) for _ in range(120)})
    count = len(texts)
    one_bucket = (np.arange(count), np.zeros(count, dtype=np.int64))
    monkeypatch.setattr(titles_module, "_buckets", lambda rows: one_bucket)
    monkeypatch.setattr(titles_module, "BANDS", 1)
    monkeypatch.setattr(titles_module, "_PAIRS_AT_ONCE", 7)
    assert partition(near_duplicate_groups(texts)) == partition(all_pairs(texts, 0.8))


def test_crowded_bucket() -> None:
    """Thousands of look-alikes end in one group, and the odd one out doesn't."""
    titles = [f"silicone phone case with pattern number {n} in a gift box" for n in range(3000)]
    groups = near_duplicate_groups([*titles, "an oak table"])
    assert set(groups[:-1].tolist()) == {0}
    assert groups[-1] == 1


texts = st.lists(st.text(st.sampled_from("abcde 12包袋表"), max_size=14), max_size=25)


@settings(max_examples=40, deadline=None)
@given(texts, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(titles: list[str], draw: random.Random) -> None:
    order = list(range(len(titles)))
    draw.shuffle(order)
    groups = near_duplicate_groups(titles)
    shuffled = near_duplicate_groups([titles[i] for i in order])
    back = np.empty(len(titles), dtype=np.int64)
    back[order] = shuffled
    assert partition(back) == partition(groups)


@settings(max_examples=40, deadline=None)
@given(texts, st.data())
def test_a_subset_is_never_grouped_more_coarsely(titles: list[str], data: st.DataObject) -> None:
    """Else a split that holds for the file could fail for its parts."""
    keep = [i for i in range(len(titles)) if data.draw(st.booleans())]
    whole = near_duplicate_groups(titles)
    part = near_duplicate_groups([titles[i] for i in keep])
    for group in set(part.tolist()):
        members = [keep[i] for i in np.flatnonzero(part == group)]
        assert len({int(whole[i]) for i in members}) == 1
