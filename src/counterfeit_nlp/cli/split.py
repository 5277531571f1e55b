"""``counterfeit-nlp split``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import (
    Json,
    Listings,
    Map,
    Params,
    Rejects,
    check_tables,
    check_targets,
    mapping_of,
    print_json,
    read_all,
    say,
)

__all__ = ["split"]


def split(
    listings: Listings,
    train: Annotated[Path, typer.Option("--train", metavar="FILE", help="Rows to train on.")],
    test: Annotated[Path, typer.Option("--test", metavar="FILE", help="Rows to evaluate on.")],
    params: Params = None,
    maps: Map = None,
    rejects: Rejects = None,
    as_json: Json = False,
) -> None:
    """Split labelled listings so that nothing leaks.

    A seller, or titles that are nearly the same, stand on one side only, and dated test listings
    are later than dated training ones. Rows that can't be on either side are left out and counted;
    if anything crosses, the command fails.

    \b
    Example: counterfeit-nlp split listings.csv --train train.parquet --test test.parquet
    """
    import pyarrow as pa

    from counterfeit_nlp.cli.params import read_params, section
    from counterfeit_nlp.evaluate.splits import check_split
    from counterfeit_nlp.evaluate.splits import split as assign
    from counterfeit_nlp.tables.write import TableWriter

    check_targets(
        [listings, params],
        {"--train": train, "--test": test, "--rejects": rejects},
        printed="--json" if as_json else None,
    )
    check_tables(train, test, rejects)
    mapping = mapping_of(maps)
    settings = read_params(params)
    frame = read_all(listings, mapping=mapping, rejects=rejects)
    side = assign(
        frame,
        test_fraction=section(settings, "split").get("test_fraction", 0.25),
        seed=int(settings.get("seed", 0)),
    )
    check_split(frame, side)
    for path, name in ((train, "train"), (test, "test")):
        table = pa.Table.from_pandas(frame[side == name], preserve_index=False)
        table = table.replace_schema_metadata(None)
        path.parent.mkdir(parents=True, exist_ok=True)
        with TableWriter(path, table.schema) as writer:
            for batch in table.to_batches():
                writer.write(batch)
    counts = {name: int((side == name).sum()) for name in ("train", "test", "left_out")}
    if as_json:
        print_json(counts)
    else:
        say(
            f"{counts['train']:,} rows to train on, {counts['test']:,} to test on, "
            f"{counts['left_out']:,} left out so that no seller, near-duplicate or date crosses"
        )
