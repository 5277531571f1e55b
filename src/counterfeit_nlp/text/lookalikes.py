"""Letters of other alphabets that stand for Latin ones inside a Latin word.

A word that mixes Latin letters with others that look the same was written to be read, not to be
searched. Only mixed words are folded: a word wholly in Cyrillic or Greek is somebody's language
and stays as it is. Which letter looks like which is asked of ``disarm``, whose tables follow UTS
#39 ("Unicode Security Mechanisms"); what they leave open, or answer with a digit, stands here.
Upper and lower case are asked apart, because the cases of one letter often look like two different
Latin letters (Greek H-shaped eta and its n-shaped small form).

**When a mixed word is folded.** Every foreign letter in it must have a look-alike: ``nike`` glued
to a Russian noun with an ``ф`` in it is two words of two languages. Letters that resemble Latin
ones only to one who wants to see it (``И`` for N, ``Σ`` for E: "faux") must not outnumber the
others by more than one. Letters of two foreign alphabets that no language mixes count as a mixed
word too. Chinese, Japanese and Korean letters are never look-alikes, and end a word.
"""

from __future__ import annotations

import re
import unicodedata

import disarm

from counterfeit_nlp.text.encodings import latin_letter

__all__ = ["CJK_SHAPES", "UNLIKE_UTS39", "cut_glued_words", "fold_lookalikes", "latin_reading"]

# CJK letters, kana, Hangul, bopomofo: without the brackets of a character class
_CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3031-\u3035\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00016fe0-\U00016fff\U0001aff0-\U0001b16f"
    "\U00020000-\U0003ffff"
)
# Single-letter confusables of Latin letters by UTS #39 that become another letter here, and why
UNLIKE_UTS39 = {
    "\u017f": "long s is a form of s (NFKC), though it resembles f",
    "\u037a": "a Greek mark that NFKC gives back to the letter before it; it stands in no word",
    "\u04cf": "small palochka: i in UTS #39 of Unicode 13, l in that of Unicode 17",
    "\u0584": "Armenian keh: fancy alphabets write p with it, UTS #39 sees f",
}

