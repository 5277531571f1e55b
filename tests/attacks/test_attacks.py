"""Each attack does what it says, leaves alone what a buyer needs, and can be read again."""

from __future__ import annotations

import html
import re
import time
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.attacks import chinese, encodings, lookalikes, surface, typos
from counterfeit_nlp.attacks.listings import attacked, draw_order, generator
from counterfeit_nlp.attacks.padding import FEW_WORDS, WORDS_ADDED, innocent_words, pad
from counterfeit_nlp.attacks.suite import FAMILIES, STRENGTHS, chosen, suite
from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.text.windows import WHOLE

ENGLISH = "Rolex Datejust replica watches, genuine leather copy NOT original"
CHINESE = "高仿古驰香奈儿包包 顶级原单 微信联系 专柜正品"
# Nothing in it is a word to attack: sizes, prices, ratios, model codes, links, short words
UNTOUCHED = "42 mm 1:1 XL 10x15 iPhone15 501-B RTX-4090 £99.50 no. 7 of 9 https://a.example/watch"
GENUINE = ["sturdy garden chair with cushion", "blue cotton shirt for summer", "陶瓷茶杯礼盒套装"]
WORDS = innocent_words(GENUINE)
SUITE = suite(WORDS)
LETTERS = {name: one for name, one in SUITE.items() if one.family != "padding"}
HAN_ONLY = {name for name, one in SUITE.items() if one.family == "chinese"}

# Names are identifiers in gates, metrics and reports: add to the list, never rename
NAMES = [
    "bold", "italic", "bold_italic", "script", "bold_script", "fraktur", "bold_fraktur",
    "double_struck", "sans", "sans_bold", "sans_italic", "sans_bold_italic", "monospace",
    "full_width", "circled", "negative_circled", "squared", "negative_squared", "parenthesised",
    "small_capitals", "superscript", "regional_indicators", "soft_hyphen", "zero_width_space",
    "zero_width_joiner", "word_joiner", "unseen_operators", "direction_marks",
    "variation_selectors", "grapheme_joiner", "tag_characters", "html_named", "html_decimal",
    "html_hex", "html_escaped_twice", "inline_tags", "html_comments", "mojibake", "cyrillic",
    "greek", "armenian", "cherokee", "lisu", "coptic", "latin_extended", "latin_accents",
    "cyrillic_words", "mixed_scripts", "leet_digits", "leet_few", "symbols", "currencies",
    "drawn_letters", "spaced", "odd_spaces", "dotted", "slashed", "hyphened", "underscored",
    "starred", "emoji", "masked_star", "masked_other", "repeated", "zalgo", "upper_case",
    "random_case", "reversed", "backspaces", "typo_swap", "typo_drop", "typo_double",
    "typo_neighbour", "pad_description_end", "pad_description_start", "pad_description_between",
    "pad_title_end", "pad_title_start", "pad_title_between", "pad_title_end_few",
    "pad_title_start_few", "han_traditional", "han_homophones", "han_pinyin", "han_halves",
    "han_star", "han_tilde", "han_spaced", "han_dotted", "han_house",
]  # fmt: skip


def do(name: str, text: str, strength: float = 1.0, seed: int = 1) -> str:
    return SUITE[name].change(text, np.random.default_rng(seed), strength)


def digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def test_names_are_stable_and_described() -> None:
    assert list(SUITE) == NAMES
    assert [one.name for one in SUITE.values()] == NAMES
    assert {one.family for one in SUITE.values()} == set(FAMILIES)
    assert all(len(one.description) > 10 for one in SUITE.values())
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", LETTERS)
def test_an_attack_changes_the_text_it_is_for(name: str) -> None:
    text = CHINESE if name in HAN_ONLY else ENGLISH
    for strength in STRENGTHS:
        assert do(name, text, strength) != text, strength


