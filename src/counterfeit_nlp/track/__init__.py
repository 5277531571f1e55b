"""Runs, registered models, and who promoted what: everything we ask of MLflow.

Only this package and :mod:`counterfeit_nlp.mlflow_model` import MLflow, and only inside
functions, so that importing this package is cheap.

:func:`log_training` writes one run and one registered version per model, :func:`resolve`
turns ``models:/name@alias`` into a folder, :func:`promote` and :func:`rollback` move the
aliases and keep the log that MLflow doesn't.
"""

from __future__ import annotations

from counterfeit_nlp.track.promotion import history, promote, rollback, versions
from counterfeit_nlp.track.resolve import resolve
from counterfeit_nlp.track.store import Store, store
from counterfeit_nlp.track.training import Run, log_training, logged_metrics

__all__ = [
    "Run",
    "Store",
    "history",
    "log_training",
    "logged_metrics",
    "promote",
    "resolve",
    "rollback",
    "store",
    "versions",
]
