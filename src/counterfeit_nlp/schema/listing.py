"""The listing contract: which columns exist, their types, units and allowed values."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

__all__ = [
    "LABEL_COLUMNS",
    "LABEL_TYPES",
    "LISTING_COLUMNS",
    "MAX_FIELD_CHARACTERS",
    "MODEL_FIELDS",
    "SCHEMA_VERSION",
    "Column",
]

SCHEMA_VERSION = 1

#: Longest text a contract column may hold. A longer one is rejected, never cut:
#: a hidden tail would be a place to hide.
MAX_FIELD_CHARACTERS = 4_194_304


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    Parameters
    ----------
    name : str
        Name in our tables; ``--map`` gives it another name in a file.
    type : pa.DataType
        Arrow type after validation.
    required : bool
        Whether a file must have the column and every row a value.
    meaning : str
        Unit and allowed values, for people.
    """

    name: str
    type: pa.DataType
    required: bool
    meaning: str


_TEXT = pa.string()

_COLUMNS = (
    Column("listing_id", _TEXT, True, "the marketplace's id, unique in a file; never altered"),
    Column("title", _TEXT, True, "what the seller wrote as the title; has a visible character"),
    Column("description", _TEXT, False, "what the seller wrote below it; may hold HTML"),
    Column("brand", _TEXT, False, "brand as the seller states it"),
    Column("category", _TEXT, False, "the marketplace's own category"),
    Column("price", pa.float64(), False, "asked price in units of `currency`, finite, >= 0"),
    Column("currency", _TEXT, False, "ISO 4217 code, three letters, upper case"),
    Column("condition", _TEXT, False, "new, used, ... in the marketplace's words"),
    Column("seller_id", _TEXT, False, "the marketplace's id of the seller; never altered"),
    Column("marketplace", _TEXT, False, "where it is listed"),
    Column("language", _TEXT, False, "BCP 47 tag of the text, if the marketplace states it"),
    Column(
        "listed_at",
        pa.timestamp("us", tz="UTC"),
        False,
        "ISO 8601 date or date and time; without an offset it is UTC",
    ),
    Column("url", _TEXT, False, "address of the listing"),
    Column("image_urls", _TEXT, False, "addresses of its pictures (text or a JSON list)"),
    Column("gtin", _TEXT, False, "bar code number, as text: leading zeros count"),
)

#: Contract columns by name, in contract order.
LISTING_COLUMNS: dict[str, Column] = {column.name: column for column in _COLUMNS}

#: Read by train, evaluate and split only; scoring never sees them.
LABEL_COLUMNS = ("label", "label_basis", "source")

#: label: 1 infringing, 0 not, null unknown. label_basis: what the label rests on. source: where a
#: labelled listing was got from, to tell figures apart; never a feature, for it tells the label.
LABEL_TYPES: dict[str, pa.DataType] = {"label": pa.int8(), "label_basis": _TEXT, "source": _TEXT}

#: The only fields a score may depend on.
MODEL_FIELDS = ("title", "description", "price", "currency")
