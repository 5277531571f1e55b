"""Traditional Chinese characters to simplified ones, one for one.

The model learns from simplified text; 高仿 and 複刻 / 复刻 are one word to a reader. OpenCC's table
is asked character by character: its tables of phrases would choose better in a few places (乾 is
two words) but a character's result would then hang on its neighbours, and chunks are read apart.

Left alone:

- text that is Japanese, where 時計 is a word and 时计 none (see :func:`is_japanese`);
- characters that simplified texts write too, each in words of its own: 乾隆, 哪吒, 蒜薹;
- characters whose simplified form is in no ordinary font (頫).
"""

from __future__ import annotations

import re
from functools import cache

from counterfeit_nlp.text.language import HAN

__all__ = ["is_japanese", "simplify"]

# In GB 2312, the standard of simplified text, as characters of its own. Five more are there
# (後 於 夥 摺 麽), but no simplified text uses those.
_SIMPLIFIED_TOO = "乾吒徵拚捱榘菸薹袷醣麴"
# A variant that OpenCC's tables leave alone, and the very character of 高仿
_VARIANTS = {"倣": "仿"}
# の between Chinese words is a fashion on packages, and ー and ・ serve as dashes and dots
_KANA = re.compile("[\u3041-\u306d\u306f-\u3096\u30a1-\u30fa\uff66-\uff6f\uff71-\uff9d]")
_HAN = re.compile(f"[{HAN}]")
_JAPANESE_SHARE = 0.1


@cache
def _table() -> dict[int, str]:
    import opencc

    characters = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    table = {ord(variant): plain for variant, plain in _VARIANTS.items()}
    # The second knows the forms of Hong Kong that the first does not: 衞, 粧. A line end between
    # any two characters keeps phrases from being found.
    for configuration in ("t2s", "hk2s"):
        converted = opencc.OpenCC(configuration).convert("\n".join(characters)).split("\n")
        for character, simplified in zip(characters, converted, strict=True):
            ordinary = len(simplified) == 1 and "\u4e00" <= simplified <= "\u9fff"
            if ordinary and simplified != character and character not in _SIMPLIFIED_TOO:
                table.setdefault(ord(character), simplified)
    for code, simplified in table.items():  # 薴 -> 苧 -> 苎
        for _ in range(3):
            simplified = table.get(ord(simplified), simplified)
        table[code] = simplified
    return table


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(chr, sorted(_table()))) + "]")


def is_japanese(text: str) -> bool:
    """Whether at least a tenth of a text's Han and kana are kana.

    One kana does not do: a seller could switch the step off with it. の alone never does.

    >>> is_japanese("時計ケース"), is_japanese("優の品")
    (True, False)
    """
    if not _KANA.search(text):
        return False
    kana = len(_KANA.findall(text))
    return kana >= _JAPANESE_SHARE * (kana + len(_HAN.findall(text)))


def simplify(text: str) -> str:
    """Write traditional characters as simplified ones.

    Parameters
    ----------
    text
        Any string. To be called on a whole text, because whether it is Japanese shows only there.

    Returns
    -------
    str
        As long as ``text``: character stands for character. What is simplified, Latin or Japanese
        comes back as it is; ``simplify(simplify(x)) == simplify(x)``. In text that is not
        Japanese each character's result depends on that character alone.

    Examples
    --------
    >>> simplify("古馳錶 GUCCI"), simplify("時計ケース")
    ('古驰表 GUCCI', '時計ケース')
    """
    if text.isascii() or not _traditional().search(text) or is_japanese(text):
        return text
    return _traditional().sub(lambda match: _table()[ord(match.group())], text)
