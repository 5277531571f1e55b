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
        "line:shop88",
    ],
)
def test_a_contact_is_found(chunk: str) -> None:
    assert find_contacts(chunk) == ((0, len(chunk)),)


@pytest.mark.parametrize(
    ("before", "contact", "behind"),
    [
        ("", "800-338-3457", "x2800"),  # an extension
        ("tel", "800-555-0199", ""),
        ("vx", "13800138000", ""),
        ("", "13800138000", "wx"),
        ("电话", "13800138000", "微信同号"),
        ("-", "line:shop88", ""),
        ("mail:", "shop@example.com", "!"),
    ],
)
def test_a_contact_is_found_among_other_things(before: str, contact: str, behind: str) -> None:
    start, end = len(before), len(before) + len(contact)
    assert find_contacts(before + contact + behind) == ((start, end),)


@pytest.mark.parametrize(
    "chunk",
    ["rolex", "1:1", "12/10", "kx-48213", "ean4006381333931", "23800138000", "800-5550-199", "a@b",
     "1-800-555", "24.99", "2016-11-22", "no:1", "A-line:knee", "A-line:dress", "in-line:valve",
     "KX615-400-1234", "kx13800138000", "800.100.2000mm", "5800.100.2000", "13800138000pcs"],
)  # fmt: skip
def test_what_is_none(chunk: str) -> None:
    assert find_contacts(chunk) == ()
