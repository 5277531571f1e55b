"""``counterfeit-nlp models``."""

from __future__ import annotations

import typer

from counterfeit_nlp.cli.options import Json, Name, print_json

__all__ = ["models"]


def models(name: Name = "counterfeit_nlp", as_json: Json = False) -> None:
    """List the registered versions, who is champion, and the promotion log.

    \b
    Example: counterfeit-nlp models --json
    """
    from counterfeit_nlp import track

    versions, log = track.versions(name), track.history(name)
    if as_json:
        print_json({"name": name, "versions": versions, "promotions": log})
        return
    for version in versions:
        figure = version["metrics"].get("headline.pr_auc.value")
        typer.echo(
            f"{version['uri']}  {str(version['model_digest'])[:12]}  {version['created_at'][:16]}"
            f"  PR-AUC {'-' if figure is None else f'{figure:.3f}'}"
            f"  {', '.join(version['aliases'])}"
        )
    typer.echo("Promotion log:" if log else "No promotions yet.")
    for entry in log:
        if "unreadable" in entry:
            typer.echo(f"  {entry['number']}  (unreadable entry)")
            continue
        verdict = entry["verdict"] or {}
        gate = "gate passed" if verdict.get("passed") else "gate said no, forced"
        if not verdict.get("checked"):
            gate = "no gate"
        typer.echo(
            f"  {entry['at'][:16]}  {entry['action']} {entry['alias']}: {entry['from']} -> "
            f"{entry['to']}  by {entry['who']} ({gate}): {entry['why']}"
        )
