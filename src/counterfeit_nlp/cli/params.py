"""Reading ``params.yaml`` and gates: the one place where a parameter file is opened."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counterfeit_nlp.errors import InputError, UsageError

__all__ = ["in_range", "known", "number", "read_attack_gate", "read_params", "section"]

# Name of each section and, where a dataclass does not say it, the names in it
_SECTIONS: dict[str, tuple[str, ...] | None] = {
    "simulate": ("listings", "seed"),
    "split": ("test_fraction",),
    "model": None,
    "calibration": None,
    "thresholds": None,
    "evaluate": ("n_bootstrap",),
    "gate": None,
}


def read_params(path: Path | None) -> dict[str, Any]:
    """Read a parameter file; an empty mapping without one.

    Raises
    ------
    InputError
        When it can't be read or is not a mapping of sections.
    UsageError
        For an unknown section or name.
    """
    if path is None:
        return {}
    params = _read_yaml(path)
    params = {} if params is None else params
    if not isinstance(params, dict):
        raise InputError(f"{path} holds {type(params).__name__}, expected sections like 'model:'")
    for name, value in params.items():
        known(name, ("seed", *_SECTIONS), str(path))
        if name == "seed":
            in_range("seed", number("seed", value, int))
            continue
        if not isinstance(value, dict):
            raise InputError(f"{path}: {name} holds {value!r}, expected names and values below it")
        names = _SECTIONS[name]
        for key, one in value.items():
            if names is not None:
                known(key, names, f"{path}, section {name}")
                kind = float if key == "test_fraction" else int
                in_range(f"{name}.{key}", number(f"{name}.{key}", one, kind))
    return params


def read_attack_gate(path: Path) -> dict[str, Any]:
    """Read the limits of an attack gate; :mod:`counterfeit_nlp.evaluate.attack_gate` checks them.

    Raises
    ------
    InputError
        When it can't be read, or holds no limits: an empty gate would let everything pass.
    """
    rules = _read_yaml(path)
    if not isinstance(rules, dict) or not rules:
        raise InputError(f"{path} holds no limits, expected families of attacks like 'encodings:'")
    return rules


def _read_yaml(path: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: bytes that are no UTF-8, a date of no calendar, a number too long to read
        raise InputError(f"{path} is not YAML: {error}") from None


def section(params: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One section, empty if the file does not have it."""
    return dict(params.get(name) or {})


# Lowest and highest value of a parameter, where not every number makes sense
_RANGES: dict[str, tuple[float, float]] = {
    "seed": (0, 2**32 - 1),
    "listings": (200, 1e8),
    "test_fraction": (0.01, 0.9),
    "n_bootstrap": (10, 1e6),
    "C": (1e-9, 1e9),
    "min_words": (1, 1e9),
    "min_characters": (1, 1e9),
    "idf_power": (0, 10),
    "signal_weight": (0, 1e6),
    "cue_weight": (0, 1e6),
    "price_weight": (0, 1e6),
    "relation_weight": (0, 1e6),
    "claimed_price_weight": (0, 1e6),
    "prior_weight": (0, 1e6),
    "language_weight": (0, 1e6),
    "learned_price_weight": (0, 1e9),
    "price_pairs": (0, 1e6),
    "pair_weight": (0, 1e3),
    "folds": (2, 100),
    "min_positives": (1, 1e9),
    "review_share": (0, 1),
    "high_precision": (0, 1),
    "high_at_least": (1, 1e9),
}


def in_range(where: str, value: Any) -> Any:
    """The value, if it lies in the range of its name (the last part of ``where``)."""
    low, high = _RANGES[where.rpartition(".")[2]]
    if not low <= value <= high:
        raise UsageError(f"{where} is {value!r}, expected {low:g} to {high:g}")
    return value


def number(where: str, value: Any, kind: type) -> Any:
    """The value as a number of this kind; a UsageError where it is none."""
    from counterfeit_nlp.schema.reject import shown

    good = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        good = good and math.isfinite(value) and (kind is not int or int(value) == value)
    except OverflowError:  # a whole number beyond every float, hence beyond every range
        good = False
    if not good:
        word = "a whole number" if kind is int else "a number"
        raise UsageError(f"{where} is {shown(repr(value), quote=False)}, expected {word}")
    return kind(value)


def known(name: Any, names: Any, where: str) -> None:
    """A UsageError with the nearest name where ``name`` is not one of ``names``."""
    if name not in names:
        near = difflib.get_close_matches(str(name), names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"{where}: unknown name {name!r}, expected one of {', '.join(names)}{hint}"
        )
