"""Splits that nothing crosses: not a seller, not a near-duplicate title, not time.

A model that meets a seller's other listings, or a copy of a title, in training looks far
better than it is. So rows are split by *leak group*: rows connected by a shared seller or
by near-duplicate titles stay together. Where listings carry dates, the test side is also
later than the whole train side, as it will be on the day the model is used; rows of a
group that lie on the wrong side of the cut belong to neither side (``left_out``).

No result depends on the order of the rows: ties and random choices rest on hashes of the
seed and the listing ids.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from counterfeit_nlp.duplicates.titles import near_duplicate_groups
from counterfeit_nlp.errors import InputError, LeakageError

__all__ = ["LEFT_OUT", "TEST", "TRAIN", "check_split", "leak_groups", "split"]

TRAIN = "train"
TEST = "test"
LEFT_OUT = "left_out"

IntArray = npt.NDArray[np.int64]
SideArray = npt.NDArray[np.str_]

_MAX_CUTS = 200


def leak_groups(frame: pd.DataFrame) -> IntArray:
    """Group rows that must not stand on two sides of a split.

    Rows are connected by the same ``seller_id``, the same ``listing_id`` or near-duplicate
    titles (:func:`~counterfeit_nlp.duplicates.titles.near_duplicate_groups`), and by chains
    of these. A row without a seller is a group of its own unless its title is a
    near-duplicate of another.

    Parameters
    ----------
    frame : DataFrame, n rows
        Column ``title``; ``seller_id`` and ``listing_id`` are used if they are there.

    Returns
    -------
    ndarray of int64, shape (n,)
        Group numbers from 0, in order of first appearance.
    """
    rows = len(frame)
    if rows == 0:
        return np.zeros(0, dtype=np.int64)
    # Each row is linked to a node for its title group, its seller and its id.
    keys = [near_duplicate_groups(_titles(frame))]
    keys += [_codes(frame[name]) for name in ("seller_id", "listing_id") if name in frame]
    left, right, nodes = [], [], rows
    for key in keys:
        known = np.flatnonzero(key >= 0)
        left.append(known)
        right.append(key[known] + nodes)
        nodes += int(key.max()) + 1
    links = (np.concatenate(left), np.concatenate(right))
    graph = coo_array((np.ones(len(links[0]), dtype=np.int8), links), shape=(nodes, nodes))
    _, component = connected_components(graph, directed=False)
    codes, _ = pd.factorize(component[:rows])
    return np.asarray(codes, dtype=np.int64)


def split(frame: pd.DataFrame, *, test_fraction: float = 0.25, seed: int = 0) -> SideArray:
    """Put each row on the train side, on the test side, or on neither.

    Dated groups go to the side of the time cut on which most of their rows lie; the cut is
    the one, among the days that occur, which gives the test side the share of rows and of
    positives nearest to ``test_fraction`` and leaves out the fewest rows. Undated groups are
    drawn at random (by ``seed``), those with and those without positives separately. With
    dated rows only, the seed decides nothing but ties.

    Parameters
    ----------
    frame : DataFrame, n rows
        Columns ``listing_id`` and ``title``; ``seller_id``, ``listed_at`` (UTC) and ``label``
        (0, 1 or missing) are used if they are there.
    test_fraction : float
        Share of the kept rows, and of the positives, that the test side aims at, in (0, 1).
    seed : int
        Seed of the random choices.

    Returns
    -------
    ndarray of str, shape (n,)
        ``"train"``, ``"test"`` or ``"left_out"`` for each row.

    Raises
    ------
    ValueError
        If ``test_fraction`` is outside (0, 1).
    InputError
        If there are positives, but no split leaves some on both sides.
    LeakageError
        If something crosses all the same (see :func:`check_split`, which is always run).
    """
    if not 0.0 < test_fraction < 1.0:
        raise ValueError(f"test_fraction is {test_fraction}, expected a number between 0 and 1")
    rows = len(frame)
    if rows == 0:
        return np.zeros(0, dtype="U8")
    groups = leak_groups(frame)
    positive = _positive(frame)
    day = _times(frame)
    dated = day != _NO_TIME
    draw = _draw(frame, groups, seed)

    side = np.full(rows, TRAIN, dtype="U8")
    in_dated_group = np.bincount(groups, weights=dated)[groups] > 0
    if in_dated_group.any():
        chosen = np.flatnonzero(in_dated_group)
        side[chosen] = _split_by_time(
            _Rows(groups[chosen], positive[chosen], day[chosen], draw), test_fraction
        )
    if not in_dated_group.all():
        chosen = np.flatnonzero(~in_dated_group)
        test_groups = _draw_groups(groups[chosen], positive[chosen], draw, test_fraction)
        side[chosen[test_groups[groups[chosen]]]] = TEST

    if positive.any():
        for name in (TRAIN, TEST):
            if not positive[side == name].any():
                raise InputError(
                    f"no split leaves counterfeit listings on both sides: {int(positive.sum())} "
                    f"positives stand in {len(np.unique(groups[positive]))} group(s) of sellers "
                    f"and near-duplicate titles, and the {name} side would get none; add "
                    "labelled counterfeits of other sellers"
                )
    _check_groups(frame, side, groups)
    return side


def check_split(frame: pd.DataFrame, side: npt.ArrayLike) -> None:
    """Raise if anything stands on both the train and the test side.

    Parameters
    ----------
    frame : DataFrame, n rows
        Columns as for :func:`split`.
    side : array-like of str, shape (n,)
        ``"train"``, ``"test"`` or ``"left_out"`` for each row.

    Raises
    ------
    ValueError
        If ``side`` has another length or another value.
    LeakageError
        If a listing id, a seller or a near-duplicate title is on both sides, or if a dated
        train row isn't earlier than every dated test row. The message names the first case
        of each kind.
    """
    sides = np.asarray(side, dtype=str)
    if sides.shape != (len(frame),):
        raise ValueError(f"side has shape {sides.shape}, expected ({len(frame)},): one per row")
    unknown = sorted(set(sides.tolist()) - {TRAIN, TEST, LEFT_OUT})
    if unknown:
        raise ValueError(f"side has {unknown[0]!r}, expected {TRAIN!r}, {TEST!r} or {LEFT_OUT!r}")
    _check_groups(frame, sides, None)


# --- what the split rests on ------------------------------------------------------------------

_NO_TIME = np.iinfo(np.int64).min


def _codes(column: pd.Series[Any]) -> IntArray:
    """Integer code per distinct value, -1 where it is missing or empty."""
    codes, _ = pd.factorize(column.where(column.notna() & (column != "")))
    return codes.astype(np.int64)


def _titles(frame: pd.DataFrame) -> list[str]:
    return [title if isinstance(title, str) else "" for title in frame["title"].tolist()]


def _positive(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    if "label" not in frame:
        return np.zeros(len(frame), dtype=np.bool_)
    label = pd.to_numeric(frame["label"])
    return (label == 1).fillna(False).to_numpy(dtype=np.bool_)


def _times(frame: pd.DataFrame) -> IntArray:
    """``listed_at`` in microseconds since 1970 UTC, ``_NO_TIME`` where it is missing."""
    if "listed_at" not in frame:
        return np.full(len(frame), _NO_TIME)
    moments = pd.to_datetime(frame["listed_at"], utc=True, format="ISO8601")
    times = moments.to_numpy(dtype="datetime64[us]").astype(np.int64)
    times[moments.isna().to_numpy()] = _NO_TIME
    return times


def _draw(frame: pd.DataFrame, groups: IntArray, seed: int) -> npt.NDArray[np.uint64]:
    """A random-looking number per group, the same wherever its rows stand in the file."""
    hashed = np.fromiter(
        (
            int.from_bytes(
                hashlib.blake2b(
                    f"{seed}\x1f{listing_id}".encode("utf-8", "surrogatepass"), digest_size=8
                ).digest(),
                "big",
            )
            for listing_id in frame["listing_id"]
        ),
        dtype=np.uint64,
        count=len(frame),
    )
    draw = np.full(int(groups.max()) + 1, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(draw, groups, hashed)
    return draw


# --- undated groups ---------------------------------------------------------------------------


def _draw_groups(
    groups: IntArray,
    positive: npt.NDArray[np.bool_],
    draw: npt.NDArray[np.uint64],
    test_fraction: float,
) -> npt.NDArray[np.bool_]:
    """Which groups are test groups; shape (number of groups in the whole file,)."""
    count = len(draw)
    sizes = np.bincount(groups, minlength=count)
    positives = np.bincount(groups, weights=positive, minlength=count)
    is_test = np.zeros(count, dtype=np.bool_)
    for stratum, weight in (
        (np.flatnonzero(positives > 0), positives),
        (np.flatnonzero((sizes > 0) & (positives == 0)), sizes),
    ):
        order = stratum[np.argsort(draw[stratum], kind="stable")]
        target = test_fraction * weight[order].sum()
        filled = 0.0
        for group in order.tolist():
            if filled + weight[group] <= target:
                is_test[group] = True
                filled += weight[group]
        if filled == 0.0 and len(order) > 1:
            # Every group is larger than the target: the smallest one is the nearest to it.
            is_test[order[np.argmin(weight[order])]] = True
    return is_test


# --- dated groups -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rows:
    """Rows of groups that hold at least one dated row."""

    groups: IntArray
    positive: npt.NDArray[np.bool_]
    time: IntArray
    draw: npt.NDArray[np.uint64]  # by group number of the whole file


def _split_by_time(rows: _Rows, test_fraction: float) -> SideArray:
    dated = rows.time != _NO_TIME
    cuts = np.unique(rows.time[dated])[1:]  # a cut at the first moment would leave no train row
    if len(cuts) > _MAX_CUTS:
        cuts = cuts[np.linspace(0, len(cuts) - 1, _MAX_CUTS).astype(np.int64)]
    best: tuple[float, SideArray] | None = None
    for cut in cuts.tolist():
        side = _sides_at(rows, dated, cut)
        loss = _loss(rows, side, test_fraction)
        if best is None or loss < best[0]:
            best = (loss, side)
    if best is None:  # all rows share one moment, nothing can be later than anything
        return np.full(len(dated), TRAIN, dtype="U8")
    return best[1]


def _sides_at(rows: _Rows, dated: npt.NDArray[np.bool_], cut: int) -> SideArray:
    """Sides if the test period starts at ``cut``."""
    late = dated & (rows.time >= cut)
    early = dated & ~late
    count = len(rows.draw)
    is_test = np.bincount(rows.groups, weights=late, minlength=count) > np.bincount(
        rows.groups, weights=early, minlength=count
    )
    # A side without positives is useless: move the group that brings it the most of them.
    if rows.positive.any():
        for wanted, usable in ((True, ~early), (False, ~late)):
            on_side = is_test[rows.groups] == wanted
            if (rows.positive & usable & on_side).any():
                continue
            gain = np.bincount(rows.groups, weights=rows.positive & usable, minlength=count)
            candidates = np.flatnonzero((gain == gain.max()) & (gain > 0))
            if len(candidates):
                is_test[candidates[np.argmin(rows.draw[candidates])]] = wanted
    test = is_test[rows.groups]
    side = np.where(test, TEST, TRAIN).astype("U8")
    side[(test & early) | (~test & late)] = LEFT_OUT
    return side


def _loss(rows: _Rows, side: SideArray, test_fraction: float) -> float:
    """How far a split is from what was asked for; a side without positives is worse than all."""
    kept, test = side != LEFT_OUT, side == TEST
    loss = abs(test.sum() / kept.sum() - test_fraction) + (1.0 - kept.mean())
    if rows.positive.any():
        kept_positive = int((kept & rows.positive).sum())
        test_positive = int((test & rows.positive).sum())
        if not 0 < test_positive < kept_positive:
            return float(loss) + 10.0
        loss += abs(test_positive / kept_positive - test_fraction)
        loss += 1.0 - kept_positive / int(rows.positive.sum())
    return float(loss)


# --- the check --------------------------------------------------------------------------------


def _check_groups(frame: pd.DataFrame, side: SideArray, groups: IntArray | None) -> None:
    train, test = side == TRAIN, side == TEST
    if not train.any() or not test.any():
        return
    found: list[str] = []
    for name, what in (("listing_id", "listing id"), ("seller_id", "seller")):
        if name in frame:
            found += _crossing(frame, train, test, _codes(frame[name]), what)
    if groups is None:
        titles = near_duplicate_groups(_titles(frame))
        found += _crossing(frame, train, test, titles, "near-duplicate title")
    else:  # leak groups known: they hold the near-duplicate titles, and chains besides
        found += _crossing(frame, train, test, groups, "leak group")
    found += _late_train_rows(frame, train, test)
    if found:
        raise LeakageError("the split leaks: " + "; ".join(found))


def _crossing(
    frame: pd.DataFrame,
    train: npt.NDArray[np.bool_],
    test: npt.NDArray[np.bool_],
    codes: IntArray,
    what: str,
) -> list[str]:
    shared = np.intersect1d(codes[train], codes[test])
    shared = shared[shared >= 0]
    if len(shared) == 0:
        return []
    ids = frame["listing_id"].to_numpy() if "listing_id" in frame else np.arange(len(frame))
    first = codes == shared[0]
    return [
        f"{len(shared)} {what}{'s' if len(shared) > 1 else ''} on both sides, for example listing "
        f"{ids[train & first][0]!r} (train) and {ids[test & first][0]!r} (test)"
    ]


def _late_train_rows(
    frame: pd.DataFrame, train: npt.NDArray[np.bool_], test: npt.NDArray[np.bool_]
) -> list[str]:
    times = _times(frame)
    dated = times != _NO_TIME
    if not (train & dated).any() or not (test & dated).any():
        return []
    first_test = times[test & dated].min()
    late = train & dated & (times >= first_test)
    if not late.any():
        return []
    moment = np.datetime64(int(first_test), "us").astype("datetime64[s]")
    return [
        f"time: {int(late.sum())} train row{'s' if late.sum() > 1 else ''} not earlier than the "
        f"first test row ({moment}Z)"
    ]
