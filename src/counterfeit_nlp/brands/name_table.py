"""What names mean, as tables of numbers."""

from __future__ import annotations

import numpy as np

from counterfeit_nlp.brands.find import Finder
from counterfeit_nlp.brands.wares import Wares

__all__ = ["NameTable"]


class NameTable:
    """What names mean, by their numbers.

    ``product`` is the kind of thing that a model (``is_model``) is, 0 for others; ``word`` says
    whether it is an ordinary word too. The brands of name i are ``brand_count[i]`` numbers of
    ``brand`` from ``first_brand[i]`` on; ``hosts`` are the kinds they sell that much is made for.
    For each of those numbers ``floor`` is what this very model of that brand costs at least, in US
    dollars, NaN where it has no price of its own, and ``model`` is how the registry calls it.
    """

    def __init__(self, finder: Finder, wares: Wares) -> None:
        names = finder.names
        kinds = [finder.kinds[name.product] if name.product else 0 for name in names]
        self.product = np.array(kinds, dtype=np.int64)
        self.is_model = np.array([bool(kind) for kind in kinds], dtype=bool)
        self.word = np.array([name.word for name in names], dtype=bool)
        self.is_sure_model = self.is_model & ~self.word
        self.brand_count = np.array([len(name.brands) for name in names], dtype=np.int64)
        self.first_brand = np.cumsum(self.brand_count) - self.brand_count
        brands = [wares.brands[slug] for name in names for slug in name.brands]
        self.brand = np.array(brands, dtype=np.int64)
        models = [
            own.get(slug) if name.product else None
            for name, own in zip(names, finder.priced, strict=True)
            for slug in name.brands
        ]
        floors = [wares.dollars(None if one is None else one.price) for one in models]
        self.floor = np.array(floors, dtype=np.float64)
        self.model = ["" if one is None else one.text for one in models]
        self.hosts = np.zeros((len(names), len(wares.hosts)), dtype=bool)
        name_of = np.repeat(np.arange(len(names)), self.brand_count)
        np.logical_or.at(self.hosts, name_of, wares.sells[self.brand] & wares.hosts)

    def brands(self, name: int) -> frozenset[int]:
        """The brands of a name."""
        first = self.first_brand[name]
        return frozenset(self.brand[first : first + self.brand_count[name]].tolist())
