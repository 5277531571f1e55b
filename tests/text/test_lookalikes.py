"""Look-alikes of any alphabet fold inside a Latin word, and nobody's own words are touched."""

from __future__ import annotations

import unicodedata

import disarm
import pytest

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.encodings import latin_letter
from counterfeit_nlp.text.lookalikes import UNLIKE_UTS39, fold_lookalikes, latin_reading

FOLDED = [
    # (as written, as read, look-alikes)
    ("Rоlеx", "rolex", 2),  # Cyrillic
    ("ΡRADA", "prada", 1),  # Greek
    ("αdidas", "adidas", 1),
    ("gսcci", "gucci", 1),  # Armenian
    ("Ꭱolex", "rolex", 1),  # Cherokee
    ("ꓖucci", "gucci", 1),  # Lisu
    ("ⲣrada", "prada", 1),  # Coptic
    ("gᗩᗷ", "gab", 2),  # Canadian syllabics
    ("RoLеX", "rolex", 1),  # capitals here and there
    ("СНОРАRD", "chopard", 5),  # more of the others than of Latin
    ("CHΛNΞL", "chanel", 2),  # faux
    ("ЯOLEX", "rolex", 1),
    ("PЯДDД", "prada", 3),
    ("CHAИEL", "chanel", 1),
    ("гคקє", "rape", 4),  # three alphabets that nobody mixes
    ("х3lite", "x3lite", 1),
    ("gμcci", "gucci", 1),
    ("gυ¢¢ι", "gu¢¢i", 2),  # symbol fonts
    ("ρяα∂α", "pra∂a", 4),
]
UNTOUCHED = [
    "москва", "часы", "сору", "ελλάδα", "αθήνα", "հայաստան", "ᏣᎳᎩ", "שלום", "مرحبا", "สวัสดี",
    "नमस्ते", "ガンダム", "古驰", "구찌",
    "iphoneケース", "tシャツ", "nike구찌", "футболкаnike", "usb-кабель", "iphone'ы", "4к", "10кг",
    "5μm", "10kω", "δe", "μsd", "5μg",
]  # fmt: skip


@pytest.mark.parametrize(("written", "read", "letters"), FOLDED)
def test_look_alikes_in_a_latin_word(written: str, read: str, letters: int) -> None:
    folded = fold(written)
    assert folded.text == read
    assert [disguise.kind for disguise in folded.disguises] == ["lookalike_letters"] * letters
    for _, start, end in folded.disguises:
        assert not written[start:end].isascii()


@pytest.mark.parametrize("written", UNTOUCHED)
def test_words_of_other_languages_stay(written: str) -> None:
    assert fold(written).text == unicodedata.normalize("NFC", written)
    assert fold(written).disguises == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("футболкаNike", "футболка nike"),
        ("сумкаGucci", "сумка gucci"),  # each letter has a look-alike, but the case tells
        ("SMSка", "sms ка"),
        ("10kΩ", "10kω"),
        ("ΔE", "δe"),
        ("µm", "μm"),
    ],
)
def test_words_glued_together_are_two_words(written: str, read: str) -> None:
    assert fold(written).text == read
    assert fold(written).disguises == ()


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("сору", "copy"),
        ("РОЛЕХ", "POAEX"),
        ("ΗΟΝΔΑ", "HONAA"),
        ("ролex5", "poaex5"),
        ("годы", None),
        ("古驰", None),
        ("ガ", None),
        ("", ""),
        ("rolex", "rolex"),
    ],
)
def test_what_a_word_looks_like(word: str, reading: str | None) -> None:
    assert latin_reading(word) == reading


def test_every_letter_confusable_with_a_latin_one_folds_to_it() -> None:
    """The other way round from the code: ask the tables of UTS #39 about every letter there is."""
    astray = []
    for code in range(0x80, 0x110000):
        letter = chr(code)
        if not letter.isalpha() or letter in UNLIKE_UTS39:
            continue
        shape = disarm.normalize_confusables(letter)
        if len(shape) != 1 or not (shape.isascii() and shape.isalpha()):
            continue
        if unicodedata.name(letter, "").startswith(("CJK", "KATAKANA")):
            continue
        read = fold(f"ax{letter}bx").text
        if read != f"ax{shape.lower()}bx":
            astray.append(letter)
    # judged otherwise here: sigma is read E and no S, what is turned upside down is turned back
    sigmas = {letter for letter in astray if unicodedata.normalize("NFKC", letter) == "Σ"}
    assert set(astray) - sigmas == set("ʌↃↄᴐ")


def test_positions_are_those_of_the_letters_replaced() -> None:
    assert fold_lookalikes("год Rоlеx") == ("год Rolex", [5, 7])
    assert latin_letter("о") == "о"  # Cyrillic is left to the words
