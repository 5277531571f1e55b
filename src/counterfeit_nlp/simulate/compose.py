"""How one listing of one seller comes to be: title, description, price and the rest."""

from __future__ import annotations

from dataclasses import replace

from counterfeit_nlp.simulate.brands import Line, shelf
from counterfeit_nlp.simulate.chinese import CHINESE, MIXED_ORDERS
from counterfeit_nlp.simulate.disguise import decorate, disguise
from counterfeit_nlp.simulate.draw import Draw
from counterfeit_nlp.simulate.english import ENGLISH
from counterfeit_nlp.simulate.grammar import expand, tidy
from counterfeit_nlp.simulate.item import Item
from counterfeit_nlp.simulate.kinds import KINDS, Kind
from counterfeit_nlp.simulate.products import PRODUCTS
from counterfeit_nlp.simulate.sellers import Seller
from counterfeit_nlp.simulate.wording import Wording

__all__ = ["compose", "relist"]

TITLE_LIMIT = 200
DESCRIPTION_LIMIT = 600

# USD per unit; orders of magnitude, constant over the simulated time.
_RATES = {"USD": 1.0, "EUR": 1.08, "GBP": 1.27, "CNY": 0.14}

# What making a fake costs at least, USD: nobody sells fake sneakers for two dollars.
_FAKE_FLOOR = {"shoes": 16.0, "jacket": 18.0, "bag": 14.0, "watch": 14.0, "phone": 40.0}

# Kinds that advertise what they are.
_TALKATIVE = ("replica_open", "replica_coded", "replica_album")

_COLOURLESS = ("perfume", "toy", "makeup")
_WORN = ("shoes", "bag", "wallet", "belt", "jacket", "top", "cap", "watch", "sunglasses", "perfume")

# Lies: infringing kinds whose descriptions often borrow an honest kind's sentences.
_BORROWED = {
    "replica_silent": "retail",
    "replica_superfake": "authorised_dealer",
    "replica_as_used": "second_hand",
    "replica_disguised": "retail",
    "replica_padded": "generic",
    "replica_for_abuse": "accessory",
    "unlicensed_merch": "generic",
    "fake_packaging": "generic",
}


def _wording(seller: Seller) -> Wording:
    return ENGLISH if seller.language == "en" else CHINESE


def _pick_habit(options: tuple[str, ...], seller: Seller, draw: Draw, loyalty: float) -> str:
    """A template: the seller's favourite more often than chance."""
    if draw.chance(loyalty):
        return options[int(seller.favourite * len(options))]
    return draw.pick(options)


def _reference(pattern: str, draw: Draw) -> str:
    return "".join(
        draw.pick("0123456789")
        if char == "9"
        else draw.pick("ABCDEFGHJKLMNPRSTUVWXYZ")
        if char == "A"
        else char
        for char in pattern
    )


def _brand_name(line: Line, form: str, chinese: bool) -> str:
    if form == "upper":
        return line.brand.upper()
    if form == "nickname":
        return line.nickname_zh if chinese else line.nickname_en
    if form == "both":
        return f"{line.brand}{line.chinese}" if chinese else f"{line.brand} {line.nickname_en}"
    return line.chinese if form == "chinese" else line.brand


def _slots(seller: Seller, line: Line, product_type: str, model: str, draw: Draw) -> dict[str, str]:
    product = PRODUCTS[product_type]
    chinese = seller.language != "en"
    form = seller.brand_form
    if draw.chance(0.12):  # nobody is wholly consistent
        form = draw.pick(("chinese", "latin") if chinese else ("latin", "upper"))
    words = (CHINESE if chinese else ENGLISH).words
    material = draw.pick(product.materials_zh if chinese else product.materials)
    return {
        "brand": _brand_name(line, form, chinese),
        "brand_other": line.brand,
        "model": model,
        "product": draw.pick(product.chinese if chinese else product.english),
        "product_other": draw.pick(product.english),
        # drawn once, so that title and description speak of the same thing
        "colour": material if product_type in _COLOURLESS else draw.pick(words["colour"]),
        "colour_other": draw.pick(ENGLISH.words["colour"]),
        "gender": draw.pick(words["gender"]) if product_type in _WORN else "",
        "season": draw.pick(words["season"]),
        "scale": draw.pick(words["scale"]),
        "count": draw.pick(words["count"]),
        "size": draw.pick(product.sizes_zh if chinese else product.sizes),
        "size2": f"{5 + draw.below(90)}{'cm' if chinese else ' cm'}",
        "material": material,
        "material2": draw.pick(("树脂", "合金", "EVA") if chinese else ("resin", "foam", "metal")),
        "ref": _reference(draw.pick(product.reference), draw),
        "digits": str(100 + draw.below(900)),
        "two": f"{draw.below(100):02d}",
        "digit": str(2 + draw.below(8)),
    }


