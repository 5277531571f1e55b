"""What sellers do to the letters, done on purpose, so that it can be measured what a model keeps.

An attack knows nothing of the normaliser: it imports none of its tables and is written from other
sources (names of Unicode characters, what is seen on markets). If both shared a table, the defence
would undo the very list it was made from, and the figure would say nothing.

``suite.suite`` gives the attacks, ``listings.attacked`` applies one to a frame of listings.
"""

from __future__ import annotations

__all__: list[str] = []