@pytest.mark.parametrize("name", LETTERS)
def test_numbers_sizes_codes_links_and_short_words_stay(name: str) -> None:
    assert do(name, UNTOUCHED) == UNTOUCHED
    assert do(name, "") == ""
    assert do(name, "<br> A &amp; B <span class='big word'>12</span>") == (
        "<br> A &amp; B <span class='big word'>12</span>"
    )


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_the_other_language_stays(name: str) -> None:
    if name in HAN_ONLY:
        assert do(name, ENGLISH) == ENGLISH
    elif name not in {*encodings.BETWEEN, *encodings.ENTITIES, "inline_tags", "html_comments"}:
        assert do(name, CHINESE) == CHINESE


@pytest.mark.parametrize("name", SUITE)
def test_the_same_generator_gives_the_same_text(name: str) -> None:
    text = f"{ENGLISH} {CHINESE}"
    assert do(name, text, 0.5, seed=3) == do(name, text, 0.5, seed=3)


@pytest.mark.parametrize("name", SUITE)
def test_no_strength_no_change(name: str) -> None:
    assert do(name, f"{ENGLISH} {CHINESE}", 0.0) == f"{ENGLISH} {CHINESE}"


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_a_strength_is_a_share(strength: float) -> None:
    with pytest.raises(ValueError, match="expected a share"):
        do("bold", ENGLISH, strength)


def test_strength_is_the_share_of_words() -> None:
    text = " ".join(["watches"] * 40)
    for strength in STRENGTHS:
        changed = sum(word != "watches" for word in do("bold", text, strength).split())
        assert changed == round(40 * strength)
    assert do("bold", "watches copies", 0.01) != "watches copies"  # at least one


# --- a human reads the same ---------------------------------------------------------------------

BY_NFKC = {*encodings.STYLES} - {
    "negative_circled", "negative_squared", "parenthesised", "small_capitals",
    "superscript", "regional_indicators",
}  # fmt: skip


@pytest.mark.parametrize("style", sorted(BY_NFKC))
def test_compatible_forms_are_the_same_letters(style: str) -> None:
    assert unicodedata.normalize("NFKC", do(style, ENGLISH)).lower() == ENGLISH.lower()


@pytest.mark.parametrize("style", sorted(encodings.STYLES))
def test_every_form_is_named_after_its_letter(style: str) -> None:
    table = encodings.table_of(style)
    assert len({letter.lower() for letter in table}) >= 23
    for letter, form in table.items():
        name = unicodedata.name(form)
        assert name == "PLANCK CONSTANT" or name.split()[-1] == letter.upper(), name
    back = str.maketrans({form: letter for letter, form in table.items()} | {"\u200b": None})
    assert do(style, ENGLISH).translate(back).lower() == ENGLISH.lower()


@pytest.mark.parametrize("kind", sorted(encodings.BETWEEN))
def test_what_stands_between_is_not_seen(kind: str) -> None:
    marks = {unicodedata.lookup(name) for name in encodings.BETWEEN[kind]}
    assert {unicodedata.category(mark) for mark in marks} <= {"Cf", "Mn"}
    for text in (ENGLISH, CHINESE):
        assert "".join(letter for letter in do(kind, text) if letter not in marks) == text


def test_entities_and_tags_show_the_text() -> None:
    for name in ("html_decimal", "html_hex", "html_escaped_twice"):
        for text in (ENGLISH, CHINESE):
            assert html.unescape(html.unescape(do(name, text))) == text
    named = unicodedata.normalize("NFKC", html.unescape(do("html_named", ENGLISH)))
    assert named == ENGLISH
    for name in ("inline_tags", "html_comments"):
        assert re.sub(r"<[^<>]*>", "", do(name, f"{ENGLISH} {CHINESE}")) == f"{ENGLISH} {CHINESE}"


def test_mojibake_is_utf8_read_wrongly() -> None:
    out = do("mojibake", "Rolex")
    assert out == "RÃ´lÃ©x"
    assert out.encode("cp1252").decode() == "Rôléx"


