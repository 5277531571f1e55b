"""The brand registry: what a brand is called, sells, charges, has registered, and who may sell it.

Plain frozen data. ``read.py`` makes it of a file, ``checks.py`` says which data are sound,
``docs/brands.md`` explains the file to those who write one.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from counterfeit_nlp.text.language import has_han

__all__ = [
    "FORMAT",
    "Brand",
    "Customs",
    "Mark",
    "Name",
    "Price",
    "Product",
    "ProductType",
    "Registry",
    "Seller",
    "language_of_name",
    "name_key",
]

FORMAT = 1
_HAN_OR_ASCII = re.compile("[\\x00-\\x7f\u3400-\u9fff]*")  # nothing in it to take apart


def language_of_name(name: str) -> str:
    """Under which language a name is listed that nobody put under one: ``zh`` or ``en``."""
    return "zh" if has_han(name) else "en"


def name_key(text: str) -> str:
    """How two writings of one name compare: without case, accents, width and double spaces.

    Examples
    --------
    >>> name_key("Hermès  Paris"), name_key("ＨＥＲＭＥＳ paris")
    ('hermes paris', 'hermes paris')
    """
    if not text.isascii() and not _HAN_OR_ASCII.fullmatch(text):
        apart = unicodedata.normalize("NFKD", text)
        # 8 is what makes ガ of カ: another letter, not an accent
        bare = "".join(letter for letter in apart if unicodedata.combining(letter) in (0, 8))
        text = unicodedata.normalize("NFC", bare)
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class Price:
    """What a thing usually costs new, at retail; ``high`` None for no upper end."""

    low: float
    high: float | None
    currency: str
    year: int

    def to_json(self) -> dict[str, Any]:
        """Plain data; whole amounts as whole numbers."""
        told: dict[str, Any] = {"low": _plain(self.low)}
        if self.high is not None:
            told["high"] = _plain(self.high)
        return {**told, "currency": self.currency, "year": self.year}


def _plain(amount: float) -> int | float:
    return int(amount) if amount == int(amount) else amount


@dataclass(frozen=True, slots=True)
class Name:
    """One writing of a name or a model.

    Parameters
    ----------
    text
        As it is written; case and accents don't matter to a finder.
    word
        It is also an ordinary word or a person's name (Apple, Boss, 苹果), so that a finder asks
        for context.
    shared
        Another brand bears it too, rightly.
    price
        Of a model: what this very model costs, where that is not what its type does.
    """

    text: str
    word: bool = False
    shared: bool = False
    price: Price | None = None

    def __lt__(self, other: Name) -> bool:
        """By text, then flags; a price alone makes no order."""
        return (self.text, self.word, self.shared) < (other.text, other.word, other.shared)

    def to_json(self) -> str | dict[str, Any]:
        """The text alone, or with the flags that are set and the price."""
        told: dict[str, Any] = {key: True for key in ("word", "shared") if getattr(self, key)}
        if self.price is not None:
            told["price"] = self.price.to_json()
        return {"text": self.text, **told} if told else self.text


@dataclass(frozen=True, slots=True)
class ProductType:
    """A kind of thing: what it is called, in which Nice classes it lies.

    Parameters
    ----------
    nice
        Nice classes that a product of this type has unless it says otherwise.
    words
        Words for it by language, as a title would hold them.
    accessory_to
        Types that it is made for: a phone case is for phones.
    """

    nice: tuple[int, ...]
    words: Mapping[str, tuple[str, ...]]
    accessory_to: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data, keys that say nothing left out."""
        told: dict[str, Any] = {"nice": list(self.nice)}
        told["words"] = {language: list(words) for language, words in self.words.items()}
        if self.accessory_to:
            told["accessory_to"] = list(self.accessory_to)
        return told


