"""Which data make a registry: every rule of the format, with messages that say what to do.

Works on plain data, from a YAML file (where every scalar is text) or from JSON. All findings are
collected, so that an owner mends a file in one go.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

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
    name_key,
)

__all__ = ["KEYS", "Finding", "Place", "read_plain"]

# Keys by what they stand in. The JSON Schema beside this file says the same; a test compares.
KEYS: dict[str, tuple[str, ...]] = {
    "file": ("format", "title", "prices", "types", "brands"),
    "prices": ("currency", "year"),
    "type": ("nice", "words", "accessory_to"),
    "brand": ("name", "names", "models", "products", "marks", "sellers", "customs"),
    "name": ("text", "word", "shared"),
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

Place = tuple[str | int, ...]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_RANGE = re.compile(r"([0-9.]+) *(?:-|–) *([0-9.]+)|([0-9.]+) *\+")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SITE = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_LONGEST = 200  # characters of any text
_MOST_MONEY = 1e12
_YEARS = range(1950, 2101)
_MEANT = {"UK": "GB", "EM": "EU", "EL": "GR"}  # what people write, and its code
_Line = TypeVar("_Line", Mark, Seller, Customs)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a registry's owner should know.

    Parameters
    ----------
    level
        An ``error`` keeps the file from being loaded, a ``warning`` does not.
    place
        Keys and positions that lead there, from the top of the file.
    message
        What was found, what was expected, what to do.
    line
        Line of the file, from 1; None for data that were in no file.
    """

    level: Literal["error", "warning"]
    place: Place
    message: str
    line: int | None = None

    @property
    def path(self) -> str:
        """The place in one word: ``brands.rolex.names.en[0]``."""
        return _dotted(self.place)

    def __str__(self) -> str:
        at = [] if self.line is None else [f"line {self.line}"]
        return f"{', '.join([*at, *([self.path] if self.place else [])]) or 'file'}: {self.message}"


def _dotted(place: Place) -> str:
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return told.lstrip(".")


@dataclass
class _Notes:
    """What was found so far."""

    today: date
    findings: list[Finding] = field(default_factory=list)

    def error(self, place: Place, message: str) -> None:
        self.findings.append(Finding("error", place, message))

    def warning(self, place: Place, message: str) -> None:
        self.findings.append(Finding("warning", place, message))


def _shown(value: object) -> str:
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:57]}..."


