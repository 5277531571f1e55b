"""The champion over HTTP: a promotion is taken up by a server that runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from counterfeit_nlp import track

LISTING = json.dumps({"listing_id": "1", "title": "高仿手袋"}).encode()


def ask(port: int) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/score", LISTING, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(json.loads(answer.read())["model_version"])


def test_a_promotion_is_taken_up(checkout: Path, make_model) -> None:
    data = {"name": "d", "digest": "d", "rows": 3}
    runs = [
        track.log_training(make_model(what), params={}, metrics={}, data=data)
        for what in ("first", "second")
    ]
    track.promote(runs[0].name, runs[0].version, who="ana", why="the first")
    log = checkout / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "counterfeit_nlp", "serve", "--port", "0", "--look-every", "0.2",
             "--model", "models:/counterfeit_nlp@champion"],
            cwd=checkout, env=os.environ.copy(), stderr=file,
        )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while not (found := re.search(r"Listening on http://\S+:(\d+)", log.read_text("utf-8"))):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end
            time.sleep(0.1)
        port = int(found[1])
        first = ask(port)
        track.promote(runs[1].name, runs[1].version, who="ana", why="the second")
        while ask(port) == first:
            assert time.monotonic() < end, log.read_text("utf-8")
            time.sleep(0.1)
        process.terminate()
        assert process.wait(60) == 0
        assert log.read_text("utf-8").count("answers from now on") == 1
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
