"""Near-duplicate titles: which listings say the same thing in (almost) the same letters.

A title is compared by the set of its character 3-grams, after NFKC, case folding and
the removal of everything but letters and digits (digits stay: they tell a size 42
from a size 43). Two titles are near-duplicates if the Jaccard similarity of their sets
is at least ``threshold``; a group is what chains of such pairs connect.

Comparing all pairs would be quadratic, so candidates come from MinHash signatures
(Broder 1997) cut into bands: two titles are compared if all rows of one band agree. With
20 bands of 5 rows a pair of similarity 0.8 is missed once in 2,500 times, one of 0.9 once
in 10 million, and every candidate is then verified on the sets themselves.

Whether two titles are joined by a pair depends on these two titles only. So the grouping
doesn't change with the order of rows, and in a subset of the rows groups can only get
smaller: what a split kept apart in the whole file stays apart in its parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

__all__ = ["BANDS", "ROWS_PER_BAND", "THRESHOLD", "near_duplicate_groups"]

IntArray = npt.NDArray[np.int64]
HashArray = npt.NDArray[np.uint64]

THRESHOLD = 0.8
BANDS = 20
ROWS_PER_BAND = 5

_SHINGLE = 3
_WORDS = re.compile(r"[^\W_]+")
_PAIRS_AT_ONCE = 200_000
# A title may be a whole novel; its first characters decide, or one hostile row costs the memory
# of ten thousand honest ones.
_MAX_CHARACTERS = 2_000


def near_duplicate_groups(titles: Sequence[str], *, threshold: float = THRESHOLD) -> IntArray:
    """Give each title a group number; near-duplicate titles share one.

    Parameters
    ----------
    titles : sequence of str, length n
        Titles as the sellers wrote them. An empty title is a group of its own.
    threshold : float
        Least Jaccard similarity, in (0, 1], of the 3-gram sets of two near-duplicates.

    Returns
    -------
    ndarray of int64, shape (n,)
        Group numbers from 0, in order of first appearance.

    Raises
    ------
    ValueError
        If ``threshold`` is outside (0, 1].
    """
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"threshold is {threshold}, expected a number above 0 and at most 1")
    count = len(titles)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    # Sorted distinct texts: everything below is independent of the order of rows.
    texts = [_letters(title) for title in titles]
    distinct = sorted(set(texts) - {""})
    position = {text: number for number, text in enumerate(distinct)}
    groups = np.empty(count, dtype=np.int64)
    lone = len(distinct)
    for row, text in enumerate(texts):
        if text:
            groups[row] = position[text]
        else:  # nothing to compare: its own group
            groups[row] = lone
            lone += 1
    if distinct:
        joined = _join(distinct, threshold)
        has_text = groups < len(distinct)
        groups[has_text] = joined[groups[has_text]]
    return _by_first_appearance(groups)


def _letters(title: str) -> str:
    """Letters and digits of a title, folded, words apart by one space."""
    folded = unicodedata.normalize("NFKC", title[:_MAX_CHARACTERS]).casefold()
    words = " ".join(_WORDS.findall(folded))
    # A title of symbols only (emoji, punctuation) is compared as it stands.
    return words or " ".join(folded.split())


def _by_first_appearance(groups: IntArray) -> IntArray:
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _join(texts: list[str], threshold: float) -> IntArray:
    """Component number of each of the distinct, non-empty texts."""
    sets, shingles = _shingle_sets(texts)
    sizes = np.diff(sets.indptr)
    signatures = _signatures(sets, shingles)
    component = np.arange(len(texts), dtype=np.int64)
    for band in range(BANDS):
        rows = signatures[band * ROWS_PER_BAND : (band + 1) * ROWS_PER_BAND]
        component = _join_band(rows, component, sets, sizes, threshold)
    return component


def _join_band(
    rows: npt.NDArray[np.uint32],
    component: IntArray,
    sets: csr_array,
    sizes: IntArray,
    threshold: float,
) -> IntArray:
    """Verify all pairs of texts that agree on the ``rows`` of a band and aren't connected yet."""
    order, start_of = _buckets(rows)
    place = np.arange(len(order))
    # Pairs with the first of each bucket connect most of a crowded bucket of look-alike
    # titles; then each place goes against the place `offset` before it.
    offset, other, active = 0, start_of, place[place > start_of]
    while len(active):
        for begin in range(0, len(active), _PAIRS_AT_ONCE):
            piece = active[begin : begin + _PAIRS_AT_ONCE]
            left, right = order[other[piece]], order[piece]
            apart = component[left] != component[right]
            left, right = left[apart], right[apart]
            similar = _similar(sets, sizes, left, right, threshold)
            if similar.any():
                component = _merge(component, left[similar], right[similar])
        offset += 1
        other = place - offset
        active = active[active - start_of[active] > offset]
        if offset & (offset - 1) == 0:  # now and then: buckets that are one component are done
            ordered = component[order]
            differs = np.zeros(len(order), dtype=np.bool_)
            differs[start_of[ordered != ordered[start_of]]] = True
            active = active[differs[start_of[active]]]
    return component


