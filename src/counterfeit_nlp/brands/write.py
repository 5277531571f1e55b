"""A registry as a file that people read and edit: compact, sorted, and read back as the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from counterfeit_nlp.brands.registry import (
    FORMAT,
    Brand,
    Name,
    Price,
    ProductType,
    Registry,
    language_of_name,
)

__all__ = ["to_yaml"]

# What every reader of YAML takes for text without quotes. Ours takes everything so, others would
# make a number of 501, a truth value of `no` and a comment of ` #`.
_BARE = re.compile(r"[^\W\d_](?:[\w.&'’+/-]| (?![#&]))*", re.ASCII)
_BARE_HAN = re.compile("[\u4e00-\u9fff]+")
_BARE_RANGE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?(-[0-9]{1,9}(\.[0-9]{1,9})?|\+)")
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_WIDTH = 110  # of a list on one line


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return json.dumps(value)
    if _BARE_HAN.fullmatch(value) or _BARE_RANGE.fullmatch(value):
        return value
    if _BARE.fullmatch(value) and value[-1] != " " and value.casefold() not in _NOT_TEXT:
        return value
    return _quoted(value)


def _quoted(value: str) -> str:
    """In double quotes; what YAML's own escapes are for is escaped."""
    told = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else _escaped(ord(letter)) for letter in told)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _wide(text: str) -> int:
    return sum(1 if letter < "\u1100" else 2 for letter in text)


def _table(key: str, value: Mapping[str, Any], indent: str) -> list[str]:
    """One line if it fits, else a line per key."""
    line = f"{indent}{key}: {_flow(dict(value))}"
    if _wide(line) <= _WIDTH:
        return [line]
    return [
        f"{indent}{key}:",
        *(f"{indent}  {_scalar(one)}: {_flow(some)}" for one, some in value.items()),
    ]


def _listed(
    names: Mapping[str, tuple[Name, ...]], usual: Mapping[str, Any], without: Name | None = None
) -> dict[str, Any]:
    told = {
        key: [_name(name, usual) for name in some if name != without] for key, some in names.items()
    }
    return {key: some for key, some in told.items() if some}


def _name(name: Name, usual: Mapping[str, Any]) -> Any:
    told = name.to_json()
    if name.price is not None and isinstance(told, dict):
        told["price"] = _price(name.price, usual)
    return told


def _brand(brand: Brand, types: Mapping[str, ProductType], usual: Mapping[str, Any]) -> list[str]:
    lines = [f"  {brand.id}:", f"    name: {_scalar(brand.name)}"]
    # the name itself is one of the names unasked, unless it has flags
    plain = Name(brand.name)
    own = plain if plain in brand.names.get(language_of_name(brand.name), ()) else None
    for key, table in (
        ("names", _listed(brand.names, usual, own)),
        ("models", _listed(brand.models, usual)),
    ):
        if table:
            lines += _table(key, table, "    ")
    if brand.products:
        lines.append("    products:")
    for kind, product in brand.products.items():
        told: dict[str, Any] = {}
        if product.nice != types[kind].nice:
            told["nice"] = list(product.nice)
        if product.price is not None:
            told["price"] = _price(product.price, usual)
        lines.append(f"      {kind}: {_flow(told)}")
    for key, entries in (
        ("marks", brand.marks),
        ("sellers", brand.sellers),
        ("customs", brand.customs),
    ):
        if entries:
            lines.append(f"    {key}:")
            lines += [f"      - {_flow(one.to_json())}" for one in entries]
    return lines


def _price(price: Price, usual: Mapping[str, Any]) -> Any:
    told = price.to_json()
    if any(usual.get(key) != told[key] for key in ("currency", "year")):
        return told
    return f"{told['low']}+" if price.high is None else f"{told['low']}-{told['high']}"


def _prices(brand: Brand) -> Iterator[Price]:
    """All prices of a brand, of products and of models."""
    for product in brand.products.values():
        if product.price is not None:
            yield product.price
    for some in brand.models.values():
        yield from (name.price for name in some if name.price is not None)


def _usual(prices: list[Price]) -> dict[str, Any]:
    """The currency and year of most prices, said once at the top."""
    if not prices:
        return {}
    pairs = Counter((price.currency, price.year) for price in prices)
    currency, year = min(pairs, key=lambda pair: (-pairs[pair], pair))
    return {"currency": currency, "year": year}


def to_yaml(
    registry: Registry, *, house: Mapping[str, ProductType], head: str = "", title: str = ""
) -> str:
    """Write a registry in the format that ``read.load`` reads.

    Parameters
    ----------
    registry
        What to write.
    house
        Product types that the reader knows; only others are written.
    head
        Comment for the top of the file, without ``#``.
    title
        Title instead of the registry's own.

    Returns
    -------
    str
        YAML whose content has the hash of ``registry``; the same registry gives the same bytes.
    """
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines.append(f"format: {FORMAT}")
    if title or registry.title:
        lines.append(f"title: {_scalar(title or registry.title)}")
    usual = _usual([price for brand in registry.brands.values() for price in _prices(brand)])
    if usual:
        lines.append(f"prices: {_flow(usual)}")
    own = {slug: one for slug, one in registry.types.items() if house.get(slug) != one}
    if own:
        lines.append("types:")
        lines += [f"  {slug}: {_flow(one.to_json())}" for slug, one in own.items()]
    lines.append("brands:" if registry.brands else "brands: {}")
    for brand in registry.brands.values():
        lines += _brand(brand, registry.types, usual)
    return "\n".join(lines) + "\n"
