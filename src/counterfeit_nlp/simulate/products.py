"""Product types: what they are called, and the sizes, colours and materials they come in."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PRODUCTS", "Product"]


@dataclass(frozen=True)
class Product:
    """One product type in both languages; every field is a list to draw from.

    ``reference`` is a pattern: ``9`` a digit, ``A`` a capital letter, the rest itself.
    """

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    category: tuple[str, str]
    sizes: tuple[str, ...]
    sizes_zh: tuple[str, ...]
    materials: tuple[str, ...]
    materials_zh: tuple[str, ...]
    reference: tuple[str, ...]


def _all(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


def _product(
    english: str,
    chinese: str,
    category: str,
    sizes: str,
    sizes_zh: str,
    materials: str,
    materials_zh: str,
    reference: str,
) -> Product:
    name, name_zh = _all(category)
    return Product(
        _all(english),
        _all(chinese),
        (name, name_zh),
        _all(sizes),
        _all(sizes_zh),
        _all(materials),
        _all(materials_zh),
        _all(reference),
    )


PRODUCTS: dict[str, Product] = {
    "shoes": _product(
        "sneakers|trainers|shoes|running shoes|men's shoes|women's sneakers|casual shoes|kicks",
        "运动鞋|休闲鞋|跑鞋|板鞋|男鞋|女鞋|小白鞋|情侣鞋|老爹鞋",
        "Shoes|鞋靴",
        "US 6|US 7.5|US 8|US 9|US 9.5|US 10|US 11|UK 5|UK 6|UK 8|UK 9.5|EU 38|EU 41|EU 42|EU 44.5",
        "36码|37.5|38码|39码|40.5|41码|42码|43|44码|45码|38-45码",
        "leather|suede|canvas|mesh|knit|nubuck",
        "真皮|翻毛皮|帆布|网面|飞织|牛皮",
        "AA9999-999|AA9999|999999-999|A99999",
    ),
    "bag": _product(
        "bag|handbag|tote bag|shoulder bag|crossbody bag|backpack|purse|clutch|hobo bag",
        "包包|手提包|单肩包|斜挎包|托特包|双肩包|女包|腋下包|水桶包",
        "Bags|箱包",
        "small|medium|large|mini|20 cm|25 cm|30 cm|35 cm|PM|MM|GM",
        "小号|中号|大号|迷你|20cm|25cm|30cm|35cm",
        "calf leather|canvas|grained leather|lambskin|nylon|patent leather|suede",
        "牛皮|帆布|荔枝纹|小羊皮|尼龙|漆皮|头层牛皮",
        "M99999|A99999|999999 AAAA9|9AA999",
    ),
    "wallet": _product(
        "wallet|card holder|zip wallet|coin purse|long wallet|bifold wallet",
        "钱包|卡包|长款钱包|零钱包|短款钱夹|钱夹",
        "Wallets|钱包",
        "small|long|compact|slim|10 cm|19 cm",
        "长款|短款|小号|薄款|10cm|19cm",
        "leather|canvas|calf leather|saffiano leather|grained leather",
        "牛皮|帆布|十字纹|头层牛皮|羊皮",
        "M99999|999999|9AA999",
    ),
    "belt": _product(
        "belt|leather belt|men's belt|women's belt|reversible belt|waist belt",
        "皮带|腰带|男士皮带|女士腰带|双面腰带",
        "Accessories|配饰",
        "80 cm|85 cm|90 cm|95 cm|100 cm|105 cm|110 cm|size 34|size 36|size 38",
        "85cm|90cm|95cm|100cm|105cm|110cm|115cm",
        "leather|calf leather|canvas|suede",
        "牛皮|帆布|真皮|头层牛皮",
        "999999|M9999|999999 AA99A",
    ),
    "scarf": _product(
        "scarf|shawl|silk scarf|wool scarf|stole|wrap",
        "围巾|披肩|丝巾|羊绒围巾|方巾",
        "Accessories|配饰",
        "90 x 90|140 x 140|180 x 70|200 x 45|one size",
        "90*90|140*140|180*70|200*45|均码",
        "silk|cashmere|wool|wool and silk|modal",
        "真丝|羊绒|羊毛|桑蚕丝|莫代尔",
        "M99999|9999999|999999",
    ),
    "jacket": _product(
        "jacket|coat|down jacket|puffer|parka|windbreaker|vest|shell jacket",
        "外套|羽绒服|冲锋衣|夹克|风衣|大衣|马甲|派克服",
        "Clothing|服装",
        "S|M|L|XL|XXL|size 48|size 50|size 52|XS",
        "S码|M码|L码|XL码|XXL|170/88A|175/92A|180/96A",
        "down|cotton|nylon|wool|fleece|denim|gore-tex",
        "鹅绒|棉|尼龙|羊毛|抓绒|牛仔|鸭绒",
        "A99999|99999-999|AA9AA99|9999A",
    ),
    "top": _product(
        "t-shirt|hoodie|sweatshirt|polo shirt|tee|pullover|shirt|sweater|long sleeve",
        "T恤|卫衣|短袖|polo衫|针织衫|毛衣|连帽衫|衬衫|长袖",
        "Clothing|服装",
        "S|M|L|XL|XXL|XS|M/L|size 40",
        "S码|M码|L码|XL码|XXL|M-3XL|均码|170/88A",
        "cotton|pique cotton|fleece|wool blend|jersey|heavyweight cotton",
        "纯棉|珠地棉|加绒|羊毛|重磅棉|莫代尔",
        "AA9999-999|A99999|99999999",
    ),
    "cap": _product(
        "cap|baseball cap|beanie|hat|bucket hat|snapback",
        "帽子|棒球帽|毛线帽|渔夫帽|鸭舌帽",
        "Accessories|配饰",
        "one size|adjustable|M/L|58 cm|S/M",
        "均码|可调节|58cm|M-L",
        "cotton|wool|corduroy|nylon",
        "纯棉|羊毛|灯芯绒|尼龙",
        "AA9999-999|99999|A99999",
    ),
    "watch": _product(
        "watch|automatic watch|wristwatch|men's watch|ladies watch|chronograph|timepiece",
        "手表|腕表|机械表|男表|女表|石英表|计时表|自动机械表",
        "Watches|钟表",
        "28 mm|31 mm|36 mm|38 mm|39 mm|40 mm|41 mm|42 mm|44 mm",
        "28mm|31mm|36mm|38mm|40mm|41mm|42mm|44mm",
        "stainless steel|two-tone|leather strap|rubber strap|ceramic bezel|titanium|gold tone",
        "精钢|间金|皮带款|胶带款|陶瓷圈|钛合金|钢带",
        "999999|999.99.99.99|9999/9A|AA-9999|AAA999",
    ),
    "jewellery": _product(
        "ring|bracelet|necklace|earrings|pendant|bangle|brooch|charm",
        "戒指|手镯|项链|耳钉|吊坠|手链|胸针|耳环",
        "Jewellery|珠宝首饰",
        "size 6|size 7|size 52|size 54|16 cm|17 cm|18 cm|45 cm",
        "12号|13号|14号|16cm|17cm|18cm|45cm",
        "sterling silver|18k gold|rose gold|gold plated|silver|white gold",
        "925银|18k金|玫瑰金|镀金|纯银|白金",
        "B9999999|999999|A99A99",
    ),
    "sunglasses": _product(
        "sunglasses|shades|polarized sunglasses|glasses|eyewear|frames",
        "太阳镜|墨镜|偏光镜|眼镜|眼镜框",
        "Accessories|配饰",
        "50 mm|52 mm|54 mm|55 mm|58 mm|62 mm",
        "50mm|52mm|54mm|55mm|58mm|62mm",
        "acetate|metal frame|polarized|tortoise|titanium",
        "板材|金属框|偏光|玳瑁|钛架",
        "AA9999A|AA9999|A99 999",
    ),
    "perfume": _product(
        "eau de parfum|perfume|eau de toilette|fragrance|cologne|EDP|EDT spray",
        "香水|淡香水|浓香水|女士香水|男士古龙水|香氛",
        "Beauty|美妆",
        "30 ml|50 ml|75 ml|100 ml|1.7 oz|3.4 oz|10 ml",
        "30ml|50ml|75ml|100ml|10ml|5ml分装",
        "spray|floral|woody|citrus|vanilla|amber",
        "喷雾|花香调|木质调|柑橘调|香草|琥珀",
        "999999|A999999",
    ),
    "makeup": _product(
        "lipstick|foundation|serum|powder|cushion|lip balm|palette|mascara|cream",
        "口红|粉底液|精华液|散粉|气垫|唇膏|眼影盘|睫毛膏|面霜",
        "Beauty|美妆",
        "3.5 g|30 ml|50 ml|12 g|set of 3|travel size",
        "3.5g|30ml|50ml|12g|三件套|小样",
        "matte|satin|long-wear|hydrating|SPF 15|velvet",
        "哑光|丝绒|持妆|保湿|滋润|水光",
        "#999|99A|A99",
    ),
    "earphones": _product(
        "earbuds|headphones|wireless earphones|bluetooth headphones|in-ear headphones|headset",
        "耳机|蓝牙耳机|无线耳机|头戴式耳机|降噪耳机|入耳式耳机",
        "Electronics|数码",
        "with charging case|USB-C|Lightning|3.5 mm|2nd gen|left side",
        "带充电盒|Type-C|苹果口|3.5mm|二代|三代",
        "noise cancelling|wireless|ANC|waterproof|bluetooth 5.3",
        "降噪|无线|主动降噪|防水|蓝牙5.3",
        "A9999|AAA9A/A|AA-99",
    ),
    "phone": _product(
        "phone|smartphone|mobile phone|cell phone|handset",
        "手机|智能手机|全网通手机|5G手机",
        "Electronics|数码",
        "64 GB|128 GB|256 GB|512 GB|8+256GB|6.1 inch",
        "64G|128G|256G|512G|8+256G|12+512G",
        "unlocked|dual SIM|5G|factory unlocked|glass back",
        "国行|双卡|5G|未拆封|港版",
        "A9999|SM-A999A|MA999",
    ),
    "console": _product(
        "controller|game console|gamepad|wireless controller|console bundle",
        "手柄|游戏机|无线手柄|主机|游戏手柄",
        "Electronics|数码",
        "512 GB|1 TB|pair|32 GB|single",
        "512G|1TB|一对|32G|单只",
        "wireless|bluetooth|limited edition|EU version|boxed",
        "无线|蓝牙|限定版|日版|国行",
        "AAA-9999|AAA-A-AAAAA",
    ),
    "toy": _product(
        "set|toy|building set|figure|plush|doll|playset|board game|box",
        "玩具|积木|拼装玩具|手办|毛绒玩具|公仔|套装|桌游|盒装",
        "Toys|玩具",
        "30 cm|412 pcs|1024 pcs|6+|12 inch|set of 2|8+",
        "30cm|412颗粒|1024颗粒|6岁+|大号|两件套|8岁+",
        "plastic|plush|sealed|ABS|vinyl",
        "塑料|毛绒|未拆封|ABS|搪胶",
        "99999|AAA-99|A9999",
    ),
    "appliance": _product(
        "hair dryer|vacuum cleaner|air fryer|electric toothbrush|drill|shaver|styler",
        "吹风机|吸尘器|空气炸锅|电动牙刷|电钻|剃须刀|美发棒",
        "Home|家电",
        "220 V|110 V|2 L|4 L|18 V|1600 W",
        "220V|110V|2升|4升|18V|1600W",
        "cordless|rechargeable|with attachments|refill kit|bagless",
        "无线|充电式|带配件|套装|家用",
        "AA99|A9999/99|9999",
    ),
    "computing": _product(
        "mouse|keyboard|power bank|charger|USB hub|wireless mouse|phone case",
        "鼠标|键盘|充电宝|充电器|扩展坞|无线鼠标|手机壳",
        "Electronics|数码",
        "10000 mAh|65 W|20 W|2.4 GHz|full size|3-port",
        "10000毫安|65W|20W|2.4G|全尺寸|三口",
        "wireless|bluetooth|USB-C|silent|aluminium",
        "无线|蓝牙|Type-C|静音|铝合金",
        "999-999999|A9999|A999",
    ),
}