def test_look_alikes_are_letters_of_their_script() -> None:
    scripts = {"cyrillic": "CYRILLIC", "greek": "GREEK", "armenian": "ARMENIAN", "lisu": "LISU",
               "cherokee": "CHEROKEE", "coptic": "COPTIC", "latin_extended": "LATIN",
               "latin_accents": "LATIN"}  # fmt: skip
    assert set(scripts) == set(lookalikes.SCRIPTS)
    for script, table in lookalikes.SCRIPTS.items():
        for letter, shape in table.items():
            assert re.fullmatch("[A-Za-z]", letter)
            assert not shape.isascii()
            assert unicodedata.category(shape)[0] == "L"
            assert unicodedata.name(shape).startswith(scripts[script]), (script, shape)
    for letter, shape in lookalikes.SCRIPTS["lisu"].items():
        assert unicodedata.name(shape).startswith("LISU LETTER"), letter


def test_words_wholly_in_cyrillic() -> None:
    out = do("cyrillic_words", "copy Rolex")
    assert all("CYRILLIC" in unicodedata.name(letter) for letter in out[:4])
    assert "x" not in out[:4]
    assert "R" in out  # it has no Cyrillic look-alike in a Latin word


@pytest.mark.parametrize("alphabet", sorted(surface.LEET))
def test_leet_keeps_the_other_letters(alphabet: str) -> None:
    back = {shape: letter for letter, shape in surface.LEET[alphabet].items()}
    out = do(alphabet, "honest watches")
    for shape in sorted(back, key=len, reverse=True):
        out = out.replace(shape, back[shape])
    assert out.translate(str.maketrans("l", "i")) == "honest watches".translate(
        str.maketrans("l", "i")
    )


@pytest.mark.parametrize("gap", sorted(surface.GAPS))
def test_separated_letters_keep_their_order_and_their_words(gap: str) -> None:
    out = do(gap, "Rolex replica")
    assert re.sub(r"[^a-z]", "", out.lower()) == "rolexreplica"
    assert max(map(len, re.findall(r"[A-Za-z]+", out))) == 1
    if gap == "spaced":  # a reader sees where a word ends
        assert re.split(" {2,}", out.strip()) == ["R o l e x", "r e p l i c a"]


def test_masks_hide_inner_letters_only() -> None:
    for mask in surface.MASKS:
        out = do(mask, "Prada Longines bag")
        for word, was in zip(out.split(), ("Prada", "Longines", "bag"), strict=True):
            hidden = [at for at, (a, b) in enumerate(zip(word, was, strict=True)) if a != b]
            assert len(hidden) == (2 if len(was) >= 7 else 1)
            assert 0 not in hidden
            assert len(was) - 1 not in hidden


def test_other_marks_of_the_surface() -> None:
    assert re.sub(r"(.)\1+", r"\1", do("repeated", "Prada")) == "Prada"
    bare = (c for c in do("zalgo", ENGLISH) if not unicodedata.combining(c) and c != "\u034f")
    assert "".join(bare) == ENGLISH
    assert do("upper_case", "Prada") == "PRADA"
    assert do("random_case", "Prada bags").lower() == "prada bags"
    assert do("reversed", "Prada") == "\u202eadarP\u202c"
    assert re.sub(".\b", "", do("backspaces", ENGLISH)) == ENGLISH


@pytest.mark.parametrize(
    ("kind", "longer"),
    [("typo_swap", 0), ("typo_drop", -1), ("typo_double", 1), ("typo_neighbour", 0)],
)
def test_a_typing_error_in_every_word_of_four_letters(kind: str, longer: int) -> None:
    assert kind in typos.TYPOS
    text = "Gucci bag with leather strap"
    for seed in range(20):
        for word, was in zip(do(kind, text, seed=seed).split(), text.split(), strict=True):
            if len(was) < 4:
                assert word == was
                continue
            assert word != was
            assert len(word) == len(was) + longer
            assert word[0] == was[0]
            if kind == "typo_swap":
                assert sorted(word) == sorted(was)
            if kind == "typo_neighbour":
                assert sum(a != b for a, b in zip(word, was, strict=True)) == 1


