"""One scored listing, made ready to be shown: masked, cut to its evidence, put into words.

Both the evaluation report and the reviewers' list show listings this way. What
comes out holds text that a template prints escaped, and numbers of ours; it holds
no markup.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.showing.highlight import (
    Piece,
    Segment,
    Span,
    excerpt,
    highlight,
    pieces,
)
from counterfeit_nlp.showing.mask import BULLET, mask_contacts, mask_snippet
from counterfeit_nlp.showing.read_as import FieldReading, same
from counterfeit_nlp.text.disguise import DISGUISES
from counterfeit_nlp.text.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = [
    "BANDS",
    "Card",
    "Field",
    "ReasonLine",
    "amount",
    "card",
    "darkest",
    "masked_reasons",
    "percent",
    "price_text",
    "reason_sentence",
    "seller_hash",
]

BANDS = {"high": "high risk", "review": "to review", "clear": "clear"}

# Characters shown of each field; a longer text is shown around its evidence.
_LIMITS = {"title": 400, "description": 600}
_LIMIT_OTHER = 200
_LIMIT_ID = 80
_LIMIT_QUOTE = 80
_LIMIT_WHERE = 160
_PIECES = " pieces"  # ends a price that was divided
_LIMIT_STANDING = 400
_MASK_MARGIN = 2_000  # longer than any contact detail but a web address

# Evidence that is no word of the seller's, in words.
_NAMES = {
    "price": "the price",
    "offers_brand": "the brand that is claimed",
    "made_for_brand": "what the thing is made for",
    "encoded_letters": "written in fancy letters",
    "lookalike_letters": "written with look-alike letters",
    "invisible_characters": "with invisible characters between its letters",
    "stacked_marks": "with marks stacked on its letters",
    "reversed_text": "written backwards",
    "leet_letters": "with digits or symbols for letters",
    "separated_letters": "with its letters held apart",
    "masked_letters": "with masked letters",
    "repeated_letters": "with letters repeated",
    "misspelt_terms": "a misspelt name or cue word",
    "homophones": "another word of the same sound",
    "contact_details": "contact details in the text",
    "replica_claim": "says that it is a replica",
    "grade": "grades a copy",
    "inspired": "made after something else",
    "freight": "how copies get through customs",
    "contact": "asks to deal off the platform",
    "authentication": "claims that it is genuine, or passes for it",
    "negated": "says that it is no replica",
    "benign": "an innocent sense of the word",
    "seller_authorised": "seller authorised",
    "seller_allowed": "seller on the allow list",
    "seller_watched": "seller on the watch list",
    "seller_denied": "seller on the deny list",
    "seller_new": "new seller, there",
    "seller_history": "decisions about the seller:",
}
# The day up to which something holds of a seller; other dates may be telephone numbers
_END = re.compile(r"\b(?:until|since|before) [0-9]{4}-[0-9]{2}-[0-9]{2}\b")

_COUNTED = {
    "encoded_letters": "written with {} fancy letters",
    "lookalike_letters": "written with {} look-alike letters",
    "invisible_characters": "with {} invisible characters between its letters",
    "stacked_marks": "with marks stacked on {} letters",
}


@dataclass(frozen=True)
class Field:
    """A text field of the listing with its evidence."""

    name: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class ReasonLine:
    """One reason: *quote*, where it stands, how the model read it, and what it adds to the score.

    ``quote`` is empty for evidence that is no text; ``where`` then names it.
    """

    quote: tuple[Piece, ...]
    where: tuple[Piece, ...]
    read_as: tuple[Piece, ...]
    contribution: float


@dataclass(frozen=True)
class Card:
    """A listing as a page shows it. Numbers are None where the file has none."""

    listing_id: tuple[Piece, ...]
    risk: float | None
    score: float | None
    band: str
    band_label: str
    price: tuple[Piece, ...]
    seller: str
    url: str
    title: Field | None
    fields: tuple[Field, ...]
    reasons: tuple[ReasonLine, ...]
    reasons_sum: float
    rest: float | None
    intercept: float | None
    label: int | None

    @property
    def widest(self) -> float:
        """The largest contribution of any reason, in absolute value; 1 without reasons."""
        return max((abs(line.contribution) for line in self.reasons), default=1.0) or 1.0


def card(
    row: Mapping[str, Any], vocabulary: Vocabulary = NOTHING_KNOWN, *, sure: bool = True
) -> Card:
    """Make one listing ready to be shown.

    Parameters
    ----------
    row : mapping
        A prediction (``listing_id``, ``risk``, ``score``, ``band``, ``reasons``, ``rest``,
        ``intercept``) with whatever was kept of the listing (``title``, ``description``,
        ``price``, ``currency``, ``seller_id``, ``url``, ``label``). Numbers may be text and
        ``reasons`` may be a JSON string, as they are in a CSV file.
    vocabulary
        The words that the model knows, so that a reason can say what it read behind a disguise.
        Without them it says so where letters alone tell.
    sure
        False where these words are a guess at the model's: they are then asked only where the
        model says that something was disguised.

    Returns
    -------
    Card
        Contact details masked in every text, the seller as a short hash.

    Raises
    ------
    InputError
        If ``reasons`` is not a list of objects.
    """
    reasons = _reasons(row)
    texts = {name: str(row[name]) for name in _text_fields(row, reasons)}
    spans = {name: _spans(reasons, name) for name in texts}
    masked = {name: _masked(texts[name], spans[name], _limit(name)) for name in texts}
    shown = {
        name: Field(name, tuple(highlight(text, spans[name], limit=_limit(name))))
        for name, text in masked.items()
    }
    band = str(row.get("band") or "")
    read = cache(lambda text: FieldReading(text, vocabulary, sure))
    done = _disguised(reasons)
    found = [_line(one, masked, row, read, done) for one in reasons]
    lines = sorted(found, key=lambda line: -abs(line.contribution))
    label = _number(row.get("label"))
    return Card(
        listing_id=_clip(str(row.get("listing_id", "")), _LIMIT_ID),
        risk=_number(row.get("risk")),
        score=_number(row.get("score")),
        band=band if band in BANDS else "unknown",
        band_label=BANDS.get(band, "unknown band"),
        price=tuple(pieces(price_text(row.get("price"), row.get("currency")))),
        seller=seller_hash(row.get("seller_id")),
        url=_masked_url(row.get("url")),
        title=shown.get("title"),
        fields=tuple(field for name, field in shown.items() if name != "title"),
        reasons=tuple(lines),
        reasons_sum=math.fsum(line.contribution for line in lines),
        rest=_number(row.get("rest")),
        intercept=_number(row.get("intercept")),
        label=None if label is None else int(label),
    )


def masked_reasons(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The reasons of a prediction for a program, without contact details.

    Parameters
    ----------
    row : mapping
        A prediction, see :func:`card`.

    Returns
    -------
    list of dict
        The reasons with the same offsets; ``text`` is cut out of the masked field. Alone, ``0013``
        is no telephone number and ``corva99`` no account, and no mask would know them.

    Raises
    ------
    InputError
        If ``reasons`` is not a list of objects.
    """
    reasons = _reasons(row)
    masked = {name: mask_contacts(str(row[name])) for name in _text_fields(row, reasons)}
    return [{**reason, "text": _masked_text(reason, masked)} for reason in reasons]


