"""Is there a Java that Spark can run on?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from counterfeit_nlp.errors import UsageError

__all__ = ["check_java"]

_JAVA = 17


def check_java() -> None:
    """Look for a Java that Spark can run on, as Spark will: in JAVA_HOME, else on PATH.

    Raises
    ------
    UsageError
        When there is none, it does not run, or it is too old: what was found and what to do.
    """
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    remedy = (
        f"install Java {_JAVA} or newer (on Debian or Ubuntu: apt install "
        f"openjdk-{_JAVA}-jre-headless) or set JAVA_HOME to where it is; --engine local needs none"
    )
    if program is None:
        raise UsageError(
            "Spark needs Java, and none was found: JAVA_HOME is not set, and there is no java on "
            f"PATH; {remedy}"
        )
    try:
        done = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        where = f"JAVA_HOME is {home}" if home else f"PATH leads to {program}"
        reason = getattr(error, "strerror", None) or "it does not answer"
        raise UsageError(
            f"Spark needs Java, and the one found does not run: {where} ({reason}); {remedy}"
        ) from None
    found = re.search(r'version "(?:1\.)?([0-9]+)', done.stderr + done.stdout)
    if done.returncode or (found and int(found[1]) < _JAVA):
        says = (done.stderr + done.stdout).strip().partition("\n")[0] or "nothing"
        raise UsageError(f"Spark needs Java {_JAVA} or newer; {program} says: {says}; {remedy}")
