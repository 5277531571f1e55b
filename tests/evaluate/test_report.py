"""The report: every figure arrives, and nothing a seller wrote becomes part of the page."""

from __future__ import annotations

import copy
import html
import math
import re
from html.parser import HTMLParser

import pytest

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.evaluate.report import render
from counterfeit_nlp.showing.card import amount, card, percent, reason_sentence


def interval(value, low=None, high=None):
    return {"value": value, "low": low, "high": high, "level": 0.95}


HEADLINE = {
    "pr_auc": interval(0.8125, 0.744, 0.861),
    "roc_auc": interval(0.9375, 0.92, 0.95),
    "precision_at_100": interval(0.93, 0.84, 0.98),
    "recall_at_1pct": interval(0.221, 0.19, 0.25),
    "calibration_error": interval(0.012, 0.009, 0.017),
}
NO_INTERVALS = {"pr_auc": None, "precision": None, "recall": None, "false_positive_rate": None}


def one_slice(value, *, enough=True, note=""):
    figures = (
        {"pr_auc": interval(0.7, 0.6, 0.8), "precision": interval(0.5), "recall": interval(0.6),
         "false_positive_rate": interval(0.02, 0.01, 0.03)} if enough else NO_INTERVALS
    )  # fmt: skip
    return {
        "by": "category", "value": value, "rows": 120, "positives": 12, "sellers": 30,
        "threshold": 0.3, "enough": enough, "calibration_error": 0.02 if enough else None,
        "calibration_floor_p95": 0.03 if enough else None, "mean_risk": 0.1,
        "positive_rate": 0.1, "note": note, **figures,
    }  # fmt: skip


EVALUATION = {
    "simulated": True, "seed": 7, "n_bootstrap": 1000, "level": 0.95, "test_digest": "9f" * 32,
    "metric_names": {"pr_auc": "PR-AUC", "precision_at_100": "Precision among the 100 riskiest"},
    "counts": {
        "rows": 5000, "labelled": 4900, "unlabelled": 100, "positives": 210, "negatives": 4690,
        "positive_rate": 0.0429, "clusters": 830, "sellers": 800, "positive_sellers": 61,
        "rows_without_seller": 30, "first_listed_at": "2026-01-03T00:00:00+00:00",
        "last_listed_at": "2026-06-30T00:00:00+00:00",
    },
    "headline": HEADLINE,
    "baselines": {
        "keyword rule": {"metrics": {"pr_auc": interval(0.42, 0.38, 0.46)},
                         "difference": {"pr_auc": interval(0.392, 0.33, 0.44)}},
        "plain peer": {"metrics": {"pr_auc": interval(0.79, 0.72, 0.84)},
                       "difference": {"pr_auc": interval(0.02, -0.01, 0.05)}},
    },
    "operating_points": [
        {"name": "review", "threshold": 0.31, "flagged": 260, "true_positives": 180,
         "false_positives": 80, "precision": interval(0.692, 0.61, 0.77), "recall": interval(0.857),
         "false_positive_rate": interval(0.017), "flagged_share": interval(0.053), "note": ""},
        {"name": "high", "threshold": None, "flagged": None, "true_positives": None,
         "false_positives": None, "precision": None, "recall": None, "false_positive_rate": None,
         "flagged_share": None, "note": "no threshold meets the target"},
    ],
    "bands": [
        {"band": "clear", "rows": 4640, "positives": 30, "share": 0.947, "positive_rate": 0.0065},
        {"band": "review", "rows": 260, "positives": 180, "share": 0.053, "positive_rate": 0.692},
        {"band": "high", "rows": 0, "positives": 0, "share": 0.0, "positive_rate": None},
    ],
    "calibration": {
        "error": 0.012, "low": 0.009, "high": 0.017, "level": 0.95, "bins": 15,
        "floor": {"median": 0.008, "p95": 0.013, "simulations": 200}, "excess": 0.0,
        "within_floor": True, "note": "No worse than chance allows.",
        "reliability": [{"mean_risk": 0.1, "rate": 0.12, "low": 0.05, "high": 0.2, "rows": 90,
                         "positives": 11, "min_risk": 0.0, "max_risk": 0.2}],
    },
    "slices": [one_slice("bags"), one_slice("toys", enough=False, note="not enough data: 12 rows")],
    "curves": {
        "pr": {"model": {"recall": [0.0, 1.0], "precision": [1.0, 0.1]},
               "keyword rule": {"recall": [0.0, 1.0], "precision": [0.5, 0.1]}},
        "histogram": {"edges": [-1.0, 0.0, 1.0], "negatives": [5, 1], "positives": [0, 3]},
    },
}  # fmt: skip