def _near(wanted: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(wanted, known, n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


# --- single values: the value, or None and an error ---------------------------------------------


def _table(value: object, place: Place, keys: Sequence[str], notes: _Notes) -> dict[str, Any]:
    """A mapping with these keys; unknown ones are errors and left out."""
    if not isinstance(value, dict):
        notes.error(
            place, f"{_shown(value)}: expected a table with some of the keys {', '.join(keys)}"
        )
        return {}
    for key in value:
        if key not in keys:
            near = _near(str(key), keys)
            notes.error(
                (*place, key),
                f"unknown key {_shown(key)}{near or '; expected one of ' + ', '.join(keys)}",
            )
    return value


def _free_table(value: object, place: Place, holds: str, notes: _Notes) -> dict[str, Any]:
    """A mapping whose keys the owner chooses."""
    if isinstance(value, dict):
        return value
    notes.error(place, f"{_shown(value)}: expected a table of {holds}")
    return {}


def _listed(value: object, place: Place, of: str, notes: _Notes) -> list[Any]:
    if isinstance(value, list):
        return value
    notes.error(place, f"{_shown(value)}: expected a list of {of}, in [ ]")
    return []


def _text(value: object, place: Place, what: str, notes: _Notes) -> str | None:
    if not isinstance(value, str) or not value.strip():
        notes.error(place, f"{_shown(value)}: expected {what}, as text that isn't empty")
    elif len(value) > _LONGEST:
        notes.error(place, f"{len(value)} characters; {what} has at most {_LONGEST}")
    elif not value.isprintable() and any(map(_is_control, value)):
        notes.error(place, f"{_shown(value)} holds a control character: write it anew")
    elif value != value.strip():
        notes.error(place, f"{_shown(value)}: take away the space at its edge")
    else:
        return value
    return None


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def _one_of(
    value: object, place: Place, known: Collection[str], what: str, notes: _Notes
) -> str | None:
    if isinstance(value, str) and value in known:
        return value
    told = str(value)
    hint = ""
    for other in (told.upper(), told.lower(), _MEANT.get(told.upper(), "")):
        if other in known:
            hint = f"; write {other}"
            break
    else:
        hint = f"; expected one of {', '.join(known)}" if len(known) < 9 else ""
    notes.error(place, f"{_shown(value)} is no {what}{hint}")
    return None


def _amount(value: object, place: Place, notes: _Notes) -> float | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    fine = isinstance(value, int | float) and not isinstance(value, bool)
    if not fine or not math.isfinite(amount := float(value)):  # type: ignore[arg-type]
        notes.error(
            place, f"{_shown(value)}: expected an amount such as 250 or 9.90, without separators"
        )
    elif not 0 < amount <= _MOST_MONEY:
        notes.error(
            place, f"{_plain(amount)}: expected more than 0; leave it out if you don't know"
        )
    else:
        return amount
    return None


def _plain(amount: float) -> str:
    return f"{amount:.15g}"


def _whole(value: object, place: Place, allowed: range, what: str, notes: _Notes) -> int | None:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
        return value
    notes.error(
        place, f"{_shown(value)} is no {what}; expected {allowed.start} to {allowed.stop - 1}"
    )
    return None


def _flag(value: object, place: Place, notes: _Notes) -> bool:
    if value is True or value == "true":
        return True
    if value is not False and value != "false":
        notes.error(place, f"{_shown(value)}: expected true or false")
    return False


def _day(value: object, place: Place, notes: _Notes) -> date | None:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    notes.error(place, f"{_shown(value)}: expected a date as 2025-12-31 (year-month-day)")
    return None


def _slug(key: object, place: Place, notes: _Notes) -> bool:
    if isinstance(key, str) and len(key) <= _LONGEST and _SLUG.fullmatch(key):
        return True
    ascii_ = unicodedata.normalize("NFKD", str(key)).encode("ascii", "ignore").decode()
    said = "-".join(re.findall("[a-z0-9]+", ascii_.lower()))[:60]
    notes.error(
        place,
        f"{_shown(key)} is no id: expected small letters, digits and single hyphens"
        f"{f', such as {said}' if said else ''}",
    )
    return False


# --- parts of a file ----------------------------------------------------------------------------


def _nice(value: object, place: Place, notes: _Notes) -> tuple[int, ...]:
    found = [
        _whole(one, (*place, n), NICE_CLASSES, "Nice class", notes)
        for n, one in enumerate(_listed(value, place, "Nice classes", notes))
    ]
    return tuple(sorted({one for one in found if one is not None}))


def _territories(value: object, place: Place, notes: _Notes) -> tuple[str, ...]:
    found = [
        _one_of(one, (*place, n), TERRITORIES, "territory (ISO 3166 code of two letters)", notes)
        for n, one in enumerate(_listed(value, place, "territories", notes))
    ]
    return tuple(sorted({one for one in found if one is not None}))


def _names(value: object, place: Place, notes: _Notes) -> tuple[Name, ...]:
    """A list of names, each text or ``{text, word, shared}``; none may be said twice."""
    names: list[Name] = []
    for n, one in enumerate(_listed(value, place, "names", notes)):
        at = (*place, n)
        told = {"text": one} if isinstance(one, str) else _table(one, at, KEYS["name"], notes)
        if not told:
            continue
        if "text" not in told:
            notes.error(at, "'text' is missing: which name? Write {text: ..., word: true}")
            continue
        text = _text(told["text"], at, "a name", notes)
        flags = [
            _flag(told.get(key, False), (*at, key), notes) if key in told else False
            for key in ("word", "shared")
        ]
        if text is None:
            continue
        if not any(map(str.isalnum, text)):
            notes.error(at, f"{_shown(text)} has neither letters nor digits: no text would tell it")
            continue
        names.append(Name(text, *flags))
        if not flags[0] and text.isascii() and (len(text) < 3 or text.isdigit()):
            notes.warning(
                at,
                f"{_shown(text)} will be found in many texts that mean something else: write "
                f"{{text: {text}, word: true}} so that it counts only in context",
            )
    return tuple(sorted(names))


def _known_type(
    slug: object, place: Place, types: Mapping[str, ProductType], notes: _Notes
) -> bool:
    if slug in types:
        return True
    notes.error(
        place,
        f"{_shown(slug)} is no product type{_near(str(slug), types)}"
        " (the list is in product_types.yaml; add yours under 'types' at the top of the file)",
    )
    return False


def _type(value: object, place: Place, notes: _Notes) -> ProductType | None:
    told = _table(value, place, KEYS["type"], notes)
    if not told:
        return None
    for key in ("nice", "words"):
        if key not in told:
            notes.error(place, f"'{key}' is missing: {{nice: [14], words: {{en: [watch]}}}}")
    words: dict[str, tuple[str, ...]] = {}
    table = _free_table(told.get("words", {}), (*place, "words"), "words by language", notes)
    for language in sorted(table):
        at = (*place, "words", language)
        _one_of(language, at, LANGUAGES, "language (ISO 639 code such as en or zh)", notes)
        some = [
            _text(one, (*at, n), "a word", notes)
            for n, one in enumerate(_listed(table[language], at, "words", notes))
        ]
        words[language] = tuple(sorted({one for one in some if one is not None}))
    made_for = _listed(
        told.get("accessory_to", []), (*place, "accessory_to"), "product types", notes
    )
    return ProductType(
        _nice(told.get("nice", []), (*place, "nice"), notes),
        words,
        tuple(sorted({str(one) for one in made_for})),
    )


def _price(value: object, place: Place, usual: Mapping[str, Any], notes: _Notes) -> Price | None:
    if isinstance(value, str):
        match = _RANGE.fullmatch(value)
        if match is None:
            notes.error(
                place,
                f"{_shown(value)} is no price: write 250-900, or 250+ if there is no upper end, or "
                "{low: 250, high: 900, currency: EUR, year: 2025}",
            )
            return None
        low_told, high_told, open_low = match.groups()
        value = {"low": open_low} if open_low else {"low": low_told, "high": high_told}
    told = _table(value, place, KEYS["price"], notes)
    if not told:
        return None
    if "low" not in told:
        notes.error(place, "'low' is missing: what does the cheapest cost new?")
        return None
    low = _amount(told["low"], (*place, "low"), notes)
    high = _amount(told["high"], (*place, "high"), notes) if "high" in told else None
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
            f"low {_plain(low)} is more than high {_plain(high)}: exchange them, or leave 'high' "
            "out if there is no upper end",
        )
        return None
    return Price(low, high, currency, year)


def _currency_and_year(
    told: Mapping[str, Any], place: Place, notes: _Notes
) -> tuple[str | None, int | None]:
    currency = year = None
    if "currency" in told:
        currency = _one_of(
            told["currency"],
            (*place, "currency"),
            CURRENCIES,
            "currency (ISO 4217 code such as USD or CNY)",
            notes,
        )
    if "year" in told:
        year = _whole(told["year"], (*place, "year"), _YEARS, "year", notes)
    return currency, year


def _dates(
    told: Mapping[str, Any], place: Place, first: str, last: str, notes: _Notes
) -> tuple[date | None, date | None]:
    start, end = (
        _day(told[key], (*place, key), notes) if key in told else None for key in (first, last)
    )
    if start is not None and end is not None and start > end:
        notes.error(place, f"{first} {start} is after {last} {end}: exchange or correct them")
    return start, end


def _mark(value: object, place: Place, notes: _Notes) -> Mark | None:
    told = _table(value, place, KEYS["mark"], notes)
    text = _required(told, "text", place, "the sign that is protected", notes)
    registry = _required(told, "registry", place, "the office, such as EUIPO or CNIPA", notes)
    number = _required(told, "number", place, "the registration number", notes)
    kind = told.get("kind", "trademark")
    status = told.get("status", "registered")
    _one_of(kind, (*place, "kind"), KINDS, "kind of right", notes)
    _one_of(status, (*place, "status"), STATUSES, "status", notes)
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
    told: Mapping[str, Any], key: str, place: Place, what: str, notes: _Notes
) -> str | None:
    if key in told:
        return _text(told[key], (*place, key), what, notes)
    notes.error(place, f"'{key}' is missing: {what}")
    return None


