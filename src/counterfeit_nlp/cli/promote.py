"""``counterfeit-nlp promote``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.cli.options import Json, Name, Who, Why, print_json, say

__all__ = ["promote", "whoami"]

_DEFAULT_PARAMS = Path("params.yaml")


def promote(
    version: Annotated[
        str, typer.Argument(metavar="VERSION", help="Version number, as `models` lists it.")
    ],
    why: Why,
    who: Who = None,
    alias: Annotated[
        str, typer.Option("--alias", help="champion (in use) or challenger (being tried).")
    ] = "champion",
    params: Annotated[
        Path | None,
        typer.Option(
            "--params",
            metavar="FILE",
            help="YAML file with the gate's rules; without it params.yaml, if there is one.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Promote although the gate says no; it is logged.")
    ] = False,
    name: Name = "counterfeit_nlp",
    as_json: Json = False,
) -> None:
    """Make a registered version the champion, if the gate lets it pass.

    The gate compares the version's metrics with the rules in the parameters and with the champion.
    Exit code 3 when it says no. Who, when, why and the verdict are kept in the promotion log.

    \b
    Example: counterfeit-nlp promote 2 --why "better on second-hand sellers"
    """
    from dataclasses import asdict

    from counterfeit_nlp import track
    from counterfeit_nlp.cli.params import read_params, section
    from counterfeit_nlp.errors import GateRefused, UsageError
    from counterfeit_nlp.evaluate.gate import verdict

    if not version.isdecimal():
        raise UsageError(
            f"VERSION is {version!r}, expected a number as `counterfeit-nlp models` lists"
        )
    found: dict[str, Any] | None = None
    if alias == "champion" and not _is_champion(name, int(version)):
        source = params or _DEFAULT_PARAMS
        # only the default may be absent: who names a file means that file
        there = params is not None or source.exists()
        rules = section(read_params(source if there else None), "gate")
        if not rules and not force:
            raise GateRefused(
                f"version {version} is not promoted: {source} holds no gate rules, and nothing was "
                "checked; name a file with a section 'gate' (--params), or use --force and say why"
            )
        candidate = track.logged_metrics(name, int(version))
        champion, unread = _champion_metrics(name, int(version), force=force)
        said = verdict(candidate, champion, rules)
        found = {**asdict(said), "checked": bool(rules)}
        if unread is not None:
            found["champion_not_measured"] = unread
            say(f"the champion's figures count as not measured: {unread}")
        for line in said.lines:
            say(line)
        if not said.passed and not force:
            raise GateRefused(
                f"version {version} is not promoted: the gate said no (see the lines with FAIL); "
                "train a better one, or use --force and say why"
            )
    entry = track.promote(name, version, who=whoami(who), why=why, verdict=found, alias=alias)
    if as_json:
        print_json(entry)
    else:
        state = "is now" if entry["changed"] else "was already"
        say(f"models:/{name}/{version} {state} the {alias}")


def _is_champion(name: str, version: int) -> bool:
    from counterfeit_nlp import track

    return any(
        "champion" in one["aliases"] and one["version"] == version for one in track.versions(name)
    )


def _champion_metrics(
    name: str, candidate: int, *, force: bool
) -> tuple[dict[str, Any] | None, str | None]:
    """The figures of the champion, None without one; and with ``force`` why they can't be read."""
    from counterfeit_nlp import track
    from counterfeit_nlp.errors import CounterfeitError

    for version in track.versions(name):
        if "champion" in version["aliases"] and version["version"] != candidate:
            try:
                return track.logged_metrics(name, version["version"]), None
            except CounterfeitError as error:
                # its run may be gone for good, and must not keep every other version out
                if force:
                    return {}, str(error)
                raise CounterfeitError(
                    f"{error}; nothing can be compared with this champion: use --force, and the "
                    "log says that its figures count as not measured"
                ) from None
    return None, None


def whoami(who: str | None) -> str:
    """The name given, or the user of this shell."""
    import getpass

    if who is not None:
        return who
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
