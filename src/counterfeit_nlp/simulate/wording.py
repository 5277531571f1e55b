"""What one language brings to the simulated market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Wording"]


@dataclass(frozen=True)
class Wording:
    """Templates and word lists of one language (see ``grammar.expand``).

    Attributes
    ----------
    words : mapping
        Word lists for slots that the listing itself doesn't fill.
    orders : tuple of str
        Title patterns of a branded item, shared by honest and infringing sellers.
    cues, new_cues : mapping of kind to tuple of str
        What a kind adds to such a title; ``new_*`` appear only in the later catalog.
    titles, new_titles : mapping of kind to tuple of str
        Whole titles of the kinds that aren't simply a branded item.
    claims : mapping of kind to tuple of str
        Sentences a kind puts in its descriptions.
    spec, plain_spec, shipping, service : tuple of str
        Sentences everybody uses; ``plain_spec`` for goods without a product line.
    padding : tuple of str
        Innocent words, for sellers who drown a listing in them.
    unbranded : tuple of str
        What goes into the brand field of goods without one.
    space : str
        What stands between two words.
    """

    words: Mapping[str, tuple[str, ...]]
    orders: tuple[str, ...]
    cues: Mapping[str, tuple[str, ...]]
    new_cues: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[str, ...]]
    new_titles: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, tuple[str, ...]]
    spec: tuple[str, ...]
    plain_spec: tuple[str, ...]
    shipping: tuple[str, ...]
    service: tuple[str, ...]
    padding: tuple[str, ...]
    unbranded: tuple[str, ...]
    space: str
