"""UTF-8 read as Windows-1252 or Latin-1 is put right, and text that merely looks odd stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_nlp.text.mojibake import may_have_mojibake, repair_mojibake
from counterfeit_nlp.text.normalise import normalise, prepare


def damaged(text: str, times: int = 1, encoding: str = "cp1252") -> str:
    for _ in range(times):
        out = []
        for byte in text.encode():
            try:
                out.append(bytes([byte]).decode(encoding))
            except UnicodeDecodeError:
                out.append(chr(byte))
        text = "".join(out)
    return text


TEXTS = [
    "café crème",
    "Hermès “Kelly” bag",
    "古驰 手提包 新款",
    "Señorita’s",
    "5€ – £4",
    "naïve — ö",
    "😀 bag",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_damage_is_undone(text: str, times: int, encoding: str) -> None:
    assert prepare(damaged(text, times, encoding)).text == text


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "CAFÉ“ und “ÉLAN”",
        "Ã",
        "São Paulo, AÇÃO, maçã",
        "5×’ 3ד",
        "Çelik Ürün, ŞİŞE",
        "¡Olé! ¿Qué?",
        "«Été»",
        "20°C ±2 µm²",
        "Æther™ ‘quoted’",
    ],
)
def test_what_is_not_damaged_stays(text: str) -> None:
    assert prepare(text).text == text


def test_damage_in_one_place_is_no_licence_to_touch_another() -> None:
    assert prepare("CAFÉ“ cafÃ©").text == "CAFÉ“ café"


def test_each_character_keeps_its_place() -> None:
    text = "x cafÃ© y"
    found = prepare(text)
    at = found.text.index("é")
    assert found.span(at, at + 1) == (5, 7)
    assert found.disguises == ()  # an accident, no disguise
    assert normalise(text).text == "x cafe y"


@given(st.text(st.sampled_from("ÃÂâ€™œ©®“”åæðŸ¤\x8f\x9d×é a1\u200b"), max_size=30))
def test_repairing_is_safe(text: str) -> None:
    if not may_have_mojibake(text):
        assert repair_mojibake(text) is None
    once = normalise(text).text
    assert normalise(once).text == once
