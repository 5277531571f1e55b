"""How our web pages are made: one template environment, escaping everything, loading nothing.

A page is one file that works from a mail attachment: styles and charts are in it,
no script is, and its content security policy forbids both scripts and every
connection, so that even a mistake of ours could not run what a seller wrote.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from counterfeit_nlp.showing.card import amount, percent
from counterfeit_nlp.showing.highlight import shade, visible

__all__ = ["render_page"]


def render_page(template: Path, **values: Any) -> str:
    """Fill in a template; every value is escaped unless it is ``Markup`` that we made.

    Parameters
    ----------
    template : Path
        The template file. It may include and extend those in ``showing/``.
    **values
        What the template shows. A name it uses and does not get is an error.

    Returns
    -------
    str
        A complete HTML page in valid UTF-8.
    """
    page = _environment(template.parent).get_template(template.name).render(**values)
    # Lone surrogates can't be written as UTF-8. Listing text shows them as chips; this is for
    # any other value, so that a page can always be saved.
    return page.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=4)
def _environment(folder: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, Path(__file__).parent]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["percent"] = percent
    environment.filters["amount"] = amount
    environment.filters["shade"] = shade
    environment.filters["visible"] = visible
    environment.filters["count"] = lambda n: "–" if n is None else f"{int(n):,}"
    return environment
