"""``counterfeit-nlp sellers check``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import Json, print_json, say

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
    findings = read.check(file, brands=known.brands)
    errors = sum(one.level == "error" for one in findings)
    lists = None if errors else read.load(file)
    if as_json:
        print_json(
            {
                "file": str(file),
                "sound": not errors,
                "findings": [
                    {**asdict(one), "place": list(one.place), "path": one.path} for one in findings
                ],
                "content_hash": None if lists is None else lists.content_hash,
                "counts": None if lists is None else lists.counts(),
            }
        )
    else:
        for one in findings:
            typer.echo(f"{file}: {one.level}: {one}")
    warnings = len(findings) - errors
    if lists is None:
        say(f"{file}: {errors:,} errors, {warnings:,} warnings")
        raise typer.Exit(1)
    told = ", ".join(f"{n:,} {what}" for what, n in lists.counts().items())
    say(f"{file} is sound ({warnings:,} warnings): {told}")
    say(f"content hash {lists.content_hash}")
