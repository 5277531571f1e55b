"""The English of the simulated market: how titles are worded.

All sentences are ours. Templates follow ``grammar.expand``; the keys of ``_CUES``
and ``_TITLES`` are kinds (``kinds.KINDS``). Honest kinds use the words of the
infringing ones on purpose, because real sellers do.
"""

from __future__ import annotations

from counterfeit_nlp.simulate.english_descriptions import (
    CLAIMS,
    PADDING,
    PLAIN_SPEC,
    SERVICE,
    SHIPPING,
    SPEC,
)
from counterfeit_nlp.simulate.wording import Wording

__all__ = ["ENGLISH"]

_WORDS: dict[str, tuple[str, ...]] = {
    "colour": (
        "black", "white", "red", "navy", "beige", "brown", "grey", "pink", "green", "blue",
        "triple white", "black/white", "cream", "burgundy", "olive", "khaki", "yellow", "silver",
        "gold", "light blue", "dark brown", "university blue", "tan", "purple", "rose",
    ),
    "gender": ("men's", "women's", "unisex", "mens", "ladies", "womens", "for men", "for women"),
    "season": ("2022", "2023", "2024", "SS23", "FW23", "fall winter", "summer", "this season"),
    "place": (
        "Leeds", "Ohio", "Hamburg", "Lyon", "Austin", "Manchester", "Rotterdam", "Dublin",
        "Guangzhou", "Shenzhen", "Hong Kong", "Osaka", "New Jersey", "Milan", "Toronto",
    ),
    "days": ("2-3", "3-5", "5-7", "7-12", "7-15", "10-20", "1-2"),
    "courier": ("tracked post", "DHL", "UPS", "FedEx", "first class mail", "EMS", "courier"),
    "noun": (
        "water bottle", "yoga mat", "desk lamp", "phone holder", "kitchen scale", "shower curtain",
        "storage box", "bath towel", "dog bed", "garden hose", "wall clock", "coffee mug",
        "cutting board", "tool box", "picture frame", "pillow case", "plant pot", "laptop sleeve",
        "umbrella", "lunch box", "curtain rod", "bed sheet", "door mat", "travel pillow",
        "extension cord", "led strip", "cable organizer", "screwdriver set", "hair clips",
        "gym gloves", "fishing reel", "cat tree", "spice rack", "notebook", "socks", "leggings",
        "tote bag", "backpack", "sunglasses", "watch", "earrings", "sneakers", "hoodie", "wallet",
    ),
    "feature": (
        "foldable", "waterproof", "stainless steel", "adjustable", "portable", "heavy duty",
        "wireless", "bamboo", "cotton", "non-slip", "rechargeable", "large", "small", "mini",
        "double layer", "eco friendly", "soft", "lightweight", "magnetic", "silicone", "ceramic",
    ),
    "use": (
        "for home", "for kitchen", "for office", "for kids", "for travel", "for gym",
        "for garden", "for car", "for bedroom", "for camping", "gift", "for women", "for men", "",
    ),
    "count": ("2 pcs", "pack of 4", "set of 3", "1 pc", "6 pack", "10 pcs", "", "", "single"),
    "maker": (
        "Velmora", "Kestrin", "Nordhaven", "Lumivo", "Tasko", "Brightfen", "Oakrill", "Zentavo",
        "Mirelle", "Padrix", "Hollowick", "Sunbarrel", "Quillon", "Ardenfox", "Nikora", "Guccino",
    ),
    "car": (
        "Ferrari F40", "Porsche 911 GT3", "BMW M3", "Ford Mustang", "Toyota Supra",
        "Lamborghini Countach", "Mercedes 300SL", "Land Rover Defender", "VW Beetle", "Audi R8",
    ),
    "scale": ("1:18", "1:24", "1:43", "1:32", "1/18", "1:64", "1:12"),
    "show": (
        "space knight", "pirate saga", "wizard school", "dragon king", "robot patrol",
        "detective noir", "zombie town", "viking tale", "western", "super hero",
    ),
    "prop": (
        "sword", "helmet", "blaster", "wand", "dagger", "shield", "mask", "ring", "medallion",
        "pistol", "crown", "axe", "lightsaber style staff",
    ),
    "weapon": ("airsoft pistol", "cap gun", "foam sword", "wooden rifle", "plastic katana",
               "dummy grenade", "nerf style blaster", "resin musket"),
    "band": (
        "Queen", "ABBA", "Pink Floyd", "Oasis", "The Beatles", "Nirvana", "Fleetwood Mac",
        "Iron Maiden",
    ),
    "character": (
        "Mickey Mouse", "Hello Kitty", "Pikachu", "Spider-Man", "Baby Yoda", "Stitch", "Snoopy",
        "Elsa", "Batman", "Peppa Pig", "SpongeBob", "Harry Potter",
    ),
    "merch": ("t-shirt", "mug", "stickers", "phone case", "cake topper", "hoodie", "tumbler",
              "keychain", "birthday banner", "kids pajamas", "svg cut file", "party bags"),
    "part": (
        "case", "strap", "band", "screen protector", "charging cable", "cover", "insert organizer",
        "replacement ear tips", "charger", "bezel ring", "skin", "stand", "laces", "insoles",
        "battery", "filter", "dust bag liner", "bumper", "dock", "chain strap",
    ),
    "grade": ("AAA", "1:1", "AAA+", "7A", "top grade", "AAAAA", "1 to 1", "mirror grade", "A+"),
    "copy": ("replica", "copy", "rep", "replicas", "first copy", "imitation", "knockoff", "dupe"),
    "contact": (
        "wx: seller-demo-{digits}", "WhatsApp +1 202 555 01{two}", "tg @shop_demo_{digits}",
        "wechat seller-demo-{digits}", "line: demo-shop-{digits}", "mail shop{digits}@example.com",
        "whats app 555-01{two}",
    ),
    "puff": (
        "new", "NEW", "brand new", "hot sale", "free shipping", "fast shipping", "best price",
        "sale", "limited", "rare", "gift", "trendy", "classic", "fashion", "luxury", "quality",
        "lovely", "beautiful", "stylish", "popular", "with box", "in stock", "all sizes",
        "boxed", "premium", "original box", "must have", "bestseller", "new arrival", "last one",
        "great condition", "special offer", "genuine", "authentic", "100% authentic", "official",
    ),
}  # fmt: skip

