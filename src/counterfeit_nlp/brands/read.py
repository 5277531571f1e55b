"""A registry file as a registry, or a list of what is wrong with it, with lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from counterfeit_nlp.brands.checks import read_plain
from counterfeit_nlp.brands.registry import ProductType, Registry
from counterfeit_nlp.curated.values import Finding, refuse_errors
from counterfeit_nlp.curated.yaml_lines import read_lines
from counterfeit_nlp.errors import InputError

__all__ = ["check", "from_json", "house_types", "load", "starter", "starter_path"]

_LARGEST = 50_000_000  # bytes of a file


def _read(
    path: Path, house: Mapping[str, ProductType], today: date
) -> tuple[Registry, list[Finding]]:
    lines = read_lines(
        path, what="a registry", expected="'format: 1' and 'brands:'", largest=_LARGEST
    )
    registry, findings = read_plain(lines.data, house=house, today=today)
    return registry, lines.placed(findings)


@cache
def house_types() -> Mapping[str, ProductType]:
    """The product types of ``product_types.yaml``, which every registry knows.

    Examples
    --------
    >>> house_types()["watch"].nice
    (14,)
    """
    return _sound(Path(__file__).with_name("product_types.yaml"), {}, date.today()).types


def _sound(path: Path, house: Mapping[str, ProductType], today: date) -> Registry:
    registry, findings = _read(path, house, today)
    refuse_errors(path, findings, "counterfeit-nlp brands check")
    return registry


def load(path: str | Path) -> Registry:
    """Read a registry file.

    Parameters
    ----------
    path
        YAML, as ``docs/brands.md`` explains it.

    Raises
    ------
    InputError
        The file has errors; the message holds the first, with its line, and how many follow.
        Warnings, such as sellers whose authorisation ran out, don't keep it from being loaded.
    """
    return _sound(Path(path), house_types(), date.today())


def check(path: str | Path, today: date | None = None) -> list[Finding]:
    """List all that is wrong with a registry file, or should be looked at, in order of lines.

    Parameters
    ----------
    path
        The file.
    today
        The day to judge expiry by; without it, today.

    Raises
    ------
    InputError
        The file can't be read at all, or is no YAML.
    """
    return _read(Path(path), house_types(), today or date.today())[1]


def from_json(data: object) -> Registry:
    """Make a registry of what ``Registry.to_json`` gave.

    Raises
    ------
    InputError
        The data are of another format, or were changed by hand into something unsound.
    """
    registry, findings = read_plain(data, house={}, today=date.today())
    errors = [one for one in findings if one.level == "error"]
    if errors:
        raise InputError(f"brand registry as JSON, {errors[0]}")
    return registry


def starter_path() -> Path:
    """Where the starter registry lies."""
    return Path(__file__).with_name("starter.yaml")


@cache
def starter() -> Registry:
    """The registry to start from: often copied brands, written from common knowledge.

    Examples
    --------
    >>> [brand.name for brand in starter().called("劳力士")]
    ['Rolex']
    """
    return load(starter_path())
