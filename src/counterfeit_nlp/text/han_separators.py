"""Something put between the characters of a Chinese name or cue: ``高.仿``, ``古-驰``."""

from __future__ import annotations

import re

from counterfeit_nlp.text.disguise import Rewrite
from counterfeit_nlp.text.language import HAN
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["join_han"]

# Not the stops of a sentence, whose full-width forms end a chunk: 高，仿 is two words to all rules
_BETWEEN = f"[^\\w\\s,;:!?{HAN}]"
_RUN = re.compile(f"[{HAN}]+(?:{_BETWEEN}{{1,2}}[{HAN}]+)+")
_HAN = re.compile(f"[{HAN}]")
_LONGEST = 8


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
    for run in _RUN.finditer(text):
        places = [at for at in range(*run.span()) if _HAN.match(text[at])]
        at = 0
        while at < len(places):
            for length in range(min(_LONGEST, len(places) - at), 1, -1):
                own = places[at : at + length]
                if own[-1] - own[0] == length - 1:
                    continue  # nothing stands between
                term = "".join(text[place] for place in own)
                if term in vocabulary.terms:
                    found.append(Rewrite(own[0], own[-1] + 1, term, "separated_letters"))
                    at += length - 1
                    break
            at += 1
    return found
