"""Which data make a registry: every rule of the format, with messages that say what to do.

Works on plain data, from a YAML file (where every scalar is text) or from JSON. All findings are
collected, so that an owner mends a file in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from counterfeit_nlp.brands.codes import (
    CURRENCIES,
    KINDS,
    LANGUAGES,
    NICE_CLASSES,
    ROLES,
    STATUSES,
    TERRITORIES,
)
from counterfeit_nlp.brands.registry import (
    FORMAT,
    Brand,
    Customs,
    Mark,
    Name,
    Price,
    Product,
    ProductType,
    Registry,
    Seller,
    language_of_name,
    name_key,
)
from counterfeit_nlp.curated import values
from counterfeit_nlp.curated.values import Finding, Notes, Place

__all__ = ["KEYS", "read_plain"]

# Keys by what they stand in. The JSON Schema beside this file says the same; a test compares.
KEYS: dict[str, tuple[str, ...]] = {
    "file": ("format", "title", "prices", "types", "brands"),
    "prices": ("currency", "year"),
    "type": ("nice", "words", "accessory_to"),
    "brand": ("name", "names", "models", "products", "marks", "sellers", "customs"),
    "name": ("text", "word", "shared"),
    "model": ("text", "word", "shared", "price"),
    "product": ("nice", "price"),
    "price": ("low", "high", "currency", "year"),
    "mark": (
        "text", "kind", "registry", "number", "status", "territories", "nice", "valid_from",
        "valid_to",
    ),
    "seller": (
        "name", "role", "site", "marketplace", "seller_id", "territories", "from", "until",
    ),
    "customs": ("authority", "number", "until"),
}  # fmt: skip

_RANGE = re.compile(r"([0-9.]+) *(?:-|–) *([0-9.]+)|([0-9.]+) *\+")
_SITE = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_YEARS = range(1950, 2101)
_MUCH_CHEAPER = 10
_Line = TypeVar("_Line", Mark, Seller, Customs)


# --- parts of a file ----------------------------------------------------------------------------


def _nice(value: object, place: Place, notes: Notes) -> tuple[int, ...]:
    found = [
        values.whole(one, (*place, n), NICE_CLASSES, "Nice class", notes)
        for n, one in enumerate(values.listed(value, place, "Nice classes", notes))
    ]
    return tuple(sorted({one for one in found if one is not None}))


def _territories(value: object, place: Place, notes: Notes) -> tuple[str, ...]:
    found = [
        values.one_of(
            one, (*place, n), TERRITORIES, "territory (ISO 3166 code of two letters)", notes
        )
        for n, one in enumerate(values.listed(value, place, "territories", notes))
    ]
    return tuple(sorted({one for one in found if one is not None}))


def _names(
    value: object, place: Place, notes: Notes, usual: Mapping[str, Any] | None = None
) -> tuple[Name, ...]:
    """A list of names, each text or ``{text, word, shared}``; none may be said twice.

    With ``usual`` currency and year they are models, which may have a ``price``.
    """
    names: list[Name] = []
    keys = KEYS["name" if usual is None else "model"]
    for n, one in enumerate(values.listed(value, place, "names", notes)):
        at = (*place, n)
        told = {"text": one} if isinstance(one, str) else values.table(one, at, keys, notes)
        if not told:
            continue
        if "text" not in told:
            notes.error(at, "'text' is missing: which name? Write {text: ..., word: true}")
            continue
        text = values.text(told["text"], at, "a name", notes)
        word, shared = (
            values.flag(told.get(key, False), (*at, key), notes) if key in told else False
            for key in ("word", "shared")
        )
        price = None
        if usual is not None and "price" in told:
            price = _price(told["price"], (*at, "price"), usual, notes)
        if text is None:
            continue
        if not any(map(str.isalnum, text)):
            notes.error(
                at, f"{values.shown(text)} has neither letters nor digits: no text would tell it"
            )
            continue
        names.append(Name(text, word, shared, price))
        if not word and text.isascii() and (len(text) < 3 or text.isdigit()):
            notes.warning(
                at,
                f"{values.shown(text)} will be found in many texts that mean something else: write "
                f"{{text: {text}, word: true}} so that it counts only in context",
            )
    return tuple(sorted(names))


def _known_type(slug: object, place: Place, types: Mapping[str, ProductType], notes: Notes) -> bool:
    if slug in types:
        return True
    notes.error(
        place,
        f"{values.shown(slug)} is no product type{values.near(str(slug), types)}"
        " (the list is in product_types.yaml; add yours under 'types' at the top of the file)",
    )
    return False


def _type(value: object, place: Place, notes: Notes) -> ProductType | None:
    told = values.table(value, place, KEYS["type"], notes)
    if not told:
        return None
    for key in ("nice", "words"):
        if key not in told:
            notes.error(place, f"'{key}' is missing: {{nice: [14], words: {{en: [watch]}}}}")
    words: dict[str, tuple[str, ...]] = {}
    table = values.free_table(told.get("words", {}), (*place, "words"), "words by language", notes)
    for language in sorted(table):
        at = (*place, "words", language)
        values.one_of(language, at, LANGUAGES, "language (ISO 639 code such as en or zh)", notes)
        some = [
            values.text(one, (*at, n), "a word", notes)
            for n, one in enumerate(values.listed(table[language], at, "words", notes))
        ]
        words[language] = tuple(sorted({one for one in some if one is not None}))
    made_for = values.listed(
        told.get("accessory_to", []), (*place, "accessory_to"), "product types", notes
    )
    return ProductType(
        _nice(told.get("nice", []), (*place, "nice"), notes),
        words,
        tuple(sorted({str(one) for one in made_for})),
    )


def _price(value: object, place: Place, usual: Mapping[str, Any], notes: Notes) -> Price | None:
    if isinstance(value, str):
        match = _RANGE.fullmatch(value)
        if match is None:
            notes.error(
                place,
                f"{values.shown(value)} is no price: write 250-900, or 250+ if there is no upper "
                "end, or {low: 250, high: 900, currency: EUR, year: 2025}",
            )
            return None
        low_told, high_told, open_low = match.groups()
        value = {"low": open_low} if open_low else {"low": low_told, "high": high_told}
    told = values.table(value, place, KEYS["price"], notes)
    if not told:
        return None
    if "low" not in told:
        notes.error(place, "'low' is missing: what does the cheapest cost new?")
        return None
    low = values.amount(told["low"], (*place, "low"), notes)
    high = values.amount(told["high"], (*place, "high"), notes) if "high" in told else None
    both = {**usual, **told}
    for key, example in (("currency", "USD"), ("year", "2025")):
        if key not in both:
            notes.error(
                place,
                f"'{key}' is missing: write {key}: {example} here, or once for all prices under "
                "'prices' at the top of the file",
            )
            return None
    currency, year = _currency_and_year(told, place, notes)
    currency = currency if "currency" in told else usual["currency"]
    year = year if "year" in told else usual["year"]
    if low is None or currency is None or year is None or ("high" in told and high is None):
        return None
    if high is not None and low > high:
        notes.error(
            place,
            f"low {values.plain(low)} is more than high {values.plain(high)}: exchange them, or "
            "leave 'high' out if there is no upper end",
        )
        return None
    return Price(low, high, currency, year)


def _currency_and_year(
    told: Mapping[str, Any], place: Place, notes: Notes
) -> tuple[str | None, int | None]:
    currency = year = None
    if "currency" in told:
        currency = values.one_of(
            told["currency"],
            (*place, "currency"),
            CURRENCIES,
            "currency (ISO 4217 code such as USD or CNY)",
            notes,
        )
    if "year" in told:
        year = values.whole(told["year"], (*place, "year"), _YEARS, "year", notes)
    return currency, year


def _dates(
    told: Mapping[str, Any], place: Place, first: str, last: str, notes: Notes
) -> tuple[date | None, date | None]:
    start, end = (
        values.day(told[key], (*place, key), notes) if key in told else None
        for key in (first, last)
    )
    if start is not None and end is not None and start > end:
        notes.error(place, f"{first} {start} is after {last} {end}: exchange or correct them")
    return start, end


def _mark(value: object, place: Place, notes: Notes) -> Mark | None:
    told = values.table(value, place, KEYS["mark"], notes)
    text = _required(told, "text", place, "the sign that is protected", notes)
    registry = _required(told, "registry", place, "the office, such as EUIPO or CNIPA", notes)
    number = _required(told, "number", place, "the registration number", notes)
    kind = told.get("kind", "trademark")
    status = told.get("status", "registered")
    values.one_of(kind, (*place, "kind"), KINDS, "kind of right", notes)
    values.one_of(status, (*place, "status"), STATUSES, "status", notes)
    start, end = _dates(told, place, "valid_from", "valid_to", notes)
    if end is not None and end < notes.today and status == "registered":
        notes.warning(
            place, f"ran out on {end}: renew the entry (valid_to), or write status: expired"
        )
    territories = _territories(told.get("territories", []), (*place, "territories"), notes)
    nice = _nice(told.get("nice", []), (*place, "nice"), notes)
    if text is None or registry is None or number is None:
        return None
    return Mark(text, registry, number, kind, status, territories, nice, start, end)


def _required(
    told: Mapping[str, Any], key: str, place: Place, what: str, notes: Notes
) -> str | None:
    if key in told:
        return values.text(told[key], (*place, key), what, notes)
    notes.error(place, f"'{key}' is missing: {what}")
    return None


def _seller(value: object, place: Place, notes: Notes) -> Seller | None:
    told = values.table(value, place, KEYS["seller"], notes)
    name = _required(told, "name", place, "what the seller is called", notes)
    role = told.get("role", "authorised")
    values.one_of(role, (*place, "role"), ROLES, "role", notes)
    optional = {
        key: values.text(told[key], (*place, key), key, notes) if key in told else None
        for key in ("site", "marketplace", "seller_id")
    }
    site = optional["site"]
    if site is not None and not _SITE.fullmatch(site):
        notes.error(
            (*place, "site"),
            f"{values.shown(site)}: expected the host alone in small letters, such as "
            "shop.example.com",
        )
    if told and "site" not in told and "seller_id" not in told:
        notes.error(place, "neither 'site' nor 'seller_id': how would one recognise the seller?")
    start, end = _dates(told, place, "from", "until", notes)
    if end is not None and end < notes.today:
        notes.warning(
            place,
            f"the authorisation of {values.shown(name)} ended on {end} and counts no more: renew "
            "'until', or take the seller out",
        )
    territories = _territories(told.get("territories", []), (*place, "territories"), notes)
    if name is None:
        return None
    return Seller(
        name, role, site, optional["marketplace"], optional["seller_id"], territories, start, end
    )


def _customs(value: object, place: Place, notes: Notes) -> Customs | None:
    told = values.table(value, place, KEYS["customs"], notes)
    authority = _required(told, "authority", place, "the customs authority", notes)
    number = _required(told, "number", place, "the number of the recordation", notes)
    until = values.day(told["until"], (*place, "until"), notes) if "until" in told else None
    if until is not None and until < notes.today:
        notes.warning(place, f"the recordation ended on {until}: renew 'until', or take it out")
    if authority is None or number is None:
        return None
    return Customs(authority, number, until)


def _lines(
    told: Mapping[str, Any],
    key: str,
    place: Place,
    read: Callable[[object, Place, Notes], _Line | None],
    notes: Notes,
) -> tuple[_Line, ...]:
    """The entries of ``marks``, ``sellers`` or ``customs``, sorted, none twice."""
    if key not in told:
        return ()
    place = (*place, key)
    found = [
        read(one, (*place, n), notes)
        for n, one in enumerate(values.listed(told[key], place, "tables, each { }", notes))
    ]
    lines = {repr(one): one for one in found if one is not None}
    return tuple(lines[key] for key in sorted(lines))


def _brand(
    slug: str,
    value: object,
    types: Mapping[str, ProductType],
    usual: Mapping[str, Any],
    notes: Notes,
) -> Brand | None:
    place: Place = ("brands", slug)
    told = values.table(value, place, KEYS["brand"], notes)
    if not told:
        if isinstance(value, dict):
            notes.error(place, "'name' is missing: what people are shown")
        return None
    name = _required(told, "name", place, "what people are shown", notes)
    names: dict[str, tuple[Name, ...]] = {}
    table = values.free_table(told.get("names", {}), (*place, "names"), "lists by language", notes)
    for language in sorted(table):
        at = (*place, "names", language)
        values.one_of(language, at, LANGUAGES, "language (ISO 639 code such as en or zh)", notes)
        if some := _names(table[language], at, notes):  # an empty list says nothing
            names[language] = some
    if name is not None:
        names = _with_own_name(names, name)
    products: dict[str, Product] = {}
    table = values.free_table(
        told.get("products", {}), (*place, "products"), "product types", notes
    )
    for kind in sorted(table):
        at = (*place, "products", kind)
        if not _known_type(kind, at, types, notes):
            continue
        given = {} if table[kind] == {} else values.table(table[kind], at, KEYS["product"], notes)
        nice = _nice(given["nice"], (*at, "nice"), notes) if "nice" in given else types[kind].nice
        price = _price(given["price"], (*at, "price"), usual, notes) if "price" in given else None
        products[kind] = Product(nice, price)
    models: dict[str, tuple[Name, ...]] = {}
    table = values.free_table(
        told.get("models", {}), (*place, "models"), "lists by product type", notes
    )
    for kind in sorted(table):
        at = (*place, "models", kind)
        if not _known_type(kind, at, types, notes):
            continue
        if kind not in products:
            notes.error(
                at, f"models of a {kind}, but no such product: add '{kind}: {{}}' to 'products'"
            )
        if some := _names(table[kind], at, notes, usual):
            models[kind] = some
            if kind in products:
                _within(some, products[kind].price, table[kind], at, notes)
    marks = _lines(told, "marks", place, _mark, notes)
    sellers = _lines(told, "sellers", place, _seller, notes)
    customs = _lines(told, "customs", place, _customs, notes)
    if name is None:
        return None
    return Brand(slug, name, names, models, products, marks, sellers, customs)


def _within(
    models: tuple[Name, ...], usual: Price | None, raw: object, place: Place, notes: Notes
) -> None:
    """Warn of models that cost more than all of their type, or not a tenth of it: typing errors.

    A model may well be cheaper than what the brand usually charges: EarPods beside AirPods.
    """
    for name in models:
        price = name.price
        if price is None or usual is None or price.currency != usual.currency:
            continue
        low = values.plain(price.low)
        at = (*place, _index_of(raw, name.text) or 0, "price")
        if price.low < usual.low / _MUCH_CHEAPER:
            notes.warning(
                at,
                f"{values.shown(name.text)} costs {low} and more, not a tenth of what its type "
                f"costs at least, {values.plain(usual.low)}: is a digit missing?",
            )
        elif usual.high is not None and price.low > usual.high:
            notes.warning(
                at,
                f"{values.shown(name.text)} costs {low} and more, but the dearest of its type "
                f"{values.plain(usual.high)}: raise the 'high' of the product, or correct this",
            )


def _index_of(raw: object, text: str) -> int | None:
    """Which entry of a list of names has this text; None if it is in no list."""
    for n, one in enumerate(raw if isinstance(raw, list) else ()):
        if one == text or (isinstance(one, dict) and one.get("text") == text):
            return n
    return None


def _with_own_name(names: dict[str, tuple[Name, ...]], name: str) -> dict[str, tuple[Name, ...]]:
    """``name`` is one of the names, unless it stands among them already with its flags."""
    key = name_key(name)
    if any(name_key(one.text) == key for some in names.values() for one in some):
        return names
    language = language_of_name(name)
    more = {**names, language: tuple(sorted((*names.get(language, ()), Name(name))))}
    return dict(sorted(more.items()))


# --- what only shows when everything is known ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Who is called so, and where the file says it."""

    brand: str
    name: Name
    place: Place


