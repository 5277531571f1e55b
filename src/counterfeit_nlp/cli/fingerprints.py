"""Fingerprints of whole files of listings: what a model was trained on."""

from __future__ import annotations

from typing import Any

__all__ = ["content_digest", "fingerprints", "seller_fingerprints"]


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


def seller_fingerprints(frame: Any) -> Any:
    """First 64 bits of the hash of each row's seller as uint64; 0 where the seller is not known."""
    import numpy as np

    from counterfeit_nlp.schema.fingerprint import seller_id_hash

    sellers = frame["seller_id"]
    given = sellers.notna() & (sellers != "")
    return np.array(
        [
            int(seller_id_hash(str(seller))[:16], 16) if known else 0
            for seller, known in zip(sellers, given, strict=True)
        ],
        dtype=np.uint64,
    )


def content_digest(frame: Any) -> str:
    """SHA-256 over ids, model inputs and labels, in any row order."""
    import hashlib

    from counterfeit_nlp.schema.fingerprint import id_hash, input_hash

    lines = sorted(f"{id_hash(row[0])}{input_hash(*row[1:5])}{row[5]:g}" for row in _rows(frame))
    return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()