_ORDERS = (
    "{brand} {model} {product} {colour} {size}",
    "{brand} {model} {colour} {material} {product}",
    "{brand} {product} {model} {size} {colour}",
    "{gender} {brand} {model} {product} {size}",
    "{brand} {gender} {product} {model} {ref} {colour}",
    "{brand} {model} {ref} {size}",
    "{brand} {model} {colour} [{size}|{season}]",
    "{colour} {brand} {model} {product}",
    "{brand} {model} {season} {product} {material} {size}",
    "{product} {brand} {model} {colour}",
    "{brand} {model} - {colour} - {size}",
    "{brand} | {model} | {product} {size}",
    "{brand} {product}, {model}, {colour}, {size}",
    "{brand} {ref} {model} {product}",
    "{model} {product} by {brand} in {colour} {material}",
    "{brand} {material} {product} {size} {gender}",
    "{model} {colour} {size}",
)

_CUES: dict[str, tuple[str, ...]] = {
    "retail": ("", "", "", "", "[sealed|BNWT|BNIB|new with tags]", "[warranty|1 year warranty]"),
    "authorised_dealer": (
        "", "", "", "[authorised|authorized] [dealer|stockist|retailer]", "full set with papers",
        "[official|manufacturer] warranty", "boutique receipt", "", "[full set|boxed]", "", "serial no {digits}",
        "[beware of replicas|no copies here|registered owner card|pay in shop]",
    ),
    "outlet": (
        "", "outlet", "[last season|clearance|end of line]", "[factory outlet|outlet price]",
        "[-40%|-50%|half price|reduced]", "ex display", "factory second",
    ),
    "second_hand": (
        "[pre-owned|preowned|used|second hand|preloved]", "[gently used|worn twice|good used]",
        "[vintage|90s]", "[not a replica|NOT a copy|not fake|real one|one owner|smoke free home]", "used [authentic|genuine]",
        "worn [once|a few times]", "used, [good|fair] condition",
        "guaranteed authentic [pre-owned|used]", "[no box|box only damaged|with receipt]", "",
        "[100% real|real deal][, no fakes|, not a rep|||||]", "as is",
    ),
    "parallel_import": (
        "", "[US|Japan|EU|Korea] version", "[grey|parallel] import", "[duty free|imported]",
        "bought in [Milan|Paris|Tokyo]", "original from [Italy|France|Japan]",
    ),
    "reissue": (
        "[retro|reissue|re-edition|heritage reissue]", "[1985|1978|1990] [reissue|retro]",
        "official [reissue|replica] of the [1970s|1960s] model", "[OG|retro] [1:1 remake|remake]",
        "anniversary [re-issue|edition]",
    ),
    "replica_open": (
        "{grade} {copy}", "{copy}", "{grade} {copy}", "{grade} [quality|] {copy}", "[high|top|best] quality {copy}",
        "{copy} {grade}", "swiss {copy}", "[super clone|superclone]", "mirror [quality|copy|image]",
        "[exact|perfect] copy", "[not original|same as original], {grade}", "inspired {copy}",
    ),
    "replica_coded": (
        "{grade}", "{grade} [quality|version|]", "[LJR|PK|OG|H12] batch", "[god tier|top tier|S tier|best version]", "UA",
        "{grade} [leather|stitching|logo]", "[best|top|high] quality [batch|version]",
        "[factory|same factory|original factory]", "[OEM|overrun|export surplus]", "mirror",
        "[noob|clean] factory V{digit}", "[same material as|identical to] boutique",
        "[QC pics|pass legit check]", "unbranded tags", "[with logo|logo version]", "high version",
    ),
    "replica_album": (
        "[see album|more in album|check my album]", "[pm|dm|message] for [logo pics|real pics]",
        "[contact|add] {contact}", "more [styles|colors] {contact}", "see last picture",
        "[what you see is what you get|logo as in picture 2]", "catalog {contact}",
    ),
    "replica_silent": ("", "", "", "", "", "[new with box|BNIB]", "[with box|full box]"),
    "replica_superfake": ("", "", "", "full set", "[boutique receipt|with papers]", "BNWT"),
    "replica_disguised": ("", "", "{grade}", "[best version|top version]", "same as store"),
    "replica_padded": ("", "", "best version", "{grade}"),
    "replica_as_used": (
        "[pre-owned|used|preloved]", "worn [once|twice]", "[unwanted gift|gift]", "no [receipt|box]",
        "[100% authentic|authentic]", "used, [good|great] condition", "",
    ),
}  # fmt: skip

