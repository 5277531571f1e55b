"""Find counterfeit and IP-infringing listings from their text.

The same steps as on the command line, for notebooks and programs::

    import counterfeit_nlp as cn

    model = cn.load("models/model")
    predictions = cn.score(model, listings)      # DataFrame in, DataFrame out
    why = cn.explain(model, {"title": "1:1 replica watch", "price": 89, "currency": "USD"})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterfeit_nlp.api import explain, load, score

__version__ = "0.1.0"

__all__ = ["__version__", "explain", "load", "score"]


def __getattr__(name: str) -> Any:
    # On first use, not on import: the command line must answer --help at once
    if name in ("explain", "load", "score"):
        from counterfeit_nlp import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
