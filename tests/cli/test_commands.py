"""The way through, by the commands a user types, on real files."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from counterfeit_nlp.hard_cases.slices import SLICES

Cli = Callable[..., Any]

COMMANDS = (
    "simulate", "split", "normalise", "train", "evaluate", "attack", "register", "score",
    "explain", "top", "serve", "promote", "rollback", "models", "brands", "brands check",
    "brands show", "brands find", "brands diff", "brands merge",
    "sellers", "sellers check", "sellers show",
)  # fmt: skip


def read_csv(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def catalog(market_dir: Path) -> Path:
    return market_dir / "catalog.csv.gz"


@pytest.fixture(scope="module")
def predictions(catalog: Path, model_dir: Path, cli: Cli, tmp_path_factory: Any) -> Path:
    out = tmp_path_factory.mktemp("scored") / "predictions.parquet"
    cli("score", catalog, "--model", model_dir, "--out", out,
        "--keep", "title,description,price,currency,seller_id")  # fmt: skip
    return Path(out)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(cli: Cli, command: str) -> None:
    told = cli(*command.split(), "--help").stdout.decode()
    assert f"Example: counterfeit-nlp {command}" in told


@pytest.mark.parametrize(
    "words", [["score", "--help"], ["serve", "--help"], ["brands", "show", "Rolex"]], ids=" ".join
)
def test_what_answers_at_once_imports_nothing_heavy(words: list[str]) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from typer.testing import CliRunner; from counterfeit_nlp.cli import app\n"
        f"assert CliRunner().invoke(app, {words}).exit_code == 0\n"
        "heavy = {'numpy', 'pandas', 'pyarrow', 'spacy', 'sklearn', 'mlflow', 'scipy', 'jieba',\n"
        "    'fastapi', 'uvicorn', 'prometheus_client'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_version(cli: Cli) -> None:
    import counterfeit_nlp

    assert cli("--version").stdout.decode() == f"counterfeit-nlp {counterfeit_nlp.__version__}\n"


def test_training_again_gives_the_same_digest(
    cli: Cli, market_dir: Path, model_dir: Path, tmp_path: Path
) -> None:
    for seed in ("0", "5"):
        out = tmp_path / f"again{seed}"
        cli("train", market_dir / "listings.csv.gz", "--out", out, "--no-track",
            env={"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "2"})  # fmt: skip
        for name in sorted(path.name for path in model_dir.iterdir()):
            assert sha(out / name) == sha(model_dir / name), name


@pytest.mark.parametrize(
    ("extension", "sizes"),
    [("parquet", (1, 7, 1_000, 100_000)), ("csv", (7, 100_000)), ("jsonl.gz", (1, 1_000))],
)
def test_batches_and_hash_seeds_change_no_byte(
    cli: Cli, catalog: Path, model_dir: Path, tmp_path: Path, extension: str, sizes: tuple[int, ...]
) -> None:
    small = tmp_path / "some.csv"
    with gzip.open(catalog, "rt", encoding="utf-8", newline="") as whole:
        rows = list(csv.reader(whole))[:120]
    with small.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    made = set()
    for size, seed in zip(sizes, "0505", strict=False):
        out = tmp_path / f"{size}.{extension}"
        cli("score", small, "--model", model_dir, "--out", out, "--batch-size", size,
            "--keep", "title", env={"PYTHONHASHSEED": seed})  # fmt: skip
        made.add(sha(out))
    assert len(made) == 1


def test_formats_hold_the_same_predictions(
    cli: Cli, predictions: Path, model_dir: Path, catalog: Path, tmp_path: Path
) -> None:
    from_parquet = pq.read_table(predictions).to_pylist()
    out = tmp_path / "again.csv.zst"
    jsonl = tmp_path / "again.jsonl"
    cli("score", catalog, "--model", model_dir, "--out", jsonl)
    cli("score", catalog, "--model", model_dir, "--out", out)
    from_json = [json.loads(line) for line in jsonl.read_text(encoding="utf-8").splitlines()]
    for one, other in zip(from_parquet, from_json, strict=True):
        assert {key: one[key] for key in other} == other


def test_standard_input_and_output(cli: Cli, catalog: Path, model_dir: Path) -> None:
    data = gzip.decompress(catalog.read_bytes())
    done = cli("score", "-", "--model", model_dir, "--out", "-", stdin=data)
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(rows) == data.count(b"\n") - 1 or len(rows) > 100
    assert {row["band"] for row in rows} <= {"clear", "review", "high"}


def test_label_columns_are_never_used(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    made = set()
    for labels in (("0", "1"), ("1", "0"), ("nonsense", "")):
        path = tmp_path / "labelled.csv"
        path.write_text(
            "listing_id,title,label\n"
            + "".join(f"{i},bag number {i},{label}\n" for i, label in enumerate(labels)),
            encoding="utf-8",
        )
        out = tmp_path / "out.csv"
        cli("score", path, "--model", model_dir, "--out", out)
        made.add(sha(out))
    assert len(made) == 1


BAD = (
    "listing_id,title,price,currency\n"
    "1,good bag,10,USD\n"
    "2,,10,USD\n"
    "3,bag,ten,USD\n"
    "1,bag again,10,USD\n"
    "4,bag,10\n"
    "5,good shoes,,\n"
)


def test_bad_rows_end_the_run_or_are_set_aside(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    path, out, bad = tmp_path / "bad.csv", tmp_path / "out.csv", tmp_path / "rejects.csv"
    path.write_text(BAD, encoding="utf-8")
    done = cli("score", path, "--model", model_dir, "--out", out, expect=1)
    told = done.stderr.decode()
    assert len(told.splitlines()) == 1
    assert "bad.csv, line 3" in told
    assert not out.exists()
    done = cli("score", path, "--model", model_dir, "--out", out, "--rejects", bad, "--json")
    counts = json.loads(done.stdout)
    assert (counts["rows_in"], counts["rows_scored"], counts["rows_rejected"]) == (6, 2, 4)
    rejected = read_csv(bad)
    assert [row["line"] for row in rejected] == ["3", "4", "5", "6"]
    assert all(row["reason"] for row in rejected)
    out.unlink()
    cli("score", path, "--model", model_dir, "--out", out, "--rejects", bad, "--max-rejects", 3,
        expect=1)  # fmt: skip
    assert not out.exists()
    assert len(read_csv(bad)) == 4
    cli("score", path, "--model", model_dir, "--out", out, "--rejects", bad, "--max-rejects", 4)


def test_prices_without_a_rate_are_counted(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(
        "listing_id,title,price,currency\n1,bag,10,USD\n2,bag,10,XYZ\n3,bag,10,\n4,bag,0,\n"
        "5,bag,,\n",
        encoding="utf-8",
    )
    done = cli("score", path, "--model", model_dir, "--out", tmp_path / "out.csv", "--json")
    assert json.loads(done.stdout)["prices_left_out"] == 2
    assert "2 prices were not looked at" in done.stderr.decode()


def test_rejects_alone_may_go_to_standard_output(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")
    done = cli("score", "bad.csv", "--model", model_dir, "--out", "x.csv", "--rejects", "-",
               cwd=tmp_path)  # fmt: skip
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [3, 4, 5, 6]


def test_the_folder_of_the_rejects_is_made(cli: Cli, market_dir: Path, tmp_path: Path) -> None:
    path, bad = tmp_path / "some.csv", tmp_path / "new" / "folder" / "bad.csv"
    with gzip.open(market_dir / "listings.csv.gz", "rt", encoding="utf-8", newline="") as whole:
        rows = list(csv.reader(whole))[:300]
    rows[7][rows[0].index("title")] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    cli("split", path, "--train", tmp_path / "a.csv", "--test", tmp_path / "b.csv",
        "--rejects", bad)  # fmt: skip
    assert [row["reason"] for row in read_csv(bad)] == ["title is missing"]


def test_explain_in_sentences_and_as_json(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    listing = {"title": "1:1 replica Rоlex, wechat:seller-demo-1", "price": 89, "currency": "USD"}
    text = cli("explain", json.dumps(listing), "--model", model_dir).stdout.decode()
    assert "Risk" in text
    assert "in the title" in text
    assert "seller-demo-1" not in text
    path = tmp_path / "listing.json"
    path.write_text(json.dumps(listing), encoding="utf-8")
    found = json.loads(cli("explain", path, "--model", model_dir, "--json").stdout)
    total = sum(reason["contribution"] for reason in found["reasons"])
    assert total + found["rest"] + found["intercept"] == pytest.approx(found["score"])
    assert len(found["sentences"]) == len(found["reasons"])
    cli("explain", '{"title": NaN}', "--model", model_dir, expect=1)
    cli("explain", '{"price": 5}', "--model", model_dir, expect=1)
    cli("explain", "[" * 100_000, "--model", model_dir, expect=1)
    for title in ('""', '"a\\u0000b"', '"\\ud800"', '"\\u200b"', "[]", "null"):
        cli("explain", f'{{"title": {title}}}', "--model", model_dir, expect=1)
    for price in ('"abc"', '"\u0661\u0662"', "-1", "1e999", '"NaN"', "true", "[1]"):
        cli("explain", f'{{"title": "bag", "price": {price}}}', "--model", model_dir, expect=1)


def test_evaluate_refuses_training_rows(
    cli: Cli, market_dir: Path, model_dir: Path, tmp_path: Path
) -> None:
    done = cli("evaluate", model_dir, market_dir / "listings.csv.gz", expect=1)
    assert b"were trained on" in done.stderr
    assert b" 0 by listing_id alone" in done.stderr
    # another id does not make it another listing
    renamed = tmp_path / "renamed.csv"
    with gzip.open(market_dir / "listings.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with renamed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "listing_id": f"other-{i}"} for i, row in enumerate(rows))
    done = cli("evaluate", model_dir, renamed, expect=1)
    assert b" 0 by text and price" not in done.stderr
    # and another text under a known id is reported as what it is
    with renamed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "title": f"other {i}"} for i, row in enumerate(rows))
    done = cli("evaluate", model_dir, renamed, expect=1)
    assert b" 0 by text and price" in done.stderr


def test_evaluate_counts_sellers_the_model_was_trained_on(
    cli: Cli, market_dir: Path, model_dir: Path, tmp_path: Path
) -> None:
    trained = pd.read_csv(market_dir / "listings.csv.gz", dtype=str, keep_default_na=False)
    trained = trained[(trained["label"] != "") & (trained["seller_id"] != "")]
    some = pd.concat([trained[trained["label"] == label].head(40) for label in "01"])
    numbers = range(len(some))
    some = some.assign(
        listing_id=[f"other-{i}" for i in numbers],
        title=[f"{title} lot {i}" for i, title in zip(numbers, some["title"], strict=True)],
    )
    # every second one is of a seller the model never met, or of none
    met = [i % 2 == 0 for i in numbers]
    unmet = ["" if i % 4 == 1 else f"unmet-{i}" for i in numbers]
    some["seller_id"] = some["seller_id"].where(met, unmet)
    path, metrics = tmp_path / "some.csv", tmp_path / "metrics.json"
    params = tmp_path / "params.yaml"
    params.write_text("evaluate: {n_bootstrap: 20}")
    some.to_csv(path, index=False)
    done = cli("evaluate", model_dir, path, "--json", metrics, "--params", params)
    sellers = some.loc[met, "seller_id"].nunique()
    counted = json.loads(metrics.read_text())["trained_sellers"]
    assert counted == {"listings": sum(met), "sellers": sellers}
    assert f"are of {sellers:,} sellers the model was trained on" in done.stderr.decode()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for k, v in attrs if k in ("href", "src", "action", "srcset")]


def test_split_train_evaluate_register_promote_score(
    cli: Cli, market_dir: Path, tmp_path: Path
) -> None:
    listings = market_dir / "listings.csv.gz"
    train, test = tmp_path / "train.parquet", tmp_path / "test.parquet"
    counts = json.loads(cli("split", listings, "--train", train, "--test", test, "--json").stdout)
    sides = [pq.read_table(path).to_pandas() for path in (train, test)]
    assert [len(side) for side in sides] == [counts["train"], counts["test"]]
    assert not set(sides[0]["seller_id"].dropna()) & set(sides[1]["seller_id"].dropna())
    params = tmp_path / "params.yaml"
    params.write_text(
        "calibration:\n  folds: 3\nevaluate:\n  n_bootstrap: 100\n"
        "gate:\n  min_pr_auc: 0.0\n  min_test_positives: 1\n"
    )
    model = tmp_path / "model"
    cli("train", train, "--out", model, "--params", params, "--no-track", cwd=tmp_path)
    report, metrics = tmp_path / "report.html", tmp_path / "metrics.json"
    cli("evaluate", model, test, "--report", report, "--json", metrics, "--params", params,
        "--simulated", "--peer", train)  # fmt: skip
    found = json.loads(metrics.read_text())
    assert set(found["baselines"]) == {"keyword rule", "plain peer"}
    assert found["trained_sellers"] == {"listings": 0, "sellers": 0}
    assert len(found["hard_cases"]["slices"]) == 2 * len(SLICES)
    assert found["brand_alone"]["swaps"]["hard_cases"]["swaps"] > 100
    assert {'id="hard-cases"', 'id="brand-alone"'} <= set(
        re.findall(r'id="[a-z-]+"', report.read_text(encoding="utf-8"))
    )
    # a peer that learned from other listings, or from the test itself, is no peer
    for other in (test, listings):
        done = cli("evaluate", model, test, "--peer", other, "--params", params, expect=1)
        assert b"name the file that `train` read" in done.stderr
    page = _Page()
    page.feed(report.read_text(encoding="utf-8"))
    assert "svg" in page.tags
    assert "script" not in page.tags
    assert not [link for link in page.links if "://" in link]
    assert "imulated" in report.read_text(encoding="utf-8")
    # listings that are not simulated don't get into the tracking store unasked
    real = tmp_path / "real.json"
    real.write_text(json.dumps({**found, "simulated": False}))
    done = cli("register", model, "--metrics", real, "--report", report, expect=2, cwd=tmp_path)
    assert b"--allow-listing-text" in done.stderr
    # registered once, however often it is asked for
    for already in (False, True):
        told = json.loads(
            cli("register", model, "--metrics", metrics, "--report", report, "--json",
                cwd=tmp_path).stdout
        )  # fmt: skip
        assert (told["version"], told["already"], told["added"]) == (1, already, False)
    # and what it was measured with is not talked up afterwards
    edited = tmp_path / "edited.json"
    best = {**found["headline"]["pr_auc"], "value": 0.9999}
    edited.write_text(json.dumps({**found, "headline": {**found["headline"], "pr_auc": best}}))
    done = cli("register", model, "--metrics", edited, expect=1, cwd=tmp_path)
    assert b"headline.pr_auc.value is" in done.stderr
    strict = tmp_path / "strict.yaml"
    strict.write_text("gate:\n  min_pr_auc: 0.999\n  min_hard_twin_recall: 1\n")
    done = cli("promote", 1, "--why", "x", "--params", strict, expect=3, cwd=tmp_path)
    assert b"FAIL  PR-AUC" in done.stderr
    assert b"FAIL  guilty twins of hard cases found: " in done.stderr
    cli("promote", 1, "--why", "first", "--who", "tester", "--params", params, cwd=tmp_path)
    told = json.loads(cli("models", "--json", cwd=tmp_path).stdout)
    assert told["versions"][0]["aliases"] == ["champion"]
    assert told["promotions"][0]["who"] == "tester"
    assert told["promotions"][0]["verdict"]["passed"] is True
    cli("rollback", "--why", "x", expect=1, cwd=tmp_path)  # there is nothing before it
    by_alias, by_folder = tmp_path / "alias.parquet", tmp_path / "folder.parquet"
    cli("score", market_dir / "catalog.csv.gz", "--model", "models:/counterfeit_nlp@champion",
        "--out", by_alias, cwd=tmp_path)  # fmt: skip
    cli("score", market_dir / "catalog.csv.gz", "--model", model, "--out", by_folder)
    assert sha(by_alias) == sha(by_folder)


def test_top_is_safe_and_readable(
    cli: Cli, predictions: Path, model_dir: Path, tmp_path: Path
) -> None:
    page, table = tmp_path / "top.html", tmp_path / "top.csv"
    cli("top", predictions, "--n", 20, "--out", page, "--simulated")
    text = page.read_text(encoding="utf-8")
    assert "<mark" in text
    assert "imulated" in text
    cli("top", predictions, "--n", 20, "--out", table)
    assert len(read_csv(table, "utf-8-sig")) == 20
    hostile = tmp_path / "hostile.csv"
    hostile.write_text(
        'listing_id,title\n=1+1,"<script>alert(1)</script> =HYPERLINK(""x"") +861380013800"\n',
        encoding="utf-8",
    )
    scored = tmp_path / "hostile.parquet"
    cli("score", hostile, "--model", model_dir, "--out", scored, "--keep", "title")
    cli("top", scored, "--out", page)
    assert "<script" not in page.read_text(encoding="utf-8")
    cli("top", scored, "--out", table)
    for row in read_csv(table, "utf-8-sig"):
        cells = [cell for cell in row.values() if not re.fullmatch(r"-?[0-9.]+", cell)]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    told = cli("top", scored).stdout.decode()
    assert "+861380013800" not in told


def test_json_for_programs_hides_contact_details_in_reasons_too(
    cli: Cli, model_dir: Path, tmp_path: Path
) -> None:
    titles = {
        "1:1 replica watch +86 138 0013 8000": ("138", "0013", "8000"),
        "高仿手表 加v selldemo66": ("selldemo66",),
        "高仿手表 微信号：abcde12345": ("abcde12345",),
    }
    path, scored = tmp_path / "contacts.csv", tmp_path / "contacts.parquet"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("listing_id", "title"), *enumerate(titles)])
    cli("score", path, "--model", model_dir, "--out", scored, "--keep", "title")
    top = json.loads(cli("top", scored, "--json").stdout)
    rows = {row["listing_id"]: row for row in top}
    for number, (title, hidden) in enumerate(titles.items()):
        explained = json.loads(
            cli("explain", json.dumps({"title": title}), "--model", model_dir, "--json").stdout
        )
        for found in (rows[str(number)], explained):
            assert found["reasons"]
            told = [one["text"] for one in found["reasons"]] + found.get("sentences", [])
            assert not [text for text in told if any(secret in text for secret in hidden)]


def test_the_gate_fails_closed(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    cli("register", model_dir, cwd=tmp_path)
    done = cli("promote", 1, "--why", "x", expect=3, cwd=tmp_path)
    assert b"no gate rules" in done.stderr
    cli("promote", 1, "--why", "x", "--force", cwd=tmp_path)
    told = cli("models", cwd=tmp_path).stdout.decode()
    assert "no gate" in told
    assert "gate passed" not in told


def test_rollback_gives_the_champion_before_back(cli: Cli, model_dir: Path, tmp_path: Path) -> None:
    from counterfeit_nlp.model import artefact

    first = artefact.load(model_dir)
    other = tmp_path / "other"
    artefact.save(
        other,
        linear=first.linear,
        calibration=first.calibration,
        thresholds=first.thresholds,
        pipeline=None,
        params={"another": True},
        training=first.manifest["training"],
        trained_ids=first.trained_ids,
        trained_inputs=first.trained_inputs,
        rates=first.rates,
    )
    for number, model in enumerate((model_dir, other), start=1):
        cli("register", model, cwd=tmp_path)
        cli("promote", number, "--why", "x", "--force", cwd=tmp_path)

    def champion() -> str:
        found = cli("explain", '{"title": "bag"}', "--model", "models:/counterfeit_nlp@champion",
                    "--json", cwd=tmp_path)  # fmt: skip
        return str(json.loads(found.stdout)["model_version"])

    assert champion() == artefact.load(other).version
    done = cli("rollback", "--why", "flags old watches", "--who", "ana", "--json", cwd=tmp_path)
    entry = json.loads(done.stdout)
    assert (entry["from"], entry["to"], entry["who"]) == (2, 1, "ana")
    assert champion() == first.version
    assert "flags old watches" in cli("models", cwd=tmp_path).stdout.decode()
    cli("rollback", "--why", "x", expect=1, cwd=tmp_path)  # there is nothing before it
    assert champion() == first.version


def test_the_python_api_gives_the_bytes_of_the_command(
    predictions: Path, model_dir: Path, market_dir: Path
) -> None:
    import counterfeit_nlp as cn
    from counterfeit_nlp.tables.listings import load_listings

    model = cn.load(model_dir)
    frame = cn.score(model, load_listings(market_dir / "catalog.csv.gz"))
    stored = pq.read_table(predictions).to_pandas()
    assert (frame["score"].to_numpy() == stored["score"].to_numpy()).all()
    assert frame["input_hash"].tolist() == stored["input_hash"].tolist()
    assert cn.explain(model, {"title": "replica"})["sentences"]
    bad = [
        {"listing_id": "1", "title": title, "price": "9"} for title in ("\u200b", " ", "a\0b", "x")
    ]
    rejects: list[Any] = []
    assert len(cn.score(model, pd.DataFrame(bad), rejects=rejects)) == 1
    assert [reject.line for reject in rejects] == [1, 2, 3]
    assert cn.__version__
