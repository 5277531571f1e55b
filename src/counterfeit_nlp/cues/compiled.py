"""A lexicon as spaCy matchers.

Every phrase a pattern stands for goes into one ``PhraseMatcher``, a trie: what it costs per word
depends on the text, not on the size of the lexicon. (A ``Matcher`` tries every pattern at every
word, and optional words multiply its states.) Gaps are joined afterwards, from each part to the
nearest next one, so the work stays linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from counterfeit_nlp.cues.notation import CLASSES, Element, PatternError, parse
from counterfeit_nlp.cues.triggers import Gate, candidates
from counterfeit_nlp.cues.units import BREAK, class_of
from counterfeit_nlp.cues.written import compile_expression
from counterfeit_nlp.text.chunks import CHUNK, analyse
from counterfeit_nlp.text.contacts import CONTACT
from counterfeit_nlp.text.language import HAN, is_han
from counterfeit_nlp.text.spacy_parts import Doc, PhraseMatcher, Vocab

__all__ = ["Candidate", "Chain", "Compiled", "Expression", "Spans",
           "compile_lexicon"]  # fmt: skip

LONGEST_PHRASE = 16
MOST_PHRASES = 50_000
BESIDE = 2  # words, in which an entry's "unless" is looked for

Row = tuple[str, ...]
# By part, where a phrase of it stands: the end of the longest that starts at a unit
Spans = dict[int, dict[int, int]]


class Chain(NamedTuple):
    """One pattern: the numbers of its parts, the gaps between them, the entry it belongs to."""

    entry: int
    parts: tuple[int, ...]
    gaps: tuple[int, ...]


class Candidate(NamedTuple):
    """A reading of units [start, end) as a cue; ``named`` of them are words of its pattern.

    ``parts`` are the stretches of these, between which gaps may stand.
    """

    entry: int
    start: int
    end: int
    named: int
    parts: tuple[tuple[int, int], ...]


class Expression(NamedTuple):
    """A compiled regular expression of an entry, and the gate of its own triggers."""

    entry: int
    compiled: Any
    gate: Gate


class Source(NamedTuple):
    """What is compiled of an entry."""

    name: str
    words: Sequence[str]
    regex: Sequence[str]
    triggers: Sequence[str]
    unless: Sequence[str] = ()


_PARTS = re.compile(f"[{HAN}]|[^{HAN}]+")


class _Spelling:
    """Pattern words as the units that text/ would make of them; each analysed once."""

    def __init__(self, words: Iterable[str]) -> None:
        self.units: dict[str, Row] = {}
        # Chinese is matched by characters: words would need a dictionary, for nothing
        parts = {word: _PARTS.findall(word) for word in dict.fromkeys(words)}
        cut = {
            part: CHUNK.findall(part)
            for part in dict.fromkeys(part for found in parts.values() for part in found)
            if not is_han(part)
        }
        distinct = list(dict.fromkeys(chunk for chunks in cut.values() for chunk in chunks))
        known = dict(zip(distinct, analyse(distinct), strict=True))
        for word, found in parts.items():
            row: list[str] = []
            for part in found:
                if is_han(part):
                    row.append(part)
                    continue
                for chunk in cut[part]:
                    row += [norm for norm, _, _ in known[chunk].tokens]
            self.units[word] = tuple(row)

    def row(self, elements: Sequence[Element]) -> tuple[Row, list[bool]]:
        units: list[str] = []
        marked: list[bool] = []
        for text, mark in elements:
            of_one = (text,) if text in CLASSES else self.units[text]
            units += of_one
            marked += [mark] * len(of_one)
        if len(units) > LONGEST_PHRASE:
            raise PatternError(
                f"a phrase of {len(units)} words; the longest is {LONGEST_PHRASE}: shorten it"
            )
        return tuple(units), marked


class Compiled:
    """Matchers, gate and tables of a lexicon; made by :func:`compile_lexicon`."""

    def __init__(
        self,
        parts: Sequence[frozenset[Row]],
        chains: Sequence[Chain],
        stops: frozenset[str],
        gate: Gate,
        expressions: Sequence[Expression],
        unless: Mapping[int, frozenset[str]],
    ) -> None:
        self.gate = gate
        self.met: dict[str, str | list[str]] = {}  # see units_of
        self.opened: dict[str, bool] = {}  # by the text of a chunk, see cues/fields.py
        self.expressions = expressions
        self._unless = unless
        rows = frozenset(row for part in parts for row in part)
        literal = {unit for row in rows for unit in row if unit not in CLASSES}
        named = frozenset().union(*unless.values())
        self.known = frozenset(literal | (stops - {BREAK}) | named)
        # a comma that some pattern names still ends what others may reach over
        signs = {unit for unit in self.known - {"-"} if class_of(unit) == BREAK}
        self.stops = stops | signs | {BREAK, CONTACT}
        # a word that some pattern names is still a number or an id to the others
        self._of_class: dict[str, list[str]] = {one: [one] for one in CLASSES}
        for unit in sorted(self.known):
            if unit.isascii() and class_of(unit) in ("<id>", "<number>", "<ratio>"):
                self._of_class[class_of(unit)].append(unit)
        self.addresses = frozenset([CONTACT, "<name>", *self._of_class["<id>"]])
        self._vocab = Vocab()
        self._part_of: dict[int, int] = {}
        self.phrases: list[list[Row]] = [  # of each part
            sorted({row for each in sorted(part) for row in self._spell(each)}) for part in parts
        ]
        # all parts of a chain stand in a text that it is found in
        self.needs = sorted({tuple(sorted({*chain.parts})) for chain in chains})
        # by their first part: the entries that are all of one part, and the chains of several
        self._alone: dict[int, list[int]] = {}
        self._starting: dict[int, list[Chain]] = {}
        for chain in chains:
            if chain.gaps:
                self._starting.setdefault(chain.parts[0], []).append(chain)
            else:
                self._alone.setdefault(chain.parts[0], []).append(chain.entry)

    # Most of the time of loading a lexicon is spent here, and most single listings need neither
    @cached_property
    def _plain(self) -> PhraseMatcher:
        """Of the phrases without Chinese characters."""
        return self._matcher(chinese=False)

    @cached_property
    def _chinese(self) -> PhraseMatcher:
        """Of those with some, which only a text with some can hold."""
        return self._matcher(chinese=True)

    def _matcher(self, *, chinese: bool) -> PhraseMatcher:
        matcher = PhraseMatcher(self._vocab, attr="ORTH")
        for number, phrases in enumerate(self.phrases):
            own = [row for row in phrases if any(map(is_han, row)) == chinese]
            if own:
                key = f"part {number}"
                matcher.add(key, [Doc(self._vocab, words=list(row)) for row in own])
                self._part_of[self._vocab.strings[key]] = number
        return matcher

    def _spell(self, row: Row) -> list[Row]:
        rows: list[Row] = [()]
        for unit in row:
            rows = [(*one, more) for one in rows for more in self._of_class.get(unit, [unit])]
        return rows

    def candidates(self, words: list[str], spans: Spans | None = None) -> list[Candidate]:
        """Every reading of units as a cue; of two that start together, the longer.

        Parameters
        ----------
        words
            The units of a field.
        spans
            Where phrases stand among them, if that is known; otherwise they are looked for.
        """
        if spans is None:
            spans = self._spans(words)
        found: list[Candidate] = []
        for number, of_part in spans.items():
            for entry in self._alone.get(number, ()):
                found += [
                    Candidate(entry, start, end, end - start, ((start, end),))
                    for start, end in of_part.items()
                ]
            for chain in self._starting.get(number, ()):
                if all(part in spans for part in chain.parts):
                    for start, end in of_part.items():
                        reached = self._reach(chain, spans, words, start, end)
                        if reached is not None:
                            found.append(reached)
        if self._unless:
            found = [one for one in found if not self._excepted(one, words)]
        return found

    def _spans(self, words: list[str]) -> Spans:
        spans: Spans = {}
        doc = Doc(self._vocab, words=words)
        matches = self._plain(doc)
        if any(map(is_han, words)):
            matches += self._chinese(doc)
        for key, start, end in matches:
            of_part = spans.setdefault(self._part_of[key], {})
            if end > of_part.get(start, 0):
                of_part[start] = end
        return spans

    def _excepted(self, one: Candidate, words: Sequence[str]) -> bool:
        """Whether a word of the entry's ``unless`` stands in a reading, or within two of it."""
        unless = self._unless.get(one.entry)
        if unless is None:
            return False
        if not unless.isdisjoint(words[one.start : one.end]):
            return True
        before = words[max(0, one.start - BESIDE) : one.start]
        for beside in (reversed(before), words[one.end : one.end + BESIDE]):
            for word in beside:
                if word in unless:
                    return True
                if word == BREAK:
                    break
        return False

    def _reach(
        self,
        chain: Chain,
        spans: Mapping[int, Mapping[int, int]],
        words: Sequence[str],
        start: int,
        end: int,
    ) -> Candidate | None:
        named = end - start
        parts = [(start, end)]
        for part, most in zip(chain.parts[1:], chain.gaps, strict=True):
            of_part = spans[part]
            for skipped in range(most + 1):
                at = end + skipped
                if at in of_part:
                    named += of_part[at] - at
                    end = of_part[at]
                    parts.append((at, end))
                    break
                if at >= len(words) or words[at] in self.stops:
                    return None
            else:
                return None
        return Candidate(chain.entry, start, end, named, tuple(parts))


