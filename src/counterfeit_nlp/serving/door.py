"""What every request passes, whatever it asks: the token, the clock, the log, and the last resort.

A log line holds what we know ourselves (path of ours, status, milliseconds, counts, version of the
model) and nothing a caller sent: no text, no id, no address, no query.
"""

from __future__ import annotations

import hmac
import logging
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from counterfeit_nlp.serving.measures import Measures
from counterfeit_nlp.serving.places import places
from counterfeit_nlp.serving.refusal import Refusal

__all__ = ["TOLD", "Door", "is_authorised", "refusal_response"]

_log = logging.getLogger(__name__)

#: Where in a request's scope its handler leaves what the log may say of it.
TOLD = "counterfeit_nlp.told"


class Door:
    """An ASGI application around another.

    Parameters
    ----------
    app
        What is inside.
    measures
        Counters.
    paths
        Paths that exist; others are counted and logged as one.
    token
        What a caller has to show, or None.
    open_paths
        Paths that need no token.
    """

    def __init__(
        self,
        app: ASGIApp,
        measures: Measures,
        *,
        paths: frozenset[str],
        token: str | None,
        open_paths: frozenset[str],
    ) -> None:
        self._app = app
        self._measures = measures
        self._paths = paths
        self._token = token
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        began = time.perf_counter()
        path = scope["path"] if scope["path"] in self._paths else "other"
        method = scope["method"] if scope["method"] in ("GET", "POST", "HEAD") else "other"
        told: dict[str, Any] = {}
        scope[TOLD] = told
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        self._measures.under_way.inc()
        try:
            if scope["path"] in self._open_paths or is_authorised(scope, self._token):
                await self._app(scope, receive, sending)
            else:
                refusal = Refusal(
                    401,
                    "token",
                    "this server needs a token: send the header 'Authorization: Bearer TOKEN' with "
                    "the one it was started with",
                    headers={"WWW-Authenticate": "Bearer"},
                )
                told["why"] = refusal.why
                await refusal_response(refusal)(scope, receive, sending)
        except ClientDisconnect:
            told["why"] = "caller_went_away"
            status = status or 499
        except Exception as error:
            told["why"] = "internal"
            # the message of an exception may quote a listing, the places never do
            _log.error("internal error: %s at %s", type(error).__name__, places(error))
            if not status:
                await refusal_response(internal())(scope, receive, sending)
        finally:
            self._measures.under_way.dec()
            seconds = time.perf_counter() - began
            self._measures.request(path, status, seconds)
            if "why" in told:
                self._measures.refused(told["why"])
            facts = "".join(f" {name}={value}" for name, value in told.items())
            _log.info("%s %s %d %.1f ms%s", method, path, status, seconds * 1e3, facts)


def is_authorised(scope: Scope, token: str | None) -> bool:
    """Whether a request shows the token, if there is one; takes the same time however wrong."""
    if token is None:
        return True
    scheme, _, shown = Headers(scope=scope).get("authorization", "").partition(" ")
    # latin-1 is how headers are read, so it gives back the bytes that were sent
    sent = shown.strip().encode("latin-1", "replace")
    return hmac.compare_digest(sent, token.encode("utf-8")) and scheme.lower() == "bearer"


def internal() -> Refusal:
    """The answer to a mistake of ours."""
    return Refusal(500, "internal", "internal error, please report it: the server's log says where")


def refusal_response(refusal: Refusal) -> Response:
    """A refusal as an answer."""
    return Response(
        refusal.body(),
        status_code=refusal.status,
        media_type="application/json",
        headers=refusal.headers,
    )
