"""Where no pattern's phrases stand there is no cue."""

from __future__ import annotations

from functools import partial

import numpy as np
from hypothesis import assume, example, given
from hypothesis import strategies as st

from counterfeit_nlp.brands.match import Matcher
from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.lexicon import own_lexicon
from counterfeit_nlp.cues.phrases import READ_ON, Phrases
from counterfeit_nlp.text.chunks import begins
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.pipelines import Token

PHRASES = Phrases(own_lexicon().compiled)
MATCHER = Matcher(PHRASES.numbers)
OTHERS = ["watch", "a", "for", "no", "not", "12", "1:18", "shop_88", "+86", "knock-off",
          "aaa-replica", "-", ",", ".", "高仿", "不是", "微信", "vx:abc88", "copy", "of",
          "grade", "factory"]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(PHRASES.rows).map(lambda row: " ".join(unit.strip("<>") for unit in row)),
    st.sampled_from(OTHERS),
)


def _complete(texts: list[list[str]]) -> list[bool]:
    units = np.array([PHRASES.unit(norm) for text in texts for norm in text], dtype=np.int64)
    of = np.repeat(np.arange(len(texts)), [*map(len, texts)])
    known = np.flatnonzero(units > 0)
    stands = MATCHER.find(units[known], known + of[known])
    found = PHRASES.complete(len(texts), of[known[stands.start]], stands.row)
    found[of[units == READ_ON]] = True
    return found.tolist()


@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=8))
def test_a_text_with_a_cue_is_never_passed_over(texts: list[str]) -> None:
    read = [[token for chunk in one.chunks for token in chunk.tokens] for one in read_fields(texts)]
    may = _complete([[token.norm for token in tokens] for tokens in read])
    for tokens, found in zip(read, may, strict=True):
        assert found or not find_cues(tokens, own_lexicon())


@given(st.lists(WORDS, max_size=8).map(" ".join))
@example("knock - off watch knock-off knock -off")
@example("1 - 1 copy 1-1 grade - a")
def test_what_stands_in_a_text_gives_its_cues(text: str) -> None:
    (field,) = read_fields([text])
    tokens = [
        Token(token.norm, begin + token.start, begin + token.end)
        for begin, chunk in zip(begins(field.prepared.text, field.raw), field.chunks, strict=True)
        for token in chunk.tokens
    ]
    units = np.array([PHRASES.unit(token.norm) for token in tokens], dtype=np.int64)
    assume(not (units == READ_ON).any())
    known = np.flatnonzero(units > 0)
    found = MATCHER.find(units[known], known)
    first = known[found.start]
    stands = [*zip(found.row.tolist(), first.tolist(), (first + found.length).tolist())]
    spans_in = partial(PHRASES.spans, stands)
    assert find_cues(tokens, own_lexicon(), spans_in) == find_cues(tokens, own_lexicon())


def test_most_texts_are_passed_over() -> None:
    texts = [["grade", "school", "books"], ["quality", "watch"], ["a", "replica", "watch"]]
    assert _complete(texts) == [False, False, True]
    assert _complete([]) == []