def _one_bearer_each(brands: Mapping[str, Brand], raw: Mapping[str, Any], notes: Notes) -> None:
    """No name twice: not within a brand, and not under two brands unless both share it."""
    bearers: dict[str, _Bearer] = {}
    for slug, brand in brands.items():
        for group, table in (("names", brand.names), ("models", brand.models)):
            for part, listed in table.items():
                for name in listed:
                    key = name_key(name.text)
                    other = bearers.get(key)
                    if other is None:
                        bearers[key] = _Bearer(slug, name, (slug, group, part))
                        continue
                    if other.brand != slug and other.name.shared and name.shared:
                        continue
                    here = _place_of(raw, (slug, group, part), name.text)
                    there = _place_of(raw, other.place, other.name.text)
                    if other.brand == slug:
                        notes.error(
                            here,
                            f"{values.shown(name.text)} is read as {values.shown(key)}, which "
                            f"{values.dotted(there)} says already: leave one of them out",
                        )
                    else:
                        notes.error(
                            here,
                            f"{values.shown(name.text)} is also at {values.dotted(there)}, so "
                            "nobody could tell which brand is meant: take one out, or if both "
                            f"rightly bear it, write {{text: {name.text}, shared: true}} at both",
                        )


def _place_of(raw: Mapping[str, Any], group: Place, text: str) -> Place:
    """Where in the data a name stands; the brand's ``name`` if it is in no list."""
    slug, *steps = group
    found: Any = raw.get(str(slug), {})
    for step in steps:
        found = found.get(step, {}) if isinstance(found, dict) else {}
    n = _index_of(found, text)
    return ("brands", slug, "name") if n is None else ("brands", *group, n)


