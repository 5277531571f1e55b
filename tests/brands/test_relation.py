"""Of a brand, for one, or neither: what the words say, and what the thing says."""

from __future__ import annotations

import pytest

from counterfeit_nlp.brands.read import starter
from counterfeit_nlp.brands.relation import relation_of
from counterfeit_nlp.brands.standing import Named, Standings
from counterfeit_nlp.text.fields import read_fields

STANDINGS = Standings(starter(), {"USD": 1.0})


def norms_of(text: str) -> list[str]:
    (field,) = read_fields([text])
    return [token.norm for chunk in field.chunks for token in chunk.tokens]


def named(*fields: str) -> list[Named]:
    return STANDINGS.named([norms_of(text) for text in fields])


def relations(title: str, brand: str) -> set[str]:
    return {one.relation for one in named(title) if one.brand == brand}


# --- the words around a name -----------------------------------------------------------------

WORDS = [
    # the name stands between < and >
    ("case for < iphone >", "for"),
    ("fits < rolex > submariner", "for"),
    ("compatible with < dyson > v8", "for"),
    ("works with < samsung > galaxy", "for"),
    ("replacement for the < bosch > pump", "for"),
    ("charger for hp , dell and < lenovo >", "for"),
    ("< dyson > compatible filter", "for"),
    ("a book about < rolex >", "for"),
    ("适用 于 < 华为 > 手机壳", "for"),
    ("适用 15.6 寸 < 联想 > 小新", "for"),
    ("兼容 < 惠普 > 墨盒", "for"),
    ("< 华为 > p30 专用", "for"),
    ("< 苹果 > 手机 通用", "for"),
    ("not < rolex >", "not"),
    ("not a genuine < rolex >", "not"),
    ("not affiliated with < apple >", "not"),
    ("perfume inspired by < chanel >", "not"),
    ("alternative to < chanel >", "not"),
    ("< chanel > inspired perfume", "not"),
    ("< chanel > style bag", "not"),
    ("非 < 苹果 > 原装", "not"),
    ("< 香奈儿 > 同款 包包", "not"),
    # innocent twins
    ("< rolex > submariner watch", "is"),
    ("watch for men < rolex >", "is"),
    ("gifts for her . < gucci > bag", "is"),
    ("for sale : < rolex > watch", "is"),
    ("perfect gift for women by < gucci >", "is"),
    ("2 for 1 < nike > socks", "is"),
    ("slim fit < levis > jeans", "is"),
    ("like new < rolex >", "is"),
    ("no reserve < rolex >", "is"),
    ("< nike > style code cw1234", "is"),
    ("除非 < 苹果 > 手机", "is"),
    ("< 华为 > 官方 旗舰店", "is"),
]


@pytest.mark.parametrize(("text", "said"), WORDS, ids=[text for text, _ in WORDS])
def test_what_the_words_say(text: str, said: str) -> None:
    words = text.split()
    first = words.index("<")
    last = words.index(">") - 1
    norms = [word for word in words if word not in "<>"]
    assert relation_of(norms, first, last) == said


def test_no_word_behind_a_full_stop_or_far_away_counts() -> None:
    far = ["for", *["pretty"] * 9, "rolex"]
    assert relation_of(far, 10, 11) == "is"
    assert relation_of(["fits", ".", "rolex"], 2, 3) == "is"


# --- whole titles, made up; each line names its difficulty -----------------------------------

