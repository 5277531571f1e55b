"""What kinds of things listings speak of, and which accessories they offer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterfeit_nlp.brands.find import FoundIn
from counterfeit_nlp.brands.roles import ALONG, INCLUDED
from counterfeit_nlp.brands.texts import Texts

__all__ = ["Offers"]

_ALONG_REACH = 6  # tokens
_INCLUDED_REACH = 3  # "charger and case included"


@dataclass(frozen=True)
class Offers:
    """Tables of ``n`` listings by kinds of things, bool, shape (n, n_kinds + 1).

    ``accessories`` are those a listing offers, ``things`` all but accessories that only come
    along. What the title names is what it offers: ``first`` are the things of the first field that
    names one, or a model, without those that come along.
    """

    kinds: np.ndarray
    accessories: np.ndarray
    things: np.ndarray
    first: np.ndarray

    @classmethod
    def of(
        cls,
        texts: Texts,
        found: FoundIn,
        row: np.ndarray,
        is_accessory: np.ndarray,
        is_product: np.ndarray,
    ) -> Offers:
        """Tell what the listings of some texts offer.

        Parameters
        ----------
        texts, found
            The texts and what they name; things only of listings that name a brand.
        row
            Of each listing its row in the tables; -1 for those that name no brand.
        is_accessory
            Of each kind, whether it is made for another.
        is_product
            Of each name, whether it is one of a thing (a model) and not of a brand, nor an
            ordinary word.
        """
        mentions, things = found
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
        behind = np.minimum(things.last[told] + _INCLUDED_REACH, texts.begin[text + 1])
        along |= texts.count(INCLUDED, things.last[told], behind) > 0
        offered = accessory & ~(whole & along)
        accessories[own[offered], kind[offered]] = True
        of_first = np.zeros_like(kinds)
        of_first[own[~along], kind[~along]] = True
        return cls(kinds, accessories, kinds & (~is_accessory | accessories), of_first)
