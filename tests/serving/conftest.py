"""A real server process on a free port."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

JSON = {"Content-Type": "application/json"}


class Server:
    """A started server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self._log = log

    @property
    def log(self) -> str:
        """All it has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def ask(
        self, path: str, body: Any = None, headers: dict[str, str] | None = None, method: str = ""
    ) -> tuple[int, bytes, dict[str, str]]:
        """Send a request; returns status, body and headers (names in lower case)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(
                method or ("GET" if body is None else "POST"), path, body, headers or JSON
            )
            answer = connection.getresponse()
            return (
                answer.status,
                answer.read(),
                {name.lower(): value for name, value in answer.getheaders()},
            )
        finally:
            connection.close()

    def health(self) -> dict[str, Any]:
        """What it says of itself."""
        status, body, _ = self.ask("/healthz")
        assert status == 200, body
        return json.loads(body)

    def metric(self, name: str) -> float:
        """The value of one series."""
        text = self.ask("/metrics")[1].decode()
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
        assert found, text
        return float(found[1])

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + 120
        while not condition():
            assert time.monotonic() < end, f"waited in vain\n{self.log}"
            assert self.process.poll() is None, self.log
            time.sleep(0.05)


@contextmanager
def running(
    log: Path, *words: object, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Iterator[Server]:
    """A server from start to a polite end."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "counterfeit_nlp", "serve", "--port", "0", *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            env={**os.environ, **(env or {})},
            cwd=cwd,
        )
    try:
        end = time.monotonic() + 120
        while not (found := re.search(r"Listening on http://\S+:(\d+)", log.read_text("utf-8"))):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end
            time.sleep(0.05)
        yield Server(process, int(found[1]), log)
        process.terminate()
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0, log.read_text("utf-8")
        assert out == b""
        told = log.read_text("utf-8")
        assert "Traceback" not in told, told
        assert "never retrieved" not in told, told
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers that end with the test."""
    with ExitStack() as stack:
        count = iter(range(100))

        def start(*words: object, **more: Any) -> Server:
            return stack.enter_context(running(tmp_path / f"log{next(count)}", *words, **more))

        yield start


@pytest.fixture(scope="module")
def server(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a file."""
    log = tmp_path_factory.mktemp("server") / "log"
    with running(log, "--model", model_dir, "--max-bytes", 300_000, "--timeout", 60) as server:
        yield server
