"""Run a module or a script in this process and write down the most memory the process held.

    python benchmarks/measured.py OUT.json MODULE_OR_FILE [ARGUMENT ...]

The peak is read inside the measured process (VmHWM): what a parent learns about a finished child
can include memory the parent itself held when it started the child.
"""

from __future__ import annotations

import json
import resource
import runpy
import sys
from pathlib import Path


def peak_bytes() -> int:
    """Peak resident memory of this process so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Hand over to the target; its exit code is ours."""
    out, target, *rest = sys.argv[1:]
    sys.argv = [target, *rest]
    sys.path.pop(0)  # this folder is no business of the target's
    try:
        if target.endswith(".py"):
            runpy.run_path(target, run_name="__main__")
        else:
            runpy.run_module(target, run_name="__main__", alter_sys=True)
    finally:
        Path(out).write_text(json.dumps({"peak_bytes": peak_bytes()}), encoding="utf-8")


if __name__ == "__main__":
    main()
