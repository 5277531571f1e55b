"""The thread that scores: fair turns, and no request that spoils another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.serving.job import Answer, Job, ScoreJob, SingleJob
from counterfeit_nlp.serving.turns import BODIES_AT_ONCE, ROWS_AT_ONCE, SHARE_AT_LEAST, Turns
from counterfeit_nlp.tables.json_body import Posted, read_json


class Echo:
    """Stands where a scorer does: gives ids back, fails on one title, writes down its batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def score_batch(self, listings: pa.RecordBatch) -> pa.RecordBatch:
        if "boom" in listings.column("title").to_pylist():
            raise ZeroDivisionError("boom")
        ids = listings.column("listing_id")
        self.batches.append(ids.to_pylist())
        return pa.RecordBatch.from_arrays(
            [
                ids if field.name == "listing_id" else pa.nulls(len(ids), field.type)
                for field in PREDICTION_SCHEMA
            ],
            schema=PREDICTION_SCHEMA,
        )


def posted(name: str, titles: list[str]) -> Posted:
    rows = [{"listing_id": f"{name}{n}", "title": title} for n, title in enumerate(titles)]
    return read_json(json.dumps(rows).encode(), at_most=10_000)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def run(loop: asyncio.AbstractEventLoop, jobs: list[Job]) -> list[Any]:
    """Put all jobs before the thread begins, and wait for their answers."""
    turns = Turns()
    for job in jobs:
        turns.put(job)
    turns.start()

    async def answers() -> list[Any]:
        waiting = [job.answer for job in jobs if not job.given_up]
        return await asyncio.gather(*waiting, return_exceptions=True)

    found = loop.run_until_complete(asyncio.wait_for(answers(), 30))
    turns.stop()
    assert not turns.alive
    return found


def ids(answer: Answer) -> list[str]:
    return [json.loads(row)["listing_id"] for row in answer.rows]


def test_what_waits_together_is_scored_together(loop: asyncio.AbstractEventLoop) -> None:
    echo = Echo()
    jobs: list[Job] = [
        ScoreJob(echo, loop, lambda n=n: posted(f"{n}-", ["bag"])) for n in range(10)
    ]  # type: ignore[arg-type]
    answers = run(loop, jobs)
    assert [ids(one) for one in answers] == [[f"{n}-0"] for n in range(10)]
    assert echo.batches == [[f"{n}-0" for n in range(10)]]


def test_one_request_that_fails_spoils_no_other(loop: asyncio.AbstractEventLoop) -> None:
    echo = Echo()

    def unreadable() -> Posted:
        raise InputError("no JSON")

    jobs: list[Job] = [
        ScoreJob(echo, loop, lambda: posted("a", ["bag", "hat"])),
        ScoreJob(echo, loop, lambda: posted("b", ["bag", "boom"])),
        ScoreJob(echo, loop, unreadable),
        SingleJob(echo, loop, lambda scorer: 1 / 0),
        ScoreJob(echo, loop, lambda: posted("c", ["", "coat"])),
    ]  # type: ignore[arg-type, list-item]
    found = run(loop, jobs)
    assert [type(one) for one in found] == [
        Answer, ZeroDivisionError, InputError, ZeroDivisionError, Answer,
    ]  # fmt: skip
    assert ids(found[0]) == ["a0", "a1"]
    assert [json.loads(row).get("reason") for row in found[4].rows] == ["title is missing", None]


def test_small_requests_go_between_the_parts_of_a_long_one(
    loop: asyncio.AbstractEventLoop,
) -> None:
    echo = Echo()
    many = 3 * ROWS_AT_ONCE
    jobs: list[Job] = [
        ScoreJob(echo, loop, lambda: posted("long", ["bag"] * many)),
        *(ScoreJob(echo, loop, lambda n=n: posted(f"{n}-", ["hat"])) for n in range(5)),
    ]  # type: ignore[arg-type]
    answers = run(loop, jobs)
    assert ids(answers[0]) == [f"long{n}" for n in range(many)]
    assert {f"{n}-0" for n in range(5)} <= set(echo.batches[0])
    assert max(map(len, echo.batches)) <= ROWS_AT_ONCE


