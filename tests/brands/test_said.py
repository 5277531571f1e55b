"""What roles of tokens tell of a mention at once is what the words tell when they are read."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counterfeit_nlp.brands.find import Finder, Spans
from counterfeit_nlp.brands.read import from_json
from counterfeit_nlp.brands.relation import FOR, IS, NOT, relation_of
from counterfeit_nlp.brands.said import SAID, what_is_said

FINDER = Finder(
    from_json(
        {
            "format": 1,
            "brands": {
                "aurelle": {"name": "Aurelle", "names": {"zh": ["奥雷尔"]}},
                "361": {"name": "361"},
            },
        }
    )
)
WORDS = st.sampled_from(
    ["for", "fits", "fit", "suit", "slim", "to", "about", "works", "work", "with", "used", "2",
     "men", "sale", "and", ",", ".", "a", "the", "new", "strong", "case", "p30", "compatible",
     "not", "like", "inspired", "by", "unbranded", "-", "style", "code", "dupe", "适用", "适",
     "用", "于", "通用", "专", "非", "除", "不", "是", "同款", "同", "款", "手机", "系列", "可用"]
)  # fmt: skip
NAMES = st.sampled_from(["aurelle", "奥雷尔", "361"])


@settings(max_examples=400)
@example(before=["for"], name="361", behind=[])
@example(before=["slim", "fit"], name="aurelle", behind=[])
@example(before=["for", "2", "a"], name="aurelle", behind=[])
@given(before=st.lists(WORDS, max_size=20), name=NAMES, behind=st.lists(WORDS, max_size=9))
def test_the_cheap_look_is_right(before: list[str], name: str, behind: list[str]) -> None:
    norms = [*before, name, *behind]
    # texts beside it change nothing
    texts = FINDER.texts([[["for"], norms, ["not", "like"]]])
    first = int(texts.begin[1]) + len(before)
    mention = Spans(*(np.array([one]) for one in (1, first, first + 1, 0)))
    (said,) = what_is_said(texts, mention, lambda _: False).tolist()
    assert SAID[said] == relation_of(norms, len(before), len(before) + 1)


def test_of_a_list_all_are_said_what_one_is() -> None:
    def said(text: str) -> list[str]:
        texts = FINDER.texts([[text.split()]])
        found = what_is_said(texts, FINDER.find_in(texts).mentions, lambda _: False)
        return [SAID[one] for one in found.tolist()]

    assert said("case for aurelle , 361 and aurelle") == [FOR, FOR, FOR]
    assert said("aurelle / 361 compatible") == [FOR, FOR]
    assert said("aurelle case 361 compatible") == [IS, FOR]
    assert said("not aurelle and 361") == [NOT, IS]
