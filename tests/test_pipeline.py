"""dvc.yaml: every stage depends on the code that decides its output."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
# Decide no byte of an output: the entry points, errors, and what talks to MLflow
ASIDE = {"__init__.py", "__main__.py", "errors.py", "cli/__init__.py"}


def imported(path: Path) -> set[Path]:
    """Files of ours that a file imports, inside functions too."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.split(".")[0] == "counterfeit_nlp":
                base = SOURCE.joinpath(*name.split("."))
                found |= {file for file in (base.with_suffix(".py"), base / "__init__.py")
                          if file.exists()}  # fmt: skip
    return found


def reached(start: Path) -> set[str]:
    """All files of ours that a command may run, relative to the package."""
    package = SOURCE / "counterfeit_nlp"
    todo, done = [start], set[Path]()
    while todo:
        path = todo.pop()
        if path not in done:
            done.add(path)
            if path not in (package / "__init__.py", package / "cli" / "__init__.py"):
                todo.extend(imported(path))
    return {path.relative_to(package).as_posix() for path in done}


@pytest.mark.parametrize("stage", [name for name in STAGES if name != "register"])
def test_a_stage_depends_on_all_code_behind_its_commands(stage: str) -> None:
    commands = STAGES[stage]["cmd"]
    commands = [commands] if isinstance(commands, str) else commands
    deps = [dep.removeprefix("src/counterfeit_nlp/") for dep in STAGES[stage]["deps"]]
    missing = set()
    for command in commands:
        name = command.split()[3]
        for file in reached(SOURCE / "counterfeit_nlp" / "cli" / f"{name}.py"):
            tracked = any(file == dep or file.startswith(dep + "/") for dep in deps)
            if not tracked and file not in ASIDE and not file.startswith("track/"):
                missing.add(file)
    assert not missing


def test_registering_always_runs_and_nothing_of_mlflow_is_an_output() -> None:
    assert STAGES["register"]["always_changed"] is True
    outs = [out for stage in STAGES.values() for out in stage.get("outs", [])]
    assert not [out for out in outs if "mlflow" in out or "mlruns" in out]


def test_training_in_the_pipeline_is_not_tracked_twice() -> None:
    assert "--no-track" in STAGES["train"]["cmd"]


def test_the_parameter_file_is_read_and_holds_the_defaults() -> None:
    from counterfeit_nlp.cli.fit_params import fit_params
    from counterfeit_nlp.cli.params import read_params
    from counterfeit_nlp.model.fit import FitParams

    assert fit_params(read_params(ROOT / "params.yaml")) == FitParams()
