"""The model as one folder that is verified before it is opened.

::

    artefact.json    what it is: versions, parameters, calibration, thresholds, training facts,
                     and for each file below its size and SHA-256
    vocabulary.json  n-gram names
    brands.json      the brand registry, or null
    cues.json        the cue lexicon
    learned_prices.json  what things cost by the training listings
    known_words.json words and terms that disguised ones are resolved against
    weights.npz      their weights, and those of signals and price (no pickles)
    trained_on.npz   fingerprints of the training listings, to refuse evaluating on them
    pipeline.joblib  the fitted scikit-learn pipeline, for data scientists; scoring never opens it

The digest of the whole is the SHA-256 of ``artefact.json`` in canonical form without its
``digest`` entry; it covers every file through the SHA-256 in the list. Loading reads each file
once, compares, and only then parses those very bytes. The format is numbered: to change it, raise
``FORMAT``, say in the changelog how old artefacts are remade, and keep the refusal's message true.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import counterfeit_nlp
from counterfeit_nlp.brands.prices import Thing
from counterfeit_nlp.brands.read import from_json
from counterfeit_nlp.brands.registry import Registry
from counterfeit_nlp.cues.lexicon import Lexicon
from counterfeit_nlp.cues.senses import SENSES
from counterfeit_nlp.errors import ArtefactError, InputError
from counterfeit_nlp.features.price_basis import KNOTS, RATIOS
from counterfeit_nlp.features.relations import RELATIONS
from counterfeit_nlp.model.linear import LinearModel
from counterfeit_nlp.model.risk import POOLED, Sigmoid, Thresholds
from counterfeit_nlp.schema.listing import SCHEMA_VERSION
from counterfeit_nlp.text import TEXT_VERSION
from counterfeit_nlp.text.signals import SIGNALS
from counterfeit_nlp.text.vocabulary import Vocabulary

__all__ = ["FORMAT", "Artefact", "check_place", "load", "open_pipeline", "save"]

FORMAT = 6
MANIFEST = "artefact.json"
FILES = (
    "brands.json",
    "cues.json",
    "known_words.json",
    "learned_prices.json",
    "pipeline.joblib",
    "trained_on.npz",
    "vocabulary.json",
    "weights.npz",
)
_ARRAYS = (
    "weights",
    "signal_weights",
    "cue_weights",
    "price_weights",
    "price_center",
    "relation_weights",
    "claimed_price_weights",
    "claimed_price_center",
)


@dataclass(frozen=True)
class Artefact:
    """A verified model.

    Attributes
    ----------
    folder
        Where it was read from.
    manifest
        The content of ``artefact.json``.
    linear, calibration, thresholds
        What scoring needs.
    trained_ids, trained_inputs
        Sorted uint64: first 64 bits of ``id_hash`` and ``input_hash`` of the training listings.
    trained_sellers
        The same of ``seller_id_hash``; None in a model that did not record its sellers.
    """

    folder: Path
    manifest: Mapping[str, Any]
    linear: LinearModel
    calibration: Mapping[str, Sigmoid]
    thresholds: Thresholds
    trained_ids: np.ndarray
    trained_inputs: np.ndarray
    trained_sellers: np.ndarray | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the whole, 64 hexadecimal digits."""
        return str(self.manifest["digest"])

    @property
    def version(self) -> str:
        """Short name of this very model: the first 12 digits of the digest."""
        return self.digest[:12]

    @cached_property
    def brands(self) -> Registry | None:
        """The brands with the prices that listings are compared with; None for none."""
        return self.linear.brands(self.rates)

    @cached_property
    def rates(self) -> dict[str, float]:
        """US dollars per unit of currency, as of training."""
        return {code: float(rate) for code, rate in self.manifest["rates"].items()}


