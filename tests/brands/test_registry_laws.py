"""Laws on generated registries: there and back, one hash for one content, merge and diff."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.brands.checks import read_plain
from counterfeit_nlp.brands.diff import diff
from counterfeit_nlp.brands.merge import merge
from counterfeit_nlp.brands.read import from_json, house_types, load, starter, starter_path
from counterfeit_nlp.brands.registry import Registry, name_key
from counterfeit_nlp.brands.write import to_yaml
from counterfeit_nlp.errors import InputError

TYPES = ("watch", "handbag", "phone", "phone-case", "belt", "tablet", "laptop")
HOUSE = {slug: house_types()[slug] for slug in TYPES}  # a small house is a quick one
LETTERS = "abzéØß #&:,'\"-[]{}*!|>%@`\\019.～奢ア\U0001f600\u200b\u00a0"
TEXT = st.text(LETTERS, min_size=1, max_size=8).filter(
    lambda text: text.strip() == text and any(map(str.isalnum, text))
)
WORDS_OF_YAML = st.sampled_from(
    ["no", "Yes", "null", "~a", "1e3", "0x1f", "2024-01-01", "12-5", "="]
)
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1)).map(date.isoformat)


@st.composite
def brands(draw: st.DrawFn, slug: str) -> dict[str, Any]:
    """One brand as plain data; every name begins with its id, so that none is another's."""
    seen: set[str] = set()

    def names() -> list[Any]:
        told: list[Any] = []
        for text in draw(st.lists(TEXT | WORDS_OF_YAML, max_size=3)):
            name = f"{slug}{text}"
            if name_key(name) not in seen:
                seen.add(name_key(name))
                told.append({"text": name, "word": True} if draw(st.booleans()) else name)
        return told

    def priced(name: Any) -> Any:
        if draw(st.booleans()):
            return name
        told = {"text": name} if isinstance(name, str) else name
        currency = draw(st.sampled_from(["USD", "CNY"]))
        return {**told, "price": {"low": draw(st.integers(1, 10_000)), "currency": currency,
                                  "year": 2025}}  # fmt: skip

    products: dict[str, Any] = {}
    for kind in draw(st.lists(st.sampled_from(TYPES), unique=True)):
        products[kind] = {}
        if draw(st.booleans()):
            products[kind]["nice"] = draw(st.lists(st.integers(1, 45), max_size=2))
        if draw(st.booleans()):
            low = draw(st.integers(1, 10_000) | st.floats(0.01, 1e9))
            price = {"low": low, "currency": draw(st.sampled_from(["USD", "CNY"])), "year": 2025}
            products[kind]["price"] = price | ({"high": low * 2} if draw(st.booleans()) else {})
    brand: dict[str, Any] = {"name": f"{slug}{draw(TEXT)}", "products": products}
    seen.add(name_key(brand["name"]))
    brand["names"] = {key: names() for key in draw(st.sets(st.sampled_from(["en", "zh", "ja"])))}
    brand["models"] = {kind: [priced(one) for one in names()] for kind in products}
    territories = st.lists(st.sampled_from(["NO", "EU", "CN"]), max_size=2)
    if draw(st.booleans()):
        brand["marks"] = [
            {"text": draw(TEXT), "registry": "X", "number": draw(TEXT), "valid_to": draw(DAYS)}
        ]
        brand["sellers"] = [
            {"name": draw(TEXT), "site": "a.example", "until": draw(DAYS),
             "territories": draw(territories)},
            {"name": draw(TEXT), "seller_id": draw(TEXT), "role": "official"},
        ]  # fmt: skip
        brand["customs"] = [{"authority": draw(TEXT), "number": draw(TEXT)}]
    return brand


@st.composite
def plain(draw: st.DrawFn) -> dict[str, Any]:
    """A registry file as plain data."""
    ids = draw(st.lists(st.sampled_from(["xa", "xb", "xc", "xd"]), unique=True))
    told: dict[str, Any] = {"format": 1, "brands": {slug: draw(brands(slug)) for slug in ids}}
    if draw(st.booleans()):
        words = {"en": [draw(TEXT)], "zh": draw(st.lists(TEXT, max_size=2))}
        told["types"] = {"gadget": {"nice": [9], "words": words, "accessory_to": ["watch"]}}
    return told


