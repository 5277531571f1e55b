"""A rejected row, and how a stranger's value is shown in a message."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

__all__ = ["REJECT_SCHEMA", "Reject", "safe_id", "shown"]

_SHOWN_CHARACTERS = 60
_ID_CHARACTERS = 256


class Reject(NamedTuple):
    """One row that was not used, and why.

    Attributes
    ----------
    file : str
        The file as the caller named it, ``<stdin>`` for standard input.
    line : int
        Physical line on which the record starts, from 1; the row number for Parquet.
    offset : int or None
        Byte (after decompression) at which the record starts; None where unknown
        (Parquet, UTF-16).
    listing_id : str or None
        The id, if it could be read.
    reason : str
        One printable line; what it quotes of the row is shortened.
    """

    file: str
    line: int
    offset: int | None
    listing_id: str | None
    reason: str

    def __str__(self) -> str:
        return f"{shown(self.file, 200, quote=False)}, line {self.line}: {self.reason}"


REJECT_SCHEMA = pa.schema(
    [
        pa.field("file", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("offset", pa.int64()),
        pa.field("listing_id", pa.string()),
        pa.field("reason", pa.string()),
    ]
)


def shown(value: str | bytes, characters: int = _SHOWN_CHARACTERS, *, quote: bool = True) -> str:
    """Quote a value so that it fits one printable line, whatever it holds.

    Parameters
    ----------
    value : str or bytes
        Text from outside; bytes are shown as UTF-8 with bad bytes escaped.
    characters : int
        Longest part shown, counted in characters of the result without the quotes.
    quote : bool
        Whether to put single quotes around it.
    """
    # a character takes at most 4 bytes, so this much is enough to fill what is shown
    head = value[: 4 * characters + 4]
    text = head.decode("utf-8", "backslashreplace") if isinstance(head, bytes) else head
    pieces: list[str] = []
    used = 0
    cut = len(head) < len(value)
    for character in text:
        piece = character if character.isprintable() else _escaped(character)
        if used + len(piece) > characters:
            cut = True
            break
        pieces.append(piece)
        used += len(piece)
    body = "".join(pieces) + ("…" if cut else "")
    return f"'{body}'" if quote else body


def safe_id(value: str | bytes | None) -> str | None:
    """Return an id as a reject shows it: as it is, or shortened and escaped if it must be."""
    if not value:
        return None
    if isinstance(value, bytes):
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            return None
    if len(value) <= _ID_CHARACTERS and value.isprintable():
        return value
    return shown(value, _ID_CHARACTERS, quote=False)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
