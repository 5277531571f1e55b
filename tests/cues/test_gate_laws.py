"""Laws of finding: what the gate lets pass, and what a list of cues looks like."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.lexicon import own_lexicon
from counterfeit_nlp.cues.senses import SENSES, Cue
from counterfeit_nlp.text.chunks import CHUNK, analyse
from counterfeit_nlp.text.pipelines import Token

KNOWN = sorted(own_lexicon().compiled.known)
WORDS = st.one_of(
    st.sampled_from(KNOWN),
    st.sampled_from(KNOWN).map(lambda word: f"{word}-x9"),
    st.sampled_from(
        [".", ",", "!", "nice", "shop_1", "<contact>", "#######", "1:18", "12", "手表", "<id>"]
    ),
    st.lists(st.sampled_from([w for w in KNOWN if w > "\u3005"]), min_size=1, max_size=4).map(
        "".join
    ),
    st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=6),
)
NORMS = st.lists(WORDS, max_size=14)


def placed(norms: list[str], apart: int = 1) -> list[Token]:
    """Tokens of these norms, that many characters apart."""
    tokens, at = [], 0
    for norm in norms:
        tokens.append(Token(norm, at, at + len(norm)))
        at += len(norm) + apart
    return tokens


def phrases() -> list[list[str]]:
    """Phrases of each pattern of the lexicon, so that patterns are met for certain."""
    lexicon = own_lexicon()
    drawn = random.Random(7)
    found: list[list[str]] = []
    from counterfeit_nlp.cues.notation import parse

    for entry in lexicon.entries:
        for written in entry.words:
            pattern = parse(written, lexicon.groups)
            for _ in range(4):
                said: list[str] = []
                for part in pattern.parts:
                    for element in drawn.choice(part):
                        text = element.text
                        class_as = {"<id>": "shop_1", "<name>": "hello", "<number>": "12"}
                        class_as["<ratio>"] = "1:18"
                        if text in class_as or text == "<contact>":
                            said.append(class_as.get(text, text))
                        else:
                            for chunk in CHUNK.findall(text):
                                said += [token.norm for token in analyse([chunk])[0].tokens]
                found.append(said)
    return found


PHRASES = phrases()


@given(NORMS, st.integers(0, 1))
@example(["超", "a"], 1)
@example(["a", "货"], 0)
@example(["高", "仿"], 0)
@example(["<contact>"], 1)
def test_without_a_trigger_there_is_no_cue(norms: list[str], apart: int) -> None:
    # what is found is found without asking the gate, so this is a law of how triggers are chosen
    if not own_lexicon().opens(norms):
        assert find_cues(placed(norms, apart), own_lexicon()) == []


@pytest.mark.parametrize("norms", PHRASES, ids=lambda norms: " ".join(norms))
def test_each_phrase_of_the_lexicon_opens_the_gate_and_is_found(norms: list[str]) -> None:
    assert own_lexicon().opens(norms)
    assert find_cues(placed(norms, apart=0), own_lexicon())


@given(st.lists(NORMS, max_size=5))
def test_a_field_opens_when_one_of_its_chunks_does(chunks: list[list[str]]) -> None:
    lexicon = own_lexicon()
    if any(lexicon.opens(chunk) for chunk in chunks):
        # a full stop keeps apart what white space keeps apart in a text
        assert lexicon.opens([norm for chunk in chunks for norm in [*chunk, "."]])


@given(NORMS, st.integers(0, 1))
@example(["whatsapp", "+86", "138", "no", "replica"], 1)
@example(["telegram", ":", "shop_1", "wechat", ":", "shop_1"], 0)
def test_cues_are_disjoint_in_order_and_inside(norms: list[str], apart: int) -> None:
    lexicon = own_lexicon()
    last = 0
    for cue in find_cues(placed(norms, apart), lexicon):
        assert last <= cue.first < cue.last <= len(norms)
        assert cue.sense in SENSES
        assert cue.name in lexicon.says
        if cue.address is not None:
            assert cue.sense == "contact"
            assert cue.first <= cue.address[0] < cue.address[1] <= cue.last
        last = cue.last


@given(st.sampled_from(PHRASES), NORMS)
def test_words_after_a_full_stop_change_nothing_before_it(said: list[str], more: list[str]) -> None:
    def senses(cues: list[Cue]) -> list[tuple[str, int, int]]:
        return [(cue.name, cue.first, cue.last) for cue in cues if cue.last <= len(said)]

    alone = find_cues(placed(said, 0), own_lexicon())
    together = find_cues(placed([*said, ".", *more], 0), own_lexicon())
    reaches_over = any(cue.first < len(said) < cue.last for cue in together)
    assert reaches_over or senses(together) == senses(alone)


HOSTILE = {
    "claims": ["replica"],
    "denials": ["no", "replica"],
    "only no": ["no"],
    "Chinese claims": ["高仿"],
    "Chinese denials": ["不是"],
    "contacts": ["whatsapp", ":", "a_b1"],
    "long ids": ["wechat", ":", *["a_b1", "."] * 30],
    "hyphens": ["-"],
    "joint words": ["replica-" * 8 + "x"],
    "gaps": ["not", "nice"],
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_length_and_no_faster(unit: list[str]) -> None:
    """Counts executed lines instead of seconds, so a busy machine can't fail it."""
    lexicon = own_lexicon()
    lexicon.opens(["x"])

    def lines_run(tokens: list[Token]) -> int:
        count = 0

        def trace(frame: object, event: str, argument: object) -> object:
            nonlocal count
            count += 1
            return trace

        sys.settrace(trace)  # type: ignore[arg-type]
        try:
            find_cues(tokens, lexicon)
        finally:
            sys.settrace(None)
        return count

    short, long = (lines_run(placed((unit * n)[:n], 0)) for n in (500, 2_000))
    assert long <= 4.4 * short + 2_000