def made(data: dict[str, Any]) -> Registry:
    registry, findings = read_plain(data, house=HOUSE, today=date(2026, 1, 1))
    assert [str(one) for one in findings if one.level == "error"] == []
    return registry


REGISTRIES = plain().map(made)


def shuffled(value: Any, seed: random.Random) -> Any:
    """The same, keys and lists in another order: in this format no order means anything."""
    if isinstance(value, dict):
        keys = list(value)
        seed.shuffle(keys)
        return {key: shuffled(value[key], seed) for key in keys}
    if isinstance(value, list):
        listed = [shuffled(one, seed) for one in value]
        seed.shuffle(listed)
        return listed
    return value


@given(plain(), st.randoms(use_true_random=False))
def test_order_means_nothing(data: dict[str, Any], seed: random.Random) -> None:
    one, other = made(data), made(shuffled(data, seed))
    assert one == other
    assert one.content_hash == other.content_hash
    assert to_yaml(one, house=house_types()) == to_yaml(other, house=house_types())


@given(REGISTRIES)
def test_there_and_back_as_json(registry: Registry) -> None:
    back = from_json(json.loads(json.dumps(registry.to_json())))
    assert back == registry
    assert back.content_hash == registry.content_hash


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("registries")


@given(registry=REGISTRIES)
def test_there_and_back_as_a_file(folder: Path, registry: Registry) -> None:
    path = folder / "one.yaml"
    text = to_yaml(registry, house=house_types(), head="a\nb", title="t: #1")
    path.write_text(text, encoding="utf-8")
    back = load(path)
    assert back.brands == registry.brands
    assert back.types == {**house_types(), **registry.types}
    assert back.title == "t: #1"
    # and any other reader of YAML sees the same text where we mean text
    seen = yaml.safe_load(text)["brands"]
    for slug, brand in registry.brands.items():
        assert seen[slug]["name"] == brand.name
        for group, table in (("names", brand.names), ("models", brand.models)):
            for key, listed in seen[slug].get(group, {}).items():
                told = {one["text"] if isinstance(one, dict) else one for one in listed}
                assert told <= {name.text for name in table[key]}


@given(REGISTRIES, REGISTRIES)
def test_the_hash_is_one_exactly_where_the_content_is(one: Registry, other: Registry) -> None:
    assert (one.content_hash == other.content_hash) == (one == other)
    assert (not diff(one, other)) == (one == other)


@given(REGISTRIES, REGISTRIES)
def test_diff_both_ways(one: Registry, other: Registry) -> None:
    there, back = diff(one, other), diff(other, one)
    assert (there.added, there.removed) == (back.removed, back.added)
    assert there.changed.keys() == back.changed.keys()
    for slug, changes in there.changed.items():
        swapped = {(one.path, str(one.after), str(one.before)) for one in changes}
        assert {(c.path, str(c.before), str(c.after)) for c in back.changed[slug]} == swapped
    json.dumps(there.to_json())


@given(REGISTRIES, REGISTRIES)
def test_merge_takes_the_second_whole(one: Registry, other: Registry) -> None:
    found = merge(one, other)
    both = found.registry
    assert both.brands.keys() == one.brands.keys() | other.brands.keys()
    for slug, brand in both.brands.items():
        assert brand == (other.brands[slug] if slug in other.brands else one.brands[slug])
    assert set(found.added) == other.brands.keys() - one.brands.keys()
    assert set(found.replaced) == set(diff(one, other).changed)
    assert set(diff(one, both).changed) == set(found.replaced)


@given(REGISTRIES, REGISTRIES, REGISTRIES)
def test_merge_laws(one: Registry, two: Registry, three: Registry) -> None:
    nothing = Registry(types=HOUSE)
    assert merge(one, one).registry == one
    assert merge(nothing, one).registry == one
    assert merge(one, nothing).registry.brands == one.brands
    left = merge(merge(one, two).registry, three).registry
    assert left == merge(one, merge(two, three).registry).registry


