"""Seller lists in a score: nothing without them, point in time, and nothing strong is hidden."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from counterfeit_nlp import api
from counterfeit_nlp.brands.registry import Seller
from counterfeit_nlp.model import artefact
from counterfeit_nlp.model.risk import POOLED, Sigmoid, Thresholds, risks, score_reaching
from counterfeit_nlp.schema.listing import LISTING_COLUMNS
from counterfeit_nlp.scoring.frame import REASONS_AT_MOST, Scorer
from counterfeit_nlp.sellers.effects import EFFECTS, KINDS, STRONG
from counterfeit_nlp.sellers.lists import Entry, History, SellerLists
from counterfeit_nlp.tables.listings import read_listings

DAY = date(2026, 6, 1)
EVER = {"added": date(2020, 1, 1), "expires": date(2030, 1, 1)}
MALL = "example-mall"


def entry(seller: str, on: str, **more: Any) -> Entry:
    return Entry(seller, on, f"why {on}", **{**EVER, **more})


LISTS = SellerLists(
    (
        entry("allowed", "allow"),
        entry("allowed-wronged", "allow"),
        entry("watched", "watch"),
        entry("denied", "deny"),
        entry("denied-rolex", "deny", brands=("rolex",), expires=None),
        entry("both", "watch"),
        entry("past", "deny", expires=date(2026, 5, 31)),
        entry("future", "deny", added=date(2026, 6, 2)),
        entry("elsewhere", "deny", marketplace="Other Mall"),
        entry("here", "deny", marketplace="Example-Mall"),
    ),
    (
        History("young", first_seen=date(2026, 5, 20)),
        History("caught", upheld=(date(2026, 1, 1), date(2026, 2, 1))),
        History("wronged", overturned=(date(2026, 1, 1),)),
        History("allowed-wronged", overturned=(date(2026, 1, 1),) * 2),
        History("denied", first_seen=date(2026, 5, 20), upheld=(date(2026, 1, 1),)),
        History("watched", first_seen=date(2026, 5, 20), upheld=(date(2026, 1, 1),) * 9),
        History("decided-today", first_seen=date(2026, 6, 2), upheld=(DAY, date(2026, 7, 1))),
    ),
)
SELLERS = [
    None, "nobody", "authorised", *(one.seller_id for one in LISTS.entries),
    "young", "caught", "wronged", "decided-today",
]  # fmt: skip

ROLEX = "Rolex Datejust watch 36mm"
TITLES = [
    ROLEX,
    "Rolex Datejust watch 1:1 replica super clone",
    "R\u043el\u0435x Datejust watch",
    "Gucci handbag, message me on whatsapp: king77",
    "cotton socks",
    "高仿 劳力士 手表 AAA",
    "Gucci handbag new with tags",
]


@pytest.fixture(scope="module")
def model(model_dir: Path) -> artefact.Artefact:
    """The small model, with a registry that names sellers of Rolex, and bands of its own."""
    found = artefact.load(model_dir)
    registry = found.linear.registry
    assert registry is not None
    rolex = dataclasses.replace(
        registry.brands["rolex"],
        sellers=(
            Seller("Shop", seller_id="authorised", until=date(2028, 12, 31)),
            Seller("Shop two", seller_id="both", marketplace=MALL),
        ),
    )
    named = dataclasses.replace(registry, brands={**registry.brands, "rolex": rolex})
    linear = dataclasses.replace(found.linear, registry=named)
    return dataclasses.replace(found, linear=linear, thresholds=Thresholds(0.3, 0.9))


def batch(rows: list[dict[str, Any]], *without: str) -> pa.RecordBatch:
    columns = {
        name: pa.array([row.get(name) for row in rows], column.type)
        for name, column in LISTING_COLUMNS.items()
        if name not in without
    }
    return pa.RecordBatch.from_pydict(columns)


def noon(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(12), UTC)


def listing(title: str, seller: str | None, day: date | None = DAY, **more: Any) -> dict[str, Any]:
    return {"listing_id": "x", "title": title, "seller_id": seller, "listed_at": noon(day),
            "marketplace": MALL, "price": 90.0, "currency": "USD", **more}  # fmt: skip


ROWS = [
    listing(title, seller, listing_id=f"{n}-{seller}")
    for n, title in enumerate(TITLES)
    for seller in SELLERS
]


def scored(model: artefact.Artefact, rows: list[dict[str, Any]], *without: str) -> list[Any]:
    found = Scorer(model, sellers=LISTS).score_batch(batch(rows, *without))
    return found.to_pylist()  # type: ignore[no-any-return]


def seller_reasons(row: dict[str, Any]) -> dict[str, Any]:
    return {one["kind"]: one for one in row["reasons"] if one["kind"] in KINDS}


def without_hashes(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch.drop_columns(["sellers_hash"])


# --- nothing weighs nothing -----------------------------------------------------------------------


def test_without_lists_no_seller_is_looked_at(model: artefact.Artefact) -> None:
    plain = Scorer(model).score_batch(batch(ROWS))
    assert plain.column("sellers_hash").null_count == len(ROWS)
    bare = Scorer(model).score_batch(batch(ROWS, "seller_id", "listed_at", "marketplace"))
    assert plain.equals(bare)
    of_title = {row["listing_id"].split("-")[0]: row["score"] for row in plain.to_pylist()}
    for row in plain.to_pylist():
        assert row["score"] == of_title[row["listing_id"].split("-")[0]]


@pytest.mark.parametrize("gone", ["seller_id", "listed_at"])
@pytest.mark.parametrize("how", ["null", "no column"])
def test_a_missing_seller_or_day_weighs_exactly_nothing(
    model: artefact.Artefact, gone: str, how: str
) -> None:
    rows = [{**row, gone: None} for row in ROWS]
    plain = Scorer(model).score_batch(batch(rows))
    lists = batch(rows) if how == "null" else batch(rows, gone)
    found = Scorer(model, sellers=LISTS).score_batch(lists)
    assert without_hashes(found).equals(without_hashes(plain))


def test_who_is_on_no_list_weighs_exactly_nothing(model: artefact.Artefact) -> None:
    idle = (None, "nobody", "past", "future", "elsewhere", "decided-today")
    rows = [row for row in ROWS if row["seller_id"] in idle]
    plain = Scorer(model).score_batch(batch(rows))
    found = Scorer(model, sellers=LISTS).score_batch(batch(rows))
    assert without_hashes(found).equals(without_hashes(plain))
    assert found.column("sellers_hash").null_count == 0


def test_an_unknown_marketplace_fits_no_entry_of_one(model: artefact.Artefact) -> None:
    rows = [listing(ROLEX, seller, marketplace=None) for seller in ("here", "both", "watched")]
    here, both, watched = (seller_reasons(row) for row in scored(model, rows))
    assert not here
    assert set(both) == {"seller_watched"}
    assert set(watched) == {"seller_watched", "seller_new", "seller_history"}


# --- what is said ---------------------------------------------------------------------------------


def test_reasons_are_of_the_seller_and_the_brand_that_is_claimed(model: artefact.Artefact) -> None:
    found = {
        (title, seller): seller_reasons(row)
        for title in (ROLEX, "Gucci handbag new with tags", "strap for Rolex watch", "socks")
        for seller, row in zip(
            SELLERS, scored(model, [listing(title, one) for one in SELLERS]), strict=True
        )
    }
    told = {
        key: {kind: reason["text"] for kind, reason in some.items()} for key, some in found.items()
    }
    assert told[ROLEX, "authorised"] == {"seller_authorised": "by Rolex until 2028-12-31"}
    assert told[ROLEX, "denied-rolex"] == {"seller_denied": "for Rolex since 2020-01-01: why deny"}
    assert told[ROLEX, "both"] == {
        "seller_authorised": "by Rolex", "seller_watched": "until 2030-01-01: why watch",
    }  # fmt: skip
    for title in ("Gucci handbag new with tags", "strap for Rolex watch", "socks"):
        assert told[title, "authorised"] == told[title, "denied-rolex"] == {}
        assert told[title, "denied"] == {"seller_denied": "until 2030-01-01: why deny"}
        assert told[title, "allowed"] == {"seller_allowed": "until 2030-01-01: why allow"}
        assert set(told[title, "both"]) == {"seller_watched"}
    assert told["socks", "young"] == {"seller_new": "since 2026-05-20"}
    assert told["socks", "caught"] == {"seller_history": "2 upheld, 0 overturned before 2026-06-01"}
    slope = model.calibration.get("en", model.calibration[POOLED]).slope
    watched = sum(one["contribution"] for one in found["socks", "watched"].values())
    assert watched == pytest.approx(EFFECTS["seller_denied"].log_odds / slope)
    assert found["socks", "wronged"]["seller_history"]["contribution"] < 0
    for some in found.values():
        for kind, reason in some.items():
            assert (reason["field"], reason["start"], reason["end"]) == (None, None, None)
            if kind in EFFECTS:
                assert reason["contribution"] == pytest.approx(EFFECTS[kind].log_odds / slope)


def test_contributions_add_up_and_sellers_are_always_told(model: artefact.Artefact) -> None:
    long = " ".join(TITLES)
    rows = [*ROWS, *(listing(long, seller) for seller in SELLERS)]
    for row, plain in zip(
        scored(model, rows), Scorer(model).score_batch(batch(rows)).to_pylist(), strict=True
    ):
        given = sum(reason["contribution"] for reason in row["reasons"])
        assert given + row["rest"] + row["intercept"] == pytest.approx(row["score"], abs=1e-9)
        assert len(row["reasons"]) <= REASONS_AT_MOST
        moved = sum(one["contribution"] for one in seller_reasons(row).values())
        assert plain["score"] + moved == pytest.approx(row["score"], abs=1e-12)
        strengths = [abs(one["contribution"]) for one in row["reasons"]]
        assert strengths == sorted(strengths, reverse=True)


def test_explain_tells_it_in_a_sentence_and_masks_contacts(model: artefact.Artefact) -> None:
    lists = SellerLists((Entry("s", "deny", "call +1 (212) 555-0143", **EVER),))
    found = api.explain(Scorer(model, sellers=lists), listing(ROLEX, "s"))
    (line,) = (one for one in found["sentences"] if one.startswith("seller"))
    assert line.startswith("seller on the deny list until 2030-01-01: call ••")
    assert "555-0143" not in str(found)
    assert "0143" not in "".join(found["sentences"])
    found = api.explain(Scorer(model, sellers=LISTS), listing(ROLEX, "authorised"))
    assert any(
        one.startswith("seller authorised by Rolex until 2028-12-31: \N{MINUS SIGN}")
        for one in found["sentences"]
    )
    assert "'authorised'" not in str(found["reasons"])


# --- point in time --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "seller", "counts"),
    [
        (date(2026, 5, 31), "past", True), (date(2026, 6, 1), "past", False),
        (date(2026, 6, 1), "future", False), (date(2026, 6, 2), "future", True),
        (date(2028, 12, 31), "authorised", True), (date(2029, 1, 1), "authorised", False),
    ],
)  # fmt: skip
def test_the_day_of_the_listing_decides(
    model: artefact.Artefact, day: date, seller: str, counts: bool
) -> None:
    dated, undated = [listing(ROLEX, seller, day)], [listing(ROLEX, seller, None)]
    assert bool(seller_reasons(scored(model, dated)[0])) is counts
    other = Scorer(model, sellers=LISTS, as_of=date(2025, 1, 1)).score_batch(batch(dated))
    assert bool(seller_reasons(other.to_pylist()[0])) is counts  # a known day goes first
    told = Scorer(model, sellers=LISTS, as_of=day).score_batch(batch(undated)).to_pylist()[0]
    assert bool(seller_reasons(told)) is counts
    assert not seller_reasons(scored(model, undated)[0])


def test_the_day_is_that_in_utc(model: artefact.Artefact) -> None:
    frame = pd.DataFrame({"listing_id": ["a"], "title": [ROLEX], "seller_id": ["future"]})
    scorer = Scorer(model, sellers=LISTS)
    for stamp, counts in (
        ("2026-06-02T01:00:00+02:00", False),
        ("2026-06-01T23:30:00-02:00", True),
    ):
        for listed in ([stamp], pd.to_datetime([stamp])):
            found = api.score(scorer, frame.assign(listed_at=listed)).to_dict("records")[0]
            assert bool(seller_reasons(found)) is counts


# --- nothing strong is hidden ---------------------------------------------------------------------


def is_strong(row: dict[str, Any]) -> bool:
    return any(one["kind"] in STRONG for one in row["reasons"])


@pytest.mark.parametrize("seed", range(5))
def test_a_flagged_listing_with_strong_evidence_stays_flagged(
    model: artefact.Artefact, market_dir: Path, seed: int
) -> None:
    """Over the market's listings and every threshold: random ones, and each listing's own risk."""
    draw = random.Random(seed)
    good = next(read_listings(market_dir / "listings.csv.gz", batch_size=400)).good
    rows = [
        {**row, "seller_id": draw.choice(["allowed-wronged", "authorised", "both", "wronged"]),
         "listed_at": noon(DAY),
         "title": draw.choice([row["title"], f"{row['title']} {draw.choice(TITLES)}"])}
        for row in good.to_pylist()
    ]  # fmt: skip
    plain = Scorer(model).score_batch(batch(rows)).to_pylist()
    held_back = lowered = 0
    for review in (draw.random(), draw.random() ** 4, draw.choice(plain)["risk"]):
        told = dataclasses.replace(model, thresholds=Thresholds(review, None))
        for before, after in zip(plain, scored(told, rows), strict=True):
            up = sum(max(0, one["contribution"]) for one in seller_reasons(after).values())
            assert after["score"] <= before["score"] + up + 1e-12
            lowered += after["score"] < before["score"]
            if is_strong(before):
                if before["risk"] >= review:
                    assert after["band"] == "review"
                else:
                    assert after["risk"] >= min(before["risk"], review)
            texts = [one["text"] for one in seller_reasons(after).values()]
            held_back += any("held back, the listing itself shows" in text for text in texts)
    assert lowered > 100
    assert held_back > 0


def test_without_a_threshold_strong_evidence_is_not_lowered(model: artefact.Artefact) -> None:
    told = dataclasses.replace(model, thresholds=Thresholds(None, None))
    rows = [listing(TITLES[1], "allowed"), listing(TITLES[0], "allowed")]
    plain = Scorer(told).score_batch(batch(rows)).column("score").to_pylist()
    strong, weak = scored(told, rows)
    assert strong["score"] == plain[0]
    assert seller_reasons(strong)["seller_allowed"]["contribution"] == 0.0
    assert weak["score"] < plain[1]


@pytest.mark.parametrize("risk", [1e-12, 0.008, 0.3, 0.5, 0.999, 1 - 1e-12, np.nextafter(1, 0)])
@pytest.mark.parametrize("slope", [0.01, 0.97, 30.0])
def test_a_score_that_reaches_a_risk_does(risk: float, slope: float) -> None:
    sigmoid = Sigmoid(slope, -0.6)
    score = score_reaching(risk, sigmoid)
    for start in (-50.0, 3.3, 1234.5):
        reached = start - (start - score)  # as sums come out
        assert risks(np.array([reached]), [POOLED], {POOLED: sigmoid})[0] >= risk
    exact = (np.log(risk) - np.log1p(-risk) + 0.6) / slope
    assert score - exact < 1e-6 * max(1, abs(exact)) or risk > 0.99999
    assert score_reaching(0.0, sigmoid) == -np.inf
    assert score_reaching(np.inf, sigmoid) == score_reaching(1.0, sigmoid) == np.inf


# --- reproducible ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 50])
def test_batches_change_no_bit(model: artefact.Artefact, size: int) -> None:
    whole = batch(ROWS)
    parts = Scorer(model, sellers=LISTS)
    found = [parts.score_batch(whole.slice(at, size)) for at in range(0, len(ROWS), size)]
    alone = Scorer(model, sellers=LISTS).score_batch(whole)
    assert pa.Table.from_batches(found).equals(pa.Table.from_batches([alone]))


def test_the_order_of_a_file_changes_no_bit(model: artefact.Artefact) -> None:
    turned = SellerLists(LISTS.entries[::-1], LISTS.history[::-1])
    one, other = (
        Scorer(model, sellers=lists).score_batch(batch(ROWS)) for lists in (LISTS, turned)
    )
    assert without_hashes(one).equals(without_hashes(other))


def test_hashes_say_what_a_score_depends_on(model: artefact.Artefact) -> None:
    def hashes(lists: SellerLists, as_of: date | None = None) -> str:
        found = Scorer(model, sellers=lists, as_of=as_of).sellers
        assert found is not None
        return found.sellers_hash

    changed = SellerLists(LISTS.entries[1:])
    days = (None, date(2026, 1, 1), date(2026, 1, 2))
    assert len({hashes(lists, day) for lists in (LISTS, changed) for day in days}) == 6
    assert hashes(LISTS) == hashes(dataclasses.replace(LISTS, title="another"))
    # same input hash, same model, same lists: same score and reasons
    known: dict[str, Any] = {}
    for row in scored(model, ROWS):
        told = (row["score"], row["reasons"], row["sellers_hash"])
        assert known.setdefault(row["input_hash"], told) == told
    assert len(known) > 4 * len(TITLES)
    # and nothing of it is the id
    renamed = SellerLists(
        tuple(dataclasses.replace(one, seller_id="z") for one in LISTS.entries[:1])
    )
    (one,) = scored(model, [listing(ROLEX, LISTS.entries[0].seller_id)])
    other = Scorer(model, sellers=renamed).score_batch(batch([listing(ROLEX, "z")])).to_pylist()[0]
    assert one["input_hash"] == other["input_hash"]
