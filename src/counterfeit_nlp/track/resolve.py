"""From an MLflow URI to a local folder that holds the artefact.

Files of a local store are used where they lie. Files of a server are downloaded once
into a cache in the user's folder, under the model's digest.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from counterfeit_nlp.errors import ArtefactError, CounterfeitError, UsageError
from counterfeit_nlp.track.promotion import described_aliases, described_versions
from counterfeit_nlp.track.provenance import DIGEST_TAG, read_manifest
from counterfeit_nlp.track.store import Store, connect, local_path, quiet_mlflow, store
from counterfeit_nlp.track.training import LOGGED_NAME

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = ["resolve"]

_FORMS = (
    f"models:/NAME@ALIAS, models:/NAME/VERSION, models:/m-ID or runs:/RUN_ID/{LOGGED_NAME}, "
    "for example models:/counterfeit_nlp@champion"
)


@dataclass(frozen=True)
class _Place:
    """Where a logged model's files are (an artifact URI) and which digest was registered."""

    artifacts: str
    digest: str | None


def resolve(uri: str, *, store_uri: str | None = None) -> Path:
    """Return the local artefact folder behind an MLflow URI.

    Parameters
    ----------
    uri : str
        ``models:/name@alias``, ``models:/name/3``, ``models:/m-…`` or
        ``runs:/run_id/model``.
    store_uri : str, optional
        See :func:`counterfeit_nlp.track.store.store`.

    Returns
    -------
    Path
        A folder with ``artefact.json``. Its digest is the registered one; that the files
        are those the digest speaks of is for ``model.artefact.load`` to check.

    Raises
    ------
    UsageError
        Not one of these forms.
    ArtefactError
        The files aren't where the store says, or are another model's.
    CounterfeitError
        No such store, model, alias, version or run; the message lists what there is.
    """
    where = store(store_uri)
    doing = f"can't find {uri}"
    with connect(where, doing) as client:
        place = _place(client, where, uri)
        folder = local_path(place.artifacts)
        if folder is None:
            folder = _cached(place)
    if not folder.is_dir():
        raise ArtefactError(f"{doing}: {_gone(where, folder)}")
    artefact = _artefact_folder(uri, folder)
    digest = read_manifest(artefact)["digest"]
    if place.digest is not None and digest != place.digest:
        raise ArtefactError(
            f"{uri}: {artefact} holds the model {digest[:12]}…, but {place.digest[:12]}… was "
            "registered: its files were changed after registration. Register the model again, or "
            "take another version"
        )
    return artefact


def _place(client: MlflowClient, where: Store, uri: str) -> _Place:
    scheme, _, rest = uri.partition(":/")
    rest = rest.lstrip("/")
    if scheme == "runs":
        run_id, _, path = rest.partition("/")
        if run_id and path:
            return _place_in_run(client, where, uri, run_id, path)
    elif scheme == "models":
        if re.fullmatch(r"m-[0-9a-f]+", rest):
            return _Place(client.get_logged_model(rest).artifact_location, None)
        named = re.fullmatch(r"(?P<name>[^/:@]+)(?:@(?P<alias>[^/:@]+)|/(?P<version>[0-9]+))", rest)
        if named:
            return _place_of_version(client, where, **named.groupdict())
    raise UsageError(f"{uri!r} is not an MLflow model URI: write {_FORMS}")


def _place_of_version(
    client: MlflowClient, where: Store, name: str, alias: str | None, version: str | None
) -> _Place:
    from mlflow.exceptions import MlflowException

    try:
        if alias is not None:
            found = client.get_model_version_by_alias(name, alias)
        else:
            found = client.get_model_version(name, str(version))
    except MlflowException as error:
        if error.error_code not in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            raise
        if alias is not None:
            wanted, there = f"alias {alias!r}", described_aliases(client, where, name)
        else:
            wanted, there = f"version {version}", described_versions(client, where, name)
        raise CounterfeitError(
            f"the model {name!r} in the MLflow store {where.shown} has no {wanted}; {there}"
        ) from None
    files = client.get_model_version_download_uri(name, str(found.version))
    return _Place(files, found.tags.get(DIGEST_TAG))


def _place_in_run(client: MlflowClient, where: Store, uri: str, run_id: str, path: str) -> _Place:
    from mlflow.exceptions import MlflowException

    try:
        run = client.get_run(run_id)
    except MlflowException as error:
        if error.error_code not in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            raise
        raise CounterfeitError(
            f"can't find {uri}: there is no run {run_id} in the MLflow store {where.shown}"
        ) from None
    logged: dict[str, Any] = {}
    for output in run.outputs.model_outputs if run.outputs else []:
        model = client.get_logged_model(output.model_id)
        logged[model.name] = model
    if path in logged:
        return _Place(logged[path].artifact_location, run.data.tags.get(DIGEST_TAG))
    if any(item.path == path.split("/")[0] for item in client.list_artifacts(run_id)):
        return _Place(f"{run.info.artifact_uri.rstrip('/')}/{path}", None)
    there = f"it logged {', '.join(sorted(logged))}" if logged else "it logged no model"
    raise CounterfeitError(f"can't find {uri}: run {run_id} has no {path!r}; {there}")


def _cached(place: _Place) -> Path:
    """Download once, under the digest, or the artifact's own name where none is registered."""
    name = place.digest or re.sub(r"\W", "_", place.artifacts)[-120:]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    target = home / "counterfeit_nlp" / "models" / name
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    mlflow = quiet_mlflow()
    # A half download must not be taken for the model, so it is made elsewhere and renamed.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".part-") as part:
        got = Path(mlflow.artifacts.download_artifacts(artifact_uri=place.artifacts, dst_path=part))
        try:
            got.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was first, with the same model
                shutil.copytree(got, target)
    return target


def _gone(where: Store, folder: Path) -> str:
    """Say what became of files that aren't where the store says."""
    message = f"the MLflow store {where.shown} says its files are in {folder}, which isn't there"
    if where.artifacts is None:
        return f"{message} on this machine"
    message += ". MLflow records absolute paths, so a store can't be moved or renamed"
    parts = folder.parts
    if where.artifacts.name in parts:
        tail = parts[len(parts) - parts[::-1].index(where.artifacts.name) :]
        moved = where.artifacts.joinpath(*tail)
        if moved.is_dir():
            old = folder.parents[len(tail) - 1]
            return (
                f"{message}; the files are in {moved} now. Move the store back, or make a link: "
                f"mkdir -p {old.parent} && ln -s {where.artifacts} {old}"
            )
    return f"{message}. Put the folder back, or register the model again"


def _artefact_folder(uri: str, folder: Path) -> Path:
    """Find the artefact inside a logged model's folder (or the folder itself)."""
    if (folder / "artefact.json").is_file():
        return folder
    try:
        described = yaml.safe_load((folder / "MLmodel").read_text(encoding="utf-8"))
        path = described["flavors"]["python_function"]["artifacts"]["model"]["path"]
        found: Path = (folder / str(path)).resolve()
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        raise ArtefactError(
            f"{uri} is not a model of counterfeit_nlp: {folder} holds no artefact"
        ) from None
    # MLmodel is a file that anybody with access to the store can write.
    if not found.is_relative_to(folder.resolve()):
        raise ArtefactError(f"{uri}: MLmodel in {folder} points outside its own folder: {path}")
    return found
