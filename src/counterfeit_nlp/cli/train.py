"""``counterfeit-nlp train``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.cli.options import (
    Json,
    Listings,
    Map,
    Name,
    Params,
    Rejects,
    check_tables,
    check_targets,
    mapping_of,
    print_json,
    read_all,
    say,
)

__all__ = ["train"]


def train(
    listings: Listings,
    out: Annotated[Path, typer.Option("--out", metavar="MODEL_DIR", help="Folder of the model.")],
    params: Params = None,
    no_track: Annotated[
        bool, typer.Option("--no-track", help="Do not log the run to MLflow.")
    ] = False,
    cues: Annotated[
        Path | None,
        typer.Option(
            "--cues",
            metavar="FILE",
            help="TOML file of cues of your own, laid over the shipped lexicon.",
        ),
    ] = None,
    brands: Annotated[
        Path | None,
        typer.Option(
            "--brands",
            metavar="FILE",
            help="Brand registry (docs/brands.md) instead of the shipped starter.",
        ),
    ] = None,
    name: Name = "counterfeit_nlp",
    maps: Map = None,
    rejects: Rejects = None,
    as_json: Json = False,
) -> None:
    """Train a model on listings with a label column (1 infringing, 0 legitimate, empty unknown).

    Fits, calibrates on sellers the model has not seen, chooses the bands, and saves one folder
    that verifies itself. The same listings, parameters and seed give the same model digest.

    \b
    Example: counterfeit-nlp train listings.csv --out models/model --params params.yaml
    """
    from counterfeit_nlp.brands.read import load, starter
    from counterfeit_nlp.cli.fingerprints import content_digest, fingerprints, seller_fingerprints
    from counterfeit_nlp.cli.fit_params import fit_params
    from counterfeit_nlp.cli.params import read_params
    from counterfeit_nlp.cues.lexicon import own_lexicon, read_lexicon
    from counterfeit_nlp.errors import InputError
    from counterfeit_nlp.evaluate.evaluation import data_digest
    from counterfeit_nlp.evaluate.splits import leak_groups
    from counterfeit_nlp.features.money import RATES_AS_OF, rates
    from counterfeit_nlp.model.artefact import check_place, save
    from counterfeit_nlp.model.fit import fit

    check_targets(
        [listings, params, cues, brands],
        {"--out": out.absolute(), "--rejects": rejects},  # a model is a folder, also one named -
        printed="--json" if as_json else None,
    )
    check_tables(rejects)
    check_place(out)
    mapping = mapping_of(maps)
    lexicon = own_lexicon() if cues is None else read_lexicon(cues, onto=own_lexicon())
    registry = starter() if brands is None else load(brands)
    settings = read_params(params)
    typed = fit_params(settings)
    frame = read_all(listings, mapping=mapping, rejects=rejects)
    labelled = frame[frame["label"].notna()].reset_index(drop=True)
    y = labelled["label"].to_numpy().astype(int)
    if not 0 < y.sum() < len(y):
        raise InputError(
            f"{listings} has {int(y.sum()):,} infringing (label 1) and {len(y) - int(y.sum()):,} "
            f"legitimate (label 0) listings among {len(frame):,}: both are needed to train"
        )
    fitted = fit(labelled, y, leak_groups(labelled), typed, lexicon=lexicon, registry=registry)
    training: dict[str, Any] = {
        "listings": len(frame),
        "labelled": len(y),
        "infringing": int(y.sum()),
        "unlabelled": len(frame) - len(y),
        "sellers": int(labelled["seller_id"].nunique()),
        "data_digest": data_digest(labelled),
        "content_digest": content_digest(labelled),
        "rates_as_of": RATES_AS_OF,
        "cues_digest": lexicon.digest,
        "brands": len(registry.brands),
        "learned_prices": len(fitted.linear.learned_prices),
        "held_out": _held_out(y, fitted.held_out_score),
    }
    ids, inputs = fingerprints(labelled)
    digest = save(
        out,
        linear=fitted.linear,
        calibration=fitted.calibration,
        thresholds=fitted.thresholds,
        pipeline=fitted.pipeline,
        params=asdict(typed),
        training=training,
        trained_ids=ids,
        trained_inputs=inputs,
        trained_sellers=seller_fingerprints(labelled),
        rates=rates(),
    )
    result = {
        "model": str(out),
        "digest": digest,
        "thresholds": asdict(fitted.thresholds),
        "training": training,
    }
    say(
        f"Trained on {len(y):,} listings ({training['infringing']:,} infringing, "
        f"{training['unlabelled']:,} unlabelled left aside): {out}, digest {digest[:12]}"
    )
    if fitted.linear.learned_prices:
        say(
            f"What {len(fitted.linear.learned_prices):,} things of brands cost was learned from "
            "their legitimate listings"
        )
    if fitted.thresholds.high is None:
        say(
            "No band 'high': on held-out sellers no risk keeps the promised precision of "
            f"{typed.thresholds.high_precision:.0%}"
        )
    if not no_track:
        from counterfeit_nlp.track import log_training

        run = log_training(
            out,
            params=asdict(typed),
            metrics={"held_out": training["held_out"]},
            data={
                "name": Path(listings).name,
                "digest": training["content_digest"],
                "rows": len(frame),
            },
            name=name,
        )
        result["mlflow"] = {"run_id": run.run_id, "version": run.version, "already": run.already}
        say(f"Logged to MLflow as {run.uri}" + (" (was there already)" if run.already else ""))
    if as_json:
        print_json(result)


def _held_out(y: Any, score: Any) -> dict[str, float]:
    from counterfeit_nlp.evaluate.metrics import pr_auc, roc_auc

    return {"pr_auc": float(pr_auc(y, score)), "roc_auc": float(roc_auc(y, score))}
