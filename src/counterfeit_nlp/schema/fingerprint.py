"""Fingerprints of a listing: of what a score depends on, and of which listing it is."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["id_hash", "input_hash", "seller_id_hash"]


def input_hash(
    title: str,
    description: str | None,
    price: float | None,
    currency: str | None,
    seller: str | None = None,
) -> str:
    """Hash of the fields a score depends on.

    Two listings of one hash get one score from one model (and one set of seller lists), so a
    rescoring run can skip a listing whose hash it knows. Fields are length-prefixed: no two
    different listings share an input.

    Parameters
    ----------
    title, description, price, currency
        Of the listing.
    seller
        What seller lists say of its seller, never the id itself, which could be guessed back. None
        without lists, and where they say nothing.

    Returns
    -------
    str
        32 hexadecimal digits (BLAKE2b, 128 bits).
    """
    paid = None if price is None else repr(float(price))
    text = _prefixed(title) + _prefixed(description) + _prefixed(paid) + _prefixed(currency)
    if seller is not None:
        text += _prefixed(seller)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _prefixed(part: str | None) -> str:
    return "-;" if part is None else f"{len(part)};{part}"


def id_hash(listing_id: str) -> str:
    """Hash of a listing id, so that an artefact can know its training rows without naming them."""
    return blake2b(listing_id.encode("utf-8"), digest_size=16, person=b"listing_id").hexdigest()


def seller_id_hash(seller_id: str) -> str:
    """Hash of a seller's id, for the same purpose."""
    return blake2b(seller_id.encode("utf-8"), digest_size=16, person=b"seller_id").hexdigest()
