"""Texts made to keep the normaliser busy: four times as long takes six times as long at most."""

from __future__ import annotations

import runpy
import time
from pathlib import Path

import pytest

from counterfeit_nlp.text.normalise import normalise
from counterfeit_nlp.text.vocabulary import Vocabulary

KNOWN = Vocabulary.of(
    ["copy", "quality", "watch"],
    brand=["rolex", "gucci", "moncler", "vacheron", "迪奥", "古驰", "阿迪达斯", "路易威登"],
    cue=["replica", "高仿", "复刻"],
)
# The kinds that are measured; here only how their time grows
_MEASURED = runpy.run_path(
    str(Path(__file__).resolve().parents[2] / "benchmarks" / "hostile_texts.py")
)
KINDS, made = _MEASURED["KINDS"], _MEASURED["made"]


@pytest.mark.parametrize("kind", KINDS)
def test_time_is_linear(kind: str) -> None:
    def seconds(length: int) -> float:
        text = made(kind, length)
        best = 99.0
        for _ in range(3):
            begin = time.process_time()
            normalise(text, KNOWN)
            best = min(best, time.process_time() - begin)
        return best

    normalise(made(kind, 2_048), KNOWN)  # loads the tables that it needs
    # four times as long: 16 times the work if it were quadratic; a busy machine adds some
    assert seconds(32_768) <= 8 * seconds(8_192) + 0.1
