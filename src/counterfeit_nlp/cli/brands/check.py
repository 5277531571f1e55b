"""``counterfeit-nlp brands check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.checked import tell_checked
from counterfeit_nlp.cli.options import Json

__all__ = ["check"]


def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Registry file (YAML, see docs/brands.md).")
    ],
    as_json: Json = False,
) -> None:
    """Check a registry file: every error and warning with its line.

    Exit code 1 if there is an error. Warnings (a seller whose authorisation ran out) are no error.

    \b
    Example: counterfeit-nlp brands check brands.yaml
    """
    from counterfeit_nlp.brands import read

    tell_checked(file, read.check(file), read.load, as_json=as_json)