def _digest(manifest: Mapping[str, Any]) -> str:
    bare = {key: value for key, value in manifest.items() if key != "digest"}
    canonical = json.dumps(
        bare, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def save(
    folder: Path,
    *,
    linear: LinearModel,
    calibration: Mapping[str, Sigmoid],
    thresholds: Thresholds,
    pipeline: object,
    params: Mapping[str, Any],
    training: Mapping[str, Any],
    trained_ids: np.ndarray,
    trained_inputs: np.ndarray,
    rates: Mapping[str, float],
    trained_sellers: np.ndarray | None = None,
) -> str:
    """Write an artefact; a new folder appears whole or not at all.

    Replacing one takes two renames: a crash between them leaves no model under the name, and the
    old one whole in a hidden folder beside it.

    Parameters
    ----------
    folder
        Where to. An artefact that stands there is replaced; a folder with anything else in it is
        left alone.
    linear, calibration, thresholds, pipeline
        The model.
    params, training
        JSON-ready facts for the manifest.
    trained_ids, trained_inputs
        uint64 fingerprints of the training listings.
    rates
        US dollars per unit of currency.
    trained_sellers
        uint64 fingerprints of their sellers; 0, where a seller is not known, is left out.

    Returns
    -------
    str
        The digest.

    Raises
    ------
    ArtefactError
        When the folder holds something that is not an artefact.
    """
    import joblib
    import sklearn

    folder = Path(folder)
    check_place(folder)
    seen = {"ids": np.unique(trained_ids), "inputs": np.unique(trained_inputs)}
    if trained_sellers is not None:
        seen["sellers"] = np.unique(trained_sellers[trained_sellers != 0])
    pickled = io.BytesIO()
    joblib.dump(pipeline, pickled, protocol=5)
    registry = linear.registry
    contents = {
        "brands.json": json.dumps(
            None if registry is None else registry.to_json(), ensure_ascii=True, indent=0
        ).encode("ascii"),
        "cues.json": json.dumps(linear.lexicon.to_json(), ensure_ascii=True, indent=0).encode(
            "ascii"
        ),
        "known_words.json": json.dumps(
            {"words": dict(linear.vocabulary.words), "terms": dict(linear.vocabulary.terms)},
            ensure_ascii=True,
            indent=0,
        ).encode("ascii"),
        "learned_prices.json": json.dumps(
            [[*thing, dollars] for thing, dollars in sorted(linear.learned_prices.items())],
            ensure_ascii=True,
            indent=0,
        ).encode("ascii"),
        "pipeline.joblib": pickled.getvalue(),
        "trained_on.npz": _npz(seen),
        "vocabulary.json": json.dumps(linear.names, ensure_ascii=True, indent=0).encode("ascii"),
        "weights.npz": _npz({name: getattr(linear, name) for name in _ARRAYS}),
    }
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "package": "counterfeit-nlp",
        "package_version": counterfeit_nlp.__version__,
        "text_version": TEXT_VERSION,
        "schema_version": SCHEMA_VERSION,
        "scikit_learn_version": sklearn.__version__,
        "registry_hash": None if registry is None else registry.content_hash,
        "intercept": linear.intercept,
        "starts": dict(sorted(linear.starts.items())),
        "calibration": {group: asdict(calibration[group]) for group in sorted(calibration)},
        "thresholds": asdict(thresholds),
        "rates": dict(sorted(rates.items())),
        "params": dict(params),
        "training": dict(training),
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(contents.items())
        },
    }
    manifest["digest"] = _digest(manifest)
    contents[MANIFEST] = (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, data in contents.items():
            with (making / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        making.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
            folder.rename(old / "model")
            try:
                making.rename(folder)
            except BaseException:
                (old / "model").rename(folder)
                raise
            finally:
                shutil.rmtree(old, ignore_errors=True)
        else:
            making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return str(manifest["digest"])


def check_place(folder: Path) -> None:
    """Check that :func:`save` can write here; to be asked before the work of training.

    Raises
    ------
    ArtefactError
        When the folder holds something that is not an artefact, can't be replaced, or can't be
        made.
    """
    folder = Path(folder)
    if folder.exists() and not (folder.is_dir() and _only_artefact_files(folder)):
        raise ArtefactError(
            f"{folder} exists and is not a model folder: choose another --out, or remove it"
        )
    # the folder itself is replaced, and these two can't be moved away
    whole = folder.resolve()
    if whole == Path.cwd() or os.path.ismount(whole):
        what = "the folder you work in" if whole == Path.cwd() else "a mount point"
        raise ArtefactError(
            f"{folder} is {what} and can't be replaced: name a folder inside it, e.g. "
            f"{folder / 'model'}"
        )
    nearest = next(one for one in whole.parents if one.exists())
    if not nearest.is_dir():
        raise ArtefactError(f"{folder} can't be made: {nearest} is a file, not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise ArtefactError(f"{folder} can't be made: no permission to write in {nearest}")


def _only_artefact_files(folder: Path) -> bool:
    return {entry.name for entry in folder.iterdir()} <= {MANIFEST, *FILES, ".gitignore"}


def load(folder: str | Path, *, expect_digest: str | None = None) -> Artefact:
    """Verify and read an artefact.

    Parameters
    ----------
    folder
        A model folder.
    expect_digest
        The digest it must have, or the first 12 or more digits of it.

    Returns
    -------
    Artefact
        Ready to score.

    Raises
    ------
    ArtefactError
        When a file is missing, was changed, does not have the expected digest, or was made for
        another format, text version or schema than this code has. Nothing is parsed before its
        bytes match the manifest.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder)
    _check_versions(folder, manifest)
    if expect_digest is not None:
        wanted = expect_digest.strip().lower()
        if len(wanted) < 12 or not str(manifest["digest"]).startswith(wanted):
            raise ArtefactError(
                f"{folder} has the digest {manifest['digest']}, expected {expect_digest!r} "
                "(at least its first 12 digits): this is not the model you asked for"
            )
    contents = {name: _read_checked(folder, manifest, name) for name in FILES}
    try:
        names = json.loads(contents["vocabulary.json"])
        arrays = _read_npz(contents["weights.npz"], _ARRAYS)
        seen = _read_npz(contents["trained_on.npz"], ("ids", "inputs"), ("sellers",))
        brands = json.loads(contents["brands.json"])
        linear = LinearModel(
            names=names,
            registry=None if brands is None else from_json(brands),
            learned_prices=_prices(json.loads(contents["learned_prices.json"])),
            lexicon=Lexicon.from_json(json.loads(contents["cues.json"])),
            vocabulary=_known_words(json.loads(contents["known_words.json"])),
            intercept=float(manifest["intercept"]),
            starts={language: float(one) for language, one in manifest["starts"].items()},
            **{k: arrays[k] for k in _ARRAYS},
        )
        _check_arrays(names, arrays)
        calibration = {
            group: Sigmoid(float(value["slope"]), float(value["intercept"]))
            for group, value in manifest["calibration"].items()
        }
        thresholds = Thresholds(**manifest["thresholds"])
        _check_values(calibration, thresholds, manifest["rates"])
    except (
        KeyError, TypeError, ValueError, AttributeError, RecursionError, InputError
    ) as error:  # fmt: skip
        raise ArtefactError(
            f"{folder} matches its digests, yet is not a model of format {FORMAT} ({error}): "
            "train it again"
        ) from error
    return Artefact(
        folder=folder,
        manifest=manifest,
        linear=linear,
        calibration=calibration,
        thresholds=thresholds,
        trained_ids=seen["ids"],
        trained_inputs=seen["inputs"],
        trained_sellers=seen.get("sellers"),
    )


def _check_arrays(names: Any, arrays: Mapping[str, np.ndarray]) -> None:
    sizes = (SIGNALS, SENSES, KNOTS, KNOTS, RELATIONS, RATIOS, RATIOS)
    lengths = dict(zip(_ARRAYS, (len(names), *map(len, sizes)), strict=True))
    for name, length in lengths.items():
        array = arrays[name]
        if array.shape != (length,) or array.dtype != np.float64 or not np.isfinite(array).all():
            raise ValueError(f"{name} is not {length} finite numbers")
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise ValueError("the vocabulary is not a list of names")


def _known_words(content: Any) -> Vocabulary:
    words, terms = content["words"], content["terms"]
    if not all(type(count) is int for count in words.values()):
        raise ValueError("a known word has no count")
    return Vocabulary(words, terms)


def _prices(content: Any) -> dict[Thing, float]:
    found = {}
    for brand, product, model, dollars in content:
        thing = Thing(brand, product, model)
        if not all(type(part) is str for part in thing) or not 0 < float(dollars) < np.inf:
            raise ValueError(f"{thing} costs {dollars}: not a thing with a price")
        found[thing] = float(dollars)
    return found


def _check_values(
    calibration: Mapping[str, Sigmoid], thresholds: Thresholds, rates: Mapping[str, float]
) -> None:
    if POOLED not in calibration:
        raise ValueError("no pooled calibration")
    for group, sigmoid in calibration.items():
        if not (0 < sigmoid.slope < np.inf and np.isfinite(sigmoid.intercept)):
            raise ValueError(f"the calibration of {group!r} does not rise with the score")
    for threshold in (thresholds.review, thresholds.high):
        if threshold is not None and not 0 <= float(threshold) <= 1:
            raise ValueError(f"a threshold of {threshold} is no risk")
    if not all(0 < float(rate) < np.inf for rate in rates.values()):
        raise ValueError("a currency rate is not a positive number")


def open_pipeline(artefact: Artefact) -> Any:
    """The fitted scikit-learn pipeline, for looking into a model.

    A joblib file runs code when it is opened: open only models whose digest you know, from people
    you trust. Its bytes are compared with the manifest once more, and those very bytes are opened.

    Raises
    ------
    ArtefactError
        When the file was changed, or another scikit-learn wrote it.
    """
    import joblib
    import sklearn

    data = _read_checked(artefact.folder, artefact.manifest, "pipeline.joblib")
    wrote = artefact.manifest["scikit_learn_version"]
    if wrote != sklearn.__version__:
        raise ArtefactError(
            f"the pipeline was written by scikit-learn {wrote}, this is {sklearn.__version__}: "
            "install that version to open it (scoring does not need it)"
        )
    return joblib.load(io.BytesIO(data))


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtefactError(
            f"{folder} is not a model folder: it holds no {MANIFEST}; make one with "
            "`counterfeit-nlp train`"
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ArtefactError(f"{path} can't be read: {error}") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ArtefactError(f"{path} is not the manifest of a model")
    try:
        recomputed = _digest(manifest)
    except (TypeError, ValueError) as error:
        raise ArtefactError(f"{path} is not the manifest of a model: {error}") from error
    if manifest.get("digest") != recomputed:
        raise ArtefactError(
            f"{path} was changed after it was written: it states the digest "
            f"{manifest.get('digest')}, its content has {recomputed}; fetch or train it again"
        )
    return manifest


def _check_versions(folder: Path, manifest: Mapping[str, Any]) -> None:
    for key, ours in (
        ("format", FORMAT),
        ("text_version", TEXT_VERSION),
        ("schema_version", SCHEMA_VERSION),
    ):
        if manifest.get(key) != ours:
            raise ArtefactError(
                f"{folder} was made with {key} {manifest.get(key)!r} (counterfeit-nlp "
                f"{manifest.get('package_version')}), this is counterfeit-nlp "
                f"{counterfeit_nlp.__version__} with {key} {ours!r}: train it again, or install "
                "the version that made it"
            )


def _read_checked(folder: Path, manifest: Mapping[str, Any], name: str) -> bytes:
    stated = manifest["files"].get(name)
    if not isinstance(stated, dict):
        raise ArtefactError(f"{folder / MANIFEST} does not list {name}: not a model of this format")
    path = folder / name
    try:
        size = path.stat().st_size
        if size != stated.get("bytes"):
            raise ArtefactError(
                f"{path} has {size} bytes, its manifest says {stated.get('bytes')}: the model was "
                "changed or only half copied; fetch or train it again"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ArtefactError(f"{path} can't be read: {error.strerror or error}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != stated.get("sha256"):
        raise ArtefactError(
            f"{path} was changed after it was written (SHA-256 {found[:12]}…, its manifest says "
            f"{str(stated.get('sha256'))[:12]}…): not opened; fetch or train it again"
        )
    return data


def _read_npz(
    data: bytes, names: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, np.ndarray]:
    import zipfile

    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            there = [name for name in optional if name in arrays]
            return {name: arrays[name] for name in (*names, *there)}
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
