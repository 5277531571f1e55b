"""Whole fields read chunk by chunk, with a bounded memory of the chunks met before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from counterfeit_nlp.text.chunks import Chunk, analyse, cut
from counterfeit_nlp.text.normalise import prepare
from counterfeit_nlp.text.stock_numbers import canonical
from counterfeit_nlp.text.tracked import Tracked
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = ["OF_A_STREAM", "ChunkMemory", "Field", "read_fields"]


class Field(NamedTuple):
    """A text as it was read.

    Attributes
    ----------
    prepared
        The text, with the disguises that span chunks.
    raw
        Its chunks, as they stand in the prepared text.
    chunks
        The same, analysed; shared with other fields, not to be changed.
    """

    prepared: Tracked
    raw: list[str]
    chunks: list[Chunk]

    def norms(self) -> list[str]:
        """The norms of its tokens, in order."""
        return [token.norm for chunk in self.chunks for token in chunk.tokens]


# Chunks and texts to remember of a stream of listings, where they are answered as Python objects
OF_A_STREAM = 10_000


class ChunkMemory:
    """Analysed chunks by their raw text, and texts by their chunks; forgets all when it is full.

    Parameters
    ----------
    vocabulary
        What disguised words are resolved against.
    at_most
        Distinct chunks, and distinct texts, remembered. Forgetting costs time, never a different
        result: a chunk's analysis depends on the chunk and the vocabulary alone.
    """

    def __init__(self, vocabulary: Vocabulary = NOTHING_KNOWN, at_most: int = 300_000) -> None:
        self.vocabulary = vocabulary
        self._at_most = at_most
        self._known: dict[str, Chunk] = {}
        self._texts: dict[tuple[str, bool], Field] = {}

    def read(self, chunks: Iterable[str]) -> dict[str, Chunk]:
        """Analyse what is new among ``chunks``; return a mapping that holds all of them."""
        wanted = dict.fromkeys(chunks)
        new = [chunk for chunk in wanted if chunk not in self._known]
        if len(self._known) + len(new) > self._at_most:
            self._known = {}
            new = list(wanted)
        # one object for all codes of a form: a field that repeats it holds it once
        form = {chunk: canonical(chunk) for chunk in new}
        forms = [chunk for chunk in dict.fromkeys(form.values()) if chunk not in self._known]
        self._known.update(zip(forms, analyse(forms, self.vocabulary), strict=True))
        self._known.update((chunk, self._known[form[chunk]]) for chunk in new)
        return self._known

    def fields(self, texts: Sequence[str], *, prepared: bool = False) -> list[Field]:
        """Read texts; see :func:`read_fields`."""
        keys = [(text, prepared) for text in texts]
        new = [key for key in dict.fromkeys(keys) if key not in self._texts]
        if len(self._texts) + len(new) > self._at_most:
            self._texts = {}
            new = list(dict.fromkeys(keys))
        ready = {
            key: Tracked(key[0]) if prepared else prepare(key[0], self.vocabulary) for key in new
        }
        chunks_of = {key: cut(one.text) for key, one in ready.items()}
        known = self.read(chunk for chunks in chunks_of.values() for chunk in chunks)
        self._texts.update(
            (key, Field(ready[key], chunks, [known[chunk] for chunk in chunks]))
            for key, chunks in chunks_of.items()
        )
        return [self._texts[key] for key in keys]


@lru_cache(maxsize=2)  # one learns what is known, the other uses it
def _memory(vocabulary: Vocabulary) -> ChunkMemory:
    return ChunkMemory(vocabulary)


def read_fields(
    texts: Sequence[str], vocabulary: Vocabulary = NOTHING_KNOWN, *, prepared: bool = False
) -> list[Field]:
    """Read texts chunk by chunk.

    What was read is remembered for all callers in this process, so that two transformers reading
    the same column pay once.

    Parameters
    ----------
    texts
        ``n`` strings; an empty one has no chunks.
    vocabulary
        What disguised words are resolved against.
    prepared
        Whether the texts are what :func:`counterfeit_nlp.text.normalise.prepare` gave.

    Returns
    -------
    list of Field
        One per text, in order.
    """
    return _memory(vocabulary).fields(texts, prepared=prepared)
