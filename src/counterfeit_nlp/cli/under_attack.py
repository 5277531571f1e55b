"""The attack suite with a loaded model: what `attack` and `evaluate` share."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["under_attack", "wanted"]


def wanted(suite: str) -> list[str]:
    """Names of attacks from ``all``, families and names, separated by commas."""
    from counterfeit_nlp.attacks.suite import chosen

    return chosen(name.strip() for name in suite.split(",") if name.strip())


def under_attack(scorer: Any, frame: Any, names: list[str], **settings: Any) -> dict[str, Any]:
    """Measure attacks at the model's threshold ``review``; settings as for ``measure_attacks``."""
    import pandas as pd
    import typer

    from counterfeit_nlp.evaluate.attacks import measure_attacks

    def score(listings: pd.DataFrame) -> pd.DataFrame:
        table = scorer.score_frame(listings)
        scored: pd.DataFrame = table.select(["risk", "band", "text_language"]).to_pandas()
        return scored

    def show(name: str) -> None:
        typer.echo(f"\r\x1b[K{name}", err=True, nl=False)

    shown = sys.stderr.isatty()
    measured = measure_attacks(
        frame,
        score,
        threshold=scorer.artefact.thresholds.review,
        names=names,
        progress=show if shown else None,
        **settings,
    )
    if shown:
        typer.echo("\r\x1b[K", err=True, nl=False)
    return {"model_digest": scorer.artefact.digest, **measured}
