"""Templates, disguises and the brand table: nothing in them is broken or missing."""

from __future__ import annotations

import itertools

import pytest

from counterfeit_nlp.simulate.brands import brand_lines, shelf
from counterfeit_nlp.simulate.chinese import CHINESE, MIXED_ORDERS
from counterfeit_nlp.simulate.disguise import HABITS, disguise
from counterfeit_nlp.simulate.draw import Draw
from counterfeit_nlp.simulate.english import ENGLISH
from counterfeit_nlp.simulate.grammar import expand
from counterfeit_nlp.simulate.kinds import KINDS
from counterfeit_nlp.simulate.products import PRODUCTS
from counterfeit_nlp.simulate.sellers import N_PUFFS, ROLES, populate
from counterfeit_nlp.simulate.wording import Wording

# What compose fills in for every listing.
SLOTS = dict.fromkeys(
    ("brand", "brand_other", "model", "product", "product_other", "colour", "colour_other",
     "gender", "season", "scale", "count", "size", "size2", "material", "material2", "ref",
     "digits", "two", "digit"),
    "x",
)  # fmt: skip


def test_choices_and_slots() -> None:
    draw = Draw(0)
    seen = {expand("[a|b|] {brand} [c[d|e]]", {"brand": "K"}, {}, draw) for _ in range(200)}
    assert seen == {f"{a}K c{d}" for a in ("a ", "b ", "") for d in "de"}
    assert expand("{w} | {brand}", {"brand": "{n}"}, {"w": ("[1|1]",)}, draw) == "1 | {n}"


@pytest.mark.parametrize("template", ["[a|b", "a]b", "[[a]"])
def test_brackets_must_match(template: str) -> None:
    with pytest.raises(ValueError, match="template"):
        expand(template, {}, {}, Draw(0))


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        expand("{nobody}", {}, {}, Draw(0))


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_every_kind_is_worded_and_every_template_fills(words: Wording) -> None:
    assert set(words.claims) == set(KINDS)
    assert set(words.cues) | set(words.titles) == set(KINDS)
    assert not set(words.cues) & set(words.titles)
    assert set(words.new_cues) <= set(words.cues)
    assert set(words.new_titles) <= set(words.titles)
    assert len(words.words["puff"]) >= N_PUFFS
    draw = Draw(0)
    tables = (words.cues, words.new_cues, words.titles, words.new_titles, words.claims, words.words)
    for template in itertools.chain(
        words.orders,
        words.spec,
        words.plain_spec,
        words.shipping,
        words.service,
        MIXED_ORDERS,
        *(templates for table in tables for templates in table.values()),
    ):
        for _ in range(8):
            filled = expand(template, SLOTS, words.words, draw)
            assert not set(filled) & set("[]{}"), template


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_contacts_are_obviously_nobodys(words: Wording) -> None:
    for contact in words.words["contact"]:
        assert "demo" in contact or "555" in contact or "@example.com" in contact
        assert "555" not in contact or "01{two}" in contact  # the range kept for fiction


def test_every_honest_slang_has_a_dishonest_twin_and_the_other_way_round() -> None:
    for words in (ENGLISH, CHINESE):
        text = {
            kind: " ".join(words.cues.get(kind, ()) + words.titles.get(kind, ())) for kind in KINDS
        }
        bad = " ".join(text[kind] for kind in KINDS if KINDS[kind].infringing)
        bad += " ".join(words.words["grade"] + words.words["copy"])
        good = " ".join(text[kind] for kind in KINDS if not KINDS[kind].infringing)
        shared = ("replica", "1:1", "AAA", "copy", "batch", "clone")
        for word in shared if words is ENGLISH else ("复刻", "1:1", "原单", "高仿", "AAA", "顶级"):
            assert word in bad, word
            assert word in good, word


@pytest.mark.parametrize("habit", sorted(HABITS))
@pytest.mark.parametrize("word", ["Chanel", "香奈儿", "LV", "Off-White", "古驰"])
def test_a_disguise_changes_a_word_the_same_way_each_time(habit: str, word: str) -> None:
    spelled = [disguise(word, habit, Draw(3)) for _ in range(2)]
    assert spelled[0] == spelled[1]
    if not (habit in ("full_width", "mathematical") and not word.isascii()):
        assert spelled[0] != word
    assert len(spelled[0]) <= 3 * len(word)
    assert "\x00" not in spelled[0]
    assert spelled[0].encode()  # no lone surrogate


def test_brand_table() -> None:
    lines = brand_lines()
    assert len({line.brand for line in lines if line.copied}) >= 60
    assert all(line.kind in PRODUCTS and line.floor > 0 and line.models for line in lines)
    assert len({(line.brand, line.kind) for line in lines}) == len(lines)
    assert all(line.copied for line in shelf(copied_only=True).lines)
    for kind in KINDS.values():
        assert set(kind.products) <= set(PRODUCTS)
        assert list(kind.price) == sorted(kind.price)


def test_sellers_add_up_and_have_their_days() -> None:
    sellers = populate(3000, (0.0, 730.0), Draw(1))
    assert sum(seller.size for seller in sellers) == 3000
    assert len({seller.seller_id for seller in sellers}) == len(sellers)
    assert all(0 <= s.first_day < s.last_day <= 730 for s in sellers)
    assert {kind for role in ROLES.values() for kind in role.kinds} == set(KINDS)


def test_draws_are_fixed_numbers() -> None:
    draw = Draw(42)
    # PCG64 by its specification: another numpy or another machine must show the same.
    assert [draw.below(1000) for _ in range(5)] == [891, 221, 202, 281, 647]
    assert Draw(42, stream=1).below(10**9) != Draw(42).below(10**9)
