"""What is kept under attack: exact counts on scorers whose answers are known."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from counterfeit_nlp.attacks.suite import FAMILIES
from counterfeit_nlp.errors import InputError, UsageError
from counterfeit_nlp.evaluate.attack_gate import LIMITS, attack_verdict
from counterfeit_nlp.evaluate.attacks import measure_attacks

# 30 counterfeits of 10 sellers, of which the word rule finds 20; 30 genuine, of which it flags 3
FRAME = pd.DataFrame(
    [
        {
            "listing_id": f"p{n:02}",
            "title": "replica watch" if n < 20 else "fine watch",
            "description": None,
            "label": 1.0,
            "seller_id": f"s{n % 10}",
        }
        for n in range(30)
    ]
    + [
        {
            "listing_id": f"g{n:02}",
            "title": "replica chair" if n < 3 else "garden chair",
            "description": "cotton cover",
            "label": 0.0,
            "seller_id": None,
        }
        for n in range(30)
    ]
    + [{"listing_id": "unlabelled", "title": "replica", "description": None, "label": None,
        "seller_id": None}]
)  # fmt: skip


def word_rule(listings: pd.DataFrame) -> pd.DataFrame:
    """Knows one word, exactly as it is written."""
    risk = listings["title"].str.contains("replica", regex=False).astype(float)
    return pd.DataFrame({"risk": risk, "band": "review", "text_language": "en"})


def case_blind(listings: pd.DataFrame) -> pd.DataFrame:
    return word_rule(listings.assign(title=listings["title"].str.lower()))


def anything_odd(listings: pd.DataFrame) -> pd.DataFrame:
    """Flags whatever is not plain: keeps all, and accuses everybody who decorates."""
    risk = (~listings["title"].map(str.isascii) | (word_rule(listings)["risk"] > 0)).astype(float)
    return pd.DataFrame({"risk": risk, "band": "review", "text_language": "other"})


def measure(score: Any = word_rule, names: tuple[str, ...] = ("bold",), **more: Any) -> Any:
    settings: dict[str, Any] = {
        "threshold": 0.5, "names": names, "strengths": (1.0,), "n_bootstrap": 200,
    }  # fmt: skip
    return measure_attacks(FRAME, score, **settings | more)


def test_counts_and_shares_are_exact() -> None:
    found = measure()
    assert found["sample"] == {
        "positives": 30, "genuine": 30, "positives_flagged": 20, "genuine_flagged": 3,
    }  # fmt: skip
    (row,) = found["attacks"]
    assert (row["positives"], row["flagged_before"], row["still_flagged"]) == (30, 20, 0)
    assert row["recall_before"]["value"] == pytest.approx(2 / 3)
    assert row["recall_after"]["value"] == 0
    assert row["retained"] == {"value": 0.0, "low": 0.0, "high": 0.0, "level": 0.95}
    assert row["genuine_flagged_before"]["value"] == pytest.approx(0.1)
    assert row["genuine_increase"]["value"] == pytest.approx(-0.1)
    assert found["retained"] == {"encodings": 0.0}


def test_a_model_that_sees_through_it_keeps_all() -> None:
    (row,) = measure(case_blind, ("upper_case",))["attacks"]
    assert row["retained"]["value"] == row["recall_ratio"]["value"] == 1.0
    assert row["recall_before"] == row["recall_after"]
    assert row["genuine_increase"]["value"] == 0.0


def test_flagging_whatever_is_odd_shows_on_genuine_listings() -> None:
    (row,) = measure(anything_odd)["attacks"]
    assert row["retained"]["value"] == 1.0
    assert row["recall_ratio"]["value"] == pytest.approx(1.5)
    assert row["genuine_increase"]["value"] == pytest.approx(0.9)
    assert row["other_language"] == 30


def test_only_listings_that_an_attack_changes_count() -> None:
    found = measure(names=("han_star",))
    (row,) = found["attacks"]
    assert (row["positives"], row["genuine"], row["enough"]) == (0, 0, False)
    assert row["retained"]["value"] is None
    assert "not enough data: 0 of 0 changed counterfeits" in row["note"]
    assert found["retained"] == {"chinese": None}


def test_too_few_flagged_say_nothing_about_recall() -> None:
    (row,) = measure(min_flagged=21)["attacks"]
    assert not row["enough"]
    assert row["retained"]["value"] is None
    assert row["genuine_increase"]["value"] is not None
    (row,) = measure(min_flagged=20)["attacks"]
    assert row["enough"]


def test_intervals_go_by_sellers_and_hold_the_value() -> None:
    (row,) = measure(strengths=(0.5,))["attacks"]
    kept = row["retained"]
    assert 0 < kept["low"] < kept["value"] < kept["high"] < 1


def test_families_are_means_of_their_attacks() -> None:
    found = measure(case_blind, ("upper_case", "dotted", "random_case"), strengths=(0.5, 1.0))
    rows = [row for row in found["attacks"] if row["strength"] == 1.0]
    (family,) = [row for row in found["families"] if row["strength"] == 1.0]
    values = [row["retained"]["value"] for row in rows]
    assert values == [1.0, 0.0, 1.0]
    assert family["retained"]["value"] == pytest.approx(2 / 3)
    assert (family["worst"], family["worst_retained"]) == ("dotted", 0.0)
    assert found["retained"]["surface"] == min(
        row["retained"]["value"] for row in found["families"]
    )


def test_neither_row_order_nor_other_attacks_change_a_figure() -> None:
    settings: dict[str, Any] = {"threshold": 0.5, "strengths": (0.5,), "n_bootstrap": 50}
    whole = measure_attacks(FRAME, word_rule, names=("typo_swap", "pad_title_end"), **settings)
    again = measure_attacks(
        FRAME.sample(frac=1, random_state=2), word_rule, names=("pad_title_end",), **settings
    )
    assert again["attacks"] == whole["attacks"][1:]


def test_the_sample_is_drawn_by_seed() -> None:
    assert measure(sample=12)["sample"]["positives"] == 12
    assert measure(sample=12) == measure(sample=12)
    assert measure(sample=12, seed=1)["attacks"] != measure(sample=12, seed=2)["attacks"]


def test_results_are_plain_json_and_quote_nothing_unless_asked() -> None:
    text = json.dumps(measure(names=("bold", "han_star")), allow_nan=False)
    assert "watch" not in text
    (one,) = measure(examples=1)["examples"]
    assert one["before"] != one["after"]
    assert one["field"] == "title"


def test_no_threshold_flags_nothing() -> None:
    found = measure(threshold=None)
    assert found["sample"]["positives_flagged"] == 0
    assert found["retained"] == {"encodings": None}


def test_what_cannot_be_measured_is_said() -> None:
    with pytest.raises(InputError, match="0 listings are labelled 1"):
        measure_attacks(FRAME[FRAME["label"] == 0], word_rule, threshold=0.5, names=("bold",))
    with pytest.raises(ValueError, match="shares above 0"):
        measure(strengths=(0.0,))
    with pytest.raises(ValueError, match="at least 1"):
        measure(sample=0)


# --- the gate -----------------------------------------------------------------------------------


def test_limits_hold_at_every_strength() -> None:
    found = measure(strengths=(0.5, 1.0))
    kept = {row["strength"]: row["retained"]["value"] for row in found["families"]}
    assert kept[0.5] > 0.2 > kept[1.0]
    said = attack_verdict(found, {"encodings": {"min_retained": 0.2}})
    assert not said.passed
    assert [line[:4] for line in said.lines] == ["pass", "FAIL"]
    assert "strength 1, recall retained: 0 (needs at least 0.2), worst is bold" in said.lines[1]
    assert attack_verdict(found, {"encodings": {"min_retained": 0.0}}).passed


def test_limits_on_genuine_listings() -> None:
    found = measure(anything_odd)
    increase = found["genuine_increase"]["encodings"]
    assert attack_verdict(found, {"encodings": {"max_genuine_increase": increase}}).passed
    said = attack_verdict(found, {"encodings": {"max_genuine_increase": 0.1}})
    assert not said.passed
    assert "genuine listings flagged in addition: 0.9 (needs at most 0.1)" in said.lines[0]


def test_no_evidence_is_no_permission_but_what_was_not_asked_is_no_failure() -> None:
    found = measure(names=("han_star",))
    said = attack_verdict(found, {"chinese": {"min_retained": 0.0}})
    assert not said.passed
    assert "not enough data" in said.lines[0]
    said = attack_verdict(found, {"typos": {"min_retained": 1.0}})
    assert said.passed
    assert said.lines == ["pass  typos: not in this suite"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"encoding": {}}, "did you mean 'encodings'"),
        ({"encodings": {"min_retain": 0.5}}, "did you mean 'min_retained'"),
        ({"encodings": {"min_retained": 1.5}}, "expected 0 to 1"),
        ({"encodings": {"min_retained": True}}, "expected 0 to 1"),
        ({"encodings": 0.5}, "expected limits"),
    ],
)
def test_limits_that_cannot_be_applied_are_refused(rules: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        attack_verdict(measure(), rules)


def test_the_gate_that_is_shipped_is_sound() -> None:
    from pathlib import Path

    from counterfeit_nlp.cli.params import read_attack_gate

    rules = read_attack_gate(Path(__file__).resolve().parents[2] / "attack_gate.yaml")
    assert set(rules) <= set(FAMILIES)
    assert all(set(limits) == set(LIMITS) for limits in rules.values())
    attack_verdict(measure(), rules)