def small(brand: dict[str, Any]) -> Registry:
    return made({"format": 1, "brands": brand})


def test_merge_names_the_names_that_clash() -> None:
    one = small({"acme": {"name": "Acme", "names": {"zh": ["艾克美"]}}})
    other = small({"apex": {"name": "ACME", "names": {"zh": ["艾克美"]}}})
    with pytest.raises(InputError) as caught:
        merge(one, other)
    told = str(caught.value)
    assert told.startswith("the two don't fit together: brands.apex.names.en[0]: 'ACME' is also at")
    assert "'艾克美' is also at brands.acme.names.zh[0]" in told


def test_merge_of_what_ran_out_is_no_error() -> None:
    seller = {"name": "S", "site": "a.example", "until": "2001-01-01"}
    one = small({"acme": {"name": "Acme", "sellers": [seller]}})
    assert merge(one, Registry(types=HOUSE)).registry == one


def test_diff_names_each_field() -> None:
    price = {"low": 5, "high": 9, "currency": "USD", "year": 2025}
    before = {"name": "Acme", "names": {"en": ["Acme Co"]}, "products": {"watch": {"price": price}}}
    after = {
        "name": "Acme",
        "names": {"en": [{"text": "Acme Co", "word": True}], "zh": ["艾克美"]},
        "products": {"watch": {"nice": [9], "price": {**price, "low": 6}}, "belt": {}},
    }
    found = diff(small({"acme": before, "gone": {"name": "Gone"}}), small({"acme": after}))
    assert (found.added, found.removed, found.types) == ((), ("gone",), ())
    assert [str(one) for one in found.changed["acme"]] == [
        "names.en: - Acme Co",
        'names.en: + {"text": "Acme Co", "word": true}',
        'names.zh: + ["艾克美"]',
        'products.belt: + {"nice": [25]}',
        "products.watch.nice: - 14",
        "products.watch.nice: + 9",
        "products.watch.price.low: 5 -> 6",
    ]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda brand: brand["products"]["watch"]["price"].update(low=5.0), True),
        (lambda brand: brand["products"]["watch"].update(nice=[14]), True),  # what the type says
        (lambda brand: brand["names"]["en"].append("Acme"), True),  # the name is a name
        (lambda brand: brand["products"]["watch"]["price"].update(low=5.5), False),
        (lambda brand: brand["products"]["watch"]["price"].update(year=2026), False),
        (lambda brand: brand["names"]["en"].append("Acme & Co"), False),
        (lambda brand: brand.update(name="ACME"), False),
    ],
)
def test_what_the_hash_covers(change: Callable[[Any], Any], same: bool) -> None:
    price = {"low": 5, "currency": "USD", "year": 2025}
    brand = {"name": "Acme", "names": {"en": ["Acme Co"]}, "products": {"watch": {"price": price}}}
    before = small({"acme": brand}).content_hash
    change(brand)
    assert (small({"acme": brand}).content_hash == before) == same


def test_the_title_is_not_content() -> None:
    one, other = (made({"format": 1, "title": title}) for title in ("a", "b"))
    assert one == other
    assert one.content_hash == other.content_hash
    assert (merge(one, other).registry.title, merge(other, one).registry.title) == ("b", "a")


def test_the_hash_of_the_starter_does_not_depend_on_the_process() -> None:
    code = "from counterfeit_nlp.brands.read import starter as s; print(s().content_hash)"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout.decode()
        for seed in ("1", "2")
    }
    assert said == {f"{starter().content_hash}\n"}


def test_the_starter_is_written_as_the_writer_writes() -> None:
    """So that a merge with the starter shows up as small changes in a diff of files."""
    text = starter_path().read_text(encoding="utf-8")
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    told = "".join(line[2:] if line.startswith("# ") else "\n" for line in head.splitlines(True))
    assert to_yaml(starter(), house=house_types(), head=told) == text
