"""Where in our code an error arose: what a log may say of it, since its message may quote data."""

from __future__ import annotations

import traceback
from pathlib import Path

__all__ = ["places"]

_PACKAGE = Path(__file__).parent.parent


def places(error: BaseException) -> str:
    """Files and lines of ours that it went through, the innermost last."""
    frames = [
        f"{Path(frame.filename).relative_to(_PACKAGE).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    return " > ".join(frames[-6:]) or "an unknown place"
