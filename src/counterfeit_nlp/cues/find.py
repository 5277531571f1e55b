"""Cues in one field, each in the sense that holds where it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from counterfeit_nlp.cues.compiled import Candidate, Spans
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import TAKES_BACK, Cue
from counterfeit_nlp.cues.units import class_of, cut_joint, units_of
from counterfeit_nlp.cues.written import find_expression, written_out
from counterfeit_nlp.text.contacts import CONTACT
from counterfeit_nlp.text.language import is_han
from counterfeit_nlp.text.pipelines import Token

__all__ = ["find_cues"]

# "not a replica watch" holds "replica watch", "AAA quality batteries" holds "AAA quality": what
# takes a claim back beats the claim, whichever is longer. Among the others the longer one wins.
_FIRST = {sense: tier for tier, sense in enumerate(TAKES_BACK)}
_OTHERS = len(TAKES_BACK)
# An id reaches as far as its letters are glued, a telephone number over its groups of digits
_LONGEST_ADDRESS = 12


def find_cues(
    read: Sequence[tuple[str, int, int]],
    lexicon: Lexicon,
    spans_in: Callable[[Sequence[str]], Spans] | None = None,
) -> list[Cue]:
    """Find the cues of one field.

    Parameters
    ----------
    read
        The tokens text/ made of the field, in order: norms with ``start`` and ``end`` in it.
    lexicon
        What to look for.
    spans_in
        Tells where phrases stand among the field's units, if that was found out for many fields
        at once.

    Returns
    -------
    list of Cue
        In order, disjoint. Empty if ``lexicon.opens`` is false for the norms, so a caller that
        has many fields asks that first, chunk by chunk.

    Notes
    -----
    Where two readings overlap, one that says *no replica* or *innocent sense* wins over one that
    claims; among equals the one that names more words, then the longer, then the earlier. Linear
    in the number of tokens, but for sorting what was found.
    """
    if not read:
        return []
    compiled = lexicon.compiled
    words, owners = units_of(read, compiled.known, compiled.gate.triggers, compiled.met)
    found = compiled.candidates(words, None if spans_in is None else spans_in(words))
    if not found and not compiled.expressions:
        return []
    tokens = list(map(Token._make, read))
    if compiled.expressions:
        found += _expressions(tokens, owners, lexicon)
    if not found:
        return []
    entries = lexicon.entries
    tiers = [_FIRST.get(entry.sense, _OTHERS) for entry in entries]
    ranked = sorted(
        (tiers[entry], -named, start - end, start, entry, end, parts)
        for entry, start, end, named, parts in found
    )
    taken = bytearray(len(tokens))
    cues: list[Cue] = []
    for _, _, _, start, number, end, parts in ranked:
        # a token is one thing only, also where jieba put characters of two cues into it
        first, last = owners[start], owners[end - 1] + 1
        if taken.find(1, first, last) >= 0:
            continue
        taken[first:last] = b"\1" * (last - first)
        entry = entries[number]
        address: tuple[int, int] | None = None
        if entry.sense == "contact":
            at = _address(words[start:end], compiled.addresses)
            if at is not None:
                address = owners[start + at], owners[start + at] + 1
        own: tuple[tuple[int, int], ...] = ()
        if entry.sense in TAKES_BACK:  # of the others nobody asks
            own = tuple(_places(parts, tokens, owners, compiled.gate.triggers))
        cues.append(Cue(entry.name, entry.sense, first, last, address, own))
    cues.sort(key=lambda cue: cue.first)
    return [_whole_address(cue, tokens, taken) if cue.address else cue for cue in cues]


def _expressions(
    tokens: Sequence[Token], owners: Sequence[int], lexicon: Lexicon
) -> list[Candidate]:
    """What users' regular expressions match, as units."""
    norms = [token.norm for token in tokens]
    wanted = [one for one in lexicon.compiled.expressions if one.gate.opens(norms)]
    if not wanted:
        return []
    begins = [0] * (len(tokens) + 1)
    for unit in range(len(owners) - 1, -1, -1):
        begins[owners[unit]] = unit
    begins[len(tokens)] = len(owners)
    text, starts, ends = written_out(tokens)
    return [
        Candidate(one.entry, start, end, end - start, ((start, end),))
        for one in wanted
        for first, last in find_expression(one.compiled, text, starts, ends)
        for start, end in [(begins[first], begins[last])]
    ]


def _places(
    parts: Sequence[tuple[int, int]],
    tokens: Sequence[Token],
    owners: Sequence[int],
    triggers: frozenset[str],
) -> Iterator[tuple[int, int]]:
    """Where stretches of units stand in the field: whole words, or the part of one."""
    for first, last in parts:
        for owner in range(owners[first], owners[last - 1] + 1):
            norm, start, end = tokens[owner]
            begin, stop = bisect_left(owners, owner), bisect_right(owners, owner)
            if first <= begin and stop <= last:
                yield start, end
            elif end - start == len(norm):
                pieces = norm if is_han(norm) else cut_joint(norm, triggers)
                assert pieces is not None  # or it were one unit
                before = sum(map(len, pieces[: max(0, first - begin)]))
                within = sum(map(len, pieces[max(0, first - begin) : last - begin]))
                yield start + before, start + before + within


def _address(words: Sequence[str], addresses: frozenset[str]) -> int | None:
    """Which of a contact cue's units is an id or a name, the last one if there are several."""
    for at in range(len(words) - 1, -1, -1):
        if words[at] in addresses:
            return at
    return None


def _whole_address(cue: Cue, tokens: Sequence[Token], taken: bytearray) -> Cue:
    """Let an address reach as far as it is written: ``watch_king.88``, ``+86 138 0013 8000``."""
    assert cue.address is not None
    if cue.address[1] != cue.last:
        return cue
    first, last = cue.address
    if tokens[last - 1].norm == CONTACT:  # text/ has found the whole of it
        return cue
    digits = class_of(tokens[last - 1].norm) in ("<number>", "<id>")
    stop = min(len(tokens), last + _LONGEST_ADDRESS)
    while last < stop and not taken[last]:
        norm, start, _ = tokens[last]
        glued = start <= tokens[last - 1].end and class_of(norm) != "<break>" and not is_han(norm)
        joint = (
            start <= tokens[last - 1].end
            and norm in {".", "_", "-", "@"}
            and last + 1 < stop
            and not taken[last + 1]
            and tokens[last + 1].start <= tokens[last].end
            and class_of(tokens[last + 1].norm) != "<break>"
        )
        more_digits = digits and norm.strip("()+-").isdigit()
        if not (glued or joint or more_digits):
            break
        taken[last] = 1
        last += 1
    return cue._replace(last=last, address=(first, last))
