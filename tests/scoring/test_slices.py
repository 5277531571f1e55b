"""Slices checked and scored in any order, and more than once, give what one run gives; no Spark."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import counterfeit_nlp
from counterfeit_nlp import api
from counterfeit_nlp.errors import ArtefactError, CounterfeitError, InputError, UsageError
from counterfeit_nlp.model.artefact import FILES
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.local import score_file
from counterfeit_nlp.scoring.recipe import Recipe
from counterfeit_nlp.scoring.shipped import opened, pack, parcel_name
from counterfeit_nlp.scoring.slices import (
    Job,
    Slice,
    as_error,
    check_slice,
    cut,
    score_slice,
    told,
)


@pytest.fixture(scope="module")
def scorer(model_dir: Path) -> Scorer:
    return api.load(model_dir)


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    """Two files; ids come again within a row group, in another one, and in the other file."""
    ids = [f"{n % 37}" for n in range(60)]
    titles = [None if n % 11 == 5 else f"bag {n}" for n in range(60)]
    table = pa.table({"listing_id": ids, "title": titles})
    pq.write_table(table, tmp_path / "1.parquet", row_group_size=7)
    (tmp_path / "2.csv").write_text("listing_id,title\n5,again\n36,again\nnew,one\n")
    return [str(tmp_path / "1.parquet"), str(tmp_path / "2.csv")]


def job_in(folder: Path, scorer: Scorer) -> Job:
    folder.mkdir()
    recipe = Recipe.of(scorer, kept=(), batch_size=5)
    return Job(recipe, None, ("USD",), folder, True, counterfeit_nlp.__version__)


@pytest.mark.parametrize("wanted", [1, 6, 100])
def test_any_order_and_twice_gives_one_runs_rows(
    scorer: Scorer, sources: list[str], tmp_path: Path, wanted: int
) -> None:
    score_file(sources, scorer, tmp_path / "out.parquet", rejects=tmp_path / "bad.parquet")
    job = job_in(tmp_path / "parts", scorer)
    slices = cut(sources, wanted)
    assert [one.number for one in slices] == [*range(len(slices))]
    assert len(slices) == {1: 2, 6: 4, 100: 10}[wanted]
    met: dict[int, list[int]] = {}
    rows_in = 0
    order = random.Random(1).sample(slices, len(slices))
    for one in order:
        ids, facts = check_slice(one, job)
        rows_in += facts["rows_in"]
        for value in ids.tolist():
            met.setdefault(value, []).append(one.number)
    assert rows_in == 63
    done = {}
    for one in [*order, order[0]]:
        taken = [value for value, numbers in met.items() if min(numbers) != one.number
                 and len(numbers) > 1]  # fmt: skip
        done[one.number] = score_slice(one, job, np.array(taken, np.uint64), scorer)
    facts = [done[number] for number in sorted(done)]
    parts = [pq.read_table(job.folder / one["part"]["file"]) for one in facts]
    assert pa.concat_tables(parts).equals(pq.read_table(tmp_path / "out.parquet"))
    refused = [pq.read_table(job.folder / one["rejects"]) for one in facts if one["rejects"]]
    assert pa.concat_tables(refused).equals(pq.read_table(tmp_path / "bad.parquet"))
    assert sum(one["rows_in"] - one["rejected"] for one in facts) == sum(map(len, parts))


def test_a_row_group_keeps_the_numbers_of_its_rows(scorer: Scorer, sources: list[str],
                                                   tmp_path: Path) -> None:  # fmt: skip
    job = job_in(tmp_path / "parts", scorer)
    one = Slice(0, 0, sources[0], (2, 3))
    facts = score_slice(one, job, np.zeros(0, np.uint64), scorer)
    assert pq.read_table(job.folder / facts["rejects"])["line"].to_pylist() == [17]


def test_errors_travel(scorer: Scorer, tmp_path: Path) -> None:
    job = job_in(tmp_path / "parts", scorer)
    (tmp_path / "bad.csv").write_text("listing_id,title\n1,\n")
    strict = dataclasses.replace(job, set_aside=False)
    one = Slice(3, 0, str(tmp_path / "bad.csv"))
    with pytest.raises(InputError, match="line 2: title is missing") as raised:
        check_slice(one, strict)
    back = as_error(told(raised.value, one))
    assert type(back) is InputError
    assert str(back) == str(raised.value)
    assert as_error({"slice": 1}) is None
    unknown = as_error({"error": "Other", "message": "m"})
    assert type(unknown) is CounterfeitError
    # the folder is not there: another machine made it
    elsewhere = dataclasses.replace(job, folder=tmp_path / "gone")
    with pytest.raises(UsageError, match="an executor does not see the folder"):
        check_slice(one, elsewhere)


def test_a_sent_model_is_opened_once_and_only_if_it_is_the_one(
    scorer: Scorer, tmp_path: Path
) -> None:
    recipe = Recipe.of(scorer, kept=(), batch_size=5)
    parcel = pack(recipe, tmp_path)
    assert parcel.name == parcel_name(recipe)
    there = dataclasses.replace(recipe, model=Path("/not/on/this/machine"))
    version = counterfeit_nlp.__version__
    made = opened(parcel, there, package_version=version)
    assert made.artefact.digest == scorer.artefact.digest
    assert opened(tmp_path / "gone", there, package_version=version) is made
    with pytest.raises(ArtefactError, match="install one version on both"):
        opened(parcel, there, package_version="0.0")
    # another recipe is another scorer, and what is wrong is refused before it is parsed
    other = dataclasses.replace(there, digest="0" * 64)
    with pytest.raises(ArtefactError, match="not the model you asked for"):
        opened(parcel, other, package_version=version)
    for name in FILES:
        folder = tmp_path / name
        folder.mkdir()
        model = folder / "model"
        model.mkdir()
        for path in scorer.artefact.folder.iterdir():
            if path.is_file():
                (model / path.name).write_bytes(path.read_bytes())
        content = bytearray((model / name).read_bytes())
        content[len(content) // 2] ^= 1
        (model / name).write_bytes(content)
        changed = pack(dataclasses.replace(recipe, model=model), folder)
        with pytest.raises(ArtefactError, match=name):
            opened(changed, there, package_version=version)
    parcel.write_bytes(parcel.read_bytes()[:1000])
    with pytest.raises(ArtefactError, match="did not arrive whole"):
        opened(parcel, there, package_version=version)
