"""One run and one registered version per trained model, however often it is asked for.

What goes in: the parameters and metrics flattened to ``a.b.c``, the same as JSON files,
the name, digest and row count of the data (never a row of it), the signature, a made-up
input example, and the artefact folder as a models-from-code model.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from counterfeit_nlp.errors import CounterfeitError, UsageError
from counterfeit_nlp.model import artefact
from counterfeit_nlp.track.provenance import DIGEST_TAG, check_package, provenance
from counterfeit_nlp.track.served import EXAMPLE, MODEL_CONFIG, MODEL_FILE, requirements, signature
from counterfeit_nlp.track.store import Store, connect, exclusive, local_path, quiet_mlflow, store

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = ["Run", "flatten", "log_training", "logged_metrics"]

#: Name of the logged model inside its run: ``runs:/<run id>/model``.
LOGGED_NAME = "model"
METRICS_FILE = "metrics.json"


@dataclass(frozen=True)
class Run:
    """What stands in MLflow for one model.

    Attributes
    ----------
    run_id : str
    name : str
        Registered model.
    version : int
    model_digest : str
        64 hexadecimal digits.
    already : bool
        The version was there before; nothing was written but figures it did not have yet.
    added : bool
        Such figures were written.
    """

    run_id: str
    name: str
    version: int
    model_digest: str
    already: bool
    added: bool = False

    @property
    def uri(self) -> str:
        """``models:/name/version``, which every command takes as MODEL."""
        return f"models:/{self.name}/{self.version}"


def log_training(
    model_dir: str | Path,
    *,
    params: Mapping[str, Any],
    metrics: Mapping[str, Any],
    data: Mapping[str, Any],
    report: Path | None = None,
    tags: Mapping[str, Any] | None = None,
    experiment: str = "counterfeit_nlp",
    name: str = "counterfeit_nlp",
    store_uri: str | None = None,
) -> Run:
    """Log a trained model and register it, once per model digest.

    A second call for the same artefact finds the registered version and writes nothing,
    but metrics that the run does not have yet (and then the report). Metrics it has stay as
    they are: promotions were decided on them, so that others are refused. A call that died
    half-way is taken up: a complete run is registered, an incomplete one replaced. In a
    SQLite store this holds for calls at the same time too (a lock); on a server two such
    calls may leave two runs, but one version.

    Parameters
    ----------
    model_dir : path
        Artefact folder. It is verified first.
    params, metrics : mapping
        Nested mappings. Metrics keep finite numbers and drop the rest; the JSON files
        ``params.json`` and ``metrics.json`` of the run hold everything.
    data : mapping
        ``name``, ``digest`` and ``rows`` of the training data; more keys become tags of
        the dataset. Must not hold text of listings.
    report : path, optional
        HTML report, kept with the run. It quotes listings (the worst mistakes): leave it
        out where these must not reach the tracking store.
    tags : mapping, optional
        More tags for the run and the version.
    experiment, name : str
        Names of the MLflow experiment and of the registered model.
    store_uri : str, optional
        See :func:`counterfeit_nlp.track.store.store`.

    Returns
    -------
    Run

    Raises
    ------
    ArtefactError
        The folder holds no artefact, or one that was changed or is of another version.
    UsageError
        Names that MLflow can't hold, or data without name, digest and rows.
    CounterfeitError
        The store can't be opened or written, or the version has other figures than these.
    """
    folder = Path(model_dir)
    manifest = artefact.load(folder).manifest  # never register what can't be opened
    check_package(manifest)
    digest = str(manifest["digest"])
    missing = [key for key in ("name", "digest", "rows") if data.get(key) in (None, "")]
    if missing:
        raise UsageError(f"data needs name, digest and rows; it lacks {', '.join(missing)}")
    if report is not None and not Path(report).is_file():
        raise UsageError(f"there is no report at {report}; write it first, or pass none")
    texts = {**provenance(manifest, data), **{k: str(v) for k, v in (tags or {}).items()}}
    texts[DIGEST_TAG] = digest

    where = store(store_uri)
    with (
        connect(where, f"can't register {folder}", create=True) as client,
        exclusive(where),
    ):
        version = find_version(client, name, digest)
        if version is not None:
            number = int(version.version)
            added = False
            if version.run_id:
                doing = f"models:/{name}/{number} is registered already"
                added = _add_measured(client, version.run_id, metrics, report, doing)
            return Run(version.run_id or "", name, number, digest, already=True, added=added)
        experiment_id = _experiment(client, where, experiment)
        run_id = _complete_run(client, where, experiment_id, digest)
        if run_id is not None:
            there = _figures(run_id)
            if _differing(there, _plain(metrics)):
                run_id = None  # another name with other figures: it gets a run with its own
            else:
                _add_measured(client, run_id, metrics, report, f"run {run_id}")
        if run_id is None:
            run_id = _log(
                client, experiment_id, folder, digest, params, metrics, data, report, texts
            )
        number, ours = _register(client, name, run_id, texts)
        return Run(run_id, name, number, digest, already=not ours)


def logged_metrics(name: str, version: int, *, store_uri: str | None = None) -> dict[str, Any]:
    """Return the metrics (as given to :func:`log_training`) of a registered version.

    A promotion gate compares a candidate with these.

    Raises
    ------
    CounterfeitError
        No such version, or its run holds no metrics.
    """
    where = store(store_uri)
    doing = f"can't read the metrics of models:/{name}/{version}"
    with connect(where, doing) as client:
        run_id = client.get_model_version(name, str(version)).run_id
        if not run_id:
            raise CounterfeitError(f"{doing}: it was registered without a run")
        mlflow = quiet_mlflow()
        text = mlflow.artifacts.load_text(f"runs:/{run_id}/{METRICS_FILE}")
    return _parsed(text, run_id)


def flatten(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield ``("a.b", leaf)`` for nested mappings; lists are leaves.

    Characters that MLflow refuses in names become ``_``.
    """
    for key, value in tree.items():
        path = prefix + re.sub(r"[^\w\-. :]", "_", str(key))
        if isinstance(value, Mapping):
            yield from flatten(value, path + ".")
        else:
            yield path, value