def test_who_found_no_room_comes_first_in_the_next_batch(loop: asyncio.AbstractEventLoop) -> None:
    echo = Echo()
    room = ROWS_AT_ONCE // SHARE_AT_LEAST
    jobs: list[Job] = [
        ScoreJob(echo, loop, lambda n=n: posted(f"{n}-", ["bag"] * 3 * SHARE_AT_LEAST))
        for n in range(room + 4)
    ]  # type: ignore[arg-type]
    assert all(len(one.rows) == 3 * SHARE_AT_LEAST for one in run(loop, jobs))
    in_batch = [list(dict.fromkeys(one.split("-")[0] for one in batch)) for batch in echo.batches]
    assert in_batch[0] == [str(n) for n in range(room)]
    assert in_batch[1][:4] == [str(n) for n in range(room, room + 4)]


def test_a_batch_ends_where_its_text_is_long(loop: asyncio.AbstractEventLoop) -> None:
    echo = Echo()
    jobs: list[Job] = [ScoreJob(echo, loop, lambda: posted("x", ["a" * 20_000] * 5))]  # type: ignore[arg-type]
    (answer,) = run(loop, jobs)
    assert ids(answer) == [f"x{n}" for n in range(5)]
    assert [len(one) for one in echo.batches] == [1] * 5


def test_requests_end_with_the_model_they_began_with(loop: asyncio.AbstractEventLoop) -> None:
    old, new = Echo(), Echo()
    jobs: list[Job] = [
        ScoreJob(old, loop, lambda: posted("a", ["bag"] * 300)),
        ScoreJob(new, loop, lambda: posted("b", ["bag"] * 300)),
        ScoreJob(old, loop, lambda: posted("c", ["bag"])),
    ]  # type: ignore[arg-type]
    assert [len(one.rows) for one in run(loop, jobs)] == [300, 300, 1]
    assert {one[0] for batch in old.batches for one in batch} == {"a", "c"}
    assert {one[0] for batch in new.batches for one in batch} == {"b"}


def test_what_nobody_waits_for_is_not_scored(loop: asyncio.AbstractEventLoop) -> None:
    echo = Echo()
    jobs: list[Job] = [ScoreJob(echo, loop, lambda n=n: posted(f"{n}", ["bag"])) for n in range(2)]  # type: ignore[arg-type]
    jobs[0].given_up = True
    (answer,) = run(loop, jobs)
    assert ids(answer) == ["10"]
    assert echo.batches == [["10"]]


def test_no_listings_are_an_answer(loop: asyncio.AbstractEventLoop) -> None:
    (answer,) = run(loop, [ScoreJob(Echo(), loop, lambda: posted("", []))])  # type: ignore[arg-type]
    assert answer.rows == []


def test_long_bodies_are_not_all_read_in_one_turn(loop: asyncio.AbstractEventLoop) -> None:
    echo = Echo()
    batches_before: list[int] = []

    def read(name: str) -> Posted:
        batches_before.append(len(echo.batches))
        if name == "bad":
            raise InputError("not JSON")
        return posted(name, ["bag"])

    names = ["a", "bad", "b", "c", "d"]
    jobs: list[Job] = [
        ScoreJob(echo, loop, lambda name=name: read(name), BODIES_AT_ONCE // 2) for name in names
    ]  # type: ignore[arg-type]
    answers = run(loop, jobs)
    assert [isinstance(one, InputError) for one in answers] == [name == "bad" for name in names]
    # two at a time, also where one of them is refused
    assert batches_before == [0, 0, 1, 1, 2]


def test_explanations_of_long_texts_go_one_to_a_turn(loop: asyncio.AbstractEventLoop) -> None:
    echo = Echo()
    batches_before: list[int] = []

    def explain(_: Any) -> bytes:
        batches_before.append(len(echo.batches))
        return b"{}"

    jobs: list[Job] = []
    for n in range(3):
        jobs.append(ScoreJob(echo, loop, lambda n=n: posted(f"{n}-", ["bag"])))  # type: ignore[arg-type]
        jobs.append(SingleJob(echo, loop, explain, BODIES_AT_ONCE))  # type: ignore[arg-type]
    run(loop, jobs)
    assert batches_before == [0, 1, 2]
