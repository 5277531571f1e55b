"""THE scoring function against the fitted scikit-learn pipeline, and against itself."""

from __future__ import annotations

import dataclasses
import gc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from counterfeit_nlp.brands.prices import Thing, least_prices
from counterfeit_nlp.cues.fields import field_cues
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.model import artefact
from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
from counterfeit_nlp.scoring.frame import REASONS_AT_MOST, Scorer
from counterfeit_nlp.tables.listings import load_listings, read_listings
from counterfeit_nlp.text.fields import read_fields

ODD = [
    "1:1 Replica Rоlеx & 高仿 古驰 wx:seller-demo-1",
    "R\u200bolex <b>AAA+</b> &amp; b&eacute;st 'quality'",
    "＜b＞ＲＯＬＥＸ＜/b＞",
    "☃" * 3_000,
    "word " * 3_000,
    "高仿" * 2_000,
    "ﷺﬃ㎏ ß",
    "Часы мужские новые",
    "PR*DA G**** don't can't a.m.",
    "x",
    "!!!",
]


FILLER = "nice soft cotton bag for everyday use with two pockets and a long strap, washable, "
# Denials and innocent senses: English, Chinese in one run, in markup, beside claims, in long texts
TAKEN_BACK = [
    "Genuine leather wallet, not a replica",
    "1:18 scale replica model car",
    "1:18 Ferrari F40 red replica model car, no fakes/superclone",
    "not a r\u0435plica &amp; <b>no</b> fak\u0435s, 1:1 AAA+ super clone",
    "这款包包不是复刻，支持专柜验货",
    "包包不是高仿品质优仿真玩具 高仿古驰手表",
    "no replica",
    "不是高仿",
    FILLER * 3 + "this is not a replica 1:1 super clone watch, no fakes! " + FILLER * 3,
    "beware of Chinese replicas " * 40,
    "软" * 30 + "不是复刻手表，" + "包" * 300 + "拒绝高仿。" + "A货手表" * 20,
    "replica watch AAA quality, not a fake",
    "G u c c i bag, never r3plica, museum quality replica vase",
]


def lots() -> pd.DataFrame:
    """Rolex watches by the lot, and none."""
    titles = [
        "lot of 10 Rolex watches", "Rolex watch (x3)", "wholesale Rolex watch",
        "劳力士手表 面议", "Rolex Submariner 10pcs/lot", "Rolex Daytona", "Rolex Daytona",
        "Rolex watch",
    ]  # fmt: skip
    told = [None, "", "in stock", None, "wholesale", "DM for price", None, "price on request"]
    frame = pd.DataFrame({"title": titles, "description": told, "price": 900.0, "currency": "USD"})
    return frame.assign(listing_id=[f"lot-{n}" for n in range(len(titles))])[
        odd_batch().schema.names
    ]


def taken_back_batch() -> pa.RecordBatch:
    n = len(TAKEN_BACK)
    return pa.RecordBatch.from_pydict(
        {
            "listing_id": [f"back-{i}" for i in range(n)],
            "title": TAKEN_BACK,
            "description": [None, *reversed(TAKEN_BACK[1:])],
            "price": [None, *[12.5] * (n - 1)],
            "currency": ["USD"] * n,
        },
        schema=odd_batch().schema,
    )