def find_version(client: MlflowClient, name: str, digest: str) -> Any:
    """Return the lowest registered version with this model digest, or None."""
    found = client.search_model_versions(
        f"name = '{_quoted(name)}' and tags.{DIGEST_TAG} = '{digest}'"
    )
    return min(found, key=lambda version: int(version.version), default=None)


def _quoted(name: str) -> str:
    if "'" in name or '"' in name:
        raise UsageError(f"a model's name can't hold quotation marks: {name!r}")
    return name


def _experiment(client: MlflowClient, where: Store, experiment: str) -> str:
    """Id of the experiment, made where it is missing; its artifacts lie beside the database."""
    location = None
    if where.artifacts is not None:
        location = f"{where.artifacts.as_uri()}/{quote(experiment, safe='')}"
    found = client.get_experiment_by_name(experiment)
    if found is None:
        return str(client.create_experiment(experiment, artifact_location=location))
    if found.lifecycle_stage != "active":
        raise CounterfeitError(
            f"the MLflow experiment {experiment!r} in {where.shown} was deleted; restore it with "
            f"'mlflow experiments restore -x {found.experiment_id}', or use another store"
        )
    _check_not_moved(where, found.artifact_location, location)
    return str(found.experiment_id)


def _check_not_moved(where: Store, recorded: str, expected: str | None) -> None:
    """Refuse a store that was made elsewhere: MLflow would write into the old place."""
    old, new = local_path(recorded), local_path(expected) if expected else None
    if old is None or new is None or old.resolve() == new.resolve():
        return
    if old.parts[-2:] == new.parts[-2:]:  # the layout we make, so we made it, in another place
        raise CounterfeitError(
            f"the MLflow store {where.shown} was made in {old.parent.parent} and then moved or "
            "copied, but MLflow records absolute paths: a new model would land in the old place. "
            f"Move it back, or start afresh: remove {where.shown} and {where.artifacts} and "
            "register the models again"
        )


