"""An attack on listings: the same listing is changed the same way, whatever stands around it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd

from counterfeit_nlp.attacks.suite import Attack
from counterfeit_nlp.text.language import count_letters, language_of

__all__ = ["attacked", "draw_order", "generator"]


def _number(*parts: object) -> int:
    text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "big")


def generator(
    seed: int, listing_id: str, attack: str, strength: float, field: str
) -> np.random.Generator:
    """A generator that depends on these and on nothing else: not on row order, not on batches."""
    return np.random.default_rng(_number(seed, listing_id, attack, float(strength), field))


def draw_order(seed: int, listing_ids: Iterable[str]) -> np.ndarray:
    """Positions of listings in an order drawn by seed and id; the first ``n`` are a sample.

    Returns
    -------
    ndarray of int64, shape (rows,)
    """
    numbers = [_number(seed, listing_id) for listing_id in listing_ids]
    return np.array(sorted(range(len(numbers)), key=numbers.__getitem__), dtype=np.int64)


def attacked(frame: pd.DataFrame, attack: Attack, strength: float, seed: int) -> pd.DataFrame:
    """Listings after an attack.

    Parameters
    ----------
    frame
        ``n`` rows with ``listing_id`` and ``title``; ``description`` may be missing, as a column or
        in a row.
    attack
        What is done.
    strength
        Share of the words, 0 to 1.
    seed
        The same seed, listing, attack and strength give the same text.

    Returns
    -------
    DataFrame
        ``n`` rows, a copy; only the attack's fields differ. An empty text stays what it was, unless
        the attack adds words.
    """
    out = frame.copy()
    ids, titles = frame["listing_id"].tolist(), frame["title"].tolist()
    for field in attack.fields:
        before = frame[field].tolist() if field in frame else [None] * len(frame)
        after: list[str | None] = []
        for row, text in enumerate(before):
            given = text if isinstance(text, str) else ""
            if not given and not attack.adds:
                after.append(text)
                continue
            rng = generator(seed, ids[row], attack.name, strength, field)
            # words that are added are of the listing's language, also where a field is empty
            more = {"language": _language(titles[row], given)} if attack.adds else {}
            changed = attack.change(given, rng, strength, **more)
            after.append(text if changed == given else changed)
        out[field] = pd.Series(after, index=frame.index, dtype="str")
    return out


def _language(*texts: object) -> str:
    counts = [count_letters(text) for text in texts if isinstance(text, str)]
    latin, han, other = (sum(column) for column in zip(*counts, strict=True))
    return language_of(latin, han, other)
