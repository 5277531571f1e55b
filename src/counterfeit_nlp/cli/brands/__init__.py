"""``counterfeit-nlp brands``: commands about the brand registry, one file each."""

from __future__ import annotations

import typer

from counterfeit_nlp.cli.brands import check, diff, find, merge, show

__all__ = ["brands"]

brands = typer.Typer(
    name="brands",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="The brand registry: names, prices, rights and sellers of brands.\n\n\b\n"
    "Example: counterfeit-nlp brands show Rolex",
)
for _command in (check.check, show.show, find.find, diff.diff, merge.merge):
    brands.command()(_command)