def prediction(title, label=0, *, word=None, description="", **more):
    reasons = []
    if word is not None:
        start = title.index(word)
        reasons = [{"kind": "word", "text": word, "field": "title", "start": start,
                    "end": start + len(word), "contribution": 1.75}]  # fmt: skip
    return {
        "listing_id": "L-1", "title": title, "description": description, "price": 29.9,
        "currency": "USD", "seller_id": "Corva Trading Person 77", "risk": 0.97, "score": 3.5,
        "band": "high", "reasons": reasons, "rest": 0.25, "intercept": 1.5, "label": label,
        "model_version": "3f9a71c2", **more,
    }  # fmt: skip


class Page(HTMLParser):
    """What a browser would make of it: elements with attributes, and the words in between."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.words = ""
        self.comments = 0
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, attrs))
        self._style = tag == "style"

    def handle_endtag(self, tag):
        self._style = False

    def handle_comment(self, data):
        self.comments += 1

    def handle_data(self, data):
        if not self._style:
            self.words += data


def show(mistakes=(), evaluation=EVALUATION, **more):
    facts = {"model": {"version": "3f9a71c2", "thresholds": {"high": None}}, "data": {"rows": 5000}}
    return render(evaluation, list(mistakes), **(facts | {"simulated": True} | more))


def squeeze(text):
    return " ".join(text.split())


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"\' onmouseover="alert(1)" x=\'',
    "</style></title></bdi></mark><h1>",
    "<!-- <svg/onload=alert(1)> -->",
    "{{ 7*7 }}{% for x in y %}",
    "&lt;b&gt; &#60;i&#62;",
    "\u202eevil\u202c \u200b\x00\ud800",
    "javascript:alert(1) https://shop.example/x",
    "replica " + "Z\u0300" * 50,
    "word " * 12_000,
]


@pytest.fixture(scope="module")
def calm():
    """A page with each kind of element that an ordinary listing brings."""
    return Page(
        show([prediction("replica of nothing", 1, word="replica", description="x", url="u")])
    )


@pytest.fixture(scope="module")
def attacked():
    """A page on which every text that isn't ours is hostile."""
    evaluation = copy.deepcopy(EVALUATION)
    ours = [evil for evil in HOSTILE if "://" not in evil]  # facts may name addresses, sellers not
    evaluation["slices"] = [
        one_slice(evil) | {"by": "category" if i % 2 else ours[i // 2]}
        for i, evil in enumerate(HOSTILE)
    ]
    mistakes = [
        prediction(
            f"{evil} replica",
            i % 2,
            word="replica",
            description=evil,
            listing_id=ours[i % len(ours)],
            band=evil,
            currency=evil,
            url="https://shop.example/item/1" + evil,
            seller_id=evil,
        )
        for i, evil in enumerate(HOSTILE)
    ]
    return show(mistakes, evaluation, model={h: h for h in ours}, data={"x": {"names": ours}})


def test_no_element_and_no_attribute_comes_from_a_listing(calm, attacked):
    page = Page(attacked)
    # chips and gaps are our own spans around what a listing holds; nothing else may be new
    known = {(tag, tuple(name for name, _ in attrs)) for tag, attrs in calm.elements}
    ours = {("span", ("class", "title")), ("span", ("class",))}
    assert {(t, tuple(n for n, _ in a)) for t, a in page.elements} <= known | ours
    assert page.comments == 0
    values = " ".join(value or "" for _, attrs in page.elements for _, value in attrs)
    assert "alert" not in values
    assert "onerror" not in values
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00\ud800]", attacked)
    attacked.encode("utf-8")
    assert len(attacked) < 400_000


def test_hostile_words_arrive_as_words(attacked):
    words = squeeze(Page(attacked).words)
    for evil in HOSTILE[:7]:
        # once at least in each place: listing, slice, model
        assert words.count(squeeze(evil)) >= 5, evil


def test_the_page_loads_nothing_and_forbids_loading(attacked):
    assert "://shop" not in attacked
    assert not re.search(r"https?://(?!\N{BULLET})", attacked)
    page = Page(attacked)
    loading = {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "image",
        "audio",
    }
    assert not loading & {tag for tag, _ in page.elements}
    links = [v for _, attrs in page.elements for n, v in attrs if n in {"href", "src", "srcset"}]
    assert links
    assert all(value.startswith("#") for value in links)
    assert not re.search(r"@import|url\((?!#)", attacked)
    policies = [dict(a).get("content", "") for t, a in page.elements if t == "meta"]
    assert any("default-src 'none'" in policy and "script-src" not in policy for policy in policies)


def test_every_id_is_there_once_and_every_link_leads_somewhere(calm):
    ids = [v for _, attrs in calm.elements for n, v in attrs if n == "id"]
    assert len(ids) == len(set(ids))
    assert {v[1:] for _, a in calm.elements for n, v in a if n == "href"} <= set(ids)


def test_equal_input_gives_equal_bytes():
    mistakes = [prediction("replica", word="replica")]
    assert show(mistakes) == show(mistakes)


def test_the_figures_arrive():
    before = copy.deepcopy(EVALUATION)
    words = squeeze(Page(show()).words)
    for said in (
        "4,900 labelled listings", "PR-AUC 0.812 0.744 to 0.861", "93.0 % 84.0 % to 98.0 %",
        "Better than the keyword rule: PR-AUC 0.420, difference +0.392, +0.330 to +0.440.",
        "No clear difference to the plain peer: PR-AUC 0.790, difference +0.020, −0.010 to +0.050.",
        "no threshold meets the target", "not enough data: 12 rows", "No worse than chance allows.",
        "2026-01-03 to 2026-06-30", "thresholds: high none", "9f" * 32, "seed 7",
    ):  # fmt: skip
        assert said in words, said
    assert before == EVALUATION


def test_missing_figures_are_dashes_and_nothing_breaks():
    evaluation = copy.deepcopy(EVALUATION)
    evaluation["headline"] = {key: interval(None) for key in HEADLINE}
    evaluation |= {"baselines": {}, "slices": [], "operating_points": []}
    evaluation["counts"] |= {"positive_rate": None, "positives": 0, "first_listed_at": None}
    evaluation["calibration"] |= {
        "error": None,
        "reliability": [],
        "floor": {"median": None, "p95": None},
    }
    evaluation["curves"]["pr"] = {}
    words = Page(show(evaluation=evaluation)).words
    assert "no field to slice by" in words
    assert "No other way was evaluated" in words
    assert "nan" not in words.lower()


def test_mistakes_stand_under_the_right_heading():
    words = squeeze(Page(show([prediction("first bag", 0), prediction("second bag", 1)])).words)
    risky, harmless = words.index("but rated risky (1)"), words.index("but rated harmless (1)")
    assert risky < words.index("first bag") < harmless < words.index("second bag")


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_data_is_called_so(simulated):
    assert ("Simulated data" in Page(show(simulated=simulated)).words) is simulated


def test_evidence_has_a_sign_a_style_and_a_shade():
    row = prediction("own replica", 0)
    row["reasons"] = [
        {
            "kind": "word",
            "text": "own",
            "field": "title",
            "start": 0,
            "end": 3,
            "contribution": -0.2,
        },
        {
            "kind": "word",
            "text": "replica",
            "field": "title",
            "start": 4,
            "end": 11,
            "contribution": 1.8,
        },
    ]
    text = show([row])
    assert re.search(
        r'<mark class="against s\d" title="−0\.20"><span class="sign">−</span>own</mark>', text
    )
    assert re.search(
        r'<mark class="for s4" title="\+1\.8"><span class="sign">\+</span>replica</mark>', text
    )
    words = squeeze(Page(text).words)
    assert "“replica” in the title : +1.8" in words or "“replica” in the title: +1.8" in words


def test_contacts_and_sellers_stay_hidden_also_inside_evidence():
    word = "微信：corva_shop99"
    text = show([prediction(f"replica {word} 138 0013 8000", 1, word=word)])
    assert "corva_shop99" not in text
    assert "0013" not in text
    assert "Corva Trading" not in text
    assert "微信：••••••••••••" in text


def test_a_contact_deep_in_a_long_text_stays_hidden():
    title = "bag " * 20_000 + "replica mail sales@shop.example now " + "bag " * 20_000
    text = show([prediction(title, 1, word="replica")])
    assert "sales@" not in text
    assert "replica mail ••••••••••••••••••" in Page(text).words
    assert "characters not shown" in text
    assert len(text) < 150_000


def test_a_reason_in_words():
    row = prediction("r.e.p.l.i.c.a bag", word="r.e.p.l.i.c.a")
    row["reasons"][0]["text"] = "replica"
    row["reasons"] += [
        {
            "kind": "price",
            "text": "price",
            "field": None,
            "start": None,
            "end": None,
            "contribution": -0.42,
        },
        {
            "kind": "masked_letters",
            "text": None,
            "field": None,
            "start": None,
            "end": None,
            "contribution": 0.3,
        },
    ]
    assert [reason_sentence(line) for line in card(row).reasons] == [
        "“r.e.p.l.i.c.a” in the title (read as “replica”): +1.8",
        "the price (29.90 USD): −0.42",
        "with masked letters: +0.30",
    ]


def test_a_disguise_is_told_of_the_whole_word_with_its_number():
    title = "new \uff32\u043el\u0435x watch"
    row = prediction(title, word="watch")
    row["reasons"] = [
        {
            "kind": "lookalike_letters",
            "text": title[4:8],
            "field": "title",
            "start": 4,
            "end": 8,
            "contribution": 0.5,
        }
    ]
    (line,) = card(row).reasons
    assert reason_sentence(line) == (
        "“\uff32\u043el\u0435x” in the title, written with 3 look-alike letters "
        "(read as “rolex”): +0.50"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0.0 %"), (0.0004, "<0.1 %"), (0.123, "12.3 %"), (0.9996, ">99.9 %"), (1.0, "100.0 %"),
     (None, "–"), (math.nan, "–")],
)  # fmt: skip
def test_per_cent_never_rounds_to_certainty(value, shown):
    assert percent(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.84, "+1.8"), (-0.044, "−0.04"), (0.001, "0"), (12.0, "+12.0"), (None, "–")],
)
def test_amounts_have_their_sign(value, shown):
    assert amount(value) == shown


