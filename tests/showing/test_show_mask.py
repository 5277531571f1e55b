"""Masking: every detail goes, every offset stays, and what is no contact stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.showing.mask import BULLET, mask_contacts, mask_snippet

# text, the part that must go. All made up; numbers are of the ranges kept for examples.
HIDDEN = [
    ("mail sales@shop.example today", "sales@shop.example"),
    ("mail sales (at) shop (dot) example ok", "sales (at) shop (dot) example"),
    ("邮箱sales@shop.example微信", "sales@shop.example"),
    ("see https://shop.example/a?b=1 now", "https://shop.example/a?b=1"),
    ("网址http://shop.example/a高仿", "http://shop.example/a"),
    ("visit corva-shop.com/new or ask", "corva-shop.com/new"),
    ("t.me/corvashop", "t.me/corvashop"),
    ("call +1 (212) 555-0143 please", "+1 (212) 555-0143"),
    ("手机 138 0013 8000 联系", "138 0013 8000"),
    ("①③⑧⓪⓪①③⑧⓪⓪⓪", "①③⑧⓪⓪①③⑧⓪⓪⓪"),
    ("１３８００１３８０００ 加", "１３８００１３８０００"),
    ("1\u200b38\u200b0013\u200b8000", "1\u200b38\u200b0013\u200b8000"),
    ("Tel: 020 7946 0000", "020 7946 0000"),
    ("واتس +٤٤ ٧٧٠٠ ٩٠٠١٢٣", "+٤٤ ٧٧٠٠ ٩٠٠١٢٣"),
    ("电话：6123-4567", "6123-4567"),
    ("400-012-3456 热线", "400-012-3456"),
    ("微信：corva_shop99 高仿", "corva_shop99"),
    ("薇信corvashop 一比一", "corvashop"),
    ("加V corvashop88 详聊", "corvashop88"),
    ("加微corva88", "corva88"),
    ("QQ 123456789", "123456789"),
    ("扣扣：12345678", "12345678"),
    ("WhatsApp: +44 7700 900123", "+44 7700 900123"),
    ("add me on telegram corva_deals", "corva_deals"),
    ("LINE: corva99", "corva99"),
    ("dm @corva_bags now", "corva_bags"),
]
READABLE = [
    "WhatsApp me for photos, WeChat pay accepted",
    "genuine leather, new product line, signal lamp, Nike+ style",
    "meet me at home @ 50% off, No.1 quality, size 9.5, 1:1",
    "ref 116610LN, year 2019, 5000mAh, 128GB 256 512, 1,299,000 KRW",
    "EAN 4006381333931, 2026-01-01 12:30:00, 10 20 30 40 50 60 70 80",
    "微信支付 支持7天退换 原单 一比一 加厚 加V领毛衣",
    "A+ quality+box, AAA batteries, made in.it",
]


@pytest.mark.parametrize(("text", "detail"), HIDDEN)
def test_the_detail_is_hidden_in_place_and_nothing_else_is(text, detail):
    start = text.index(detail)
    masked = mask_contacts(text)
    kept = "".join(c if c.isspace() else BULLET for c in detail)
    assert masked == text[:start] + kept + text[start + len(detail) :]


@pytest.mark.parametrize("text", READABLE)
def test_evidence_that_is_no_contact_stays_readable(text):
    assert mask_contacts(text) == text


@given(st.text(max_size=200))
def test_the_length_never_changes_and_only_bullets_are_new(text):
    masked = mask_contacts(text)
    assert len(masked) == len(text)
    assert all(new in (old, BULLET) for old, new in zip(text, masked, strict=True))
    assert mask_contacts("") == ""


@given(
    st.lists(
        st.sampled_from([t for t, _ in HIDDEN] + ["微信", "+", "1", "a.", "@", " "]), max_size=12
    )
)
def test_masking_twice_changes_nothing_that_is_still_readable_as_a_detail(parts):
    once = mask_contacts(" / ".join(parts))
    assert "sales@" not in once
    assert "13800138000" not in once


def test_a_snippet_without_its_surroundings_hides_every_long_number():
    assert mask_contacts("0013 8000") == "0013 8000"
    assert mask_snippet("0013 8000") == "•••• ••••"
    assert mask_snippet("replica 1:1") == "replica 1:1"


@pytest.mark.parametrize(
    "unit", ["1", "a.", "加v", "www.", "a@", "@", "+ ", "(1", "\u200b", "qq id "]
)
def test_a_hundred_thousand_characters_of_anything_come_back(unit):
    text = unit * (100_000 // len(unit))
    assert len(mask_contacts(text)) == len(text)