def _choose(rows: Sequence[tuple[Row, list[bool]]], chosen: set[str]) -> tuple[float, set[str]]:
    """Triggers for a part: one for each of its phrases, and how rare the commonest promises."""
    marked = any(any(marks) for _, marks in rows)
    worst, needed = float("inf"), set()
    for row, marks in rows:
        options = candidates(row, marks)
        if not options:
            return -1.0, set()
        # one that is in the gate already costs nothing; of equals the first
        score, best = max(
            ((score + 100 * (one in chosen), one) for score, one in options), key=lambda o: o[0]
        )
        needed.add(best)
        worst = min(worst, score)
    return worst + 1_000 * marked, needed


def _check_trigger(trigger: str, where: str) -> None:
    """A user's trigger has to be something a text can hold as one token."""
    if trigger == CONTACT:
        return
    if all(map(is_han, trigger)):
        if len(trigger) > 2:
            raise PatternError(
                f"{where}: of Chinese give one or two characters, such as {trigger[:2]!r}"
            )
        return
    norms = [token.norm for chunk in analyse(CHUNK.findall(trigger)) for token in chunk.tokens]
    if norms != [trigger]:
        raise PatternError(
            f"{where}: a text never holds it, since it is cut into {' '.join(norms)!r}: give one "
            "of its words"
        )


