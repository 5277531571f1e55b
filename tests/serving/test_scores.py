"""Scores over HTTP are those of a file, byte for byte, whatever comes together."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

LINES = {"Content-Type": "application/x-ndjson; charset=UTF-8"}
ODD = [
    '{"listing_id": "odd-1", "title": "1:1 r3plica Rоlex, wechat: demo", "price": 89, '
    '"currency": "USD"}',
    '{"listing_id": "odd-2"}',
    '{"listing_id": "odd-3", "title": "bag", "price": "ten"}',
    '{"listing_id": "odd-1", "title": "the same id"}',
    '{"listing_id": "odd-4", "title": "bag", "price": NaN}',
    '{"listing_id": "odd-5", "title": "\\ud800"}',
    '{"listing_id": "odd-6", "title": "高仿手表 一比一", "description": "line\\nbreak\\u2028"}',
    '{"listing_id": "odd-7", "title": "bag", "x": ' + "[" * 99 + "]" * 99 + "}",
    '{"listing_id": 12345678901234567890123, "title": "コピー G u c c i"}',
    '{"listing_id": "odd-8", "title": "' + "x9 " * 5_000 + '"}',
]


@pytest.fixture(scope="module")
def lines(market_dir: Path) -> list[str]:
    with gzip.open(market_dir / "catalog.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:300]
    simulated = [
        json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False)
        for row in rows
    ]
    mixed = [*simulated, *ODD]
    # the odd ones in between: order is part of what is tested
    return [mixed[(number * 37) % len(mixed)] for number in range(len(mixed))]


@pytest.fixture(scope="module")
def scored(
    lines: list[str], model_dir: Path, cli: Callable[..., Any], tmp_path_factory: Any
) -> tuple[list[bytes], list[dict[str, Any]]]:
    """What `score` writes: predictions as lines, rejects as objects."""
    folder = tmp_path_factory.mktemp("file")
    (folder / "x.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    cli("score", "x.jsonl", "--model", model_dir, "--out", "out.jsonl", "--rejects", "bad.jsonl",
        cwd=folder)  # fmt: skip
    rejects = [json.loads(line) for line in (folder / "bad.jsonl").read_bytes().splitlines()]
    kept = [{key: one[key] for key in ("line", "listing_id", "reason")} for one in rejects]
    out = (folder / "out.jsonl").read_bytes().split(b"\n")[:-1]
    assert len(kept) == 6
    assert len(out) + len(kept) == len(lines)
    return out, kept


def split(rows: list[bytes]) -> tuple[list[bytes], list[dict[str, Any]]]:
    rejects = [json.loads(row) for row in rows if "reason" in json.loads(row)]
    return [row for row in rows if "reason" not in json.loads(row)], rejects


def test_json_lines_are_answered_as_a_file(server: Any, lines: list[str], scored: Any) -> None:
    status, body, headers = server.ask("/score", "\n".join(lines).encode(), LINES)
    assert status == 200
    assert headers["content-type"] == "application/x-ndjson"
    rows = body.split(b"\n")[:-1]
    assert split(rows) == scored
    # in order: the rejects stand where their rows stood
    places = [number for number, row in enumerate(rows, 1) if "reason" in json.loads(row)]
    assert places == [one["line"] for one in scored[1]]


def test_a_list_is_answered_by_a_list(server: Any, lines: list[str], scored: Any) -> None:
    status, body, headers = server.ask("/score", f"[{','.join(lines)}]".encode())
    assert (status, headers["content-type"]) == (200, "application/json")
    assert len(json.loads(body)) == len(lines)
    assert body[:1] + body[-1:] == b"[]"
    assert split(body[1:-1].split(b",\n")) == scored
    assert server.ask("/score", b"[]")[:2] == (200, b"[]")


def test_one_by_one_and_many_at_once(server: Any, lines: list[str], scored: Any) -> None:
    by_id = {json.loads(row)["listing_id"]: row for row in scored[0]}
    some = [line for line in lines if "odd-1" not in line][:60] + ODD[-4:]
    before = server.metric("counterfeit_nlp_batch_listings_count")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda line: server.ask("/score", line.encode()), some))
    good = 0
    for line, (status, body, _) in zip(some, answers, strict=True):
        if status == 200:
            good += 1
            assert body == by_id[json.loads(body)["listing_id"]]
            assert str(json.loads(line)["listing_id"]) == json.loads(body)["listing_id"]
        else:
            assert status == 422
            told = json.loads(body)
            (reject,) = told["rejects"]
            (known,) = [one for one in scored[1] if one["listing_id"] == reject["listing_id"]]
            assert reject == {**known, "line": 1}
            assert told["error"] == f"the listing can't be scored: {reject['reason']}"
    assert good > 55
    # those that waited together were scored together
    assert server.metric("counterfeit_nlp_batch_listings_count") - before < good


def test_explanations_are_those_of_the_command(
    server: Any, model_dir: Path, cli: Callable[..., Any]
) -> None:
    listing = '{"title": "1:1 replica Rоlex, wechat:seller-demo-1", "price": 89, "currency": "USD"}'
    status, body, _ = server.ask("/explain", listing.encode())
    assert status == 200
    told = cli("explain", listing, "--model", model_dir, "--json").stdout
    assert json.loads(body) == json.loads(told)
    assert b"seller-demo-1" not in body


def test_sellers_count_as_in_a_file(
    start: Any, model_dir: Path, cli: Callable[..., Any], tmp_path: Path
) -> None:
    sellers = tmp_path / "sellers.yaml"
    sellers.write_text(
        "format: 1\nsellers:\n"
        "  - {seller_id: s1, list: deny, evidence: file 1, added: 2026-01-01}\n"
    )
    rows = [
        {"listing_id": "1", "title": "watch", "seller_id": "s1"},
        {"listing_id": "2", "title": "watch", "seller_id": "s1", "listed_at": "2025-01-01"},
        {"listing_id": "3", "title": "watch"},
    ]
    body = "\n".join(map(json.dumps, rows)).encode()
    (tmp_path / "x.jsonl").write_bytes(body)
    with_sellers = ("--model", model_dir, "--sellers", sellers, "--as-of", "2026-02-01")
    out = cli("score", tmp_path / "x.jsonl", *with_sellers, "--out", "-").stdout
    assert out.count(b"seller_denied") == 1
    server = start(*with_sellers, "--look-every", 0.1)
    assert server.ask("/score", body, LINES)[1] == out
    # the lists are read again when they change
    sellers.write_text(sellers.read_text().replace("2026-01-01", "2024-01-01"))
    server.wait(lambda: server.ask("/score", body, LINES)[1].count(b"seller_denied") == 2)
    sellers.write_text("format: 2\n")
    server.wait(lambda: server.health()["status"] == "old_model")
    assert server.ask("/score", body, LINES)[1].count(b"seller_denied") == 2


def test_the_description_is_true(server: Any, model_dir: Path) -> None:
    described = json.loads(server.ask("/openapi.json")[1])
    assert set(described["paths"]) == {"/score", "/explain", "/healthz", "/metrics"}
    schemas = described["components"]["schemas"]
    asked = described["paths"]["/score"]["post"]["requestBody"]["content"]["application/json"]
    answers = {
        name: server.ask("/score", json.dumps(example["value"]).encode())
        for name, example in asked["examples"].items()
    }
    assert {status for status, _, _ in answers.values()} == {200}
    one, several = (json.loads(answers[name][1]) for name in ("one", "several"))
    assert list(one) == schemas["Prediction"]["required"]
    assert list(one["reasons"][0]) == schemas["Reason"]["required"]
    assert several[0] == one
    assert list(several[1]) == schemas["Reject"]["required"]
    shown = described["paths"]["/score"]["post"]["responses"]["200"]["content"]
    examples = shown["application/json"]["examples"]
    assert list(examples["one"]["value"]) == list(one)
    assert list(examples["several"]["value"][1]) == list(several[1])
