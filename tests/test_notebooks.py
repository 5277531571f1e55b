"""The notebooks run anywhere, and what is committed of them is text without results.

Each notebook is a pair: a ``.py`` that people review and an ``.ipynb`` that people open. To change
one, edit the ``.py`` and run ``jupytext --update --to ipynb notebooks/NAME.py``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted((ROOT / "notebooks").glob("*.py"))
by_name = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    """A notebook, its cells as they are in the file."""
    return nbformat.read(path, as_version=4)


def difference(script: Path, notebook: Path) -> str | None:
    """How the two halves of a pair differ, or None."""
    one, other = jupytext.read(script), read(notebook)
    if len(one.cells) != len(other.cells):
        return f"{len(one.cells)} cells in {script.name}, {len(other.cells)} in {notebook.name}"
    for number, (mine, theirs) in enumerate(zip(one.cells, other.cells, strict=True), start=1):
        if (mine.cell_type, mine.source) != (theirs.cell_type, theirs.source):
            return f"cell {number} differs: {mine.source[:60]!r} and {theirs.source[:60]!r}"
    return None


def results(notebook: Any) -> list[int]:
    """Numbers of the code cells that hold results of a run."""
    return [
        number
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None)
    ]


def test_there_are_notebooks_and_each_has_its_pair() -> None:
    assert SCRIPTS
    pages = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert [path.stem for path in pages] == [path.stem for path in SCRIPTS]


@by_name
def test_both_halves_of_a_pair_are_the_same(script: Path) -> None:
    assert difference(script, script.with_suffix(".ipynb")) is None


@by_name
def test_no_results_are_committed(script: Path) -> None:
    notebook = read(script.with_suffix(".ipynb"))
    assert results(notebook) == []
    # what an editor adds there tells which machine and which Python it was
    assert set(notebook.metadata) <= {"jupytext", "kernelspec"}


@by_name
def test_it_says_that_its_data_is_simulated(script: Path) -> None:
    first = read(script.with_suffix(".ipynb")).cells[0]
    assert "simulated" in first.source


def run(notebook: Any, folder: Path) -> None:
    """Run a notebook in a folder, with the display that people see figures by."""
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=environment)


@by_name
def test_it_runs_in_an_empty_folder(script: Path, tmp_path: Path) -> None:
    notebook = read(script.with_suffix(".ipynb"))
    run(notebook, tmp_path)
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    told = [one.text for one in outputs if one.output_type == "stream" and one.name == "stderr"]
    assert told == []  # no warnings either
    assert any("image/png" in one.get("data", {}) for one in outputs)
    assert any("text/html" in one.get("data", {}) for one in outputs)
    assert list(tmp_path.iterdir()) == []  # it cleans up behind itself


def test_these_checks_can_fail(tmp_path: Path) -> None:
    script, page = tmp_path / "a.py", tmp_path / "a.ipynb"
    script.write_text("# %%\n1 + 1\n", encoding="utf-8")
    notebook = jupytext.read(script)
    nbformat.write(notebook, page)
    assert difference(script, page) is None
    assert results(read(page)) == []
    script.write_text("# %%\n1 + 2\n", encoding="utf-8")
    assert "cell 1 differs" in (difference(script, page) or "")
    script.write_text("# %%\n1 + 1\n\n# %%\n2\n", encoding="utf-8")
    assert "2 cells in a.py, 1 in a.ipynb" in (difference(script, page) or "")
    notebook.cells[0].execution_count = 1
    nbformat.write(notebook, page)
    assert results(read(page)) == [1]
