"""The closer look at what stands around single mentions, where the words have to be read."""

from __future__ import annotations

import re

import numpy as np

from counterfeit_nlp.brands.find import FoundIn
from counterfeit_nlp.brands.name_table import NameTable
from counterfeit_nlp.brands.relation import for_begins
from counterfeit_nlp.brands.texts import Texts
from counterfeit_nlp.brands.wares import Wares
from counterfeit_nlp.text.language import is_han

__all__ = ["Around"]

# Before "for Rolex" where the whole watch is offered: what praises it, and says no other thing
_PRAISE = frozenset({"new", "brand", "luxury", "mens", "men", "men's", "man", "women", "womens",
                     "ladies", "lady", "top", "quality", "aaa", "best", "high", "fashion",
                     "automatic", "mechanical", "quartz", "hot", "sale", "original", "genuine",
                     "authentic", "1:1", "copy", "replica", "swiss", "gold", "silver", "black",
                     "steel", "stainless", "classic", "vintage", "cheap", "free",
                     "shipping"})  # fmt: skip
_PRAISE_AT_MOST = 12  # tokens
_OWN_ZH = ("原装", "正品", "官方", "旗舰", "原厂", "自营", "品牌")
_BETWEEN_ZH = 12  # tokens from a name to the accessory that is made for its thing
_YEAR = re.compile(r"20\d\d")  # of a watch, as of any ware


class Around:
    """The closer look at what stands around single mentions, where the words have to be read."""

    def __init__(self, texts: Texts, found: FoundIn, names: NameTable, wares: Wares) -> None:
        self._texts, self._names, self._wares = texts, names, wares
        self._mentions, self._things = found
        self._first_thing = np.searchsorted(self._things.text, np.arange(len(texts.begin)))

    def _things_of(self, text: int) -> slice:
        return slice(*self._first_thing[text : text + 2].tolist())

    def _place(self, mention: int) -> tuple[int, int, int]:
        """Text of a mention, and its first and last token in this."""
        text, first, last = (int(one[mention]) for one in self._mentions[:3])
        begin = int(self._texts.begin[text])
        return text, first - begin, last - begin

    def are_hosts(self, mention: int) -> bool:
        """Whether a mention and the next, side by side, are brands of what a thing is used with.

        "苹果华为 耳机", "HP Dell bag": both make what much is made for, and it isn't offered.
        """
        names = self._names
        one, other = self._mentions.what[mention : mention + 2].tolist()
        shared = names.hosts[one] & names.hosts[other]
        if not shared.any() or not names.brands(one).isdisjoint(names.brands(other)):
            return False
        own = self._things_of(int(self._mentions.text[mention]))
        return not shared[self._things.what[own]].any()

    def whole_offered(self, mention: int, sells: np.ndarray, is_product: bool) -> bool:
        """Whether the brand's own kind of thing is what "for" follows, or all there is."""
        text, at, _ = self._place(mention)
        norms = self._texts.norms(text)
        begin = for_begins(norms, at)
        if begin is None or not norms[begin].isascii():
            return False
        own = self._things_of(text)
        first = self._things.first[own][sells[self._things.what[own]]]
        if len(first) and int(first.min()) - int(self._texts.begin[text]) < begin:
            return True
        return bool(len(first) or is_product) and (
            begin <= _PRAISE_AT_MOST
            and all(word in _PRAISE or _YEAR.fullmatch(word) for word in norms[:begin])
        )

    def stands_before_accessory(self, mention: int) -> bool:
        """Chinese: 华为 p30 手机壳 is a case for one, 华为 原装 充电器 a charger of Huawei's."""
        text, _, last = self._place(mention)
        own = self._things_of(text)
        begin = int(self._texts.begin[text])
        first = own.start + int(np.searchsorted(self._things.last[own], last + begin, side="right"))
        for at in range(first, min(first + _BETWEEN_ZH, own.stop)):
            if not self._wares.is_accessory[self._things.what[at]]:
                continue
            thing = int(self._things.first[at])
            if thing - begin - last > _BETWEEN_ZH:
                return False
            # from behind the name to the thing's first token; of one token with it, that alone
            seen = min(last + begin, thing)
            (norms,) = self._texts.words(np.array([seen]), np.array([thing + 1]))
            between = norms[last + begin - seen : -1]
            return is_han(norms[-1]) and not any(one.startswith(_OWN_ZH) for one in between)
        return False
