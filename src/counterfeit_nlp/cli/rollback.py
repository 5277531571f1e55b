"""``counterfeit-nlp rollback``."""

from __future__ import annotations

from counterfeit_nlp.cli.options import Json, Name, Who, Why, print_json, say
from counterfeit_nlp.cli.promote import whoami

__all__ = ["rollback"]


def rollback(
    why: Why, who: Who = None, name: Name = "counterfeit_nlp", as_json: Json = False
) -> None:
    """Make the champion before, by the promotion log, the champion again.

    \b
    Example: counterfeit-nlp rollback --why "flags second-hand watches"
    """
    from counterfeit_nlp import track

    entry = track.rollback(name, who=whoami(who), why=why)
    if as_json:
        print_json(entry)
    else:
        say(f"models:/{name}/{entry['to']} is the champion again (was {entry['from']})")
