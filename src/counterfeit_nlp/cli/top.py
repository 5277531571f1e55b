"""``counterfeit-nlp top``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.cli.options import Json, check_targets, print_json, say

__all__ = ["read_predictions", "top"]


def top(
    predictions: Annotated[
        str, typer.Argument(metavar="PREDICTIONS", help="File that `score` wrote, or -.")
    ],
    n: Annotated[int, typer.Option("--n", min=1, help="How many.")] = 100,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="top.html for reading, top.csv for a table."),
    ] = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Say on the page that the data is simulated.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the riskiest listings with their evidence.

    Evidence is highlighted in the text if `score --keep title,description` passed it through.
    Contact details are masked, and nothing a seller wrote can run in a browser or a spreadsheet.

    \b
    Example: counterfeit-nlp top risks.parquet --n 100 --out top.html
    """
    from counterfeit_nlp.errors import UsageError
    from counterfeit_nlp.review.top import listing_card, render_csv, render_html
    from counterfeit_nlp.review.top import top as riskiest
    from counterfeit_nlp.showing.card import percent, reason_sentence
    from counterfeit_nlp.showing.highlight import visible
    from counterfeit_nlp.showing.mask import mask_contacts
    from counterfeit_nlp.tables.atomic import write_text_atomic

    check_targets([predictions], {"--out": out})
    kind = None if out is None else out.suffix.lower()
    if kind not in (None, ".html", ".csv"):
        raise UsageError(f"--out {out}: expected a name that ends in .html or .csv")
    rows = riskiest(read_predictions(predictions), n)
    if out is not None:
        page = render_html(rows, simulated) if kind == ".html" else render_csv(rows)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_text_atomic(out, page)
        say(f"The {len(rows):,} riskiest listings: {out}")
    if as_json:
        print_json([_masked(row) for row in rows])
    elif out is None:
        for row in rows:
            one = listing_card(row)
            title = visible(mask_contacts(str(row.get("title") or ""))[:100])
            typer.echo(f"{percent(one.risk):>7} {one.band:6} {visible(str(row['listing_id']))[:60]}"
                       f"  {title}")  # fmt: skip
            for line in one.reasons[:3]:
                typer.echo(f"          {reason_sentence(line)}")


def _masked(row: Any) -> dict[str, Any]:
    """A prediction for a program: contact details masked, the seller left out."""
    from counterfeit_nlp.showing.card import masked_reasons
    from counterfeit_nlp.showing.mask import mask_contacts

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return mask_contacts(value)
        if isinstance(value, list):
            return [clean(one) for one in value]
        if isinstance(value, dict):
            return {key: clean(one) for key, one in value.items()}
        return value

    exact = ("listing_id", "model_version", "input_hash", "registry_hash", "sellers_hash", "band")
    shown = {
        key: value if key in exact else clean(value)
        for key, value in row.items()
        if key not in ("seller_id", "url", "image_urls", "reasons")
    }
    return shown | {"reasons": masked_reasons(row)}


def read_predictions(predictions: str) -> Iterator[dict[str, Any]]:
    """Predictions of a file as dicts, one at a time; ``reasons`` parsed whatever the format.

    Raises
    ------
    InputError
        When the file can't be read or does not hold predictions.
    """
    import json

    from counterfeit_nlp.errors import InputError
    from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA
    from counterfeit_nlp.tables.read import read_rows

    needed = ("listing_id", "risk", "score", "band", "reasons", "rest", "intercept")
    numbers = [field.name for field in PREDICTION_SCHEMA if str(field.type) == "double"]
    checked = False
    for rows in read_rows(predictions):
        if rows.rejects:
            raise InputError(str(rows.rejects[0]))
        if not checked and rows.names is not None:
            missing = [name for name in needed if name not in rows.names]
            if missing:
                raise InputError(
                    f"{predictions} does not hold predictions: it has no {', '.join(missing)} "
                    f"(found: {', '.join(rows.names)}); make it with `counterfeit-nlp score`"
                )
            checked = True
        for row in rows.batch.to_pylist():
            try:
                for name in numbers:
                    row[name] = float(row[name])
                if isinstance(row["reasons"], str):
                    row["reasons"] = json.loads(row["reasons"])
            except (TypeError, ValueError, KeyError) as error:
                raise InputError(
                    f"{predictions}: the row of listing {row.get('listing_id')!r} is not a "
                    f"prediction ({error})"
                ) from None
            yield row
