"""Contact details replaced by •, for everything a reviewer is shown.

The function itself lives in :mod:`counterfeit_nlp.evaluate.mask`, one floor down,
because the evaluation report quotes listings too and a report may not import the
review room.
"""

from __future__ import annotations

from counterfeit_nlp.evaluate.mask import BULLET, mask_contacts, mask_snippet

__all__ = ["BULLET", "mask_contacts", "mask_snippet"]