TITLES = [
    # accessory
    ("iPhone 12 silicone case shockproof", "apple", "for"),
    ("Phone case for iPhone 12 Pro clear", "apple", "for"),
    ("Apple phone case blue original", "apple", "is"),
    ("Leather watch strap for Omega 20mm", "omega", "for"),
    ("Rolex watch strap 20mm oyster", "rolex", "is"),
    ("Tempered glass screen protector Samsung Galaxy S9", "samsung", "for"),
    ("Keyboard cover for MacBook Air 13", "apple", "for"),
    ("Car mount phone holder for iPhone and Samsung", "samsung", "for"),
    ("Car mount phone holder for iPhone and Samsung", "apple", "for"),
    ("Purse insert bag organizer for Louis Vuitton Neverfull", "louis-vuitton", "for"),
    ("Watch box for Rolex and Omega watches", "omega", "for"),
    ("Bezel insert for Rolex GMT", "rolex", "for"),
    # spare part
    ("Brake pads for BMW 3 series front", "bmw", "for"),
    ("Replacement battery for Dell Latitude laptop", "dell", "for"),
    ("Vacuum filter fits Dyson V8 V10", "dyson", "for"),
    ("Toothbrush heads compatible with Oral-B", "oral-b", "for"),
    ("Laptop charger for HP, Lenovo and Acer", "lenovo", "for"),
    ("Laptop charger for HP, Lenovo and Acer", "acer", "for"),
    ("Drill battery for Makita 18V", "makita", "for"),
    ("Bosch brake pads front axle", "bosch", "is"),
    ("Remote control for Samsung TV", "samsung", "for"),
    ("Replacement screen iPhone 6 digitizer", "apple", "for"),
    # compatible ink
    ("Compatible ink cartridge for Canon printer", "canon", "for"),
    ("Canon compatible ink cartridges 5 pack", "canon", "for"),
    ("Toner cartridge replaces HP CE505A", "hp", "for"),
    ("Canon ink cartridge black genuine", "canon", "is"),
    # a thing about it
    ("Book about Rolex history, hardcover", "rolex", "for"),
    ("Cleaning kit for Rolex watch", "rolex", "for"),
    ("Stand for Apple laptop, aluminium", "apple", "for"),
    # style and inspired
    ("Gucci style belt leather", "gucci", "not"),
    ("Perfume inspired by Dior Sauvage", "dior", "not"),
    ("Chanel inspired earrings", "chanel", "not"),
    ("Rolex lookalike watch", "rolex", "not"),
    ("Alternative to Dyson vacuum cleaner", "dyson", "not"),
    ("Plain leather handbag, not Louis Vuitton", "louis-vuitton", "not"),
    ("Not affiliated with Nike running shoes", "nike", "not"),
    # works with
    ("Bluetooth headset works with Samsung phones", "samsung", "for"),
    ("Charging stand works with Apple Watch", "apple", "for"),
    ("Lightning cable designed for iPhone", "apple", "for"),
    # the thing itself, in lots, used, repaired, with things beside it
    ("Lot of 5 Nike running shoes", "nike", "is"),
    ("Second hand Rolex Datejust watch", "rolex", "is"),
    ("Refurbished Apple iPhone 8 64GB phone", "apple", "is"),
    ("Used Canon camera body, good condition", "canon", "is"),
    ("Louis Vuitton handbag with dust bag and gift box", "louis-vuitton", "is"),
    ("Rolex Submariner watch with watch box and papers", "rolex", "is"),
    ("Apple iPhone 7 phone + charger", "apple", "is"),
    ("Men's watch Rolex Daytona gold", "rolex", "is"),
    ("Watches for men Rolex", "rolex", "is"),
    ("Nike shoes for men size 44", "nike", "is"),
    ("Gucci bag for women", "gucci", "is"),
    ("Louis Vuitton wallet, perfect gift for her", "louis-vuitton", "is"),
    ("Genuine Dyson vacuum cleaner V11", "dyson", "is"),
    ("Nike style code CW1234 sneakers", "nike", "is"),
    # "for" abused on the whole thing
    ("For Rolex watch automatic men", "rolex", "is"),
    ("Watch for Rolex Submariner", "rolex", "is"),
    ("Luxury mens watch for Rolex", "rolex", "is"),
    ("New handbag for Louis Vuitton", "louis-vuitton", "is"),
    ("Sneakers for Nike high quality", "nike", "is"),
    # Chinese
    ("适用于华为手机壳 防摔", "huawei", "for"),
    ("华为p30手机壳 个性创意", "huawei", "for"),
    ("苹果手机壳 硅胶", "apple", "for"),
    ("苹果原装充电器 正品", "apple", "is"),
    ("华为手机 全新正品", "huawei", "is"),
    ("兼容惠普打印机硒鼓", "hp", "for"),
    ("小米 华为 三星 手机通用 数据线", "xiaomi", "for"),
    ("劳力士表带 专用", "rolex", "for"),
    ("劳力士手表 自动机械", "rolex", "is"),
    ("香奈儿同款 链条包", "chanel", "not"),
    ("非苹果原装 耳机", "apple", "not"),
]


@pytest.mark.parametrize(
    ("title", "brand", "relation"), TITLES, ids=[f"{brand}: {title}" for title, brand, _ in TITLES]
)
def test_whole_titles(title: str, brand: str, relation: str) -> None:
    assert relations(title, brand) == {relation}


def test_own_case_and_a_case_for_one() -> None:
    assert relations("Apple phone case by Apple", "apple") == {"is"}
    assert relations("iPhone phone case", "apple") == {"for"}


def test_once_for_a_brand_the_listing_stays_for_it() -> None:
    told = named("Silicone case for iPhone 8", "Slim. iPhone owners love it.")
    assert [one.relation for one in told] == ["for", "for"]