def _check_types(types: Mapping[str, ProductType], own: Collection[str], notes: Notes) -> None:
    said: dict[str, str] = {}
    for slug, one in types.items():
        for other in one.accessory_to:
            if slug in own:
                _known_type(other, ("types", slug, "accessory_to"), types, notes)
        for language, words in one.words.items():
            for word in words:
                first = said.setdefault(name_key(word), slug)
                if first != slug and (slug in own or first in own):
                    notes.warning(
                        ("types", slug if slug in own else first, "words", language),
                        f"{values.shown(word)} is a word for {first} and for {slug}: it tells "
                        "neither; leave it to one of them",
                    )


def read_plain(
    data: object, *, house: Mapping[str, ProductType], today: date
) -> tuple[Registry, list[Finding]]:
    """Make a registry of plain data, as far as it is sound.

    Parameters
    ----------
    data
        What the file holds; scalars may all be text.
    house
        Product types that are known without the file's own.
    today
        The day on which an expired entry is one.

    Returns
    -------
    tuple of (Registry, list of Finding)
        What was understood. It is to be used only if no finding is an error.
    """
    notes = Notes(today)
    told = values.table(data, (), KEYS["file"], notes)
    title = values.head(told, FORMAT, notes)
    prices = values.table(told.get("prices", {}), ("prices",), KEYS["prices"], notes)
    usual = dict(zip(("currency", "year"), _currency_and_year(prices, ("prices",), notes)))
    usual = {key: value for key, value in usual.items() if key in prices}
    own: dict[str, ProductType] = {}
    table = values.free_table(told.get("types", {}), ("types",), "product types by slug", notes)
    for slug, value in table.items():
        if values.slug(slug, ("types", slug), notes):
            one = _type(value, ("types", slug), notes)
            # a faulty one is known all the same, so that each use of it is no second error
            own[slug] = one or ProductType((), {})
    types = dict(sorted({**house, **own}.items()))
    _check_types(types, own, notes)
    brands: dict[str, Brand] = {}
    table = values.free_table(told.get("brands", {}), ("brands",), "brands by id", notes)
    for slug, value in sorted(table.items(), key=lambda item: str(item[0])):
        if values.slug(slug, ("brands", slug), notes):
            brand = _brand(slug, value, types, usual, notes)
            if brand is not None:
                brands[slug] = brand
    _one_bearer_each(brands, table, notes)
    return Registry(brands, types, title), notes.findings
