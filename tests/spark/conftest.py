"""One Spark session for all tests, started by the first that asks for it.

Without pyspark or Java these tests can't run. They say so where nobody overlooks it, and with
CI=true they fail: what was skipped was not tested.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from counterfeit_nlp import api
from counterfeit_nlp.attacks.listings import attacked
from counterfeit_nlp.attacks.suite import suite
from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.java import check_java
from counterfeit_nlp.tables.listings import load_listings

_MISSING = pytest.StashKey[str]()
_COLUMNS = ["listing_id", "title", "description", "price", "currency", "seller_id", "brand"]


def _why_not() -> str | None:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed: `make test-spark` installs it into .venv-spark"
    try:
        check_java()
    except UsageError as error:
        return str(error)
    return None


def pytest_configure(config: pytest.Config) -> None:
    # of pandas 3, which nothing here makes use of
    config.addinivalue_line(
        "filterwarnings", "ignore:.*does not yet fully support pandas:FutureWarning"
    )
    missing = _why_not()
    if missing is not None:
        config.stash[_MISSING] = missing


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = config.stash.get(_MISSING, None)
    if missing is not None and os.environ.get("CI", "").lower() not in ("true", "1"):
        for item in items:
            item.add_marker(pytest.mark.skip(reason=missing))


def pytest_runtest_setup(item: pytest.Item) -> None:
    missing = item.config.stash.get(_MISSING, None)
    if missing is not None:
        pytest.fail(f"CI is set, and Spark can't be tested: {missing}", pytrace=False)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    missing = config.stash.get(_MISSING, None)
    if missing is not None:
        terminalreporter.write_sep("!", "SPARK WAS NOT TESTED", red=True, bold=True)
        terminalreporter.write_line(missing, red=True, bold=True)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    from counterfeit_nlp.scoring.spark import session

    made = session({"spark.master": "local[2]", "spark.sql.shuffle.partitions": "4"})
    yield made
    made.stop()


@pytest.fixture(scope="session")
def scorer(model_dir: Path) -> Scorer:
    return api.load(model_dir)


@pytest.fixture(scope="session")
def listings(market_dir: Path) -> pa.Table:
    """Honest and guilty listings, disguised, Chinese, long and hostile ones, and bad rows."""
    catalog = load_listings(market_dir / "catalog.csv.gz")
    market = catalog.loc[:, _COLUMNS].iloc[:160]
    assert market["title"].str.contains("[一-鿿]").sum() > 20
    tricks = list(suite().values())
    some = [
        attacked(market.iloc[[n]], trick, 1.0, 7).assign(listing_id=f"disguised-{n}")
        for n, trick in enumerate(tricks[:60])
    ]
    texts = [
        "word " * 3_000,
        "高仿手表" * 2_000,
        "☃" * 4_000,
        "<b>" * 500 + "1:1 replica",
        "r\u200be\u200bp\u200bl\u200bi\u200bc\u200ba \u202eacilper\u202c",
        "((((((((((" * 300,
        "https://example.org/" + "☃" * 500,
        "'" * 3_000,
        "a\u0301" * 1_000,
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 500,
    ]
    odd = pd.DataFrame(
        {
            "listing_id": [f"odd-{n}" for n in range(len(texts))],
            "title": [text[:200] for text in texts],
            "description": texts,
            "price": [float(n) for n in range(len(texts))],
            "currency": "EUR",
        }
    )
    bad = pd.DataFrame(
        {
            "listing_id": ["bad-1", "bad-2", None, "bad-4", "bad-5", "bad-6"],
            "title": [None, "\u200b \u2800", "no id", "nul \x00", "price", "currency"],
            "price": [1.0, 1.0, 1.0, 1.0, -1.0, 1.0],
            "currency": ["EUR", "EUR", "EUR", "EUR", "EUR", "euros"],
        }
    )
    frame = pd.concat([market, *some, odd, bad], ignore_index=True)
    # bad rows stand among good ones, whatever is cut
    frame = frame.sample(frac=1, random_state=3)
    columns = {name: pa.array(frame[name], pa.string(), from_pandas=True) for name in _COLUMNS
               if name != "price"}  # fmt: skip
    table = pa.table({**columns, "price": pa.array(frame["price"], from_pandas=True)})
    return table.select(_COLUMNS)