@pytest.mark.parametrize("reasons", ["[1]", "{", 5, [None], '"x"'])
def test_reasons_of_another_shape_are_refused_with_the_listing_named(reasons):
    with pytest.raises(InputError, match="'L-1': reasons should be a list"):
        card(prediction("x", reasons=reasons))


def test_hard_cases_and_the_name_alone_stand_on_the_page():
    worst = prediction("a replica of a ship", word="replica")
    calm_one = {**worst, "listing_id": "L-2", "risk": 0.61, "title": "a quiet replica"}
    calm_one["reasons"] = []
    figures = {
        "genuine": 25, "flagged": 6, "high": 1, "false_positive_rate": interval(0.24, 0.115, 0.434),
        "twins": 8, "twins_flagged": 7, "twin_recall": interval(0.875, 0.53, 0.98),
        "ranked_right": 0.715,
    }  # fmt: skip
    hard = {
        "digest": "d", "cases": 1056, "level": 0.95,
        "slices": [
            {"slice": "scale_model", "words": "models; twins: <b>", "language": language, **figures,
             "worst": examples, "missed": []}
            for language, examples in (("en", [calm_one]), ("zh", [worst]))
        ],
        "languages": [{"language": "en", **figures, "worst": [], "missed": []}],
    }  # fmt: skip
    change = {
        "listings": 4, "swaps": 7, "mean_change": 0.25, "largest_change": 2.5,
        "mean_risk_change": 0.1, "largest_risk_change": 0.4, "flag_changed": 0.125,
        "largest": [{"title": "Aaro <gizmo>", "score": 1.0, "swapped_title": "Belu\u202e gizmo",
                     "swapped_score": -1.5}],
    }  # fmt: skip
    nothing = dict.fromkeys(change, None) | {"listings": 0, "swaps": 0, "largest": []}
    alone = {
        "brands": 945, "listings": 3780,
        "neutral": [{"language": "zh", "priced": True, "listings": 900, "flagged": 9,
                     "flagged_share": interval(0.01, 0.005, 0.02), "score": {},
                     "risk": {"p5": 0.01, "p50": 0.05, "p95": 0.2}}],
        "highest": [{**prediction("Aaro <img> gizmo", word="Aaro"), "brand": "aaro",
                     "language": "en"}],
        "swaps": {"hard_cases": change, "neutral": nothing},
    }  # fmt: skip
    text = show(evaluation=EVALUATION | {"hard_cases": hard, "brand_alone": alone})
    page = Page(text)
    words = squeeze(html.unescape(re.sub("<[^>]+>", " ", text)))  # cells apart
    assert "scale model models; twins: <b> en 25 24.0 % 11.5 % to 43.4 % 8 87.5 %" in words
    assert "of a ship" in words  # the worst of the slice in either language
    assert "a quiet replica" not in words
    assert "zh, usual price 900 1.0 % 0.5 % to 2.0 % 5.0 % 1.0 % to 20.0 %" in words
    assert "Aaro <img> gizmo 29.90 USD 97.0 % high “Aaro” in the title: +1.8" in words
    assert "honest hard cases 4 7 0.250 2.500 12.5 %" in words
    assert "neutral listings with a price 0 0 – – –" in words
    assert "Aaro <gizmo> 1.00 Belu" in words
    assert "\u202e" not in text
    without = show()
    assert 'id="hard-cases"' not in without
    assert 'id="brand-alone"' not in without
    assert not [tag for tag, _ in page.elements if tag in {"img", "gizmo"}]
