"""What a model keeps of real counterfeit listings when their text is disguised.

    python benchmarks/under_attack.py --data DIR [--json OUT]

DIR holds ``listings.csv.gz`` as data/README.md describes it. The folds of real_listings.py: every
listing is attacked and scored with the model that did not see its seller, at that model's own
threshold. All counterfeit listings, a sample of genuine ones, each attack of the suite on every
word. The attacks are our own; what others would try may come out worse.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import real_listings
import throughput


def fit_folds(frame: pd.DataFrame, folder: Path) -> tuple[list[Any], np.ndarray]:
    """A scorer per fold, and the number of the one that did not see each listing."""
    from counterfeit_nlp.api import load

    scorers = []
    unseen_by = np.full(len(frame), -1)
    for number, (train, test) in enumerate(real_listings.seller_folds(frame)):
        print(f"fitting model {number + 1} of {real_listings.FOLDS}", file=sys.stderr)
        listings, model = folder / "train.csv.gz", folder / f"model-{number}"
        frame.iloc[train].to_csv(listings, index=False)
        throughput.cli("train", str(listings), "--out", str(model), "--no-track")
        scorers.append(load(model))
        unseen_by[test] = number
    return scorers, unseen_by


def measure(frame: pd.DataFrame, folder: Path, genuine: int, seed: int) -> dict[str, Any]:
    """Attack the listings with the models that did not see them."""
    from counterfeit_nlp.attacks.suite import chosen
    from counterfeit_nlp.evaluate.attacks import measure_attacks

    scorers, unseen_by = fit_folds(frame, folder)
    fold = pd.Series(unseen_by, index=frame["listing_id"])

    def score(listings: pd.DataFrame) -> pd.DataFrame:
        """Risks above each model's own threshold."""
        parts = []
        own = fold[listings["listing_id"]].to_numpy()
        for number, scorer in enumerate(scorers):
            rows = listings[own == number]
            if len(rows):
                found = scorer.score_frame(rows).to_pandas()[["risk", "text_language"]]
                review = scorer.artefact.thresholds.review
                found["risk"] -= np.inf if review is None else review
                parts.append(found.set_index(rows.index))
        return pd.concat(parts).loc[listings.index]

    y = frame["label"].to_numpy()
    positives = np.flatnonzero(y == 1)
    others = np.random.default_rng(seed).permutation(np.flatnonzero(y == 0))
    # padding draws its words from the genuine listings given; the sample is their beginning
    kept = np.concatenate([positives, others[: max(genuine, 4_000)]])
    return measure_attacks(
        frame.iloc[kept].reset_index(drop=True), score, threshold=0.0, names=chosen(["all"]),
        strengths=[1.0], seed=seed, sample=max(len(positives), genuine),
        progress=lambda name: print(f"\r\x1b[K{name}", end="", file=sys.stderr),
    )  # fmt: skip


def table(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    sample = result["sample"]
    lines = [
        f"### Under attack, {result['date']}",
        "",
        f"{sample['positives']:,} counterfeit listings, {sample['positives_flagged']:,} of them "
        f"found before; {sample['genuine']:,} genuine ones, {sample['genuine_flagged']:,} flagged "
        f"before. Every word is attacked; seed {result['seed']}.",
        "",
        "| family of attacks | recall retained (95 % by seller) | worst attack "
        "| genuine listings flagged in addition |",
        "|---|---:|---:|---:|",
    ]
    for row in result["families"]:
        kept, more = row["retained"], row["genuine_increase"]["value"]
        said, worst = "not enough data", ""
        if kept["value"] is not None:
            said = f"{kept['value']:.1%} ({kept['low']:.1%} to {kept['high']:.1%})"
            worst = f"{row['worst']}, {row['worst_retained']:.1%}"
        gained = "" if more is None else f"{more:+.1%}"
        lines.append(f"| {row['family']} | {said} | {worst} | {gained} |")
    return "\n".join(lines)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, default=Path("data/real"), metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    parser.add_argument("--genuine", type=int, default=755, help="genuine listings attacked")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    path = given.data / "listings.csv.gz"
    if not path.is_file():
        real_listings.say_missing(path)
        return 0
    frame = real_listings.read(path)
    with tempfile.TemporaryDirectory() as folder:
        result = measure(frame, Path(folder), given.genuine, given.seed)
    result = {"date": datetime.date.today().isoformat(), "data": path.name, **result}
    print(file=sys.stderr)
    print(table(result))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