@pytest.mark.parametrize("table", sorted(chinese.TABLES))
def test_tables_of_characters_can_be_read_back(table: str) -> None:
    for character, other in chinese.TABLES[table].items():
        assert "\u4e00" <= character <= "\u9fff"
        if table == "pinyin":
            assert re.fullmatch("[a-z]+", other)
        elif table == "halves":
            assert len(other) == 2
        else:
            assert len(other) == 1
            assert other != character
    out = do(f"han_{table}", CHINESE)
    at = 0
    for character in CHINESE:
        other = chinese.TABLES[table].get(character, character)
        step = character if out.startswith(character, at) else other
        assert out.startswith(step, at)
        at += len(step)
    assert at == len(out)


def test_chinese_words_masked_apart_and_shortened() -> None:
    assert do("han_spaced", "高仿包包") == "高 仿 包 包"
    assert re.sub("[·.•-]", "", do("han_dotted", CHINESE)) == CHINESE
    assert do("han_star", "迪奥") in ("迪*", "迪＊")
    assert do("han_tilde", "普拉达") in ("普～达", "普拉～", "普~达", "普拉~")
    assert do("han_house", "古驰包包") == "古家包包"
    assert do("han_house", "陶瓷茶杯") == "陶瓷茶杯"


# --- padding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["start", "end", "between"])
def test_padding_keeps_every_word_in_order(where: str) -> None:
    rng = np.random.default_rng(1)
    out = pad(ENGLISH, rng, 1.0, where=where, words=WORDS).split(" ")
    assert len(out) == len(ENGLISH.split(" ")) + WORDS_ADDED
    rest = iter(out)
    assert all(word in rest for word in ENGLISH.split(" "))
    assert set(out) - set(ENGLISH.split()) <= set(WORDS["en"])
    if where == "end":
        assert " ".join(out).startswith(ENGLISH)
    if where == "start":
        assert " ".join(out).endswith(ENGLISH)


def test_padding_speaks_the_language_of_the_listing() -> None:
    rng = np.random.default_rng(1)
    added = pad(CHINESE, rng, 1.0, where="end", words=WORDS).removeprefix(CHINESE).split()
    assert len(added) == WORDS_ADDED
    assert set(added) <= set(WORDS["zh"])
    # a Chinese listing without a description gets Chinese words, an empty text stays without them
    frame = pd.DataFrame({"listing_id": ["1"], "title": [CHINESE], "description": [None]})
    out = attacked(frame, SUITE["pad_description_end"], 1.0, 7)
    assert set(out["description"].iloc[0].split()) <= set(WORDS["zh"])
    assert out["title"].tolist() == [CHINESE]
    assert pad("", rng, 1.0, where="end", words={}) == ""


def test_innocent_words_hang_on_no_order() -> None:
    assert innocent_words(reversed(GENUINE)) == WORDS
    assert "chair" in WORDS["en"]
    assert not any(digits(word) for words in WORDS.values() for word in words)


def test_few_words_are_fewer_than_a_window_of_their_own_needs() -> None:
    few = suite(WORDS)["pad_title_end_few"].change("rolex watch", np.random.default_rng(1), 1.0)
    assert len(few.split()) - 2 == FEW_WORDS < WHOLE


def test_padding_needs_a_place() -> None:
    with pytest.raises(ValueError, match="expected start, end or between"):
        pad("x", np.random.default_rng(0), 1.0, where="middle", words=WORDS)


# --- listings -----------------------------------------------------------------------------------

FRAME = pd.DataFrame(
    {
        "listing_id": [f"L{n}" for n in range(12)],
        "title": [f"{ENGLISH} {n}" for n in range(6)] + [f"{CHINESE} {n}" for n in range(6)],
        "description": [None, "genuine leather strap"] * 6,
        "price": [9.5] * 12,
    }
)


