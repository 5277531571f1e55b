"""Contact details inside one chunk: what takes a buyer off the platform.

Only forms that stand without their surroundings (``a@b.co``, ``t.me/x``, ``wechat:abc``,
``+8613800000000``). Names of messengers as words (``whatsapp``, 微信) are words to the model.
"""

from __future__ import annotations

import re

__all__ = ["count_contacts"]

# The cheap look first: no contact detail is without one of these characters
_MAY_BE = re.compile(r"[@:/+：]|www\.")
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2,24}"  # e-mail
    r"|https?://\S|www\.[\w-]{1,64}\."  # a site
    r"|\b(?:t|wa|line)\.me/\w"  # messenger links
    r"|(?:wechat|weixin|whatsapp|wapp|telegram|skype|kik|wickr|qq|vx|wx|微信|加微|扣扣)[:：@]\s?[\w+-]{3}"
    r"|\+\d[\d().-]{7,20}\d",  # international telephone numbers
    re.IGNORECASE,
)


def count_contacts(folded: str) -> int:
    """How many contact details a folded chunk shows (``rolex@example.com`` is one)."""
    if not _MAY_BE.search(folded):
        return 0
    return sum(1 for _ in _CONTACT.finditer(folded))
