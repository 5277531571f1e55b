"""The full-width colon where it stands inside a thing: ``1：1``, ``微信：abc123``.

In running Chinese text ： ends a clause, so a chunk ends after it. Between two digits, and between
a messenger's name and somebody's address, it is what : is in ASCII, and to cut there would tear
apart the one thing that tells. Nothing else needs this: ／, － and ＋ end no chunk, and folding
makes plain signs of them.
"""

from __future__ import annotations

import re

__all__ = ["narrow_colons"]

_DIGIT = "0-9０-９"
_NAME = (  # a look-behind has one width
    r"(?i:(?<=微信|薇信|威信|扣扣|加微|加薇|加威)|(?<=v信|加v|\+v|＋v|qq|vx|wx)|(?<=微信号)"
    r"|(?<=wechat|weixin)|(?<=whatsapp))"
)
_COLON = re.compile(f"(?<=[{_DIGIT}])：(?=[{_DIGIT}])|{_NAME}：(?=[A-Za-z+＋_{_DIGIT}])")


def narrow_colons(text: str) -> str:
    """Write ： as : where it joins.

    Parameters
    ----------
    text
        Any string. To be called before the text is cut into chunks.

    Returns
    -------
    str
        As long as ``text``: character stands for character.

    Examples
    --------
    >>> narrow_colons("1：1复刻，微信：abc123"), narrow_colons("品牌：Nike")
    ('1:1复刻，微信:abc123', '品牌：Nike')
    """
    return _COLON.sub(":", text) if "：" in text else text
