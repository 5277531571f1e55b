"""The words a model knows: what disguised letters are resolved against.

``text/`` knows no brand by itself. Which words honest listings use, which names are worth
disguising and which words betray a replica is data: learned in training or read from a list,
passed in, and saved and hashed with the model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["COMMON", "NOTHING_KNOWN", "SHORTEST_TERM", "SHORTEST_WORD", "TERM_KINDS", "Vocabulary"]

TERM_KINDS = ("brand", "cue")
# What a disguised word may be read as: a term of so many letters, or a word of so many letters that
# was met in so many listings. Below, too much of what honest sellers write spells something.
SHORTEST_TERM = 3
SHORTEST_WORD = 4
COMMON = 10


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Known words.

    Parameters
    ----------
    words
        Words that listings use, folded (lower case, plain letters), with the number of listings
        each was met in. What is written as one of these is left alone unless it spells a term;
        letters that are disguised one by one (leet, separators) may be resolved to a frequent one.
    terms
        Names and cue words, folded, without white space, each with its kind (``TERM_KINDS``).
        Latin or Han. Masks, typing errors and homophones are resolved to these only: they are
        what is worth disguising, and there are few of them. A term is a known word too.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for term, kind in self.terms.items():
            if kind not in TERM_KINDS:
                raise ValueError(
                    f"term {term!r} is of kind {kind!r}; expected one of {', '.join(TERM_KINDS)}"
                )
            if not term or any(character.isspace() for character in term):
                raise ValueError(f"term {term!r} is empty or holds white space: give single words")

    def __eq__(self, other: object) -> bool:
        """By digest: caches ask this of every chunk, and a model that is loaded twice is equal."""
        if not isinstance(other, Vocabulary):
            return NotImplemented
        return self is other or self.digest == other.digest

    def __hash__(self) -> int:
        """By content, so that what is made of a vocabulary can be kept by ``lru_cache``."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return int(self.digest[:15], 16)

    def __contains__(self, word: object) -> bool:
        return word in self.words or word in self.terms

    def __deepcopy__(self, memo: object) -> Vocabulary:
        """Nothing in it changes, so a copy is the thing itself (scikit-learn's clone copies)."""
        return self

    def is_common(self, word: str) -> bool:
        """Whether a word is long and frequent enough for a disguised one to be read as it."""
        return len(word) >= SHORTEST_WORD and self.words.get(word, 0) >= COMMON

    def is_word(self, word: str, at_least: int = COMMON) -> bool:
        """Whether it is a term, or a word of any length that so many listings use."""
        return word in self.terms or self.words.get(word, 0) >= at_least

    def may_be_meant(self, word: str) -> bool:
        """Whether a word that is disguised as a whole may be read as this one."""
        return (word in self.terms and len(word) >= SHORTEST_TERM) or self.is_common(word)

    def __bool__(self) -> bool:
        return bool(self.words) or bool(self.terms)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the sorted content; the same over processes and hash seeds."""
        content = [sorted(self.words.items()), sorted(self.terms.items())]
        return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()

    @classmethod
    def of(cls, words: Iterable[str] = (), **terms: Iterable[str]) -> Vocabulary:
        """A vocabulary from plain lists; all words equally frequent.

        >>> "rolex" in Vocabulary.of(["watch"], brand=["rolex"])
        True
        """
        return cls(
            dict.fromkeys(words, 100), {term: kind for kind, them in terms.items() for term in them}
        )


# Without a vocabulary only what needs none is undone: encodings, invisibles, look-alikes
NOTHING_KNOWN = Vocabulary()
