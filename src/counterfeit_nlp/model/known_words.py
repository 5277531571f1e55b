"""What the training listings teach about words: which there are, and how frequent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from counterfeit_nlp.cues.fields import addresses
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.features.columns import TEXT_FIELDS
from counterfeit_nlp.features.fields import text_values
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["learn_words"]

# A word of one listing may be a slip, an article code or somebody's name
_LISTINGS_AT_LEAST = 2


def learn_words(
    frame: pd.DataFrame,
    terms: Mapping[str, str],
    lexicon: Lexicon | None = None,
    ordinary: Iterable[str] = (),
) -> Vocabulary:
    """Count the words of listings, as they stand when only letters are folded.

    Labels are not looked at: a word is known because listings use it, whoever wrote them.

    Parameters
    ----------
    frame
        Listings with the text columns, shape (n, ...).
    terms
        Names and cue words with their kinds.
    lexicon
        Tells which words are somebody's messenger id or number: they are not learned.
    ordinary
        Words that are known whether the listings use them or not (folded).

    Returns
    -------
    Vocabulary
        Words of two listings or more, in Latin letters, and the terms.
    """
    met: list[set[str]] = [set() for _ in range(len(frame))]
    private: set[str] = set()
    for texts in text_values(frame[list(TEXT_FIELDS)]):
        fields = read_fields(texts)
        if lexicon is not None:
            private |= addresses(fields, lexicon)
        for row, field in enumerate(fields):
            for chunk in field.chunks:
                met[row].update(
                    token.norm
                    for token, han in zip(chunk.tokens, chunk.chinese, strict=True)
                    if not han
                )
    counts = Counter(word for words in met for word in words)
    words = {
        word: count
        for word, count in sorted(counts.items())
        if count >= _LISTINGS_AT_LEAST
        and any(map(str.isalpha, word))
        and word not in private
        and "####" not in word
    }
    words = {**dict.fromkeys(ordinary, 1), **words}
    return Vocabulary(dict(sorted(words.items())), dict(sorted(terms.items())))
