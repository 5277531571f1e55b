"""Whole fields read chunk by chunk, with a bounded memory of the chunks met before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counterfeit_nlp.text.chunks import CHUNK, Chunk, analyse
from counterfeit_nlp.text.normalise import prepare

__all__ = ["ChunkMemory", "read_fields"]


class ChunkMemory:
    """Analysed chunks by their raw text, and texts by their chunks; forgets all when it is full.

    Parameters
    ----------
    at_most
        Distinct chunks, and distinct texts, remembered. Forgetting costs time, never a different
        result: a chunk's analysis depends on the chunk alone.
    """

    def __init__(self, at_most: int = 300_000) -> None:
        self._at_most = at_most
        self._known: dict[str, Chunk] = {}
        self._texts: dict[str, list[Chunk]] = {}

    def read(self, chunks: Iterable[str]) -> dict[str, Chunk]:
        """Analyse what is new among ``chunks``; return a mapping that holds all of them."""
        wanted = dict.fromkeys(chunks)
        new = [chunk for chunk in wanted if chunk not in self._known]
        if len(self._known) + len(new) > self._at_most:
            self._known = {}
            new = list(wanted)
        self._known.update(zip(new, analyse(new), strict=True))
        return self._known

    def fields(self, texts: Sequence[str]) -> list[list[Chunk]]:
        """Read texts as lists of analysed chunks; the lists are shared, not to be changed."""
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        if len(self._texts) + len(new) > self._at_most:
            self._texts = {}
            new = list(dict.fromkeys(texts))
        cut = {text: CHUNK.findall(prepare(text).text) if text else [] for text in new}
        known = self.read(chunk for chunks in cut.values() for chunk in chunks)
        self._texts.update(
            (text, [known[chunk] for chunk in chunks]) for text, chunks in cut.items()
        )
        return [self._texts[text] for text in texts]


_MEMORY = ChunkMemory()


def read_fields(texts: Sequence[str], memory: ChunkMemory | None = None) -> list[list[Chunk]]:
    """Read texts as lists of analysed chunks.

    Parameters
    ----------
    texts
        ``n`` strings; an empty one gives an empty list.
    memory
        Where to remember chunks; by default one that all callers in this process share, so that
        two transformers reading the same column pay once.

    Returns
    -------
    list of list of Chunk
        ``n`` lists, in order.
    """
    return (memory or _MEMORY).fields(texts)