def _single_words(source: Source, groups: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The words of an entry's ``unless``; of a group those that are one word."""
    found: set[str] = set()
    for written in source.unless:
        try:
            pattern = parse(written, groups)
        except PatternError as error:
            raise PatternError(f"[cue.{source.name}] unless {written!r}: {error}") from None
        found.update(
            row[0].text
            for row in pattern.parts[0]
            if len(row) == 1 and row[0].text not in CLASSES and not pattern.gaps
        )
    return frozenset(found)


def compile_lexicon(
    sources: Sequence[Source], groups: Mapping[str, Sequence[str]], gap_stops: Sequence[str]
) -> Compiled:
    """Compile a lexicon's entries.

    Raises
    ------
    PatternError
        With the entry, the pattern and what to write instead.
    """
    read = []
    for number, source in enumerate(sources):
        for pattern in source.words:
            try:
                read.append((number, pattern, parse(pattern, groups)))
            except PatternError as error:
                raise PatternError(f"[cue.{source.name}] {pattern!r}: {error}") from None
    spelling = _Spelling(
        [
            *gap_stops,
            *(
                element.text
                for _, _, pattern in read
                for part in pattern.parts
                for row in part
                for element in row
                if element.text not in CLASSES
            ),
        ]
    )
    numbers: dict[frozenset[Row], int] = {}
    chains: list[Chain] = []
    to_gate: list[tuple[str, list[list[tuple[Row, list[bool]]]]]] = []
    alone: dict[int, set[Row]] = {}
    phrases = 0
    for number, written, parsed in read:
        where = f"[cue.{sources[number].name}] {written!r}"
        try:
            rows = [[spelling.row(row) for row in part] for part in parsed.parts]
        except PatternError as error:
            raise PatternError(f"{where}: {error}") from None
        keys = [frozenset(row for row, _ in part) for part in rows]
        for key in keys:
            if key not in numbers:
                phrases += len(key)
                if parsed.gaps:
                    numbers[key] = len(numbers)
        if phrases > MOST_PHRASES:
            raise PatternError(
                f"{where}: the lexicon stands for more than {MOST_PHRASES:,} phrases by now; "
                "use fewer alternatives in a row, or a gap between them"
            )
        if parsed.gaps:
            chains.append(Chain(number, tuple(numbers[key] for key in keys), parsed.gaps))
        else:
            alone.setdefault(number, set()).update(keys[0])
        to_gate.append((where, rows))
    # an entry's patterns without a gap are one part: what a text holds is found once for each
    for number, joined in alone.items():
        part_number = numbers.setdefault(frozenset(joined), len(numbers))
        chains.append(Chain(number, (part_number,), ()))
    triggers: set[str] = set()
    # what its author marked goes first: others may then lean on it
    to_gate.sort(key=lambda one: not any(any(m) for part in one[1] for _, m in part))
    for where, rows in to_gate:
        score, needed = max(
            (_choose(part, triggers) for part in rows),
            key=lambda choice: (choice[0], -len(choice[1])),
        )
        if score < 0:
            raise PatternError(
                f"{where}: it needs a word of its own, because classes of words stand everywhere: "
                "name one"
            )
        triggers |= needed
    expressions = []
    for number, source in enumerate(sources):
        for trigger in source.triggers:
            _check_trigger(trigger, f"[cue.{source.name}] trigger {trigger!r}")
        own = Gate(source.triggers)
        triggers |= own.triggers
        for expression in source.regex:
            try:
                expressions.append(Expression(number, compile_expression(expression), own))
            except PatternError as error:
                raise PatternError(f"[cue.{source.name}] regex {expression!r}: {error}") from None
    unless = {
        number: _single_words(source, groups)
        for number, source in enumerate(sources)
        if source.unless
    }
    stops = frozenset(unit for word in gap_stops for unit in spelling.units[word])
    return Compiled(list(numbers), chains, stops, Gate(triggers), expressions, unless)