def _retail(line: Line, at_model: int) -> float:
    """Retail price of a model, USD: the dearest is about three times the cheapest."""
    return line.floor * (1.0 + 2.0 * at_model / max(1, len(line.models) - 1) * 0.9)


def _price(seller: Seller, kind: Kind, line: Line, at_model: int, draw: Draw) -> float:
    usd = draw.quantile(kind.price) * seller.price_level
    if kind.branded:
        usd *= _retail(line, at_model)
        if kind.infringing:
            usd = max(usd, _FAKE_FLOOR.get(line.kind, 5.0) * draw.between(0.7, 1.6))
    amount = usd / _RATES[seller.currency]
    return _ending(amount, seller.ending)


def _ending(amount: float, ending: str) -> float:
    whole = float(int(amount))
    if amount < 3 or ending == "cents":
        return round(max(amount, 0.5), 2)
    if ending == "99":
        return round(whole + 0.99, 2)
    if ending == "5":
        return float(round(amount / 5) * 5) or 5.0
    if ending == "88" and amount > 60:
        return float(int(amount / 10) * 10 + 8)
    if ending == "00" and amount > 200:
        return float(round(amount / 10) * 10)
    return whole


def _cue(seller: Seller, kind: str, words: Wording, slots: dict[str, str], late: bool,
         draw: Draw) -> str:  # fmt: skip
    options = words.cues[kind]
    fresh = words.new_cues.get(kind)
    if late and fresh and draw.chance(0.3):
        cue = expand(draw.pick(fresh), slots, words.words, draw)
    else:
        cue = expand(_pick_habit(options, seller, draw, 0.35), slots, words.words, draw)
    if cue and kind in ("replica_coded", "replica_open") and draw.chance(0.12):
        cue = disguise(cue, draw.pick(seller.disguises), draw)
    return cue


def _place(cue: str, title: str, words: Wording, draw: Draw) -> str:
    if not cue:
        return title
    space = words.space or draw.pick(("", " "))
    where = draw.uniform()
    if where < 0.4:
        return f"{cue}{space}{title}"
    if where < 0.75:
        return f"{title}{space}{cue}"
    if where < 0.85:
        return f"【{cue}】{title}" if not words.space else f"{title} ({cue})"
    return f"{title} - {cue}"


def _letter_case(text: str, habit: str) -> str:
    if habit == "upper":
        return text.upper()
    if habit == "lower":
        return text.lower()
    if habit == "title":
        return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
    return text


def _typo(text: str, draw: Draw) -> str:
    """Swap, drop or double one character."""
    if len(text) < 6:
        return text
    at = 1 + draw.below(len(text) - 3)
    sort = draw.below(3)
    if sort == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if sort == 1:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]


def _cut(text: str, limit: int) -> str:
    """Shorten at a space when there is one near the limit."""
    if len(text) <= limit:
        return text
    at = text.rfind(" ", limit - 40, limit)
    return text[: at if at > 0 else limit].rstrip()


def _branded_title(seller: Seller, kind: str, words: Wording, slots: dict[str, str], late: bool,
                   draw: Draw) -> str:  # fmt: skip
    orders = words.orders
    if seller.language == "mixed" and draw.chance(0.75):
        orders = MIXED_ORDERS
    order = orders[draw.pick(seller.orders) % len(orders)]
    if draw.chance(0.2):
        order = draw.pick(orders)
    title = expand(order, slots, words.words, draw)
    title = _place(_cue(seller, kind, words, slots, late, draw), title, words, draw)
    if kind in _TALKATIVE and draw.chance(0.75):
        title = _place(_cue(seller, kind, words, slots, late, draw), title, words, draw)
    return title


def _title(seller: Seller, kind: str, words: Wording, slots: dict[str, str], late: bool,
           draw: Draw) -> str:  # fmt: skip
    if kind in words.titles:
        options = words.titles[kind]
        fresh = words.new_titles.get(kind)
        if late and fresh and draw.chance(0.3):
            options = fresh
        title = expand(_pick_habit(options, seller, draw, 0.3), slots, words.words, draw)
    else:
        title = _branded_title(seller, kind, words, slots, late, draw)
    title = _letter_case(title, seller.letter_case)
    puffs = words.words["puff"]
    for at in draw.some(seller.puffs, seller.n_puffs):
        puff = puffs[at]
        space = words.space or draw.pick(("", " "))
        title = f"{puff}{space}{title}" if draw.chance(0.45) else f"{title}{space}{puff}"
    stuffing = seller.stuffing + (6 + draw.below(12) if kind == "replica_padded" else 0)
    if stuffing:
        title += " " + " ".join(draw.some(words.padding, stuffing))
    if draw.chance(seller.typos):
        title = _typo(title, draw)
    if draw.chance(seller.decoration):
        title = decorate(title, draw)
    return _cut(tidy(title), TITLE_LIMIT)


