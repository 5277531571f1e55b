"""A text under change that never loses the way back to where its characters came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counterfeit_nlp.text.disguise import Disguise, Rewrite

__all__ = ["Tracked"]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A text whose character ``i`` came from ``original[starts[i]:ends[i]]``.

    ``starts`` and ``ends`` are None where every character stands for itself. They rise with ``i``,
    but fall inside runs that were written backwards. ``disguises`` are spans in the original.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None
    disguises: tuple[Disguise, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) came from.

        From the first to the last place behind it: in a run that was turned round the last
        character comes first.
        """
        if self.starts is None or self.ends is None:
            return start, end
        if end == start + 1:
            return self.starts[start], self.ends[start]
        return min(self.starts[start:end]), max(self.ends[start:end])

    def places(self, disguises: Iterable[Disguise]) -> list[Disguise]:
        """Disguises of this text, with their places in the original."""
        if self.starts is None:
            return list(disguises)
        return [Disguise(kind, *self.span(start, end)) for kind, start, end in disguises]

    def then(
        self,
        text: str,
        starts: Sequence[int] | None,
        ends: Sequence[int] | None,
        disguises: Iterable[Disguise] = (),
    ) -> Tracked:
        """A text that was made of this one, its places given in this one."""
        disguises = (*self.disguises, *self.places(disguises))
        if starts is None or ends is None:
            return Tracked(text, self.starts, self.ends, disguises)
        if self.starts is None or self.ends is None:
            return Tracked(text, starts, ends, disguises)
        # as span() does, without a call for each character of a long text
        first, last = self.starts, self.ends
        if list(ends) == [at + 1 for at in starts]:  # one character for one, in another order
            starts, ends = list(map(first.__getitem__, starts)), list(map(last.__getitem__, starts))
            return Tracked(text, starts, ends, disguises)
        bounds = list(zip(starts, ends, strict=True))
        starts = [first[a] if b == a + 1 else min(first[a:b]) for a, b in bounds]
        ends = [last[a] if b == a + 1 else max(last[a:b]) for a, b in bounds]
        return Tracked(text, starts, ends, disguises)

    def without(self, spans: Iterable[tuple[int, int]]) -> Tracked:
        """The text without some ranges: disjoint, in the order of the text."""
        return self.rewrite([Rewrite(start, end, "", "") for start, end in spans])

    def rewrite(self, rewrites: Sequence[Rewrite]) -> Tracked:
        """Apply rewrites: disjoint, in the order of the text."""
        if not rewrites:
            return self
        hidden = (Disguise(one.kind, one.start, one.end) for one in rewrites if one.kind)
        disguises = (*self.disguises, *self.places(hidden))
        if self.starts is None and all(len(r.text) == r.end - r.start for r in rewrites):
            return Tracked(_replaced(self.text, rewrites), None, None, disguises)
        length = len(self.text)
        starts = list(range(length)) if self.starts is None else list(self.starts)
        ends = list(range(1, length + 1)) if self.ends is None else list(self.ends)
        new_starts: list[int] = []
        new_ends: list[int] = []
        at = 0
        for start, end, text, _ in rewrites:
            new_starts += starts[at:start]
            new_ends += ends[at:start]
            if len(text) == end - start:
                new_starts += starts[start:end]
                new_ends += ends[start:end]
            else:
                first, last = self.span(start, end)
                new_starts += [first] * len(text)
                new_ends += [last] * len(text)
            at = end
        new_starts += starts[at:]
        new_ends += ends[at:]
        return Tracked(_replaced(self.text, rewrites), new_starts, new_ends, disguises)


def _replaced(text: str, rewrites: Sequence[Rewrite]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end, new, _ in rewrites:
        pieces += (text[at:start], new)
        at = end
    return "".join((*pieces, text[at:]))
