"""How well we tell counterfeit from genuine on real listings, beside the plain peer.

    python benchmarks/real_listings.py --data DIR [--json OUT]

DIR holds ``listings.csv.gz`` as data/README.md describes it; the listings themselves are not part
of the project. Without them this says where it looked and exits 0.

Protocol, the same for both models and in the same run: five folds that never divide a seller (a
listing without a seller is its own group), every listing scored by the model that did not see its
group, one figure over the pooled scores, and the difference with an interval that resamples
sellers. Scores of labelled rows only. Neither model sees source, category, seller or date.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold

FOLDS = 5
SEED = 0
GENUINE_FLAGGED = 0.01  # the threshold of the source table flags this share of genuine listings


@dataclass(frozen=True)
class Scores:
    """Scores of some listings (higher = more suspect) and the probabilities they stand for."""

    score: np.ndarray
    risk: np.ndarray


Scorer = Callable[[pd.DataFrame, np.ndarray, pd.DataFrame], Scores]


# --- the two models --------------------------------------------------------------------------


def peer_scores(train: pd.DataFrame, y_train: np.ndarray, test: pd.DataFrame) -> Scores:
    """Title, newline, description into TF-IDF and logistic regression, nothing else."""
    from counterfeit_nlp.evaluate.baselines import PlainPeer, peer_texts

    peer = PlainPeer().fit(peer_texts(train["title"], train["description"]), y_train)
    score = peer.decision_function(peer_texts(test["title"], test["description"]))
    return Scores(score, 1.0 / (1.0 + np.exp(-score)))


def ours_scores(train: pd.DataFrame, y_train: np.ndarray, test: pd.DataFrame) -> Scores:
    """Our model as `counterfeit-nlp train` fits it by default, calibration included."""
    # ---- the one place that knows how our model is fitted -----------------------------------
    from counterfeit_nlp.evaluate.splits import leak_groups
    from counterfeit_nlp.features.columns import TEXT_FIELDS
    from counterfeit_nlp.features.language_prevalence import languages_of
    from counterfeit_nlp.model.fit import MODEL_COLUMNS, FitParams, fit
    from counterfeit_nlp.model.risk import risks

    fitted = fit(train, y_train, leak_groups(train), FitParams())
    seen = test[list(MODEL_COLUMNS)]
    score = np.asarray(fitted.pipeline.decision_function(seen), dtype=np.float64)
    languages = languages_of(seen[list(TEXT_FIELDS)], fitted.linear.vocabulary)
    return Scores(score, risks(score, languages, fitted.calibration))
    # -----------------------------------------------------------------------------------------


MODELS: dict[str, Scorer] = {"plain peer": peer_scores, "ours": ours_scores}


# --- data ------------------------------------------------------------------------------------


def read(path: Path) -> pd.DataFrame:
    """Labelled listings, every column as text but price; empty means missing."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    frame = frame[frame["label"].notna()].reset_index(drop=True)
    frame["price"] = frame["price"].astype("float64")
    frame["label"] = frame["label"].astype("int8")
    return frame


def seller_groups(frame: pd.DataFrame) -> np.ndarray:
    """The seller of each listing; a listing without one stands for itself by its listing_id.

    Which folds the seed draws depends on how groups are named: other names for the same groups
    move a pooled PR-AUC by 0.01. So these names are part of the protocol, and figures of two runs
    are compared only if both follow it.
    """
    return frame["seller_id"].fillna(frame["listing_id"]).to_numpy(dtype=object).astype(str)


