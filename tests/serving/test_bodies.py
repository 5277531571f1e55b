"""Bodies in memory together are bounded, and the room of one is given back."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request

from counterfeit_nlp.serving.bodies import Bodies
from counterfeit_nlp.serving.limits import Limits
from counterfeit_nlp.serving.refusal import Refusal


def request(body: bytes) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "headers": []}, receive)


def test_there_is_room_for_so_many_bytes() -> None:
    bodies = Bodies(Limits(body_bytes=80, waiting_bytes=100))

    async def read(size: int) -> bytes:
        with bodies.room() as mine:
            return await bodies.read(request(b"x" * size), mine)

    async def run() -> None:
        for _ in range(3):
            with bodies.room() as mine:
                assert await bodies.read(request(b"x" * 60), mine) == b"x" * 60
                with pytest.raises(Refusal) as caught:
                    await read(60)
                assert (caught.value.status, caught.value.headers) == (503, {"Retry-After": "1"})
                assert await read(40) == b"x" * 40
            with pytest.raises(Refusal, match="longer than 80 bytes") as caught:
                await read(81)
            assert caught.value.status == 413

    asyncio.run(run())
