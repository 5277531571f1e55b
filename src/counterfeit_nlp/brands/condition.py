"""What a title says of the thing: that it isn't new, or that only a box, a part or a trial of it
is offered.

All of it bears on the price: used things cost less, and an empty box costs what boxes cost. Single
words say little ("second hand" is how things are sold, and a part of a watch), so a title that
holds one of them is read. Each expression looks at a bounded stretch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from counterfeit_nlp.brands.texts import Texts
from counterfeit_nlp.text.language import HAN, is_han

__all__ = ["LEFT_OVER", "TRIAL", "USED", "condition_of", "conditions", "may_tell"]

# USED: not new. LEFT_OVER: its box, bag or papers, or a part, and not the thing. TRIAL: it, but no
# whole one that works: a sample, or something broken
USED, LEFT_OVER, TRIAL = 1, 2, 4

_TELLS = frozenset({
    "hand", "secondhand", "owned", "preowned", "used", "loved", "preloved", "worn", "refurbished",
    "refurb", "reconditioned", "renewed", "restored", "remanufactured", "condition", "estate",
    "thrifted", "consignment", "owner", "display", "demo", "rental", "like", "as", "mint", "wear",
    "scratches", "scuffs", "scuffed", "vgc", "euc", "guc", "vintage",
    "replacement", "empty", "only", "just", "included", "without", "no",
    "sample", "samples", "tester", "testers", "decant", "decants", "decanted", "vial", "vials",
    "parts", "spares", "repair", "broken", "faulty", "working", "work", "cracked",
})  # fmt: skip
_TELLS_ZH = re.compile(
    "[二2]手|闲置|中古|古着|旧货|二奢|翻新|官翻|再制造|自用|穿[过了]|用[过了]|戴[过了]|背[过了]"
    "|转[卖让]|回血|断舍离|清衣柜|清柜|成新|新$|^[过穿用戴背]$"
    "|空|只有|仅|含|没有|单独|小样|中样|分装|试用|试香|体验装|坏|故障|零件|碎屏|屏碎|开机|报废|拆件"
)


def may_tell(norm: str) -> bool:
    """Whether what :func:`condition_of` looks for may begin or end in a token."""
    return norm in _TELLS or (not norm.isascii() and _TELLS_ZH.search(norm) is not None)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\ )(?:{pattern})(?=\ )", re.VERBOSE)


_NO = r"(?<!\ never\ )(?<!\ not\ )(?<!\ non\ )(?<!\ no\ )(?<!\ be\ )(?<!\ isn't\ )(?<!\ un\ )"
# Of a watch: "small second hand", "second hand sweeps"
_DIAL = "".join(
    rf"(?<!\ {word}\ )"
    for word in ("with", "sweep", "sweeping", "small", "central", "center", "centre", "running",
                 "red", "blue", "green", "orange", "yellow", "white", "black", "gold", "luminous",
                 "large", "stop", "and", "minute", "hour")
)  # fmt: skip
# "Used" says it of the thing at the beginning, behind a sign and beside words of condition; in
# between it tells what somebody used (904L steel, the same movement)
_USED_BEHIND = (
    r"(?:(?<=^\ )|(?<=[^\w\s]\ )|"
    + "|".join(
        rf"(?<=\ {word}\ )"
        for word in ("lightly", "slightly", "barely", "hardly", "heavily", "well", "rarely",
                     "little",
                     "previously", "auth", "authentic", "genuine", "original", "good", "very",
                     "condition", "lady", "ladies", "mens", "men's", "women's", "womens")
    )
    + ")"
)  # fmt: skip
_USED_BEFORE = (
    r"(?:\ [^\w\s]|\ (?:condition|good|great|very|excellent|fair|once|twice|only|few|several|rarely"
    r"|a\ (?:few|couple|little)|for\ \d+|but|see|authentic|auth|box|with\ (?:original|box"
    r"|papers|dust\w*)"
    r"|in\ (?:good|great|very|excellent|fair|box|used)|watch|watches|bag|bags|handbag"
    r"|handbags|purse"
    r"|shoes|sneakers|boots|coat|jacket|dress|phone|perfume|wallet|console|camera|lens|laptop"
    r"|tablet"
    r"|iphone|ipad|macbook|items?|women|women's|men|men's|japan))"
)
_USED = _words(
    rf"""(?:secondhand|{_NO}{_DIAL}(?:second|2nd)\ hand)(?!\ (?:stops?|sweeps?|ticks|hack\w*))
    |{_NO}(?:pre|previously|gently)\ (?:owned|used|loved|worn)|{_NO}preowned|{_NO}preloved
    |{_NO}(?:{_USED_BEHIND}used(?!\ (?:same|by|as|to|on|with\ (?:any|all))\ |\ for\ (?!\d)
    |\ in\ (?!good|great|very|excellent|fair|box|used))|used(?=\ $|{_USED_BEFORE}\ ))
    |{_NO}worn(?!\ (?:look|effect|by|over|under|as|with|leather|style|wash|cross\w*
    |on\ (?!(?:one|two|few|a)\ )[\w']+
    |(?:two|three|both|either|several|many|multiple)\ ways?)\ )
    |{_NO}(?:refurbished|refurb|reconditioned|renewed|restored|remanufactured)
    |(?:excellent|good|great|mint|fair|decent|used|vintage)\ (?:used\ |vintage\ )?condition
    |estate\ (?:sale|find)|thrifted|{_NO}consignment|(?:second|one|previous|former|2nd)\ owner
    |ex\ (?:display|demo|rental)|(?<!\ looks\ )(?<!\ look\ )(?<!\ feels\ )(?:like|as)\ new
    (?!\ (?:balance|era|look|york|rock|arrivals?|season|collection|model|version|style)\ )
    |vintage\ (?:19|20)?\d0s|(?:19|20)?\d0s\ vintage|near\ mint(?!\ (?:green|blue|colou?r)\ )
    |vgc|euc|guc
    |(?:signs\ of|slight|light|minor|normal|some|visible)\ (?:wear|scratches|scuffs)"""
)
_HALF_NEW = "(?!款|品|年|版|型|百伦|春|鲜|潮)"
_USED_ZH = re.compile(
    rf"""(?<![非无])(?<!不是)(?<!不卖)(?<!拒绝)(?<!杜绝)[二2]手(?!烟)|(?<![非防免])闲置|二奢|古着
    |中古(?!风|世)|旧货|官翻|再制造|翻新(?!剂|膏|漆|液|喷|笔|工具|服务|神器|蜡|护理|乳)
    |(?<![送礼人家赠])自用(?![送礼两皆都均])
    |(?:(?<![没未不有都通适使])[穿用戴背]|(?<![没未不有])使用)过(?!的都|敏|滤|程|渡|期|后|瘾|关|年|夜|冬|的人)
    |(?<![没未不])[穿用戴背]了[一两二三四五六七八九十几半\d]
    |转卖|(?<!店铺)转让|回血|断舍离|清衣柜|清柜
    |(?<![\d.])[5-9](?:\.?\d)?成(?:\d成?)?新{_HALF_NEW}|(?<![\d.])[89]\.?\d新{_HALF_NEW}
    |[五六七八九]成[五六七八九]?新{_HALF_NEW}|[八九][五六七八九]成?新{_HALF_NEW}
    |准新|几乎全新|近全新""",
    re.VERBOSE,
)

_BOX = (
    r"(?:box|boxes|bag|bags|dustbag|dustbags|pouch|packaging|package|bottle|bottles|jar|jars|tin"
    r"|can|cans|tube|case|sleeve)"
)
_LEFT = (
    rf"(?:{_BOX}|papers|receipt|receipts|card|cards|certificate|tag|tags|ribbon|manual|booklet"
    r"|strap|band|bracelet|bezel|dial|crown|movement|clasp|buckle|links?|crystal|lid|cap|charger"
    r"|cable|stand|cover|laces|insoles?)"
)
_THING = r"(?:watch|watches|bag|handbag|purse|shoes|sneakers|phone|perfume|wallet|console|camera)"
_ALONG = r"(?<!\ with\ )(?<!\ and\ )(?<!\ \+\ )(?<!\ includes\ )(?<!\ no\ )(?<!\ without\ )"
_LEFT_OVER = _words(
    rf"""{_ALONG}{_NO}empty\ (?:[\w']+\ ){{0,5}}{_BOX}(?!\ (?:included|and|&|\+|with))
    |(?:just|only)\ the\ (?:[\w']+\ ){{0,2}}
    (?:box|packaging|dustbag|dust\ bag|papers|strap|bezel)
    |(?:left|right|single|one)\ (?:side\ )?
    (?:earbuds?|earphone|earpiece|airpods?|ear|side|shoe)\ only
    |(?<!\ free\ )(?:charging\ case|earbuds?|earphone)\ replacement(?!\ tips?)
    |replacement\ (?:(?:left|right)\ )?(?:charging\ case|earbud)"""
)
_ALONE = _words(
    rf"{_LEFT}(?:\ (?:and|&|\+|,|or)\ (?:the\ )?{_LEFT}){{0,3}}\ only(?!\ (?:worn|used|opened"
    rf"|tried))"
)
_BROUGHT = _words(r"with|and|&|\+|includes?|including|comes|no|without|w/")
# "No watch winder needed" misses no watch
_NOT_IT = (
    r"(?!\ (?:box|strap|papers|band|case|tag|cleaning|winder|tool|tools|repair|service|battery"
    r"|charger|organi[sz]er|needed|required|necessary))"
)
_MISSES = _words(
    rf"(?:no|without|w/o)\ {_THING}{_NOT_IT}"
    rf"|{_THING}\ (?:is\ )?not\ included"
)
_HAS_LEFT = _words(_LEFT)
_LEFT_OVER_ZH = re.compile(
    r"""(?<![送赠附含带配有+])(?:空(?:盒|瓶|罐|箱|袋|包装)(?!间)|酒瓶空|(?:盒子?|袋子?|包装|表带|表扣)
    (?:单卖|only))|(?:不含|没有|无|不带)(?:手?表|包包|鞋子|手机|香水|酒)(?![盒带袋装标扣链])|(?:只有|仅|单)(?:包装|
    表|鞋)?盒|(?:只有|仅|单)(?:防尘袋|手提袋|包装|表带|小票|发票)""",
    re.VERBOSE,
)

_SCENT = (
    r"(?:edp|edt|parfum|perfume|perfumes|fragrance|cologne|toilette|scent|aftershave|eau|spray|ml"
    r"|\d+(?:\.\d+)?ml|serum|(?:face|eye|hand|body|night|day)\ cream|lipstick|foundation"
    r"|lotion|skincare)"
)
# Things that nobody decants: beside them a scent is a colour or a gift. A bag may be what it's in
_NO_SCENT = (
    r"(?:handbags?|totes?|purses?|wallets?|backpacks?|coats?|jackets?|dress|dresses|shirts?"
    r"|t-shirts?"
    r"|hoodies?|sweaters?|jeans|trousers|pants|skirts?|scarf|scarves|shoes?|sneakers|boots|heels"
    r"|sandals|watch|watches|sunglasses|belts?"
    r"|(?<!\ gift\ )(?<!\ with\ )(?<!\ in\ )(?<!\ a\ )(?<!\ dust\ )(?<!\ zip\ )bags?)"
)
_TRIAL = _words(
    rf"""(?:parts\ or\ repair|(?:parts|spares)\ (?:and|&|/)\ repairs?|for\ (?:parts|spares|repairs?)
    |spares\ or\ repairs?|(?:not|isn't|non)\ working|(?:doesn't|does\ not|won't)\ (?:work|run|turn)
    |{_NO}(?:broken(?!\ in)|faulty)|cracked\ (?:screen|glass|crystal|back))"""
)
_SAMPLE = _words(
    rf"""{_ALONG}(?<!\ free\ )(?:samples?(?!\ (?:sale|included|size))|testers?|decants?|decanted
    |vials?)"""
)
_HAS_SCENT = _words(_SCENT)
_HAS_NO_SCENT = _words(_NO_SCENT)


def _is_trial(text: str) -> bool:
    if _TRIAL.search(text):
        return True
    scent = _SAMPLE.search(text) and _HAS_SCENT.search(text)
    return bool(scent) and not _HAS_NO_SCENT.search(text)


_WHOLE_ZH = re.compile("正装|全新正|大瓶")
_TRIAL_ZH = re.compile(
    r"""(?<![送赠附含加带配+多])(?<!赠送)(?:小样|中样|分装(?!瓶|器|盒|袋|罐|神器|工具)|试用装|试香|体验装)
    (?![赠送])
    |(?<![不易用摔穿别没无])坏(?:的|掉|机|表)|(?<![不没用])坏了(?![包免赔换可])|有故障|故障机|零件机|配件机
    |当(?:零件|配件)|拆件|碎屏(?!险)|屏碎|不开机|(?:无法|不能)开机|报废(?!车)""",
    re.VERBOSE,
)
_BROUGHT_ZH = re.compile("[送赠附][^，。,;；|]{0,8}(?:小样|中样|分装|试用装|体验装)")
_BESIDE_HAN = re.compile(rf"(?<=[{HAN}])\ |\ (?=[{HAN}])")


def condition_of(norms: Sequence[str]) -> int:
    """What a title says of the thing.

    Parameters
    ----------
    norms
        The norms of its tokens, in order.

    Returns
    -------
    int
        Bits: ``USED``, ``LEFT_OVER``, ``TRIAL``; 0 where nothing is said.

    Examples
    --------
    >>> condition_of("omega watch , second hand".split()) == USED
    True
    >>> condition_of("omega watch with red second hand".split())
    0
    >>> condition_of("empty omega box".split()) == LEFT_OVER
    True
    """
    # a hyphen is spelling: pre-owned, pre owned
    text = f" {' '.join(norm for norm in norms if norm != '-')} "
    found = 0
    if _USED.search(text):
        found |= USED
    if _LEFT_OVER.search(text) or (_MISSES.search(text) and _HAS_LEFT.search(text)):
        found |= LEFT_OVER
    alone = _ALONE.search(text)
    if alone and not _BROUGHT.search(text[max(0, alone.start() - 24) : alone.start() + 1]):
        found |= LEFT_OVER
    if _is_trial(text):
        found |= TRIAL
    if any(map(is_han, norms)):
        han = _BESIDE_HAN.sub("", text)
        found |= USED * bool(_USED_ZH.search(han))
        found |= LEFT_OVER * bool(_LEFT_OVER_ZH.search(han))
        if _TRIAL_ZH.search(han) and not (_WHOLE_ZH.search(han) or _BROUGHT_ZH.search(han)):
            found |= TRIAL
    return found


def conditions(texts: Texts, role: int, listings: np.ndarray) -> np.ndarray:
    """What the titles of some listings say; see :func:`condition_of`.

    Parameters
    ----------
    texts
        The first field of each listing is its title.
    role
        Bit of the tokens for which :func:`may_tell` holds.
    listings
        Numbers of those to read.

    Returns
    -------
    numpy.ndarray
        Shape (n_listings,), 0 for the others.
    """
    begin = texts.begin[: texts.listings + 1]
    found = np.zeros(texts.listings, dtype=np.int64)
    at = listings[texts.count(role, begin[listings], begin[listings + 1]) > 0]
    for one, norms in zip(at.tolist(), texts.words(begin[at], begin[at + 1]), strict=True):
        found[one] = condition_of(norms)
    return found
