"""The reviewers' list: the right listings, and nothing in it that runs."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.review.top import CSV_COLUMNS, render_csv, render_html, spreadsheet_safe, top
from counterfeit_nlp.showing.card import masked_reasons


def row(listing_id="L-1", score=1.0, title="replica bag", **more):
    reasons = [
        {
            "kind": "word",
            "text": "replica",
            "field": "title",
            "start": 0,
            "end": 7,
            "contribution": 1.8,
        }
    ]
    return {
        "listing_id": listing_id, "risk": 0.9, "score": score, "band": "high", "title": title,
        "reasons": reasons, "rest": -0.1, "intercept": -0.7, "model_version": "3f9a71c2", **more,
    }  # fmt: skip


def read(rows):
    return list(csv.DictReader(io.StringIO(render_csv(rows).removeprefix("\ufeff"))))


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, attrs))

    def handle_data(self, data):
        self.words += data


def test_the_riskiest_come_first_and_ties_by_listing_id():
    stream = (row(i, s) for i, s in [("b", 1.0), ("a", 1.0), ("c", 3.0), ("d", "2.5"), ("e", -4)])
    assert [r["listing_id"] for r in top(stream, 4)] == ["c", "d", "a", "b"]


def test_fewer_rows_than_asked_for_is_no_error():
    assert top([], 5) == []
    assert len(top([row()], 5)) == 1
    assert top([row()], 0) == []


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.text("abc", max_size=2)), max_size=20),
    st.integers(0, 8),
)
def test_any_order_of_the_rows_gives_the_same_list(pairs, n):
    rows = [row(i, float(s)) for s, i in pairs]
    key = [(r["score"], r["listing_id"]) for r in top(rows, n)]
    assert key == [(r["score"], r["listing_id"]) for r in top(rows[::-1], n)]
    assert (
        key
        == sorted(((r["score"], r["listing_id"]) for r in rows), key=lambda k: (-k[0], k[1]))[:n]
    )


@pytest.mark.parametrize("score", [None, "high", float("nan"), float("inf"), ""])
def test_a_row_without_a_score_is_named(score):
    with pytest.raises(InputError, match="'L-9' has no finite 'score'"):
        top([row("L-9", score)], 3)


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠﹦﹢﹣﹫−\t\r\n"])
@pytest.mark.parametrize("before", ["", " ", "  \u3000", "\u00a0", "\ufeff", "\u200b", "\u202e"])
def test_nothing_begins_like_a_formula(start, before):
    safe = spreadsheet_safe(f"{before}{start}cmd|' /C calc'!A0")
    assert safe.startswith("'")


# What may open a formula, seen by a program that splits the file at this separator
@pytest.mark.parametrize("separator", [*',;|:\t\n\r "，；'])
@pytest.mark.parametrize("payload", ["=1+1", "+cmd|'x'!A0", "-2+3+cmd", "@SUM(A1)", "＝1", " =1+1"])
def test_no_formula_begins_behind_any_separator(separator, payload):
    safe = spreadsheet_safe(f"bag{separator}{payload}")
    for cell in re.split(f"[{re.escape(separator)}\n\r\t]", safe):
        bare = cell.strip().strip('"').strip()
        plain_number = re.fullmatch(r"[+-][\d.,]*%?", bare)
        assert plain_number or not re.match(r"[=+\-@＝＋－＠]", bare), safe


@pytest.mark.parametrize(
    "text",
    [
        "Bag - new, 20% off",
        "size 9-10",
        "A+ quality",
        "高仿 一比一",
        "+".join("ab"),
        "works at -20 °C",
        "",
    ],
)
def test_ordinary_words_stay_as_they_are(text):
    assert spreadsheet_safe(text) == text


@given(st.text("=+-@ ,;|\t\n\"'ab1＝", max_size=40))
def test_no_cell_of_the_file_is_a_formula(text):
    (cells,) = read(
        [row(text or "x", title=text or "x", model_version=text, currency=text, band=text)]
    )
    for name, cell in cells.items():
        if name not in {"rank", "risk_percent", "score"}:
            assert not re.match(r"\s*[=+\-@＝\t\r\n]", cell), (name, cell)
            assert not re.search(r"[\t\r\n]", cell)


def test_the_csv_holds_what_a_reviewer_needs():
    (cells,) = read([row(price=29.9, currency="USD", seller_id="Corva Person")])
    assert tuple(cells) == CSV_COLUMNS
    assert cells["rank"] == "1"
    assert cells["risk_percent"] == "90.0"
    assert cells["band"] == "high risk"
    assert cells["price"] == "29.90 USD"
    assert cells["reasons"] == "“replica” in the title: +1.8"
    assert len(cells["seller"]) == 8
    assert "Corva" not in render_csv([row(seller_id="Corva Person")])


def test_a_byte_order_mark_lets_spreadsheets_read_chinese():
    assert render_csv([]).startswith("\ufeffrank,listing_id")


@pytest.mark.parametrize("render", [lambda r: render_html(r, False), render_csv])
def test_contacts_never_get_out(render):
    text = render([row(title="replica 微信：corva_shop99 138 0013 8000", url="https://shop.example/corva",
                       description="mail sales@shop.example")])  # fmt: skip
    for secret in ("corva", "0013", "sales", "shop.example"):
        assert secret not in text


def test_without_a_kept_title_the_evidence_alone_is_shown():
    kept_nothing = row()
    del kept_nothing["title"]
    words = Page(render_html([kept_nothing], False)).words
    assert "The title was not kept" in words
    assert "“replica” in the title" in " ".join(words.split())


def test_rows_of_a_csv_file_look_the_same_as_rows_of_parquet():
    typed = row(price=29.9, currency="USD", description=None)
    as_text = {k: "" if v is None else str(v) for k, v in typed.items()}
    as_text["reasons"] = json.dumps(typed["reasons"])
    assert render_html([as_text], True) == render_html([typed], True)
    assert render_csv([as_text]) == render_csv([typed])


@pytest.mark.parametrize(
    "evil",
    ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><b onclick=x>",
     "</bdi></mark></article>", "{{ 7*7 }}", "<!--", "\u202eabc\x00\ud800"],
)  # fmt: skip
def test_no_element_or_attribute_comes_from_a_listing(evil):
    tidy = Page(render_html([row(description="d", currency="EUR", price=1, url="u")], True))
    hostile = row(f"id {evil}", title=f"replica {evil}", description=evil, currency=evil, price=1)
    hostile |= {"url": evil, "band": evil, "model_version": evil, "seller_id": evil}
    text = render_html([hostile], True)
    page = Page(text)
    chip = ("span", ("class", "title"))
    shapes = {(tag, tuple(name for name, _ in attrs)) for tag, attrs in page.elements}
    assert shapes <= {(tag, tuple(n for n, _ in attrs)) for tag, attrs in tidy.elements} | {chip}
    values = " ".join(value or "" for _, attrs in page.elements for _, value in attrs)
    assert "alert" not in values
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", text)
    text.encode("utf-8")


def test_the_page_loads_nothing_and_links_nowhere():
    text = render_html([row(url="https://shop.example/1", title="replica www.shop.example")], False)
    assert not re.search(r"<(?:a|script|link|img|iframe|base|form)\b", text)
    assert not re.search(r"https?://(?!\N{BULLET})|@import|url\(", text)
    assert "default-src 'none'" in text
    assert "Simulated data" not in text
    assert "Simulated data" in render_html([], True)


def test_the_sum_of_the_parts_is_shown():
    words = " ".join(Page(render_html([row()], False)).words.split())
    assert "reasons +1.8, everything else −0.10, starting point −0.70: score +1.0" in words


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("replica bag +86 138 0013 8000", ["replica", "138", "0013", "8000"]),
        ("replica 加v selldemo66", ["replica", "selldemo66"]),
        ("replica 微信号：abcde12345", ["replica", "abcde12345"]),
    ],
)
def test_no_reason_brings_back_what_the_field_hides(title, found):
    reasons = [
        {"kind": "word", "text": text, "field": "title", "start": title.index(text),
         "end": title.index(text) + len(text), "contribution": 1.0}
        for text in found
    ]  # fmt: skip
    price = {"kind": "price", "text": "1380000 CNY", "field": None, "start": None, "end": None,
             "contribution": 0.1}  # fmt: skip
    given_row = row(title=title, reasons=[*reasons, price])
    masked = masked_reasons(given_row)
    assert [one["text"] for one in masked] == [
        "replica", *("•" * len(text) for text in found[1:]), "1380000 CNY",
    ]  # fmt: skip
    assert [(one["start"], one["end"]) for one in masked] == [
        (one["start"], one["end"]) for one in given_row["reasons"]
    ]
    as_text = {**given_row, "reasons": json.dumps(given_row["reasons"])}
    assert masked_reasons(as_text) == masked


def test_a_reason_whose_field_was_not_kept_hides_what_can_be_known_alone():
    number = {"kind": "word", "text": "138 0013 8000", "field": "description", "start": 0,
              "end": 13, "contribution": 1.0}  # fmt: skip
    shown = [one["text"] for one in masked_reasons(row(reasons=[*row()["reasons"], number]))]
    assert shown == ["replica", "••• •••• ••••"]
