"""Write a simulated market into a folder."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd

from counterfeit_nlp.simulate.market import Market
from counterfeit_nlp.tables.atomic import write_bytes_atomic, write_text_atomic

__all__ = ["write_market"]

_README = """# A simulated market

Everything in this folder is **simulated** by `counterfeit-nlp simulate`. No listing, seller,
contact or price in it is real; only brand names are. Figures measured on it show that the
pipeline works, not how well the model does on real listings.

| file | rows | what |
|---|---|---|
| `listings.csv.gz` | {listings:,} | `label` is 0, 1 or empty, and noisy as labels are |
| `catalog.csv.gz` | {catalog:,} | a later catalog, mostly of other sellers, never labelled |
| `truth.csv.gz` | {truth:,} | what each row of both is: `infringing` 0/1, `kind` |

`truth.csv.gz` is for checking only. Training on it would be cheating.
"""


def write_market(market: Market, folder: str | Path) -> None:
    """Write ``listings``, ``catalog`` and ``truth`` (.csv.gz) and a README.md.

    The same market gives the same bytes: LF line ends, and no time in the gzip header.

    Parameters
    ----------
    market : Market
    folder : str or Path
        Made if it doesn't exist; files of these names in it are replaced.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in ("listings", "catalog", "truth"):
        _write(getattr(market, name), target / f"{name}.csv.gz")
    text = _README.format(
        listings=len(market.listings), catalog=len(market.catalog), truth=len(market.truth)
    )
    write_text_atomic(target / "README.md", text)


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame = frame.copy()
    if "listed_at" in frame:
        frame["listed_at"] = frame["listed_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    text = frame.to_csv(index=False, lineterminator="\n")
    write_bytes_atomic(path, gzip.compress(text.encode(), compresslevel=6, mtime=0))
