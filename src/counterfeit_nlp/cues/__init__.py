"""Words that betray a replica, and what they mean where they stand.

``lexicon`` reads the file that lists them (``english.toml``, ``chinese.toml``, a user's own),
``notation`` its patterns, ``units`` what the patterns are matched on, ``compiled`` makes spaCy
matchers of them, ``written`` runs users' regular expressions, ``find`` settles which of several
readings of the same words holds.
"""

from __future__ import annotations

__all__: list[str] = []