def _seller(value: object, place: Place, notes: _Notes) -> Seller | None:
    told = _table(value, place, KEYS["seller"], notes)
    name = _required(told, "name", place, "what the seller is called", notes)
    role = told.get("role", "authorised")
    _one_of(role, (*place, "role"), ROLES, "role", notes)
    optional = {
        key: _text(told[key], (*place, key), key, notes) if key in told else None
        for key in ("site", "marketplace", "seller_id")
    }
    site = optional["site"]
    if site is not None and not _SITE.fullmatch(site):
        notes.error(
            (*place, "site"),
            f"{_shown(site)}: expected the host alone in small letters, such as shop.example.com",
        )
    if told and "site" not in told and "seller_id" not in told:
        notes.error(place, "neither 'site' nor 'seller_id': how would one recognise the seller?")
    start, end = _dates(told, place, "from", "until", notes)
    if end is not None and end < notes.today:
        notes.warning(
            place,
            f"the authorisation of {_shown(name)} ended on {end} and counts no more: renew "
            "'until', or take the seller out",
        )
    territories = _territories(told.get("territories", []), (*place, "territories"), notes)
    if name is None:
        return None
    return Seller(
        name, role, site, optional["marketplace"], optional["seller_id"], territories, start, end
    )


def _customs(value: object, place: Place, notes: _Notes) -> Customs | None:
    told = _table(value, place, KEYS["customs"], notes)
    authority = _required(told, "authority", place, "the customs authority", notes)
    number = _required(told, "number", place, "the number of the recordation", notes)
    until = _day(told["until"], (*place, "until"), notes) if "until" in told else None
    if until is not None and until < notes.today:
        notes.warning(place, f"the recordation ended on {until}: renew 'until', or take it out")
    if authority is None or number is None:
        return None
    return Customs(authority, number, until)


