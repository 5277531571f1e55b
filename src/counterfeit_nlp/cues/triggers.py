"""The cheap gate: words of which at least one stands wherever there is a cue.

A trigger is a norm (``replica``), one or two Chinese characters (``高仿``), or a character at an
end of Chinese text: ``^货`` begins it and ``超$`` ends it, as in ``A货`` and ``超A``, where the
letter beside it is no help.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from counterfeit_nlp.cues.units import cut_joint
from counterfeit_nlp.text.language import is_han

__all__ = ["Gate", "candidates"]


def candidates(row: Sequence[str], asked: Sequence[bool]) -> list[tuple[float, str]]:
    """What may stand for a phrase in the gate, with how rare it promises to be.

    Parameters
    ----------
    row
        Units that follow each other.
    asked
        Whether the lexicon's author marked each of them; no mark at all leaves the choice here.

    Returns
    -------
    list of (float, str)
        Empty where nothing can: a class of words is no trigger, but for ``<contact>``.
    """
    found: list[tuple[float, str]] = []
    any_asked = any(asked)
    for at, unit in enumerate(row):
        if any_asked and not asked[at]:
            continue
        if not is_han(unit):
            if unit == "<contact>" or not unit.startswith("<"):
                # long words are rare; a sign or a number says little
                found.append((len(unit) if any(map(str.isalpha, unit)) else 0.5, unit))
            continue
        before = row[at - 1] if at else None
        after = row[at + 1] if at + 1 < len(row) else None
        if after is not None and is_han(after):
            if not any_asked or asked[at + 1]:
                found.append((8.0, unit + after))
        elif after is not None:
            found.append((3.0, unit + "$"))
        if before is not None and not is_han(before):
            found.append((3.0, "^" + unit))
        found.append((1.0, unit))
    return found


class Gate:
    """Says in passing whether tokens can hold a cue.

    Parameters
    ----------
    triggers
        In the three forms the module's head explains.
    """

    def __init__(self, triggers: Iterable[str]) -> None:
        self.triggers = frozenset(triggers)
        self._first = frozenset(one[1] for one in self.triggers if one[0] == "^" and len(one) == 2)
        self._last = frozenset(one[0] for one in self.triggers if one[-1] == "$" and len(one) == 2)
        self._han = frozenset(one for one in self.triggers if is_han(one) and one[-1] != "$")

    def opens(self, norms: Sequence[str]) -> bool:
        """Whether a trigger is among the norms of a chunk (or of a field), in their order.

        True for the chunks of a field together if it is true for one of them. The other way
        round it fails for one thing only: a pair of Chinese characters with white space between
        them (``高 仿``) is met in the field and not in its chunks. Rejoining what was spaced out
        is text/'s business, and comes before.
        """
        triggers = self.triggers
        run: list[str] = []
        for norm in norms:
            if is_han(norm):
                run.append(norm)
                continue
            if norm in triggers or cut_joint(norm, triggers) is not None:
                return True
            if run and self._met("".join(run)):
                return True
            run = []
        return bool(run) and self._met("".join(run))

    def _met(self, run: str) -> bool:
        if run[0] in self._first or run[-1] in self._last:
            return True
        han = self._han
        return not han.isdisjoint(run) or not han.isdisjoint(map("".join, pairwise(run)))
