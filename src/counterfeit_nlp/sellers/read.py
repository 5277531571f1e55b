"""A file of seller lists, or a list of what is wrong with it, with lines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from counterfeit_nlp.curated.values import Finding, near, refuse_errors
from counterfeit_nlp.curated.yaml_lines import Lines, read_lines
from counterfeit_nlp.sellers.checks import read_plain
from counterfeit_nlp.sellers.lists import SellerLists

__all__ = ["check", "load"]

_LARGEST = 50_000_000  # bytes of a file


def _read(path: Path, today: date) -> tuple[SellerLists, list[Finding], Lines]:
    lines = read_lines(
        path, what="a seller list", expected="'format: 1' and 'sellers:'", largest=_LARGEST
    )
    lists, findings = read_plain(lines.data, today=today)
    return lists, findings, lines


def load(path: str | Path) -> SellerLists:
    """Read a file of seller lists.

    Parameters
    ----------
    path
        YAML, as ``docs/sellers.md`` explains it.

    Raises
    ------
    InputError
        The file has errors; the message holds the first, with its line, and how many follow.
        Warnings, such as entries that ran out, don't keep it from being loaded.
    """
    lists, found, lines = _read(Path(path), date.today())  # today decides warnings alone
    refuse_errors(Path(path), lines.placed(found), "counterfeit-nlp sellers check")
    return lists


def check(
    path: str | Path, today: date | None = None, brands: Collection[str] | None = None
) -> list[Finding]:
    """List all that is wrong with a file, or should be looked at, in order of lines.

    Parameters
    ----------
    path
        The file.
    today
        The day to judge expiry by; without it, today.
    brands
        Ids of the brands there are; an entry about another one is a warning. None for any.

    Raises
    ------
    InputError
        The file can't be read at all, or is no YAML.
    """
    _, found, lines = _read(Path(path), today or date.today())
    return lines.placed([*found, *_unknown_brands(lines, brands)])


def _unknown_brands(lines: Lines, brands: Collection[str] | None) -> list[Finding]:
    some = lines.data.get("sellers") if isinstance(lines.data, dict) else None
    if brands is None or not isinstance(some, list):
        return []
    return [
        Finding(
            "warning",
            ("sellers", n, "brands", k),
            f"{one!r} is no brand of the registry, so this does nothing{near(one, brands)}",
        )
        for n, entry in enumerate(some)
        if isinstance(entry, dict) and isinstance(entry.get("brands"), list)
        for k, one in enumerate(entry["brands"])
        if isinstance(one, str) and one not in brands
    ]