def reason_sentence(line: ReasonLine) -> str:
    """One reason in words, for places without markup: ``“replica” in the title: +1.8``."""
    words = [_plain(line.where)]
    if line.quote:
        words.insert(0, f"“{_plain(line.quote)}”")
    if line.read_as:
        words.append(f"(read as “{_plain(line.read_as)}”)")
    return f"{' '.join(words)}: {amount(line.contribution)}"


def amount(value: float | None) -> str:
    """A contribution with its sign, as people write it: ``+1.8``, ``−0.04``, ``0``."""
    if value is None or not math.isfinite(value):
        return "–"
    digits = 1 if abs(value) >= 0.95 else 2
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0.0:
        return "0"
    return ("+" if value > 0 else "\N{MINUS SIGN}") + text


def percent(value: float | None, digits: int = 1) -> str:
    """A share of 1 as per cent. Never rounds to a certainty: ``>99.9 %``, ``<0.1 %``."""
    if value is None or not math.isfinite(value):
        return "–"
    step = 10.0**-digits
    if value > 0.0 and 100.0 * value < step:
        return f"<{step:.{digits}f} %"
    if value < 1.0 and 100.0 * value > 100.0 - step:
        return f">{100.0 - step:.{digits}f} %"
    return f"{100.0 * value:.{digits}f} %"


def price_text(price: object, currency: object) -> str:
    """Price and currency, e.g. ``129.00 USD``; says so when either is missing."""
    value = _number(price)
    if value is None:
        return "no price"
    number = f"{value:,.2f}" if abs(value) < 1e12 else f"{value:.3g}"
    code = str(currency).strip()[:8] if _given(currency) else "(no currency)"
    return f"{number} {code}"


