"""Names cut short in fancy letters, and the pieces that hide nothing."""

from __future__ import annotations

import time

import pytest

from counterfeit_nlp.text.chunks import fold_chunk
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

KNOWN = Vocabulary.of(
    ["sale", "pra"],
    brand=["balenciaga", "gucci", "miumiu", "bottega", "bottegaveneta", "louisvuitton", "vuitton",
           "newbalance", "prada", "airpods", "airjordan", "迪奥"],
    cue=["replica"],
)  # fmt: skip


def fancy(text: str) -> str:
    """In mathematical bold letters."""
    return "".join(
        chr(0x1D5EE + ord(c) - 97) if "a" <= c <= "z" else chr(0x1D5D4 + ord(c) - 65)
        if "A" <= c <= "Z" else c for c in text
    )  # fmt: skip


@pytest.mark.parametrize(
    ("piece", "name"),
    [
        ("Bale", "balenciaga"), ("nciag", "balenciaga"), ("BALEN", "balenciaga"),
        ("CIAGA", "balenciaga"), ("MIU", "miumiu"), ("guc", "gucci"), ("Louis", "louisvuitton"),
        ("bott", "bottega"), ("vuitt", "vuitton"),
    ],
)  # fmt: skip
def test_a_piece_in_fancy_letters_is_the_name(piece: str, name: str) -> None:
    read = fold_chunk(fancy(piece), KNOWN)
    assert read.text == name
    assert {one.kind for one in read.disguises} == {"encoded_letters", "masked_letters"}
    assert fold_chunk(f"新款{fancy(piece)}女包", KNOWN).text == f"新款{name}女包"
    assert fold_chunk(read.text, KNOWN).text == name


@pytest.mark.parametrize(
    "text",
    [
        "Bale", "CIAGA", "guc",  # plain letters
        fancy("sale"), fancy("pra"),  # words
        fancy("new"), fancy("ba"),  # too little of a name
        fancy("air"),  # two names begin so
        fancy("repli"),  # no brand
        fancy("enci"), fancy("B") + "ale", "x" + fancy("bale"), fancy("guc") + "7",
        fancy("hello"),
    ],
)  # fmt: skip
def test_other_pieces_stay(text: str) -> None:
    assert fold_chunk(text, KNOWN).text == fold_chunk(text, NOTHING_KNOWN).text


def test_a_whole_name_in_pieces_is_joined_first() -> None:
    assert fold_chunk(fancy("guc·ci"), KNOWN).text == "gucci"


def test_time_is_linear() -> None:
    def seconds(length: int) -> float:
        text = (fancy("bale") + "包") * (length // 5)
        begin = time.process_time()
        fold_chunk(text, KNOWN)
        return time.process_time() - begin

    seconds(1_000)
    assert seconds(32_000) < 12 * seconds(8_000) + 0.1
