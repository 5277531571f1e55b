"""Single values of plain data: each is read, or a finding says what is wrong with it."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from counterfeit_nlp.errors import InputError

__all__ = [
    "Finding",
    "Notes",
    "Place",
    "amount",
    "day",
    "dotted",
    "flag",
    "free_table",
    "head",
    "listed",
    "near",
    "one_of",
    "plain",
    "refuse_errors",
    "shown",
    "slug",
    "table",
    "text",
    "whole",
]

Place = tuple[str | int, ...]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 200  # characters of any text
_MOST_MONEY = 1e12
_MEANT = {"UK": "GB", "EM": "EU", "EL": "GR"}  # what people write, and its code


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the owner of a file should know.

    Parameters
    ----------
    level
        An ``error`` keeps the file from being loaded, a ``warning`` does not.
    place
        Keys and positions that lead there, from the top of the file.
    message
        What was found, what was expected, what to do.
    line
        Line of the file, from 1; None for data that were in no file.
    """

    level: Literal["error", "warning"]
    place: Place
    message: str
    line: int | None = None

    @property
    def path(self) -> str:
        """The place in one word: ``brands.rolex.names.en[0]``."""
        return dotted(self.place)

    def __str__(self) -> str:
        at = [] if self.line is None else [f"line {self.line}"]
        return f"{', '.join([*at, *([self.path] if self.place else [])]) or 'file'}: {self.message}"


def dotted(place: Place) -> str:
    """A place as a path: ``brands.rolex.marks[0]``."""
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return told.lstrip(".")


@dataclass
class Notes:
    """What was found so far."""

    today: date
    findings: list[Finding] = field(default_factory=list)

    def error(self, place: Place, message: str) -> None:
        """Note what keeps the file from being used."""
        self.findings.append(Finding("error", place, message))

    def warning(self, place: Place, message: str) -> None:
        """Note what is worth a look."""
        self.findings.append(Finding("warning", place, message))


def shown(value: object) -> str:
    """A value in a message, cut where it is long."""
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:57]}..."


def near(wanted: str, known: Collection[str]) -> str:
    """The known words nearest to a wanted one, as the end of a message; empty if none is near."""
    close = difflib.get_close_matches(wanted, known, n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def table(value: object, place: Place, keys: Sequence[str], notes: Notes) -> dict[str, Any]:
    """A mapping with these keys; unknown ones are errors."""
    if not isinstance(value, dict):
        notes.error(
            place, f"{shown(value)}: expected a table with some of the keys {', '.join(keys)}"
        )
        return {}
    for key in value:
        if key not in keys:
            alike = near(str(key), keys)
            notes.error(
                (*place, key),
                f"unknown key {shown(key)}{alike or '; expected one of ' + ', '.join(keys)}",
            )
    return value


def free_table(value: object, place: Place, holds: str, notes: Notes) -> dict[str, Any]:
    """A mapping whose keys the owner chooses."""
    if isinstance(value, dict):
        return value
    notes.error(place, f"{shown(value)}: expected a table of {holds}")
    return {}


def listed(value: object, place: Place, of: str, notes: Notes) -> list[Any]:
    """A list; anything else is an error and an empty one."""
    if isinstance(value, list):
        return value
    notes.error(place, f"{shown(value)}: expected a list of {of}, in [ ]")
    return []


def text(value: object, place: Place, what: str, notes: Notes) -> str | None:
    """Text that isn't empty, nor too long, nor with control characters."""
    if not isinstance(value, str) or not value.strip():
        notes.error(place, f"{shown(value)}: expected {what}, as text that isn't empty")
    elif len(value) > _LONGEST:
        notes.error(place, f"{len(value)} characters; {what} has at most {_LONGEST}")
    elif not value.isprintable() and any(map(_is_control, value)):
        notes.error(place, f"{shown(value)} holds a control character: write it anew")
    elif value != value.strip():
        notes.error(place, f"{shown(value)}: take away the space at its edge")
    else:
        return value
    return None


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def one_of(
    value: object, place: Place, known: Collection[str], what: str, notes: Notes
) -> str | None:
    """One of the known codes; an error says how it is meant."""
    if isinstance(value, str) and value in known:
        return value
    told = str(value)
    hint = ""
    for other in (told.upper(), told.lower(), _MEANT.get(told.upper(), "")):
        if other in known:
            hint = f"; write {other}"
            break
    else:
        hint = f"; expected one of {', '.join(known)}" if len(known) < 9 else ""
    notes.error(place, f"{shown(value)} is no {what}{hint}")
    return None


def amount(value: object, place: Place, notes: Notes) -> float | None:
    """An amount of money."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    fine = isinstance(value, int | float) and not isinstance(value, bool)
    if not fine or not math.isfinite(money := float(value)):  # type: ignore[arg-type]
        notes.error(
            place, f"{shown(value)}: expected an amount such as 250 or 9.90, without separators"
        )
    elif not 0 < money <= _MOST_MONEY:
        notes.error(place, f"{plain(money)}: expected more than 0; leave it out if you don't know")
    else:
        return money
    return None


def plain(amount: float) -> str:
    """An amount in a message, without needless digits."""
    return f"{amount:.15g}"


def whole(value: object, place: Place, allowed: range, what: str, notes: Notes) -> int | None:
    """A whole number in a range."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
        return value
    notes.error(
        place, f"{shown(value)} is no {what}; expected {allowed.start} to {allowed.stop - 1}"
    )
    return None


def flag(value: object, place: Place, notes: Notes) -> bool:
    """True or false."""
    if value is True or value == "true":
        return True
    if value is not False and value != "false":
        notes.error(place, f"{shown(value)}: expected true or false")
    return False


def day(value: object, place: Place, notes: Notes) -> date | None:
    """A day as 2025-12-31."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    notes.error(place, f"{shown(value)}: expected a date as 2025-12-31 (year-month-day)")
    return None


def slug(key: object, place: Place, notes: Notes) -> bool:
    """Whether a key is a slug: small letters and digits, parted by hyphens."""
    if isinstance(key, str) and len(key) <= _LONGEST and _SLUG.fullmatch(key):
        return True
    ascii_ = unicodedata.normalize("NFKD", str(key)).encode("ascii", "ignore").decode()
    said = "-".join(re.findall("[a-z0-9]+", ascii_.lower()))[:60]
    notes.error(
        place,
        f"{shown(key)} is no id: expected small letters, digits and single hyphens"
        f"{f', such as {said}' if said else ''}",
    )
    return False


def head(told: Mapping[str, Any], version: int, notes: Notes) -> str:
    """Check the ``format`` of a file, and read its ``title``; empty where it has none."""
    if str(told.get("format")) != str(version):
        found = shown(told["format"]) if "format" in told else "missing"
        notes.error(
            ("format",) if "format" in told else (),
            f"format is {found}; expected 'format: {version}' as the first line",
        )
    return (text(told["title"], ("title",), "a title", notes) if "title" in told else "") or ""


def refuse_errors(path: Path, findings: Sequence[Finding], command: str) -> None:
    """An InputError with the first error of a file, if there is one; ``command`` lists the others.

    Raises
    ------
    InputError
        Where a finding is an error.
    """
    errors = [one for one in findings if one.level == "error"]
    if errors:
        more = f" ({len(errors) - 1} more: `{command}` lists them)" if len(errors) > 1 else ""
        raise InputError(f"{path}, {errors[0]}{more}")
