"""Letters of other alphabets that stand for Latin ones inside a Latin word.

A word that mixes Latin letters with Cyrillic or Greek ones that look the same was written to be
read, not to be searched. Only such mixed words are folded: a word wholly in Cyrillic or Greek is
somebody's language and stays as it is. The pairs are facts of letter shapes (compare Unicode
Technical Standard #39, "Unicode Security Mechanisms"), written down here case by case, because
upper and lower case of one letter often look like two different Latin letters (Greek Η/η).
"""

from __future__ import annotations

import re

__all__ = ["fold_lookalikes"]

_CYRILLIC = (
    (
        "АВЕЅІЈКМНОРСТУХԁԚԜҺҮАаесоруѕіјхһԁԛԝүкмтнвпгя",
        "ABESIJKMHOPCTYXdQWHYAaecopysijxhdqwykmthbnrr",
    ),
)
_GREEK = (("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεηικνορτυχγω", "ABEZHIKMNOPTYXabenikvoptuxyw"),)
# Latin letters beyond ASCII that have no decomposition but the look of a basic letter
_LATIN = (("ıɑɡɩʏʀɪɴʟʙɢʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱ", "iagiyrinlbghacdejkmoptuvwzs"),)

_LETTER: dict[str, str] = {}
for _pairs in (*_CYRILLIC, *_GREEK, *_LATIN):
    assert len(_pairs[0]) == len(_pairs[1])
    _LETTER.update(zip(_pairs[0], _pairs[1], strict=True))
_TABLE = str.maketrans(_LETTER)
_ANY = re.compile("[" + "".join(_LETTER) + "]")
_WORD = re.compile(r"[^\W\d_]+")
_BASIC = re.compile(r"[A-Za-z]")


def fold_lookalikes(text: str) -> tuple[str, int]:
    """Replace look-alike letters inside words that also hold basic Latin letters.

    Parameters
    ----------
    text
        Any string; case is kept.

    Returns
    -------
    tuple of (str, int)
        The text, of the same length, and how many letters were replaced.

    Examples
    --------
    >>> fold_lookalikes("R\N{CYRILLIC SMALL LETTER O}lex \u0433\u043e\u0434")
    ('Rolex год', 1)
    """
    if not _ANY.search(text):
        return text, 0
    replaced = 0

    def fold_word(match: re.Match[str]) -> str:
        nonlocal replaced
        word = match.group()
        if not _BASIC.search(word):
            return word
        folded = word.translate(_TABLE)
        replaced += sum(a != b for a, b in zip(word, folded, strict=True))
        return folded

    return _WORD.sub(fold_word, text), replaced
