"""What a token by itself may do around a brand's name, as bits of one number.

Looked up once per token; whole batches are then asked with them where a closer look at the words
can be spared.
"""

from __future__ import annotations

from counterfeit_nlp.brands.relation import joins, may_relate

__all__ = ["ALONG", "JOINS", "RELATES", "roles_of"]

RELATES, JOINS, ALONG = 1, 2, 4

# A thing behind one of these comes along with what is offered
_ALONG = frozenset({"with", "w/", "w", "plus", "+", "and", "&", "incl", "including",
                    "includes", "include", "comes", "free", "gift", "extra", "送", "赠",
                    "赠送", "附", "附赠", "配", "含", "带", "加", "全套", "原装"})  # fmt: skip


def roles_of(norm: str) -> int:
    """The bits of a token.

    ``RELATES``: words that say how a listing stands to a brand may begin in it. ``JOINS``: it may
    stand between the names of a list. ``ALONG``: what stands behind it comes along with something.

    >>> roles_of("fits") == RELATES, roles_of("and") == JOINS | ALONG, roles_of("watch")
    (True, True, 0)
    """
    return (
        may_relate(norm) * RELATES + joins(norm) * JOINS + (norm in _ALONG) * ALONG
    )
