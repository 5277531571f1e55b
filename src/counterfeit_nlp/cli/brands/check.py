"""``counterfeit-nlp brands check``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import Json, print_json, say

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

    findings = read.check(file)
    errors = sum(one.level == "error" for one in findings)
    registry = None if errors else read.load(file)
    if as_json:
        print_json(
            {
                "file": str(file),
                "sound": not errors,
                "findings": [
                    {**asdict(one), "place": list(one.place), "path": one.path} for one in findings
                ],
                "content_hash": None if registry is None else registry.content_hash,
                "counts": None if registry is None else registry.counts(),
            }
        )
    else:
        for one in findings:
            typer.echo(f"{file}: {one.level}: {one}")
    warnings = len(findings) - errors
    if registry is None:
        say(f"{file}: {errors:,} errors, {warnings:,} warnings")
        raise typer.Exit(1)
    told = ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in registry.counts().items())
    say(f"{file} is sound ({warnings:,} warnings): {told}")
    say(f"content hash {registry.content_hash}")
