"""The hard cases and the counterfactual checks with a loaded model, for `evaluate`."""

from __future__ import annotations

from typing import Any

__all__ = ["on_hard_cases"]


def on_hard_cases(scorer: Any) -> dict[str, Any]:
    """What goes into metrics.json: ``hard_cases``, and ``brand_alone`` if the model has brands.

    Raises
    ------
    LeakageError
        If the model was trained on hard cases: they would say nothing about it.
    """
    import numpy as np
    import pyarrow as pa

    from counterfeit_nlp.cli.fingerprints import fingerprints
    from counterfeit_nlp.errors import LeakageError
    from counterfeit_nlp.evaluate.brand_alone import measure_brand_alone
    from counterfeit_nlp.evaluate.hard_cases import measure_hard_cases
    from counterfeit_nlp.hard_cases.read import hard_cases
    from counterfeit_nlp.scoring.frame import COLUMNS

    cases = hard_cases()
    # by text and price alone: somebody else's ids say nothing
    seen = np.isin(fingerprints(cases)[1], scorer.artefact.trained_inputs)
    if seen.any():
        raise LeakageError(
            f"{int(seen.sum()):,} of the {len(cases):,} hard cases were trained on (the first is "
            f"{cases['listing_id'][seen].iloc[0]!r}): they are for testing only, so take them out "
            "of the training listings and train again"
        )

    def score(listings: Any) -> Any:
        # typed, because a column without a single value has no type of its own
        types = {"price": pa.float64()}
        schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
        return scorer.score_table(pa.Table.from_pandas(listings, schema, preserve_index=False))

    found: dict[str, Any] = {"hard_cases": measure_hard_cases(score)}
    registry = scorer.artefact.brands
    if registry is not None:
        found["brand_alone"] = measure_brand_alone(score, _mentions(scorer.artefact), registry)
    return found


def _mentions(artefact: Any) -> Any:
    from counterfeit_nlp.brands.standing import Standings
    from counterfeit_nlp.scoring.mentions_file import mentions_in
    from counterfeit_nlp.text.fields import OF_A_STREAM, ChunkMemory

    standings = Standings(artefact.brands, artefact.rates)
    memory = ChunkMemory(artefact.linear.vocabulary, OF_A_STREAM)

    def mentions(listings: Any) -> list[list[dict[str, Any]]]:
        texts = listings[["title", "description"]].astype(object)
        return mentions_in(texts.where(texts.notna(), None).to_dict("records"), standings, memory)

    return mentions
