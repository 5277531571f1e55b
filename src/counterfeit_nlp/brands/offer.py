"""What kinds of things listings speak of, and which accessories they offer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterfeit_nlp.brands.find import FoundIn, Spans
from counterfeit_nlp.brands.roles import ALONG, INCLUDED
from counterfeit_nlp.brands.texts import Texts
from counterfeit_nlp.brands.wares import Wares

__all__ = ["Offers"]

_ALONG_REACH = 6  # tokens
_INCLUDED_REACH = 3  # "charger and case included"


@dataclass(frozen=True)
class Offers:
    """Tables of ``n`` listings by kinds of things, bool, shape (n, n_kinds + 1).

    ``accessories`` are those a listing offers, ``things`` all but accessories that only come
    along. What the title names is what it offers: ``first`` are the things of the first field that
    names one, or a model, without those that come along or describe it; ``behind`` are those of
    them that stand right behind a name.
    ``depicts`` says whose thing only shows or tells of others, bool, shape (n,).
    """

    kinds: np.ndarray
    accessories: np.ndarray
    things: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    depicts: np.ndarray

    @classmethod
    def of(
        cls,
        texts: Texts,
        found: FoundIn,
        row: np.ndarray,
        wares: Wares,
        is_product: np.ndarray,
    ) -> Offers:
        """Tell what the listings of some texts offer.

        Parameters
        ----------
        texts, found
            The texts and what they name; things only of listings that name a brand.
        row
            Of each listing its row in the tables; -1 for those that name no brand.
        wares
            What is known of the kinds.
        is_product
            Of each name, whether it is one of a thing (a model) and not of a brand, nor an
            ordinary word.
        """
        mentions, things = found
        is_accessory = wares.is_accessory
        n = int(row.max(initial=-1)) + 1
        kinds = np.zeros((n, len(is_accessory)), dtype=bool)
        accessories = np.zeros_like(kinds)
        own = row[things.text % texts.listings]
        kinds[own, things.what] = True
        # the first field that names a thing, or a model of one, tells what is offered
        field = things.text // texts.listings
        models = mentions.text[is_product[mentions.what]]
        first = np.full(n, len(texts.begin))
        np.minimum.at(first, own, field)
        np.minimum.at(first, row[models % texts.listings], models // texts.listings)
        told = np.flatnonzero(field == first[own])
        own, text, kind = own[told], things.text[told], things.what[told]
        accessory = is_accessory[kind]
        # a model's name, or a thing that is no accessory: the whole thing is offered
        whole = np.isin(text, models)
        at = np.arange(len(told))
        whole_at = np.full(n, len(told))
        np.minimum.at(whole_at, own[~accessory], at[~accessory])
        whole |= at > whole_at[own]
        near = np.maximum(things.first[told] - _ALONG_REACH, texts.begin[text])
        along = texts.count(ALONG, near, things.first[told]) > 0
        reach = np.minimum(things.last[told] + _INCLUDED_REACH, texts.begin[text + 1])
        along |= texts.count(INCLUDED, things.last[told], reach) > 0
        # "Submariner dial" is a dial, "Submariner, blue dial" a watch, as is "watch, receipt, box"
        whole_things = things.at(~is_accessory[things.what])
        beside = _before(things.first[told], mentions)[1] >= things.first[told]
        wholes = mentions.at(is_product[mentions.what]), whole_things
        packed = _before(things.first[told], *wholes)[0] >= texts.begin[text]
        later = _before(texts.begin[text + 1] - 1, mentions, whole_things)[0] > things.first[told]
        apart = wares.describing[kind] & (~beside | later)
        apart |= wares.packing[kind] & packed & ~beside
        apart |= wares.packing[kind] & np.isin(things.last[told], whole_things.first)  # ribbon belt
        offered = accessory & ~((whole | wares.packing[kind]) & along) & ~apart
        accessories[own[offered], kind[offered]] = True
        things_offered = kinds & (~is_accessory | accessories)
        # a book on watches names watches
        depicts = np.zeros(n, dtype=bool)
        depicts[own[wares.depicting[kind] & ~along]] = True
        things_offered[depicts] &= wares.depicting
        things_offered[~depicts] &= ~wares.depicting
        of_first = np.zeros_like(kinds)
        named = ~along & ~(accessory & apart) & ~(wares.also_parts[kind] & ~beside & whole)
        of_first[own[named], kind[named]] = True
        behind = np.zeros_like(kinds)
        behind[own[named & beside], kind[named & beside]] = True
        return cls(kinds, accessories, things_offered, of_first, behind, depicts)


def _before(first: np.ndarray, *stretches: Spans) -> tuple[np.ndarray, np.ndarray]:
    """Begin and end of the last of some stretches that begins before or at each token; else -1."""
    begins = np.concatenate([[-1], *(one.first for one in stretches)])
    ends = np.concatenate([[-1], *(one.last for one in stretches)])
    order = np.lexsort((ends, begins))
    at = order[np.searchsorted(begins[order], first, side="right") - 1]
    return begins[at], ends[at]
