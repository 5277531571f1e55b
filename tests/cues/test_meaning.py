"""What the shipped lexicon makes of sentences, each cue with its innocent twins."""

from __future__ import annotations

import pytest

from counterfeit_nlp.cues.find import find_cues
from counterfeit_nlp.cues.lexicon import own_lexicon
from counterfeit_nlp.cues.senses import SENSES, Cue
from counterfeit_nlp.text.chunks import CHUNK
from counterfeit_nlp.text.fields import read_fields
from counterfeit_nlp.text.normalise import prepare
from counterfeit_nlp.text.pipelines import Token


def tokens_of(text: str) -> list[Token]:
    """A field's tokens with their places in the field."""
    prepared = prepare(text)
    found = []
    chunks = read_fields([text])[0].chunks
    for match, chunk in zip(CHUNK.finditer(prepared.text), chunks, strict=True):
        for norm, start, end in chunk.tokens:
            place = prepared.span(match.start() + start, match.start() + end)
            found.append(Token(norm, *place))
    return found


def cues_of(text: str) -> list[Cue]:
    tokens = tokens_of(text)
    cues = find_cues(tokens, own_lexicon())
    if cues:
        assert own_lexicon().opens([token.norm for token in tokens])
    return cues


CLAIMS = {
    "replica_claim": [
        "Best Rolex Submariner replica",
        "AAA quality replicas, all brands",
        "authentic replica watch",
        "Rolex first copy",
        "high quality fake handbags",
        "swiss clone watch",
        "super-clone Daytona",
        "knock-off bags",
        "counterfeit gold coin",
        "it is not authentic",
        "Omega (AAA/replica)",
        "Chanel bag replica-0q38",
        "not original, AAA replica",  # a comma ends what "not" denies
        "not a cheap replica",  # nor does it deny the replica
        "高仿手表",
        "顶级复刻手表",
        "劳力士精仿",
        "超A包包",
        "LV A货",
        "不是普通高仿",
        "1：1复刻手表",
        "1:1复刻手表",
        "１：１复刻手表",
        "1比1复刻包",
        "1∶1复刻",
        "高仿古驰包",
        "精仿古驰",
        "复刻女包",
        "高仿古奇",
        "高仿花花公子",
        "高仿皮尔卡丹皮带",
        "高仿真皮包",
        "无锡高仿",
        "无敌高仿",
        "非常高仿",
        "不要错过高仿",
        "勿错过高仿手表",
        "不接受退换 高仿",
        "A+货",
        "no box replica watch",
        "no box, replica watch",
        "no logo replica",
        "no refund replica watch",
        "without box replica rolex",
        "zero defects replica",
        "never seen better replica",
        "never fades replica gold chain",
        "avoid customs replica",
        "10/12 size replica belt",
        "size 6/7 replica shoes",
        "1/2 replica price",
        "replica model 116610",
        "screen replica iphone",
        "movie replica watches",
        "toy replica watch",
        "replica shirt gucci",
        "replica jersey gucci",
        "replica championship belt gucci",
        "rolex copy",
        "copy of a Rolex",
        "rep shoes",
        "best reps",
        "fake packaging and holograms",
        "factory copy with sticker",
        "clone movement inside",
    ],
    "grade": [
        "Rolex GMT [AAA+]",
        "Jordan 11 1:1 grade",
        "Nike super A grade",
        "sneakers LJR batch",
        "mirror quality bag",
        "Omega KW-factory",
        "best batch available",
        "莆田鞋",
        "纯原皮包",
        "公司级球鞋",
        "椰子350 真标",
        "N厂绿水鬼",
        "外贸原单女装",
        "QC pics before shipping",
        "同厂同材质",
        "莆田通货",
        "购入正品开模打版",
        "购入原版一比一",
        "官网同步打版",
        "ZP级别 可对比",
        "媲美zp",
        "进口原版皮",
        "原版皮料女包",
        "采用进口原厂皮质",
        "高版本包包",
        "市面高版本",
        "代购级别",
        "专柜品质一比一",
        "原单高端定制",
        "莞产纯原",
        "专柜1:1",
        "原楦开发",
    ],
    "inspired": [
        "inspired by Chanel no 5",
        "perfume dupe for women",
        "【复刻】品牌香水",
        "501复刻牛仔裤",
        "Air Jordan 1 复刻",
    ],
    "freight": ["no customs issues", "reship if seized", "包税私包到门", "不查验专线", "特货专线"],
    "contact": [
        "whatsapp me for price",
        "微信：abc123",
        "微信:abc123",
        "加V:shop_88包邮",
        "vx：king_88",
        "+V abc123",
        "加薇看图",
        "1688同款",
        "WhatsApp +86 138 0013 8000",
        "contact us on telegram",
        "more on yupoo",
        "add wechat watchking88",
        "加微信 abc123",
        "加V：shop_88",
        "微信号abc123",
        "vx: king_88",
        "更多款看微商相册",
        "mail me@shop.example",
    ],
    "authentication": [
        "100% authentic",
        "guaranteed genuine Chanel",
        "comes with a certificate of authenticity",
        "passes authentication",
        "bag with NFC chip",
        "money back if it is not authentic",
        "支持专柜验货",
        "假一赔十",
        "假一罚万",
        "假1罚3",
        "正品保证",
        "可过验",
        "支持过毒",
        "包过得物",
    ],
    "negated": [
        "this is not a replica",
        "not replica",
        "no fakes",
        "no copies",
        "no cheap talk, no replicas",
        "it isn't fake",
        "it ain't a fake",
        "I never sell replicas",
        "we don't sell copies",
        "non-replica Seiko",
        "no fakes or replicas here",
        "replicas are not allowed",
        "beware of fakes",
        "don't be fooled by replicas",
        "unlike the replicas",
        "not a fake watch",
        "no 1:1 replica watch",
        "no AAA quality replica here",  # a denial beats a claim that names more words
        "非高仿",
        "不是高仿",
        "拒绝高仿",
        "本店不卖任何仿品",
        "杜绝山寨",
        "高仿勿扰",
        "如有假货十倍赔",
        "绝非A货",
        "no cheap replicas",
        "this is not a fake or replica",
        "no fakes, replicas or copies",
        "no Rolex replica",
        "never sell replicas",
        "不卖假货和高仿",
        "不做高仿、精仿",
    ],
    "benign": [
        "Energizer AAA batteries 4 pack",
        "AA AAA battery charger",
        "1:18 scale Ferrari replica",
        "replica of a Porsche 1:24",
        "die-cast replica car",
        "movie prop replica",
        "replica sword",
        "Official Arsenal replica home shirt",
        "Arsenal replica home shirt",
        "Nike Barcelona replica jersey",
        "Manchester United replica shirt",
        "Arsenal replica home shirt officially licensed",
        "counterfeit bill detector pen",
        "first copy of the book",
        "imitation jewellery set",
        "1:1 ratio adapter",
        "2005复刻球鞋",
        "85年复刻",
        "高仿古董花瓶",
        "恐龙玩具高仿真",
        "official licensed NFL replica jersey",
        "Riddell replica football helmet",
        "1/18 replica Porsche",
        "Star Wars movie replica lightsaber",
        "Harry Potter wand replica",
        "replica of the Eiffel Tower",
        "WWE championship replica title belt",
        "copy paper",
        "复刻版游戏卡带",
        "高仿真花束",
        "翡翠吊坠A货",
        "福建莆田特产桂圆",
    ],
}
INNOCENT = [
    "hard copy",
    "sales rep",
    "HDMI+V",
    "模特货架",
    "Dell 1688",
    "品牌：Nike 型号：A12",
    "尺寸：10：30",
    "Rolex Submariner 116610LN steel",
    "genuine leather wallet",
    "mirror selfie",
    "rear view mirror",
    "mirror finish steel pot",
    "batch of cookies",
    "duplicate key blank",
    "duplicate message book",
    "Bose QC35 headphones",
    "reps and sets fitness log",
    "copy that",
    "movie clone 3 gold",
    "phone with WhatsApp and Facebook",
    "Skype videophone",
    "Barnes Noble first grade reader",
    "Windows 7 ultimate",
    "5 MP camera, 1:18",
    "NIKE AAA",
    "仿真花装饰",
    "仿皮沙发",
    "仿羊绒披肩",
    "仿古实木家具",
    "同款手机壳",
    "微信支付音箱",
    "家庭相册影集",
    "商用扫码枪",
    "新款女装 100%纯棉",
    "厂家直销家具",
    "增加USB接口",
    "官网同步发售",
    "原厂皮套",
    "安卓高版本系统",
    "【专柜品质】手机壳",
    "高端定制西装",
    "东莞产品",
    "1比1心形蜡烛",
    "平板82ZP保护套",
    "智牌zp 黑色记号笔",
    "过毒蘑菇",
    "全套包装盒",
]


