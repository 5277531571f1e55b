"""What the door makes of requests that end otherwise than by an answer, without a socket."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from counterfeit_nlp.serving.app import application
from counterfeit_nlp.serving.champion import Champion, Place
from counterfeit_nlp.serving.limits import Limits
from counterfeit_nlp.serving.measures import Measures
from counterfeit_nlp.serving.turns import Turns


def post(app: Any, path: str, received: list[dict[str, Any]]) -> list[int]:
    """Send a request of these messages; returns the statuses of what is sent back."""
    statuses: list[int] = []
    messages = iter(received)

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(),
        "query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": "",
        "headers": [(b"content-type", b"application/json")], "client": None, "server": ("x", 80),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return statuses


@pytest.mark.parametrize("path", ["/score", "/explain"])
def test_a_caller_that_goes_away_is_no_error_of_ours(
    path: str, model_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    measures = Measures()
    app = application(Champion(Place(str(model_dir))), Turns(), measures, Limits(), None)
    with caplog.at_level(logging.INFO, "counterfeit_nlp"):
        assert set(post(app, path, [
            {"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"},
        ])) <= {499}  # fmt: skip
    text = measures.text().decode()
    assert f'counterfeit_nlp_requests_total{{path="{path}",status="499"}} 1.0' in text
    assert 'counterfeit_nlp_refusals_total{why="caller_went_away"} 1.0' in text
    assert 'status="500"' not in text
    (line,) = [one.getMessage() for one in caplog.records if "POST" in one.getMessage()]
    assert f"POST {path} 499 " in line
    assert line.count("caller_went_away") == 1
    assert "internal error" not in caplog.text
