"""What a token by itself may do around a brand's name, as bits of one number.

Looked up once per token; whole batches are then asked with them where a closer look at the words
can be spared.
"""

from __future__ import annotations

from counterfeit_nlp.brands.condition import may_tell
from counterfeit_nlp.brands.relation import (
    ends,
    hinders,
    is_doubtful,
    joins,
    may_deny,
    may_follow,
    may_say_for,
    says_for,
)

__all__ = ["ALONG", "DENIES", "DOUBTFUL", "ENDS", "FOLLOWS", "HINDERS", "INCLUDED", "JOINS",
           "MAY_SAY_FOR", "SAYS_FOR", "TELLS", "roles_of"]  # fmt: skip

MAY_SAY_FOR, SAYS_FOR, DENIES, FOLLOWS, HINDERS, ENDS, DOUBTFUL, JOINS, ALONG, TELLS, INCLUDED = (
    1 << bit for bit in range(11)
)

# A thing behind one of these comes along with what is offered
_ALONG = frozenset({"with", "w/", "w", "plus", "+", "and", "&", "incl", "including",
                    "includes", "include", "comes", "free", "gift", "extra", "送", "赠",
                    "赠送", "附", "附赠", "配", "含", "带", "加", "全套", "原装",
                    "有"})  # fmt: skip

# What stands before one of these does
_INCLUDED = frozenset({"included", "incl", "inclusive", "赠送", "附送", "齐全", "都有", "齐"})


def roles_of(norm: str) -> int:
    """The bits of a token.

    ``MAY_SAY_FOR``, ``DENIES``, ``FOLLOWS``: words that say how a listing stands to a brand may
    begin in it, with ``SAYS_FOR`` they do; ``HINDERS``, ``ENDS``, ``DOUBTFUL``: they may not reach
    across it. ``JOINS``: it may stand between the names of a list. ``ALONG``: what stands behind
    it comes along with something. ``INCLUDED``: so does what stands before it. ``TELLS``: it may
    tell of the thing's condition.

    >>> roles_of("fits") == MAY_SAY_FOR | SAYS_FOR, roles_of("and") == JOINS | ALONG
    (True, True)
    """
    return (
        may_say_for(norm) * MAY_SAY_FOR
        + says_for(norm) * SAYS_FOR
        + may_deny(norm) * DENIES
        + may_follow(norm) * FOLLOWS
        + hinders(norm) * HINDERS
        + ends(norm) * ENDS
        + is_doubtful(norm) * DOUBTFUL
        + joins(norm) * JOINS
        + (norm in _ALONG) * ALONG
        + may_tell(norm) * TELLS
        + (norm in _INCLUDED) * INCLUDED
    )
