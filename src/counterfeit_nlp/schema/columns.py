"""Which columns a file has: required ones, twice-named ones, and the user's own names."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from counterfeit_nlp.errors import SchemaError, UsageError
from counterfeit_nlp.schema.listing import LABEL_COLUMNS, LISTING_COLUMNS
from counterfeit_nlp.schema.reject import shown

__all__ = ["check_columns", "check_mapping", "column_targets", "contract_names", "nearest_names"]

_LISTED = 30


def check_columns(names: Iterable[str], *, labels: bool = False) -> None:
    """Check that a file has each required column, and none twice.

    Parameters
    ----------
    names : iterable of str
        Column names, after ``--map`` has been applied.
    labels : bool
        Whether a ``label`` column is required too (train, evaluate, split).

    Raises
    ------
    SchemaError
        With the columns found, those expected, and the nearest names.
    """
    found = list(names)
    _check_once(found)
    required = [column.name for column in LISTING_COLUMNS.values() if column.required]
    if labels:
        required.append(LABEL_COLUMNS[0])
    missing = [name for name in required if name not in found]
    if not missing:
        return
    hints = []
    for name in missing:
        near = nearest_names(name, [other for other in found if other not in required])
        if near:
            hints.append(f"for {name} the nearest is {_listed(near)} (--map {name}={near[0]})")
    hint = "; ".join(hints) or "if a column has another name, say so with --map title=its_name"
    raise SchemaError(
        f"missing column {', '.join(missing)}: found {_listed(found) or 'no columns'}; "
        f"expected {', '.join(required)}; {hint}"
    )


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Check the left sides of a mapping (contract name -> name in the file).

    Raises
    ------
    UsageError
        If a left side is no contract column, or two contract columns share one source.
    """
    known = contract_names(labels=True)
    for name in mapping:
        if name not in known:
            near = nearest_names(name, known)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(
                f"--map {shown(name, quote=False)}=…: {shown(name)} is not a listing column{hint} "
                f"(the left side is one of {', '.join(known)})"
            )
    shared = [source for source, count in Counter(mapping.values()).items() if count > 1]
    if shared:
        targets = [name for name, source in mapping.items() if source == shared[0]]
        raise UsageError(
            f"--map reads {shown(shared[0])} as {' and '.join(targets)}; one file column can "
            "become one listing column only"
        )


def column_targets(
    names: Sequence[str], mapping: Mapping[str, str], *, lenient: bool = False
) -> dict[str, str]:
    """Tell under which name each column of a file is read: ``{name in the file: our name}``.

    A file column that a mapping replaces (``title`` under ``--map title=long_title``) is not
    read and left out: two columns can't both be the title.

    Parameters
    ----------
    names : sequence of str
        Column names in the file.
    mapping : mapping of str to str
        Contract name -> name in the file.
    lenient : bool
        Accept mapped names that are absent (JSON Lines, where keys come and go).

    Raises
    ------
    SchemaError
        If a mapped name is not in the file, or a name appears twice.
    UsageError
        If a mapping takes a contract column away from itself.
    """
    check_mapping(mapping)
    _check_once(names)
    target = {source: name for name, source in mapping.items()}
    absent = [] if lenient else [source for source in target if source not in names]
    if absent:
        near = nearest_names(absent[0], names)
        hint = f"; the nearest is {_listed(near)}" if near else ""
        raise SchemaError(
            f"--map {target[absent[0]]}={shown(absent[0], quote=False)}: the file has no column "
            f"{shown(absent[0])}; found {_listed(names) or 'no columns'}{hint}"
        )
    known = contract_names(labels=True)
    for source, name in target.items():
        if source in known and source != name and source not in mapping:
            raise UsageError(
                f"--map {name}={source}: {source} is a listing column itself, so it would be read "
                f"as both; map {source} to another column too, or rename it in the file"
            )
    return {name: target.get(name, name) for name in names if name in target or name not in mapping}


def contract_names(*, labels: bool) -> tuple[str, ...]:
    """Names of the listing columns, in contract order, with the label columns if asked."""
    return (*LISTING_COLUMNS, *LABEL_COLUMNS) if labels else tuple(LISTING_COLUMNS)


def nearest_names(name: str, candidates: Iterable[str]) -> list[str]:
    """Up to three names that look like ``name``, nearest first."""
    folded: dict[str, str] = {}
    for other in candidates:
        if len(other) <= 100:
            folded.setdefault(_folded(other), other)
    wanted = _folded(name)
    near = difflib.get_close_matches(wanted, list(folded), n=3, cutoff=0.6)
    # id for listing_id, product_title for title
    near += [
        key for key in folded
        if len(key) > 1 and (wanted in key or key in wanted) and key not in near
    ]  # fmt: skip
    return [folded[key] for key in near[:3]]


def _check_once(names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise SchemaError(
            f"column {_listed(twice)} appears more than once; "
            "each column needs its own name, so rename or remove one"
        )


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _listed(names: Sequence[str]) -> str:
    text = ", ".join(shown(name, 40, quote=False) or "''" for name in names[:_LISTED])
    return text + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
