"""The order in which reviewers see listings."""

from __future__ import annotations

from typing import Any

__all__ = ["ranking"]


def ranking(artefact: Any, scored: Any) -> Any:
    """Calibrated log-odds: the order of the risk, in which reviewers see the listings."""
    from counterfeit_nlp.model.risk import log_odds

    languages = scored.column("text_language").to_pylist()
    return log_odds(scored.column("score").to_numpy(), languages, artefact.calibration)
