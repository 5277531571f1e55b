"""Hard cases: honest listings that look suspicious, and guilty ones that borrow their words.

Invented by the makers of counterfeit_nlp, for testing only. Nothing that trains may read them: a
model that had seen them would pass them by heart. ``tests/hard_cases/`` follows the imports of
training, and :mod:`counterfeit_nlp.evaluate.hard_cases` refuses a model that was trained on them.
"""

from __future__ import annotations

__all__: list[str] = []
