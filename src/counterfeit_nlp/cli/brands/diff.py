"""``counterfeit-nlp brands diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import Json, print_json, say

__all__ = ["diff"]


def diff(
    first: Annotated[Path, typer.Argument(metavar="A", help="Registry file, the older one.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Registry file, the newer one.")],
    as_json: Json = False,
) -> None:
    """Say what registry B has anew, no more, and otherwise than registry A.

    Order of lines, of keys and comments are no difference. The exit code is 0 either way.

    \b
    Example: counterfeit-nlp brands diff brands-2025.yaml brands-2026.yaml
    """
    from counterfeit_nlp.brands import read
    from counterfeit_nlp.brands.diff import diff as compared

    before, after = read.load(first), read.load(second)
    found = compared(before, after)
    if as_json:
        hashes = {"a": before.content_hash, "b": after.content_hash}
        print_json({"content_hash": hashes, **found.to_json()})
        return
    for slug in found.added:
        typer.echo(f"+ {slug}: {after.brands[slug].name}")
    for slug in found.removed:
        typer.echo(f"- {slug}: {before.brands[slug].name}")
    for slug, changes in found.changed.items():
        for one in changes:
            typer.echo(f"~ {slug}.{one}")
    for one in found.types:
        typer.echo(f"~ types.{one}")
    say(
        f"{len(found.added):,} brands added, {len(found.removed):,} removed, "
        f"{len(found.changed):,} changed"
        if found
        else "the two say the same"
    )
