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


def test_the_commands_load_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from typer.testing import CliRunner; from counterfeit_nlp.cli import app\n"
        "assert CliRunner().invoke(app, ['brands', 'show', 'Rolex']).exit_code == 0\n"
        "heavy = {'numpy', 'pandas', 'pyarrow', 'spacy', 'sklearn', 'mlflow', 'scipy', 'jieba'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
