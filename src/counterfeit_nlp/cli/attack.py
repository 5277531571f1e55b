"""``counterfeit-nlp attack``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.cli.options import (
    AsOf,
    ExpectDigest,
    Listings,
    Map,
    Model,
    Rejects,
    Sellers,
    check_tables,
    check_targets,
    day_of,
    mapping_of,
    print_json,
    read_all,
    say,
    write_json,
)

__all__ = ["attack"]


def attack(
    listings: Listings,
    model: Model,
    suite: Annotated[
        str,
        typer.Option(
            "--suite",
            metavar="NAMES",
            help="all, families (encodings, lookalikes, surface, typos, padding, chinese) or names "
            "of attacks, separated by commas.",
        ),
    ] = "all",
    strength: Annotated[
        str,
        typer.Option(
            "--strength", metavar="SHARES", help="Shares of the words attacked, e.g. 0.5,1."
        ),
    ] = "0.25,0.5,1",
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Same seed, same sample and same attacks.")
    ] = 7,
    sample: Annotated[
        int,
        typer.Option("--sample", min=1, help="Most counterfeit, and most genuine, listings."),
    ] = 150,
    json_out: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Results as JSON; - for standard output."),
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option(
            "--gate",
            metavar="FILE",
            help="YAML file of limits per family, e.g. attack_gate.yaml; exit code 3 when one is "
            "missed.",
        ),
    ] = None,
    examples: Annotated[
        int, typer.Option("--examples", min=0, help="Quote this many listings per attack.")
    ] = 0,
    drop_trained: Annotated[
        bool,
        typer.Option("--drop-trained", help="Leave out rows the model was trained on."),
    ] = False,
    sellers: Sellers = None,
    as_of: AsOf = None,
    maps: Map = None,
    rejects: Rejects = None,
    expect_digest: ExpectDigest = None,
) -> None:
    """Disguise labelled listings as sellers do, and measure what the model still finds.

    Each attack changes a sample of counterfeit and of genuine listings, which are scored again at
    the model's own threshold: recall retained, and genuine listings flagged in addition. Listings
    that the model was trained on flatter it, and open no gate. With --sellers, lists of yours count
    as they do for `score`, before and after.

    \b
    Example: counterfeit-nlp attack test.csv --model models/model --suite all --json attacks.json
    """
    from counterfeit_nlp.api import load
    from counterfeit_nlp.cli.params import read_attack_gate
    from counterfeit_nlp.cli.sellers_told import say_sellers
    from counterfeit_nlp.cli.trained_rows import leave_out_trained
    from counterfeit_nlp.cli.under_attack import under_attack, wanted
    from counterfeit_nlp.errors import GateRefused
    from counterfeit_nlp.evaluate.attack_gate import attack_verdict, check_limits

    day = day_of(as_of, sellers)
    check_targets(
        [listings, gate, sellers],
        {"--json": json_out, "--rejects": rejects},
        printed=None if json_out == "-" else "the table of results",
    )
    check_tables(rejects)
    mapping = mapping_of(maps)
    names, strengths = wanted(suite), _shares(strength)
    limits = None
    if gate is not None:
        limits = read_attack_gate(gate)
        check_limits(limits)
    scorer = load(model, expect_digest=expect_digest, sellers=sellers, as_of=day)
    frame = read_all(listings, mapping=mapping, rejects=rejects)
    frame, seen = leave_out_trained(
        scorer.artefact, frame, drop=drop_trained, refuse=gate is not None
    )
    measured = under_attack(
        scorer, frame, names, strengths=strengths, seed=seed, sample=sample, examples=examples
    )
    measured["trained_on"] = seen
    if scorer.sellers is not None:
        measured["sellers"] = {
            "sellers_hash": scorer.sellers.sellers_hash,
            "as_of": None if day is None else day.isoformat(),
        }
        undated = int((frame["seller_id"].notna() & frame["listed_at"].isna()).sum())
        say_sellers(None, undated, sellers, day)
    said = None if limits is None else attack_verdict(measured, limits)
    if said is not None:
        measured["gate"] = {"passed": said.passed, "lines": said.lines}
    if json_out == "-":
        print_json(measured)
    else:
        if json_out is not None:
            write_json(json_out, measured)
        _print(measured)
    if said is not None:
        for line in said.lines:
            say(line)
        if not said.passed:
            missed = sum(line.startswith("FAIL") for line in said.lines)
            raise GateRefused(
                f"the attack gate {gate} said no: {missed} of {len(said.lines)} limits are missed "
                "(see the lines with FAIL)"
            )


def _shares(text: str) -> list[float]:
    from counterfeit_nlp.errors import UsageError

    try:
        shares = [float(part) for part in text.split(",")]
    except ValueError:
        shares = []
    if not shares or not all(0 < share <= 1 for share in shares):
        raise UsageError(
            f"--strength {text!r}: expected shares above 0 and up to 1, separated by commas"
        )
    return shares


def _print(measured: dict[str, Any]) -> None:
    """The results as a table: a line per attack, what is kept at each strength."""
    from counterfeit_nlp.showing.highlight import visible
    from counterfeit_nlp.showing.mask import mask_contacts

    strengths = measured["strengths"]
    sample = measured["sample"]
    typer.echo(
        f"{sample['positives']} counterfeit listings ({sample['positives_flagged']} flagged "
        f"before the attacks) and {sample['genuine']} genuine ones ({sample['genuine_flagged']} "
        "flagged)."
    )
    head = "".join(f"{f'{share:g}':>8}" for share in strengths)
    typer.echo(f"{'recall retained at strength':30}{head}   genuine flagged in addition, at most")
    quoted: dict[str, list[dict[str, Any]]] = {}
    for one in measured["examples"]:
        quoted.setdefault(one["attack"], []).append(one)
    for family in measured["retained"]:
        rows = [row for row in measured["families"] if row["family"] == family]
        typer.echo(_line(f"{family} (mean)", rows))
        low = rows[-1]["retained"]["low"]
        if low is not None:
            high = rows[-1]["retained"]["high"]
            typer.echo(f"{'  95 % interval at the greatest':30}  {_share(low)} to {_share(high)}")
        own: dict[str, list[dict[str, Any]]] = {}
        for row in measured["attacks"]:
            if row["family"] == family:
                own.setdefault(row["attack"], []).append(row)
        for name, lines in own.items():
            typer.echo(_line(f"  {name}", lines))
            for one in quoted.get(name, []):
                for side in ("before", "after"):
                    text = visible(mask_contacts(one[side])[:100])
                    typer.echo(f"      {side:6} {' '.join(text.split())}")


def _line(name: str, rows: list[dict[str, Any]]) -> str:
    kept = "".join(f"{_share(row['retained']['value']):>8}" for row in rows)
    more = [row["genuine_increase"]["value"] for row in rows]
    known = [value for value in more if value is not None]
    note = "" if any(row["enough"] for row in rows) else "   not enough data"
    return f"{name:30}{kept}   {_share(max(known, default=None), sign='+'):>7}{note}"


def _share(value: float | None, sign: str = "") -> str:
    return "-" if value is None else f"{100 * value:{sign}.1f} %"
