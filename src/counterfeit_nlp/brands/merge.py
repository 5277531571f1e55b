"""Two registries as one: the owner's own entries over a shared list, for example."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counterfeit_nlp.brands.checks import read_plain
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.errors import InputError

__all__ = ["Merged", "merge"]


@dataclass(frozen=True)
class Merged:
    """What came of it.

    Parameters
    ----------
    registry
        Everything of both.
    added
        Ids of brands that only the second has.
    replaced
        Ids of brands that both have and that differ: the second's entry stands, whole.
    replaced_types
        Slugs of product types of which the same is true.
    """

    registry: Registry
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    replaced_types: tuple[str, ...]


def merge(first: Registry, second: Registry) -> Merged:
    """Lay ``second`` over ``first``: a brand that both have is taken from ``second``, whole.

    Parts of two entries are not mixed: nobody could say afterwards whose prices stand beside whose
    sellers. ``added`` and ``replaced`` name what happened.

    Raises
    ------
    InputError
        Together they are no sound registry: a name that each gives to another brand. The message
        names the names.
    """
    both = Registry(
        dict(sorted({**first.brands, **second.brands}.items())),
        dict(sorted({**first.types, **second.types}.items())),
        second.title or first.title,
    )
    _, findings = read_plain(both.to_json(), house={}, today=date.min)
    errors = [str(one) for one in findings if one.level == "error"]
    if errors:
        shown = "; ".join(errors[:5])
        more = f"; and {len(errors) - 5} more" if len(errors) > 5 else ""
        raise InputError(f"the two don't fit together: {shown}{more}")
    shared = sorted(first.brands.keys() & second.brands.keys())
    return Merged(
        both,
        tuple(sorted(second.brands.keys() - first.brands.keys())),
        tuple(slug for slug in shared if first.brands[slug] != second.brands[slug]),
        tuple(
            slug
            for slug in sorted(first.types.keys() & second.types.keys())
            if first.types[slug] != second.types[slug]
        ),
    )
