"""Words that take a claim back weigh nothing by themselves.

"Not a replica" and "1:18 scale replica" hold the very word that betrays the others, and n-grams
know only the word. So the n-grams of a listing are counted on its text with blanks where such cues
stand (their sense is one of ``TAKES_BACK``); that the cue is there is a feature of its own. Only
the cue's own words go, never what stands in its gaps or beside it: "not a replica, super clone"
loses the denial and keeps the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from counterfeit_nlp.cues.fields import blanked, field_cues
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import TAKES_BACK, Cue
from counterfeit_nlp.text.fields import Field

__all__ = ["blank", "silenced", "silent_places"]


def silent_places(cues: Iterable[Cue]) -> list[tuple[int, int]]:
    """Where words stand that take a claim back: places [start, end) in the prepared text."""
    return [place for cue in cues if cue.sense in TAKES_BACK for place in cue.own]


def blank(text: str, places: Iterable[tuple[int, int]]) -> str:
    """A text with as many spaces at these places; all others stay where they are."""
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def silenced(field: Field, lexicon: Lexicon, norms: Set[str] = frozenset()) -> str:
    """The prepared text with blanks for words that take a claim back, and for these norms."""
    text = blanked(field, norms) if norms else field.prepared.text
    return blank(text, silent_places(field_cues(field, lexicon)[1]))
