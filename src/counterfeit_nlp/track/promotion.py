"""Who made which version the champion, when and why; and the way back.

MLflow's aliases have no history, so each move of an alias is also written as a tag of
the registered model, ``promotion.<number>.<random>`` with compact JSON in it: the log
lies beside the aliases and goes where the registry goes.

The entry is written before the alias moves, so that no move is without its entry; when
the move then fails, the entry is taken back. In a SQLite store a lock keeps two
promotions apart. On a server two at the same time both leave their entry (the random
part keeps the tags apart) and the alias is where the later one put it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from counterfeit_nlp.errors import CounterfeitError, UsageError
from counterfeit_nlp.track.store import Store, connect, exclusive, store

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = [
    "ALIASES",
    "CHALLENGER",
    "CHAMPION",
    "described_aliases",
    "described_versions",
    "history",
    "promote",
    "rollback",
    "versions",
]

CHAMPION, CHALLENGER = "champion", "challenger"
ALIASES = (CHAMPION, CHALLENGER)
PREFIX = "promotion."
#: Characters in one entry: the width of MLflow's column on a server database.
ENTRY_LIMIT = 5_000


def promote(
    name: str,
    version: int | str,
    *,
    who: str,
    why: str,
    verdict: Mapping[str, Any] | None = None,
    alias: str = CHAMPION,
    store_uri: str | None = None,
) -> dict[str, Any]:
    """Point an alias at a version and log it.

    A version that becomes the champion is no longer the challenger.

    Parameters
    ----------
    name : str
        Registered model.
    version : int or str
        Its version number.
    who, why : str
        For the log; not empty.
    verdict : mapping, optional
        What the gate said, for the log. This function doesn't judge it.
    alias : str
        ``"champion"`` or ``"challenger"``.
    store_uri : str, optional
        See :func:`counterfeit_nlp.track.store.store`.

    Returns
    -------
    dict
        The entry as in :func:`history`, and ``changed``: False when the alias was there
        already, in which case nothing is logged.

    Raises
    ------
    UsageError
        Unknown alias, a version that is no number, an empty ``who`` or ``why``, or an
        entry too long to be stored.
    CounterfeitError
        No such store, model or version.
    """
    number = _number(version)
    _check_words(who, why, alias)
    where = store(store_uri)
    doing = f"can't promote version {number} of {name!r}"
    with connect(where, doing) as client, exclusive(where):
        model = _registered(client, where, name)
        if number not in _numbers(client, name):
            raise CounterfeitError(
                f"the model {name!r} in the MLflow store {where.shown} has no version {number}; "
                f"{described_versions(client, where, name)}"
            )
        return _move(client, model, number, "promote", who, why, verdict, alias)


def rollback(name: str, *, who: str, why: str, store_uri: str | None = None) -> dict[str, Any]:
    """Make the champion before, by the log, the champion again, and log that too.

    Rolling back twice goes back two champions. Versions that were deleted since are
    passed over.

    Returns
    -------
    dict
        The entry as in :func:`history`, and ``changed`` (True).

    Raises
    ------
    UsageError
        An empty ``who`` or ``why``.
    CounterfeitError
        No such store or model, or no earlier champion in the log.
    """
    _check_words(who, why, CHAMPION)
    where = store(store_uri)
    with connect(where, f"can't roll back {name!r}") as client, exclusive(where):
        model = _registered(client, where, name)
        earlier = _champions_before(_entries(model), _alias(model, CHAMPION))
        there = _numbers(client, name)
        for number in reversed(earlier):
            if number in there:
                return _move(client, model, number, "rollback", who, why, None, CHAMPION)
    gone = f" (version {', '.join(map(str, earlier))} was deleted)" if earlier else ""
    raise CounterfeitError(
        f"the log of {name!r} in the MLflow store {where.shown} knows no champion before "
        f"{_alias(model, CHAMPION) or 'now'}{gone}; to choose another version use promote"
    )


def history(name: str, *, store_uri: str | None = None) -> list[dict[str, Any]]:
    """Return the promotion log, oldest entry first.

    Each entry: ``number``, ``at`` (UTC, ISO 8601), ``action`` (promote or rollback),
    ``alias``, ``from`` (version or None), ``to``, ``who``, ``why``, ``verdict`` (mapping
    or None). An entry that somebody spoilt by hand is ``number`` and ``unreadable``.
    Two entries with one number were written at the same time.

    Raises
    ------
    CounterfeitError
        No such store or model.
    """
    where = store(store_uri)
    with connect(where, f"can't read the log of {name!r}") as client:
        return _entries(_registered(client, where, name))


def versions(name: str, *, store_uri: str | None = None) -> list[dict[str, Any]]:
    """Return the registered versions, oldest first.

    Each: ``version``, ``uri``, ``created_at`` (UTC, ISO 8601), ``aliases``, ``run_id``,
    ``model_digest`` (or None), ``tags`` and the ``metrics`` of its run, flattened.

    Raises
    ------
    CounterfeitError
        No such store or model.
    """
    where = store(store_uri)
    with connect(where, f"can't list the versions of {name!r}") as client:
        aliases = _registered(client, where, name).aliases
        return [
            {
                "version": int(found.version),
                "uri": f"models:/{name}/{found.version}",
                "created_at": _iso(datetime.fromtimestamp(found.creation_timestamp / 1000, UTC)),
                "aliases": sorted(a for a, to in aliases.items() if int(to) == int(found.version)),
                "run_id": found.run_id or None,
                "model_digest": found.tags.get("model_digest"),
                "tags": dict(sorted(found.tags.items())),
                "metrics": _run_metrics(client, found.run_id),
            }
            for found in _versions(client, name)
        ]


def described_aliases(client: MlflowClient, where: Store, name: str) -> str:
    """The aliases of a model in a sentence, for messages."""
    aliases = _registered(client, where, name).aliases
    if not aliases:
        return f"it has no aliases yet ('counterfeit-nlp promote' gives {CHAMPION!r} to a version)"
    return "it has " + ", ".join(f"{alias} (version {to})" for alias, to in sorted(aliases.items()))


def described_versions(client: MlflowClient, where: Store, name: str) -> str:
    """The latest versions of a model in a sentence, for messages."""
    _registered(client, where, name)
    numbers = sorted(_numbers(client, name))
    if not numbers:
        return "it has no versions"
    more = "… " if len(numbers) > 10 else ""
    return f"it has {more}{', '.join(map(str, numbers[-10:]))}"


def _move(
    client: MlflowClient,
    model: Any,
    number: int,
    action: str,
    who: str,
    why: str,
    verdict: Mapping[str, Any] | None,
    alias: str,
) -> dict[str, Any]:
    entries = _entries(model)
    entry = {
        "at": _iso(datetime.now(UTC)),
        "action": action,
        "alias": alias,
        "from": _alias(model, alias),
        "to": number,
        "who": who,
        "why": why,
        "verdict": None if verdict is None else dict(verdict),
    }
    place = 1 + max((known["number"] for known in entries), default=0)
    if entry["from"] == number:
        return {"number": None, **entry, "changed": False}
    key = f"{PREFIX}{place:06d}.{secrets.token_hex(4)}"
    client.set_registered_model_tag(model.name, key, _compact(entry))
    try:
        client.set_registered_model_alias(model.name, alias, str(number))
    except BaseException:
        client.delete_registered_model_tag(model.name, key)
        raise
    if alias == CHAMPION and _alias(model, CHALLENGER) == number:
        client.delete_registered_model_alias(model.name, CHALLENGER)
    return {"number": place, **entry, "changed": True}


def _champions_before(entries: list[dict[str, Any]], champion: int | None) -> list[int]:
    """Replay the log as a stack: a promotion puts a version on it, a rollback takes off.

    What lies under the present champion are those before it, the last one last. A
    champion that isn't in the log was set by other means, on top of it.
    """
    stack: list[int] = []
    for entry in entries:
        if entry.get("alias") != CHAMPION or "unreadable" in entry:
            continue
        to, before = entry["to"], entry["from"]
        if entry["action"] == "rollback" and to in stack:
            del stack[_last(stack, to) + 1 :]
            continue
        if before is not None and (not stack or stack[-1] != before):
            stack.append(before)  # set by other means before the log or in between
        stack.append(to)
    if champion is not None and champion in stack:
        del stack[_last(stack, champion) :]
    return [number for number in stack if number != champion]


def _last(stack: list[int], number: int) -> int:
    return len(stack) - 1 - stack[::-1].index(number)


def _entries(model: Any) -> list[dict[str, Any]]:
    found = []
    for key, text in model.tags.items():
        place, _, _ = key.removeprefix(PREFIX).partition(".")
        if not key.startswith(PREFIX) or not place.isdecimal():
            continue
        try:
            entry = json.loads(text)
            complete = {"at", "action", "alias", "from"} <= set(entry) and entry["to"] >= 1
        except (ValueError, TypeError, KeyError):
            complete = False
        found.append({"number": int(place), **(entry if complete else {"unreadable": text})})
    return sorted(found, key=lambda entry: (entry["number"], entry.get("at", "")))


def _compact(entry: Mapping[str, Any]) -> str:
    """The entry as JSON that fits; a long verdict is cut to whether it passed."""
    verdict = entry["verdict"]
    short = None if verdict is None else {"passed": verdict.get("passed"), "shortened": True}
    for kept in (verdict, short):
        text = json.dumps(
            {**entry, "verdict": kept}, ensure_ascii=False, separators=(",", ":"), default=str
        )
        if len(text) <= ENTRY_LIMIT:
            return text
    raise UsageError(
        f"the reason is too long for the log ({len(text)} of {ENTRY_LIMIT} characters)"
    )


def _registered(client: MlflowClient, where: Store, name: str) -> Any:
    from mlflow.exceptions import MlflowException

    try:
        return client.get_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
    names = [model.name for model in client.search_registered_models(max_results=20)]
    raise CounterfeitError(
        f"the MLflow store {where.shown} has no model {name!r}; "
        f"it has {', '.join(map(repr, names)) if names else 'no models yet'}"
    )


def _versions(client: MlflowClient, name: str) -> list[Any]:
    found: list[Any] = []
    token = None
    while True:
        page = client.search_model_versions(f"name = '{name}'", page_token=token)
        found.extend(page)
        token = page.token
        if not token:
            return sorted(found, key=lambda version: int(version.version))


def _numbers(client: MlflowClient, name: str) -> set[int]:
    return {int(found.version) for found in _versions(client, name)}


def _run_metrics(client: MlflowClient, run_id: str | None) -> dict[str, float]:
    from mlflow.exceptions import MlflowException

    if not run_id:
        return {}
    try:
        return dict(sorted(client.get_run(run_id).data.metrics.items()))
    except MlflowException:
        return {}  # the run was deleted for good; its versions stay


def _alias(model: Any, alias: str) -> int | None:
    return int(model.aliases[alias]) if alias in model.aliases else None


def _number(version: int | str) -> int:
    text = str(version)
    if isinstance(version, bool) or not (text.isascii() and text.isdecimal()):
        raise UsageError(f"a version is a number such as 3, not {version!r}")
    return int(text)


def _check_words(who: str, why: str, alias: str) -> None:
    if alias not in ALIASES:
        raise UsageError(f"the alias is one of {', '.join(ALIASES)}, not {alias!r}")
    for what, words in (("who", who), ("why", why)):
        if not words.strip():
            raise UsageError(f"the log needs to know {what}: it can't be empty")


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
