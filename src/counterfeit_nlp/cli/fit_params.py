"""The parameters of a fit, from what a parameter file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from counterfeit_nlp.cli.params import in_range, known, number, section

if TYPE_CHECKING:
    from counterfeit_nlp.model.fit import FitParams

__all__ = ["fit_params"]


def fit_params(params: Mapping[str, Any]) -> FitParams:
    """The parameters of a fit as typed values.

    Raises
    ------
    UsageError
        For an unknown name or a value that is not a number of the right kind or range.
    """
    from counterfeit_nlp.model.build import ModelParams
    from counterfeit_nlp.model.calibrate import CalibrationParams
    from counterfeit_nlp.model.fit import FitParams
    from counterfeit_nlp.model.threshold import ThresholdParams

    return FitParams(
        seed=int(params.get("seed", 0)),
        model=_typed(ModelParams, section(params, "model"), "model"),
        calibration=_typed(CalibrationParams, section(params, "calibration"), "calibration"),
        thresholds=_typed(ThresholdParams, section(params, "thresholds"), "thresholds"),
    )


def _typed(kind: type[Any], values: Mapping[str, Any], where: str) -> Any:
    default = kind()
    names = [one.name for one in fields(kind)]
    typed = {}
    for name, value in values.items():
        known(name, names, f"section {where}")
        value = number(f"{where}.{name}", value, type(getattr(default, name)))
        typed[name] = in_range(f"{where}.{name}", value)
    return kind(**typed)