@pytest.mark.parametrize(
    ("sense", "text"), [(sense, text) for sense, texts in CLAIMS.items() for text in texts]
)
def test_a_text_has_cues_of_one_sense(sense: str, text: str) -> None:
    found = {cue.sense for cue in cues_of(text)}
    # how good the copy is may be said beside that it is one
    beside = {"grade"} if sense == "replica_claim" else set()
    beside |= {"authentication"} if sense == "negated" else set()
    assert sense in found
    assert found <= {sense} | beside


@pytest.mark.parametrize("text", INNOCENT)
def test_a_word_alone_is_no_cue(text: str) -> None:
    assert cues_of(text) == []


def test_each_sense_is_used_and_each_entry_says_something() -> None:
    lexicon = own_lexicon()
    assert {entry.sense for entry in lexicon.entries} == set(SENSES) == set(CLAIMS)
    assert all(lexicon.says[entry.name] for entry in lexicon.entries)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("WhatsApp +86 138 0013 8000 now", "+86 138 0013 8000"),
        ("add wechat: watch_king.88, thanks", "watch_king.88"),
        ("telegram @rolexboss2020", "@rolexboss2020"),
        ("微信 abc12345 看图", "abc12345"),
        ("加V：shop_88包邮", "加V：shop_88"),
        ("wechat id kingwatch", "kingwatch"),
        ("mail me@shop.example please", "me@shop.example"),
        ("contact us on whatsapp", None),
        ("加微信看图", None),
    ],
)
def test_somebodys_address_is_pointed_at(text: str, address: str | None) -> None:
    tokens = tokens_of(text)
    (cue,) = (cue for cue in find_cues(tokens, own_lexicon()) if cue.sense == "contact")
    if address is None:
        assert cue.address is None
        return
    assert cue.address is not None
    first, last = cue.address
    assert cue.first <= first < last <= cue.last
    assert text[tokens[first].start : tokens[last - 1].end].strip("：:@") == address.strip("@")


