"""Our batches through spaCy give the tokens that spaCy gives."""

from __future__ import annotations

import random
import string
import sys
import threading

import spacy
from hypothesis import example, given
from hypothesis import strategies as st

from counterfeit_nlp.text.chunks import CHUNK, analyse, cut
from counterfeit_nlp.text.pipelines import LONGEST_RUN, tokenise

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=LONGEST_RUN,
).filter(lambda word: not any(character.isspace() for character in word))


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_pieces_in_a_batch_are_tokenised_as_stock_spacy_does_alone(words: list[str]) -> None:
    stock = spacy.blank("en")
    for word, tokens in zip(words, tokenise(words), strict=True):
        expected = [token for token in stock(word) if not token.is_space]
        assert [(token.start, token.end) for token in tokens] == [
            (token.idx, token.idx + len(token)) for token in expected
        ]


@given(st.lists(st.text("!:'()-=_pdDoO0xX3<>^;*/|.,", min_size=1, max_size=6), max_size=8))
@example(["!:p'", "'d:!"])
def test_a_piece_has_the_tokens_it_has_alone(words: list[str]) -> None:
    # spaCy has special cases for emoticons and contractions, some with a space inside
    assert tokenise(words) == [tokenise([word])[0] for word in words]


def test_batches_larger_than_a_document_lose_nothing() -> None:
    words = [f"item-{number}" for number in range(4_500)]
    assert tokenise(words) == [tokenise([word])[0] for word in words[:50]] + tokenise(words[50:])
    assert ["".join(word[t.start : t.end] for t in tokens)
            for word, tokens in zip(words, tokenise(words), strict=True)] == words  # fmt: skip


def test_chinese_is_segmented_into_words_that_cover_it() -> None:
    (tokens,) = tokenise(["真皮双肩包"], chinese=True)
    assert [token.norm for token in tokens] == ["真皮", "双肩包"]
    (other,) = tokenise(["女士手提包"], chinese=True)
    assert next(token.start for token in other) == 0
    assert other[-1].end == 5


def test_numbers_keep_their_meaning_and_stock_numbers_their_length() -> None:
    (chunk,) = analyse(["1:1"])
    assert [token.norm for token in chunk.tokens] == ["1:1"]
    read = {t.norm for c in analyse(["2016", "501", "18k", "40mm", "123456", "0012345678901234"])
            for t in c.tokens}  # fmt: skip
    assert {"2016", "501", "18k", "40", "mm", "######", "############"} <= read


def test_chinese_ends_after_punctuation_and_chunks_stay_short() -> None:
    assert CHUNK.findall("GUCCI古驰20本，好 bag") == ["GUCCI古驰20本，", "好", "bag"]
    for text in ("仿" * 100, "x" * 1000, "x仿" * 100, "，" * 5 + "a"):
        assert "".join(CHUNK.findall(text)) == text
        assert cut(text) == CHUNK.findall(text)
    assert max(map(len, CHUNK.findall("仿" * 100))) == 24
    assert max(map(len, cut("x" * 1000))) == 256


def test_the_vocabulary_does_not_grow_with_the_catalog() -> None:
    from counterfeit_nlp.text.pipelines import _english

    tokenise(["warm"])
    before = len(_english().vocab.strings)
    tokenise([f"qx{number}zz" for number in range(20_000)])
    assert len(_english().vocab.strings) < before + 2_000


def test_threads_may_tokenise_at_once() -> None:
    # new words each time: what spaCy has met before it takes from its vocabulary
    wrong: list[object] = []
    together = threading.Barrier(2)

    def run(seed: int) -> None:
        draw = random.Random(seed)
        together.wait()
        for _ in range(25):
            words = ["".join(draw.choices(string.ascii_lowercase, k=9)) for _ in range(300)]
            try:
                found = tokenise(words)
            except Exception as error:
                wrong.append(error)
            else:
                norms = ["".join(token.norm for token in tokens) for tokens in found]
                wrong.extend(set(norms) ^ set(words))

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(2)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)  # as the server has it
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert wrong == []
