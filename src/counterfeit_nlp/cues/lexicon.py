"""The lexicon: what a cue is called, what it means, how it is written.

One readable file format, TOML, for our own lexicon and for users'. The head of ``english.toml``
explains it to those who write it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from counterfeit_nlp.cues.compiled import Compiled, Source, compile_lexicon
from counterfeit_nlp.cues.notation import PatternError
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.errors import InputError

__all__ = ["Entry", "Lexicon", "own_lexicon", "read_lexicon"]

FORMAT = 1
_OWN = ("english.toml", "chinese.toml")
_LARGEST = 4_000_000  # bytes of a file
_FILE_KEYS = ("format", "gap_stops", "groups", "cue")
_ENTRY_KEYS = ("sense", "says", "words", "regex", "triggers", "unless", "off")


class Entry(NamedTuple):
    """One cue of the lexicon; patterns as they were written."""

    name: str
    sense: str
    says: str
    words: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Entries and what their patterns refer to.

    Parameters
    ----------
    entries
        Cues, each name once.
    groups
        Patterns by the name of their group.
    gap_stops
        Words that a gap (``*2``) never reaches over.

    Raises
    ------
    PatternError
        From ``compiled``, ``triggers`` and ``opens``, if a pattern can't be read;
        :func:`read_lexicon` has looked.
    """

    entries: tuple[Entry, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gap_stops: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> Compiled:
        """The matchers, made when first asked for."""
        sources = [
            Source(one.name, one.words, one.regex, one.triggers, one.unless) for one in self.entries
        ]
        return compile_lexicon(sources, self.groups, self.gap_stops)

    @cached_property
    def says(self) -> dict[str, str]:
        """For each entry's name, what a reviewer is told."""
        return {entry.name: entry.says for entry in self.entries}

    @property
    def triggers(self) -> frozenset[str]:
        """Norms and Chinese characters of which each cue holds one; see ``cues/triggers.py``."""
        return self.compiled.gate.triggers

    def opens(self, norms: Sequence[str]) -> bool:
        """Whether a chunk (or field) with these norms may hold a cue, or a part of one."""
        return self.compiled.gate.opens(norms)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the content; the same over processes and hash seeds."""
        text = json.dumps(self.to_json(), ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, from which :meth:`from_json` makes an equal lexicon."""
        return {
            "format": FORMAT,
            "gap_stops": list(self.gap_stops),
            "groups": {name: list(patterns) for name, patterns in self.groups.items()},
            "cues": [
                {
                    key: list(value) if isinstance(value, tuple) else value
                    for key, value in entry._asdict().items()
                }
                for entry in self.entries
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Lexicon:
        """Make a lexicon of what :meth:`to_json` gave.

        Raises
        ------
        InputError
            The data is of another format or was changed by hand into something else.
        """
        if data.get("format") != FORMAT:
            raise InputError(
                f"cue lexicon of format {data.get('format')!r}; this code reads {FORMAT}: "
                "make the model again"
            )
        plain = {
            "format": FORMAT,
            "gap_stops": data.get("gap_stops"),
            "groups": data.get("groups"),
            "cue": {
                str(one.get("name")): {
                    key: value for key, value in one.items() if key != "name" and value != []
                }
                for one in data.get("cues", ())
            },
        }
        where = "cue lexicon of the model"
        return _sound(_of_file(plain, Lexicon(), where), where)

    def __deepcopy__(self, memo: object) -> Lexicon:
        """Nothing in it changes, so a copy is the thing itself (scikit-learn's clone copies)."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as JSON data: matchers are made anew where they arrive."""
        return Lexicon.from_json, (self.to_json(),)


def _strings(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise InputError(f'{where}: expected a list of strings, ["...", "..."]')
    return tuple(value)


def _keys(found: Mapping[str, object], expected: Sequence[str], where: str) -> None:
    for key in found:
        if key not in expected:
            raise InputError(f"{where}: unknown key {key!r}; expected {', '.join(expected)}")


def _entry(name: str, found: object, where: str) -> Entry | None:
    """Check one ``[cue.NAME]``; None if it only takes an entry away."""
    if not isinstance(found, dict):
        raise InputError(f"{where}: expected a table of sense, says and words")
    _keys(found, _ENTRY_KEYS, where)
    if "off" in found:
        if found != {"off": True}:
            raise InputError(f"{where}: 'off = true' takes a cue away and stands alone")
        return None
    sense = found.get("sense")
    if sense not in SENSES:
        raise InputError(f"{where}: sense {sense!r}; expected one of {', '.join(SENSES)}")
    says = found.get("says")
    if not isinstance(says, str) or not says.strip():
        raise InputError(f"{where}: 'says' is missing: what is a reviewer to be told?")
    words, regex, triggers, unless = (
        _strings(found[key], f"{where} {key}") if key in found else ()
        for key in ("words", "regex", "triggers", "unless")
    )
    if not words and not regex:
        raise InputError(f"{where}: neither 'words' nor 'regex': give one of them a pattern")
    if bool(regex) != bool(triggers):
        raise InputError(
            f"{where}: 'regex' and 'triggers' come together: the expressions are tried only on "
            "texts that hold one of the trigger words, which keeps scoring fast"
        )
    for trigger in triggers:
        if any(map(str.isspace, trigger)) or trigger != trigger.casefold():
            raise InputError(
                f"{where}: trigger {trigger!r}: expected one word in small letters, or one or two "
                "Chinese characters"
            )
    return Entry(name, sense, says, words, regex, triggers, unless)


def _of_file(data: Mapping[str, Any], base: Lexicon, where: str) -> Lexicon:
    _keys(data, _FILE_KEYS, where)
    if data.get("format") != FORMAT:
        raise InputError(
            f"{where}: format = {data.get('format')!r}; expected 'format = {FORMAT}' as first line"
        )
    stops = _strings(data.get("gap_stops", []), f"{where} gap_stops")
    groups = dict(base.groups)
    tables = [data.get("groups", {}), data.get("cue", {})]
    if not all(isinstance(table, dict) for table in tables):
        raise InputError(f"{where}: 'groups' and 'cue' are tables: [groups], [cue.some-name]")
    for name, patterns in tables[0].items():
        added = _strings(patterns, f"{where} group {name!r}")
        groups[name] = tuple(dict.fromkeys((*groups.get(name, ()), *added)))
    entries = {entry.name: entry for entry in base.entries}
    for name, found in tables[1].items():
        entry = _entry(name, found, f"{where} [cue.{name}]")
        if entry is not None:
            entries[name] = entry
        elif entries.pop(name, None) is None:
            raise InputError(
                f"{where} [cue.{name}]: there is no such cue to take away; "
                f"cues are {', '.join(sorted(entries)) or 'none'}"
            )
    return Lexicon(tuple(entries.values()), groups, tuple(dict.fromkeys((*base.gap_stops, *stops))))


def _sound(lexicon: Lexicon, where: str) -> Lexicon:
    try:
        _ = lexicon.compiled
    except PatternError as error:
        raise InputError(f"{where} {error}") from None
    return lexicon


def read_lexicon(path: str | Path, onto: Lexicon | None = None) -> Lexicon:
    """Read a lexicon file.

    Parameters
    ----------
    path
        TOML, in the format that the head of ``english.toml`` explains: ``format = 1``, perhaps
        ``gap_stops``, ``[groups]``, and one ``[cue.NAME]`` per cue with ``sense`` (one of
        ``SENSES``), ``says`` and patterns in ``words``, or ``regex`` with ``triggers``.
    onto
        A lexicon to extend. Groups of the same name are joined, a cue of the same name replaces
        the older one, ``off = true`` takes it away.

    Returns
    -------
    Lexicon
        Compiled already, so that its patterns are known to be sound.

    Raises
    ------
    InputError
        Naming file, entry and remedy.
    """
    return _sound(_of_file(_table(path := Path(path)), onto or Lexicon(), str(path)), str(path))


def _table(path: Path) -> dict[str, Any]:
    """A TOML file as plain data."""
    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST:
            raise InputError(f"{path}: {len(raw):,} bytes; a lexicon has at most {_LARGEST:,}")
        return tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: no UTF-8 at byte {error.start}: save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path}: no TOML: {error}. Put patterns into quotes, lists into [ ]"
        ) from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply for a lexicon") from None


@cache
def own_lexicon() -> Lexicon:
    """The English and Chinese lexicon that comes with the package."""
    lexicon = Lexicon()
    for name in _OWN:  # compiled once, together
        lexicon = _of_file(_table(Path(__file__).with_name(name)), lexicon, name)
    return _sound(lexicon, "the lexicon of the package:")
