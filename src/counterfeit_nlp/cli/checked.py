"""What the commands ``check`` tell of a file that somebody keeps by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import typer

from counterfeit_nlp.cli.options import print_json, say

if TYPE_CHECKING:
    from counterfeit_nlp.curated.values import Finding

__all__ = ["tell_checked"]


class Content(Protocol):
    """What a sound file holds."""

    @property
    def content_hash(self) -> str:
        """Digest of what it says."""

    def counts(self) -> Mapping[str, int]:
        """How many of what."""


def tell_checked(
    file: Path, findings: Sequence[Finding], load: Callable[[Path], Content], *, as_json: bool
) -> None:
    """Tell every finding, and what a sound file holds; exit code 1 if there is an error."""
    errors = sum(one.level == "error" for one in findings)
    content = None if errors else load(file)
    if as_json:
        print_json(
            {
                "file": str(file),
                "sound": not errors,
                "findings": [
                    {**asdict(one), "place": list(one.place), "path": one.path} for one in findings
                ],
                "content_hash": None if content is None else content.content_hash,
                "counts": None if content is None else content.counts(),
            }
        )
    else:
        for one in findings:
            typer.echo(f"{file}: {one.level}: {one}")
    warnings = len(findings) - errors
    if content is None:
        say(f"{file}: {errors:,} errors, {warnings:,} warnings")
        raise typer.Exit(1)
    told = ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in content.counts().items())
    say(f"{file} is sound ({warnings:,} warnings): {told}")
    say(f"content hash {content.content_hash}")
