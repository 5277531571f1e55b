"""Letters in fancy encodings become letters; signs, ordinals, units and flags are left in peace."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.encodings import latin_letter


def tags(word: str) -> str:
    return "".join(chr(0xE0000 + ord(character)) for character in word)


def kinds(written: str) -> dict[str, int]:
    found = [disguise.kind for disguise in fold(written).disguises]
    return {kind: found.count(kind) for kind in sorted(set(found))}


ENCODED = [
    # (as written, as read, letters that are evidence)
    ("𝓡𝓸𝓵𝓮𝔁", "rolex", 5),
    ("ⓖⓤⓒⓒⓘ", "gucci", 5),
    ("🅡🅞🅛🅔🅧", "rolex", 5),
    ("🅁🄾🄻🄴🅇", "rolex", 5),
    ("🆁🅾🅻🅴🆇", "rolex", 5),
    ("⒭⒪⒧⒠⒳", "rolex", 5),
    ("🄡🄞lex", "rolex", 2),
    ("🇷🇴🇱🇪🇽", "rolex", 5),
    ("ɢᴜᴄᴄɪ", "gucci", 5),
    ("ᴿᵒˡᵉˣ", "rolex", 5),
    ("ₓₐ", "xa", 2),
    ("rolǝx", "rolex", 1),
    ("ɐdıdɐs", "adidas", 2),  # dotless i is a letter of Turkish
    ("ℝolex", "rolex", 1),
    ("R𝟎lex", "r0lex", 1),
    (tags("Rolex"), "rolex", 5),
    ("designeⓡs", "designers", 1),
]
INNOCENT = [
    ("1ˢᵗ", "1st"),
    ("10ᵗʰ", "10th"),
    ("m²", "m2"),
    ("№5", "no5"),
    ("20℃", "20°c"),
    ("5㎏", "5kg"),
    ("5mℓ", "5ml"),
    ("ﬁne", "fine"),
    ("Nike™", "nike™"),
    ("Nike®", "nike®"),
    ("Nikeⓡ", "niker"),
    ("Nikeᵀᴹ", "niketm"),
    ("①②③", "123"),
    ("🅿", "p"),
    ("Ⓜ", "m"),
    ("ＧＵＣＣＩ", "gucci"),  # all of a word in full width is how some keyboards type
    ("iPhone１３", "iphone13"),
    ("ＡＢＣ，", "abc,"),
    ("MarkⅣ", "markiv"),
    ("øre", "ore"),
    ("łódź", "lodz"),
    ("Đăk", "dak"),
    ("straße", "strasse"),
    ("Æon", "aeon"),
    ("ſ", "s"),
    ("ﾃﾚﾋﾞ", "テレビ"),
    ("1º", "1o"),
    ("᙭", "x"),  # a sign of Canadian syllabics
]


@pytest.mark.parametrize(("written", "read", "letters"), ENCODED)
def test_encoded_letters_are_read_and_counted(written: str, read: str, letters: int) -> None:
    assert fold(written).text == read
    assert kinds(written) == {"encoded_letters": letters}


@pytest.mark.parametrize(("written", "read"), INNOCENT)
def test_what_honest_sellers_write_is_no_evidence(written: str, read: str) -> None:
    assert fold(written).text == read
    assert kinds(written) == {}


@pytest.mark.parametrize(
    ("written", "read", "letters"),
    [
        ("Rｏlex", "rolex", 1),
        ("R０lex", "r0lex", 1),
        ("guⅽⅽⅰ", "gucci", 3),
        ("ƀag", "bag", 1),
        ("Ɇƚite", "elite", 2),
        ("ɡuccɑ", "gucca", 2),
    ],
)
def test_latin_letters_of_another_kind_amid_plain_ones(
    written: str, read: str, letters: int
) -> None:
    assert fold(written).text == read
    assert kinds(written) == {"lookalike_letters": letters}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("🇺🇸", "🇺🇸"),
        ("🇺🇸🇨🇳🇬🇧", "🇺🇸🇨🇳🇬🇧"),
        ("🇺🇸🇨", "usc"),  # not wholly pairs: a word
        ("🇽🇽", "xx"),  # no such country
        ("🇳\u200b🇮\u200b🇰\u200b🇪", "nike"),  # kept apart, so that they don't become flags
        ("🇷", "r"),
        ("🏴" + tags("gbsct") + "\U000e007f", "🏴"),  # the flag of Scotland
        ("🏴" + tags("gbsct"), "🏴gbsct"),
    ],
)
def test_flags_are_told_from_letters(written: str, read: str) -> None:
    assert fold(written).text == read


def test_a_sign_among_syllabics_is_a_letter() -> None:
    assert fold("ᖇOᒪᕮ᙭").text == "rolex"
    assert kinds("ᖇOᒪᕮ᙭") == {"encoded_letters": 1, "lookalike_letters": 3}


def test_a_tag_never_becomes_markup() -> None:
    assert fold(tags("<b>&amp;")).text == "bamp;"


@pytest.mark.parametrize(
    ("letter", "plain"),
    [("ŧ", "t"), ("ꜱ", "s"), ("ʞ", "k"), ("œ", "oe"), ("ǁ", "ǁ"), ("о", "о"), ("x", "x")],
)  # fmt: skip
def test_latin_letters_by_shape_and_name(letter: str, plain: str) -> None:
    assert latin_letter(letter) == plain
