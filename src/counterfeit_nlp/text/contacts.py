"""Contact details inside one chunk: what takes a buyer off the platform.

Only forms that stand without their surroundings (``a@b.co``, ``t.me/x``, ``wechat:abc``,
``+8613800000000``). Names of messengers as words (``whatsapp``, 微信) are words to the model. What
is found is somebody's address: the model learns that there is one, never which.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["CONTACT", "find_contacts"]

# What the model reads where a contact detail stands
CONTACT = "<contact>"

# The cheap look first: no contact detail is without one of these characters
_MAY_BE = re.compile(r"[@:/+：]|www\.|\d{11}|\d[.-]\d{4}")
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"  # e-mail
    r"|https?://\S+|www\.[\w-]{1,64}\.\S+"  # a site
    r"|\b(?:t|wa|line)\.me/\S+"  # messenger links
    r"|(?:wechat|weixin|whatsapp|wapp|telegram|skype|wickr|(?<![a-z])(?<![a-z0-9]-)(?:kik|line|qq|vx|wx)"
    r"|微信号?|[薇威v]信|(?<!增)加[微薇威v]|\+v|扣扣)"
    r"[:：@]\s?[a-z0-9_+.-]{3,}"  # what is said behind it in Chinese is no part of it
    r"|\+\d[\d().-]{7,20}\d"  # international telephone numbers
    # Telephone numbers, Chinese and American: no end of a code (KX615-400-1234), no measure, but
    # an extension may follow (x2800)
    r"|(?<![\d.,-])(?:(?<![a-z])|(?<=tel)|(?<=[vw]x))(?:1[3-9]\d{9}"
    r"|(?:\d{3}[.-]|\(\d{3}\)[.-]?)\d{3}[.-]\d{4})"
    r"(?![\d.,-])(?!(?:[mcdk]?m|m?l|[mk]?g|in|ft|oz|lbs?|[mk]?[vw]|[mk]?hz|pcs)(?![a-z]))",
    re.IGNORECASE,
)


@lru_cache(maxsize=32_768)  # asked several times of the same chunk
def find_contacts(folded: str) -> tuple[tuple[int, int], ...]:
    """Where a folded chunk shows contact details: disjoint [start, end), in order.

    >>> find_contacts("mail:shop@example.com!")
    ((5, 21),)
    """
    if not _MAY_BE.search(folded):
        return ()
    return tuple(match.span() for match in _CONTACT.finditer(folded))
