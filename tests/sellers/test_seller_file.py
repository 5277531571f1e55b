"""The file of seller lists: what it can say, and what its owner is told when it is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.sellers import checks
from counterfeit_nlp.sellers.effects import EFFECTS, HISTORY_BOUNDS, KINDS, NEW_FOR
from counterfeit_nlp.sellers.lists import LISTS, Entry, History, SellerLists
from counterfeit_nlp.sellers.read import check, load

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "sellers.md"
SCHEMA = ROOT / "src" / "counterfeit_nlp" / "sellers" / "lists.schema.json"
TODAY = date(2026, 6, 1)
BRANDS = {"rolex", "omega", "gucci"}

Write = Callable[[str | bytes], Path]


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "sellers.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def example() -> str:
    """The worked example of the documentation, which so can't go stale."""
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return str(block)


def test_the_worked_example_is_sound_and_means_what_it_says(write: Write) -> None:
    path = write(example())
    assert check(path, TODAY, BRANDS) == []
    lists = load(path)
    assert {entry.seller_id: entry for entry in lists.entries} == {
        "880011": Entry(
            "880011", "allow", "invoices of the last year seen, file 2026/17",
            date(2026, 1, 15), date(2027, 1, 14), ("omega", "rolex"), "example-mall", "desk 4",
        ),
        "example-shop-77": Entry(
            "example-shop-77", "watch", "two complaints by buyers", date(2026, 3, 2),
            date(2026, 9, 1),
        ),
        "example-shop-78": Entry(
            "example-shop-78", "deny", "takedowns upheld, files 2025/3 and 2025/9",
            date(2025, 11, 20),
        ),
    }  # fmt: skip
    assert lists.history == (
        History(
            "example-shop-79", date(2026, 2, 20), (date(2026, 3, 1), date(2026, 4, 14)),
            (date(2026, 5, 2),),
        ),
    )  # fmt: skip
    counts = {"allow": 1, "watch": 1, "deny": 1, "histories": 1, "sellers": 4}
    assert lists.counts() == counts


def test_an_empty_file_of_lists_is_sound(write: Write) -> None:
    assert check(write("format: 1"), TODAY) == []
    assert load(write("format: 1\nsellers: []")) == SellerLists()


def test_ids_are_text_whatever_they_look_like(write: Write) -> None:
    entry = "{{seller_id: {}, list: deny, evidence: no, added: 2026-01-01}}"
    ids = ["007", "1e3", "no", "2026-01-01", "null", "'#1'", "店铺"]
    lists = load(write("format: 1\nsellers: [" + ", ".join(map(entry.format, ids)) + "]"))
    assert {one.seller_id for one in lists.entries} == {one.strip("'") for one in ids}
    assert lists.entries[0].evidence == "no"


