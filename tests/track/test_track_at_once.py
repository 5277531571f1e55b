"""Two processes that register the same model at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from counterfeit_nlp.track.store import connect, store


def test_two_processes_at_once_make_one_version(checkout: Path, make_model) -> None:
    pytest.importorskip("fcntl")
    code = (
        "import sys\n"
        "from counterfeit_nlp import track\n"
        "data = {'name': 'd', 'digest': 'd', 'rows': 1}\n"
        "run = track.log_training(sys.argv[1], params={}, metrics={}, data=data)\n"
        "print(run.version, run.already)\n"
    )
    model = str(make_model("first"))
    command = [sys.executable, "-c", code, model]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(process.communicate()[0].strip() for process in both) == ["1 False", "1 True"]
    with connect(store(), "counting") as client:
        ids = [e.experiment_id for e in client.search_experiments()]
        assert len(client.search_runs(ids)) == 1
        assert len(client.search_model_versions()) == 1
