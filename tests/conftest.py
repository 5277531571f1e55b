"""What every test may rely on: repeatable examples, no telemetry, none of the caller's settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
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
# Spark's tests have an environment of their own: `make test-spark` names them.
collect_ignore = ["spark"]
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


@pytest.fixture(scope="session")
def market_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated market on disk: listings, catalog and truth."""
    from counterfeit_nlp.simulate.folder import write_market
    from counterfeit_nlp.simulate.market import simulate

    folder = tmp_path_factory.mktemp("market")
    write_market(simulate(3_000, 5), folder)
    return folder


@pytest.fixture(scope="session")
def model_dir(market_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on the small market by the command a user would run."""
    folder = tmp_path_factory.mktemp("models") / "model"
    run_cli("train", market_dir / "listings.csv.gz", "--out", folder, "--no-track")
    return folder


def run_cli(
    *words: object,
    expect: int = 0,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    stdin: bytes | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own and check the exit code and the manners."""
    done = subprocess.run(
        [sys.executable, "-m", "counterfeit_nlp", *map(str, words)],
        input=stdin if stdin is not None else b"",
        capture_output=True,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=600,
        check=False,
    )
    told = done.stderr.decode("utf-8", "replace")
    assert done.returncode == expect, f"{words}: exit {done.returncode}\n{told}"
    assert "Traceback" not in told, told
    assert "internal error" not in told, told
    return done


@pytest.fixture(name="cli", scope="session")
def _cli() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """The command line, see :func:`run_cli`."""
    return run_cli
