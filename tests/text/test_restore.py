"""Words behind disguised letters, and their innocent twins."""

from __future__ import annotations

import pytest

from counterfeit_nlp.text.chunks import fold_chunk
from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.vocabulary import Vocabulary

COMMON = (
    "watch watches shoes case cases good bags sale model iphone size shirt live list free case five"
    " copy with photo the and new phone book women best quality original swiss air led top mega"
)
BRANDS = "rolex gucci prada mk nike balenciaga chanel rayban loreal arcteryx drmartens thenorthface"
BRANDS += " omega ugg dior 古驰 迪奥 香奈儿 普拉达"
KNOWN = Vocabulary(
    dict.fromkeys(COMMON.split(), 200) | {"prado": 30, "o'neill": 5, "dr": 5, "rulex": 1},
    dict.fromkeys(BRANDS.split(), "brand") | {"replica": "cue", "高仿": "cue"},
)
CASES = [
    # (what the seller wrote, what the model reads, what was done)
    ("R0lex", "rolex", ["leet_letters"]),
    ("gu$$i", "gu$$i", []),  # gussi is no word
    ("Gu¢¢i", "gucci", ["leet_letters"]),
    ("pr@da", "prada", ["leet_letters"]),
    ("|V|K", "mk", ["leet_letters"]),
    ("w4tch", "watch", ["leet_letters"]),
    ("r0le><", "rolex", ["leet_letters"]),
    ("(r0lex)", "(rolex)", ["leet_letters"]),
    ("gu₵₵i", "gucci", ["leet_letters"]),
    ("₡hanel", "chanel", ["leet_letters"]),
    ("₲ucci", "gucci", ["leet_letters"]),
    ("₴hoes", "shoes", ["leet_letters"]),
    ("©hanel", "chanel", ["leet_letters"]),
    ("r⊙lex", "rolex", ["leet_letters"]),
    ("w○men", "women", ["leet_letters"]),
    ("b∈st", "best", ["leet_letters"]),
    ("∪gg", "ugg", ["leet_letters"]),
    ("0mega", "omega", ["leet_letters"]),
    ("0riginal", "original", ["leet_letters"]),
    ("5wiss", "swiss", ["leet_letters"]),
    ("9ua1ity", "quality", ["leet_letters"]),
    ("w4tche5", "watches", ["leet_letters"]),
    ("watche5", "watches", ["leet_letters"]),
    ("n€w", "new", ["leet_letters"]),
    ("%52%6flex", "rolex", ["encoded_letters"]),
    ("(%52%6f%6c%65%78)", "(rolex)", ["encoded_letters"]),
    ("w%61%74ch", "watch", ["encoded_letters"]),
    ("N.I.K.E", "nike", ["separated_letters"]),
    ("r-o-l-e-x!", "rolex!", ["separated_letters"]),
    ("r🔥olex", "rolex", ["separated_letters"]),
    ("g★u★c★c★i", "gucci", ["separated_letters"]),
    ("r.0.l.3.x", "rolex", ["separated_letters"]),
    ("R.\u043e.l.\u0435.x", "rolex", ["separated_letters"]),  # Cyrillic letters
    ("G-u-\u0441-\u0441-i", "gucci", ["separated_letters"]),
    ("gu-cci", "gucci", ["separated_letters"]),
    ("rep-lica", "replica", ["separated_letters"]),
    ("wat.ch", "watch", ["separated_letters"]),
    ("R-E-P-S-H-O-P", "repshop", ["separated_letters"]),
    # as their owners write them
    ("Ray-Ban", "rayban", []),
    ("L'Or\u00e9al", "loreal", []),
    ("L\u2019Or\u00e9al", "loreal", []),
    ("Arc'teryx", "arcteryx", []),
    ("Dr.Martens", "drmartens", []),
    ("The-North-Face", "thenorthface", []),
    ("PR*DA", "prada", ["masked_letters"]),
    ("rolexxxx", "rolex", ["repeated_letters"]),
    ("GGUUCCCCII", "gucci", ["repeated_letters"]),
    ("gooood", "good", ["repeated_letters"]),
    ("rolax", "rolex", ["misspelt_terms"]),
    ("balenciga", "balenciaga", ["misspelt_terms"]),
    ("xelor", "rolex", ["reversed_text"]),
    ("ChaneI", "chanel", ["misspelt_terms"]),
    ("Nlke", "nike", ["misspelt_terms"]),
    ("gucclbag", "gucclbag", []),
    ("R0LEX\u00ae", "rolex\u00ae", ["leet_letters"]),
    ("Gucc1\u2122", "gucci\u2122", ["leet_letters"]),
    ("高丨仿表", "高仿表", ["separated_letters"]),
    ("高〇仿", "高仿", ["separated_letters"]),
    ("xRolexx", "rolex", ["misspelt_terms"]),
    ("xxROLEXxx", "rolex", ["misspelt_terms"]),
    ("xguccix", "gucci", ["misspelt_terms"]),
    ("高.仿", "高仿", ["separated_letters"]),
    ("古*驰", "古驰", ["separated_letters"]),
    ("古·驰包", "古驰包", ["separated_letters"]),
    ("古_驰", "古驰", ["separated_letters"]),
    ("迪#奥", "迪奥", ["separated_letters"]),
    ("香·奈·儿", "香奈儿", ["separated_letters"]),
    ("普拉*达", "普拉达", ["separated_letters"]),
    ("高x仿", "高仿", ["separated_letters"]),
    ("高1仿包", "高仿包", ["separated_letters"]),
    ("普拉*", "普拉达", ["masked_letters"]),
    ("新款古池包", "新款古驰包", ["homophones"]),
    ("迪*pr*da", "迪奥prada", ["masked_letters", "masked_letters"]),
    ("正品r0lex表", "正品rolex表", ["leet_letters"]),
]
TWINS = [
    "4k", "3m", "a1", "h2o", "iphone5", "case5", "kx-48213", "S M L", "size 7 D", "t-shirt",
    "new★watch", "2-in-1", "o'neill", "usb-c", "1080p", "100%", "a4", "x2", "5ive?", "prado",
    "18k", "1:1", "aaa+", "good!!!", "watch/case", "watch, case", "b.b.c.", "r&d", "50% off", "mp3",
    "ps5", "50ml", "rulex", "niki", "ekin", "zzzz", "hmm", "www", "高，仿", "高清仿真", "复古池塘",
    "50%off", "100%", "20%25", "10%50%70%", "%50%70", "5%watch", "http://a.b/%52%6flex",
    "rolex®", "nike©", "case®", "dio®", "50€", "€50", "☆", "●mega", "○best", "✓watch", "(∩_∩)",
    "A1R", "L3D", "T0P", "n3w", "4runner", "2pack", "3pcs", "0ring", "7eleven", "5ize", "5watch",
    "2good", "3xl", "$shoes", "xbox", "maxx", "tjmaxx", "xrolex", "xnikex", "xgoodx",
    "身高丨仿皮", "新款丨高清丨手表", "高一仿", "n1w®", "mike", "hike", "dlo",
    "a/b/c/d/e/f", "c-d-e-f-g-h", "s/m/x/l/k/w", "new.case", "身高1仿", "高2cm仿",
    "rolex", "rolex.", "古驰", "new-rolex", "rolex-watch", "pradaa5x", "me@r0lex.com",
]  # fmt: skip


