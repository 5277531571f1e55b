"""What reviewers read of a price: beside what the thing costs, and divided where it was."""

from __future__ import annotations

from typing import Any

import pytest

from counterfeit_nlp.showing.card import card, masked_reasons, reason_sentence
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN

BESIDE = "70 USD is 0.5 of what Air Jordan 4 costs at least"


def row(kind: str, text: str, **more: Any) -> dict[str, Any]:
    place = {"field": "title", "start": 5, "end": 17} if kind == "claimed_price" else {}
    reason = {"field": None, "start": None, "end": None, **place, "kind": kind, "text": text,
              "contribution": 1.5}  # fmt: skip
    return {"listing_id": "1", "price": 70.0, "currency": "USD", "reasons": [reason], **more}


def sentence(told: dict[str, Any]) -> str:
    (line,) = card(told, NOTHING_KNOWN).reasons
    return reason_sentence(line)


def test_the_model_is_quoted_and_its_price_told() -> None:
    told = sentence(row("claimed_price", BESIDE, title="Nike Air Jordan 4 Retro"))
    assert "“Air Jordan 4” in the title" in told
    assert f"priced as its copies are: {BESIDE}" in told


def test_without_the_title_the_price_is_told_all_the_same() -> None:
    assert BESIDE in sentence(row("claimed_price", BESIDE))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("70 USD", "the price (70.00 USD)"), ("70 USD / 10 pieces", "the price (70 USD / 10 pieces)")],
)
def test_a_divided_price_says_so(text: str, expected: str) -> None:
    assert expected in sentence(row("price", text))


def test_files_for_reviewers_keep_what_is_told_and_hide_contacts() -> None:
    (kept,) = masked_reasons(row("claimed_price", BESIDE, title="Nike Air Jordan 4 Retro"))
    assert kept["text"] == BESIDE
    (hidden,) = masked_reasons(row("claimed_price", "9 USD is 0.1 of what shop@a.example costs"))
    assert "shop@a.example" not in hidden["text"]
