"""A YAML file as plain data, with the way back to its lines.

The format is YAML in its plain parts: tables, lists and text. Every scalar is read as text, and
the field says what it must be. So ``NO`` is Norway, the model ``501`` is a name, and no date is
guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from counterfeit_nlp.curated.values import Finding, Place
from counterfeit_nlp.errors import InputError

__all__ = ["Lines", "read_lines"]

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


class Lines:
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

    def placed(self, findings: Iterable[Finding]) -> list[Finding]:
        """These and the file's own findings, each with its line, in the order of lines."""
        placed = [replace(one, line=self.line_of(one.place)) for one in findings]
        return sorted([*self.findings, *placed], key=lambda one: (one.line or 0, one.path))


def read_lines(path: Path, *, what: str, expected: str, largest: int) -> Lines:
    """The plain data of a YAML file.

    Parameters
    ----------
    path
        The file.
    what, expected
        What such a file is, and what stands in it, for messages.
    largest
        Bytes that it may have.

    Raises
    ------
    InputError
        It can't be read at all, is no YAML, or is empty.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror}") from None
    if len(raw) > largest:
        raise InputError(f"{path}: {len(raw):,} bytes; {what} has at most {largest:,}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: no UTF-8 at byte {error.start}: save it as UTF-8") from None
    try:
        lines = Lines(yaml.compose(text, Loader=_Loader))
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
        raise InputError(f"{path}: nested too deeply for {what}") from None
    if lines.data is None:
        raise InputError(f"{path}: the file is empty; expected {expected}")
    return lines
