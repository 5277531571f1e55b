"""Something put between the characters of a Chinese name or cue: ``高.仿``, ``古*驰``, ``高x仿``.

Before masks are looked for: ``古*驰`` shows all of the name, so that nothing hides behind the star.
A letter x or a digit is taken for a separator only where no word of the dictionary reaches into
the term from outside (``身高1仿`` is no 高仿). So are the strokes of characters (``高丨仿``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from counterfeit_nlp.text.chinese_words import REACH, crosses_a_border
from counterfeit_nlp.text.disguise import Rewrite
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["join_han"]

# Not the stops of a sentence, whose full-width forms end a chunk: 高，仿 is two words to all rules
_STROKES = "丨丶丿亅乀乁〇"
_AS_SEPARATORS = str.maketrans(dict.fromkeys(_STROKES, "x"))
_BETWEEN = f"(?:(?:_|[^\\w\\s,;:!?{HAN}]){{1,2}}|[xX0-9])"
# A run of Chinese is taken as a whole or not at all: nothing that stands between is Chinese
_RUN = re.compile(f"(?<![{HAN}])[{HAN}]++(?:{_BETWEEN}[{HAN}]++)+")
_HAN = re.compile(f"[{HAN}]")
_LONGEST = 8
_COMMON = 3  # words of the dictionary's corpus that are rarer don't count


@lru_cache(maxsize=8)
def _first_characters(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(term[0] for term in vocabulary.terms)


def join_han(text: str, vocabulary: Vocabulary) -> list[Rewrite]:
    """Find terms whose characters stand apart.

    Parameters
    ----------
    text
        A folded chunk.
    vocabulary
        Its terms are looked for.

    Returns
    -------
    list of Rewrite
        Disjoint, in order: each covers one term with what stands inside it.

    Examples
    --------
    >>> join_han("正品高.仿包", Vocabulary.of(cue=["高仿"]))
    [Rewrite(start=2, end=5, text='高仿', kind='separated_letters')]
    """
    found: list[Rewrite] = []
    if not text.isascii() and any(stroke in text for stroke in _STROKES):
        text = text.translate(_AS_SEPARATORS)
    first = _first_characters(vocabulary)
    for run in _RUN.finditer(text):
        places = [at for at in range(*run.span()) if _HAN.match(text[at])]
        at = 0
        while at < len(places):
            if text[places[at]] not in first:
                at += 1
                continue
            for length in range(min(_LONGEST, len(places) - at), 1, -1):
                own = places[at : at + length]
                if own[-1] - own[0] == length - 1:
                    continue  # nothing stands between
                term = "".join(text[place] for place in own)
                if term in vocabulary.terms and _is_term(text, own):
                    found.append(Rewrite(own[0], own[-1] + 1, term, "separated_letters"))
                    at += length - 1
                    break
            at += 1
    return found


def _is_term(text: str, places: list[int]) -> bool:
    """Whether what stands between the characters of a term only holds them apart."""
    start, end = places[0], places[-1] + 1
    if not any(map(str.isalnum, set(text[start:end]) - {text[place] for place in places})):
        return True
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    term = "".join(text[place] for place in places)
    within = (len(before), len(before) + len(term))
    return not crosses_a_border(before + term + after, *within, at_least=_COMMON)