# Shapes as plain to see as those of UTS #39, which has none or another (capital Є for a digit...)
_STRONG = {
    # Cyrillic
    "б": "b", "Г": "r", "г": "r", "п": "n", "т": "t", "м": "m", "к": "k", "н": "h", "в": "b",
    "Ь": "b", "ь": "b", "Ұ": "Y", "Қ": "K", "қ": "k", "Ғ": "F", "Ԛ": "Q", "Җ": "X", "ґ": "r",
    "Ґ": "r", "ғ": "r", "Ђ": "h", "ћ": "h", "ӏ": "l",
    # Greek
    "ε": "e", "η": "n", "ω": "w", "κ": "k", "ζ": "z", "τ": "t", "χ": "x", "μ": "u", "β": "b",
    # Armenian
    "ք": "p", "է": "t", "մ": "u", "վ": "y", "Հ": "z", "Ո": "n", "ս": "u", "ց": "g", "Շ": "t",
    "չ": "z", "Ե": "t",
    # Canadian syllabics
    "ᗩ": "A", "ᗷ": "B", "ᑕ": "C", "ᗪ": "D", "ᖴ": "F", "ᕼ": "H", "ᒍ": "J", "ᒪ": "L", "ᗰ": "M",
    "ᑎ": "N", "ᑭ": "P", "ᑫ": "q", "ᖇ": "R", "ᔕ": "S", "ᑌ": "U", "ᐯ": "V", "ᗯ": "W",
    "ᘔ": "Z", "ᗴ": "E", "ᘜ": "G", "ᕮ": "E", "ᛖ": "M", "ᗝ": "O",
    # Cherokee and Ethiopic
    "Ꮧ": "a", "Ᏸ": "b", "ፈ": "c", "Ꮄ": "d", "Ꮛ": "e", "Ꭶ": "f", "Ꮆ": "g", "Ꮒ": "h", "Ꮰ": "j",
    "Ꮶ": "k", "Ꮑ": "n", "Ꭷ": "o", "Ꭾ": "p", "Ꭴ": "q", "Ꮥ": "s", "Ꮦ": "t", "Ꮼ": "u", "Ꮙ": "v",
    "Ꮗ": "w", "ጀ": "x", "ፚ": "z", "Ꮠ": "j", "Ꮭ": "l", "Ꮬ": "u", "Ꮖ": "l", "Ꮂ": "d",
    # Yi
    "ꍏ": "a", "ꌃ": "b", "ꉓ": "c", "ꀸ": "d", "ꍟ": "e", "ꎇ": "f", "ꁅ": "g", "ꃅ": "h",
    "ꀤ": "i", "ꀭ": "j", "ꀘ": "k", "ꂵ": "m", "ꈤ": "n", "ꂦ": "o", "ꉣ": "p", "ꆰ": "q",
    "ꋪ": "r", "ꌗ": "s",
    "ꀎ": "u", "ꃴ": "v", "ꅏ": "w", "ꊼ": "x", "ꌩ": "y", "ꁴ": "z",
}  # fmt: skip
_FAUX = {
    "Д": "A", "д": "a", "И": "N", "и": "n", "Й": "N", "й": "n", "Я": "R", "я": "r", "Ц": "U",
    "ц": "u", "Ш": "W", "ш": "w", "Щ": "W", "щ": "w", "Ч": "Y", "ч": "y", "Э": "E", "э": "e",
    "З": "E", "з": "e", "П": "N", "Л": "A", "л": "a", "Ъ": "b", "ъ": "b", "Ж": "X",
    "Λ": "A", "Δ": "A", "Σ": "E", "Ξ": "E", "Θ": "O", "Φ": "O", "Ω": "O", "Π": "N", "Ψ": "W",
    "Γ": "r", "λ": "a", "ξ": "e", "θ": "o", "φ": "o", "ψ": "w", "δ": "d",
    "ח": "n", "ש": "w", "א": "x", "ם": "o", "ץ": "y", "ק": "p", "ן": "l",
    "ค": "a", "เ": "i", "ภ": "n", "ร": "s", "ย": "u", "ฬ": "w",
}  # fmt: skip
# Chinese characters, bopomofo and kana that fancy alphabets draw Latin letters with. Read only in
# words wholly of such shapes, see :mod:`counterfeit_nlp.text.foreign_words`
CJK_SHAPES = {
    shape: letter
    for letter, shapes in {
        "a": "卂ﾑ丹", "b": "乃", "c": "匚ㄈᄃ", "d": "ᗪり", "e": "乇ｪ巳",
        "f": "千ｷキ", "g": "Ꮆム", "h": "卄ん廾", "i": "丨ﾉ工ㄧ", "j": "ﾌフ",
        "k": "Ҝズ", "l": "ㄥﾚレ乚", "m": "爪ﾶ", "n": "几刀冂", "o": "ㄖの口囗ロ〇",
        "p": "卩ｱ尸ㄗ", "q": "Ɋゐ", "r": "尺", "s": "丂ㄎ", "t": "ㄒｲ丅",
        "u": "ㄩひ凵", "v": "ᐯ", "w": "山", "x": "乂ﾒメ", "y": "ㄚﾘ丫",
        "z": "乙",
    }.items()
    for shape in shapes
}  # fmt: skip
# Letters of science, in words that are units and symbols: 10kΩ, 5μm, ΔE
_SCIENCE = frozenset("ΓΔΘΛΞΠΣΦΨΩαβγδεζηθλμξπρστφχψω")

_NON_LATIN = re.compile(
    "[\u0370-\u1dff\u2c80-\u2dff\ua000-\ua6ff\ua800-\uab2f\uab70-\uabff\ufb00-\ufeff"
    "\U00010000-\U0001cfff\U0001e000-\U0001efff]"
)
# Symbol fonts write c and d with signs: "gυ¢¢ι" is one word
_WORD = re.compile(f"[^\\W_{_CJK}]+(?:[¢∂]+[^\\W_{_CJK}]+)*")
_IS_CJK = re.compile(f"[{_CJK}]")
_ASCII_LETTER = re.compile("[A-Za-z]")


class _Reading(dict[str, str]):
    """The Latin look-alike of a letter; empty where it has none."""

    def __missing__(self, letter: str) -> str:
        if len(self) > 65_536:
            self.clear()
        self[letter] = _read(letter)
        return self[letter]


def _read(letter: str) -> str:
    if letter.isascii() or not letter.isalpha():
        return letter
    if _IS_CJK.match(letter):
        return ""
    for form in (
        letter,
        unicodedata.normalize("NFD", letter)[0],
    ):  # й without its breve, if need be
        own = _STRONG.get(form) or _FAUX.get(form)
        if own is not None:
            return own
        shape = disarm.normalize_confusables(form)
        if shape == "rn":  # how UTS #39 writes m
            return "m"
        shape = latin_letter(shape) if len(shape) == 1 else shape
        if len(shape) == 1 and shape.isascii() and shape.isalpha():
            return shape
    return ""


