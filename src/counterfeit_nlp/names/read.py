"""Reads the lists of words worth disguising: names of brands, and words that betray a replica.

``names.csv`` and ``cue_words.csv`` hold single words only, because they become terms of a
:class:`~counterfeit_nlp.text.vocabulary.Vocabulary`: of ``Louis Vuitton`` the word that tells,
``vuitton``, and what sellers write in one, ``louisvuitton``. Words that ordinary texts use (coach,
gap, 苹果) are in neither: everything that resembles them would be resolved to them.

``near_words.csv`` holds words and other people's names that are one slip away from a term: Prado,
Kenko, Valentine. A model knows them from the start, so none of them is read as that term.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from counterfeit_nlp.errors import InputError
from counterfeit_nlp.text.characters import fold
from counterfeit_nlp.text.language import HAN

__all__ = ["cue_words", "names", "near_words", "parse_terms"]

_SPELT = {"en": re.compile("[a-z]{2,}"), "zh": re.compile(f"[{HAN}]{{2,}}")}
_LETTERS = {"en": "Latin letters", "zh": "Chinese characters"}


def parse_terms(text: str, *, column: str, source: str) -> tuple[str, ...]:
    """Read one list of terms.

    Parameters
    ----------
    text
        CSV with a header; the columns ``column`` and ``language`` (``en`` or ``zh``) are read.
    column
        Name of the column that holds the words.
    source
        What the text is called in messages.

    Returns
    -------
    tuple of str
        The words, folded, in the order of the file.

    Raises
    ------
    InputError
        A column is missing, or a row holds no single word of its language, or a word comes twice;
        the message names file and line and says what to do.

    Examples
    --------
    >>> parse_terms("word,language\\nRéplica,en\\n高仿,zh\\n", column="word", source="mine.csv")
    ('replica', '高仿')
    """
    rows = csv.DictReader(text.splitlines(), strict=True)
    missing = [name for name in (column, "language") if name not in (rows.fieldnames or ())]
    if missing:
        raise InputError(
            f"{source}: no column {', '.join(missing)}; found {', '.join(rows.fieldnames or ())}."
            " The first line names the columns"
        )
    lines: dict[str, int] = {}
    for row in rows:
        where = f"{source}, line {rows.line_num}"
        word, language = row[column] or "", row["language"] or ""
        if None in row or None in row.values():
            raise InputError(f"{where}: expected {len(rows.fieldnames or ())} fields, as above it")
        if language not in _SPELT:
            raise InputError(f"{where}: language {language!r} of {word!r}; expected en or zh")
        term = fold(word).text
        if not _SPELT[language].fullmatch(term):
            raise InputError(
                f"{where}: {word!r} is no single word of two or more {_LETTERS[language]}"
                f" (language {language}); leave out spaces and signs, or give its telling word"
            )
        if term in lines:
            raise InputError(
                f"{where}: {word!r} is read as {term!r}, which line {lines[term]} has already;"
                " leave one of them out"
            )
        lines[term] = rows.line_num
    return tuple(lines)


def _read(name: str, column: str) -> tuple[str, ...]:
    text = files("counterfeit_nlp.names").joinpath(name).read_text("utf-8")
    return parse_terms(text, column=column, source=name)


@cache
def _names() -> tuple[str, ...]:
    return _read("names.csv", "name")


@cache
def _cue_words() -> tuple[str, ...]:
    return _read("cue_words.csv", "word")


def names() -> dict[str, str]:
    """Names of often copied brands as terms of a vocabulary.

    Returns
    -------
    dict of str to str
        Folded single word to ``"brand"``, in the order of ``names.csv``.

    Examples
    --------
    >>> names()["gucci"], names()["古驰"]
    ('brand', 'brand')
    """
    return dict.fromkeys(_names(), "brand")


def cue_words() -> dict[str, str]:
    """Words that sellers of replicas use and disguise, as terms of a vocabulary.

    Not every one of them is a sign of a replica by itself (正品, "genuine", is on most honest
    shelves): they are here because whoever disguises them has a reason.

    Returns
    -------
    dict of str to str
        Folded single word to ``"cue"``, in the order of ``cue_words.csv``.

    Examples
    --------
    >>> cue_words()["高仿"]
    'cue'
    """
    return dict.fromkeys(_cue_words(), "cue")


@cache
def near_words() -> tuple[str, ...]:
    """Ordinary words and names that resemble a term, and are none.

    Examples
    --------
    >>> "valentine" in near_words()
    True
    """
    return _read("near_words.csv", "word")
