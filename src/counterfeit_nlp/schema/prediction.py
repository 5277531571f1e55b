"""The prediction contract: what scoring writes for each listing."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["BANDS", "PREDICTION_SCHEMA", "REASONS_OF", "REASON_TYPE"]

#: Allowed values of ``band``, from harmless to risky.
BANDS = ("clear", "review", "high")

#: Whose reasons a run may be asked for. Of a listing whose reasons were not asked for, ``reasons``
#: is empty and ``rest`` is all but ``intercept``; where none were found, ``rest`` is 0.
REASONS_OF = ("all", "flagged", "none")

#: One piece of evidence. ``start`` and ``end`` are code point offsets ``[start, end)`` into
#: the original text of ``field``; all three are null for evidence that is no text (a price).
REASON_TYPE = pa.struct(
    [
        pa.field("kind", pa.string()),
        pa.field("text", pa.string()),
        pa.field("field", pa.string()),
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("contribution", pa.float64()),
    ]
)

#: ``risk`` is a calibrated probability, ``score`` the raw log-odds-like value it rises with:
#: the contributions of ``reasons`` plus ``rest`` plus ``intercept`` add up to ``score``.
#: ``text_language`` is ``en``, ``zh`` or ``other`` by the letters of the text; ``other`` says that
#: the model was not made for this listing's language, which is then never in band ``high``.
#: ``registry_hash`` is null where no brand registry took part in the score, ``sellers_hash`` where
#: no seller lists did.
PREDICTION_SCHEMA = pa.schema(
    [
        pa.field("listing_id", pa.string()),
        pa.field("risk", pa.float64()),
        pa.field("score", pa.float64()),
        pa.field("band", pa.string()),
        pa.field("reasons", pa.list_(REASON_TYPE)),
        pa.field("rest", pa.float64()),
        pa.field("intercept", pa.float64()),
        pa.field("text_language", pa.string()),
        pa.field("model_version", pa.string()),
        pa.field("text_version", pa.string()),
        pa.field("registry_hash", pa.string()),
        pa.field("sellers_hash", pa.string()),
        pa.field("input_hash", pa.string()),
        pa.field("schema_version", pa.int32()),
    ]
)
