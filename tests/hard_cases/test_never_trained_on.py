"""No way leads from training to the hard cases, and a model that saw them is refused."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

from counterfeit_nlp.hard_cases.read import hard_cases

SOURCE = Path(__file__).resolve().parents[2] / "src"
PACKAGE = SOURCE / "counterfeit_nlp"
TRAINS = [
    PACKAGE / "cli" / "train.py",
    PACKAGE / "cli" / "split.py",
    PACKAGE / "cli" / "simulate.py",
    *sorted((PACKAGE / "model").glob("*.py")),
    *sorted((PACKAGE / "features").glob("*.py")),
]


def imported(path: Path) -> set[Path]:
    """Files of ours that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            base = SOURCE.joinpath(*name.split("."))
            found |= {
                one for one in (base.with_suffix(".py"), base / "__init__.py") if one.exists()
            }
    return found


def reached(start: Path) -> set[Path]:
    todo, done = [start], set[Path]()
    while todo:
        path = todo.pop()
        # the list of all commands leads everywhere, and runs only the one that was asked for
        if path not in done and path != PACKAGE / "cli" / "__init__.py":
            done.add(path)
            todo.extend(imported(path))
    return done


@pytest.mark.parametrize("start", TRAINS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_training_never_reads_them(start: Path) -> None:
    assert not [path for path in reached(start) if "hard_cases" in path.as_posix()]


def test_the_way_from_evaluate_is_seen() -> None:
    """The search above finds what there is to find."""
    found = reached(PACKAGE / "cli" / "evaluate.py")
    assert PACKAGE / "hard_cases" / "read.py" in found


def test_no_other_room_opens_the_files() -> None:
    """Not by name either: only evaluating, the command behind it and the room itself know them."""
    knows = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "hard_cases" in path.read_text(encoding="utf-8")
    }
    assert {name for name in knows if not name.startswith(("hard_cases/", "evaluate/"))} == {
        "cli/evaluate.py",
        "cli/on_hard_cases.py",
    }


def test_a_model_that_was_trained_on_one_is_not_evaluated(cli, market_dir, tmp_path) -> None:
    """Under whatever id: the same text and price is the same listing."""
    market = pd.read_csv(market_dir / "listings.csv.gz", dtype=str)
    half = market.iloc[: len(market) // 2]
    case = hard_cases().iloc[[0]].drop(columns=["slice", "language"]).assign(listing_id="mine-1")
    case["label"] = "0"
    train, test, model = tmp_path / "train.csv", tmp_path / "test.csv", tmp_path / "model"
    pd.concat([half, case]).to_csv(train, index=False)
    market.iloc[len(market) // 2 :].to_csv(test, index=False)
    cli("train", train, "--out", model, "--no-track")
    done = cli("evaluate", model, test, "--drop-trained", "--json", "-", expect=1)
    assert b"1 of the 1,056 hard cases were trained on" in done.stderr
    assert b"'second_hand-en-01'" in done.stderr
