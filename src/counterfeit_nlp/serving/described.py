"""What the server offers, as OpenAPI: made from the contracts, with examples that were made up."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from counterfeit_nlp.schema.listing import LISTING_COLUMNS
from counterfeit_nlp.schema.prediction import BANDS, PREDICTION_SCHEMA, REASON_TYPE
from counterfeit_nlp.serving.bodies import JSON, JSON_LINES

__all__ = ["EXPLAIN", "HEALTH", "METRICS", "SCORE", "components", "example_listing"]

_MEANINGS = {
    "risk": "calibrated probability that the listing infringes",
    "score": "raw log-odds: contributions of reasons + rest + intercept",
    "text_language": "en, zh, or other: the model was not made for this language",
    "reasons": "up to eight pieces of evidence, weightiest first",
    "input_hash": "digest of all that the score depends on",
}


def example_listing() -> dict[str, Any]:
    """A listing nobody wrote."""
    return {
        "listing_id": "draft-1",
        "title": "1:1 mirror quality designer style watch with box",
        "description": "Same factory. Message us for photos.",
        "price": 89,
        "currency": "USD",
    }


def _kind(type_: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(type_):
        return {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}}
    if pa.types.is_integer(type_):
        return {"type": "integer"}
    return {"type": "number" if pa.types.is_floating(type_) else "string"}


def components() -> dict[str, Any]:
    """Schemas of what goes in and comes out, by name."""
    listing = {
        column.name: {
            **({"type": ["number", "string"]} if pa.types.is_floating(column.type)
               else {"type": "string"}),
            "description": column.meaning,
        }
        for column in LISTING_COLUMNS.values()
    }  # fmt: skip
    for name, column in LISTING_COLUMNS.items():
        if not column.required:
            kinds = listing[name]["type"]
            listing[name]["type"] = [*([kinds] if isinstance(kinds, str) else kinds), "null"]
    prediction: dict[str, Any] = {field.name: _kind(field.type) for field in PREDICTION_SCHEMA}
    for name, meaning in _MEANINGS.items():
        prediction[name]["description"] = meaning
    prediction["band"]["enum"] = list(BANDS)
    for name in ("registry_hash", "sellers_hash"):
        prediction[name]["type"] = ["string", "null"]
    reason = {
        field.name: _kind(field.type)
        for field in (REASON_TYPE.field(n) for n in range(REASON_TYPE.num_fields))
    }
    for name in ("text", "field", "start", "end"):
        reason[name]["type"] = [reason[name]["type"], "null"]
    return {
        "Listing": _object(
            listing, [name for name, column in LISTING_COLUMNS.items() if column.required]
        ),
        "Prediction": _object(prediction, list(prediction)),
        "Reason": _object(reason, list(reason)),
        "Reject": _object(
            {
                "line": {"type": "integer", "description": "its place in the request, from 1"},
                "listing_id": {"type": ["string", "null"]},
                "reason": {"type": "string"},
            },
            ["line", "listing_id", "reason"],
        ),
        "Explanation": {
            "allOf": [
                _ref("Prediction"),
                _object(
                    {"sentences": {"type": "array", "items": {"type": "string"}}}, ["sentences"]
                ),
            ]
        },
        "Error": _object(
            {
                "error": {"type": "string", "description": "what was found, expected, to be done"},
                "rejects": {"type": "array", "items": _ref("Reject")},
            },
            ["error"],
        ),
    }


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answers(**by_status: str) -> dict[int | str, dict[str, Any]]:
    return {
        int(status.removeprefix("s")): {
            "description": told,
            "content": {JSON: {"schema": _ref("Error")}},
        }
        for status, told in by_status.items()
    }


_ROW = {"oneOf": [_ref("Prediction"), _ref("Reject")]}
_REJECTED = {"line": 2, "listing_id": "draft-2", "reason": "title is missing"}
_PREDICTED = {
    "listing_id": "draft-1",
    "risk": 0.93,
    "score": 4.5,
    "band": "high",
    "reasons": [
        {
            "kind": "replica_claim", "text": "1:1 mirror quality", "field": "title",
            "start": 0, "end": 18, "contribution": 3.0,
        }
    ],
    "rest": 3.5,
    "intercept": -2.0,
    "text_language": "en",
    "model_version": "8c5ec8f1902d",
    "text_version": "5",
    # FastAPI leaves null out of examples
    "registry_hash": "5b12a4d99b5d86e3a4c5623fc9650c9075fe21955516fb6dd8d93bd14687822e",
    "sellers_hash": "0f4f2b1c6f1d1c1ab3b2d7f0f1f8f5f6c9e1d2a3b4c5d6e7f8091a2b3c4d5e6f",
    "input_hash": "b9a0da20ca408653d4ea9c48018970be",
    "schema_version": 1,
}  # fmt: skip
_REFUSED = _answers(
    s400="the body is not JSON",
    s401="a token is needed",
    s408="the body did not arrive in time",
    s413="too many bytes or listings",
    s415="another content type, or compressed",
    s422="the one listing can't be scored; rejects says why",
    s503="busy: try again after Retry-After seconds",
)

SCORE: dict[str, Any] = {
    "summary": "Score one listing, or several",
    "description": "One object is answered by one prediction (or 422), a list by a list with a "
    "prediction or a reject for each, in order; JSON Lines by JSON Lines. A listing gets the same "
    "bytes as in a file that `counterfeit-nlp score` writes.",
    "responses": {
        200: {
            "description": "a prediction for each listing, or why there is none",
            "content": {
                JSON: {
                    "schema": {
                        "oneOf": [_ref("Prediction"), {"type": "array", "items": _ROW}],
                    },
                    "examples": {
                        "one": {"value": _PREDICTED},
                        "several": {"value": [_PREDICTED, _REJECTED]},
                    },
                },
                JSON_LINES: {"schema": {"type": "string"}},
            },
        },
        **_REFUSED,
    },
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": {
                        "oneOf": [
                            _ref("Listing"),
                            {"type": "array", "items": _ref("Listing")},
                        ]
                    },
                    "examples": {
                        "one": {"value": example_listing()},
                        "several": {
                            "value": [
                                example_listing(),
                                {"listing_id": "draft-2", "title": ""},
                            ]
                        },
                    },
                },
                JSON_LINES: {"schema": {"type": "string"}},
            },
        }
    },
}

EXPLAIN: dict[str, Any] = {
    "summary": "Say why one listing is risky",
    "description": "As `counterfeit-nlp explain --json`: the prediction with sentences, contact "
    "details masked. listing_id may be left out.",
    "responses": {
        200: {"description": "why", "content": {JSON: {"schema": _ref("Explanation")}}},
        **_REFUSED,
    },
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": _ref("Listing"), "example": example_listing()}},
        }
    },
}

HEALTH: dict[str, Any] = {
    "summary": "Whether the server answers, and by which model",
    "description": "Needs no token; with it (or where none is needed) it says more.",
    "responses": {
        200: {"description": "ok, or old_model: another one in its place can't be loaded"},
        503: {"description": "nothing is scored"},
    },
}

METRICS: dict[str, Any] = {
    "summary": "Counters in Prometheus' text format",
    "responses": {200: {"description": "text"}},
}
