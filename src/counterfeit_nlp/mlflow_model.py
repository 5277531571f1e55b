"""The model as MLflow serves it (a models-from-code file; MLflow copies and runs it).

A thin loop around the scoring function that every other way in uses. The code is that
of the installed package, never a copy beside the model: so the versions must agree.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mlflow
import pandas as pd
import pyarrow as pa
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import INVALID_PARAMETER_VALUE

if TYPE_CHECKING:
    from counterfeit_nlp.sellers.lists import SellerLists

__all__ = ["CounterfeitModel"]

SHOWN_REJECTS = 5


class CounterfeitModel(mlflow.pyfunc.PythonModel):  # type: ignore[misc, name-defined]
    """Listings in, predictions out, by ``mlflow.pyfunc`` (serving, Spark, notebooks).

    Input columns: listing_id and title, and where there are any description, price and
    currency; all strings but price (float). Output columns: those of the prediction
    contract; ``reasons`` is JSON text.

    The model configuration may name a file of seller lists, ``sellers``, on the machine that
    serves, and ``as_of`` (2025-12-31), as ``score --sellers FILE --as-of DATE`` does. Then
    seller_id, marketplace and listed_at are looked at too, where they are there.
    """

    def load_context(self, context: Any) -> None:
        """Open the artefact.

        Raises
        ------
        ArtefactError
            Made by another version of the package, or incomplete, or tampered with.
        InputError
            The configured file of seller lists has errors, or the configured day is none.
        """
        folder = Path(context.artifacts["model"])
        _check_package(folder)
        from counterfeit_nlp.model import artefact
        from counterfeit_nlp.scoring.frame import Scorer

        lists, day = _sellers(getattr(context, "model_config", None) or {})
        self.scorer = Scorer(artefact.load(folder), sellers=lists, as_of=day)
        # A server may call predict from several threads; a Scorer learns as it goes.
        self.one_at_a_time = threading.Lock()

    def predict(
        self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """Score listings; one row out for each row in, in the same order.

        Raises
        ------
        MlflowException
            Rows that break the listing contract, and which and why; a server passes on the
            message of this type only. A caller that wants the good rows scored and the
            others listed uses ``counterfeit-nlp score --rejects``.
        """
        from counterfeit_nlp.errors import InputError

        try:
            good = _checked(model_input, sellers=self.scorer.sellers is not None)
        except InputError as error:
            raise MlflowException(str(error), INVALID_PARAMETER_VALUE) from error
        with self.one_at_a_time:
            scored = self.scorer.score_batch(good)
        columns = {}
        for name, values in zip(scored.schema.names, scored.columns, strict=True):
            if pa.types.is_nested(values.type):
                columns[name] = pd.Series([_json(value) for value in values.to_pylist()], dtype=str)
            elif values.null_count:  # None becomes null in JSON; pandas' NaN would not
                columns[name] = pd.Series(values.to_pylist(), dtype=object)
            else:
                columns[name] = values.to_pandas()
        return pd.DataFrame(columns)


def _sellers(config: Mapping[str, Any]) -> tuple[SellerLists | None, date | None]:
    """The seller lists and the day that a server was configured with."""
    from counterfeit_nlp.errors import InputError
    from counterfeit_nlp.sellers.read import load

    file, as_of = config.get("sellers") or None, config.get("as_of") or None
    try:
        day = None if as_of is None else date.fromisoformat(as_of)
    except (TypeError, ValueError):
        raise InputError(
            f"the model configuration has as_of {as_of!r}: expected a date as 2025-12-31"
        ) from None
    if file is None and day is not None:
        raise InputError(
            "the model configuration has as_of, the day on which sellers are judged, and no "
            "'sellers': name the file of seller lists too"
        )
    return None if file is None else load(file), day


def _checked(frame: pd.DataFrame, *, sellers: bool) -> pa.RecordBatch:
    """Good rows, all of them; raises InputError when one breaks the contract."""
    import numpy as np

    from counterfeit_nlp.errors import InputError
    from counterfeit_nlp.schema.validate import Validator
    from counterfeit_nlp.tables.read import Rows

    rows = Rows(
        file="model input",
        batch=_arrow(frame, sellers=sellers),
        line=np.arange(1, len(frame) + 1),
        offset=np.full(len(frame), -1),
    )
    checked = Validator().check(rows)
    if checked.rejects:
        shown = "; ".join(
            f"row {reject.line} (listing_id {reject.listing_id!r}): {reject.reason}"
            for reject in checked.rejects[:SHOWN_REJECTS]
        )
        more = len(checked.rejects) - SHOWN_REJECTS
        raise InputError(
            f"{len(checked.rejects)} of {len(frame)} rows can't be scored: {shown}"
            + (f"; and {more} more" if more > 0 else "")
        )
    return checked.good


def _arrow(frame: pd.DataFrame, *, sellers: bool) -> pa.RecordBatch:
    """The columns a score needs, as a reader of files would hand them over."""
    from counterfeit_nlp.errors import InputError
    from counterfeit_nlp.schema.columns import check_columns
    from counterfeit_nlp.schema.listing import LISTING_COLUMNS, MODEL_FIELDS
    from counterfeit_nlp.scoring.seller_evidence import SELLER_COLUMNS

    check_columns(map(str, frame.columns))
    columns = {}
    for name in ("listing_id", *MODEL_FIELDS, *(SELLER_COLUMNS if sellers else ())):
        if name not in frame:
            continue
        kind = LISTING_COLUMNS[name].type
        if pa.types.is_timestamp(kind):
            kind = pa.string()  # as in a file, and as the signature says: checked with the rest
        try:
            columns[name] = pa.array(frame[name], type=kind, from_pandas=True)
        except (pa.ArrowException, UnicodeError, TypeError) as error:
            wanted = "text" if pa.types.is_string(kind) else "numbers"
            raise InputError(f"the column {name} must hold {wanted}: {error}") from error
    return pa.RecordBatch.from_pydict(columns)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _check_package(folder: Path) -> None:
    manifest = json.loads((folder / "artefact.json").read_text(encoding="utf-8"))
    try:
        from counterfeit_nlp.track.provenance import check_package
    except ImportError as error:
        raise ImportError(
            f"this model needs the package counterfeit-nlp {manifest.get('package_version')}, "
            "which isn't installed here: install it, and serve with --env-manager local"
        ) from error
    check_package(manifest)


mlflow.models.set_model(CounterfeitModel())
