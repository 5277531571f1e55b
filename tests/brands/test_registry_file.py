"""The file owners write: what it can say, and what they are told when it is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from counterfeit_nlp.brands import checks, codes
from counterfeit_nlp.brands.read import check, from_json, house_types, load, starter_path
from counterfeit_nlp.brands.registry import Name, Price, Registry
from counterfeit_nlp.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
BRANDS = ROOT / "src" / "counterfeit_nlp" / "brands"
TODAY = date(2026, 6, 1)

Write = Callable[[str | bytes], Path]


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "brands.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def example() -> str:
    """The worked example of the documentation, which so can't go stale."""
    page = (ROOT / "docs" / "brands.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.S)
    return str(block)


def test_the_worked_example_is_sound_and_means_what_it_says(write: Write) -> None:
    path = write(example())
    assert check(path, TODAY) == []
    registry = load(path)
    brand = registry.brands["aurelle"]
    assert brand.names["en"] == (
        Name("AURELLE Watches"), Name("Aure", word=True), Name("Aurelle"), Name("Aurelle Genève"),
    )  # fmt: skip
    assert brand.models["watch"] == (
        Name("AU-501"), Name("Chronelle"), Name("Horizon", word=True),
    )  # fmt: skip
    assert brand.products["watch"].price == Price(2400, 18000, "EUR", 2026)
    assert brand.products["watch"].nice == (14,)
    assert brand.products["handbag"].price == Price(900, None, "EUR", 2026)
    assert brand.models["handbag"] == (
        Name("Petite Lune", price=Price(3200, None, "EUR", 2026)),
        Name("小月亮包", price=Price(3200, None, "EUR", 2026)),
    )
    assert brand.products["travel-clock"].price == Price(300, 650, "CHF", 2025)
    assert brand.products["travel-clock"].nice == (9, 14)
    assert brand.products["watch-strap"].price is None
    assert {mark.number: mark.status for mark in brand.marks} == {
        "000000001": "registered", "0000002": "pending", "000000003-0001": "registered",
    }  # fmt: skip
    dealer = next(one for one in brand.sellers if one.name == "Uhren Muster")
    assert (dealer.role, dealer.site, dealer.territories) == (
        "authorised", "uhren-muster.example", ("AT", "DE"),
    )  # fmt: skip
    assert [dealer.holds_on(date(year, 6, 1)) for year in (2023, 2024, 2028, 2029)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert brand.customs[0].until == date(2027, 6, 30)
    assert registry.types["travel-clock"].words["zh"] == ("旅行钟",)
    assert {"watch", "phone-case"} < registry.types.keys()
    for text in ("aurelle", "AURELLE GENEVE", "奥雷尔", "Petite  lune", "ａｕ-501", "オーレル"):
        assert [one.id for one in registry.called(text)] == ["aurelle"], text
    assert registry.called("Aurell") == ()


def test_nothing_is_guessed(write: Write) -> None:
    """What other readers of YAML take for truth values, numbers and dates."""
    registry = load(
        write(
            "format: 1\nbrands:\n  norse:\n    name: no\n"
            "    names: {no: [2024-01-01, 0123, null, 1e3, yes]}\n"
            "    sellers: [{name: on, site: a.example, territories: [NO]}]\n"
        )
    )
    brand = registry.brands["norse"]
    assert brand.name == "no"
    assert [name.text for name in brand.names["no"]] == ["0123", "1e3", "2024-01-01", "null", "yes"]
    assert brand.sellers[0].territories == ("NO",)


def test_the_same_price_in_every_spelling(write: Write) -> None:
    prices = [
        "250-900", "250 - 900", "250–900", "250.0-900", "{low: 250, high: 900}",
        "{low: 250, high: 900, currency: USD}", "{low: 250, high: 900, currency: USD, year: 2025}",
    ]  # fmt: skip
    hashes = {
        load(
            write(
                "format: 1\nprices: {currency: USD, year: 2025}\n"
                f"brands: {{a: {{name: Aaa, products: {{watch: {{price: {price}}}}}}}}}"
            )
        ).content_hash
        for price in prices
    }
    assert len(hashes) == 1


def brand(lines: str, top: str = "") -> str:
    """A file with one brand; ``lines`` are indented under it, from line 4 on."""
    body = "\n".join(f"    {line}" for line in lines.splitlines())
    return f"format: 1\nbrands:\n  acme:\n{body}\n{top}"


# Each entry: the file, and each finding as it is shown.
WRONG: dict[str, tuple[str, list[str]]] = {
    "no-format": (
        "brands: {}",
        ["line 1: format is missing; expected 'format: 1' as the first line"],
    ),
    "other-format": (
        "format: 2\nbrands: {}",
        ["line 1, format: format is '2'; expected 'format: 1' as the first line"],
    ),
    "unknown-key": (
        brand("name: Acme\nprodcuts: {}"),
        ["line 5, brands.acme.prodcuts: unknown key 'prodcuts'; did you mean products?"],
    ),
    "unknown-key-near-none": (
        brand("name: Acme\nproducts: {watch: {weight: 5}}"),
        [
            "line 5, brands.acme.products.watch.weight: unknown key 'weight'; expected one of "
            "nice, price"
        ],
    ),
    "twice-the-same-id": (
        "format: 1\nbrands:\n  acme: {name: Acme}\n  other: {name: Other}\n  acme: {name: Acme}\n",
        ["line 5, brands.acme: 'acme' stands at line 3 already: join the two"],
    ),
    "no-slug": (
        "format: 1\nbrands: {Acme & Söhne: {name: Acme}}",
        [
            "line 2, brands.Acme & Söhne: 'Acme & Söhne' is no id: expected small letters, digits "
            "and single hyphens, such as acme-sohne"
        ],
    ),
    "no-name": (
        brand("names: {en: [Acme]}"),
        ["line 3, brands.acme: 'name' is missing: what people are shown"],
    ),
    "empty-name": (
        brand("name: Acme\nnames:\n  en: ['', Acme Co]"),
        [
            "line 6, brands.acme.names.en[0]: '': expected a name, as text that isn't empty",
        ],
    ),
    "no-letters": (
        brand("name: Acme\nnames: {en: ['***']}"),
        [
            "line 5, brands.acme.names.en[0]: '***' has neither letters nor digits: no text would "
            "tell it"
        ],
    ),
    "control-character": (
        brand('name: "Ac\\0me"'),
        ["line 4, brands.acme.name: 'Ac\\x00me' holds a control character: write it anew"],
    ),
    "space-at-edge": (
        brand("name: 'Acme '"),
        ["line 4, brands.acme.name: 'Acme ': take away the space at its edge"],
    ),
    "no-list": (
        brand("name: Acme\nnames: {en: Acme}"),
        ["line 5, brands.acme.names.en: 'Acme': expected a list of names, in [ ]"],
    ),
    "no-table": (
        brand("name: Acme\nnames: [Acme Co]"),
        ["line 5, brands.acme.names: ['Acme Co']: expected a table of lists by language"],
    ),
    "no-text-of-name": (
        brand("name: Acme\nnames: {en: [{word: true}]}"),
        [
            "line 5, brands.acme.names.en[0]: 'text' is missing: which name? Write {text: ..., "
            "word: true}"
        ],
    ),
    "no-flag": (
        brand("name: Acme\nnames: {en: [{text: Apex, word: yes}]}"),
        ["line 5, brands.acme.names.en[0].word: 'yes': expected true or false"],
    ),
    "language": (
        brand("name: Acme\nnames: {EN: [Apex]}"),
        [
            "line 5, brands.acme.names.EN: 'EN' is no language (ISO 639 code such as en or zh); "
            "write en"
        ],
    ),
    "twice-in-a-brand": (
        brand("name: Acmé\nnames: {en: [ACME]}\nmodels: {watch: [Acme]}\nproducts: {watch: {}}"),
        [
            "line 6, brands.acme.models.watch[0]: 'Acme' is read as 'acme', which "
            "brands.acme.names.en[0] says already: leave one of them out"
        ],
    ),
    "one-name-two-brands": (
        "format: 1\nbrands:\n  acme: {name: Acme}\n  other:\n    name: Other\n"
        "    names: {en: [Ómega, {text: ACME, shared: true}]}\n",
        [
            "line 6, brands.other.names.en[1]: 'ACME' is also at brands.acme.name, so nobody could "
            "tell which brand is meant: take one out, or if both rightly bear it, write "
            "{text: ACME, shared: true} at both"
        ],
    ),
    "short-name": (
        brand("name: Acme\nnames: {en: [AC, '1881', {text: AM, word: true}]}"),
        [
            "line 5, brands.acme.names.en[0]: 'AC' will be found in many texts that mean something "
            "else: write {text: AC, word: true} so that it counts only in context",
            "line 5, brands.acme.names.en[1]: '1881' will be found in many texts that mean "
            "something else: write {text: 1881, word: true} so that it counts only in context",
        ],
    ),
    "product-type": (
        brand("name: Acme\nproducts: {wach: {}}"),
        [
            "line 5, brands.acme.products.wach: 'wach' is no product type; did you mean watch or "
            "patch? (the list is in product_types.yaml; add yours under "
            "'types' at the top of the file)"
        ],
    ),
    "models-without-product": (
        brand("name: Acme\nmodels: {watch: [Diver One]}"),
        [
            "line 5, brands.acme.models.watch: models of a watch, but no such product: add "
            "'watch: {}' to 'products'"
        ],
    ),
    "price-of-a-name": (
        brand("name: Acme\nnames: {en: [{text: Acme One, price: 5+}]}"),
        [
            "line 5, brands.acme.names.en[0].price: unknown key 'price'; expected one of text, "
            "word, shared"
        ],
    ),
    "no-price-of-a-model": (
        brand("name: Acme\nmodels: {watch: [{text: Diver, price: dear}]}\nproducts: {watch: {}}"),
        [
            "line 5, brands.acme.models.watch[0].price: 'dear' is no price: write 250-900, or "
            "250+ if there is no upper end, or {low: 250, high: 900, currency: EUR, year: 2025}"
        ],
    ),
    "price-of-a-model-in-what": (
        brand("name: Acme\nmodels: {watch: [{text: Diver, price: 90+}]}\nproducts: {watch: {}}"),
        [
            "line 5, brands.acme.models.watch[0].price: 'currency' is missing: write currency: "
            "USD here, or once for all prices under 'prices' at the top of the file"
        ],
    ),
    "model-price-out-of-range": (
        brand(
            "name: Acme\n"
            "models: {watch: [{text: Diver, price: 99+}, {text: Dress, price: 7000+}]}\n"
            "products: {watch: {price: 1000-6000}}",
            "prices: {currency: EUR, year: 2026}",
        ),
        [
            "line 5, brands.acme.models.watch[0].price: 'Diver' costs 99 and more, not a tenth of "
            "what its type costs at least, 1000: is a digit missing?",
            "line 5, brands.acme.models.watch[1].price: 'Dress' costs 7000 and more, but the "
            "dearest of its type 6000: raise the 'high' of the product, or correct this",
        ],
    ),
    "nice-class": (
        brand("name: Acme\nproducts: {watch: {nice: [14, 46, x]}}"),
        [
            "line 5, brands.acme.products.watch.nice[1]: 46 is no Nice class; expected 1 to 45",
            "line 5, brands.acme.products.watch.nice[2]: 'x' is no Nice class; expected 1 to 45",
        ],
    ),
    "low-above-high": (
        brand(
            "name: Acme\nproducts: {watch: {price: 18000-2400}}",
            "prices: {currency: EUR, year: 2026}",
        ),
        [
            "line 5, brands.acme.products.watch.price: low 18000 is more than high 2400: exchange "
            "them, or leave 'high' out if there is no upper end"
        ],
    ),
    "no-price": (
        brand("name: Acme\nproducts: {watch: {price: about 5}}"),
        [
            "line 5, brands.acme.products.watch.price: 'about 5' is no price: write 250-900, or "
            "250+ if there is no upper end, or {low: 250, high: 900, currency: EUR, year: 2025}"
        ],
    ),
    "no-low": (
        brand("name: Acme\nproducts: {watch: {price: {high: 9}}}"),
        [
            "line 5, brands.acme.products.watch.price: 'low' is missing: what does the cheapest "
            "cost new?"
        ],
    ),
    "amounts": (
        brand(
            "name: Acme\nproducts:\n  watch: {price: {low: '1,000', currency: USD, year: 2025}}\n"
            "  belt: {price: {low: 0, currency: USD, year: 2025}}"
        ),
        [
            "line 6, brands.acme.products.watch.price.low: '1,000': expected an amount such as 250 "
            "or 9.90, without separators",
            "line 7, brands.acme.products.belt.price.low: 0: expected more than 0; leave it out if "
            "you don't know",
        ],
    ),
    "no-currency": (
        brand("name: Acme\nproducts: {watch: {price: 5-9}}"),
        [
            "line 5, brands.acme.products.watch.price: 'currency' is missing: write currency: USD "
            "here, or once for all prices under 'prices' at the top of the file"
        ],
    ),
    "currency-and-year": (
        brand("name: Acme\nproducts: {watch: {price: {low: 5, currency: usd, year: 25}}}"),
        [
            "line 5, brands.acme.products.watch.price.currency: 'usd' is no currency (ISO 4217 "
            "code such as USD or CNY); write USD",
            "line 5, brands.acme.products.watch.price.year: 25 is no year; expected 1950 to 2100",
        ],
    ),
    "unknown-currency-at-the-top": (
        brand("name: Acme\nproducts: {watch: {price: 5-9}}", "prices: {currency: RMB, year: 2026}"),
        [
            "line 6, prices.currency: 'RMB' is no currency (ISO 4217 code such as USD or CNY)",
        ],
    ),
    "mark": (
        brand(
            "name: Acme\nmarks:\n  - {text: ACME, registry: EUIPO}\n"
            "  - {text: ACME, registry: EUIPO, number: '1', status: live, kind: brand}\n"
            "  - {text: ACME, registry: EUIPO, number: '2', territories: [uk, EU, XX]}"
        ),
        [
            "line 6, brands.acme.marks[0]: 'number' is missing: the registration number",
            "line 7, brands.acme.marks[1].kind: 'brand' is no kind of right; expected one of "
            "trademark, design, copyright, patent",
            "line 7, brands.acme.marks[1].status: 'live' is no status; expected one of registered, "
            "pending, expired, cancelled, refused",
            "line 8, brands.acme.marks[2].territories[0]: 'uk' is no territory (ISO 3166 code of "
            "two letters); write GB",
            "line 8, brands.acme.marks[2].territories[2]: 'XX' is no territory (ISO 3166 code of "
            "two letters)",
        ],
    ),
    "dates": (
        brand(
            "name: Acme\nmarks:\n"
            "  - {text: A, registry: B, number: '1', valid_from: 31.12.2020}\n"
            "  - {text: A, registry: B, number: '2', valid_to: 2027-02-30}\n"
            "  - {text: A, registry: B, number: '3', valid_from: 2029-01-01, valid_to: 2028-01-01}"
        ),
        [
            "line 6, brands.acme.marks[0].valid_from: '31.12.2020': expected a date as 2025-12-31 "
            "(year-month-day)",
            "line 7, brands.acme.marks[1].valid_to: '2027-02-30': expected a date as 2025-12-31 "
            "(year-month-day)",
            "line 8, brands.acme.marks[2]: valid_from 2029-01-01 is after valid_to 2028-01-01: "
            "exchange or correct them",
        ],
    ),
    "seller": (
        brand(
            "name: Acme\nsellers:\n  - {name: Shop}\n  - {name: Shop, site: 'https://a.example/x'}\n"
            "  - {site: a.example, role: own}"
        ),
        [
            "line 6, brands.acme.sellers[0]: neither 'site' nor 'seller_id': how would one "
            "recognise the seller?",
            "line 7, brands.acme.sellers[1].site: 'https://a.example/x': expected the host alone "
            "in small letters, such as shop.example.com",
            "line 8, brands.acme.sellers[2]: 'name' is missing: what the seller is called",
            "line 8, brands.acme.sellers[2].role: 'own' is no role; expected one of official, "
            "authorised",
        ],
    ),
    "expired": (
        brand(
            "name: Acme\nsellers: [{name: Shop, site: a.example, until: 2026-05-31}]\n"
            "marks: [{text: A, registry: B, number: '1', valid_to: 2020-01-01}]\n"
            "customs: [{authority: C, number: '2', until: 2025-01-01}]"
        ),
        [
            "line 5, brands.acme.sellers[0]: the authorisation of 'Shop' ended on 2026-05-31 and "
            "counts no more: renew 'until', or take the seller out",
            "line 6, brands.acme.marks[0]: ran out on 2020-01-01: renew the entry (valid_to), or "
            "write status: expired",
            "line 7, brands.acme.customs[0]: the recordation ended on 2025-01-01: renew 'until', "
            "or take it out",
        ],
    ),
    "types": (
        "format: 1\ntypes:\n  clock: {nice: [14]}\n"
        "  clock-box: {nice: [14], words: {en: [clock box, watch]}, accessory_to: [clok]}\n",
        [
            "line 3, types.clock: 'words' is missing: {nice: [14], words: {en: [watch]}}",
            "line 4, types.clock-box.accessory_to: 'clok' is no product type; did you mean clock "
            "or clock-box? (the list is in product_types.yaml; add yours "
            "under 'types' at the top of the file)",
            "line 4, types.clock-box.words.en: 'watch' is a word for clock-box and for watch: it "
            "tells neither; leave it to one of them",
        ],
    ),
    "alias": (
        "format: 1\nbrands:\n  acme: &a {name: Acme}\n  other: *a\n",
        [
            "line 3, brands.other: '*' repeats another part of the file: write it out",
            "line 4, brands.other: 'name' is missing: what people are shown",
        ],
    ),
    "a-list-for-a-file": (
        "- format",
        [
            "line 1: ['format']: expected a table with some of the keys format, title, prices, "
            "types, brands",
            "line 1: format is missing; expected 'format: 1' as the first line",
        ],
    ),
    "no-table-for-a-brand": (
        "format: 1\nbrands: {acme: Acme}",
        [
            "line 2, brands.acme: 'Acme': expected a table with some of the keys name, names, "
            "models, products, marks, sellers, customs"
        ],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_line(write: Write, case: str) -> None:
    text, expected = WRONG[case]
    assert [str(one) for one in check(write(text), TODAY)] == expected


@pytest.mark.parametrize("case", WRONG)
def test_errors_keep_a_file_out_and_warnings_do_not(write: Write, case: str) -> None:
    path = write(WRONG[case][0])
    errors = [one for one in check(path) if one.level == "error"]
    if not errors:
        assert case in {"short-name", "expired", "model-price-out-of-range"}
        assert isinstance(load(path), Registry)
        return
    with pytest.raises(InputError) as caught:
        load(path)
    told = str(caught.value)
    assert told.startswith(f"{path}, {errors[0]}")
    assert ("more: `counterfeit-nlp brands check`" in told) == (len(errors) > 1)


def test_a_shared_name_is_of_both(write: Write) -> None:
    shared = "names: {en: [{text: Delta, shared: true}]}"
    path = write(
        f"format: 1\nbrands:\n  a: {{name: Aaa, {shared}}}\n  b: {{name: Bbb, {shared}}}\n"
    )
    assert check(path, TODAY) == []
    assert [one.id for one in load(path).called("DELTA")] == ["a", "b"]


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty; expected 'format: 1' and 'brands:'"),
    "no-utf8": (b"format: 1\ntitle: \xff", "no UTF-8 at byte 17: save it as UTF-8"),
    "no-yaml": (b"format: 1\nbrands: {a: [}\n", ", line 2: no YAML: "),
    "control": (b"format: 1\ntitle: a\x07b", "no YAML: "),
    "two-documents": (b"format: 1\n---\nformat: 1\n", "no YAML: "),
    # composing recurses in C, where too deep a file would take the process with it
    "deep": (b"format: 1\nbrands: " + b"[" * 300_000, "nested too deeply"),
    "deep-and-closed": (b"format: 1\nbrands: " + b"[" * 300 + b"]" * 300, "nested too deeply"),
    "deep-in-blocks": (b"format: 1\nbrands:\n" + b"- " * 300_000 + b"a", "nested too deeply"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_one_line(write: Write, case: str) -> None:
    raw, expected = UNREADABLE[case]
    path = write(raw)
    with pytest.raises(InputError) as caught:
        load(path)
    assert expected in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone.yaml: can't be read: No such file"):
        check(tmp_path / "gone.yaml")


def test_a_mark_at_the_start_of_the_file_does_no_harm(write: Write) -> None:
    path = write("\ufeffformat: 1\r\nbrands:\r\n  acme: {name: Acme}\r\n")
    assert check(path) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(format=2),
        lambda data: data["brands"]["aurelle"].update(colour="red"),
        lambda data: data["brands"]["aurelle"]["products"]["watch"]["price"].update(low=True),
        lambda data: data["brands"]["aurelle"]["products"]["watch"]["price"].update(low=1e400),
        lambda data: data["brands"]["aurelle"]["products"]["watch"].update(nice=[14.5]),
        lambda data: data["types"].pop("watch"),
    ],
)
def test_tampered_json_is_refused(write: Write, change: Callable[[Any], Any]) -> None:
    data = load(write(example())).to_json()
    from_json(data)
    change(data)
    with pytest.raises(InputError, match="brand registry as JSON"):
        from_json(data)


# --- the schema says what the code does ----------------------------------------------------------


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((BRANDS / "registry.schema.json").read_text("utf-8"))
    return found


def test_schema_and_code_know_the_same_keys_and_values() -> None:
    told = schema()
    parts = {"file": told, "prices": told["properties"]["prices"], **told["$defs"]}
    for part, keys in checks.KEYS.items():
        assert tuple(parts[part]["properties"]) == keys, part
        assert parts[part]["additionalProperties"] is False
    mark = told["$defs"]["mark"]["properties"]
    assert tuple(mark["kind"]["enum"]) == codes.KINDS
    assert tuple(mark["status"]["enum"]) == codes.STATUSES
    assert tuple(told["$defs"]["seller"]["properties"]["role"]["enum"]) == codes.ROLES


@pytest.mark.parametrize("which", ["example", "starter", "types", "json"])
def test_what_the_code_takes_the_schema_takes(write: Write, which: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")  # comes with the notebook tools of [dev]
    if which == "json":
        data: Any = load(write(example())).to_json()
        data = {key: value for key, value in data.items() if key != "title"}
    else:
        text = {
            "example": example(),
            "starter": starter_path().read_text("utf-8"),
            "types": (BRANDS / "product_types.yaml").read_text("utf-8"),
        }[which]
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        data = json.loads(json.dumps(data, default=str))  # dates as text
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(schema()).validate(data)


def test_the_schema_refuses(write: Write) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    data = load(write(example())).to_json()
    data["brands"]["aurelle"]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.Draft202012Validator(schema()).validate(data)


def test_house_types_are_never_changed_by_a_file(write: Write) -> None:
    before = dict(house_types())
    registry = load(write("format: 1\ntypes: {watch: {nice: [9], words: {en: [ticker]}}}"))
    assert registry.types["watch"].nice == (9,)
    assert dict(house_types()) == before