def seller_hash(seller_id: object) -> str:
    """A short name for a seller that tells sellers apart without showing who they are.

    The first 8 hex digits of SHA-256 of the id; an empty text without a seller.
    """
    if not _given(seller_id):
        return ""
    return hashlib.sha256(str(seller_id).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def darkest(cards: Iterable[Card]) -> float:
    """The contribution from which on a page uses its darkest shade.

    The 90th percentile of what is marked on the page, to one significant digit: one freak
    must not make everything else pale. 1 when nothing is marked.
    """
    sizes = sorted(
        abs(segment.contribution)
        for one in cards
        for field in (one.title, *one.fields)
        if field is not None
        for segment in field.segments
        if segment.evidence
    ) or sorted(abs(line.contribution) for one in cards for line in one.reasons)
    if not sizes:
        return 1.0
    value = sizes[int(0.9 * (len(sizes) - 1))]
    return float(f"{value:.1g}") if value > 0 else 1.0


def _given(value: object) -> bool:
    """Whether a cell holds anything (None, NaN and the empty text do not)."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return False
    # pandas' own missing values, without importing pandas for them
    return type(value).__name__ not in {"NAType", "NaTType"} and str(value) != ""


def _number(value: Any) -> float | None:
    if not _given(value):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _reasons(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = row.get("reasons")
    if isinstance(found, str):
        try:
            found = json.loads(found) if found else None
        except (ValueError, RecursionError):
            found = "not JSON"
    if found is None or (isinstance(found, float) and math.isnan(found)):
        return []
    items: list[Any] = list(found) if isinstance(found, Iterable) else [None]
    if not all(isinstance(item, Mapping) for item in items):
        raise InputError(
            f"listing {str(row.get('listing_id', ''))[:40]!r}: reasons should be a list "
            "of {kind, text, field, start, end, contribution}; is this file what `score` wrote?"
        )
    return items


def _text_fields(row: Mapping[str, Any], reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    """Title and description whenever they are there; others if evidence points into them."""
    pointed = sorted({str(r["field"]) for r in reasons if _given(r.get("field"))})
    names = dict.fromkeys(("title", "description", *pointed))
    return [name for name in names if isinstance(row.get(name), str) and row[name]]


def _limit(name: str) -> int:
    return _LIMITS.get(name, _LIMIT_OTHER)


def _spans(reasons: Sequence[Mapping[str, Any]], field: str) -> list[Span]:
    spans = []
    for reason in reasons:
        start, end = _number(reason.get("start")), _number(reason.get("end"))
        weight = _number(reason.get("contribution"))
        if reason.get("field") == field and None not in (start, end, weight):
            spans.append(Span(int(start or 0), int(end or 0), weight or 0.0))
    return spans


def _masked(text: str, spans: Sequence[Span], limit: int) -> str:
    """Mask a field; of a very long one only what can be shown, the rest becomes • unread."""
    if len(text) <= 20_000:
        return mask_contacts(text)
    regions = excerpt(len(text), spans, limit)
    for span in spans:
        regions += [(span.start, span.start + _LIMIT_QUOTE), (span.end - _LIMIT_QUOTE, span.end)]
    reach = sorted(
        (max(0, start - _MASK_MARGIN), min(len(text), end + _MASK_MARGIN)) for start, end in regions
    )
    parts, done = [], 0
    for wanted, end in reach:
        start = wanted
        # An address longer than the margin must not show its tail: back to where it begins.
        while max(done, wanted - 5 * _MASK_MARGIN) < start and not text[start - 1].isspace():
            start -= 1
        start = max(start, done)
        if start < end:
            parts += [BULLET * (start - done), mask_contacts(text[start:end])]
            done = end
    return "".join([*parts, BULLET * (len(text) - done)])


def _disguised(reasons: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int, int]]:
    """What the model says was done to letters: kind, field and place."""
    return [
        (str(one["kind"]), str(one["field"]), span.start, span.end)
        for one in reasons
        if one.get("kind") in DISGUISES and _given(one.get("field"))
        for span in _spans([one], str(one["field"]))
    ]


def _line(
    reason: Mapping[str, Any],
    masked: Mapping[str, str],
    row: Mapping[str, Any],
    read: Callable[[str], FieldReading],
    disguised: Sequence[tuple[str, str, int, int]],
) -> ReasonLine:
    weight = _number(reason.get("contribution")) or 0.0
    model_text = mask_snippet(str(reason["text"])) if _given(reason.get("text")) else ""
    kind = str(reason.get("kind") or "other")
    if kind == "claimed_price":  # its digits are no telephone number
        model_text = mask_contacts(str(reason.get("text") or ""))
    if not _given(reason.get("field")):
        name = _NAMES.get(kind) or kind.replace("_", " ")
        if kind.startswith("seller_"):
            told = f"{name} {_masked_standing(str(reason.get('text') or ''))}".rstrip()
            return ReasonLine((), _clip(told, _LIMIT_STANDING), (), weight)
        detail = "" if model_text == kind else model_text
        if (
            kind == "price"
            and _number(row.get("price")) is not None
            and not detail.endswith(_PIECES)
        ):
            detail = price_text(row.get("price"), row.get("currency"))
        return ReasonLine((), _clip(f"{name} ({detail})" if detail else name, 120), (), weight)
    field = str(reason["field"])
    spans = _spans([reason], field)
    text = masked.get(field, "")
    start, end = (max(0, spans[0].start), max(0, spans[0].end)) if spans else (0, 0)
    told = f"in the {field}"
    if kind in _COUNTED:  # of the whole word, so that one sees what the letters are part of
        start, end = _word(text, start, end)
        model_text = "" if text else model_text
        letters = read(str(row[field])).count(kind, start, end) if text else 0
        told = f"{told}, {_COUNTED[kind].format(letters) if letters > 1 else _NAMES[kind]}"
    elif kind == "claimed_price":
        told = f"{told}, " + (
            "priced as its copies are" if weight > 0 else "priced as the real thing is"
        )
        if model_text:
            told, model_text = f"{told}: {model_text}", ""
    elif kind in _NAMES:
        told = f"{told}, {_NAMES[kind]}"
    quote = text[start:end] or model_text
    read_as = "" if model_text == quote else model_text
    here = frozenset(k for k, where, a, b in disguised if where == field and a < end and b > start)
    if text:
        read_as = read(str(row[field])).read_as(start, end, here) or read_as
    elif quote:  # the field was not kept: all there is to read is the snippet
        read_as = read(str(reason["text"])).read_as(0, len(quote), here)
    same_to_a_person = not read_as or BULLET in quote + read_as or same(quote, read_as)
    return ReasonLine(
        quote=_clip(quote, _LIMIT_QUOTE),
        where=_clip(told, _LIMIT_WHERE),
        read_as=() if same_to_a_person else _clip(read_as, _LIMIT_QUOTE),
        contribution=weight,
    )


def _masked_text(reason: Mapping[str, Any], masked: Mapping[str, str]) -> str | None:
    if not _given(reason.get("text")):
        return None
    alone = str(reason["text"])
    if str(reason.get("kind")).startswith("seller_"):
        return _masked_standing(alone)
    if not _given(reason.get("field")) or reason.get("kind") == "claimed_price":
        return mask_contacts(alone)  # a price: however many digits it has, it stays readable
    field = str(reason["field"])
    spans = _spans([reason], field)
    quote = masked.get(field, "")[max(0, spans[0].start) : max(0, spans[0].end)] if spans else ""
    return quote or mask_snippet(alone)


def _masked_standing(text: str) -> str:
    """What is told of a seller, without contact details in the evidence that somebody noted."""
    end = _END.search(text)
    if end is None:
        return mask_contacts(text)
    before, after = text[: end.start()], text[end.end() :]
    return f"{mask_contacts(before)}{end.group()}{mask_contacts(after)}"


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """The run without white space that a stretch is part of; of a long one the stretch itself."""
    first, last = start, end
    while first > 0 and not text[first - 1].isspace() and start - first < _LIMIT_QUOTE:
        first -= 1
    while last < len(text) and not text[last].isspace() and last - end < _LIMIT_QUOTE:
        last += 1
    return (first, last) if last - first <= _LIMIT_QUOTE else (start, end)


def _clip(text: str, limit: int) -> tuple[Piece, ...]:
    return tuple(piece for segment in highlight(text, (), limit=limit) for piece in segment.pieces)


def _plain(parts: Iterable[Piece]) -> str:
    return "".join(f"⟨{p.text}⟩" if p.kind == "chip" else p.text for p in parts)


def _masked_url(url: object) -> str:
    """That there is an address and how long it is; never where it leads."""
    if not _given(url):
        return ""
    text = str(url)
    scheme = next((s for s in ("https://", "http://") if text.lower().startswith(s)), "")
    return f"{scheme}{BULLET * min(16, len(text) - len(scheme))} ({len(text):,} characters)"