def seller_folds(frame: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows to train on and rows to test on, for each fold."""
    y = frame["label"].to_numpy(dtype=np.int64)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(splitter.split(np.zeros(len(y)), y, seller_groups(frame)))


def without_prices(frame: pd.DataFrame) -> pd.DataFrame:
    """The same listings as if nobody had given a price."""
    return frame.assign(
        price=np.full(len(frame), np.nan),
        currency=pd.Series([None] * len(frame), index=frame.index, dtype="str"),
    )


def say_missing(path: Path, what: str = "real listings") -> None:
    """Tell where the data were looked for, and where they belong."""
    print(
        f"No {what}: looked for {path} (working directory {Path.cwd()}).\n"
        "They are not part of the project; data/README.md says what the file holds. "
        "Name the folder with --data DIR (make bench DATA=DIR).",
        file=sys.stderr,
    )


# --- protocol --------------------------------------------------------------------------------


def out_of_fold(
    frame: pd.DataFrame,
    y: np.ndarray,
    folds: list[tuple[np.ndarray, np.ndarray]],
    fit: Scorer,
    note: Callable[[str], None],
) -> Scores:
    """Score each listing with the model fitted on the folds it is not in."""
    score = np.full(len(frame), np.nan)
    risk = np.full(len(frame), np.nan)
    for number, (train, test) in enumerate(folds, start=1):
        note(f"fold {number} of {len(folds)}")
        part = fit(frame.iloc[train], y[train], frame.iloc[test])
        score[test], risk[test] = part.score, part.risk
    if not (np.isfinite(score).all() and np.isfinite(risk).all()):
        raise RuntimeError("a model left listings without a score")
    return Scores(score, risk)


def flagged_shares(score: np.ndarray, y: np.ndarray, source: np.ndarray) -> dict[str, float]:
    """Share of each source's genuine listings above the score that 1 % of all exceed, and found."""
    from counterfeit_nlp.evaluate.sources import flagged_by_source

    shares, found = flagged_by_source(score, y, source, GENUINE_FLAGGED)
    return {**shares, "counterfeit listings found": found}


def unseen_source(
    frame: pd.DataFrame, y: np.ndarray, fold: tuple[np.ndarray, np.ndarray], name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Rows to train on, without a source, and rows to test on; no seller is on both sides."""
    from counterfeit_nlp.evaluate.sources import without_source

    return without_source(frame["source"].to_numpy(), y, seller_groups(frame), fold, name)


@dataclass
class Table:
    """A Markdown table under a heading."""

    title: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"### {self.title}", "", "| " + " | ".join(self.columns) + " |"]
        lines.append("|" + "|".join(["---"] + ["---:"] * (len(self.columns) - 1)) + "|")
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines)


def interval_figures(value: Any) -> dict[str, float]:
    """An interval as a program reads it."""
    return {name: float(getattr(value, name)) for name in ("value", "low", "high")}


def shown_interval(value: dict[str, float], sign: str = "") -> str:
    """An interval as a person reads it."""
    return f"{value['value']:{sign}.3f} [{value['low']:{sign}.3f}, {value['high']:{sign}.3f}]"


def compare(
    frame: pd.DataFrame, *, n_bootstrap: int, unseen: bool, note: Callable[[str], None]
) -> tuple[dict[str, Any], list[Table]]:
    """Run the whole protocol; returns the figures for a program and the tables for a person."""
    from counterfeit_nlp.evaluate import calibration, intervals, metrics

    y = frame["label"].to_numpy(dtype=np.int64)
    groups = seller_groups(frame)
    source = frame["source"].to_numpy()
    folds = seller_folds(frame)

    scores = {
        name: out_of_fold(frame, y, folds, fit, lambda text, name=name: note(f"{name}: {text}"))
        for name, fit in MODELS.items()
    }
    priceless = out_of_fold(
        without_prices(frame), y, folds, ours_scores, lambda text: note(f"ours, no prices: {text}")
    )
    peer, ours = scores["plain peer"], scores["ours"]

    # the sources that hold both labels: there the source can't give the answer away
    both = [str(name) for name in np.unique(source) if len(np.unique(y[source == name])) == 2]
    comparisons: dict[str, tuple[Callable[..., float], np.ndarray, np.ndarray]] = {
        "PR-AUC, all labelled listings": (metrics.pr_auc, np.ones(len(y), bool), ours.score),
        **{f"PR-AUC, {name} alone": (metrics.pr_auc, source == name, ours.score) for name in both},
        "ROC-AUC, all labelled listings": (metrics.roc_auc, np.ones(len(y), bool), ours.score),
        "PR-AUC, all, ours without any price": (
            metrics.pr_auc,
            np.ones(len(y), bool),
            priceless.score,
        ),
        **{
            f"PR-AUC, {name} alone, ours without any price": (
                metrics.pr_auc,
                source == name,
                priceless.score,
            )
            for name in both
        },
    }
    result: dict[str, Any] = {"pooled": {}, "unseen_source": {}, "flagged": {}, "calibration": {}}
    pooled = Table(
        "Pooled out-of-fold scores",
        ["measure", "plain peer", "ours", "difference [95 % interval, sellers resampled]"],
    )
    for label, (metric, rows, score) in comparisons.items():
        note(f"interval of: {label}")
        difference = interval_figures(
            intervals.paired_bootstrap(
                metric,
                y[rows],
                score[rows],
                peer.score[rows],
                groups[rows],
                n=n_bootstrap,
                seed=SEED,
            )
        )
        figures = {
            "plain peer": float(metric(y[rows], peer.score[rows])),
            "ours": float(metric(y[rows], score[rows])),
            "difference": difference,
        }
        result["pooled"][label] = figures
        pooled.rows.append(
            [
                label,
                f"{figures['plain peer']:.3f}",
                f"{figures['ours']:.3f}",
                shown_interval(difference, "+"),
            ]
        )
    tables = [pooled]

    flagged = Table(
        f"Share flagged at the threshold that flags {GENUINE_FLAGGED:.0%} of all genuine listings",
        ["source (genuine listings)", "plain peer", "ours"],
    )
    shares = {name: flagged_shares(part.score, y, source) for name, part in scores.items()}
    result["flagged"] = shares
    for name in shares["ours"]:
        flagged.rows.append([name, *(f"{shares[model][name]:.2%}" for model in MODELS)])
    tables.append(flagged)

    if unseen:
        table = Table(
            "Genuine listings of a source nobody trained on, against the held-out counterfeits "
            "of fold 1",
            ["source left out", "peer PR-AUC", "ours PR-AUC", "peer ROC-AUC", "ours ROC-AUC"],
        )
        for name in np.unique(source[y == 0]):
            row: dict[str, dict[str, float]] = {}
            for model, fit in MODELS.items():
                note(f"{model}: without {name}")
                train, test = unseen_source(frame, y, folds[0], name)
                score = fit(frame.iloc[train], y[train], frame.iloc[test]).score
                row[model] = {
                    "pr_auc": float(metrics.pr_auc(y[test], score)),
                    "roc_auc": float(metrics.roc_auc(y[test], score)),
                }
            result["unseen_source"][str(name)] = row
            cells = [f"{row[m][k]:.3f}" for k in ("pr_auc", "roc_auc") for m in MODELS]
            table.rows.append([str(name), *cells])
        tables.append(table)

    errors = Table(
        "Calibration error (15 bins of equal counts) and what perfect calibration would show",
        ["model", "error", "floor: median", "floor: 95 %"],
    )
    for name, part in scores.items():
        error = float(calibration.expected_calibration_error(y, part.risk))
        floor = calibration.simulated_calibration_floor(part.risk, seed=SEED)
        result["calibration"][name] = {
            "error": error,
            "floor_median": floor.median,
            "floor_95": floor.p95,
        }
        errors.rows.append([name, f"{error:.4f}", f"{floor.median:.4f}", f"{floor.p95:.4f}"])
    tables.append(errors)
    return result, tables


# --- command ---------------------------------------------------------------------------------


def note(text: str) -> None:
    """Say what is being done, on one line of a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def tell(
    title: str,
    path: Path,
    frame: pd.DataFrame,
    result: dict[str, Any],
    tables: list[Table],
    *,
    replicates: int,
    out: Path | None,
) -> None:
    """Print what was measured on which listings; write the figures to ``out``, if given."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    positives = int(frame["label"].sum())
    sellers = int(frame.loc[frame["label"] == 1, "seller_id"].nunique())
    print(
        f"## {title}, {today}\n\n"
        f"Data: {path.name} (sha256 {digest[:12]}), {len(frame):,} labelled listings, "
        f"{positives:,} counterfeit by {sellers} sellers. {FOLDS} folds by seller, seed {SEED}.\n"
    )
    print("\n\n".join(map(str, tables)))
    if out:
        document = {
            "date": today,
            "data": {
                "name": path.name,
                "sha256": digest,
                "rows": len(frame),
                "positives": positives,
            },
            "protocol": {"folds": FOLDS, "seed": SEED, "replicates": replicates},
            **result,
        }
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def parser_of(document: str | None) -> argparse.ArgumentParser:
    """The options of a benchmark that follows this protocol, described by its docstring."""
    parser = argparse.ArgumentParser(description=(document or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=Path("data/real"), metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    parser.add_argument("--replicates", type=int, default=1000, help="of the bootstrap")
    parser.add_argument(
        "--quick", action="store_true", help="skip the table of unseen sources (half the time)"
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    options = parser_of(__doc__).parse_args(arguments)

    path = options.data / "listings.csv.gz"
    if not path.is_file():
        say_missing(path)
        return 0
    frame = read(path)
    result, tables = compare(
        frame, n_bootstrap=options.replicates, unseen=not options.quick, note=note
    )
    note("")
    tell(
        "Real listings",
        path,
        frame,
        result,
        tables,
        replicates=options.replicates,
        out=options.json,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
