"""An answer that is not the one asked for: a status and one line that helps the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterfeit_nlp.schema.reject import Reject
from counterfeit_nlp.tables.json_text import json_bytes

__all__ = ["Refusal", "reject_json"]


class Refusal(Exception):
    """A request that gets no scores.

    Its message may quote the request, so it is an answer to the caller and never goes into a log;
    ``why`` is a word of ours for logs and metrics.
    """

    def __init__(
        self,
        status: int,
        why: str,
        message: str,
        *,
        rejects: Sequence[Reject] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.why = why
        self.rejects = rejects
        self.headers = headers or {}

    def body(self) -> bytes:
        """The answer as JSON: ``error``, and ``rejects`` where single listings are at fault."""
        told: dict[str, Any] = {"error": str(self)}
        if self.rejects:
            told["rejects"] = [reject_json(one) for one in self.rejects]
        return json_bytes(told)


def reject_json(reject: Reject) -> dict[str, Any]:
    """A rejected row as it stands in an answer: ``line``, ``listing_id``, ``reason``."""
    return {"line": reject.line, "listing_id": reject.listing_id, "reason": reject.reason}
