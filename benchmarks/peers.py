"""Our model beside other heads on the same splits of real listings, and what each costs.

    python benchmarks/peers.py --data DIR [--json OUT] [--rows N]

DIR holds ``listings.csv.gz`` as data/README.md describes it; without it this says where it looked
and exits 0. Heads (peer_heads.py): ours, the plain peer, fastText, LightGBM on our columns, and
logistic regression on a sentence embedding that comes with its package. Those of a package that is
not installed are left out, and that is said.

The protocol of real_listings.py: the same five folds by seller, sources left out of training,
paired intervals that resample sellers. Counted is CPU time of this process on one thread: of
training, and of scoring held-out listings from their raw fields, after each head has scored 10,000
training listings (what is loaded or remembered at first use is there then). Ours remembers the
words it met, so longer runs cost it less per listing, which throughput.py measures. Trust the
ratios; the times belong to the machine.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import peer_heads
import real_listings
from real_listings import GENUINE_FLAGGED, SEED, Table, note
from threadpoolctl import threadpool_limits

OURS = "ours"
WARM_UP = 10_000  # training listings scored before time is taken
MB = 1e6


@dataclass
class Cost:
    """What a head used: of each training and of all scoring, and the bytes it keeps."""

    training_seconds: list[float] = field(default_factory=list)
    scoring_seconds: float = 0.0
    scored: int = 0
    bytes: list[int] = field(default_factory=list)

    def add(self, trained: float, scored: float, rows: int, kept: int) -> None:
        """One more split: CPU seconds of training, and of scoring ``rows``; bytes on disk."""
        self.training_seconds.append(trained)
        self.scoring_seconds += scored
        self.scored += rows
        self.bytes.append(kept)

    def figures(self) -> dict[str, Any]:
        """For a program; means over the splits."""
        return {
            "training_cpu_seconds": float(np.mean(self.training_seconds)),
            "scoring_cpu_ms_per_1000": self.scoring_seconds * 1e6 / self.scored,
            "bytes": float(np.mean(self.bytes)),
        }


def size(head: peer_heads.Head) -> int:
    """Bytes of the files that a head saves."""
    with tempfile.TemporaryDirectory() as name:
        head.save(Path(name))
        return sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file())


def score_split(
    train: pd.DataFrame,
    y_train: np.ndarray,
    test: pd.DataFrame,
    names: list[str],
    doing: str,
    costs: dict[str, Cost] | None = None,
) -> dict[str, np.ndarray]:
    """Fit each head on ``train`` and score ``test``; adds what that took to ``costs``, if given."""
    ours = peer_heads.Ours()
    scores = {}
    for name in names:
        note(f"{doing}: {name}")
        head = peer_heads.HEADS[name].make(ours)
        begin = time.process_time()
        head.fit(train, y_train)
        trained = time.process_time() - begin
        if costs is not None:
            head.score(train.iloc[:WARM_UP])
        begin = time.process_time()
        scores[name] = head.score(test)
        scored = time.process_time() - begin
        if costs is not None:
            costs[name].add(trained, scored, len(test), size(head))
        if not np.isfinite(scores[name]).all():
            raise RuntimeError(f"{name} left listings without a score ({doing})")
    return scores


def measure(
    frame: pd.DataFrame, names: list[str], *, n_bootstrap: int, unseen: bool
) -> dict[str, Any]:
    """Run the whole protocol over the heads ``names``, ours first; the figures for a program."""
    from counterfeit_nlp.evaluate import intervals, metrics

    y = frame["label"].to_numpy(dtype=np.int64)
    source = frame["source"].to_numpy()
    groups = real_listings.seller_groups(frame)
    folds = real_listings.seller_folds(frame)

    costs = {name: Cost() for name in names}
    scores = {name: np.full(len(frame), np.nan) for name in names}
    for number, (train, test) in enumerate(folds, start=1):
        doing = f"fold {number} of {len(folds)}"
        parts = score_split(frame.iloc[train], y[train], frame.iloc[test], names, doing, costs)
        for name, part in parts.items():
            scores[name][test] = part

    heads: dict[str, dict[str, Any]] = {}
    for name in names:
        note(f"interval of: {name}")
        flagged = real_listings.flagged_shares(scores[name], y, source)
        heads[name] = {
            "pr_auc": float(metrics.pr_auc(y, scores[name])),
            "recall": flagged.pop("counterfeit listings found"),
            "flagged": flagged,
            "cost": costs[name].figures(),
        }
        if name != OURS:
            difference = intervals.paired_bootstrap(
                metrics.pr_auc, y, scores[OURS], scores[name], groups, n=n_bootstrap, seed=SEED
            )
            heads[name]["ours_minus_it"] = real_listings.interval_figures(difference)

    if unseen:
        for left_out in np.unique(source[y == 0]):
            train, test = real_listings.unseen_source(frame, y, folds[0], left_out)
            parts = score_split(
                frame.iloc[train], y[train], frame.iloc[test], names, f"without {left_out}"
            )
            for name, part in parts.items():
                of_head = heads[name].setdefault("unseen_source", {})
                of_head[str(left_out)] = float(metrics.pr_auc(y[test], part))
    return {"genuine_flagged": GENUINE_FLAGGED, "heads": heads}


def tables_of(result: dict[str, Any]) -> list[Table]:
    """The figures for a person."""
    heads = result["heads"]
    ranking = Table(
        "Pooled out-of-fold scores",
        [
            "head",
            "PR-AUC",
            "ours minus it [95 % interval, sellers resampled]",
            f"recall where {GENUINE_FLAGGED:.0%} of genuine listings are flagged",
        ],
    )
    cost = Table(
        "Cost, CPU of one thread",
        [
            "head",
            "training on four folds, s",
            "scoring 1,000 listings from raw fields, ms",
            "on disk, MB",
        ],
    )
    for name, of_head in heads.items():
        difference = of_head.get("ours_minus_it")
        ranking.rows.append(
            [
                name,
                f"{of_head['pr_auc']:.3f}",
                "" if difference is None else real_listings.shown_interval(difference, "+"),
                f"{of_head['recall']:.1%}",
            ]
        )
        used = of_head["cost"]
        # the trees can't be had without our model, see peer_heads.py
        on_top = "ours + " if peer_heads.HEADS[name].on_ours else ""
        cost.rows.append(
            [
                name,
                f"{on_top}{used['training_cpu_seconds']:,.1f}",
                f"{used['scoring_cpu_ms_per_1000']:,.0f}",
                f"{used['bytes'] / MB:,.1f}",
            ]
        )
    by_source = [
        (
            "flagged",
            f"Share of genuine listings flagged where {GENUINE_FLAGGED:.0%} of all are",
            "source",
            ".2%",
        ),
        (
            "unseen_source",
            "PR-AUC of genuine listings of a source nobody trained on, against the held-out "
            "counterfeits of fold 1",
            "source left out",
            ".3f",
        ),
    ]
    tables = [ranking]
    for key, title, what, form in by_source:
        if key in heads[OURS]:
            table = Table(title, [what, *heads])
            for one in heads[OURS][key]:
                table.rows.append([one, *(f"{heads[name][key][one]:{form}}" for name in heads)])
            tables.append(table)
    return [*tables, cost]


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    parser = real_listings.parser_of(__doc__)
    parser.add_argument("--rows", type=int, metavar="N", help="a sample of so many listings only")
    options = parser.parse_args(arguments)

    path = options.data / "listings.csv.gz"
    if not path.is_file():
        real_listings.say_missing(path)
        return 0
    frame = real_listings.read(path)
    sampled = options.rows is not None and options.rows < len(frame)
    if sampled:
        frame = frame.sample(options.rows, random_state=SEED).reset_index(drop=True)
    names = [name for name, entry in peer_heads.HEADS.items() if entry.installed()]
    absent = [name for name in peer_heads.HEADS if name not in names]
    with threadpool_limits(limits=1):
        result = measure(frame, names, n_bootstrap=options.replicates, unseen=not options.quick)
    note("")
    real_listings.tell(
        "Other heads on the same splits" + (", a sample" if sampled else ""),
        path,
        frame,
        {**result, "sampled": sampled, "left_out": absent},
        tables_of(result),
        replicates=options.replicates,
        out=options.json,
    )
    if absent:
        print()
    for name in absent:
        package = peer_heads.HEADS[name].package
        print(f"- {name} was left out ({package}): pip install -e '.[bench]' brings it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
