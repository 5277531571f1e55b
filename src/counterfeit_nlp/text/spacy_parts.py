"""The parts of spaCy that we use, without its command line.

``import spacy`` brings in ``spacy.cli`` for one function (``spacy.info``), and with it downloaders,
project templates and HTTP clients: half of the seconds it takes. Here that module is stood in for
while spaCy is imported; whoever asks for it afterwards gets the real one.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


def _info(*arguments: Any, **more: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **more)


_STAND_INS = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
_STAND_INS["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
_ALONE = "spacy" not in sys.modules
if _ALONE:
    sys.modules.update(_STAND_INS)
try:
    import spacy
finally:
    if _ALONE:
        for _name in _STAND_INS:
            del sys.modules[_name]

from spacy.attrs import IDX, IS_SPACE, LENGTH, NORM  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.matcher import PhraseMatcher  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

__all__ = [
    "IDX", "IS_SPACE", "LENGTH", "NORM", "Doc", "Language", "PhraseMatcher", "Vocab", "spacy",
]  # fmt: skip
