"""The steps of the command line as three functions, for notebooks and programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.model import artefact
from counterfeit_nlp.schema.columns import check_columns
from counterfeit_nlp.schema.listing import LISTING_COLUMNS
from counterfeit_nlp.schema.prediction import REASONS_OF
from counterfeit_nlp.schema.reject import Reject, shown
from counterfeit_nlp.schema.validate import Validator
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.sellers import read as seller_file
from counterfeit_nlp.sellers.lists import SellerLists
from counterfeit_nlp.showing.card import card, masked_reasons, reason_sentence
from counterfeit_nlp.tables.rows import Rows
from counterfeit_nlp.track.resolve import resolve

__all__ = ["explain", "find_model", "load", "score"]


def find_model(model: str | Path) -> Path:
    """The folder of a model.

    Parameters
    ----------
    model
        A folder, ``models:/name@alias``, ``models:/name/version`` or ``runs:/id/model``.
    """
    text = str(model)
    return resolve(text) if text.startswith(("models:/", "runs:/")) else Path(model)


def load(
    model: str | Path,
    *,
    expect_digest: str | None = None,
    sellers: SellerLists | str | Path | None = None,
    as_of: date | None = None,
    reasons: str = REASONS_OF[0],
) -> Scorer:
    """Verify and load a model.

    Parameters
    ----------
    model
        See :func:`find_model`.
    expect_digest
        The digest it must have (12 digits or more).
    sellers
        Seller lists or their file (``docs/sellers.md``). Without them no seller is looked at.
    as_of
        The day on which sellers are judged where a listing has no ``listed_at``. Without it such a
        listing's seller says nothing.
    reasons
        Whose reasons are given: those of ``all`` listings, of the ``flagged`` ones (whose band is
        not clear), or of ``none``. The risks are the same.

    Returns
    -------
    Scorer
        For :func:`score` and :func:`explain`. Not to be shared between threads.

    Raises
    ------
    ArtefactError
        When the model is incomplete, was tampered with, or belongs to other code.
    InputError
        When the file of sellers has errors.
    UsageError
        When ``reasons`` is none of the three.
    """
    lists = sellers
    if lists is not None and not isinstance(lists, SellerLists):
        lists = seller_file.load(lists)
    found = artefact.load(find_model(model), expect_digest=expect_digest)
    return Scorer(found, sellers=lists, as_of=as_of, reasons=reasons)


def score(
    model: Scorer, listings: pd.DataFrame, *, rejects: list[Reject] | None = None
) -> pd.DataFrame:
    """Score listings held in a frame.

    Parameters
    ----------
    model
        From :func:`load`.
    listings
        One row per listing with at least listing_id and title; description, price and currency
        are used where they are there; seller_id, marketplace and listed_at too if the model was
        loaded with seller lists.
    rejects
        Rows that can't be scored are appended to it; ``line`` is the position in the frame,
        counted from 1. Without it such a row raises.

    Returns
    -------
    pandas.DataFrame
        One row per good listing, in order, with the columns of the prediction contract;
        ``reasons`` holds lists of dicts.

    Raises
    ------
    InputError
        For the first bad row, if ``rejects`` is not given.
    """
    batch = _check(listings, rejects)
    frame: pd.DataFrame = model.score_batch(batch).to_pandas()
    frame["reasons"] = [list(found) for found in frame["reasons"]]
    return frame


def explain(model: Scorer, listing: Mapping[str, Any]) -> dict[str, Any]:
    """Explain the risk of one listing.

    Parameters
    ----------
    model
        From :func:`load`.
    listing
        Fields of the listing contract; ``listing_id`` may be left out.

    Returns
    -------
    dict
        The prediction (JSON-ready) and ``sentences``: the evidence as a reviewer reads it,
        strongest first. Contact details are masked in both; ``start`` and ``end`` of a reason
        still point at the original text.
    """
    if not str(listing.get("title") or "").strip():
        raise InputError(
            "the listing has no title, which is needed (found: "
            f"{', '.join(shown(str(name)) for name in listing) or 'nothing'})"
        )
    fields = {"listing_id": "listing", **listing}
    cells = {
        name: _cell(name, fields[name]) for name in LISTING_COLUMNS if fields.get(name) is not None
    }
    batch = _check(pd.DataFrame({name: [cell] for name, cell in cells.items()}), None)
    prediction: dict[str, Any] = model.score_batch(batch, REASONS_OF[0]).to_pylist()[0]
    # the text that was scored, also where the caller gave a number or a list: offsets point into it
    read = {**cells, **prediction}
    prediction["reasons"] = masked_reasons(read)
    lines = card(read, model.artefact.linear.vocabulary).reasons
    prediction["sentences"] = [reason_sentence(line) for line in lines]
    return prediction


def _check(listings: pd.DataFrame, rejects: list[Reject] | None) -> pa.RecordBatch:
    check_columns(list(map(str, listings.columns)))
    names = [name for name in LISTING_COLUMNS if name in listings]
    columns = {}
    for name in names:
        values = listings[name]
        if name == "listed_at" and pd.api.types.is_datetime64_any_dtype(values):
            values = _as_text(values)
        number = name == "price" and pd.api.types.is_numeric_dtype(values)
        kind = LISTING_COLUMNS[name].type if number else pa.string()
        try:
            columns[name] = pa.array(values, type=kind, from_pandas=True)
        except UnicodeError:
            raise InputError(
                f"the column {name} holds a lone surrogate, which is not text"
            ) from None
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise InputError(f"the column {name} must hold text: {error}") from None
    rows = Rows(
        file="listings",
        batch=pa.RecordBatch.from_pydict(columns),
        line=np.arange(1, len(listings) + 1),
        offset=np.full(len(listings), -1),
    )
    checked = Validator().check(rows)
    if checked.rejects:
        if rejects is None:
            raise InputError(str(checked.rejects[0]))
        rejects.extend(checked.rejects)
    return checked.good


def _as_text(instants: pd.Series) -> pd.Series:
    """Instants as a file would hold them; without an offset they are UTC."""
    if instants.dt.tz is not None:
        instants = instants.dt.tz_convert("UTC")
    written = instants.map(lambda one: one.strftime("%Y-%m-%dT%H:%M:%SZ"), na_action="ignore")
    return written.astype(object).where(instants.notna(), None)


def _cell(name: str, value: Any) -> Any:
    """A JSON value as a column of text would hold it, so that one rule book checks both."""
    if name == "price" and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