@dataclass(frozen=True, slots=True)
class Product:
    """A type of product that the brand sells."""

    nice: tuple[int, ...]
    price: Price | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        told: dict[str, Any] = {"nice": list(self.nice)}
        return told if self.price is None else {**told, "price": self.price.to_json()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A registered right."""

    text: str
    registry: str
    number: str
    kind: str = "trademark"
    status: str = "registered"
    territories: tuple[str, ...] = ()
    nice: tuple[int, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return _told(self)


@dataclass(frozen=True, slots=True)
class Seller:
    """Who may sell the brand's goods: its own shop (official) or a dealer (authorised)."""

    name: str
    role: str = "authorised"
    site: str | None = None
    marketplace: str | None = None
    seller_id: str | None = None
    territories: tuple[str, ...] = ()
    valid_from: date | None = None
    until: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data; ``valid_from`` is called ``from`` in files."""
        told = _told(self)
        if "valid_from" in told:
            told["from"] = told.pop("valid_from")
        return told

    def holds_on(self, day: date) -> bool:
        """Whether the authorisation is in force on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Customs:
    """A recordation with customs, so that copies are stopped at the border."""

    authority: str
    number: str
    until: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return _told(self)


def _told(one: Mark | Seller | Customs) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key in one.__slots__:
        value = getattr(one, key)
        if isinstance(value, date):
            told[key] = value.isoformat()
        elif isinstance(value, tuple):
            if value:
                told[key] = list(value)
        elif value is not None:
            told[key] = value
    return told


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand.

    Parameters
    ----------
    id
        Its slug; what other files refer to.
    name
        What people are shown.
    names
        Every writing by language, ``name`` among them.
    models
        By product type, names that imply the brand where it isn't named; perhaps with prices.
    products
        What it sells, by product type.
    marks, sellers, customs
        Rights, who may sell, and customs recordations.
    """

    id: str
    name: str
    names: Mapping[str, tuple[Name, ...]]
    models: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    sellers: tuple[Seller, ...] = ()
    customs: tuple[Customs, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data without the id, which is the key in a file."""
        told: dict[str, Any] = {"name": self.name, "names": _names_told(self.names)}
        if self.models:
            told["models"] = _names_told(self.models)
        if self.products:
            told["products"] = {key: one.to_json() for key, one in self.products.items()}
        for key, lines in (
            ("marks", self.marks),
            ("sellers", self.sellers),
            ("customs", self.customs),
        ):
            if lines:
                told[key] = [line.to_json() for line in lines]
        return told


def _names_told(names: Mapping[str, tuple[Name, ...]]) -> dict[str, Any]:
    return {key: [name.to_json() for name in listed] for key, listed in names.items()}


@dataclass(frozen=True)
class Registry:
    """Brands, and the product types they refer to.

    Everything in it is in sorted order, so that two registries are equal when they say the same,
    in whatever order their files say it.

    Parameters
    ----------
    brands
        By id.
    types
        Product types by slug: those of the house and the file's own.
    title
        What the file calls itself. For people: it takes no part in equality or in the hash.
    """

    brands: Mapping[str, Brand] = field(default_factory=dict)
    types: Mapping[str, ProductType] = field(default_factory=dict)
    title: str = field(default="", compare=False)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the content; the same whatever the order of keys, process or seed."""
        told = self.to_json()
        told.pop("title", None)
        text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def __deepcopy__(self, memo: object) -> Registry:
        """Nothing in it changes, so a copy is the thing itself (scikit-learn's clone copies)."""
        return self

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data that needs no other file; ``read.from_json`` makes an equal registry."""
        return {
            "format": FORMAT,
            **({"title": self.title} if self.title else {}),
            "types": {slug: one.to_json() for slug, one in self.types.items()},
            "brands": {slug: one.to_json() for slug, one in self.brands.items()},
        }

    @cached_property
    def _called(self) -> dict[str, tuple[str, ...]]:
        called: dict[str, list[str]] = {}
        for slug, brand in self.brands.items():
            keys = {slug}
            for listed in (*brand.names.values(), *brand.models.values()):
                keys.update(name_key(name.text) for name in listed)
            for key in keys:
                called.setdefault(key, []).append(slug)
        return {key: tuple(slugs) for key, slugs in called.items()}

    def called(self, text: str) -> tuple[Brand, ...]:
        """The brands with this id, name or model; several if they share it, none if unknown."""
        return tuple(self.brands[slug] for slug in self._called.get(name_key(text), ()))

    def writings(self) -> tuple[str, ...]:
        """Every id, name and model, as :func:`name_key` writes them, sorted."""
        return tuple(sorted(self._called))

    def counts(self) -> dict[str, int]:
        """How much there is of what."""
        brands = self.brands.values()
        languages = sorted({language for brand in brands for language in brand.names})
        return {
            "brands": len(self.brands),
            **{
                f"names_{language}": sum(len(brand.names.get(language, ())) for brand in brands)
                for language in languages
            },
            "models": sum(len(some) for brand in brands for some in brand.models.values()),
            "products": sum(len(brand.products) for brand in brands),
            "prices": sum(
                product.price is not None for brand in brands for product in brand.products.values()
            ),
            "model_prices": sum(
                name.price is not None
                for brand in brands
                for some in brand.models.values()
                for name in some
            ),
            "product_types": len(self.types),
            "marks": sum(len(brand.marks) for brand in brands),
            "sellers": sum(len(brand.sellers) for brand in brands),
            "customs": sum(len(brand.customs) for brand in brands),
        }
