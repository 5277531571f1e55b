"""How a listing stands to a brand it names: is of it, is for it, or says that it isn't."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["FOR", "IS", "NOT", "relation_of"]

IS, FOR, NOT = "is", "for", "not"

# Words before a name, at most so many tokens away, and nothing between them but words
_NEAR = 3
_FOR = frozenset(
    {"for", "fits", "fit", "fitting", "compatible", "suits", "suitable", "replaces", "replacement"}
)
_NOT = frozenset({"not", "non", "no", "inspired", "unbranded", "alternative"})
_STOPS = frozenset(".,;:!?|/()[]")
_FOR_ZH = ("适用", "兼容", "适合", "适配", "通用", "用于", "配套")
_FOR_ZH_BEHIND = ("专用", "通用", "适用", "系列用")
_NOT_ZH = ("非", "不是", "并非")


def relation_of(norms: Sequence[str], first: int, last: int) -> str:
    """How the tokens around a mention say that the listing stands to the brand.

    Parameters
    ----------
    norms
        All tokens of the field.
    first, last
        The mention is ``norms[first:last]``.

    Returns
    -------
    str
        ``IS`` unless the words say otherwise.

    Examples
    --------
    >>> relation_of(["case", "for", "apple", "iphone"], 2, 3), relation_of(["rolex"], 0, 1)
    ('for', 'is')
    """
    before: list[str] = []
    for at in range(first - 1, max(first - 1 - _NEAR, -1), -1):
        if norms[at] in _STOPS:
            break
        before.append(norms[at])
    if not _NOT.isdisjoint(before):
        return NOT
    if not _FOR.isdisjoint(before):
        return FOR
    written = "".join(reversed(before))
    if written.endswith(_NOT_ZH):
        return NOT
    if any(word in written for word in _FOR_ZH):
        return FOR
    if "".join(norms[last : last + 2]).startswith(_FOR_ZH_BEHIND):
        return FOR
    return IS
