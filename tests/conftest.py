"""What every test may rely on: repeatable examples, no telemetry, none of the caller's settings."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Set before any test module imports mlflow or dvc, and inherited by the commands tests start.
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
os.environ["DVC_NO_ANALYTICS"] = "1"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["MPLBACKEND"] = "Agg"
# A tracking store of the caller's must never receive runs from tests.
for _name in ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI", "MLFLOW_EXPERIMENT_NAME"):
    os.environ.pop(_name, None)
# Help pages and messages are compared as plain text of a known width.
os.environ["NO_COLOR"] = "1"
os.environ["COLUMNS"] = "100"

# derandomize: the same examples on every machine, so that a failure can be repeated; no deadline:
# a busy machine is not a failure.
settings.register_profile(
    "project",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")
