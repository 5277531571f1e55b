"""Listings without their prices, or their descriptions, with a loaded model, for `evaluate`."""

from __future__ import annotations

from typing import Any

__all__ = ["when_dropped"]


def when_dropped(scorer: Any, frame: Any, scored: Any, **settings: Any) -> dict[str, Any]:
    """What goes into metrics.json as ``dropped``.

    Parameters
    ----------
    scorer
        The model.
    frame, scored
        ``n`` listings, and their predictions as a table: those are not made again.
    settings
        As for ``measure_dropped``.
    """
    from counterfeit_nlp.cli.ranking import ranking
    from counterfeit_nlp.evaluate.dropped import measure_dropped

    def read(predictions: Any) -> tuple[Any, Any]:
        return predictions.column("risk").to_numpy(), ranking(scorer.artefact, predictions)

    return measure_dropped(
        frame,
        *read(scored),
        lambda listings: read(scorer.score_frame(listings)),
        threshold=scorer.artefact.thresholds.review,
        **settings,
    )
