"""A registry file as a registry, or a list of what is wrong with it, with lines.

The format is YAML in its plain parts: tables, lists and text. Every scalar is read as text, and
the field says what it must be. So ``NO`` is Norway, the model ``501`` is a name, and no date is
guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from counterfeit_nlp.brands.checks import read_plain
from counterfeit_nlp.brands.registry import ProductType, Registry
from counterfeit_nlp.brands.values import Finding, Place
from counterfeit_nlp.errors import InputError

__all__ = ["check", "from_json", "house_types", "load", "starter", "starter_path"]

_LARGEST = 50_000_000  # bytes of a file
_DEEPEST = 30
# The C parser is ten times as fast; PyYAML is sometimes built without it
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Every scalar is text, so there are no tags to work out (which takes time).

    What is called around each node counts how deep it lies: composing recurses in C, and a file of
    100,000 opening brackets would end the process.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""

    def descend_resolver(self, parent: Any, index: Any) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError

    def ascend_resolver(self) -> None:
        self._depth -= 1


class _Lines:
    """The nodes of a YAML file as plain data, with the way back to lines."""

    def __init__(self, root: yaml.Node | None) -> None:
        self._root = root
        self._seen: set[int] = set()
        self.findings: list[Finding] = []
        self.data: Any = None if root is None else self._plain(root, ())

    def _plain(self, node: yaml.Node, place: Place) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if id(node) in self._seen:
            self._refuse(node, place, "'*' repeats another part of the file: write it out")
            return {}
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(one, (*place, n)) for n, one in enumerate(node.value)]
        table: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(key, place, "a key is a list or a table: put it into quotes")
                continue
            name = key.value
            if name in lines:
                self._refuse(
                    key,
                    (*place, name),
                    f"{name!r} stands at line {lines[name]} already: join the two",
                )
                continue
            lines[name] = key.start_mark.line + 1
            table[name] = self._plain(value, (*place, name))
        return table

    def _refuse(self, node: yaml.Node, place: Place, message: str) -> None:
        self.findings.append(Finding("error", place, message, node.start_mark.line + 1))

    def line_of(self, place: Place) -> int | None:
        """The line (from 1) of what stands at a place, or of the last part that is there."""
        node, line = self._root, 1
        for step in place:
            if isinstance(node, yaml.MappingNode):
                pairs = [(key, value) for key, value in node.value if key.value == step]
                if not pairs:
                    break
                line, node = pairs[0][0].start_mark.line + 1, pairs[0][1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line


def _read(
    path: Path, house: Mapping[str, ProductType], today: date
) -> tuple[Registry, list[Finding]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror}") from None
    if len(raw) > _LARGEST:
        raise InputError(f"{path}: {len(raw):,} bytes; a registry has at most {_LARGEST:,}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: no UTF-8 at byte {error.start}: save it as UTF-8") from None
    try:
        lines = _Lines(yaml.compose(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = "" if mark is None else f", line {mark.line + 1}"
        raise InputError(
            f"{path}{at}: no YAML: {error.problem}. Indent by spaces, close what you open, and put "
            "text with a colon, a comma or brackets into quotes"
        ) from None
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise InputError(f"{path}: no YAML: {told}. Take that character out") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply for a registry") from None
    if lines.data is None:
        raise InputError(f"{path}: the file is empty; expected 'format: 1' and 'brands:'")
    registry, findings = read_plain(lines.data, house=house, today=today)
    placed = [replace(one, line=lines.line_of(one.place)) for one in findings]
    ordered = sorted([*lines.findings, *placed], key=lambda one: (one.line or 0, one.path))
    return registry, ordered


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
    errors = [one for one in findings if one.level == "error"]
    if errors:
        more = (
            f" ({len(errors) - 1} more: `counterfeit-nlp brands check` lists them)"
            if len(errors) > 1
            else ""
        )
        raise InputError(f"{path}, {errors[0]}{more}")
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