def _description(seller: Seller, kind: str, words: Wording, slots: dict[str, str],
                 on_product: bool, draw: Draw) -> str:  # fmt: skip
    if not seller.boilerplate:
        chosen = draw.some(words.shipping + words.service, 1 + draw.below(4))
        seller.boilerplate.extend(expand(text, slots, words.words, draw) for text in chosen)
    claims = words.claims[kind]
    if kind in _BORROWED and draw.chance(0.5):
        claims = words.claims[_BORROWED[kind]]
    about = words.spec if on_product else words.plain_spec
    templates = draw.some(about, 1 + draw.below(3))
    if draw.chance(0.9 if kind in _TALKATIVE else 0.5):
        templates += draw.some(claims, 1 + draw.below(2))
    if draw.chance(0.35):
        templates.append(draw.pick(words.shipping))
    if draw.chance(0.3):
        templates.append(draw.pick(words.service))
    parts = [expand(text, slots, words.words, draw) for text in templates]
    if draw.chance(0.7):
        parts += [text for text in seller.boilerplate if text not in parts]
    if kind == "replica_padded" or (seller.stuffing and draw.chance(0.5)):
        parts.append(" ".join(draw.some(words.padding, 15 + draw.below(20))))
    limit = DESCRIPTION_LIMIT
    if draw.chance(0.004):  # the few sellers who paste their whole shop into one listing
        limit = 2000 + draw.below(8000)
        while sum(map(len, parts)) < limit:
            parts.append(expand(draw.pick(about + words.shipping + words.service), slots,
                                words.words, draw))  # fmt: skip
            parts.append(draw.pick(words.padding))
    return _cut((seller.joiner or words.space).join(parts), limit)


def _choose_line(seller: Seller, kind: Kind, draw: Draw) -> Line:
    if kind.products:
        own = [line for line in seller.lines if line.kind in kind.products]
        if own and draw.chance(0.8):
            return draw.pick(own)
        some = shelf(kind.products, copied_only=kind.infringing)
        return draw.weighted(some.lines, some.cumulative)
    return draw.weighted(seller.lines, seller.cumulative)


def compose(seller: Seller, late: bool, draw: Draw) -> Item:
    """One new listing of a seller.

    Parameters
    ----------
    seller : Seller
    late : bool
        In the later catalog, which has wordings the earlier market doesn't know.
    draw : Draw
    """
    kind = KINDS[draw.weighted(seller.kinds, seller.kind_cumulative)]
    line = _choose_line(seller, kind, draw)
    words = _wording(seller)
    at_model = draw.below(len(line.models))
    slots = _slots(seller, line, line.kind, line.models[at_model], draw)
    named = dict(slots)
    if kind.name == "replica_disguised":
        named["brand"] = disguise(slots["brand"], draw.pick(seller.disguises), draw)
        named["brand_other"] = named["brand"]
    title = _title(seller, kind.name, words, named, late, draw)
    # A book or a toy sword has no bag size to speak of.
    on_product = kind.branded or slots["product"].casefold() in title.casefold()
    description = _description(seller, kind.name, words, named, on_product, draw)
    product = PRODUCTS[line.kind]
    brand = draw.pick(words.unbranded)
    if kind.branded or kind.name in ("accessory", "book", "fake_packaging"):
        brand = line.brand if seller.language == "en" or draw.chance(0.4) else line.chinese
        # Who avoids the name in the title avoids it here; some honest sellers are lazy.
        if draw.chance(0.8 if kind.name == "replica_disguised" else 0.12):
            brand = draw.pick(words.unbranded)
    return Item(
        kind=kind.name,
        title=title,
        description=description,
        brand=brand,
        category=product.category[0 if seller.language == "en" else 1],
        price=_price(seller, kind, line, at_model, draw),
        currency=seller.currency,
        condition="used" if draw.chance(kind.used) else "new",
        seller_id=seller.seller_id,
        marketplace=seller.marketplace,
        language="en" if seller.language == "en" else "zh",
        day=draw.between(seller.first_day, seller.last_day),
    )


def relist(old: Item, seller: Seller, until: float, draw: Draw) -> Item:
    """The same thing once more, by the same operator: a small edit, a few weeks later."""
    title = old.title
    sort = draw.uniform()
    if sort < 0.25:
        title = _typo(title, draw)
    elif sort < 0.6:
        puffs = _wording(seller).words["puff"]
        title = _cut(f"{title} {draw.pick(puffs)}", TITLE_LIMIT)
    price = _ending(old.price * draw.between(0.9, 1.08), seller.ending)
    if seller.currency != old.currency:
        price = _ending(old.price * _RATES[old.currency] / _RATES[seller.currency], seller.ending)
    day = max(seller.first_day, old.day) + draw.between(3, 60)
    return replace(
        old,
        title=title,
        price=price,
        currency=seller.currency,
        seller_id=seller.seller_id,
        marketplace=seller.marketplace,
        day=min(day, until - draw.uniform()),
    )
