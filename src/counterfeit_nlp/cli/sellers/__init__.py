"""``counterfeit-nlp sellers``: commands about seller lists, one file each."""

from __future__ import annotations

import typer

from counterfeit_nlp.cli.sellers import check, show

__all__ = ["sellers"]

sellers = typer.Typer(
    name="sellers",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Lists of allowed, watched and denied sellers.\n\n\b\n"
    "Example: counterfeit-nlp sellers check sellers.yaml",
)
for _command in (check.check, show.show):
    sellers.command()(_command)
