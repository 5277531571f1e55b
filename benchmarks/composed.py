"""Catalogues of any size from the listings at hand, as long as catalogue listings are.

The cost of scoring depends on the length of a listing and on how many words appear for the first
time. So each made-up listing is a real or simulated one, filled up with sentences of others in its
language to the length that catalogues have, and with as many new words as real listings bring:

- English, 410 characters: now and then an article code nobody has seen, as catalogues have them.
  Half of them have a stock number (``KX-48213``, ``SMD89544``), of which the scorer keeps the form
  only, half have none (``TS-A6874R``), which are new words to everybody.
- Chinese, 170 characters (about as many bytes): written without spaces, so nearly all of a title
  is new. Real ones bring two new chunks each, after fifteen thousand others still. Titles repeated
  as they stand would bring none, so most chunks of a title begin as one real chunk and end as
  another.

What came out (length, new chunks per listing) is measured and published, not assumed.
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
ENGLISH_CHARACTERS = 410
CHINESE_CHARACTERS = 170
_CODES = 1.0  # article codes in an English listing, on average
_CROSSED = 0.85  # share of the chunks of a Chinese title that begin as one and end as another
_CJK = "[\u2e80-\u9fff\uac00-\ud7af]"
_LETTERS = np.array(list("ABCDEFGHJKLMNPRSTUVWXYZ"))


@dataclass(frozen=True)
class Described:
    """What a catalogue file holds: rows, and of a listing the mean length and the new chunks.

    Length is that of title and description in characters and in bytes of UTF-8. New are chunks
    (between white space) that the first ``after`` rows don't have; ``novel_forms`` are those that
    our scorer has to work out, see ``text/stock_numbers.py``.
    """

    rows: int
    characters: float
    octets: float
    novel_chunks: float
    novel_forms: float
    after: int


def chinese_rows(frame: pd.DataFrame) -> np.ndarray:
    """Which listings hold Chinese, Japanese or Korean characters, as booleans of shape (n,)."""
    text = frame["title"].fillna("") + " " + frame["description"].fillna("")
    return text.str.contains(_CJK, regex=True).to_numpy(dtype=bool)


def english(frame: pd.DataFrame) -> pd.DataFrame:
    """Listings without Chinese, Japanese or Korean characters."""
    return frame[~chinese_rows(frame)]


def chinese(frame: pd.DataFrame) -> pd.DataFrame:
    """Listings with Chinese, Japanese or Korean characters."""
    return frame[chinese_rows(frame)]


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


def _crossed(title: str, others: list[str], rng: np.random.Generator) -> str:
    """A Chinese title most of whose chunks begin as they did and end as a chunk of another."""
    chunks = title.split()
    changed = rng.random(len(chunks)) < _CROSSED
    where = rng.random((len(chunks), 2))
    for place, chunk in enumerate(chunks):
        if changed[place]:
            other = others[int(rng.integers(0, len(others)))]
            kept = chunk[: 1 + int(where[place, 0] * (len(chunk) - 1))]
            chunks[place] = kept + other[int(where[place, 1] * len(other)) :]
    return " ".join(chunks)


def parts(frame: pd.DataFrame, rows: int, *, seed: int) -> Iterator[pa.Table]:
    """Yield ``rows`` listings; a smaller catalogue is the beginning of a larger one."""
    title = frame["title"].to_numpy(dtype=object)
    own = frame["description"].fillna("").to_numpy(dtype=object)
    price = frame["price"].to_numpy(dtype=np.float64)
    currency = frame["currency"].astype(object).where(frame["currency"].notna(), None).to_numpy()
    is_chinese = chinese_rows(frame)
    pools = [np.flatnonzero(~is_chinese), np.flatnonzero(is_chinese)]
    chinese_chunks = [chunk for row in pools[1] for chunk in title[row].split()]
    for number, start in enumerate(range(0, rows, PART)):
        rng = np.random.default_rng([seed, number])
        base = rng.integers(0, len(title), PART)
        # 64 others of each language that there is, as places in its pool
        fill = [rng.integers(0, len(pool), (PART, 64)) if len(pool) else None for pool in pools]
        code = _codes(rng, PART, _CODES)
        take = min(PART, rows - start)
        titles, descriptions = [], []
        for row in range(take):
            language = int(is_chinese[base[row]])
            characters = CHINESE_CHARACTERS if language else ENGLISH_CHARACTERS
            head = title[base[row]]
            if language:
                one = np.random.default_rng([seed, number, row])
                head = _crossed(head, chinese_chunks, one)
            titles.append(head)
            pieces = [own[base[row]], "" if language else code[row]]
            length = len(head) + sum(map(len, pieces)) + 2
            for other in pools[language][fill[language][row]]:
                if length >= characters:
                    break
                pieces.append(own[other][:200] or title[other])
                length += len(pieces[-1]) + 1
            # cut at a word, so that no half words look new
            text = " ".join(filter(None, pieces))
            room = max(characters - len(head), 40)
            descriptions.append(text if len(text) <= room else text[:room].rsplit(" ", 1)[0])
        yield pa.table(
            {
                "listing_id": pa.array([f"c{start + row:09d}" for row in range(take)]),
                "title": pa.array(titles, pa.string()),
                "description": pa.array(descriptions, pa.string()),
                "price": pa.array(price[base[:take]], pa.float64(), from_pandas=True),
                "currency": pa.array(currency[base[:take]], pa.string()),
            }
        )


def write(path: Path, frame: pd.DataFrame, rows: int, *, seed: int = 0) -> None:
    """Write a catalogue of ``rows`` listings as Parquet."""
    writer: pq.ParquetWriter | None = None
    for table in parts(frame, rows, seed=seed):
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def describe(path: Path, *, after: int = 0) -> Described:
    """Say what a catalogue file holds, chunks beyond those of its first ``after`` rows as new."""
    seen: set[str] = set()
    before = forms_before = characters = octets = rows = 0
    for batch in pq.ParquetFile(path).iter_batches(PART, columns=["title", "description"]):
        for title, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            seen.update(title.split())
            seen.update(text.split())
            characters += len(title) + len(text)
            octets += len(title.encode()) + len(text.encode())
            rows += 1
            if rows == after:
                before, forms_before = len(seen), len(set(map(canonical, seen)))
    new = rows - after
    return Described(
        rows=rows,
        characters=characters / rows,
        octets=octets / rows,
        novel_chunks=(len(seen) - before) / new,
        novel_forms=(len(set(map(canonical, seen))) - forms_before) / new,
        after=after,
    )
