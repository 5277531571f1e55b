"""How a seller stands on a day, which of it counts for a listing, and what it may take away."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.brands.registry import Brand, Name, Registry, Seller
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.sellers.effects import (
    EFFECTS,
    HISTORY_BOUNDS,
    STRONG,
    history_log_odds,
    lowering,
)
from counterfeit_nlp.sellers.lists import Entry, History, SellerLists
from counterfeit_nlp.sellers.standing import (
    Held,
    SellerStandings,
    counting,
    experience,
    fingerprint,
    sentence,
)
from counterfeit_nlp.text.chunks import SIGNALS

DAY = date(2026, 6, 1)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)


def entry(on: str = "deny", added: date = DAY, expires: date | None = DAY, **more: object) -> Entry:
    return Entry("s", on, "why", added, expires, **more)  # type: ignore[arg-type]


def registry(*sellers: Seller) -> Registry:
    names = {"en": (Name("Aurelle"),)}
    return Registry({"aurelle": Brand("aurelle", "Aurelle", names, sellers=sellers)})


def kinds(standings: SellerStandings, day: date = DAY, at: str | None = None) -> list[str]:
    return [held.kind for held in standings.of("s", at, day)]


def test_an_entry_counts_from_its_first_to_its_last_day() -> None:
    standings = SellerStandings(SellerLists((entry(),)))
    assert [kinds(standings, day) for day in (BEFORE, DAY, AFTER)] == [[], ["seller_denied"], []]
    standings = SellerStandings(SellerLists((entry(expires=None),)))
    assert kinds(standings, date(9999, 1, 1)) == ["seller_denied"]


def test_an_authorisation_counts_from_its_first_to_its_last_day() -> None:
    seller = Seller("Shop", seller_id="s", valid_from=DAY, until=DAY)
    standings = SellerStandings(SellerLists(), registry(seller))
    found = [kinds(standings, day) for day in (BEFORE, DAY, AFTER)]
    assert found == [[], ["seller_authorised"], []]


def test_who_has_only_a_site_is_nobody_by_id() -> None:
    standings = SellerStandings(SellerLists(), registry(Seller("Shop", site="s")))
    assert not standings.knows("s")
    assert not standings.knows(None)


@pytest.mark.parametrize(
    ("written", "listed", "same"),
    [
        (None, None, True), (None, "Mall", True), ("Mall", "mall", True), ("Mall", "Mall B", False),
        ("Mall", None, False),
    ],
)  # fmt: skip
def test_an_id_of_one_marketplace_is_nobody_elsewhere(
    written: str | None, listed: str | None, same: bool
) -> None:
    on_list = SellerStandings(SellerLists((entry(marketplace=written),)))
    seller = Seller("Shop", seller_id="s", marketplace=written)
    authorised = SellerStandings(SellerLists(), registry(seller))
    assert bool(kinds(on_list, at=listed)) is same
    assert bool(kinds(authorised, at=listed)) is same


def held(kind: str, *brands: str, until: str = "2027-01-01", evidence: str = "why") -> Held:
    return Held(f"seller_{kind}", brands, "2026-01-01", until, evidence)


AUTHORISED, ALLOWED, WATCHED = held("authorised", "a"), held("allowed"), held("watched")
DENIED, DENIED_B = held("denied"), held("denied", "b")


@pytest.mark.parametrize(
    ("some", "brand", "expected"),
    [
        ([], "a", (None, None)),
        ([AUTHORISED], "a", (None, AUTHORISED)),
        ([AUTHORISED], "b", (None, None)),  # of another brand
        ([AUTHORISED], None, (None, None)),  # of no brand
        ([ALLOWED], None, (None, ALLOWED)),
        ([ALLOWED, AUTHORISED], "a", (None, AUTHORISED)),
        ([ALLOWED, AUTHORISED], "b", (None, ALLOWED)),
        ([WATCHED, AUTHORISED], "a", (WATCHED, AUTHORISED)),
        ([DENIED, WATCHED], "a", (DENIED, None)),
        ([DENIED, AUTHORISED], "a", (DENIED, None)),  # denied wins
        ([DENIED_B, AUTHORISED], "a", (None, AUTHORISED)),  # but not for another brand
        ([DENIED_B, AUTHORISED], "b", (DENIED_B, None)),
        ([DENIED, DENIED_B], "b", (DENIED_B, None)),  # the one about fewer brands is told
        ([held("watched", until="2026-09-01"), WATCHED], None, (WATCHED, None)),
        ([held("watched", until=""), WATCHED], None, (held("watched", until=""), None)),
    ],
)
def test_at_most_one_raises_and_one_lowers(
    some: list[Held], brand: str | None, expected: tuple[Held | None, Held | None]
) -> None:
    for order in permutations(some):
        assert counting(order, brand) == expected


def test_a_standing_is_told_with_its_brand_and_its_end() -> None:
    names = {"a": "Aurelle"}
    assert sentence(AUTHORISED, "a", names) == "by Aurelle until 2027-01-01"
    assert sentence(held("authorised", "a", until=""), "a", names) == "by Aurelle"
    assert sentence(WATCHED, "a", names) == "until 2027-01-01: why"
    some = held("denied", "a", "b", until="")
    assert sentence(some, "a", names) == "for Aurelle since 2026-01-01: why"


def test_age_counts_for_thirty_days_from_the_first() -> None:
    standings = SellerStandings(SellerLists(history=(History("s", first_seen=DAY),)))
    days = (BEFORE, DAY, DAY + timedelta(29), DAY + timedelta(30))
    assert [kinds(standings, day) for day in days] == [[], ["seller_new"], ["seller_new"], []]


def test_history_is_what_was_decided_before_the_day() -> None:
    history = History("s", upheld=(BEFORE, DAY), overturned=(DAY, AFTER))
    standings = SellerStandings(SellerLists(history=(history,)))

    def told(day: date) -> list[tuple[str, float]]:
        return [(held.evidence, held.log_odds) for held in standings.of("s", None, day)]

    assert told(BEFORE) == []
    assert told(DAY) == [("1 upheld, 0 overturned before 2026-06-01", np.log(2))]
    assert told(AFTER) == [("2 upheld, 1 overturned before 2026-06-02", np.log(3 / 2))]
    assert told(date(2027, 1, 1)) == [("2 upheld, 2 overturned before 2027-01-01", 0.0)]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_history_weighs_by_how_decisions_went(upheld: int, overturned: int) -> None:
    least, most = HISTORY_BOUNDS
    weight = history_log_odds(upheld, overturned)
    assert least <= weight <= most
    assert history_log_odds(upheld + 1, overturned) >= weight
    assert history_log_odds(upheld, overturned + 1) <= weight
    assert history_log_odds(upheld, upheld) == 0


def test_a_denied_seller_is_not_judged_twice() -> None:
    some = [Held("seller_history", (), "", "", "1 upheld"), Held("seller_new", (), "", "", "")]
    assert experience(some, DENIED) == []
    assert experience([*some, WATCHED], WATCHED) == some
    # and all that raises otherwise is no more than that
    raises = ("seller_watched", "seller_new")
    most = HISTORY_BOUNDS[1] + sum(EFFECTS[kind].log_odds for kind in raises)
    assert most <= EFFECTS["seller_denied"].log_odds


def test_a_fingerprint_tells_standings_apart_and_no_seller() -> None:
    some = [AUTHORISED, ALLOWED, WATCHED, DENIED, DENIED_B, held("denied", evidence="other")]
    assert len({fingerprint([one]) for one in some} | {fingerprint(some)}) == len(some) + 1
    standings = SellerStandings(
        SellerLists((Entry("jane-doe", "deny", "why", DAY, by="somebody"),))
    )
    told = fingerprint(standings.of("jane-doe", None, DAY))
    assert "jane" not in told
    assert "somebody" not in told


def test_strong_evidence_is_of_kinds_that_there_are() -> None:
    assert {*SIGNALS, *SENSES} >= STRONG
    assert not STRONG & {"negated", "benign", "authentication"}
    assert {kind for kind, effect in EFFECTS.items() if effect.log_odds > 0} == {
        "seller_watched", "seller_denied", "seller_new",
    }  # fmt: skip


# --- the law of what a standing may take ----------------------------------------------------------

numbers = st.floats(-40, 40)
sizes = st.floats(0, 10)
floors = st.one_of(numbers, st.sampled_from([-np.inf, np.inf]))


def lowered(score: float, by: float, floor: float) -> float:
    return score + float(lowering(np.array([score]), np.array([by]), np.array([floor]))[0])


@given(numbers, numbers, sizes, floors)
def test_lowering_never_hides_and_keeps_the_order(
    one: float, other: float, by: float, floor: float
) -> None:
    low, high = min(one, other), max(one, other)
    hair = 1e-9
    for score in (low, high):
        found = lowered(score, by, floor)
        assert score - by - hair <= found <= score + hair  # by no more than its size
        assert found >= min(score, floor) - hair  # never below the floor
        assert found >= lowered(score, by, -np.inf) - hair  # a floor lowers nothing
        assert found == pytest.approx(max(min(score, floor), score - by), abs=hair)
    step = lowered(high, by, floor) - lowered(low, by, floor)
    assert -hair <= step <= high - low + hair  # it rises with the score, and never jumps


def test_nothing_is_taken_where_nothing_is_due() -> None:
    assert lowered(3.0, 0.0, -np.inf) == 3.0
    assert lowered(1.0, 2.0, 1.5) == 1.0
    assert lowered(3.0, 2.0, np.inf) == 3.0