_NEW_CUES: dict[str, tuple[str, ...]] = {
    "retail": ("drop ship ok", "[new season|SS25]"),
    "second_hand": ("[thrifted|archive piece|circular find]", "legit checked"),
    "outlet": ("[sample sale|archive sale]",),
    "replica_open": ("[1-1|one to one] [dupe|twin]", "[clone|mirror twin]"),
    "replica_coded": (
        "[unauthorised authentic|unauth auth]", "[M batch|GX batch|VT batch]", "budget tier",
        "[retail level|indistinguishable]", "[ceiling version|final version]", "w2c",
    ),
    "replica_album": ("[link in bio|spreadsheet finds]", "[agent link|find in sheet]"),
    "replica_silent": ("[SS25|new season]",),
}  # fmt: skip

_TITLES: dict[str, tuple[str, ...]] = {
    "accessory": (
        "{feature} {part} [for|compatible with|fits] {brand} {model} {colour}",
        "{part} for {brand} {model} {colour} {count}",
        "{maker} {part} [compatible with|for] {brand} {model} [{product}|]",
        "[replacement|spare] {part} for {brand} {model} [not original|aftermarket|]",
        "[leather|silicone|nylon|mesh] {part} fits {brand} {product} {model} {colour}",
        "for {brand} {model} {part} {feature} {colour} {count}",
        "{brand} {model} compatible {part} {feature} [AAA quality|high quality|]",
    ),
    "toy_replica": (
        "{weapon} [replica|toy] {colour} {use}",
        "kids {weapon} [1:1|life size|small|light up] [replica|scale] toy {colour}",
        "[training|dummy|non firing] {weapon} [replica|] {feature}",
        "{maker} {weapon} [toy replica|toy copy|toy] with sound {count}", "toy {weapon} {count} {colour}",
    ),
    "scale_model": (
        "{car} {scale} diecast [model|car|replica] {colour}",
        "{maker} {scale} {car} [model car|scale replica] {colour} boxed",
        "{scale} {car} [diecast|resin] model [limited edition|] {season}",
        "model kit {car} {scale} [exact replica|highly detailed] {count}",
    ),
    "film_prop": (
        "{show} {prop} [replica|display] [prop|] [cosplay|film prop] {feature}",
        "movie prop {prop} [1:1 replica|full size|hand made|display] {show}",
        "{prop} from {show} [screen accurate|fan made] [replica|prop] {colour}",
        "cosplay {prop} {show} [1:1|life size|adult size|kids size] {material2} [prop|]",
    ),
    "faux_material": (
        "[faux|imitation|vegan|PU] leather {product} {colour} {size}",
        "[imitation|faux|synthetic] [pearl|fur|suede|silk] {product} {colour} {count}",
        "{maker} PU leather {product} [croc effect|snake print|] {colour}",
        "[fake fur|faux shearling] {product} {gender} {size}",
        "[artificial|fake] [flowers|plants|grass] {feature} {use} {count}",
        "AAA [cubic zirconia|CZ|grade pearl] {product} {size} [imitation diamond|]",
    ),
    "other_sense": (
        "{maker} AAA batteries {count} [alkaline|rechargeable|1.5V]",
        "AAA+ grade [freshwater pearls|coffee beans|olive oil] {count}",
        "[hard drive|SSD] clone dock [1:1 copy|offline clone|duplicator] USB-C",
        "[counterfeit|fake] money detector [pen|UV lamp] {feature}",
        "[wall|makeup|bathroom] mirror {feature} [high quality|top quality] {size2}",
        "[copy paper|carbon copy book|duplicate receipt book] A4 {count}",
        "[dummy|fake|replica] security camera {feature} {count}",
        "replica [coin|banknote|Roman coin|map] [museum|educational] {count}",
        "batch of {count} {noun} [mixed colours|grade A]",
    ),
    "common_word": (
        "fresh [apple|red apple|green apple] [tree seeds|crisps|box] {count}",
        "[coach|bus|camper vans] [ticket holder|window curtain|sticker] {feature}",
        "[champion|supreme] [trophy|winner medal|pizza stone] {size2} {count}",
        "like a boss {noun} {colour} [gift|]", "[puma|jaguar|crocodile] [statue|figurine] {feature}",
        "diesel [engine oil filter|fuel hose|heater] {feature}",
        "[polo|golf] [ball set|mallet|shirt plain] {colour} {count}",
        "[omega 3|omega fish oil] capsules {count}", "fossil [ammonite|shark tooth] {feature} {count}",
        "[oasis floral foam|monster energy style plain cup] {count}",
    ),
    "book": (
        "The story of {brand}: [a history|an illustrated history|people and design] [hardback|book]",
        "{brand} {model} [collector's guide|price guide|reference book] {season}",
        "[How to spot a fake|Spotting replicas]: {brand} [guide|handbook] [ebook|paperback]",
        "{brand} [coffee table book|fashion biography] hardcover [used|new]",
        "[Unauthorised|Unofficial] guide to {brand} {model} [paperback|]",
    ),
    "style_clothing": (
        "{band} tribute band [concert ticket|tour programme|live CD]",
        "[90s|retro|vintage|designer|street] style {product} {colour} {size}",
        "[inspired|runway inspired|celebrity style] {product} {gender} {size} [no brand|plain]",
        "{maker} {product} [luxury look|old money style] {colour} {size}",
        "{band} [tribute|cover band] night [poster|flyer|badge] {count}",
    ),
    "wholesale": (
        "wholesale {feature} {noun} {count} [factory price|factory direct|bulk]",
        "[OEM|ODM] {noun} {feature} [custom logo|your logo|no brand] MOQ {digits}",
        "[export surplus|overrun|factory] {product} {colour} {size} [no label|unbranded]",
        "{noun} factory [direct|outlet] {feature} [export quality|A grade|top quality] {count}",
    ),
    "generic": (
        "{feature} {noun} {colour} {count} {use}", "{noun} {feature} {use} {colour}",
        "{maker} {feature} {noun} {count}", "{count} {feature} {noun} {use}",
        "[plain|basic|simple] {product} {colour} {material} {size}",
        "{maker} {gender} {product} {material} {colour} {size}",
    ),
    "own_brand": (
        "{maker} {product} {colour} {size} {material}", "{maker} [official store|studio] {product} {size}",
        "{product} by {maker} [original design|handmade] {colour}",
        "{maker} original {product} {gender} {season} {colour}",
    ),
    "licensed_merch": (
        "[officially licensed|official] {character} {merch} {colour}",
        "{character} {merch} [licensed product|official merchandise|with hologram]",
        "{character} {merch} {size2} {colour}", "{brand} {character} {merch} [official|]",
    ),
    "unlicensed_merch": (
        "custom {character} {merch} [any name|personalised] {colour}",
        "{character} {merch} [handmade|print on demand|custom print]",
        "{character} {merch} {size2} {colour}", "{character} style {merch} [bulk|{count}]",
        "[DIY|instant download] {character} {merch} {count}",
    ),
    "replica_for_abuse": (
        "{product} for {brand} {model} {colour} {size}", "for {brand} {gender} {product} {model}",
        "{gender} {product} [fits|compatible] {brand} {model} {size} {colour}",
        "for {brand} {model} {product} {material} [with logo|with box|]",
    ),
    "fake_packaging": (
        "{brand} [empty box|gift box|box set] [with dust bag|and paper bag|] [for {product}|]",
        "{brand} [dust bag|shopping bag|packaging set|ribbon] {size2} {count}",
        "{brand} [box|packaging] [cards and papers|certificate card|booklet] [set|blank] {count}",
        "[logo tags|hang tags|woven labels|buttons] {brand} {count}",
    ),
}  # fmt: skip

_NEW_TITLES: dict[str, tuple[str, ...]] = {
    "accessory": ("[magsafe|snap-on] {part} works with {brand} {model} {colour}",),
    "generic": ("[viral|tiktok made me buy it] {noun} {feature} {colour}",),
    "style_clothing": ("[quiet luxury|mob wife|clean girl] style {product} {colour} {size}",),
    "unlicensed_merch": ("{character} [sublimation transfer|DTF print] {count}",),
    "replica_for_abuse": ("works with {brand} {gender} {product} {model} [logo|]",),
}  # fmt: skip

ENGLISH = Wording(
    words=_WORDS,
    orders=_ORDERS,
    cues=_CUES,
    new_cues=_NEW_CUES,
    titles=_TITLES,
    new_titles=_NEW_TITLES,
    claims=CLAIMS,
    spec=SPEC,
    plain_spec=PLAIN_SPEC,
    shipping=SHIPPING,
    service=SERVICE,
    padding=PADDING,
    unbranded=("Unbranded", "No brand", "generic", "other"),
    space=" ",
)