@pytest.mark.parametrize("name", ["greek", "masked_star", "pad_title_between", "han_pinyin"])
def test_neither_row_order_nor_company_changes_a_listing(name: str) -> None:
    whole = attacked(FRAME, SUITE[name], 0.5, 7).set_index("listing_id")
    shuffled = FRAME.sample(frac=1, random_state=3)
    for part in (shuffled, shuffled.iloc[:3], FRAME.iloc[5:6]):
        out = attacked(part, SUITE[name], 0.5, 7).set_index("listing_id")
        pd.testing.assert_frame_equal(out, whole.loc[out.index])
    assert not attacked(FRAME, SUITE[name], 0.5, 8).equals(attacked(FRAME, SUITE[name], 0.5, 7))


def test_only_text_is_touched_and_the_frame_given_stays() -> None:
    before = FRAME.copy(deep=True)
    out = attacked(FRAME, SUITE["bold"], 1.0, 7)
    pd.testing.assert_frame_equal(FRAME, before)
    assert out["price"].tolist() == FRAME["price"].tolist()
    assert out["description"].isna().tolist() == FRAME["description"].isna().tolist()
    assert out.columns.tolist() == FRAME.columns.tolist()


def test_fields_strengths_and_attacks_draw_apart() -> None:
    drawn = {
        generator(*key).integers(2**60)
        for key in ((7, "1", "bold", 1.0, "title"), (8, "1", "bold", 1.0, "title"),
                    (7, "2", "bold", 1.0, "title"), (7, "1", "sans", 1.0, "title"),
                    (7, "1", "bold", 0.5, "title"), (7, "1", "bold", 1.0, "description"))
    }  # fmt: skip
    assert len(drawn) == 6


def test_a_sample_hangs_on_ids_alone() -> None:
    ids = pd.Series([f"L{n}" for n in range(50)])
    first = set(ids.iloc[draw_order(7, ids)[:10]])
    other = ids.sample(frac=1, random_state=1).reset_index(drop=True)
    assert set(other.iloc[draw_order(7, other)[:10]]) == first
    assert set(ids.iloc[draw_order(8, ids)[:10]]) != first


# --- choosing -----------------------------------------------------------------------------------


def test_choosing_by_name_family_and_all() -> None:
    assert chosen(["all"]) == NAMES
    assert chosen(["typos", "greek", "typo_swap"]) == [
        "greek", "typo_swap", "typo_drop", "typo_double", "typo_neighbour",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="no attack 'lookalike'.*did you mean 'lookalikes'"):
        chosen(["lookalike"])
    with pytest.raises(UsageError, match="no attack is named"):
        chosen([])


def test_no_table_of_the_normaliser_is_read() -> None:
    """An attack that shares a table with the defence measures nothing."""
    import counterfeit_nlp.attacks

    folder = Path(counterfeit_nlp.attacks.__file__).parent
    for path in folder.glob("*.py"):
        imported = re.findall(r"counterfeit_nlp\.text\.(\w+)", path.read_text(encoding="utf-8"))
        assert set(imported) <= {"language"}, path.name


# --- any text -----------------------------------------------------------------------------------

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60) | st.text(
    st.sampled_from("ab cdRolex驰古迪奥高仿1<>&;:/.@-*é"), max_size=60
)


@pytest.mark.parametrize("name", SUITE)
@given(text=_TEXT, strength=st.sampled_from([0.25, 1.0]))
def test_any_text_stays_text(name: str, text: str, strength: float) -> None:
    out = do(name, text, strength)
    out.encode()
    assert "\x00" not in out or "\x00" in text
    if name in HAN_ONLY and not re.search("[\u3005-\U0003ffff]", text):
        assert out == text


@pytest.mark.parametrize("text", ["a" * 65_536, "ab1" * 21_845, "a.b@" * 16_384, "<a" * 32_768,
                                  "高仿" * 32_768, "&a" * 32_768, "abc " * 16_384])  # fmt: skip
def test_long_texts_take_linear_time(text: str) -> None:
    for name in ("bold", "zero_width_space", "masked_star", "typo_swap", "han_pinyin",
                 "han_star", "pad_title_between"):  # fmt: skip
        start = time.perf_counter()
        do(name, text)
        assert time.perf_counter() - start < 2.0, name  # a quadratic one takes minutes
