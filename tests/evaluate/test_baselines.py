"""The keyword rule's words and their innocent twins, and the plain peer as it is defined."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.evaluate.baselines import KEYWORDS, PlainPeer, keyword_rule, peer_texts


@pytest.mark.parametrize(
    "title, count",
    [
        ("Replica watch", 1),
        ("REPLICA replica replicas", 1),  # an idea counts once
        ("1:1 AAA+ replica handbag", 3),
        ("ｒｅｐｌｉｃａ bag", 1),  # full-width
        ("best quality mirror clone", 2),
        ("same as the original, no logo", 2),
        ("knock-off trainers", 1),
        ("a货 女包 一比一复刻", 3),
        ("原單 高仿 手錶", 2),
        ("莆田 运动鞋 纯原", 2),
        ("顶级品质 1：1", 2),
        # innocent twins: near in letters, far in meaning
        ("Leather handbag, authentic", 0),
        ("Weight set, 10 repetitions guide", 0),
        ("Model car scale 1:18", 0),
        ("Map 1:100000", 0),
        ("Lens 21:1 zoom", 0),
        ("Baal sculpture", 0),
        ("原木色 单人床", 0),
        ("usa货架", 0),
        ("", 0),
    ],
)
def test_keyword_rule(title: str, count: int) -> None:
    assert keyword_rule([title]).tolist() == [count]


def test_keyword_rule_reads_descriptions_and_bears_missing_ones() -> None:
    counts = keyword_rule(["bag", "bag", None], ["a replica", None, float("nan")])
    assert counts.tolist() == [1, 0, 0]
    assert counts.max() <= len(KEYWORDS)


def test_keyword_rule_is_a_toy_on_purpose() -> None:
    """It cannot tell a denial from a claim; that is what makes it a baseline."""
    assert keyword_rule(["100 % original, not a replica"]).tolist() == [1]


def test_keyword_rule_does_not_hang() -> None:
    hostile = ["1 " * 500_000, "a" * 1_000_000, "replic" * 200_000, "no remove without " * 60_000]
    assert len(keyword_rule(hostile)) == 4


def corpus() -> tuple[list[str], np.ndarray]:
    draw = np.random.default_rng(0)
    words = [
        "red",
        "blue",
        "bag",
        "shoe",
        "watch",
        "strap",
        "steel",
        "leather",
        "box",
        "case",
        "lamp",
        "包",
        "表",
    ]
    y = (np.arange(240) % 4 == 0).astype(int)
    texts = [
        " ".join(draw.choice(words, 6))
        + (" 1:1 copy grade" if label and draw.random() < 0.7 else "")
        for label in y
    ]
    return texts, y


def test_peer_is_what_it_says() -> None:
    texts, y = corpus()
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True
    )
    matrix = hstack([words.fit_transform(texts), characters.fit_transform(texts)]).tocsr()
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(matrix, y)
    np.testing.assert_allclose(
        PlainPeer().fit(texts, y).decision_function(texts),
        model.decision_function(matrix),
        atol=1e-6,
    )


def test_peer_scores_one_by_one_as_all_together() -> None:
    texts, y = corpus()
    peer = PlainPeer().fit(texts, y)
    together = peer.decision_function(texts[:20])
    alone = np.concatenate([peer.decision_function([text]) for text in texts[:20]])
    np.testing.assert_array_equal(together, alone)


def test_peer_texts_join_title_and_description() -> None:
    assert peer_texts(["a", None], ["b", "c"]) == ["a\nb", "\nc"]
    assert peer_texts(["a"]) == ["a\n"]
    with pytest.raises(ValueError, match="zip"):
        peer_texts(["a", "b"], ["c"])


def test_peer_errors_are_readable() -> None:
    with pytest.raises(InputError, match=r"found labels \[0\], expected both"):
        PlainPeer().fit(["a bag", "a shoe"], [0, 0])
    with pytest.raises(InputError, match="can't be fitted to 2 texts"):
        PlainPeer().fit(["", ""], [0, 1])
