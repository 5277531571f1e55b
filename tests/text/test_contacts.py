"""Contact details in one chunk, and what only looks like them."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.contacts import find_contacts


@pytest.mark.parametrize(
    "chunk",
    [
        "shop@example.com",
        "https://shop.example/x",
        "www.shop.example",
        "t.me/shop",
        "wechat:shop88",
        "微信：shop88",
        "+86-138-0013-8000",
        "13800138000",
        "800-555-0199",
        "(800)555-0199",
        "800.555.0199",
    ],
)
def test_a_contact_is_found(chunk: str) -> None:
    ((start, end),) = find_contacts(chunk)
    assert end - start >= 8 or end == len(chunk)


@pytest.mark.parametrize(
    "chunk",
    ["rolex", "1:1", "12/10", "kx-48213", "ean4006381333931", "23800138000", "800-5550-199", "a@b",
     "1-800-555", "24.99", "2016-11-22", "no:1"],
)  # fmt: skip
def test_what_is_none(chunk: str) -> None:
    assert find_contacts(chunk) == ()
