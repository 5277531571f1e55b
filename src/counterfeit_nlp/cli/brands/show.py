"""``counterfeit-nlp brands show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfeit_nlp.cli.options import Json, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfeit_nlp.brands.registry import Brand, Name, Price

__all__ = ["show"]


def show(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Id, name in any language, or model of the brand."),
    ],
    registry: Annotated[
        Path | None,
        typer.Option(
            "--registry", metavar="FILE", help="Registry file; without it the starter registry."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what the registry knows of a brand.

    \b
    Example: counterfeit-nlp brands show 劳力士
    """
    import difflib

    from counterfeit_nlp.brands import read
    from counterfeit_nlp.brands.registry import name_key
    from counterfeit_nlp.errors import InputError

    found = read.starter() if registry is None else read.load(registry)
    source = "the starter registry" if registry is None else str(registry)
    brands = found.called(name)
    if not brands:
        near = difflib.get_close_matches(name_key(name), found.writings(), n=3)
        raise InputError(
            f"no brand {name!r} in {source}, which has {len(found.brands):,}"
            f"{'; did you mean ' + ' or '.join(near) + '?' if near else ''}"
        )
    if as_json:
        print_json(
            {
                "content_hash": found.content_hash,
                "brands": {brand.id: brand.to_json() for brand in brands},
            }
        )
        return
    typer.echo("\n\n".join(_described(brand) for brand in brands))


def _described(brand: Brand) -> str:
    lines = [f"{brand.name} ({brand.id})"]
    lines += _names("names", brand.names)
    lines += _names("models", brand.models)
    for kind, product in brand.products.items():
        price = "no price" if product.price is None else _price(product.price)
        nice = ", ".join(map(str, product.nice))
        lines.append(f"  product {kind}: {price}, Nice {nice}")
    for mark in brand.marks:
        where = f" in {', '.join(mark.territories)}" if mark.territories else ""
        end = f" until {mark.valid_to}" if mark.valid_to else ""
        lines.append(
            f"  {mark.kind} “{mark.text}”: {mark.registry} {mark.number}, {mark.status}{end}{where}"
        )
    for seller in brand.sellers:
        place = " ".join(filter(None, (seller.site, seller.marketplace, seller.seller_id)))
        end = f" until {seller.until}" if seller.until else ""
        lines.append(f"  {seller.role} seller {seller.name}: {place}{end}")
    for entry in brand.customs:
        end = f" until {entry.until}" if entry.until else ""
        lines.append(f"  customs {entry.authority}: {entry.number}{end}")
    return "\n".join(lines)


def _names(what: str, table: Mapping[str, tuple[Name, ...]]) -> list[str]:
    return [
        f"  {what} ({key}): " + ", ".join(map(_name, some)) for key, some in table.items() if some
    ]


def _name(name: Name) -> str:
    more = ["a word too"] if name.word else []
    if name.price is not None:
        more.append(_price(name.price))
    return f"{name.text} ({'; '.join(more)})" if more else name.text


def _price(price: Price) -> str:
    high = "and more" if price.high is None else f"to {price.high:,.15g}"
    return f"{price.low:,.15g} {high} {price.currency} ({price.year})"
