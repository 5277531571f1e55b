"""Languages by letters: one rule, of one text and of many."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from counterfeit_nlp.features.language_prevalence import languages_of
from counterfeit_nlp.text.language import (
    LANGUAGES,
    count_letters,
    language_of,
    languages_by_letters,
)

COUNT = st.integers(0, 40)
LETTERS = st.lists(st.tuples(COUNT, COUNT, COUNT), max_size=20)


@given(LETTERS)
@example([(0, 0, 0), (4, 1, 0), (5, 1, 0), (3, 1, 0), (4, 0, 4), (0, 1, 4), (0, 1, 5)])
def test_many_texts_speak_what_each_alone_speaks(letters: list[tuple[int, int, int]]) -> None:
    counted = np.array(letters, dtype=np.int64).reshape(-1, 3)
    said = languages_by_letters(counted)
    assert said == [language_of(*one) for one in letters]
    assert {*said} <= {*LANGUAGES}


@given(COUNT, COUNT, COUNT)
def test_more_letters_of_a_language_never_lead_away_from_it(
    latin: int, han: int, other: int
) -> None:
    found = language_of(latin, han, other)
    more = {"en": (latin + 1, han, other), "zh": (latin, han + 1, other)}
    assert language_of(*more.get(found, (latin, han, other + 1))) == found


def test_the_letters_of_all_fields_count() -> None:
    listings = pd.DataFrame(
        {
            "title": ["red bag", "包", "red bag", "", "bag", "红包"],
            "description": ["", "leather bag", "красная сумка", "", "手提包真皮", None],
        }
    )
    said = languages_of(listings)
    assert said == ["en", "en", "other", "en", "zh", "zh"]
    texts = (listings.title + listings.description.fillna("")).tolist()
    assert said == [language_of(*count_letters(text)) for text in texts]
    assert languages_of(listings.iloc[:0]) == []
