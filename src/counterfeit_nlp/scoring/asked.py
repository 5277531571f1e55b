"""Whose reasons are asked for: of all listings, of those that are flagged, or of none.

Risks, scores and bands are the same for all three. Of a listing that is not asked about,
``reasons`` is an empty list and ``rest`` holds all that they would have told.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.schema.prediction import BANDS, REASONS_OF

__all__ = ["as_asked", "check_asked", "is_asked"]

_ALL, _FLAGGED, _NONE = REASONS_OF


def check_asked(reasons: str) -> str:
    """One of ``REASONS_OF``, as it was given.

    Raises
    ------
    UsageError
        When it is none of these.
    """
    if reasons not in REASONS_OF:
        raise UsageError(f"--reasons {reasons!r}: expected {', '.join(REASONS_OF)}")
    return reasons


def is_asked(reasons: str, bands: pa.Array) -> np.ndarray:
    """Which listings' reasons are asked for, by their bands; bool, shape (n,)."""
    if reasons == _FLAGGED:
        flagged: np.ndarray = pc.not_equal(bands, BANDS[0]).to_numpy(zero_copy_only=False)
        return flagged
    return np.full(len(bands), reasons == _ALL)


def as_asked(predictions: pa.RecordBatch, reasons: str) -> pa.RecordBatch:
    """Those predictions of an earlier run that say what is asked for, and no more than that.

    Whatever that run was asked for: an empty list where reasons are wanted says nothing, so that
    prediction is left out (also if there was nothing to find, which is rare). Where none are
    wanted they are taken away: what they add up to goes back into ``rest``.

    Parameters
    ----------
    predictions
        ``n`` rows of ``PREDICTION_SCHEMA``.
    reasons
        One of ``REASONS_OF``.

    Returns
    -------
    pyarrow.RecordBatch
        At most ``n`` rows, equal in all to what scoring would say.
    """
    wanted = pa.array(is_asked(reasons, predictions.column("band")))
    told = pc.greater(pc.list_value_length(predictions.column("reasons")), 0)
    holds = predictions.filter(pc.fill_null(pc.or_(told, pc.invert(wanted)), False))
    wanted = is_asked(reasons, holds.column("band"))
    if wanted.all():
        return holds
    found = holds.column("reasons")
    own = wanted[pc.list_parent_indices(found).to_numpy()]
    sizes = np.where(wanted, pc.list_value_length(found).to_numpy(), 0)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    kept = pa.ListArray.from_arrays(
        pa.array(offsets), found.flatten().filter(pa.array(own)), type=found.type
    )
    score, start, rest = (holds.column(name).to_numpy() for name in ("score", "intercept", "rest"))
    at = holds.schema.get_field_index
    holds = holds.set_column(at("reasons"), holds.schema.field("reasons"), kept)
    rest = pa.array(np.where(wanted, rest, score - start))
    return holds.set_column(at("rest"), holds.schema.field("rest"), rest)
