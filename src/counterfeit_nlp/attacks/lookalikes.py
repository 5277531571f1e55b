"""Letters of other alphabets, and odd Latin ones, that look like the plain letter.

Written down from the shapes, script by script. Upper-case forms of scripts without lower case
(Cherokee, Lisu) stand for both cases, as sellers use them.
"""

from __future__ import annotations

import numpy as np

from counterfeit_nlp.attacks.words import below, change_words, some_letters

__all__ = ["SCRIPTS", "lookalikes", "mixed", "whole_cyrillic"]


def _pairs(*rows: str) -> dict[str, str]:
    """``"aА bВ"``: the plain letter, then the one that looks like it."""
    return {pair[0]: pair[1] for row in rows for pair in row.split()}


def _both_cases(table: dict[str, str]) -> dict[str, str]:
    """Capital shapes for small letters that have none of their own."""
    return {letter.lower(): shape for letter, shape in table.items()} | table


SCRIPTS: dict[str, dict[str, str]] = {
    "cyrillic": _pairs(
        "aа cс dԁ eе hһ iі jј kк lӏ oо pр qԛ sѕ vѵ wԝ xх yу",
        "AА BВ CС EЕ GԌ HН IІ JЈ KК MМ OО PР QԚ SЅ TТ VѴ WԜ XХ YУ",
    ),
    "greek": _pairs(
        "aα cϲ eε iι jϳ kκ nη oο pρ tτ uυ vν wω xχ yγ",
        "AΑ BΒ CϹ EΕ FϜ HΗ IΙ JͿ KΚ MΜ NΝ OΟ PΡ TΤ XΧ YΥ ZΖ",
    ),
    "armenian": _pairs("aա fք gց hհ iի jյ lլ nո oօ qզ uս", "LԼ OՕ SՏ UՍ"),
    "cherokee": _both_cases(
        _pairs("AᎪ BᏴ CᏟ DᎠ EᎬ GᏀ HᎻ IᏆ JᎫ KᏦ LᏞ MᎷ PᏢ RᎡ SᏚ TᎢ VᏙ WᎳ YᎩ ZᏃ", "bᏏ hᏂ iᎥ")
    ),
    "lisu": _both_cases(
        _pairs("Aꓮ Bꓐ Cꓚ Dꓓ Eꓰ Fꓝ Gꓖ Hꓧ Iꓲ Jꓙ Kꓗ Lꓡ Mꓟ Nꓠ Oꓳ Pꓑ Rꓣ Sꓢ Tꓔ Uꓴ Vꓦ Wꓪ Xꓫ Yꓬ Zꓜ")
    ),
    "coptic": _both_cases(_pairs("BⲂ CⲤ EⲈ HⲎ IⲒ KⲔ MⲘ NⲚ OⲞ PⲢ TⲦ XⲬ YⲨ ZⲌ", "aⲁ cⲥ oⲟ pⲣ wⲱ xⲭ")),
    "latin_extended": _pairs(
        "aɑ bƀ cƈ dɖ eɇ fƒ gɡ hɦ iɨ jʝ kƙ lł mɱ nɳ oø pƥ qʠ rɽ sʂ tŧ uʉ vʋ wⱳ xᶍ yƴ zʐ",
        "BƁ CƇ DĐ EƐ FƑ GƓ HĦ IƗ JɈ KƘ LŁ NƝ OØ PƤ RɌ TŦ VƲ YƳ ZƵ",
    ),
    "latin_accents": _pairs(
        "aȧ bḃ cċ dḍ eẹ fḟ gġ hḥ iị jǰ kḳ lḷ mṃ nṇ oọ pṗ rṛ sṣ tṭ uụ vṿ wẉ xẋ yẏ zẓ",
        "AȦ BḂ CĊ DḌ EẸ FḞ GĠ HḤ IỊ KḲ LḶ MṂ NṆ OỌ PṖ RṚ SṢ TṬ UỤ VṾ WẈ XẊ YẎ ZẒ",
    ),
}


def _replace_some(word: str, table: dict[str, str], rng: np.random.Generator) -> str:
    chosen = some_letters([letter in table for letter in word], rng)
    return "".join(table[c] if take else c for c, take in zip(word, chosen, strict=True))


def lookalikes(text: str, rng: np.random.Generator, strength: float, *, script: str) -> str:
    """Replace some letters of words by look-alikes of one script (a key of ``SCRIPTS``)."""
    table = SCRIPTS[script]
    return change_words(text, rng, strength, lambda word, draw: _replace_some(word, table, draw))


_SHAPES = {
    letter: [table[letter] for table in SCRIPTS.values() if letter in table]
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
}


def mixed(text: str, rng: np.random.Generator, strength: float) -> str:
    """Replace some letters of words by look-alikes, of several scripts in one word."""

    def change(word: str, draw: np.random.Generator) -> str:
        chosen = some_letters([bool(_SHAPES.get(letter)) for letter in word], draw)
        first = below(len(SCRIPTS), draw)
        return "".join(
            _SHAPES[letter][(first + at) % len(_SHAPES[letter])] if take else letter
            for at, (letter, take) in enumerate(zip(word, chosen, strict=True))
        )

    return change_words(text, rng, strength, change)


# Words wholly in Cyrillic: more letters pass when no Latin one stands beside them
_IN_COMPANY = SCRIPTS["cyrillic"] | _pairs("bЬ mм nп rг tт uц", "LӀ")


def whole_cyrillic(text: str, rng: np.random.Generator, strength: float) -> str:
    """Write whole words in Cyrillic look-alikes where every letter has one; others in part."""

    def change(word: str, draw: np.random.Generator) -> str:
        if all(letter in _IN_COMPANY for letter in word):
            return "".join(_IN_COMPANY[letter] for letter in word)
        return _replace_some(word, SCRIPTS["cyrillic"], draw)

    return change_words(text, rng, strength, change)