def _lines(
    told: Mapping[str, Any],
    key: str,
    place: Place,
    read: Callable[[object, Place, _Notes], _Line | None],
    notes: _Notes,
) -> tuple[_Line, ...]:
    """The entries of ``marks``, ``sellers`` or ``customs``, sorted, none twice."""
    if key not in told:
        return ()
    place = (*place, key)
    found = [
        read(one, (*place, n), notes)
        for n, one in enumerate(_listed(told[key], place, "tables, each { }", notes))
    ]
    lines = {repr(one): one for one in found if one is not None}
    return tuple(lines[key] for key in sorted(lines))


def _brand(
    slug: str,
    value: object,
    types: Mapping[str, ProductType],
    usual: Mapping[str, Any],
    notes: _Notes,
) -> Brand | None:
    place: Place = ("brands", slug)
    told = _table(value, place, KEYS["brand"], notes)
    if not told:
        if isinstance(value, dict):
            notes.error(place, "'name' is missing: what people are shown")
        return None
    name = _required(told, "name", place, "what people are shown", notes)
    names: dict[str, tuple[Name, ...]] = {}
    table = _free_table(told.get("names", {}), (*place, "names"), "lists by language", notes)
    for language in sorted(table):
        at = (*place, "names", language)
        _one_of(language, at, LANGUAGES, "language (ISO 639 code such as en or zh)", notes)
        if some := _names(table[language], at, notes):  # an empty list says nothing
            names[language] = some
    if name is not None:
        names = _with_own_name(names, name)
    products: dict[str, Product] = {}
    table = _free_table(told.get("products", {}), (*place, "products"), "product types", notes)
    for kind in sorted(table):
        at = (*place, "products", kind)
        if not _known_type(kind, at, types, notes):
            continue
        given = {} if table[kind] == {} else _table(table[kind], at, KEYS["product"], notes)
        nice = _nice(given["nice"], (*at, "nice"), notes) if "nice" in given else types[kind].nice
        price = _price(given["price"], (*at, "price"), usual, notes) if "price" in given else None
        products[kind] = Product(nice, price)
    models: dict[str, tuple[Name, ...]] = {}
    table = _free_table(told.get("models", {}), (*place, "models"), "lists by product type", notes)
    for kind in sorted(table):
        at = (*place, "models", kind)
        if not _known_type(kind, at, types, notes):
            continue
        if kind not in products:
            notes.error(
                at, f"models of a {kind}, but no such product: add '{kind}: {{}}' to 'products'"
            )
        if some := _names(table[kind], at, notes):
            models[kind] = some
    marks = _lines(told, "marks", place, _mark, notes)
    sellers = _lines(told, "sellers", place, _seller, notes)
    customs = _lines(told, "customs", place, _customs, notes)
    if name is None:
        return None
    return Brand(slug, name, names, models, products, marks, sellers, customs)


