"""A model on its way to other machines: one file that holds the folder, opened once per process.

What arrives is a stranger's until its bytes match the digest that the sender verified:
:func:`counterfeit_nlp.model.artefact.load` compares them all before it parses any.
"""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import counterfeit_nlp
from counterfeit_nlp.errors import ArtefactError
from counterfeit_nlp.model.artefact import FILES, MANIFEST
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.scoring.recipe import Recipe
from counterfeit_nlp.scoring.settled import settle

__all__ = ["opened", "pack", "parcel_name"]

#: The scorer of this process; only one is held, since it takes hundreds of megabytes in work.
_OPEN: dict[str, Scorer] = {}


def parcel_name(recipe: Recipe) -> str:
    """The name of the file that a model is sent as."""
    return f"counterfeit-nlp-{recipe.digest}.zip"


def pack(recipe: Recipe, folder: Path) -> Path:
    """Make the file in ``folder``."""
    parcel = folder / parcel_name(recipe)
    making = parcel.with_suffix(".part")  # what is there under the name of a parcel is whole
    with zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in (MANIFEST, *FILES):
            packed.write(recipe.model / name, name)
    return making.rename(parcel)


def opened(parcel: Path, recipe: Recipe, *, package_version: str) -> Scorer:
    """The scorer of a recipe, made when this process asks for it first.

    Parameters
    ----------
    parcel
        The file made by :func:`pack`, as it arrived here.
    recipe
        What is asked for; its folder lies elsewhere and is not looked at.
    package_version
        That of the sender.

    Raises
    ------
    ArtefactError
        When the file is not whole, holds another model, or was sent by another version.
    """
    if package_version != counterfeit_nlp.__version__:
        raise ArtefactError(
            f"the executors have counterfeit-nlp {counterfeit_nlp.__version__}, the driver "
            f"{package_version}: install one version on both"
        )
    if recipe.fingerprint not in _OPEN:
        _OPEN.clear()
        with tempfile.TemporaryDirectory(prefix="counterfeit-nlp-") as folder:
            try:
                with zipfile.ZipFile(parcel) as packed:
                    for name in (MANIFEST, *FILES):
                        packed.extract(name, folder)
            except (OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile) as error:
                raise ArtefactError(
                    f"the model did not arrive whole ({error}): start the run again"
                ) from error
            _OPEN[recipe.fingerprint] = replace(recipe, model=Path(folder)).make()[0]
        settle()
    return _OPEN[recipe.fingerprint]
