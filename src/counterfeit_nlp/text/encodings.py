"""Letters written as other characters that mean the same letter: circled, squared, small, turned.

Unicode's own compatibility forms (NFKC) know the mathematical, circled and full-width letters.
What NFKC leaves out is named here: negative circles and squares, flags spelling a word, tags,
small capitals, turned letters, strokes and hooks. Most of it needs no table: the name that Unicode
gives a letter ("LATIN SMALL LETTER T WITH STROKE") says which letter it is. Where the shape says
something else, the shape comes first: ours, then that of ``disarm``'s tables, which follow UTS #39
("Unicode Security Mechanisms").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import disarm

from counterfeit_nlp.text.disguise import Disguise

__all__ = ["CONTEXTUAL", "ENOUGH", "find_encoded", "latin_letter", "plain_form", "read_in_context"]

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FLAG_LETTERS = 0x1F1E6


def _row(first: int, letters: str) -> dict[str, str]:
    return {chr(first + offset): letter for offset, letter in enumerate(letters)}


# Forms that NFKC doesn't undo, or undoes with brackets round them
_FANCY = (
    _row(0x1F150, _CAPITALS)  # negative circled
    | _row(0x1F170, _CAPITALS)  # negative squared
    | _row(0x249C, _CAPITALS.lower())  # parenthesised
    | _row(0x1F110, _CAPITALS)
    | {"\ua492": "l", "\ua4c4": "t"}  # two radicals of Yi that serve as letters of a fancy alphabet
    | {"\u166d": "X"}  # a sign of Canadian syllabics that is none of their letters
)
_FANCY_KIND = dict.fromkeys(_FANCY, "fancy")
# NFKC would spell out TM and SM, and make a sigma of the lunate one that looks like C
_STAY = "\u2122\u2120\u03f9"

# Shapes (not names) that the tables of UTS #39 leave open
_SHAPES = {
    "\u00c6": "AE", "\u00e6": "ae", "\u0152": "OE", "\u0153": "oe", "\u00f0": "d",
    "\u0254": "c", "\u0186": "C", "\u0250": "a", "\u0252": "a", "\u0258": "e", "\u025c": "e",
    "\u025a": "e", "\u025e": "e", "\u018f": "E", "\u018e": "E", "\u0245": "A", "\u028c": "v",
    "\u0264": "y", "\u026f": "w", "\u019c": "W", "\u0279": "r", "\u0287": "t", "\u0265": "h",
    "\u029e": "k", "\u028e": "y", "\u1d09": "i", "\u025f": "f", "\u0283": "f", "\u01a9": "E",
    "\u1d77": "g", "\u0183": "b", "\u01a8": "s", "\u01a7": "S", "\u0298": "o", "\u019f": "O",
    "\u01b7": "Z", "\u01b8": "E", "\u01b9": "e", "\u0241": "P", "\u0294": "P", "\u1d1f": "m",
    "\u1d26": "r", "\u1d27": "a", "\u1d28": "n", "\u1d29": "p", "\u1d2b": "n", "\u1d0e": "n",
    "\u1d19": "r", "\u1d1a": "r", "\ua7fb": "F", "\ua7fc": "P", "\u01bf": "p", "\u01f7": "P",
    "\u01a6": "R", "\u029f": "l", "\ua731": "s", "\u0138": "k", "\u1d1d": "u", "\u1d12": "o",
    "\u2183": "C", "\u2184": "c", "\u1d10": "c",
    "\u0276": "oe", "\u1d01": "ae", "\u1d02": "ae", "\u01b1": "U", "\u028a": "u", "\u0278": "o",
    "\u014a": "N", "\u014b": "n", "\u1e9f": "d", "\u026e": "l", "\u1d25": "g", "\u0296": "s",
}  # fmt: skip
# Names with two letters in one, or with none at all, match nothing: those letters stay
_NAMED = re.compile(
    r"LATIN (?:SMALL|CAPITAL|LETTER SMALL CAPITAL|CAPITAL LETTER SMALL CAPITAL)"
    r"(?: LETTER)?(?: CAPITAL)?"
    r"(?: (?:TURNED|REVERSED|INVERTED|SIDEWAYS|SCRIPT|DOTLESS|OPEN|CLOSED|BARRED|LONG-LEGGED|LONG"
    r"|BLACKLETTER|INSULAR|STRETCHED|LENIS|BROKEN|BOTTOM HALF|TOP HALF|EPIGRAPHIC"
    r"|ANGLICANA|MIDDLE-WELSH|VOLAPUK|TAILLESS|SQUIRREL TAIL|AFRICAN|VISIGOTHIC|HALF))*"
    r" (?P<letter>[A-Z])(?: (?:WITH|ROTUNDA|BAR|REVERSED|CLOSED)\b.*)?$"
)
_SMALL_CAPITAL = re.compile(
    r"LATIN LETTER (?:SMALL CAPITAL|REVERSED|INVERTED)?.*\b(?P<letter>[A-Z])( WITH .*)?$"
)
# Letters of living European and Turkic alphabets: folded like an accent, and no more evidence
_OF_A_LANGUAGE = frozenset(
    "\u00d8\u00f8\u0141\u0142\u0110\u0111\u0189\u00d0\u00f0\u00df\u1e9e\u00c6\u00e6\u0152\u0153\u0131"
    "\u00de\u00fe\u0126\u0127\u018f\u0259\u014a\u014b\u0138"
)
_TURNED = re.compile(r"SMALL CAPITAL|TURNED|REVERSED|INVERTED|SIDEWAYS")
# Litre and degree signs are written so by everybody
_HONEST = frozenset("\u2113\u2103\u2109\u2126\u212a\u212b\u00aa\u00ba")

# Flags (pairs) and tags need their neighbours to be told from letters
CONTEXTUAL = re.compile("[\U0001f1e6-\U0001f1ff\U000e0020-\U000e007e]")
_FLAGS_OR_TAGS = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,8}\U000e007f"  # Scotland's, say
    "|[\U0001f1e6-\U0001f1ff]+|[\U000e0020-\U000e007e]+"
)
# ISO 3166-1 alpha-2 and the few others that are drawn as a flag (Unicode Technical Standard #51)
_CODES = (
    "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ"
    " BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK"
    " DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ"
    " GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI"
    " KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP"
    " MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM"
    " PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX"
    " SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI"
    " VN VU WF WS XK YE YT ZA ZM ZW"
)
_COUNTRIES = frozenset(_CODES.split())


def plain_form(character: str) -> str | None:
    """What stands for a character in place of its NFKC form; None where NFKC is right."""
    if character in _STAY:
        return character
    return _FANCY.get(character)


def latin_letter(character: str) -> str:
    """The basic letter(s) behind a Latin letter beyond ASCII, or the character itself.

    First the shape, then the name. Letters of which neither speaks (clicks, say) stay.

    >>> latin_letter("\N{LATIN SMALL LETTER T WITH STROKE}")
    't'
    """
    if character.isascii() or not character.isalpha():
        return character
    name = unicodedata.name(character, "")
    if not name.startswith("LATIN") and character not in _SHAPES:
        return character
    shape = _SHAPES.get(character)
    if shape is not None:
        return shape
    shape = disarm.normalize_confusables(character)
    if len(shape) == 1 and shape.isascii() and shape.isalpha():
        return shape
    if shape == "rn":  # how UTS #39 writes m
        return "m"
    found = _NAMED.match(name) or _SMALL_CAPITAL.match(name)
    if found is None:
        return character
    letter = found.group("letter")
    return letter if character.isupper() else letter.lower()


def read_in_context(chunk: str, forms: Sequence[str | None]) -> list[str | None]:
    """Plain forms of a chunk with flag letters and tags.

    A run of flag letters that is made of countries only is a row of flags; any other run spells
    something. Nobody sees tags: among letters that one does see they are noise, and stay invisible;
    alone they spell something, but behind the black flag, where they name a region. No tag becomes
    ``<`` or ``&``: markup is taken out before.
    """
    read = list(forms)
    seen = any(form is not None and form[:1].isalnum() for form in forms)
    for match in _FLAGS_OR_TAGS.finditer(chunk):
        start, run = match.start(), match.group()
        if run[0] == "\U0001f3f4":
            continue
        if run[0] >= "\U000e0020":
            if seen:
                continue
            for at, character in enumerate(run, start):
                letter = chr(ord(character) - 0xE0000)
                read[at] = None if letter in "<>&" else letter
            continue
        letters = "".join(_CAPITALS[ord(character) - _FLAG_LETTERS] for character in run)
        pairs = {letters[at : at + 2] for at in range(0, len(letters), 2)}
        if not pairs <= _COUNTRIES:
            read[start : start + len(run)] = letters
    return read


def _encoding_of(character: str) -> str:
    """How a character writes a letter: fancy, raised, wide, numeral, turned, extended or not."""
    if character.isascii() or character in _HONEST or "\u3000" <= character <= "\ufaff":
        return ""
    if character in _FANCY_KIND or CONTEXTUAL.match(character):
        return "fancy"
    tag, _, rest = unicodedata.decomposition(character).partition(" ")
    if tag.startswith("<"):
        plain = unicodedata.normalize("NFKC", character)
        if len(plain) != 1:
            return ""
        latin = plain.isascii() or latin_letter(plain).isascii()
        if tag == "<compat>":
            return "numeral" if 0x2160 <= ord(character) <= 0x217F else ""
        kinds = {"<super>": "raised", "<sub>": "raised", "<wide>": "wide"}
        kinds |= dict.fromkeys(("<font>", "<circle>", "<square>"), "fancy")
        return kinds.get(tag, "") if latin and plain.isalnum() else ""
    if rest or character in _OF_A_LANGUAGE or latin_letter(character) == character:
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    if base != character:
        return ""
    return "turned" if _TURNED.search(unicodedata.name(character, "")) else "extended"


class _Encodings(dict[str, str]):
    """Remembered answers; there are a few thousand characters to ask about."""

    def __missing__(self, character: str) -> str:
        if len(self) > 65_536:
            self.clear()
        self[character] = _encoding_of(character)
        return self[character]


_ENCODING = _Encodings()
_WORD = re.compile(r"[^\W_]+")
_LIKE_ANOTHER = frozenset(("wide", "numeral", "extended"))
_WIDE = frozenset(("", "wide"))
_ALWAYS = frozenset(("", "fancy", "turned", "extended"))  # what the company of others excuses none
# Disguises of one kind in one chunk that are noted: no word has as many letters, and a place for
# each of 65,536 letters would cost more than reading them
ENOUGH = 1_000
_SIGNS = ("R", "C", "TM")  # for registered, copyright and trade mark


def find_encoded(
    chunk: str, text: str, starts: Sequence[int], ends: Sequence[int]
) -> list[Disguise]:
    """Which letters of words are written in an encoding nobody types by accident.

    Parameters
    ----------
    chunk
        As written.
    text, starts, ends
        The same in plain forms; ``text[i]`` came from ``chunk[starts[i]:ends[i]]``.

    Returns
    -------
    list of Disguise
        One per letter, at most ``ENOUGH``: ``encoded_letters`` (circled, mathematical, raised,
        turned...), or ``lookalike_letters`` for full-width letters and Roman numerals amid plain
        letters and for Latin letters beyond ASCII. A single letter is a sign and no word. Digits
        count between letters only: circled numbers count things. Raised letters behind a digit are
        ordinals (1st), and a last circled R or C or a raised TM is a trade mark's sign.
    """
    kinds = [_ENCODING[chunk[start]] for start in starts]
    if not any(kinds):
        return []
    found: list[Disguise] = []
    last_start = -1
    for match in _WORD.finditer(text):
        if len(found) >= ENOUGH:
            break
        first, last = match.span()
        if not any(kinds[first:last]):
            continue
        word = match.group()
        own = kinds[first:last]
        letters = word.isalpha()
        if (len(word) if letters else sum(map(str.isalpha, word))) < 2 or starts[first] == starts[
            last - 1
        ]:
            continue
        plain = [
            at
            for at, (c, kind) in enumerate(zip(word, own, strict=True))
            if not kind and c.isascii()
        ]
        has_plain = any(word[at].isalpha() for at in plain)
        if not has_plain and _WIDE.issuperset(own):
            continue
        last_plain = plain[-1] if plain else -1
        sign = last_plain > 0 and any(
            word.upper().endswith(s)
            and len(word) - len(s) >= 2
            and last_plain == len(word) - len(s) - 1
            for s in _SIGNS
        )
        if letters and not sign and _ALWAYS.issuperset(own):  # a whole word of them, say
            for at, kind in enumerate(own, first):
                if kind and starts[at] != last_start:
                    last_start = starts[at]
                    name = "lookalike_letters" if kind in _LIKE_ANOTHER else "encoded_letters"
                    found.append(Disguise(name, last_start, ends[at]))
            continue
        counts = set(word[last_plain + 1 :].upper()) <= set("IVX")  # MarkⅣ, but not guⅽⅽⅰ
        behind_digit = False
        for at, character in enumerate(word):
            kind = kinds[first + at]
            if kind != "raised":
                behind_digit = character.isdigit()
            if not kind or (behind_digit and kind == "raised"):
                continue
            if sign and at > last_plain and kind in ("fancy", "raised"):
                continue
            if not character.isalpha():
                between = 0 < at < len(word) - 1 and word[at - 1].isalpha()
                if kind == "raised" or not (between and word[at + 1].isalpha()):
                    continue
            if kind == "wide" and not has_plain:
                continue
            if kind == "numeral" and counts and at > last_plain:
                continue
            name = "lookalike_letters" if kind in _LIKE_ANOTHER else "encoded_letters"
            if starts[first + at] != last_start:  # two letters of one character are one disguise
                last_start = starts[first + at]
                found.append(Disguise(name, last_start, ends[first + at]))
                if len(found) >= ENOUGH:
                    break
    return found[:ENOUGH]
