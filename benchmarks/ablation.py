"""What each part of the model carries on real listings: the same folds without it.

    python benchmarks/ablation.py --data DIR [--json OUT] [--only NAME ...]

Data and folds are those of `real_listings.py`; what is compared are raw scores, and each variant is
fitted with one part switched off. Beside the pooled PR-AUC it tells what the threshold that flags
1 % of all genuine listings finds and flags, by source, and what it does to the hard cases of
the package, which are composed: how often a guilty twin outscores the honest listing it resembles
(AUC over all pairs of one language).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import real_listings
from real_listings import Scores, Table

from counterfeit_nlp.evaluate import metrics
from counterfeit_nlp.evaluate.splits import leak_groups
from counterfeit_nlp.features.columns import TEXT_FIELDS
from counterfeit_nlp.features.language_prevalence import languages_of
from counterfeit_nlp.hard_cases.read import hard_cases
from counterfeit_nlp.model.build import ModelParams
from counterfeit_nlp.model.calibrate import CalibrationParams
from counterfeit_nlp.model.fit import MODEL_COLUMNS, FitParams, fit

WHOLE = ModelParams()
_NO_WORDS = 1_000_000_000  # listings that an n-gram would have to occur in
VARIANTS = {
    "the whole model": WHOLE,
    "without learned prices": replace(WHOLE, learned_price_weight=0.0),
    "without price pairs": replace(WHOLE, pair_weight=0.0),
    "without the price beside the claim's": replace(
        WHOLE, claimed_price_weight=0.0, pair_weight=0.0
    ),
    "without any price": replace(
        WHOLE, claimed_price_weight=0.0, price_weight=0.0, pair_weight=0.0
    ),
    "without relations": replace(WHOLE, relation_weight=0.0),
    "without cues": replace(WHOLE, cue_weight=0.0),
    "without signs of disguise": replace(WHOLE, signal_weight=0.0),
    "without the prior": replace(WHOLE, prior_weight=0.0),
    "words alone": replace(
        WHOLE,
        claimed_price_weight=0.0,
        price_weight=0.0,
        relation_weight=0.0,
        cue_weight=0.0,
        signal_weight=0.0,
        prior_weight=0.0,
        pair_weight=0.0,
    ),
    "without words": replace(WHOLE, min_words=_NO_WORDS, min_characters=_NO_WORDS),
}


def measure(frame: pd.DataFrame, params: ModelParams) -> dict[str, Any]:
    """Fit one variant on every fold and tell what it finds.

    Parameters
    ----------
    frame
        Labelled listings.
    params
        The variant.
    """
    y, source = frame["label"].to_numpy(dtype=np.int64), frame["source"].to_numpy()
    folds = real_listings.seller_folds(frame)
    cases = hard_cases()
    of_cases = np.zeros(len(cases))
    # calibration is of no interest here, but where languages start is
    settings = FitParams(model=params, calibration=CalibrationParams(folds=2))

    def scores(train: pd.DataFrame, y_train: np.ndarray, test: pd.DataFrame) -> Scores:
        nonlocal of_cases
        pipeline = fit(train, y_train, leak_groups(train), settings).pipeline
        of_cases = of_cases + pipeline.decision_function(cases[list(MODEL_COLUMNS)]) / len(folds)
        score = np.asarray(pipeline.decision_function(test[list(MODEL_COLUMNS)]))
        return Scores(score, score)

    score = real_listings.out_of_fold(frame, y, folds, scores, real_listings.note).score
    languages = np.array(languages_of(cases[list(TEXT_FIELDS)]))
    guilty = cases["label"].to_numpy(dtype=np.int64)
    return {
        "pr_auc": float(metrics.pr_auc(y, score)),
        "flagged": real_listings.flagged_shares(score, y, source),
        "hard_cases": {
            language: float(metrics.roc_auc(guilty[own], of_cases[own]))
            for language in ("en", "zh")
            for own in [languages == language]
        },
    }


def table_of(found: dict[str, dict[str, Any]]) -> Table:
    """The variants, a row each."""
    sources = [*next(iter(found.values()))["flagged"]]
    table = Table(
        "raw scores; shares above the score that 1 % of all genuine listings exceed",
        ["variant", "PR-AUC", *sources, "hard cases en", "hard cases zh"],
    )
    for name, one in found.items():
        cells = [f"{one['flagged'].get(own, float('nan')):.1%}" for own in sources]
        hard = [f"{one['hard_cases'][language]:.3f}" for language in ("en", "zh")]
        table.rows.append([name, f"{one['pr_auc']:.3f}", *cells, *hard])
    return table


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=Path("data/real"), metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    parser.add_argument("--only", nargs="+", choices=VARIANTS, metavar="NAME", help="variants")
    options = parser.parse_args(arguments)
    path: Path = options.data / "listings.csv.gz"
    if not path.is_file():
        real_listings.say_missing(path)
        return 0
    frame = real_listings.read(path)
    found = {}
    for name in options.only or VARIANTS:
        real_listings.note(name)
        found[name] = measure(frame, VARIANTS[name])
    real_listings.note("")
    real_listings.tell(
        "What carries how much",
        path,
        frame,
        {"variants": found},
        [table_of(found)],
        replicates=0,
        out=options.json,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
