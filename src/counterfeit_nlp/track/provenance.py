"""What made a model: its manifest, its data, its code. Nothing here needs MLflow."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counterfeit_nlp import __version__
from counterfeit_nlp.errors import ArtefactError

__all__ = ["DIGEST_TAG", "check_package", "provenance", "read_manifest"]

#: Tag on runs and versions by which a model is found again.
DIGEST_TAG = "model_digest"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read ``artefact.json``, which must name a digest. JSON only; nothing else is opened."""
    file = folder / "artefact.json"
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtefactError(
            f"{folder} is no model folder: it has no artefact.json; "
            "'counterfeit-nlp train LISTINGS --out DIR' makes one"
        ) from None
    except (OSError, ValueError) as error:
        raise ArtefactError(f"{file} can't be read: {error}") from error
    digest = manifest.get("digest") if isinstance(manifest, dict) else None
    if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ArtefactError(
            f"{file} names no digest of 64 hexadecimal digits; train the model again"
        )
    return dict(manifest)


def check_package(manifest: Mapping[str, Any]) -> None:
    """Refuse a model made by another version of this package: code of one, weights of the other.

    Stricter than scoring from a folder, which asks for the same text version only: what is
    served runs unattended, so it is served by the very version that was evaluated.
    """
    made_by = manifest.get("package_version")
    if made_by != __version__:
        raise ArtefactError(
            f"this model was made by counterfeit-nlp {made_by}, but {__version__} is installed: "
            f"install {made_by}, or train the model again"
        )


def provenance(manifest: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    """Tags that say what made the model: package, text step, data, commit."""
    found = {
        "package_version": manifest.get("package_version"),
        "text_version": manifest.get("text_version"),
        "data_digest": data["digest"],
        "git_commit": _git("rev-parse", "HEAD"),
    }
    if found["git_commit"]:
        found["git_dirty"] = str(
            bool(_git("status", "--porcelain", "--untracked-files=no"))
        ).lower()
    return {key: str(value) for key, value in found.items() if value}


def _git(*arguments: str) -> str | None:
    """What git says about the working directory; None without git, repository or commit."""
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
