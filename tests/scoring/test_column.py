"""A column cut all at once is the column cut text by text, with places in the sellers' texts."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.scoring.chunk_index import ChunkIndex
from counterfeit_nlp.scoring.column import TextColumn
from counterfeit_nlp.text.chunks import cut
from counterfeit_nlp.text.html import remove_markup
from counterfeit_nlp.text.normalise import SPANS_CHUNKS, _laid_bare, prepare
from counterfeit_nlp.text.stock_numbers import canonical
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

KNOWN = Vocabulary.of(brand=["gucci", "rolex", "古驰"], cue=["replica", "高仿"])
LITERAL = [
    None,
    "",
    "   ",
    "plain words of a title",
    " white\tspace \n everywhere  ",
    "file\x1cseparators\x1fare white space to Python",
    "\x00 and \x7f",
    "a < b & c",
    "AT&T &amp; <b>Ro</b>lex",
    "size <3 & >4",
    "a G u c c i bag",
    "(R) (o) (l) (e) (x)",
    '"G u c c i!" watch',
    "S M L",
    "Gu cci and re plica",
    "x" * 600 + " rolex",
    "古驰 手表，高仿 rolex",
    "Ｒolex\u3000watch",
    "r\u043elex caf\u00e9\u00a0cr\u00e8me",
    "back\bspace",
    "codes KX-48213 KX-48214  +86-13800000000 R00000lex",
    "of eight12 of eight123 and sixteen-letters1 sixteen-letters12 (two)words",
    "thirty-two-letters-or-bytes-there thirty-two-letters-or-bytes-there! and more",
]


def _check(
    texts: list[str | None], vocabulary: Vocabulary, written: pa.Array | None = None
) -> None:
    index = ChunkIndex(vocabulary)
    column = TextColumn(
        pa.array(texts, pa.string()) if written is None else written, vocabulary, index
    )
    names = [*index.chunks]
    every = np.arange(len(column.number))
    begins = column.begins(every).tolist()
    assert column.originals == texts
    assert column.first[-1] == len(every)
    for row, text in enumerate(texts):
        changed = prepare(text or "", vocabulary)
        own = column.chunks_of(np.array([row])).tolist()
        chunks = [names[column.number[at]] for at in own]
        assert own == list(range(column.first[row], column.first[row + 1]))
        assert column.row[own].tolist() == [row] * len(own)
        assert chunks == [*map(canonical, cut(changed.text))]
        assert (row in column.prepared) == (changed.text != (text or ""))
        for chunk, at in zip(cut(changed.text), own, strict=True):
            assert changed.text[begins[at] : begins[at] + len(chunk)] == chunk
            start, end = column.original(row, begins[at], begins[at] + len(chunk))
            assert column.written(row, start, end) == (text or "")[start:end] != ""


@pytest.mark.parametrize("vocabulary", [NOTHING_KNOWN, KNOWN], ids=["nothing", "some"])
def test_all_at_once_is_one_by_one(vocabulary: Vocabulary) -> None:
    _check(LITERAL, vocabulary)
    for text in LITERAL:
        _check([text], vocabulary)
    _check([], vocabulary)


@given(
    st.lists(
        st.one_of(st.none(), st.text(st.sampled_from("Gucirolex <>&;#8\t\n\x1c\b,.古驰 仿高é")))
    )
)
def test_whatever_the_texts(texts: list[str | None]) -> None:
    _check(texts, KNOWN)


@given(st.data())
def test_other_texts_of_some_listings_are_cut_as_if_written_so(data: st.DataObject) -> None:
    index = ChunkIndex(KNOWN)
    whole = TextColumn(pa.array(LITERAL, pa.string()), KNOWN, index)
    rows = data.draw(st.sets(st.sampled_from(range(len(LITERAL)))))
    others: dict[int, str] = {}
    for row in rows:
        text = whole.prepared_text(row)
        at = data.draw(st.integers(0, len(text)))
        others[row] = text[:at] + " " * len(text[at : at + 5]) + text[at + 5 :]
    before = whole.number.tolist()
    column = whole.with_texts(others)
    every = np.arange(len(column.number))
    begins = column.begins(every).tolist()
    names = [*index.chunks]
    for row in range(len(LITERAL)):
        text = others.get(row, whole.prepared_text(row))
        own = column.chunks_of(np.array([row])).tolist()
        assert [names[column.number[at]] for at in own] == [*map(canonical, cut(text))]
        assert column.prepared_text(row) == text
        for chunk, at in zip(cut(text), own, strict=True):
            assert text[begins[at] :].startswith(chunk)
    # the column it came from is left as it was
    assert whole.number.tolist() == before
    assert all(whole.prepared_text(row) is not None for row in rows)


def test_a_slice_of_a_column_is_read_as_its_texts() -> None:
    whole = pa.array(LITERAL, pa.string())
    for first in range(len(LITERAL)):
        _check(LITERAL[first : first + 4], KNOWN, whole.slice(first, 4))


@given(st.text(st.characters(max_codepoint=127)))
def test_what_spans_chunks_is_seen_from_afar(text: str) -> None:
    if re.search(SPANS_CHUNKS, text) is None:
        assert remove_markup(text).text == text
        assert _laid_bare(text).text == text  # what prepare() leaves out


@given(
    st.sampled_from(["", "a ", "x 1 ", "size S M L ", "one-to "]),
    st.tuples(*(st.sampled_from([one, one.upper(), f"({one})", f"[{one}]"]) for one in "rolex")),
    st.sampled_from(["", " watch", " b", "!", '" 2']),
)
def test_letters_spaced_apart_are_seen_from_afar(
    before: str, letters: tuple[str, ...], behind: str
) -> None:
    text = before + " ".join(letters) + behind
    seen = TextColumn(pa.array([text]), KNOWN, ChunkIndex(KNOWN)).prepared
    assert (0 in seen) == (prepare(text, KNOWN).text != text)
