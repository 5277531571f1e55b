"""The riskiest listings of a scored catalog, as a page and as a spreadsheet.

Both are written for people who open files from the outside world with ordinary
programs: listing text can't become markup in the page, and can't become a formula
in the spreadsheet.
"""

from __future__ import annotations

import csv
import heapq
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.names.read import cue_words, names, near_words
from counterfeit_nlp.showing.card import Card, card, darkest, reason_sentence
from counterfeit_nlp.showing.highlight import Piece, Segment
from counterfeit_nlp.showing.page import render_page
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["CSV_COLUMNS", "listing_card", "render_csv", "render_html", "spreadsheet_safe", "top"]

CSV_COLUMNS = (
    "rank",
    "listing_id",
    "risk_percent",
    "band",
    "score",
    "price",
    "seller",
    "title",
    "description",
    "reasons",
    "model_version",
)

_TEMPLATE = Path(__file__).parent / "top.html"

# What a spreadsheet may take for the beginning of a formula, in every width and style that
# NFKC folds onto it, plus the minus sign proper.
_FORMULA = r"=＝﹦⁼₌+＋﹢⁺₊\-－﹣⁻₋−@＠﹫"
# What may stand in front of it and be dropped or skipped: white space and invisibles.
_SKIPPED = (
    r"[\s\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_AT_START = re.compile(rf"\A{_SKIPPED}*(?=[{_FORMULA}])|\A{_SKIPPED}*[\t\r\n]")
# Behind anything another program might split a cell at, or take for a quotation mark.
_AFTER_SEPARATOR = re.compile(rf"([,;|\"'“”„＂＇，；｜]{_SKIPPED}*)(?=[{_FORMULA}])")
# Behind a space or a colon (separators too, for some): not where it is a dash or a plain number.
_AFTER_SPACE = re.compile(
    rf"([:：\s]{_SKIPPED}*)(?=[{_FORMULA}])"
    rf"(?![{_FORMULA}](?:\s|\Z)|[+\-−]\d[\d.,]{{0,20}}%?(?:\s|\Z))"
)


def top(rows: Iterable[Mapping[str, Any]], n: int) -> list[Mapping[str, Any]]:
    """Pick the ``n`` riskiest predictions of a stream.

    Parameters
    ----------
    rows : iterable of mapping
        Predictions; ``risk`` and ``score`` may be numbers or their text.
    n : int
        How many; fewer come back if there are fewer.

    Returns
    -------
    list of mapping
        Highest risk first, then highest score, then in the order of ``listing_id``. Never
        more than ``n`` rows are held in memory.

    Raises
    ------
    InputError
        If a row has no finite ``risk`` or ``score``.
    """
    return heapq.nsmallest(n, rows, key=_order)


def listing_card(row: Mapping[str, Any]) -> Card:
    """One prediction of a file, ready to be shown.

    A file of predictions has no model beside it, so what was read behind a disguise is found with
    the shipped names and cue words, and said only where the prediction says there is a disguise.
    """
    return card(row, _shipped(), sure=False)


@cache
def _shipped() -> Vocabulary:
    return Vocabulary(dict.fromkeys(near_words(), 1), {**names(), **cue_words()})


def render_html(rows: Sequence[Mapping[str, Any]], simulated: bool) -> str:
    """Render the reviewers' list as one self-contained page.

    Parameters
    ----------
    rows : sequence of mapping
        Predictions in the order to show, see :func:`counterfeit_nlp.showing.card.card`.
    simulated : bool
        Whether to say on the page that the data is simulated.

    Returns
    -------
    str
        HTML without script, links or anything to load. Equal rows give equal bytes.
    """
    cards = [listing_card(row) for row in rows]
    versions = sorted({str(r["model_version"])[:80] for r in rows if r.get("model_version")})
    return render_page(
        _TEMPLATE,
        cards=cards,
        full=darkest(cards),
        versions=versions,
        bands={name: sum(c.band == name for c in cards) for name in ("high", "review", "clear")},
        simulated=simulated,
    )


def render_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Render the reviewers' list as CSV that is safe to open in a spreadsheet.

    Parameters
    ----------
    rows : sequence of mapping
        Predictions in the order to show.

    Returns
    -------
    str
        RFC 4180 with ``\\n`` line ends and a byte order mark, without which common
        spreadsheet programs garble Chinese. Columns: :data:`CSV_COLUMNS`; every text cell
        went through :func:`spreadsheet_safe`, contact details are masked, a seller is a
        short hash.
    """
    out = io.StringIO()
    out.write("\ufeff" + ",".join(CSV_COLUMNS) + "\n")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for rank, row in enumerate(rows, start=1):
        one = listing_card(row)
        texts = {"title": _segments(one.title.segments)} if one.title else {}
        texts |= {f.name: _segments(f.segments) for f in one.fields}
        cells: list[str | float | None] = [
            rank,
            _pieces(one.listing_id),
            None if one.risk is None else round(100.0 * one.risk, 2),
            one.band_label,
            None if one.score is None else round(one.score, 4),
            _pieces(one.price),
            one.seller,
            texts.get("title", ""),
            texts.get("description", ""),
            " | ".join(reason_sentence(line) for line in one.reasons),
            str(row.get("model_version") or "")[:80],
        ]
        writer.writerow([spreadsheet_safe(c) if isinstance(c, str) else c for c in cells])
    return out.getvalue().encode("utf-8", "replace").decode("utf-8")


def spreadsheet_safe(text: str) -> str:
    """Make a text that no spreadsheet takes for a formula, however the file is opened.

    A leading apostrophe goes in front of a text that begins with ``= + - @`` (also in
    full-width and other compatible forms, also after spaces or invisible characters) or with
    TAB, CR or LF: the list of OWASP's page on CSV injection. Because a file may be opened
    with another separator than the comma, the same is done inside the text behind every
    character that could begin a new cell. TAB, CR and LF inside become spaces.
    """
    if not text:
        return text
    safe = re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]", " ", text)
    if _AT_START.match(text) or _AT_START.match(safe):
        safe = "'" + safe
    safe = _AFTER_SEPARATOR.sub(r"\1'", safe)
    return _AFTER_SPACE.sub(r"\1'", safe)


def _order(row: Mapping[str, Any]) -> tuple[float, float, str]:
    # by risk first: scores of two languages are calibrated apart and do not compare
    return -_finite(row, "risk"), -_finite(row, "score"), str(row.get("listing_id", ""))


def _finite(row: Mapping[str, Any], name: str) -> float:
    try:
        value = float(row[name])
    except (KeyError, TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise InputError(
            f"listing {str(row.get('listing_id', ''))[:40]!r} has no finite {name!r} "
            f"(found {str(row.get(name))[:40]!r}); is this file what `score` wrote?"
        )
    return value


def _pieces(parts: Iterable[Piece]) -> str:
    return "".join(f"⟨{p.text}⟩" if p.kind == "chip" else p.text for p in parts)


def _segments(segments: Iterable[Segment]) -> str:
    return "".join(_pieces(segment.pieces) for segment in segments)