def _complete_run(
    client: MlflowClient, where: Store, experiment_id: str, digest: str
) -> str | None:
    """Run of this model that was logged in full but not registered (we died in between)."""
    runs = client.search_runs([experiment_id], f"tags.{DIGEST_TAG} = '{digest}'")
    complete = [run for run in runs if run.info.status == "FINISHED" and _logged_model(run)]
    if not complete and where.database is not None:
        # We hold the lock, so nobody is writing these: what a killed call left behind. On a
        # server somebody may be; there they stay.
        for run in runs:
            for output in run.outputs.model_outputs if run.outputs else []:
                client.delete_logged_model(output.model_id)
            client.delete_run(run.info.run_id)
    return str(complete[-1].info.run_id) if complete else None


def _logged_model(run: Any) -> str | None:
    outputs = run.outputs.model_outputs if run.outputs else []
    return str(outputs[-1].model_id) if outputs else None


def _log(
    client: MlflowClient,
    experiment_id: str,
    folder: Path,
    digest: str,
    params: Mapping[str, Any],
    metrics: Mapping[str, Any],
    data: Mapping[str, Any],
    report: Path | None,
    tags: Mapping[str, str],
) -> str:
    """Write one run and end it; it is FINISHED only when everything is in."""
    mlflow = quiet_mlflow()
    import pandas as pd

    names, numbers = _params(params), _metrics(metrics)
    made = client.create_run(experiment_id, run_name=f"train {digest[:12]}", tags=dict(tags))
    run_id = str(made.info.run_id)
    # nested: a notebook may be inside a run of its own.
    with mlflow.start_run(run_id=run_id, nested=mlflow.active_run() is not None):
        for start in range(0, len(names), 100):  # MLflow's limit for one request
            client.log_batch(run_id, params=names[start : start + 100])
        for start in range(0, len(numbers), 1000):
            client.log_batch(run_id, metrics=numbers[start : start + 1000])
        client.log_dict(run_id, dict(params), "params.json")
        client.log_dict(run_id, dict(metrics), METRICS_FILE)
        if report is not None:
            client.log_artifact(run_id, str(report))
        _log_data(data)
        mlflow.pyfunc.log_model(
            name=LOGGED_NAME,
            python_model=str(MODEL_FILE),
            artifacts={"model": str(folder.resolve())},
            signature=signature(),
            input_example=pd.DataFrame(EXAMPLE),
            model_config=MODEL_CONFIG,
            pip_requirements=requirements(),
            metadata={key: tags[key] for key in (DIGEST_TAG, "package_version", "text_version")},
        )
    return run_id


def _add_measured(
    client: MlflowClient,
    run_id: str,
    metrics: Mapping[str, Any],
    report: Path | None,
    doing: str,
) -> bool:
    """Add figures that were measured after the model was logged; whether there were any.

    Raises
    ------
    CounterfeitError
        A figure is there with another value: the gate has read it, or will.
    """
    there, given = _figures(run_id), _plain(metrics)
    different = _differing(there, given)
    if different:
        path, old, new = different[0]
        more = f" ({len(different) - 1:,} more differ)" if len(different) > 1 else ""
        raise CounterfeitError(
            f"{doing} with other figures: {path} is {_short(old)} there and {_short(new)} in what "
            f"is given{more}. Registered figures stay, since promotions are decided on them: give "
            "the metrics it was registered with, train again, or register it as new under another "
            "name (--name)"
        )
    together = _joined(there, given)
    if together == there:
        return False
    known = dict(flatten(there))
    numbers = [one for one in _metrics(metrics) if one.key not in known]
    for start in range(0, len(numbers), 1000):
        client.log_batch(run_id, metrics=numbers[start : start + 1000])
    client.log_dict(run_id, together, METRICS_FILE)
    if report is not None:
        client.log_artifact(run_id, str(report))
    return True


