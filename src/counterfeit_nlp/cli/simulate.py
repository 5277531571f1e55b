"""``counterfeit-nlp simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import Json, print_json, say

__all__ = ["simulate"]


def simulate(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")],
    listings: Annotated[
        int, typer.Option("--listings", min=200, help="Listings to simulate.")
    ] = 24_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same market.")] = 7,
    as_json: Json = False,
) -> None:
    """Simulate a market where the truth is known.

    Writes listings.csv.gz (labelled as a data scientist would have them, noise included),
    catalog.csv.gz (later, mostly new sellers, no labels) and truth.csv.gz. Nothing in it is a real
    listing.

    \b
    Example: counterfeit-nlp simulate --out data/simulated --listings 24000 --seed 7
    """
    from counterfeit_nlp.simulate.folder import write_market
    from counterfeit_nlp.simulate.market import simulate as simulate_market

    market = simulate_market(listings, seed)
    write_market(market, out)
    facts = {
        "folder": str(out),
        "simulated": True,
        "listings": len(market.listings),
        "catalog": len(market.catalog),
        "infringing": int(market.truth["infringing"].sum()),
    }
    if as_json:
        print_json(facts)
    else:
        say(
            f"Simulated {facts['listings']:,} listings and a catalog of {facts['catalog']:,} in "
            f"{out} ({facts['infringing']:,} of them infringing, by the truth file)"
        )