def odd_batch() -> pa.RecordBatch:
    n = len(ODD)
    return pa.RecordBatch.from_pydict(
        {
            "listing_id": [f"odd-{i}" for i in range(n)],
            "title": ODD,
            "description": [None, "", *ODD[: n - 2]],
            "price": [None, 10.0, 0.0, 99.0, 1e7, None, 3.5, 20.0, 88.0, 1e-9, 5.0],
            "currency": ["USD", "EUR", "USD", None, "CNY", None, "XXX", "GBP", "CNY", "USD", "JPY"],
        },
        schema=pa.schema(
            [("listing_id", pa.string()), ("title", pa.string()), ("description", pa.string()),
             ("price", pa.float64()), ("currency", pa.string())]
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def model(model_dir: Path) -> artefact.Artefact:
    return artefact.load(model_dir)


@pytest.fixture(scope="module")
def listings(market_dir: Path) -> pa.RecordBatch:
    return next(read_listings(market_dir / "catalog.csv.gz", batch_size=500)).good


def test_the_score_is_the_pipelines_decision_function(
    model: artefact.Artefact, market_dir: Path
) -> None:
    pipeline = artefact.open_pipeline(model)
    frame = load_listings(market_dir / "catalog.csv.gz").head(400)
    odd = pd.concat([odd_batch().to_pandas(), taken_back_batch().to_pandas()])
    together = pd.concat([frame[odd.columns], odd, lots()], ignore_index=True)
    together["price"] = together["price"].astype("float64")
    table = pa.Table.from_pandas(together, schema=odd_batch().schema, preserve_index=False)
    ours = Scorer(model).score_table(table).column("score").to_numpy()
    assert np.abs(ours - pipeline.decision_function(together)).max() < 1e-9


def test_reasons_rest_and_intercept_add_up(
    model: artefact.Artefact, listings: pa.RecordBatch
) -> None:
    for batch in (listings, odd_batch(), taken_back_batch()):
        for row in Scorer(model).score_batch(batch).to_pylist():
            given = sum(reason["contribution"] for reason in row["reasons"])
            assert given + row["rest"] + row["intercept"] == pytest.approx(row["score"], abs=1e-9)
            assert len(row["reasons"]) <= REASONS_AT_MOST


def test_reasons_quote_the_sellers_own_characters(
    model: artefact.Artefact, listings: pa.RecordBatch
) -> None:
    quoted = 0
    for batch in (listings, odd_batch(), taken_back_batch()):
        scored = Scorer(model).score_batch(batch)
        for row, listing in zip(scored.to_pylist(), batch.to_pylist(), strict=True):
            for reason in row["reasons"]:
                if reason["field"] is None:
                    assert reason["kind"] == "price"
                    assert reason["start"] is None
                    continue
                text = listing[reason["field"]]
                if reason["kind"] == "claimed_price":  # shown at the name, told in words
                    assert f"{listing['currency']} is " in reason["text"]
                    continue
                assert reason["text"] == text[reason["start"] : reason["end"]] != ""
                quoted += 1
    assert quoted > 1_000


def test_the_strongest_reasons_come_first(
    model: artefact.Artefact, listings: pa.RecordBatch
) -> None:
    for reasons in Scorer(model).score_batch(listings).column("reasons").to_pylist():
        sizes = [abs(reason["contribution"]) for reason in reasons]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_batches_change_no_bit(
    model: artefact.Artefact, listings: pa.RecordBatch, size: int
) -> None:
    columns = odd_batch().schema.names
    every = pa.Table.from_batches(
        [listings.slice(0, 150).select(columns), taken_back_batch()]
    ).combine_chunks()
    (batch,) = every.to_batches()
    whole = Scorer(model).score_batch(batch)
    scorer = Scorer(model)
    parts = [scorer.score_batch(batch.slice(at, size)) for at in range(0, len(batch), size)]
    assert pa.Table.from_batches(parts).equals(pa.Table.from_batches([whole]))


def test_forgetting_changes_no_bit(model: artefact.Artefact, listings: pa.RecordBatch) -> None:
    forgetful = Scorer(model, chunks_at_most=50)
    parts = [forgetful.score_batch(listings.slice(at, 10)) for at in range(0, 200, 10)]
    whole = Scorer(model).score_batch(listings.slice(0, 200))
    assert pa.Table.from_batches(parts).equals(pa.Table.from_batches([whole]))
    assert len(forgetful.table) < 2_000
    back = taken_back_batch()
    twice = [Scorer(model, chunks_at_most=9), Scorer(model)]
    for _ in range(2):
        assert twice[0].score_batch(back).equals(twice[1].score_batch(back))


@pytest.mark.parametrize(
    "column", ["description", "price", "currency", "brand", "category", "seller_id", "listed_at",
               "language", "marketplace", "condition", "url", "gtin"]
)  # fmt: skip
def test_a_missing_field_contributes_exactly_nothing(
    model: artefact.Artefact, market_dir: Path, column: str
) -> None:
    listings = next(read_listings(market_dir / "listings.csv.gz", batch_size=300)).good
    at = listings.schema.get_field_index(column)
    kind = listings.schema.field(at).type
    without = listings.set_column(at, column, pa.nulls(len(listings), kind))
    before, after = Scorer(model).score_batch(listings), Scorer(model).score_batch(without)
    if column in ("description", "price", "currency"):
        gone = {"description": ("description", None), "price": (None, "price"),
                "currency": (None, "price")}[column]  # fmt: skip
        for row in after.to_pylist():
            for reason in row["reasons"]:
                assert reason["field"] is None or reason["field"] != gone[0]
                assert reason["kind"] != gone[1]
        # and a listing that shows nothing but an unread title starts at the intercept
        empty = pa.RecordBatch.from_pydict(
            {"listing_id": ["a"], "title": ["☃"], "description": [None], "price": [None],
             "currency": [None]}, schema=odd_batch().schema,
        )  # fmt: skip
        scored = Scorer(model).score_batch(empty).to_pylist()[0]
        assert scored["score"] == scored["intercept"]
        assert scored["reasons"] == []
    else:
        assert before.equals(after)


def lots_scored(model: artefact.Artefact) -> dict[str, dict[str, Any]]:
    """By title (of one twice, the later) the reasons of lots by kind."""
    table = pa.Table.from_pandas(lots(), schema=odd_batch().schema, preserve_index=False)
    rows = Scorer(model).score_table(table).to_pylist()
    return {
        title: {reason["kind"]: reason for reason in row["reasons"]}
        for title, row in zip(lots()["title"], rows, strict=True)
    }


def test_reviewers_are_told_what_a_price_stands_beside(model: artefact.Artefact) -> None:
    told = {
        title: reasons["claimed_price"]["text"]
        for title, reasons in lots_scored(model).items()
        if "claimed_price" in reasons
    }
    assert model.brands is not None
    least = least_prices(model.brands, model.rates)  # the registry's, or learned ones
    watch, submariner, daytona = (
        least[Thing("rolex", "watch", name)] for name in ("", "Submariner", "Daytona")
    )
    assert told == {
        "lot of 10 Rolex watches":
            f"900 USD / 10 pieces is {90 / watch:.2g} of what Rolex watch costs at least",
        "Rolex watch (x3)":
            f"900 USD / 3 pieces is {300 / watch:.2g} of what Rolex watch costs at least",
        "Rolex Submariner 10pcs/lot":
            f"900 USD / 10 pieces is {90 / submariner:.2g} of what Submariner costs at least",
        "Rolex Daytona": f"900 USD is {900 / daytona:.2g} of what Daytona costs at least",
    }  # fmt: skip


def test_what_is_no_price_of_one_thing_scores_as_no_price(model: artefact.Artefact) -> None:
    table = pa.Table.from_pandas(lots(), schema=odd_batch().schema, preserve_index=False)
    bare = lots().assign(price=None).astype({"price": "float64"})
    without = pa.Table.from_pandas(bare, schema=odd_batch().schema, preserve_index=False)
    scores, others = (
        Scorer(model).score_table(one)["score"].to_numpy() for one in (table, without)
    )
    same = (scores == others).tolist()
    assert same == [False, False, True, True, False, True, False, True]


def test_a_price_and_its_currency_vanish_together(model: artefact.Artefact) -> None:
    rows = {"listing_id": list("abc"), "title": ["watch"] * 3, "description": [None] * 3,
            "price": [99.0, None, 99.0], "currency": ["USD", "USD", None]}  # fmt: skip
    scored = (
        Scorer(model)
        .score_batch(pa.RecordBatch.from_pydict(rows, schema=odd_batch().schema))
        .to_pylist()
    )
    assert scored[1]["score"] == scored[2]["score"] != scored[0]["score"]


def test_the_schema_is_the_contract_and_other_languages_are_never_high(
    model: artefact.Artefact,
) -> None:
    scored = Scorer(model).score_batch(odd_batch())
    russian = odd_batch().slice(7, 1).set_column(2, "description", pa.nulls(1, pa.string()))
    alone = Scorer(model).score_batch(russian).to_pylist()[0]
    assert alone["text_language"] == "other"
    assert alone["band"] != "high"
    assert scored.schema.equals(PREDICTION_SCHEMA)
    rows = {row["listing_id"]: row for row in scored.to_pylist()}
    assert rows["odd-7"]["text_language"] == "zh"  # its description outweighs its title
    assert rows["odd-5"]["text_language"] == "zh"
    assert all(0 <= row["risk"] <= 1 for row in rows.values())


def test_no_rows_are_no_predictions(model: artefact.Artefact) -> None:
    scored = Scorer(model).score_batch(odd_batch().slice(0, 0))
    assert len(scored) == 0
    assert scored.schema.equals(PREDICTION_SCHEMA)


def test_equal_inputs_have_equal_hashes_and_other_inputs_others(model: artefact.Artefact) -> None:
    batch = odd_batch()
    scorer = Scorer(model)
    hashes = scorer.score_batch(batch).column("input_hash").to_pylist()
    assert len(set(hashes)) == len(hashes)
    renamed = batch.set_column(0, "listing_id", pa.array([f"z{i}" for i in range(len(batch))]))
    assert scorer.score_batch(renamed).column("input_hash").to_pylist() == hashes


def test_repeating_words_says_no_more_than_saying_them(model: artefact.Artefact) -> None:
    texts = ["used bag" + " used bag" * n for n in (1, 4, 400)]
    rows = {"listing_id": list("abc"), "title": ["1:1 replica watch"] * 3, "description": texts,
            "price": [None] * 3, "currency": [None] * 3}  # fmt: skip
    batch = pa.RecordBatch.from_pydict(rows, schema=odd_batch().schema)
    one, four, many = Scorer(model).score_batch(batch).column("score").to_pylist()
    assert one == four == many


def scores_of(model: artefact.Artefact, rows: list[tuple[str, str | None]]) -> list[float]:
    batch = pa.RecordBatch.from_pydict(
        {"listing_id": [str(i) for i in range(len(rows))], "title": [title for title, _ in rows],
         "description": [text for _, text in rows], "price": [None] * len(rows),
         "currency": [None] * len(rows)}, schema=odd_batch().schema,
    )  # fmt: skip
    return Scorer(model).score_batch(batch).column("score").to_pylist()


def test_innocent_words_added_to_a_long_text_leave_its_worst_window(
    model: artefact.Artefact,
) -> None:
    bad = "1:1 replica super clone AAA+ mirror quality best version top grade swiss movement copy "
    long = FILLER * 4 + bad + FILLER * 4
    one, more, longer = scores_of(
        model, [("watch", long), ("watch", long + FILLER * 30), ("watch", long * 3)]
    )
    assert more == pytest.approx(one, abs=1e-12)
    assert longer >= one - 1e-12


def test_the_tail_of_a_long_text_is_read(model: artefact.Artefact) -> None:
    tail = FILLER * 200 + "1:1 replica super clone mirror quality"
    clean, hidden = scores_of(model, [("watch", FILLER * 200), ("watch", tail)])
    assert hidden > clean


def test_cues_and_disguises_are_told_in_their_sense(model: artefact.Artefact) -> None:
    told = dataclasses.replace(
        model,
        linear=dataclasses.replace(
            model.linear,
            cue_weights=np.arange(1.0, 9.0),
            signal_weights=np.ones_like(model.linear.signal_weights),
        ),
    )
    titles = [
        "watch 1:1 Replica AAA quality",
        "genuine watch, not a replica",
        "AAA batteries, message me on whatsapp: king_seller77",
        "R\u043el\u0435x w4tch G u c c i",
    ]
    rows = {"listing_id": list("abcd"), "title": titles, "description": [None] * 4,
            "price": [None] * 4, "currency": [None] * 4}  # fmt: skip
    batch = pa.RecordBatch.from_pydict(rows, schema=odd_batch().schema)
    found = [
        {reason["kind"]: reason["text"] for reason in row["reasons"] if reason["kind"] != "text"}
        for row in Scorer(told).score_batch(batch).to_pylist()
    ]
    assert {"replica_claim", "grade"} & set(found[0])
    assert found[1]["negated"] == "not a replica"
    assert not {"replica_claim", "grade"} & set(found[1])
    assert found[2]["benign"] == "AAA batteries"
    assert "king_seller77" in found[2]["contact"]
    assert found[3]["lookalike_letters"] == "\u043el\u0435"
    assert found[3]["separated_letters"] == "G u c c i"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Genuine leather wallet, not a replica", "Genuine leather wallet,"),
        ("wallet no fakes or replicas !", "wallet !"),
        ("no replica super clone wallet", "super clone wallet"),
        ("正品手表不是复刻", "正品手表"),
        ("不是高仿，是A货手表", "，是A货手表"),
        (FILLER * 4 + "not a replica", FILLER * 4),
    ],
)
def test_words_that_take_a_claim_back_weigh_nothing_but_the_cue(
    model: artefact.Artefact, said: str, left: str
) -> None:
    deaf = dataclasses.replace(
        model, linear=dataclasses.replace(model.linear, cue_weights=np.zeros(8))
    )
    assert len(set(scores_of(deaf, [(said, None), (left, None)]))) == 1
    assert len(set(scores_of(deaf, [("watch", said), ("watch", left)]))) == 1
    # without a lexicon nothing is taken back, and any word of a short text counts
    none = dataclasses.replace(deaf, linear=dataclasses.replace(deaf.linear, lexicon=Lexicon()))
    if len(said) < len(FILLER):
        assert len(set(scores_of(none, [(said, None), (left, None)]))) == 2


