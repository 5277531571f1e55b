"""What a logged model takes, gives and needs: its signature, example and pins."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlflow.models import ModelSignature

__all__ = ["EXAMPLE", "MODEL_CONFIG", "MODEL_FILE", "requirements", "signature"]

#: The models-from-code file, copied into each logged model.
MODEL_FILE = Path(__file__).parent.with_name("mlflow_model.py")

#: What a server may be configured with (MLflow passes on no other key); by default nothing.
MODEL_CONFIG = {"sellers": "", "as_of": ""}

# Made up: no listing of anybody's may reach the tracking store.
EXAMPLE = {
    "listing_id": ["example-1", "example-2"],
    "title": ["1:1 mirror quality designer style handbag with box", "Plain cotton T-shirt, size M"],
    "description": ["Same factory, no logo in the photos. Message us.", ""],
    "price": [39.0, 12.5],
    "currency": ["USD", "EUR"],
}


def signature() -> ModelSignature:
    """What the served model takes and gives, by column.

    In: the fields a score may depend on, those that seller lists are about (without lists nobody
    looks at them), and the id. Out: the prediction contract with
    the reasons as JSON text, so that ``spark_udf`` infers a struct of plain columns.
    """
    import pyarrow as pa
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    from counterfeit_nlp.schema.listing import LISTING_COLUMNS, MODEL_FIELDS
    from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA

    looked_at = (*MODEL_FIELDS, "seller_id", "marketplace", "listed_at")

    def kind(arrow: pa.DataType) -> str:
        if pa.types.is_floating(arrow):
            return "double"
        return "integer" if pa.types.is_integer(arrow) else "string"

    fields = [c for c in LISTING_COLUMNS.values() if c.required or c.name in looked_at]
    return ModelSignature(
        inputs=Schema([ColSpec(kind(c.type), c.name, required=c.required) for c in fields]),
        outputs=Schema([ColSpec(kind(field.type), field.name) for field in PREDICTION_SCHEMA]),
    )


def requirements() -> list[str]:
    """Pins of what this package depends on, as installed.

    This package itself isn't among them: it comes from wherever it was installed from,
    and asking a public registry for its name could bring somebody else's code.
    """
    pins = []
    for line in metadata.requires("counterfeit-nlp") or []:
        if "extra ==" not in line:
            found = re.match(r"[A-Za-z0-9._-]+", line)
            if found:
                pins.append(f"{found[0]}=={metadata.version(found[0])}")
    return sorted(pins)