def _with_own_name(names: dict[str, tuple[Name, ...]], name: str) -> dict[str, tuple[Name, ...]]:
    """``name`` is one of the names, unless it stands among them already with its flags."""
    key = name_key(name)
    if any(name_key(one.text) == key for some in names.values() for one in some):
        return names
    language = "zh" if any("\u3400" <= letter <= "\u9fff" for letter in name) else "en"
    more = {**names, language: tuple(sorted((*names.get(language, ()), Name(name))))}
    return dict(sorted(more.items()))


# --- what only shows when everything is known ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Who is called so, and where the file says it."""

    brand: str
    name: Name
    place: Place


def _one_bearer_each(brands: Mapping[str, Brand], raw: Mapping[str, Any], notes: _Notes) -> None:
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
                            f"{_shown(name.text)} is read as {_shown(key)}, which "
                            f"{_dotted(there)} says already: leave one of them out",
                        )
                    else:
                        notes.error(
                            here,
                            f"{_shown(name.text)} is also at {_dotted(there)}, so nobody could "
                            "tell which brand is meant: take one out, or if both rightly bear it, "
                            f"write {{text: {name.text}, shared: true}} at both",
                        )


def _place_of(raw: Mapping[str, Any], group: Place, text: str) -> Place:
    """Where in the data a name stands; the brand's ``name`` if it is in no list."""
    slug, *steps = group
    found: Any = raw.get(str(slug), {})
    for step in steps:
        found = found.get(step, {}) if isinstance(found, dict) else {}
    for n, one in enumerate(found if isinstance(found, list) else ()):
        if one == text or (isinstance(one, dict) and one.get("text") == text):
            return ("brands", *group, n)
    return ("brands", slug, "name")


def _check_types(types: Mapping[str, ProductType], own: Collection[str], notes: _Notes) -> None:
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
                        f"{_shown(word)} is a word for {first} and for {slug}: it tells neither; "
                        "leave it to one of them",
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
    notes = _Notes(today)
    told = _table(data, (), KEYS["file"], notes)
    if str(told.get("format")) != str(FORMAT):
        found = _shown(told["format"]) if "format" in told else "missing"
        notes.error(
            ("format",) if "format" in told else (),
            f"format is {found}; expected 'format: {FORMAT}' as the first line",
        )
    title = _text(told["title"], ("title",), "a title", notes) if "title" in told else ""
    prices = _table(told.get("prices", {}), ("prices",), KEYS["prices"], notes)
    usual = dict(zip(("currency", "year"), _currency_and_year(prices, ("prices",), notes)))
    usual = {key: value for key, value in usual.items() if key in prices}
    own: dict[str, ProductType] = {}
    table = _free_table(told.get("types", {}), ("types",), "product types by slug", notes)
    for slug, value in table.items():
        if _slug(slug, ("types", slug), notes):
            one = _type(value, ("types", slug), notes)
            # a faulty one is known all the same, so that each use of it is no second error
            own[slug] = one or ProductType((), {})
    types = dict(sorted({**house, **own}.items()))
    _check_types(types, own, notes)
    brands: dict[str, Brand] = {}
    table = _free_table(told.get("brands", {}), ("brands",), "brands by id", notes)
    for slug, value in sorted(table.items(), key=lambda item: str(item[0])):
        if _slug(slug, ("brands", slug), notes):
            brand = _brand(slug, value, types, usual, notes)
            if brand is not None:
                brands[slug] = brand
    _one_bearer_each(brands, table, notes)
    return Registry(brands, types, title or ""), notes.findings