_READING = _Reading()


class _Scripts(dict[str, str]):
    """The alphabet of a letter: the first word of its Unicode name; empty for other characters."""

    def __missing__(self, character: str) -> str:
        if len(self) > 65_536:
            self.clear()
        self[character] = _script(character)
        return self[character]


def _script(character: str) -> str:
    if not character.isalpha():
        return ""
    if character.isascii():
        return "LATIN"
    return unicodedata.name(character, "UNNAMED").split()[0]


_SCRIPT = _Scripts()


def latin_reading(word: str) -> str | None:
    """A word as it looks to one who reads Latin letters.

    Meant for words wholly in another alphabet, which fold only where the reading is a known word
    and the word itself is none: that is for the caller to decide. Case matters: Greek capital eta
    looks like H, its small form like n, so give the word before case folding where it is at hand.

    Parameters
    ----------
    word
        Any string without white space.

    Returns
    -------
    str or None
        As long as ``word``, characters other than letters as they are; None if a letter has no
        Latin look-alike.

    Examples
    --------
    >>> latin_reading("\u0441\u043e\u0440\u0443")
    'copy'
    >>> latin_reading("\u0433\u043e\u0434\u044b") is None
    True
    """
    letters = list(map(_READING.__getitem__, word))
    return None if "" in letters else "".join(letters)


def _folded_word(word: str) -> str:
    scripts = list(map(_SCRIPT.__getitem__, word))
    others = set(scripts)
    if len(others) == 1:  # most words
        return word
    others -= {"", "LATIN"}
    if not others:
        return word
    latin = scripts.count("LATIN")
    letters = len(word) - scripts.count("")
    if not latin and (len(others) < 2 or letters < 3):
        return word
    foreign = [
        character
        for character, script in zip(word, scripts, strict=True)
        if script not in ("", "LATIN")
    ]
    if others == {"GREEK"} and _SCIENCE.issuperset(foreign):
        first = next(character for character in word if character.isalpha())
        if letters <= 2 or (letters <= 3 and first == "μ"):
            return word
    readings = list(map(_READING.__getitem__, word))
    if "" in readings:
        return word
    if 2 * sum(character in _FAUX for character in foreign) > letters + 1:
        return word
    return "".join(
        reading if script not in ("", "LATIN") else character
        for character, script, reading in zip(word, scripts, readings, strict=True)
    )


def cut_glued_words(text: str) -> list[int]:
    """Where two words of two alphabets were written without a space between.

    The alphabet changes there and so does the case, as it does at the edge of a word and not
    within one: from small to capital (a Russian noun before ``Nike``), or from two capitals to
    small (``SMS`` before a Russian ending). On both sides at least two letters of one alphabet.

    Returns
    -------
    list of int
        A space belongs before each of these characters of ``text``.
    """
    if not _NON_LATIN.search(text) or not _ASCII_LETTER.search(text):
        return []
    cuts = []
    for match in _WORD.finditer(text):
        word = match.group()
        if not _ASCII_LETTER.search(word):
            continue
        scripts = list(map(_SCRIPT.__getitem__, word))
        for at in range(2, len(word) - 1):
            left, right = scripts[at - 1], scripts[at]
            if left == right or "LATIN" not in (left, right) or not (left and right):
                continue
            if scripts[at - 2] != left or scripts[at + 1] != right:
                continue
            before, after = word[at - 2 : at], word[at]
            if (before[1].islower() and after.isupper()) or (before.isupper() and after.islower()):
                cuts.append(match.start() + at)
    return cuts


def fold_lookalikes(text: str) -> tuple[str, list[int]]:
    """Replace look-alike letters inside words that also hold Latin letters.

    Parameters
    ----------
    text
        Any string; case is kept.

    Returns
    -------
    tuple of (str, list of int)
        The text, of the same length, and which of its letters were replaced.

    Examples
    --------
    >>> fold_lookalikes("R\N{CYRILLIC SMALL LETTER O}lex \u0433\u043e\u0434")
    ('Rolex год', [1])
    """
    if not _NON_LATIN.search(text):
        return text, []
    folded = _WORD.sub(lambda match: _folded_word(match.group()), text)
    if folded == text:
        return text, []
    return folded, [at for at, (a, b) in enumerate(zip(text, folded, strict=True)) if a != b]
