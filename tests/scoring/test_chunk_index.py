"""Chunks found by their bytes are those that a dictionary of strings would find."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.scoring.byte_cut import Pieces, Utf8, cut_at_space
from counterfeit_nlp.scoring.chunk_index import ALONE, FRAGMENT, TOO_LONG, ChunkIndex
from counterfeit_nlp.text.chunks import LONGEST_CHUNK
from counterfeit_nlp.text.spacing import stands_apart
from counterfeit_nlp.text.stock_numbers import canonical
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

KNOWN = Vocabulary.of(brand=["gucci", "rolex"], cue=["replica"])
# few letters and many lengths, so that chunks share bytes, words of eight bytes and slots
CHUNKS = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab\x00é古"), min_size=1, max_size=40),
        st.text(st.sampled_from("a1-"), min_size=1, max_size=34),
        st.sampled_from(["x" * 300, "KX-48213", "kx-99999", "+86-13800000000", "13800000000x"]),
    ),
    max_size=60,
)


def _numbers(index: ChunkIndex, chunks: list[str]) -> list[int]:
    texts = Utf8.of(chunks)
    every = Pieces(texts.offsets[:-1], np.diff(texts.offsets), np.arange(len(chunks)))
    return index.numbers(texts, every).tolist()


@given(CHUNKS, CHUNKS)
def test_numbers_are_those_of_a_dictionary(first: list[str], then: list[str]) -> None:
    index = ChunkIndex(KNOWN)
    for chunks in (first, then, first):
        numbers = _numbers(index, chunks)
        names = [*index.chunks]
        assert [names[number] for number in numbers] == [*map(canonical, chunks)]
        assert [*index.chunks.values()] == [*range(len(index))]


@given(CHUNKS, st.data())
def test_what_is_kept_is_numbered_anew(chunks: list[str], data: st.DataObject) -> None:
    index = ChunkIndex(KNOWN)
    _numbers(index, chunks)
    before = [*index.chunks]
    kept = sorted(data.draw(st.sets(st.sampled_from(range(len(before)))))) if before else []
    index.keep(np.array(kept, dtype=np.int64))
    assert [*index.chunks] == [before[number] for number in kept]
    numbers = _numbers(index, chunks)
    names = [*index.chunks]
    assert [names[number] for number in numbers] == [*map(canonical, chunks)]


def test_many_chunks_find_room() -> None:
    index = ChunkIndex(NOTHING_KNOWN)
    chunks = [f"w{number % 100}o{number // 100}" for number in range(20_000)]
    assert _numbers(index, chunks) == [*range(20_000)]
    assert _numbers(index, chunks[::-1]) == [*range(20_000)][::-1]


def test_what_chunks_say_of_their_text() -> None:
    index = ChunkIndex(KNOWN)
    chunks = ["a", '"G', "bag", "Gu", "x" * (LONGEST_CHUNK + 1)]
    assert stands_apart('"G')
    looks = index.looks(np.array(_numbers(index, chunks)))
    assert [(one & FRAGMENT, one & ALONE, one & TOO_LONG) for one in looks.tolist()] == [
        (0, ALONE, 0),
        (0, ALONE, 0),
        (0, 0, 0),
        (FRAGMENT, 0, 0),
        (0, 0, TOO_LONG),
    ]


@given(st.lists(st.none() | st.text(st.sampled_from("ab é古 \t\n\x0b\x0c\r\x1c\x00"))), st.data())
def test_texts_are_cut_at_white_space(texts: list[str | None], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(texts)))
    written = Utf8.of_array(pa.array(texts, pa.string()).slice(first))
    pieces = cut_at_space(written)
    at = zip(pieces.text.tolist(), pieces.start.tolist(), pieces.length.tolist(), strict=True)
    found = [(text, written.data[start : start + size].tobytes()) for text, start, size in at]
    assert found == [
        (number, piece)
        for number, text in enumerate(texts[first:])
        for piece in (text or "").encode().split()  # of bytes: ASCII white space only
    ]
    before = written.characters_before(pieces.start, pieces.text)
    for (number, piece), begin in zip(found, before.tolist(), strict=True):
        assert (texts[first + number] or "")[begin:].startswith(piece.decode())