def test_reasons_of_words_lie_outside_what_was_taken_back(model: artefact.Artefact) -> None:
    batch = taken_back_batch()
    registered = 0
    for row, listing in zip(
        Scorer(model).score_batch(batch).to_pylist(), batch.to_pylist(), strict=True
    ):
        for name in ("title", "description"):
            (field,) = read_fields([listing[name] or ""], model.linear.vocabulary)
            _, cues = field_cues(field, model.linear.lexicon)
            silent = [field.prepared.span(start, end) for cue in cues for start, end in cue.own]
            for reason in row["reasons"]:
                if reason["field"] == name and reason["kind"] == "text":
                    registered += 1
                    assert not any(
                        start < reason["end"] and reason["start"] < end for start, end in silent
                    ), (reason, listing[name])
    assert registered > 30


def test_a_disguise_is_shown_whatever_it_weighs(model: artefact.Artefact) -> None:
    silent = dataclasses.replace(
        model,
        linear=dataclasses.replace(
            model.linear, signal_weights=np.zeros_like(model.linear.signal_weights)
        ),
    )
    title = "replica watch super clone AAA quality leather gold silver strap R\u043el\u0435x box"
    batch = pa.RecordBatch.from_pydict(
        {"listing_id": ["a"], "title": [title], "description": [None], "price": [None],
         "currency": [None]},
        schema=odd_batch().schema,
    )  # fmt: skip
    (row,) = Scorer(silent).score_batch(batch).to_pylist()
    (shown,) = [reason for reason in row["reasons"] if reason["kind"] == "lookalike_letters"]
    assert shown["contribution"] == 0.0
    assert len(row["reasons"]) == REASONS_AT_MOST
    assert row["reasons"][-1] == shown


def test_a_batch_leaves_nothing_to_the_collector(
    model: artefact.Artefact, listings: pa.RecordBatch
) -> None:
    """What it did would hold its arrays, some 60 MB, until the collector comes, which is seldom."""
    scorer = Scorer(model)
    scorer.score_batch(listings)
    gc.collect()
    gc.disable()
    try:
        scorer.score_batch(listings)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = [type(one).__qualname__ for one in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == []
