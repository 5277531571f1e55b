"""How many things a price is for, as the listing says it: one, several, or nobody knows.

A price is compared with what one thing costs. "Lot of 10" and "10 pcs/lot" are the price of ten,
"wholesale", "set of 3" and a bundle that of something else than one thing, and "DM for price" is
none at all. Only what is said plainly counts: a "3 piece suit", a "2 pcs pajama set" and a "pack
of 3 socks", as shops sell them, are one thing, and so is what costs "5 USD each". Titles say what a
price is for; descriptions also speak of other offers ("wholesale welcome"), so there only the price
itself is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from counterfeit_nlp.text.language import HAN

__all__ = ["ONE", "TELLS_IN_TITLE", "TELLS_PRICE", "TELLS_SET", "UNKNOWN", "pieces_of", "tells"]

ONE, UNKNOWN = 1.0, np.nan

# What a chunk may hold by itself, as bits: of titles, of every field, and "set", of titles again
TELLS_IN_TITLE, TELLS_PRICE, TELLS_SET = 1, 2, 4

_UNIT = r"(?:pcs|pieces|pairs|units)"
_N = r"(\d{1,4})(?![.,\d])"
_FEW = r"([2-9]|1\d|20)"  # x64 is no number of pieces

# A word of every pattern below is found in some chunk, and no pattern is looked for without one
_TITLE_WORD = re.compile(
    rf"(?:job)?lots?|\d+{_UNIT}|{_UNIT}|wholesale|bulk|bundles?|qty|quantity|x{_FEW}"
)
_TITLE_HAN = re.compile(r"批发|一批|整箱|打包|^[共件双]$")
_SETS = frozenset({"set", "sets"})  # frequent, and rarely "set of"
_PRICE_WORD = re.compile(r"request|poa|dm|pm|inbox|whatsapp|enquire|inquire|ask|contact|message")
_PRICE_HAN = re.compile(r"面议|私聊|询价|私信|电议")

_ASKED = re.compile(
    r"\bprices? (?:(?:up)?on|by) request\b|\bp\.?o\.?a\b|"
    r"\b(?:dm|pm|inbox|whatsapp|enquire|inquire|ask|contact|message)(?: (?:me|us|seller))?"
    r" for (?:the |a )?prices?\b(?! list)|"
    r"价格?(?:请)?(?:面议|私聊|私信|电议|咨询)|(?:面议|私聊|私信|电议|咨询)价格?|询价"
)
# alone they say so in a title only: in a description shipping is 面议, too
_ASKED_IN_TITLE = re.compile(r"(?<!运费)(?<!邮费)(?:面议|电议)|私聊")

# Each is the price of one
_EACH = re.compile(
    r"\beach\b|\bapiece\b|\b(?:per|/) ?(?:pc|piece|pair|unit|item)\b|单价|每[件个双只条]|一件代发"
)
_MANY = tuple(
    map(
        re.compile,
        (
            rf"\b(?:job ?)?lot of {_N}\b",
            rf"\blots? {_N} ?{_UNIT}\b",
            rf"\b{_N} ?{_UNIT} ?(?:/|per|a|in (?:a |one )?)? ?lot\b",
            rf"\bwholesale (?:lot (?:of )?)?{_N} ?{_UNIT}\b",
            rf"\b{_N} ?{_UNIT} (?:in bulk|wholesale|bulk lot)\b",
            rf"\bx ?{_N} ?{_UNIT}\b",
            rf"\( ?x{_FEW} ?\)",
            rf"\b(?:qty|quantity) ?(?:of|:)? ?{_N}\b",
        ),
    )
)
_MANY_HAN = (
    re.compile(r"(?:共|一批|打包)(\d{1,4})[件双只个台部](?![套装起])"),
    re.compile(r"(?<!\d)(\d{1,4})[件双只个台部](?:一批|一起|打包|合售)"),
)
# The price of some, or of something else than one
_LOT = re.compile(
    rf"\b(?:job ?lot|(?:wholesale|bulk|mixed|huge|large|big|estate) lots?)\b|^lot\b|"
    r"(?<!parking )(?<!\ba )(?<!-a-)\blot$|"
    r"\blot of (?:assorted|mixed|various|used|vintage|brand|new)\b|"
    r"\bwholesale\b(?! prices?\b)|\bin bulk\b|\bbulk (?:buy|order|sale|deal|purchase)\b|"
    rf"\bbundles?\b|\b(?!1\b){_N} ?{_UNIT}\b|(?<!\d) x{_FEW}$"
)
_LOT_HAN = re.compile(
    r"批发(?!价)|一批|整箱|打包|"
    r"(?<![\d.第满买选任])(?!1[件双])\d{1,4}[件双](?![套起减享立包装]|.{0,3}折)"
)
_SET_OF = re.compile(r"\bsets? of (?!1\b)\d")
# A thing of several pieces is one thing
_SET = re.compile(
    r"\b\d{1,3} ?-? ?(?:pcs?|pieces?|units?|pairs?)\b(?= (?:[\w'-]+ ){0,4}"
    r"(?:sets?|suits?|pajamas?|pyjamas?|pjs|bikinis?|outfits?|tracksuits?|swimsuits?|swimwear|"
    r"lingerie|uniforms?|kits?|luggage|costumes?|puzzles?|jigsaw|bedding|sofa)\b)"
)
_NO_GAP = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}\d])|(?<=\d) (?=[{HAN}])")


@lru_cache(maxsize=100_000)
def _tells(norm: str) -> int:
    if norm.isascii():
        return (
            TELLS_IN_TITLE * (_TITLE_WORD.fullmatch(norm) is not None)
            + TELLS_PRICE * (_PRICE_WORD.fullmatch(norm) is not None)
            + TELLS_SET * (norm in _SETS)
        )
    return TELLS_IN_TITLE * (_TITLE_HAN.search(norm) is not None) + TELLS_PRICE * (
        _PRICE_HAN.search(norm) is not None
    )


def tells(norms: Sequence[str]) -> int:
    """Whether a chunk holds a word that may say what a price is for, as bits.

    Where no chunk of the title has either, and none of another field ``TELLS_PRICE``, nobody needs
    to ask :func:`pieces_of`: the price is for ``ONE``.
    """
    found = 0
    for norm in norms:
        found |= _tells(norm)
    return found


def pieces_of(title: Sequence[str], *others: Sequence[str]) -> float:
    """How many things the price of a listing is for.

    Parameters
    ----------
    title
        The norms of its tokens, in order.
    others
        The same of other fields, in which only the price being asked for is looked for.

    Returns
    -------
    float
        The number where it is said plainly, ``ONE`` where nothing is said, ``UNKNOWN`` (NaN) where
        the price is that of a lot or a bundle of unknown size, or no price at all.

    Examples
    --------
    >>> [pieces_of(text.split()) for text in ("lot of 10 bags", "3 piece suit", "wholesale bags")]
    [10.0, 1.0, nan]
    """
    asked = [norms for norms in others if tells(norms) & TELLS_PRICE]
    found = tells(title)
    if not found and not asked:
        return ONE
    text = _written(title)
    if found & TELLS_PRICE and (_ASKED.search(text) or _ASKED_IN_TITLE.search(text)):
        return UNKNOWN
    if any(_ASKED.search(_written(norms)) for norms in asked):
        return UNKNOWN
    if found & TELLS_SET and _SET_OF.search(text):
        return UNKNOWN
    if not found & TELLS_IN_TITLE:
        return ONE
    text = _SET.sub("", text)
    if _EACH.search(text):
        return ONE
    latin = text.isascii()
    for pattern in _MANY if latin else (*_MANY, *_MANY_HAN):
        if (number := pattern.search(text)) is not None:
            return max(float(number[1]), ONE)
    lot = _LOT.search(text) or (not latin and _LOT_HAN.search(text))
    return UNKNOWN if lot else ONE


def _written(norms: Sequence[str]) -> str:
    """Norms as one text; Chinese and its numbers without spaces."""
    text = " ".join(norms)
    text = text.replace(" - ", "-")
    return text if text.isascii() else _NO_GAP.sub("", text)
