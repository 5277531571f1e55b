"""``counterfeit-nlp brands merge``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import Json, check_targets, print_json, say

__all__ = ["merge"]


def merge(
    first: Annotated[Path, typer.Argument(metavar="A", help="Registry file.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Registry file to lay over it.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to write both as one registry.")
    ],
    as_json: Json = False,
) -> None:
    """Lay registry B over registry A: a brand that both have is taken from B, whole.

    Names what was added and what was replaced. Fails if a name would belong to two brands.
    Comments are not kept.

    \b
    Example: counterfeit-nlp brands merge shared.yaml ours.yaml --out brands.yaml
    """
    from counterfeit_nlp.brands import read
    from counterfeit_nlp.brands.merge import merge as merged
    from counterfeit_nlp.brands.write import to_yaml
    from counterfeit_nlp.tables.atomic import write_text_atomic

    check_targets([first, second], {"--out": out})
    both = merged(read.load(first), read.load(second))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_text_atomic(out, to_yaml(both.registry, house=read.house_types()))
    if as_json:
        print_json(
            {
                "out": str(out),
                "content_hash": both.registry.content_hash,
                "added": list(both.added),
                "replaced": list(both.replaced),
                "replaced_types": list(both.replaced_types),
            }
        )
    for what, slugs in (
        ("added", both.added),
        ("replaced", both.replaced),
        ("product types replaced", both.replaced_types),
    ):
        if slugs:
            some = ", ".join(slugs[:20]) + (", ..." if len(slugs) > 20 else "")
            say(f"{what}: {len(slugs):,} ({some})")
    say(f"{out}: {len(both.registry.brands):,} brands, hash {both.registry.content_hash}")
