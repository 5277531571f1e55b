"""A model trained again without each source of its listings, for `evaluate`."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["without_sources"]


def without_sources(artefact: Any, labelled: Any, **settings: Any) -> dict[str, Any]:
    """What goes into metrics.json as ``left_out``.

    Parameters
    ----------
    artefact
        The model: it is trained again with its own parameters, cues and brands.
    labelled
        The listings it was trained on, with their sources.
    settings
        As for ``leave_one_source_out``.
    """
    import numpy as np
    import typer
    from threadpoolctl import threadpool_limits

    from counterfeit_nlp.brands.registry import Registry
    from counterfeit_nlp.cli.fit_params import fit_params
    from counterfeit_nlp.evaluate.sources import leave_one_source_out
    from counterfeit_nlp.evaluate.splits import leak_groups
    from counterfeit_nlp.model.fit import MODEL_COLUMNS, Fitted, fit, seller_folds

    params = fit_params(artefact.manifest["params"])

    def fitted(frame: Any, y: Any, groups: Any) -> Fitted:
        linear = artefact.linear
        registry = linear.registry or Registry()
        return fit(frame, y, groups, params, lexicon=linear.lexicon, registry=registry)

    def fit_and_score(train: Any, y_train: Any, test: Any) -> Any:
        pipeline = fitted(train, y_train, leak_groups(train)).pipeline
        with threadpool_limits(limits=1):
            return np.asarray(pipeline.decision_function(test[list(MODEL_COLUMNS)]))

    def show(name: str) -> None:
        typer.echo(f"\r\x1b[Ktraining without {name}", err=True, nl=False)

    labelled = labelled.reset_index(drop=True)
    y, groups = labelled["label"].to_numpy().astype(int), leak_groups(labelled)
    shown = sys.stderr.isatty()
    found = leave_one_source_out(
        labelled,
        fit_and_score,
        fitted(labelled, y, groups).held_out_score,
        groups,
        seller_folds(y, groups, params)[0],
        progress=show if shown else None,
        **settings,
    )
    if shown:
        typer.echo("\r\x1b[K", err=True, nl=False)
    return found