@pytest.mark.parametrize(("written", "read", "kinds"), CASES)
def test_what_a_human_reads(written: str, read: str, kinds: list[str]) -> None:
    found = normalise(written, KNOWN)
    assert found.text == read
    assert [one.kind for one in found.disguises] == kinds


@pytest.mark.parametrize("text", TWINS)
def test_innocent_twins_stay(text: str) -> None:
    found = normalise(text, KNOWN)
    assert found.text == text.lower().replace("，", ",")
    assert found.disguises == ()


@pytest.mark.parametrize("written", [written for written, _, _ in CASES])
def test_nothing_is_read_without_known_words(written: str) -> None:
    restored = ("leet_letters", "separated_letters", "misspelt_terms", "homophones")
    assert not {one.kind for one in normalise(written).disguises} & set(restored)


def test_a_word_stands_where_the_seller_wrote_it() -> None:
    text = "buy a  G.U.C.C.I now"
    found = normalise(text, KNOWN)
    start = found.text.index("gucci")
    assert text[slice(*found.span(start, start + 5))] == "G.U.C.C.I"
    assert text[slice(*found.disguises[0][1:])] == "G.U.C.C.I"


def test_one_chunk_is_restored_to_the_end_at_once() -> None:
    assert fold_chunk("迪*pr*da", KNOWN).text == "迪奥prada"


@pytest.mark.parametrize("text", ["古*驰", "古～驰", "香·奈·儿", "高x仿"])
def test_a_name_held_apart_is_shown_whole(text: str) -> None:
    found = normalise(f"新款{text}包", KNOWN)
    assert [(one.start, one.end) for one in found.disguises] == [(2, 2 + len(text))]
