"""Contact details out of sight: the same text, character for character, with • in their place.

Reviewers and readers of a report need the evidence, not somebody's telephone
number. A contact detail is replaced **in place**, so that every offset into the
original text still points at the same character: highlighted evidence keeps its
span, also when a part of it is hidden.

The patterns look at a folded view of the text (compatibility forms, digits of
any script, lower case, invisible characters left out), because sellers write
numbers as ``①③⑧`` or ``1​3​8`` precisely so that filters do not see them.
Leaving too little visible is the cheaper mistake here; still, prices, sizes,
years and model codes stay readable, or a page would be of no use.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["BULLET", "mask_contacts", "mask_snippet"]

BULLET = "\N{BULLET}"

# Every quantifier below is bounded or possessive: a listing may be 4 MB of dots.
_GAP = r"[ \-.–—_/·*]{0,3}"  # what people put between the digits of one number
_NOT_DIGIT_BEFORE = r"(?<![\d.,])"

# Top-level domains that are no ordinary words; short country codes that are (in, it, me …)
# count only in front of a slash, so that "made in.it" or "No.1" stays readable.
_TLD = (
    r"(?:com|net|org|info|biz|shop|store|site|online|club|vip|top|xyz|app|wang|ltd|cc|cn|hk|tw|jp"
    r"|kr|ru|uk|de|fr|es|eu|nl|pl|br|au|ca|tr|vn|th|ph)"
)

_EMAIL = (
    r"[a-z0-9][\w.+\-]{0,63}\s{0,2}(?:@|\(at\)|\[at\]|\{at\}|\bat\b(?=\s{1,2}[\w\-]{1,40}"
    r"\s{0,2}(?:\(dot\)|\[dot\]|\bdot\b)))\s{0,2}"
    r"[\w\-]{1,63}(?:(?:\.|\s{0,2}(?:\(dot\)|\[dot\]|\bdot\b)\s{0,2})[\w\-]{1,63}){1,4}"
)
# What may follow in an address: printable ASCII, so that Chinese words behind it stay readable.
_REST = r"[!#-&(-;=?-~]"
_URL = (
    rf"(?:(?:h(?:tt|xx)ps?|ftp)\s{{0,2}}:\s{{0,2}}//|\bwww\s{{0,2}}\.\s{{0,2}})(?:{_REST}++|\S{{1,40}})"
    rf"|(?<![\w\-.@])[a-z0-9][a-z0-9\-]{{0,62}}(?:\.[a-z0-9\-]{{1,63}}){{0,3}}\.{_TLD}"
    rf"(?![a-z0-9])(?:/{_REST}*+)?"
    rf"|(?<![\w\-.@])[a-z0-9][a-z0-9\-]{{0,62}}\.[a-z]{{2,3}}/{_REST}++"
)

# Numbers that are telephone numbers by their own form.
_PHONE = (
    rf"(?<![\w.])(?:\+|00)(?:{_GAP}\(?\d\)?){{8,15}}(?!\d)"  # international
    rf"|{_NOT_DIGIT_BEFORE}1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)"  # mainland China mobile
    r"|(?<!\d)\(\d{2,5}\)\s?\d{3,4}[\s\-.]?\d{3,5}(?!\d)"  # (212) 555 0100
    rf"|{_NOT_DIGIT_BEFORE}\d{{3}}[\-. ]\d{{3}}[\-. ]\d{{4}}(?!\d)"  # 212-555-0100
    rf"|{_NOT_DIGIT_BEFORE}0\d{{1,4}}[\s\-]?\d{{3,4}}[\s\-]?\d{{3,4}}(?!\d)"  # 020 7946 0000
    rf"|{_NOT_DIGIT_BEFORE}[48]00[\s\-]?\d{{3}}[\s\-]?\d{{4}}(?!\d)"  # 400-000-0000
)
_CALL = (
    r"(?:\b(?:tel|phone|telephone|mobile|cell|call|sms|fax)\b|电话|電話|手机|手機|热线|熱線"
    r"|联系方式|聯繫方式|致电|座机)"
    rf"[\s:.,号码碼是]{{0,4}}(?P<number>\+?\d(?:{_GAP}\d){{5,14}})(?!\d)"
)

# Names of messengers. `_CERTAIN` are nothing else; `_MAYBE` are also ordinary words or codes
# (a product *line*, a *signal* lamp) and need a sign that an account follows.
_CERTAIN = (
    r"(?:we\s?chat|wei\s?xin|whats\s?app|telegram|snapchat|viber|kakao(?:talk)?|instagram|insta"
    r"|微\s?信|薇\s?信|威\s?信|徽\s?信|維信|v\s?信|薇❤|v❤|扣\s?扣|企鹅号?|企鵝|\bqq\s?群|q群)"
)
_MAYBE = r"(?:\b(?:vx|wx|qq|wa|tg|ig|fb|line|signal|skype|discord|facebook|messenger|kik)\b)"
_ADD = r"(?:\badd\b(?:\s(?:me|us|my|our))?(?:\son)?|[加\+➕✚]\s?我?|(?:请|可|详)加)"
# "加V", "加微", "+V": the short forms
_SHORT = r"(?:加\s?[v微薇威❤]|[+➕✚]\s?[v微薇](?![a-z]{2,})|加\s?q)"
_LINK = r"\s{0,3}(?:(?:号|號|id|no\.?|number|name|user|名|账号|帳號|是|is|me)\s{0,2}){0,2}"
_MARK = r"\s{0,3}(?:[:=@：＝→\->~]|号|號|\bid\b|账号|帳號)[\s:=@：\->~]{0,4}"
_ACCOUNT = r"[a-z0-9@+][\w.@+\-]{3,39}"
_WITH_DIGIT = r"(?=[a-z_.\-@+]{0,30}[\d_])[a-z0-9@+](?:[\w.@+\-]|\s(?=\d)){3,39}"

_HANDLES = (
    # an explicit sign between messenger and account: anything that looks like an account
    rf"(?:{_CERTAIN}|{_MAYBE}){_LINK}{_MARK}(?P<a>{_ACCOUNT})",
    # somebody asks to be added
    rf"{_ADD}\s{{0,2}}(?:{_CERTAIN}|{_MAYBE}){_LINK}[\s:]{{0,3}}(?P<b>{_ACCOUNT})",
    rf"{_SHORT}信?{_LINK}[\s:=@\->~]{{0,4}}(?P<c>{_ACCOUNT})",
    # no sign, but the account has a digit or an underscore in it
    rf"(?:{_CERTAIN}|{_MAYBE}){_LINK}(?P<d>{_WITH_DIGIT})",
    # a Chinese messenger name with Latin letters right behind it
    rf"(?:微\s?信|薇\s?信|威\s?信|徽\s?信|v\s?信|扣\s?扣){_LINK}(?P<e>[a-z][\w.\-]{{4,39}})",
    r"(?<![\w.@])@(?P<f>[a-z_][\w.]{2,39})",
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.ASCII) for p in (_EMAIL, _URL, _PHONE, _CALL, *_HANDLES))


_LONG_NUMBER = re.compile(r"\d(?:[ \-.]?\d){6,}")


def _folded(text: str) -> tuple[str, list[int] | None]:
    """Fold ``text`` for matching; the list maps each folded character to its original index."""
    if text.isascii() and "\x00" not in text:
        return text.lower(), None
    out: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        folded = _fold_character(char)
        out.append(folded)
        origin.extend([index] * len(folded))
    return "".join(out), origin


@lru_cache(maxsize=65_536)
def _fold_character(char: str) -> str:
    """One character as the patterns see it: digits as 0-9, compatible, lower, or nothing."""
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me", "Cc"} and char not in "\t\n\r":
        return ""  # invisibles and stacked marks never separate two digits
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", char).lower()


def _hide(text: str, ranges: list[tuple[int, int]]) -> str:
    if not ranges:
        return text
    out = list(text)
    for start, end in ranges:
        for index in range(start, end):
            # Spaces and line breaks stay: they show the shape and let a page wrap.
            if not out[index].isspace():
                out[index] = BULLET
    return "".join(out)


def _ranges(text: str, patterns: tuple[re.Pattern[str], ...]) -> list[tuple[int, int]]:
    folded, origin = _folded(text)
    found: list[tuple[int, int]] = []
    for pattern in patterns:
        for match in pattern.finditer(folded):
            # A named group is the detail itself; the words in front of it stay readable.
            group = match.lastgroup or 0
            start, end = match.span(group)
            if start == end:
                continue
            if origin is not None:
                start, end = origin[start], origin[end - 1] + 1
            found.append((start, end))
    return found


def mask_contacts(text: str) -> str:
    """Replace contact details in ``text`` by ``•``, character for character.

    Covers e-mail addresses (also ``name (at) shop (dot) com``), web addresses,
    telephone numbers (international, Chinese, North American forms, and any
    number of six or more digits behind a word such as *call* or 电话), and
    account names behind the names of messengers (WeChat/微信 with its disguises,
    QQ/扣扣, WhatsApp, Telegram, LINE and others, ``加V``, ``+V``, ``@name``).

    Parameters
    ----------
    text : str
        Any text; not altered otherwise.

    Returns
    -------
    str
        A text of the same length in code points. White space inside a hidden
        detail is kept. The messenger's name stays visible, since asking buyers to
        leave the marketplace is evidence itself.
    """
    return _hide(text, _ranges(text, _patterns()))


def mask_snippet(text: str) -> str:
    """Mask a short piece cut out of a text, where the words around it are not known.

    Like :func:`mask_contacts`, and every number of seven or more digits is
    hidden as well: a part of a telephone number doesn't look like one any more.
    """
    return _hide(text, _ranges(text, (*_patterns(), _LONG_NUMBER)))
