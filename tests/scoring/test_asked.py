"""Whose reasons are given changes no risk, and no run takes over what it did not ask for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from counterfeit_nlp import api
from counterfeit_nlp.cli import app
from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.model import artefact
from counterfeit_nlp.schema.prediction import REASONS_OF
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.known import MANIFEST
from counterfeit_nlp.scoring.local import score_file
from counterfeit_nlp.scoring.recipe import Recipe
from counterfeit_nlp.tables.listings import read_listings

ROWS = 400
# Nothing to find, nothing but a sign that weighs what it weighs, Chinese, a text of many windows
ODD = ["x", "!!!", "Часы мужские", "高仿古驰手表 wx:seller", "R\u200bolex <b>AAA</b>", "bag " * 300]


@pytest.fixture(scope="module")
def model(model_dir: Path) -> artefact.Artefact:
    return artefact.load(model_dir)


@pytest.fixture(scope="module")
def scorers(model: artefact.Artefact) -> dict[str, Scorer]:
    return {one: Scorer(model, reasons=one) for one in REASONS_OF}


@pytest.fixture(scope="module")
def listings(market_dir: Path) -> pa.Table:
    columns = ["listing_id", "title", "description", "price", "currency"]
    batches = [batch.good for batch in read_listings(market_dir / "catalog.csv.gz")]
    table = pa.Table.from_batches(batches).select(columns).slice(0, ROWS)
    n = len(ODD)
    odd = pa.table(
        [pa.array([f"odd-{at}" for at in range(n)]), pa.array(ODD), *[pa.nulls(n)] * 3], columns
    )
    return pa.concat_tables([table, odd.cast(table.schema)]).combine_chunks()


@pytest.fixture(scope="module")
def scored(scorers: dict[str, Scorer], listings: pa.Table) -> dict[str, pa.Table]:
    found = {one: scorer.score_table(listings) for one, scorer in scorers.items()}
    bands = set(found["all"]["band"].to_pylist())
    assert "clear" in bands
    assert len(bands) > 1  # or these tests say nothing
    return found


@pytest.fixture(scope="module")
def files(
    scorers: dict[str, Scorer], listings: pa.Table, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the listings and what full runs make of them."""
    folder = tmp_path_factory.mktemp("asked")
    pq.write_table(listings, folder / "in.parquet")
    for one, scorer in scorers.items():
        told = score_file(folder / "in.parquet", scorer, folder / f"{one}.parquet")
        assert told.as_dict()["reasons"] == one
    return folder


def test_all_else_is_the_same(scored: dict[str, pa.Table]) -> None:
    same = [name for name in scored["all"].column_names if name not in ("reasons", "rest")]
    for one in REASONS_OF[1:]:
        assert scored[one].select(same).equals(scored["all"].select(same))


@pytest.mark.parametrize("size", [1, 7, 100, ROWS + len(ODD)])
def test_reasons_of_flagged_listings_are_those_of_all(
    scored: dict[str, pa.Table], scorers: dict[str, Scorer], listings: pa.Table, size: int
) -> None:
    scorer = scorers["flagged"]
    batches = listings.to_batches(max_chunksize=size)
    found = [row for one in batches for row in scorer.score_batch(one).to_pylist()]
    assert found == scored["flagged"].to_pylist()
    for row, whole in zip(found, scored["all"].to_pylist(), strict=True):
        if row["band"] == "clear":
            assert (row["reasons"], row["rest"]) == ([], row["score"] - row["intercept"])
        else:
            assert row == whole


def test_asked_for_none_there_are_none_and_rest_is_all(scored: dict[str, pa.Table]) -> None:
    for row in scored["none"].to_pylist():
        assert (row["reasons"], row["rest"]) == ([], row["score"] - row["intercept"])
    # while what was looked for and not found leaves no rest
    empty = [row["rest"] for row in scored["all"].to_pylist() if not row["reasons"]]
    assert empty
    assert set(empty) == {0.0}


@pytest.mark.parametrize("before", REASONS_OF)
@pytest.mark.parametrize("now", REASONS_OF)
def test_since_gives_what_a_full_run_gives(
    scorers: dict[str, Scorer], files: Path, tmp_path: Path, before: str, now: str
) -> None:
    old, again = files / f"{before}.parquet", tmp_path / "again.parquet"
    told = score_file(files / "in.parquet", scorers[now], again, since=old, part_rows=90)
    assert again.read_bytes() == (files / f"{now}.parquet").read_bytes()
    rows = pq.read_table(old, columns=["band", "reasons"])
    shown = pc.greater(pc.list_value_length(rows["reasons"]), 0)
    clear = pc.equal(rows["band"], "clear")
    holds = {"all": shown, "flagged": pc.or_(shown, clear), "none": pc.or_(shown, True)}[now]
    assert told.rows_reused == pc.sum(holds).as_py()


def test_processes_and_runs_that_resume_do_as_they_are_asked(
    scorers: dict[str, Scorer], files: Path, tmp_path: Path
) -> None:
    source, scorer = files / "in.parquet", scorers["flagged"]
    options: dict[str, Any]
    for options in ({"workers": 2, "part_rows": 150}, {"resume": True, "part_rows": 150}):
        out = tmp_path / "out.parquet"
        score_file(source, scorer, out, **options)
        assert out.read_bytes() == (files / "flagged.parquet").read_bytes()
    folder = tmp_path / "parts/"
    score_file(source, scorer, f"{folder}/")
    assert json.loads((folder / MANIFEST).read_text())["reasons"] == "flagged"
    # what waits for a run that resumes is never found by one that asks for other reasons
    recipes = [Recipe.of(one, kept=(), batch_size=9) for one in scorers.values()]
    assert len({one.fingerprint for one in recipes}) == len(REASONS_OF)


def test_one_listing_is_explained_whatever_the_scorer_is_asked(scorers: dict[str, Scorer]) -> None:
    listing = {"title": "1:1 replica watch"}
    found = [api.explain(scorer, listing) for scorer in scorers.values()]
    assert found[0]["sentences"]
    assert found[1:] == found[:1] * 2


def test_anything_else_is_refused_before_a_model_is_read(tmp_path: Path) -> None:
    words = ["score", "in.csv", "--model", "none", "--out", str(tmp_path / "out.csv")]
    error = CliRunner().invoke(app, [*words, "--reasons", "some"]).exception
    assert isinstance(error, UsageError)
    assert str(error) == "--reasons 'some': expected all, flagged, none"
