"""``counterfeit-nlp register``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.cli.options import Json, Name, print_json, say

__all__ = ["register"]


def register(
    model: Annotated[Path, typer.Argument(metavar="MODEL_DIR", help="Model folder.")],
    metrics: Annotated[
        Path | None,
        typer.Option("--metrics", metavar="FILE", help="metrics.json that `evaluate` wrote."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="report.html that `evaluate` wrote."),
    ] = None,
    listing_text: Annotated[
        bool,
        typer.Option(
            "--allow-listing-text",
            help="Log the report although it quotes listings that are not simulated.",
        ),
    ] = False,
    data: Annotated[
        str, typer.Option("--data", metavar="NAME", help="Name of the training data, for the run.")
    ] = "listings",
    name: Name = "counterfeit_nlp",
    as_json: Json = False,
) -> None:
    """Log a trained and evaluated model to MLflow and register it, once per model digest.

    Calling it again for the same model finds it, adds figures it did not have yet, and refuses
    other figures than those it has: the gate decides on them.

    \b
    Example: counterfeit-nlp register models/model --metrics metrics.json --report report.html
    """
    from counterfeit_nlp.errors import InputError, UsageError
    from counterfeit_nlp.model.artefact import load
    from counterfeit_nlp.track import log_training

    artefact = load(model)
    measured: dict[str, Any] = {"held_out": artefact.manifest["training"]["held_out"]}
    if metrics is not None:
        found = read_metrics(metrics)
        if found.get("model_digest") != artefact.digest:
            raise InputError(
                f"{metrics} was measured on another model (digest "
                f"{str(found.get('model_digest'))[:12]}, this one is {artefact.version}): "
                "evaluate this one first"
            )
        if "sellers" in found:
            raise InputError(
                f"{metrics} was measured together with seller lists, which are no part of a model: "
                "promotions are decided on the model alone, so evaluate it without --sellers"
            )
        measured |= found
    if report is not None and not (listing_text or measured.get("simulated") is True):
        raise UsageError(
            f"{report} quotes listings, and everybody who can read the tracking store could read "
            "them there (only metrics of --simulated listings are known to be harmless): leave "
            "--report out, or say --allow-listing-text"
        )
    run = log_training(
        model,
        params=artefact.manifest["params"],
        metrics=measured,
        data={
            "name": data,
            "digest": artefact.manifest["training"]["content_digest"],
            "rows": artefact.manifest["training"]["listings"],
        },
        report=report,
        name=name,
    )
    result = {
        "uri": run.uri,
        "run_id": run.run_id,
        "version": run.version,
        "digest": run.model_digest,
        "already": run.already,
        "added": run.added,
    }
    if as_json:
        print_json(result)
    else:
        state = "was registered already" if run.already else "registered"
        state += ", figures added" if run.added else ""
        say(f"{run.uri} {state} (digest {run.model_digest[:12]})")


def read_metrics(path: Path) -> dict[str, Any]:
    """A metrics file as a mapping; an InputError where it is none."""
    import json

    from counterfeit_nlp.errors import InputError

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}") from None
    if not isinstance(found, dict) or "headline" not in found:
        raise InputError(f"{path} is not a metrics file of `counterfeit-nlp evaluate`")
    return found
