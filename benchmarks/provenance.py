"""Where figures come from: the commit, the machine and the versions that were measured."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent


def commit() -> str | None:
    """The commit of this checkout, ``+`` behind it if files were changed; None without git."""
    try:
        name = _git("rev-parse", "--short=12", "HEAD").strip()
        return name + ("+" if _git("status", "--porcelain", "--untracked-files=no").strip() else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def machine() -> str:
    """Processor, cores that may be used, and Python, in words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{platform.machine()}, {cores} cores, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def versions(packages: list[str]) -> dict[str, str]:
    """The installed versions of those of ``packages`` that are here."""
    found = {}
    for package in packages:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(HERE), *words], capture_output=True, text=True, check=True
    )
    return done.stdout
