"""What seller lists did to scores, for the person at the terminal and for metrics.json."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from counterfeit_nlp.cli.options import say

__all__ = ["say_sellers", "sellers_of"]


def say_sellers(
    told: int | None,
    undated: int,
    sellers: Path | None,
    day: date | None,
    of_what: str = "scores",
) -> None:
    """Say how many scores depend on lists, if that was counted, and how many sellers had no day."""
    if told is not None:
        say(f"{told:,} {of_what} depend on what {sellers} and the registry say")
    if undated:
        how = "did not count" if day is None else f"were judged as of {day}"
        say(f"{undated:,} listings have no listed_at: their sellers {how}")


def sellers_of(scorer: Any, frame: Any, scored: Any) -> dict[str, Any]:
    """Which lists took part in measured scores, without a word of them.

    Parameters
    ----------
    scorer
        With seller lists.
    frame, scored
        ``n`` listings as ``read_all`` gives them, and their predictions as a table.

    Returns
    -------
    dict
        ``sellers_hash`` as in the predictions, and two counts of listings: ``told`` and
        ``undated``.
    """
    import pyarrow as pa

    from counterfeit_nlp.scoring.seller_evidence import count_told, count_undated

    # of a prediction's columns, only one array of all rows knows which row a reason belongs to
    reasons = pa.concat_arrays(scored.column("reasons").chunks)
    columns = (pa.Array.from_pandas(frame[name]) for name in ("seller_id", "listed_at"))
    return {
        "sellers_hash": scorer.sellers.sellers_hash,
        "told": count_told(reasons),
        "undated": count_undated(*columns),
    }
