"""What a server refuses, how it says so, and what its log keeps of it: nothing a caller sent."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MARK = "ZEBRA"  # in everything the tests of this file send
GOOD = json.dumps({"listing_id": f"{MARK}-1", "title": f"{MARK} bag"}).encode()
JSON = "application/json"


def kind(content_type: str, **more: str) -> dict[str, str]:
    return {"Content-Type": content_type, **more}


def title(text: str) -> bytes:
    return json.dumps({"listing_id": MARK, "title": text}).encode()


MALFORMED: list[tuple[bytes, dict[str, str], int, str]] = [
    (b"", kind(JSON), 400, "found nothing"),
    (f'"{MARK}"'.encode(), kind(JSON), 400, "expected a JSON object"),
    (b'{"title": "\xff' + MARK.encode(), kind(JSON), 400, "not UTF-8"),
    (b"[" * 200_000, kind(JSON), 400, "nested too deeply"),
    (GOOD + GOOD, kind(JSON), 400, "goes on after its end"),
    (GOOD[:-1], kind(JSON), 400, "not JSON"),
    (b"", kind("application/x-ndjson"), 400, "empty"),
    (b"PAR1" + GOOD, kind("application/x-ndjson"), 400, "holds Parquet data"),
    (GOOD, kind("text/plain"), 415, "text/plain"),
    (GOOD, kind(f"{MARK}/{MARK}"), 415, "expected application/json"),
    (GOOD, kind("application/json; charset=utf-16"), 415, "UTF-8"),
    (gzip.compress(GOOD), kind(JSON, **{"Content-Encoding": "gzip"}), 415, "uncompressed"),
    (title("b" * 300_001), kind(JSON), 413, "longer than 300000 bytes"),
    (b"[" + b",".join([GOOD] * 1_001) + b"]", kind(JSON), 413, "more than 1000 listings"),
    (b"\n".join([GOOD] * 1_001), kind("application/x-ndjson"), 413, "more than 1000 listings"),
    (b'{"listing_id": "1", "title": "ZEBRA", "price": NaN}', kind(JSON), 422, "NaN is not JSON"),
    (b'{"listing_id": "1", "title": "ZEBRA \\ud800"}', kind(JSON), 422, "surrogate"),
    (b'{"listing_id": "1", "title": "a", "price": 1e999}', kind(JSON), 422, "1e999"),
    (b'{"listing_id": "1", "title": "a", "price": -1}', kind(JSON), 422, "not a plain number"),
    (b'{"listing_id": "1", "title": "a", "price": ' + b"9" * 9_000 + b"}", kind(JSON), 422, "999"),
    (b'{"listing_id": "1", "x": ' + b"[" * 99 + b"]" * 99 + b"}", kind(JSON), 422, "nested"),
    (b'{"title": "ZEBRA"}', kind(JSON), 422, "listing_id is missing"),
]


@pytest.mark.parametrize(
    ("body", "headers", "status", "told"), MALFORMED, ids=[case[3] for case in MALFORMED]
)
def test_what_is_malformed_is_refused_in_one_line(
    server: Any, body: bytes, headers: dict[str, str], status: int, told: str
) -> None:
    found, answer, sent = server.ask("/score", body, headers)
    message = json.loads(answer)["error"]
    assert found == status, message
    assert told in message
    assert len(message) < 500
    assert len(message.splitlines()) == 1
    assert sent["content-type"] == JSON
    assert MARK not in server.log
    assert server.ask("/score", GOOD)[0] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 422), (b"{}", 422), (title("\ud800"), 422), (title(""), 422)],
)
def test_explain_refuses_too(server: Any, body: bytes, status: int) -> None:
    found, answer, _ = server.ask("/explain", body)
    assert (found, list(json.loads(answer))) == (status, ["error"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/{MARK}", 404), ("GET", "/score", 405), ("POST", "/healthz", 405),
        (MARK, "/score", 405), ("GET", "/docs", 404), ("GET", f"/../{MARK}", 404),
        ("GET", f"/healthz?q={MARK}", 200), ("HEAD", "/healthz", 200),
        ("POST", "/score/", 404), ("GET", "/healthz/", 404),
    ],
)  # fmt: skip
def test_other_paths_and_methods(server: Any, method: str, path: str, status: int) -> None:
    found, body, headers = server.ask(path, method=method)
    assert found == status
    assert status == 200 or "error" in json.loads(body)
    assert (body == b"") == (method == "HEAD")
    assert headers["cache-control"] == "no-store"
    assert MARK not in server.log
    assert MARK not in server.ask("/metrics")[1].decode()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 250_000, "a " * 120_000, "e\u0301\u0302" * 30_000, "👍" * 60_000,
        "高仿" * 40_000, "<b>" * 80_000, "&#" * 100_000, "G u c c i " * 25_000, "а" * 100_000,
    ],
    ids=["run", "words", "marks", "emoji", "chinese", "tags", "entities", "spaced", "cyrillic"],
)  # fmt: skip
def test_hostile_texts_are_scored_within_the_time(server: Any, text: str) -> None:
    status, body, _ = server.ask("/score", json.dumps(
        {"listing_id": "1", "title": "bag", "description": text}, ensure_ascii=False
    ).encode())  # fmt: skip
    assert status == (413 if len(text.encode()) > 300_000 else 200), body[:200]


def test_a_listing_does_not_wait_for_a_thousand_others(server: Any) -> None:
    many = [{"listing_id": str(n), "title": f"bag {n} q{n * 7919}"} for n in range(1_000)]
    body = json.dumps(many).encode()
    server.ask("/score", body)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        began = time.perf_counter()
        connection.request("POST", "/score", body, kind(JSON))
        assert server.ask("/score", GOOD)[0] == 200
        alone = time.perf_counter() - began
        answer = connection.getresponse()
        assert (answer.status, len(json.loads(answer.read()))) == (200, 1_000)
        assert alone < time.perf_counter() - began
    finally:
        connection.close()


def test_answers_on_a_kept_connection_do_not_wait(server: Any) -> None:
    # 40 ms each with Nagle's algorithm, however fast the server is; the quickest of some tells
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    took = []
    try:
        for _ in range(30):
            began = time.perf_counter()
            connection.request("GET", "/healthz")
            assert connection.getresponse().read()
            took.append(time.perf_counter() - began)
    finally:
        connection.close()
    assert min(took[1:]) < 0.03


def send_slowly(port: int, head: bytes, rest: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sock:
        sock.sendall(head)
        time.sleep(1.5)
        sock.sendall(rest)
        return sock.recv(1 << 16)


def test_slow_and_endless_bodies_end(start: Any, model_dir: Path) -> None:
    server = start("--model", model_dir, "--max-bytes", 1_000, "--timeout", 1)
    head = b"POST /score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    # a body that stops halfway
    answer = send_slowly(server.port, head + b"Content-Length: 20\r\n\r\n{", b"")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"within 1 seconds (1 bytes did)" in answer
    # one that doesn't say how long it is
    chunk = b"200\r\n" + b" " * 512 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as sock:
        sock.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + 3 * chunk)
        assert sock.recv(1 << 16).startswith(b"HTTP/1.1 413 ")
    # one whose sender goes away
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as sock:
        sock.sendall(head + b"Content-Length: 20\r\n\r\n{")
    server.wait(lambda: "caller_went_away" in server.log)
    assert "POST /score 499 " in server.log
    assert "internal error" not in server.log
    # and no HTTP at all
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as sock:
        sock.sendall(b"\x16\x03\x01 ZEBRA\r\n\r\n")
        assert sock.recv(1 << 16).startswith(b"HTTP/1.1 400 ")
    assert server.ask("/score", GOOD)[0] in (200, 503)
    assert MARK not in server.log


def test_an_answer_that_takes_too_long_is_given_up(start: Any, model_dir: Path) -> None:
    server = start("--model", model_dir, "--timeout", 0.1)
    body = json.dumps([
        {"listing_id": str(n), "title": "bag", "description": f"e\u0301{n}q " * 60}
        for n in range(900)
    ]).encode()  # fmt: skip
    status, answer, headers = server.ask("/score", body)
    assert (status, headers["retry-after"]) == (503, "1")
    assert "not answered within 0.1 seconds" in json.loads(answer)["error"]
    server.wait(lambda: server.ask("/score", GOOD)[0] == 200)


TOKEN = "0123456789abcdef-secret"


def test_the_token(start: Any, model_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    server = start("--model", model_dir, "--token-file", file)
    wrong = [{}, {"Authorization": TOKEN}, {"Authorization": f"Basic {TOKEN}"},
             {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": "Bearer "},
             {"Authorization": "Bearer \xe9"}]  # fmt: skip
    for path in ("/score", "/explain", "/metrics", "/openapi.json", "/nowhere"):
        for headers in wrong:
            status, body, sent = server.ask(path, GOOD, {**kind(JSON), **headers})
            assert (status, sent["www-authenticate"]) == (401, "Bearer"), (path, headers)
            assert "Authorization: Bearer" in json.loads(body)["error"]
    right = {**kind(JSON), "Authorization": f"bearer {TOKEN}"}
    assert server.ask("/score", GOOD, right)[0] == 200
    assert server.ask("/metrics", None, right)[0] == 200
    # a probe needs none, and learns only whether it is well
    assert json.loads(server.ask("/healthz")[1]) == {"status": "ok"}
    assert "model" in json.loads(server.ask("/healthz", None, right)[1])
    assert TOKEN not in server.log


def test_other_machines_need_a_token(
    cli: Callable[..., Any], model_dir: Path, tmp_path: Path
) -> None:
    for host in ("0.0.0.0", "::"):
        done = cli("serve", "--model", model_dir, "--host", host, "--port", 0, expect=2)
        assert b"it needs a token" in done.stderr
    short = tmp_path / "token"
    short.write_text("secret")
    done = cli("serve", "--model", model_dir, "--token-file", short, expect=2)
    assert b"at least 16" in done.stderr
    assert b"secret" not in done.stderr
    cli("serve", "--model", model_dir, "--token-file", tmp_path / "none", expect=2)
    cli("serve", "--model", model_dir, "--token-file", short, expect=2,
        env={"COUNTERFEIT_NLP_TOKEN": TOKEN})  # fmt: skip
    cli("serve", "--model", model_dir, "--host", "no.such.host.invalid", expect=2)
    cli("serve", "--model", tmp_path / "none", "--port", 0, expect=1)


def test_a_token_of_the_environment_opens_other_addresses(start: Any, model_dir: Path) -> None:
    server = start("--model", model_dir, "--host", "0.0.0.0",
                   env={"COUNTERFEIT_NLP_TOKEN": TOKEN})  # fmt: skip
    assert server.ask("/score", GOOD)[0] == 401
    taken = server.port
    with pytest.raises(AssertionError, match=f"can't listen on 127.0.0.1 port {taken}"):
        start("--model", model_dir, "--port", taken)
