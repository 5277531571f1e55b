"""Fingerprints of whole files of listings: what a model was trained on."""

from __future__ import annotations

from typing import Any

__all__ = ["content_digest", "fingerprints"]


def _rows(frame: Any) -> Any:
    """listing_id, title, description, price, currency and label of each row, None if missing."""
    names = ["listing_id", "title", "description", "price", "currency", "label"]
    return zip(*(frame[name].astype(object).where(frame[name].notna(), None) for name in names),
               strict=True)  # fmt: skip


def fingerprints(frame: Any) -> tuple[Any, Any]:
    """First 64 bits of the id hash and of the input hash of each row, as uint64 arrays."""
    import numpy as np

    from counterfeit_nlp.schema.fingerprint import id_hash, input_hash

    pairs = [
        (int(id_hash(row[0])[:16], 16), int(input_hash(*row[1:5])[:16], 16)) for row in _rows(frame)
    ]
    array = np.array(pairs, dtype=np.uint64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def content_digest(frame: Any) -> str:
    """SHA-256 over ids, model inputs and labels, in any row order."""
    import hashlib

    from counterfeit_nlp.schema.fingerprint import id_hash, input_hash

    lines = sorted(f"{id_hash(row[0])}{input_hash(*row[1:5])}{row[5]:g}" for row in _rows(frame))
    return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()
