"""Names are found as sellers write them, and ordinary words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.brands.find import Finder, Found, Mention
from counterfeit_nlp.brands.read import starter
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.brands.standing import Standings
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

FINDER = Finder(starter())
STANDINGS = Standings(starter(), {"USD": 1.0})
KNOWN = Vocabulary.of(
    brand=["rolex", "gucci", "louis", "vuitton", "nike", "prada", "adidas", "iphone", "古驰"]
)


def chunks_of(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> list[list[str]]:
    (field,) = read_fields([text], vocabulary)
    return [[token.norm for token in chunk.tokens] for chunk in field.chunks]


def norms_of(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> list[str]:
    return [norm for chunk in chunks_of(text, vocabulary) for norm in chunk]


def found(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> Found:
    return FINDER.find(norms_of(text, vocabulary))


def brands(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> list[str]:
    return [brand for one in found(text, vocabulary).mentions for brand in one.brands]


def meant(text: str) -> list[str]:
    """What is left when ordinary words are told from names."""
    return [one.brand for one in STANDINGS.named([norms_of(text)])]


WRITTEN = [
    ("Rolex Submariner", ["rolex"], "exact"),
    ("HERMÈS scarf", ["hermes"], "exact"),
    ("LV bag", ["louis-vuitton"], "alias"),
    ("劳力士 手表", ["rolex"], "alias"),
    ("全新劳力士手表", ["rolex"], "alias"),
    ("louisvuitton bag", ["louis-vuitton"], "exact"),
    ("Louis-Vuitton bag", ["louis-vuitton"], "exact"),
    ("rare datejust 36mm", ["rolex"], "implied"),
    ("Air Force 1 white", ["nike"], "implied"),
    ("airforce1 white", ["nike"], "implied"),
    ("iphone7 case", ["apple"], "implied"),
    ("oppor17手机壳", ["oppo"], "exact"),
    ("AUDIO920 headset", [], ""),
    ("ロレックス", ["rolex"], "alias"),
]


@pytest.mark.parametrize(("text", "expected", "how"), WRITTEN, ids=[one[0] for one in WRITTEN])
def test_as_it_is_written(text: str, expected: list[str], how: str) -> None:
    mentions = found(text).mentions
    assert [brand for one in mentions for brand in one.brands][:1] == expected
    assert [one.how for one in mentions][:1] == ([how] if how else [])


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("R0lex watch", "rolex"), ("Rоlex watch", "rolex"), ("𝐑𝐨𝐥𝐞𝐱", "rolex"),
        ("G u c c i bag", "gucci"), ("PR*DA bag", "prada"), ("n.i.k.e shoes", "nike"),
        ("rolexxx", "rolex"), ("Ad!das shoes", "adidas"), ("l0uis vuitt0n", "louis-vuitton"),
    ],
)  # fmt: skip
def test_disguised_names(text: str, brand: str) -> None:
    assert brand in brands(text, KNOWN)


@pytest.mark.parametrize(
    ("ordinary", "named", "brand"),
    [
        ("apple pie recipe", "Apple laptop", "apple"),
        ("boss battle soundtrack", "Boss suit", "hugo-boss"),
        ("vans for rent", "Vans sneakers", "vans"),
        ("guess what", "Guess handbag", "guess"),
        ("diesel fuel additive", "Diesel jeans", "diesel"),
        ("mens polo shirt cotton", "Polo sweater", "ralph-lauren"),
        ("Studio suite for Mac, software", "MAC lipstick", "mac-cosmetics"),
        ("snap on hard case", "Snap On wrench set", "snap-on"),
        ("王者荣耀 手机 手柄", "荣耀 手机", "honor"),
        ("苹果 新鲜水果", "苹果 平板电脑", "apple"),
        ("有机小米 五谷", "小米 智能手机", "xiaomi"),
    ],
)
def test_ordinary_words_need_a_thing_that_the_brand_sells(
    ordinary: str, named: str, brand: str
) -> None:
    assert brand not in meant(ordinary)
    assert brand in meant(named)


def test_an_ordinary_word_is_a_name_where_the_brand_is_named_otherwise() -> None:
    assert meant("apple iphone") == ["apple", "apple"]


@pytest.mark.parametrize(
    ("glued", "apart", "brand"),
    [
        ("舒耐克 运动鞋", "耐克运动鞋", "nike"),  # a shop name
        ("梵迪奥 女包", "迪奥女包", "dior"),
        ("费纳斯 家居", "纳斯 口红", "nars"),
        ("惠普生 耳机", "惠普耳机", "hp"),
        ("凯瑟琳娜 连衣裙", "瑟琳 连衣裙", "celine"),
        ("男女宝宝马桶", "新款宝马轮毂", "bmw"),  # another word's border
        ("卡通可爱步步高", "爱步皮鞋", "ecco"),
        ("日本富士山 明信片", "富士 拍立得", "fujifilm"),  # a word of the dictionary
        ("贝多芬 挂图", "多芬 洗发水", "dove-soap"),
        ("奥林匹克 试题集", "匹克 篮球鞋", "peak-sport"),
    ],
)
def test_a_chinese_name_inside_a_longer_one(glued: str, apart: str, brand: str) -> None:
    assert brand not in brands(glued)
    assert brand in brands(apart)


def test_chinese_names_side_by_side_are_all_found() -> None:
    assert brands("尼康佳能索尼相机") == ["nikon", "canon", "sony"]
    assert brands("劳力士表带") == ["rolex"]


def test_the_longer_name_counts() -> None:
    assert brands("Tom Ford perfume") == ["tom-ford"]
    assert brands("Ford brake pads") == ["ford"]
    assert brands("Air Jordan 1") == ["air-jordan"]
    assert [one.how for one in found("Apple Watch titanium").mentions] == ["implied"]


def test_what_is_part_of_a_name_is_no_thing_unless_it_is_sold() -> None:
    assert [one.product for one in found("Apple Watch").things] == []
    assert [one.product for one in found("Rolex watch").things] == ["watch"]
    assert [one.product for one in found("watch strap").things] == ["watch-strap"]
    assert "phone-case" in [one.product for one in found("苹果手机壳").things]


def test_without_a_registry_nothing_is_found() -> None:
    nothing = Finder(Registry())
    assert nothing.find(["rolex", "watch"]) == Found([], [])


# --- laws ------------------------------------------------------------------------------------

PARTS = st.lists(
    st.sampled_from(
        ["rolex", "air", "force", "1", "jordan", "louis", "vuitton", "-", ".", "apple", "watch",
         "劳", "力", "士", "劳力", "力士", "手表", "耐", "克", "耐克", "斯", "舒", "苹果", "苹",
         "果手",
         "a2", "奶粉", "for", "bag", "iphone7", "kids", "datejust", "阿迪", "达斯", "3m", "口罩"]
    ),
    max_size=9,
)  # fmt: skip


@pytest.mark.parametrize("name", ["劳力士", "耐克", "阿迪达斯", "louis vuitton", "air force 1"])
def test_a_name_is_found_however_it_is_cut(name: str) -> None:
    units = name.split() if name.isascii() else [*name]
    assert FINDER.find(units).mentions
    for at in range(1, len(units)):
        parts = units[:at], units[at:]
        cut = units if name.isascii() else ["".join(part) for part in parts]
        assert FINDER.find(cut).mentions


@pytest.mark.parametrize("slug", [*starter().brands][::7])
def test_every_name_of_the_registry_is_found(slug: str) -> None:
    brand = starter().brands[slug]
    for listed in (*brand.names.values(), *brand.models.values()):
        for name in listed:
            if not any(slug in one.brands for one in FINDER.find(norms_of(name.text)).mentions):
                assert len(name.text) <= 3 or not name.text.isascii() or name.text != brand.name, (
                    name
                )


@given(fields=st.lists(st.tuples(PARTS, PARTS), max_size=5))
def test_texts_beside_it_change_nothing(fields: list[tuple[list[str], list[str]]]) -> None:
    texts = FINDER.texts([[one for one, _ in fields], [other for _, other in fields]])
    together = FINDER.find_in(texts, beside_names=False)
    everything = [*(one for one, _ in fields), *(other for _, other in fields)]
    for spans, own in zip(together, ("mentions", "things"), strict=True):
        places = [
            (text, first - int(texts.begin[text]), last - int(texts.begin[text]))
            for text, first, last in zip(*(one.tolist() for one in spans[:3]), strict=True)
        ]
        assert places == [
            (text, found.first, found.last)
            for text, norms in enumerate(everything)
            for found in getattr(FINDER.find(norms), own)
        ]


@given(norms=PARTS)
def test_mentions_are_disjoint_and_in_order(norms: list[str]) -> None:
    result = FINDER.find(norms)
    for some in (result.mentions, result.things):
        places = [(one.first, one.last) for one in some]
        assert all(0 <= first < last <= len(norms) for first, last in places)
        assert places == sorted(places)


@given(norms=PARTS, more=PARTS)
def test_it_depends_on_the_norms_alone(norms: list[str], more: list[str]) -> None:
    fresh = Finder(starter()) if not norms else FINDER
    before = fresh.find(norms)
    fresh.find(more)
    assert fresh.find(norms) == before


def test_a_shared_name_gives_all_brands_and_is_a_word() -> None:
    from counterfeit_nlp.brands.read import from_json

    made = {
        slug: {"name": slug.title(), "names": {"en": [{"text": "Twin", "shared": True}]}}
        for slug in ("alpha", "beta")
    }
    (mention,) = Finder(from_json({"format": 1, "brands": made})).find(["twin"]).mentions
    assert mention == Mention(("alpha", "beta"), None, True, "alias", 0, 1)
