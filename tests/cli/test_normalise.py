"""``normalise`` by the command a user types."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
TITLES = ["R0lex R\u200bоlex watch", "正品 高.仿 包", "plain leather bag", ""]


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().splitlines()]


def title(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = row["fields"]["title"]
    return found


def test_help_has_an_example(cli: Cli) -> None:
    assert "Example: counterfeit-nlp normalise" in cli("normalise", "--help").stdout.decode()


def test_lines_of_text_with_a_model(cli: Cli, model_dir: Path) -> None:
    text = "\n".join(TITLES).encode() + b"\n"
    done = cli("normalise", "-", "--model", model_dir, stdin=text, env={"PYTHONHASHSEED": "1"})
    again = cli("normalise", "-", "--model", model_dir, stdin=text, env={"PYTHONHASHSEED": "2"})
    assert done.stdout == again.stdout
    assert b"4 rows in = 4 rows out + 0 rejected" in done.stderr
    rows = lines(done.stdout)
    assert [row["listing_id"] for row in rows] == ["1", "2", "3", "4"]
    assert [row["language"] for row in rows] == ["en", "zh", "en", "en"]
    assert {row["text_version"] for row in rows} != {None}
    assert title(rows[0])["normalised"] == "rolex rolex watch"
    assert title(rows[1])["normalised"] == "正品 高仿 包"
    for row, given in zip(rows, TITLES, strict=True):
        found = title(row)
        assert found["text"] == given
        for cue in found["cues"]:
            assert 0 <= cue["start"] < cue["end"] <= len(given)
        for one in found["disguises"]:
            assert given[one["start"] : one["end"]] == one["shown"]
        visible = "".join(one["text"] for one in found["segments"])
        assert visible == "".join(found["normalised"].split())
    (cue,) = title(rows[1])["cues"]
    assert cue["kind"] == "replica_claim"
    shown = [(one["kind"], one["shown"], one["read_as"]) for one in title(rows[0])["disguises"]]
    assert shown == [
        ("leet_letters", "R0lex", "rolex"),
        ("invisible_characters", "\u200b", ""),
        ("lookalike_letters", "о", "o"),
    ]
    assert title(rows[0])["segments"][1] == {"text": "rolex", "start": 6, "end": 12}
    assert title(rows[2])["disguises"] == []


def test_without_a_model_nothing_is_known(cli: Cli) -> None:
    (row,) = lines(cli("normalise", "-", stdin="R0lex Ｒоlex".encode()).stdout)
    assert title(row)["normalised"] == "r0lex rolex"


def test_a_file_of_listings_loses_no_row(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    source, out, bad = tmp_path / "in.csv", tmp_path / "out.jsonl.gz", tmp_path / "bad.csv"
    source.write_text(
        'id,title,description\na,"<b>Gu</b>cci bag","two\nlines"\nb,,no title\nc,watch,\n',
        encoding="utf-8",
    )
    call = ("normalise", source, "--map", "listing_id=id", "--out", out, "--model", model_dir)
    assert b"--rejects" in cli(*call, expect=1).stderr
    assert not out.exists()
    done = cli(*call, "--rejects", bad)
    assert b"3 rows in = 2 rows out + 1 rejected" in done.stderr
    rows = lines(gzip.decompress(out.read_bytes()))
    assert [row["listing_id"] for row in rows] == ["a", "c"]
    assert title(rows[0])["normalised"] == "gucci bag"
    assert title(rows[0])["segments"][0] == {"text": "gucci", "start": 3, "end": 12}
    assert rows[0]["fields"]["description"]["normalised"] == "two lines"
    assert rows[1]["fields"]["description"] is None
    assert bad.read_text(encoding="utf-8").count("\n") == 2
    first = out.read_bytes()
    cli(*call, "--rejects", bad)
    assert out.read_bytes() == first


def test_a_broken_line_of_text_is_set_aside(cli: Cli, tmp_path: Path) -> None:
    source, bad = tmp_path / "titles.txt", tmp_path / "bad.jsonl"
    source.write_bytes("\ufeffone\r\n".encode() + b"\xff\xfe broken\nthree")
    assert b"line 2" in cli("normalise", source, expect=1).stderr
    done = cli("normalise", source, "--rejects", bad)
    rows = lines(done.stdout)
    assert [(row["listing_id"], title(row)["normalised"]) for row in rows] == [
        ("1", "one"),
        ("3", "three"),
    ]
    assert json.loads(bad.read_text(encoding="utf-8"))["line"] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-", "--expect-digest", "abcdefabcdef"), b"--model"),
        (("-", "--map", "title=name"), b"--map"),
        (("-", "--out", "x.csv"), b"CSV"),
        (("listings.xlsx",), b"known extensions"),
    ],
)
def test_wrong_usage_is_told(cli: Cli, words: tuple[str, ...], told: bytes) -> None:
    assert told in cli("normalise", *words, expect=2).stderr
