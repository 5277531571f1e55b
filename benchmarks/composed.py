"""Catalogues of any size from the listings at hand, as long as catalogue listings are.

The cost of scoring depends on the length of a listing and on how many words appear for the first
time. So each made-up listing is a real or simulated one, filled up with sentences of others to
about ``characters``, plus now and then an article code nobody has seen, as catalogues have them:
half of them with a stock number (``KX-48213``, ``SMD89544``), of which the scorer keeps the form
only, half without (``TS-A6874R``), which are new words to everybody. What came out (length, new
chunks per listing) is measured and published, not assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from counterfeit_nlp.text.stock_numbers import canonical

PART = 20_000  # rows made and written at a time
_LETTERS = np.array(list("ABCDEFGHJKLMNPRSTUVWXYZ"))


@dataclass(frozen=True)
class Described:
    """What a catalogue file holds: rows, mean characters, and chunks new since ``after`` rows.

    ``novel_forms`` are those that our scorer has to work out, see ``text/stock_numbers.py``.
    """

    rows: int
    characters: float
    novel_chunks: float
    novel_forms: float
    after: int


def english(frame: pd.DataFrame) -> pd.DataFrame:
    """Listings without Chinese, Japanese or Korean characters: the peers' pipelines are English."""
    text = frame["title"].fillna("") + " " + frame["description"].fillna("")
    return frame[~text.str.contains("[\u2e80-\u9fff\uac00-\ud7af]", regex=True)]


def _codes(rng: np.random.Generator, rows: int, per_listing: float) -> list[str]:
    """Article codes for each row, as one string each."""
    counts = rng.poisson(per_listing, rows)
    total = int(counts.sum())
    letters = rng.choice(_LETTERS, (total, 4))
    numbers = rng.integers(10_000, 100_000_000, total)
    form = rng.integers(0, 4, total)
    flat = [
        (f"{a}{b}-{n}", f"{a}{b}{c}{n}", f"{a}{b}-{c}{n % 10_000:04d}{d}",
         f"{a}{n % 1_000:03d}{b}{c}-{d}")[f]
        for (a, b, c, d), n, f in zip(letters, numbers.tolist(), form.tolist(), strict=True)
    ]  # fmt: skip
    ends = np.cumsum(counts)
    return [" ".join(flat[end - count : end]) for end, count in zip(ends, counts, strict=True)]


def parts(
    frame: pd.DataFrame, rows: int, *, characters: int, codes: float, seed: int
) -> Iterator[pa.Table]:
    """Yield ``rows`` listings; a smaller catalogue is the beginning of a larger one."""
    title = frame["title"].to_numpy(dtype=object)
    own = frame["description"].fillna("").to_numpy(dtype=object)
    price = frame["price"].to_numpy(dtype=np.float64)
    currency = frame["currency"].astype(object).where(frame["currency"].notna(), None).to_numpy()
    for number, start in enumerate(range(0, rows, PART)):
        rng = np.random.default_rng([seed, number])
        base = rng.integers(0, len(title), PART)
        fill = rng.integers(0, len(title), (PART, 64))
        code = _codes(rng, PART, codes)
        descriptions = []
        for row in range(PART):
            pieces = [own[base[row]], code[row]]
            length = len(title[base[row]]) + sum(map(len, pieces)) + 2
            for other in fill[row]:
                if length >= characters:
                    break
                pieces.append(own[other][:200] or title[other])
                length += len(pieces[-1]) + 1
            # cut at a word, so that no half words look new
            text = " ".join(filter(None, pieces))
            room = max(characters - len(title[base[row]]), 40)
            descriptions.append(text if len(text) <= room else text[:room].rsplit(" ", 1)[0])
        take = min(PART, rows - start)
        yield pa.table(
            {
                "listing_id": pa.array([f"c{start + row:09d}" for row in range(take)]),
                "title": pa.array(title[base[:take]], pa.string()),
                "description": pa.array(descriptions[:take], pa.string()),
                "price": pa.array(price[base[:take]], pa.float64(), from_pandas=True),
                "currency": pa.array(currency[base[:take]], pa.string()),
            }
        )


def write(
    path: Path,
    frame: pd.DataFrame,
    rows: int,
    *,
    after: int = 0,
    characters: int = 410,
    codes: float = 1.0,
    seed: int = 0,
) -> Described:
    """Write a catalogue as Parquet and say what is in it.

    ``after``: count as new only the whitespace-separated chunks that the first ``after`` rows
    don't have.
    """
    seen: set[str] = set()
    before = forms_before = total = written = 0
    writer: pq.ParquetWriter | None = None
    for table in parts(frame, rows, characters=characters, codes=codes, seed=seed):
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
        for title, text in zip(
            table["title"].to_pylist(), table["description"].to_pylist(), strict=True
        ):
            seen.update(title.split())
            seen.update(text.split())
            total += len(title) + len(text)
            written += 1
            if written == after:
                before, forms_before = len(seen), len(set(map(canonical, seen)))
    assert writer is not None
    writer.close()
    forms = len(set(map(canonical, seen))) - forms_before
    novel = (len(seen) - before) / (rows - after)
    return Described(rows, total / rows, novel, forms / (rows - after), after)
