"""Charts: the same bytes each time, nothing to load, coloured by the page, ids of their own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from counterfeit_nlp.evaluate.charts import (
    attacks_chart,
    intervals_chart,
    pr_curve,
    reliability_chart,
    score_histogram,
)

CURVES = {
    "model": {"recall": [0.0, 0.5, 1.0], "precision": [1.0, 0.8, 0.05]},
    "keyword rule": {"recall": [0.0, 0.5, 1.0], "precision": [0.6, 0.4, 0.05]},
    "plain peer": {"recall": [0.0, 0.5, 1.0], "precision": [0.9, 0.7, 0.05]},
}
FAMILIES = [
    {"family": family, "strength": strength, "retained": {"value": kept, "low": low, "high": low}}
    for family, kept, low in (("typos", 0.4, 0.3), ("padding", 0.1, None), ("chinese", None, None))
    for strength in (0.5, 1.0)
]
BINS = [
    {"mean_risk": 0.01, "rate": 0.0, "low": 0.0, "high": 0.02, "rows": 40},
    {"mean_risk": 0.4, "rate": 0.5, "low": None, "high": None, "rows": 39},
]
CHARTS = {
    "pr": lambda: pr_curve(CURVES, 0.05),
    "reliability": lambda: reliability_chart(BINS),
    "histogram": lambda: score_histogram([-1.0, 0.0, 1.0], [5, 1], [0, 3]),
    "attacks": lambda: attacks_chart(FAMILIES),
    "intervals": lambda: intervals_chart(
        [("this model", {"value": 0.8, "low": 0.7, "high": 0.9}),
         ("a peer", {"value": 0.4, "low": None, "high": None}),
         ("no value", {"value": None, "low": None, "high": None})], "PR-AUC"
    ),
}  # fmt: skip
EMPTY = {
    "pr": lambda: pr_curve({}, 0.0),
    "reliability": lambda: reliability_chart([]),
    "histogram": lambda: score_histogram([0.0, 1.0], [0], [0]),
    "attacks": lambda: attacks_chart([]),
    "intervals": lambda: intervals_chart([], "PR-AUC"),
}


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.words = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data.strip())


@pytest.fixture(scope="module")
def drawn():
    return {name: draw() for name, draw in CHARTS.items()}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_the_same_each_time(name, drawn):
    assert CHARTS[name]() == drawn[name]


def test_charts_load_nothing_even_without_data(drawn):
    for svg in [*drawn.values(), *(draw() for draw in EMPTY.values())]:
        assert svg.startswith('<svg role="img" aria-label="')
        assert svg.rstrip().endswith("</svg>")
        assert "://" not in svg
        assert not re.search(
            r"<(?:script|style|image|foreignObject|metadata|!)", svg, re.IGNORECASE
        )
        targets = re.findall(r'(?:href="|url\()([^")]*)', svg)
        ids = set(re.findall(r'id="([^"]*)"', svg))
        assert {t.removeprefix("#") for t in targets} <= ids


def test_charts_on_one_page_never_share_an_id(drawn):
    ids = [i for svg in drawn.values() for i in re.findall(r'id="([^"]*)"', svg)]
    assert len(ids) > 8
    assert len(ids) == len(set(ids))


def test_every_colour_is_a_variable_of_the_page(drawn):
    for svg in drawn.values():
        assert "var(--" in svg
        assert not re.search(r"(?:fill|stroke): ?#", svg)


def test_words_are_text_in_the_pages_own_font(drawn):
    tags = Tags(drawn["pr"])
    assert {"this model", "keyword rule", "plain peer", "precision"} <= set(tags.words)
    assert not any("family" in (a.get("style") or "") for _, a in tags.seen)


def test_curves_differ_in_more_than_colour(drawn):
    dashes = set(re.findall(r"stroke-dasharray: [^;]*", drawn["pr"]))
    assert len(dashes) == 2


def test_families_and_strengths_of_attacks_are_named(drawn):
    words = set(Tags(drawn["attacks"]).words)
    assert {"typos", "padding", "chinese", "50 %", "100 %"} <= words
