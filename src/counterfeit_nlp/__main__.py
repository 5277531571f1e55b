"""``python -m counterfeit_nlp`` is the command ``counterfeit-nlp``."""

from __future__ import annotations

from counterfeit_nlp.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
