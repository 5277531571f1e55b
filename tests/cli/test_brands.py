"""The commands about the registry, as a user types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

OURS = """format: 1
prices: {currency: EUR, year: 2026}
brands:
  aurelle:
    name: Aurelle
    names: {zh: [奥雷尔]}
    models: {watch: [{text: Horizon, word: true}]}
    products: {watch: {price: 2400+}}
    marks: [{text: AURELLE, registry: EUIPO, number: "1", territories: [EU], valid_to: 2090-01-01}]
    sellers: [{name: Muster, site: muster.example, until: 2001-01-01}]
    customs: [{authority: Zoll, number: "2"}]
"""


@pytest.fixture(name="ours")
def _ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(OURS, encoding="utf-8")
    return path


def test_check_lists_warnings_and_passes(cli: Cli, ours: Path) -> None:
    done = cli("brands", "check", ours)
    assert done.stdout.decode() == (
        f"{ours}: warning: line 10, brands.aurelle.sellers[0]: the authorisation of 'Muster' ended "
        "on 2001-01-01 and counts no more: renew 'until', or take the seller out\n"
    )
    assert "is sound (1 warnings): 1 brands" in done.stderr.decode()


def test_check_fails_on_errors(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("format: 1\nbrands:\n  a: {nam: A}\n  b: {name: ''}\n", encoding="utf-8")
    done = cli("brands", "check", path, expect=1)
    assert done.stdout.decode().splitlines() == [
        f"{path}: error: line 3, brands.a: 'name' is missing: what people are shown",
        f"{path}: error: line 3, brands.a.nam: unknown key 'nam'; did you mean name or names?",
        f"{path}: error: line 4, brands.b.name: '': expected what people are shown, as text that "
        "isn't empty",
    ]
    assert done.stderr.decode() == f"{path}: 3 errors, 0 warnings\n"
    told = json.loads(cli("brands", "check", path, "--json", expect=1).stdout)
    assert (told["sound"], told["content_hash"], len(told["findings"])) == (False, None, 3)
    assert told["findings"][0]["path"] == "brands.a"
    assert told["findings"][0]["line"] == 3
    for words in (("show", "A", "--registry", path), ("diff", path, path)):
        done = cli("brands", *words, expect=1)
        assert "line 3, brands.a: 'name' is missing" in done.stderr.decode()
        assert len(done.stderr.decode().splitlines()) == 1


def test_check_of_no_file(cli: Cli, tmp_path: Path) -> None:
    done = cli("brands", "check", tmp_path / "gone.yaml", expect=1)
    assert done.stderr.decode().count("\n") == 1
    assert "gone.yaml: can't be read" in done.stderr.decode()


def test_show_by_any_name(cli: Cli) -> None:
    texts = {
        cli("brands", "show", name).stdout for name in ("Rolex", "劳力士", "datejust", "rolex")
    }
    (text,) = texts
    assert text.decode().startswith("Rolex (rolex)\n")
    assert "product watch: 5,000 to 60,000 USD (2025), Nice 14" in text.decode()
    told = json.loads(cli("brands", "show", "Apple", "--json").stdout)
    assert {"text": "Apple", "word": True} in told["brands"]["apple"]["names"]["en"]
    assert len(told["content_hash"]) == 64


def test_show_of_ones_own_registry(cli: Cli, ours: Path) -> None:
    assert cli("brands", "show", "奥雷尔", "--registry", ours).stdout.decode() == (
        "Aurelle (aurelle)\n"
        "  names (en): Aurelle\n"
        "  names (zh): 奥雷尔\n"
        "  models (watch): Horizon (a word too)\n"
        "  product watch: 2,400 and more EUR (2026), Nice 14\n"
        "  trademark “AURELLE”: EUIPO 1, registered until 2090-01-01 in EU\n"
        "  authorised seller Muster: muster.example until 2001-01-01\n"
        "  customs Zoll: 2\n"
    )
    done = cli("brands", "show", "Aurele", "--registry", ours, expect=1)
    assert f"no brand 'Aurele' in {ours}, which has 1; did you mean aurelle?" in (
        done.stderr.decode()
    )


def test_merge_and_diff(cli: Cli, ours: Path, tmp_path: Path) -> None:
    newer, both = tmp_path / "newer.yaml", tmp_path / "new" / "both.yaml"
    newer.write_text(
        OURS.replace("2400+", "2500+") + "  other: {name: Other House}\n", encoding="utf-8"
    )
    done = cli("brands", "merge", ours, newer, "--out", both, "--json")
    told = json.loads(done.stdout)
    assert (told["added"], told["replaced"]) == (["other"], ["aurelle"])
    assert "added: 1 (other)" in done.stderr.decode()
    same = cli("brands", "diff", newer, both)
    assert (same.stdout, same.stderr.decode()) == (b"", "the two say the same\n")
    assert cli("brands", "diff", ours, both).stdout.decode() == (
        "+ other: Other House\n~ aurelle.products.watch.price.low: 2400 -> 2500\n"
    )
    assert cli("brands", "diff", both, ours).stdout.decode() == (
        "- other: Other House\n~ aurelle.products.watch.price.low: 2500 -> 2400\n"
    )
    found = json.loads(cli("brands", "diff", ours, both, "--json").stdout)
    assert found["content_hash"]["b"] == told["content_hash"]
    assert found["changed"]["aurelle"] == [
        {"path": "products.watch.price.low", "before": 2400, "after": 2500}
    ]


def test_merge_does_not_write_over_what_it_reads(cli: Cli, ours: Path, tmp_path: Path) -> None:
    before = ours.read_bytes()
    cli("brands", "merge", ours, ours, "--out", ours, expect=2)
    clash = tmp_path / "clash.yaml"
    clash.write_text("format: 1\nbrands: {b: {name: aurelle}}", encoding="utf-8")
    out = tmp_path / "out.yaml"
    done = cli("brands", "merge", ours, clash, "--out", out, expect=1)
    assert "'aurelle' is also at brands.aurelle.name" in done.stderr.decode()
    assert ours.read_bytes() == before
    assert not out.exists()


FOUND = [
    "listing_id,title,description",
    "1,Ro\u200blex Datejust,Case for iPhone",
    "2,plain,",
    "3,,x",
    "4,<b>\u52b3\u529b</b>\u58eb\u624b\u8868,not Gucci",
]


def test_find_says_where_how_and_in_which_relation(cli: Cli, tmp_path: Path) -> None:
    path, out, bad = tmp_path / "some.csv", tmp_path / "new" / "found.jsonl", tmp_path / "bad.csv"
    path.write_text("\n".join(FOUND) + "\n", encoding="utf-8")
    done = cli("brands", "find", path, "--out", out, expect=1)
    assert "line 4" in done.stderr.decode()
    assert not out.exists()
    done = cli("brands", "find", path, "--out", out, "--rejects", bad, "--json")
    told = json.loads(done.stdout)
    assert (told["rows_in"], told["rows_out"], told["rows_rejected"]) == (4, 3, 1)
    assert (told["rows_naming"], told["mentions"]) == (2, 5)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["listing_id"] for row in rows] == ["1", "2", "4"]
    assert rows[1]["mentions"] == []
    read = [line.split(",") for line in FOUND]
    fields = {row[0]: dict(zip(read[0], row, strict=True)) for row in read[1:]}
    for row in rows:
        for one in row["mentions"]:
            text = fields[row["listing_id"]][one["field"]]
            assert text[one["start"] : one["end"]] == one["text"]
    assert [
        (one["brand"], one["text"], one["how"], one["relation"])
        for row in rows
        for one in row["mentions"]
    ] == [
        ("rolex", "Ro\u200blex", "disguised", "is"),
        ("rolex", "Datejust", "implied", "is"),
        ("apple", "iPhone", "implied", "for"),
        ("rolex", "\u52b3\u529b</b>\u58eb", "alias", "is"),
        ("gucci", "Gucci", "exact", "not"),
    ]


def test_find_in_ones_own_registry_and_columns(cli: Cli, ours: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("id,name\n1,Aurelle Rolex watch\n2,horizon\n", encoding="utf-8")
    done = cli("brands", "find", path, "--registry", ours, "--map", "listing_id=id", "title=name")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [[one["brand"] for one in row["mentions"]] for row in rows] == [["aurelle"], []]


def test_find_with_a_model_reads_masks(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("listing_id,title\n1,G*CCI handbag\n2,R0lex watch\n", encoding="utf-8")
    bare = cli("brands", "find", path).stdout
    assert all(not json.loads(line)["mentions"] for line in bare.splitlines())
    done = cli("brands", "find", path, "--model", model_dir)
    found = [json.loads(line)["mentions"][0] for line in done.stdout.splitlines()]
    assert [(one["brand"], one["how"], one["start"]) for one in found] == [
        ("gucci", "masked", 0),
        ("rolex", "disguised", 0),
    ]


def test_find_refuses_what_it_cannot_do(cli: Cli, ours: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("listing_id,title\n1,Rolex\n", encoding="utf-8")
    for words, told in (
        (("--out", tmp_path / "x.csv"), "lists fit no CSV"),
        (("--out", path), ""),
        (("--expect-digest", "0123456789ab"), "--expect-digest needs --model"),
        (("--json",), "both write to standard output"),
    ):
        done = cli("brands", "find", path, *words, expect=2)
        assert told in done.stderr.decode()