def test_chinese_cues_do_not_depend_on_where_words_are_cut() -> None:
    text = "专柜支持验货不是高仿"
    for cut in range(1, len(text)):
        tokens = [Token(text[:cut], 0, cut), Token(text[cut:], cut, len(text))]
        senses = {cue.sense for cue in find_cues(tokens, own_lexicon())}
        assert senses & {"negated", "authentication"}
    one_by_one = [Token(character, at, at + 1) for at, character in enumerate(text)]
    found = find_cues(one_by_one, own_lexicon())
    assert [(text[cue.first : cue.last], cue.sense) for cue in found] == [
        ("支持验货", "authentication"),
        ("不是高仿", "negated"),
    ]


def test_the_same_words_can_be_denied_and_claimed_in_one_text() -> None:
    found = cues_of("no replica box. replica watch AAA+")
    assert [cue.sense for cue in found] == ["negated", "replica_claim", "grade"]


# An honest listing, and the one that abuses its words
TWINS = [
    ("negated", "Genuine leather wallet, not a replica", "don't call it replica, AAA wallet"),
    ("negated", "100% real, not fake", "not a cheap fake, 1:1 AAA quality"),
    ("negated", "never replica", "never had better replica"),
    ("negated", "we never sold a fake", "never seen a better replica"),
    ("negated", "no fakes", "no flaws, best fake bags"),
    ("negated", "not a copy or replica", "not a toy, a replica watch"),
    ("negated", "we do not sell replicas or fakes", "fakes? we sell replicas"),
    ("negated", "we don't accept counterfeits", "we accept orders of replicas"),
    ("negated", "say no to replicas", "say yes to replicas"),
    ("negated", "watch out for fakes", "watch out, replicas just in"),
    ("negated", "beware of cheap imitations", "cheap Rolex imitation watch"),
    ("negated", "stop buying replicas", "buying replicas made easy"),
    ("negated", "not some knockoff", "not some cheap knockoff"),
    ("negated", "replicas are not sold here", "replicas not sold elsewhere"),
    ("negated", "not a fake bag", "replica bag, not fake looking"),
    ("negated", "genuine lenses, no copy", "no box, first copy"),
    ("negated", "not a Turkish copy", "not a bad copy, swiss clone"),
    ("negated", "original parts, not clones", "not toys but clones, best clone watch"),
    ("benign", "How to spot a fake Omega, paperback", "how to order, guide included, 1:1 replica"),
    ("benign", "a guide to counterfeit coins", "buying guide to replica watches, AAA"),
    ("benign", "Replica handbags: a collector's guide", "Replica handbags: a perfect copy"),
    ("benign", "the history of fakes", "history of good sales, best fake bags"),
    ("benign", "replica of a Greek amphora", "Greek gods love our replica watch"),
    ("benign", "Aztec calendar replica", "Aztec pattern replica handbag"),
    ("benign", "wooden boat replica", "wooden box, replica watch"),
    ("benign", "licensed replica of the film wand", "licensed replica Gucci belt"),
    ("benign", "AAA grade akoya pearls", "AAA grade pearl replica handbag"),
    ("benign", "epoxy 1:1, hard in a day", "1:1 mirror quality"),
    ("benign", "1:1 macro lens", "1:1 quality, macro photos of the watch"),
    ("negated", "不是莆田货，官网订单", "不是通货，莆田纯原"),
    ("negated", "不做复刻", "不做低端，顶级复刻"),
    ("negated", "不是假表", "不是假一样，高仿表"),
    ("negated", "拒绝高仿，只卖正品", "高仿不死！本店只卖正品"),
    ("benign", "如何辨别高仿 藏家手册", "专柜无法辨别高仿"),
    ("benign", "高仿鉴别指南 平装", "高仿 鉴别不出"),
    ("benign", "树脂滴胶1:1", "1:1复刻树脂表"),
    ("benign", "毕业照1:1打印", "1:1打版女包"),
    ("benign", "超A气场连衣裙", "超A女包"),
    ("benign", "film prop replica", "film prop replica Gucci bag"),
    ("benign", "museum quality replica vase", "museum quality replica watch"),
    ("benign", "British Museum replica", "museum grade replica Rolex"),
    ("benign", "historical reproduction", "1:1 reproduction of Gucci bag, AAA quality"),
    ("benign", "toy replica of the Titanic", "toy model replica watch"),
    ("benign", "1:18 scale replica model car", "1:18 scale Gucci replica bag"),
    ("benign", "1/24 replica Ford Mustang", "1:18 AAA mirror quality replica"),
    ("benign", "scale model replica", "scale model replica watch"),
    ("benign", "replica model kit", "replica kit"),
    ("benign", "officially licensed replica jersey", "AAA Arsenal replica jersey"),
    ("benign", "official replica kit", "official 1:1 replica kit AAA"),
    ("benign", "NFL replica football", "replica football boots"),
    ("benign", "replica pirate pistol", "replica pirate handbag"),
    ("negated", "这款不是复刻手表", "不是普通的，是复刻手表"),
    ("negated", "非仿品", "精仿品"),
    ("negated", "不是高仿", "不是普通高仿"),
    ("negated", "不是仿制品", "看不出来是高仿"),
    ("negated", "拒绝假货", "拒绝低端高仿"),
    ("negated", "绝不卖假货", "不比正品差的高仿"),
    ("negated", "本店不出高仿", "看不出是高仿"),
    ("benign", "1:18比例模型复刻汽车", "1:1复刻手表"),
    ("benign", "1:24高仿真合金车模", "合金高仿手表"),
    ("benign", "仿真玩具", "仿真皮高仿包"),
    ("benign", "影视道具复刻", "影视同款复刻手表"),
    ("benign", "博物馆复制品", "博物馆级复刻手表"),
    ("benign", "故宫文物复刻", "高仿故宫同款手表"),
]
CLAIMING = {"replica_claim", "grade", "inspired"}


@pytest.mark.parametrize(("sense", "honest", "abusing"), TWINS)
def test_an_honest_phrase_and_its_guilty_twin(sense: str, honest: str, abusing: str) -> None:
    said = {cue.sense for cue in cues_of(honest)}
    assert sense in said
    assert not said & CLAIMING
    assert {cue.sense for cue in cues_of(abusing)} & CLAIMING


def test_who_denies_one_thing_may_claim_another() -> None:
    found = cues_of("No replica, superclone only")
    assert [cue.sense for cue in found] == ["negated", "replica_claim"]
    found = cues_of("微信：abc123高仿")  # an address ends where Chinese begins
    assert [cue.sense for cue in found] == ["contact", "replica_claim"]
