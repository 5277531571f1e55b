"""``counterfeit-nlp sellers check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.checked import tell_checked
from counterfeit_nlp.cli.options import Json

__all__ = ["check"]


def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Seller lists (YAML, see docs/sellers.md).")
    ],
    registry: Annotated[
        Path | None,
        typer.Option(
            "--registry",
            metavar="FILE",
            help="Registry file whose brands entries may name; without it the starter registry.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a file of seller lists: every error and warning with its line, and no seller's id.

    Exit code 1 if there is an error. Warnings (entries that ran out, brands that the registry does
    not have) are no error.

    \b
    Example: counterfeit-nlp sellers check sellers.yaml
    """
    from counterfeit_nlp.brands import read as brands
    from counterfeit_nlp.sellers import read

    known = brands.starter() if registry is None else brands.load(registry)
    tell_checked(file, read.check(file, brands=known.brands), read.load, as_json=as_json)
