"""Rows that a model was trained on: measured on them, it is flattered."""

from __future__ import annotations

from typing import Any

from counterfeit_nlp.cli.options import say

__all__ = ["count_trained_sellers", "leave_out_trained"]


def leave_out_trained(
    artefact: Any, frame: Any, *, drop: bool, refuse: bool = True
) -> tuple[Any, int]:
    """Look for labelled rows the model was trained on, by id and by the same text and price.

    Parameters
    ----------
    artefact, frame
        The model and the listings.
    drop
        Leave them out.
    refuse
        Without ``drop``: raise; else only say so.

    Returns
    -------
    tuple
        The listings to measure on, and how many of them were trained on.

    Raises
    ------
    LeakageError
        With ``refuse``, if there are any.
    """
    import numpy as np

    from counterfeit_nlp.cli.fingerprints import fingerprints
    from counterfeit_nlp.errors import LeakageError

    ids, inputs = fingerprints(frame)
    labelled = frame["label"].notna().to_numpy()
    by_id = np.isin(ids, artefact.trained_ids) & labelled
    by_text = np.isin(inputs, artefact.trained_inputs) & labelled
    seen = by_id | by_text
    found = int(seen.sum())
    if not found:
        return frame, 0
    if drop:
        say(f"{found:,} listings that the model was trained on are left out")
        return frame[~seen].reset_index(drop=True), 0
    told = (
        f"{found:,} of {len(frame):,} listings were trained on (the first is "
        f"{frame['listing_id'][seen].iloc[0]!r}; {int(by_text.sum()):,} by text and price, "
        f"{int((by_id & ~by_text).sum()):,} by listing_id alone), so the figures would flatter the "
        "model: take others, or leave these out with --drop-trained (if unrelated files merely "
        "count their listings alike, give these ids of their own)"
    )
    if refuse:
        raise LeakageError(told)
    say(told)
    return frame, found


def count_trained_sellers(artefact: Any, frame: Any) -> dict[str, int] | None:
    """How many labelled listings are of sellers the model was trained on, and says so.

    They are other listings, so they are measured; but a seller writes alike everywhere, and the
    figures promise what is found of sellers nobody has met.

    Returns
    -------
    dict or None
        ``listings`` and ``sellers``; None for a model that did not record its sellers.
    """
    import numpy as np

    from counterfeit_nlp.cli.fingerprints import seller_fingerprints

    if artefact.trained_sellers is None:
        return None
    of_row = seller_fingerprints(frame)
    known = np.isin(of_row, artefact.trained_sellers) & frame["label"].notna().to_numpy()
    counted = {"listings": int(known.sum()), "sellers": len(np.unique(of_row[known]))}
    if counted["listings"]:
        say(
            f"{counted['listings']:,} of {len(frame):,} listings are of {counted['sellers']:,} "
            "sellers the model was trained on, which flatters the figures: `counterfeit-nlp split` "
            "keeps sellers apart"
        )
    return counted