def _shingle_sets(texts: list[str]) -> tuple[csr_array, HashArray]:
    """3-gram sets as a 0/1 matrix (texts x distinct 3-grams) and a key per distinct 3-gram.

    A text is padded with one space on each side, so a single letter has a 3-gram too.
    """
    joined = "".join(f" {text} " for text in texts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.uint64
    )
    lengths = np.fromiter((len(text) + 2 for text in texts), dtype=np.int64, count=len(texts))
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    # 21 bits hold any code point, so three of them are one exact 63-bit key.
    keys = (points[:-2] << np.uint64(42)) | (points[1:-1] << np.uint64(21)) | points[2:]
    within = owner[:-2] == owner[2:]
    owner, keys = owner[:-2][within], keys[within]
    distinct, codes = np.unique(keys, return_inverse=True)
    flat = np.unique(owner * len(distinct) + codes)
    row, column = np.divmod(flat, len(distinct))
    starts = np.searchsorted(row, np.arange(len(texts) + 1))
    ones = np.ones(len(row), dtype=np.int32)
    return csr_array((ones, column, starts), shape=(len(texts), len(distinct))), distinct


def _mix(values: HashArray) -> HashArray:
    """splitmix64 finaliser (Steele, Lea, Flood 2014): every input bit moves every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _signatures(sets: csr_array, shingles: HashArray) -> npt.NDArray[np.uint32]:
    """MinHash signatures, shape (BANDS * ROWS_PER_BAND, texts)."""
    count = BANDS * ROWS_PER_BAND
    signatures = np.empty((count, sets.shape[0]), dtype=np.uint32)
    starts = sets.indptr[:-1]
    for number in range(count):
        salt = _mix(np.array([number + 1], dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        # Hashed once per distinct 3-gram, then gathered.
        hashed = (_mix(shingles ^ salt) >> np.uint64(32)).astype(np.uint32)
        signatures[number] = np.minimum.reduceat(hashed[sets.indices], starts)
    return signatures


def _buckets(rows: npt.NDArray[np.uint32]) -> tuple[IntArray, IntArray]:
    """Texts ordered so that those with equal ``rows`` are neighbours, and where each run starts."""
    key = np.zeros(rows.shape[1], dtype=np.uint64)
    for row in rows:
        key = _mix(key ^ row) + np.uint64(0x9E3779B97F4A7C15)
    order = np.argsort(key, kind="stable").astype(np.int64)
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    return order, np.repeat(starts, sizes)


def _similar(
    sets: csr_array, sizes: IntArray, left: IntArray, right: IntArray, threshold: float
) -> npt.NDArray[np.bool_]:
    result = np.zeros(len(left), dtype=np.bool_)
    for begin in range(0, len(left), _PAIRS_AT_ONCE):
        piece = slice(begin, begin + _PAIRS_AT_ONCE)
        a, b = left[piece], right[piece]
        common = np.asarray(sets[a].multiply(sets[b]).sum(axis=1)).ravel()
        # common / union >= threshold, with room for the rounding of the product
        result[piece] = common >= threshold * (sizes[a] + sizes[b] - common) - 1e-9
    return result


def _merge(component: IntArray, left: IntArray, right: IntArray) -> IntArray:
    count = int(component.max()) + 1
    edges = coo_array(
        (np.ones(len(left), dtype=np.int8), (component[left], component[right])),
        shape=(count, count),
    )
    _, merged = connected_components(edges, directed=False)
    result: IntArray = merged.astype(np.int64)[component]
    return result