# SECRET stands for a person's id: no message may quote it. Each entry: file, findings.
SECRET = "jane-doe-1987"
FULL = f"seller_id: {SECRET}, list: deny, evidence: e, added: 2026-01-01"
WRONG: dict[str, tuple[str, list[str]]] = {
    "no-format": (
        "sellers: []",
        ["line 1: format is missing; expected 'format: 1' as the first line"],
    ),
    "other-format": (
        "format: 2",
        ["line 1, format: format is '2'; expected 'format: 1' as the first line"],
    ),
    "a-bare-id": (
        f"format: 1\nsellers:\n  - {SECRET}",
        ["line 3, sellers[0]: expected a table with the keys seller_id, list, evidence, added"],
    ),
    "all-missing": (
        "format: 1\nsellers:\n  - {}",
        [
            "line 3, sellers[0]: 'seller_id' is missing: the marketplace's id of the seller, in "
            "quotes",
            "line 3, sellers[0]: 'list' is missing: one of allow, watch, deny",
            "line 3, sellers[0]: 'evidence' is missing: why the seller is on the list, for whoever "
            "reads the reason",
            "line 3, sellers[0]: 'added' is missing: the first day on which it counts, as "
            "2025-12-31",
        ],
    ),
    "unknown-key": (
        f"format: 1\nsellers:\n  - {{{FULL}, expire: 2027-01-01}}",
        ["line 3, sellers[0].expire: unknown key 'expire'; did you mean expires?"],
    ),
    "unknown-list": (
        f"format: 1\nsellers:\n  - {{seller_id: {SECRET}, list: Deny, evidence: e, added: "
        f"2026-01-01}}",
        ["line 3, sellers[0].list: 'Deny' is no list; write deny"],
    ),
    "allow-without-an-end": (
        f"format: 1\nsellers:\n  - seller_id: {SECRET}\n    list: allow\n    evidence: e\n"
        "    added: 2026-01-01",
        [
            "line 3, sellers[0]: 'expires' is missing: an allow entry lowers risks, so it needs "
            "a day "
            "on which somebody looks again"
        ],
    ),
    "dates": (
        f"format: 1\nsellers:\n  - {{{FULL}, expires: 2025-12-31}}\n"
        "  - {seller_id: b, list: deny, evidence: e, added: 1.2.2026}",
        [
            "line 3, sellers[0]: added 2026-01-01 is after expires 2025-12-31: exchange or "
            "correct them",
            "line 3, sellers[0]: ended on 2025-12-31 and does nothing for later listings: renew "
            "'expires' if it still holds; leave it in to score older listings as they stood",
            "line 4, sellers[1].added: '1.2.2026': expected a date as 2025-12-31 (year-month-day)",
        ],
    ),
    "expired": (
        f"format: 1\nsellers:\n  - {{{FULL}, expires: 2026-05-31}}",
        [
            "line 3, sellers[0]: ended on 2026-05-31 and does nothing for later listings: renew "
            "'expires' if it still holds; leave it in to score older listings as they stood"
        ],
    ),
    "ids-that-match-nothing": (
        f"format: 1\nsellers:\n  - {{seller_id: '{SECRET} ', list: deny, evidence: e, added: "
        f"2026-01-01}}\n"
        f'  - {{seller_id: "{SECRET}\\u200b", list: deny, evidence: e, added: 2026-01-01}}\n'
        "  - {seller_id: '', list: deny, evidence: e, added: 2026-01-01}",
        [
            "line 3, sellers[0].seller_id: space at its edge, or a character that can't be seen: "
            "no "
            "listing would match it",
            "line 4, sellers[1].seller_id: space at its edge, or a character that can't be seen: "
            "no "
            "listing would match it",
            "line 5, sellers[2].seller_id: expected the marketplace's id: text that isn't empty",
        ],
    ),
    "brands": (
        f"format: 1\nsellers:\n  - {{{FULL}, brands: [Rolex, rolx]}}\n"
        f"  - {{seller_id: b, list: deny, evidence: e, added: 2026-01-01, brands: []}}",
        [
            "line 3, sellers[0].brands[0]: 'Rolex' is no brand of the registry, so this does "
            "nothing; "
            "did you mean rolex?",
            "line 3, sellers[0].brands[0]: 'Rolex' is no id: expected small letters, digits and "
            "single "
            "hyphens, such as rolex",
            "line 3, sellers[0].brands[1]: 'rolx' is no brand of the registry, so this does "
            "nothing; "
            "did you mean rolex?",
            "line 4, sellers[1].brands: an empty list: take it out if the entry is about all "
            "that the "
            "seller lists",
        ],
    ),
    "allowed-and-denied": (
        f"format: 1\nsellers:\n  - {{{FULL}}}\n"
        f"  - {{seller_id: {SECRET}, list: allow, evidence: e, added: 2026-02-01, expires: "
        f"2027-01-01}}",
        [
            "line 4, sellers[1]: on the allow list, while sellers[0] puts the same seller on the "
            "deny "
            "list: give them other 'brands' or days, or take one out"
        ],
    ),
    "history": (
        f"format: 1\nhistory:\n  - {{seller_id: {SECRET}, upheld: 2026-01-01}}\n"
        f"  - {{seller_id: {SECRET}, marketplace: a, overturned: [1.1.26]}}\n"
        f"  - {SECRET}\n  - {{first_seen: 2026-01-01, upheld: [2025-01-01]}}",
        [
            "line 3, history[0].upheld: '2026-01-01': expected a list of dates, in [ ]",
            "line 4, history[1]: history[0] is about the same seller: join the two",
            "line 4, history[1].overturned[0]: '1.1.26': expected a date as 2025-12-31 "
            "(year-month-day)",
            "line 5, history[2]: expected a table with some of the keys seller_id, first_seen, "
            "upheld, overturned, marketplace",
            "line 6, history[3]: 'seller_id' is missing: the marketplace's id of the seller, in "
            "quotes",
            "line 6, history[3]: a decision before first_seen 2026-01-01: correct one of them",
        ],
    ),
    "twice": (
        f"format: 1\nsellers:\n  - {{{FULL}}}\n  - {{{FULL}}}",
        ["line 4, sellers[1]: says the same as sellers[0]: take one out"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_line_and_without_the_id(write: Write, case: str) -> None:
    text, expected = WRONG[case]
    path = write(text)
    found = check(path, TODAY, BRANDS)
    assert sorted(map(str, found)) == sorted(expected)
    assert [one.line for one in found] == sorted(one.line or 0 for one in found)
    assert SECRET not in "".join(map(str, found))
    if all(one.level == "warning" for one in found):
        assert load(path).entries
        return
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}, line ")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "other",
    [
        "added: 2026-02-01, expires: 2027-01-01, brands: [gucci]",  # of another brand
        "added: 2025-01-01, expires: 2025-12-31",  # of other days
        "added: 2026-02-01, expires: 2027-01-01, marketplace: Mall B",  # of another place
    ],
)
def test_one_may_be_allowed_here_and_denied_there(write: Write, other: str) -> None:
    both = "seller_id: a, evidence: e"
    path = write(
        "format: 1\nsellers:\n"
        f"- {{{both}, list: deny, added: 2026-01-01, marketplace: mall a, brands: [rolex]}}\n"
        f"- {{{both}, list: allow, {other}}}"
    )
    assert [one for one in check(path, TODAY, BRANDS) if one.level == "error"] == []


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty; expected 'format: 1' and 'sellers:'"),
    "no-utf8": (b"format: 1\ntitle: \xff", "no UTF-8 at byte 17"),
    "no-yaml": (b"format: 1\nsellers: [{]\n", ", line 2: no YAML: "),
    "deep": (b"format: 1\nsellers: " + b"[" * 300_000, "nested too deeply for a seller list"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_one_line(write: Write, case: str) -> None:
    raw, expected = UNREADABLE[case]
    path = write(raw)
    for read in (load, check):
        with pytest.raises(InputError) as caught:
            read(path)
        assert expected in str(caught.value)
        assert "\n" not in str(caught.value)


def test_the_hash_is_of_what_is_said(write: Write) -> None:
    data = yaml.load(example(), Loader=yaml.BaseLoader)
    first = load(write(example())).content_hash
    turned = {**data, "title": "another", "sellers": data["sellers"][::-1]}
    assert load(write(yaml.safe_dump(turned))).content_hash == first
    for n, key, value in (
        (0, "evidence", "other"), (0, "expires", "2027-01-15"), (2, "list", "watch"),
        (1, "seller_id", "x"), (0, "brands", ["rolex"]),
    ):  # fmt: skip
        changed = json.loads(json.dumps(data))
        changed["sellers"][n][key] = value
        assert load(write(yaml.safe_dump(changed))).content_hash != first, key


def test_a_file_of_the_json_says_the_same(write: Write) -> None:
    lists = load(write(example()))
    again = load(write(json.dumps(lists.to_json())))
    assert again == lists
    assert again.content_hash == lists.content_hash


# --- schema and page say what the code does -------------------------------------------------------


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return found


def test_schema_and_code_know_the_same_keys_and_values() -> None:
    told = schema()
    assert set(checks.KEYS) == {"file", "entry", "history"}
    for part, keys in {"file": told, **told["$defs"]}.items():
        if part not in checks.KEYS:
            continue
        assert tuple(keys["properties"]) == checks.KEYS[part]
        assert keys["additionalProperties"] is False
    assert tuple(told["$defs"]["entry"]["properties"]["list"]["enum"]) == LISTS


def test_what_the_code_takes_the_schema_takes(write: Write) -> None:
    jsonschema = pytest.importorskip("jsonschema")  # comes with the notebook tools of [dev]
    validator = jsonschema.Draft202012Validator(schema())
    jsonschema.Draft202012Validator.check_schema(schema())
    data = load(write(example())).to_json()
    validator.validate(data)
    (allowed,) = (one for one in data["sellers"] if one["list"] == "allow")
    del allowed["expires"]
    assert not validator.is_valid(data)


def test_the_page_tells_the_table_of_effects() -> None:
    rows = re.findall(
        r"^\| `(seller_\w+)` \|.*\| ([−+][\d.]+) \| (.*) \|$", PAGE.read_text("utf-8"), re.M
    )
    told = {kind: (float(size.replace("−", "-")), why) for kind, size, why in rows}
    assert told == {kind: tuple(effect) for kind, effect in EFFECTS.items()}
    assert (*told, "seller_history") == KINDS
    least, most = HISTORY_BOUNDS
    bounds = f"{least:g} to +{most:g}".replace("-", "−")
    page = PAGE.read_text("utf-8")
    assert f"| {bounds} |" in page
    assert f"less than {NEW_FOR} days before" in page
    keys = re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8").split("## The effect")[0], re.M)
    assert (*keys[:8],) == checks.KEYS["entry"]