def _figures(run_id: str) -> dict[str, Any]:
    """What the metrics file of a run holds; empty where there is none."""
    mlflow = quiet_mlflow()
    # looked for first: a store that does not answer must not pass for a run without figures
    names = {item.path for item in mlflow.artifacts.list_artifacts(run_id=run_id)}
    if METRICS_FILE not in names:
        return {}
    return _parsed(mlflow.artifacts.load_text(f"runs:/{run_id}/{METRICS_FILE}"), run_id)


def _parsed(text: str, run_id: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise CounterfeitError(
            f"{METRICS_FILE} of the MLflow run {run_id} is not a JSON object; somebody changed it"
        )
    return found


def _plain(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """The metrics as they come back from a JSON file."""
    return dict(json.loads(json.dumps(metrics)))


def _differing(there: Any, given: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Path, old and new value of each figure that both have and that is not the same."""
    if isinstance(there, dict) and isinstance(given, dict):
        return [
            found
            for key in given
            if key in there
            for found in _differing(there[key], given[key], f"{path}.{key}" if path else key)
        ]
    if isinstance(there, list) and isinstance(given, list) and len(there) == len(given):
        pairs = enumerate(zip(there, given, strict=True))
        return [f for at, (old, new) in pairs for f in _differing(old, new, f"{path}[{at}]")]
    if isinstance(there, float) and isinstance(given, float):
        # another processor adds up in another order
        same = math.isclose(there, given, rel_tol=1e-9, abs_tol=1e-12)
        return [] if same or (there != there and given != given) else [(path, there, given)]
    return [] if there == given else [(path, there, given)]


def _joined(there: Any, given: Any) -> Any:
    """Both together; what is there stays."""
    if not (isinstance(there, dict) and isinstance(given, dict)):
        return there
    return there | {
        key: _joined(there[key], value) if key in there else value for key, value in given.items()
    }


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"


def _params(params: Mapping[str, Any]) -> list[Any]:
    from mlflow.entities import Param

    return [Param(key, str(value)) for key, value in _unique("parameters", params).items()]


def _metrics(metrics: Mapping[str, Any]) -> list[Any]:
    from mlflow.entities import Metric

    now = time.time_ns() // 1_000_000
    return [
        Metric(key, float(value), now, 0)
        for key, value in _unique("metrics", metrics).items()
        if isinstance(value, Real) and math.isfinite(value)
    ]


def _unique(what: str, tree: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in flatten(tree):
        if key in flat:
            raise UsageError(f"two {what} would both be called {key!r} in MLflow; rename one")
        flat[key] = value
    return flat


def _log_data(data: Mapping[str, Any]) -> None:
    """Log which data it was: MLflow's own dataset classes would profile and digest the rows."""
    import mlflow
    from mlflow.data.code_dataset_source import CodeDatasetSource
    from mlflow.data.meta_dataset import MetaDataset

    described = {key: str(value) for key, value in flatten(data)}
    # abstract by an oversight of MLflow's: its own documentation instantiates it
    dataset = MetaDataset(  # type: ignore[abstract]
        CodeDatasetSource(tags=described),
        name=str(data["name"]),
        digest=str(data["digest"])[:36],  # MLflow's column; the whole is a tag of run and version
        schema=signature().inputs,
    )
    mlflow.log_input(dataset, context="training", tags={k: v[:500] for k, v in described.items()})


def _register(
    client: MlflowClient, name: str, run_id: str, tags: Mapping[str, str]
) -> tuple[int, bool]:
    """Register the run's model; returns the version and whether this call made it."""
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    model_id = _logged_model(client.get_run(run_id))
    made = client.create_model_version(
        name, f"models:/{model_id}", run_id=run_id, tags=dict(tags), model_id=model_id
    )
    first = find_version(client, name, tags[DIGEST_TAG])
    if first is None or int(first.version) == int(made.version):
        return int(made.version), True
    # On a server somebody registered the same model between our look and our write.
    client.delete_model_version(name, str(made.version))
    return int(first.version), False
