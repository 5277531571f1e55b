"""The paths of the server: from a request to the thread that scores, and back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp

import counterfeit_nlp
from counterfeit_nlp import api
from counterfeit_nlp.errors import InputError
from counterfeit_nlp.scoring.frame import Scorer
from counterfeit_nlp.serving import described
from counterfeit_nlp.serving.bodies import JSON, JSON_LINES, Bodies, body_type
from counterfeit_nlp.serving.champion import Champion
from counterfeit_nlp.serving.door import TOLD, Door, internal, is_authorised, refusal_response
from counterfeit_nlp.serving.job import Answer, Job, ScoreJob, SingleJob
from counterfeit_nlp.serving.limits import Limits
from counterfeit_nlp.serving.measures import CONTENT_TYPE, Measures
from counterfeit_nlp.serving.refusal import Refusal
from counterfeit_nlp.serving.turns import Turns
from counterfeit_nlp.tables.json_body import Posted, TooManyListings, read_json, read_json_lines
from counterfeit_nlp.tables.json_text import json_bytes
from counterfeit_nlp.tables.listing_json import parse_listing

__all__ = ["application"]

_OPEN = frozenset({"/healthz"})
_PATHS = frozenset({"/score", "/explain", "/healthz", "/metrics", "/openapi.json"})


def application(
    champion: Champion, turns: Turns, measures: Measures, limits: Limits, token: str | None
) -> ASGIApp:
    """The server as an ASGI application.

    Parameters
    ----------
    champion
        The model that answers.
    turns
        The thread that scores; started and stopped by the caller.
    measures
        Counters.
    limits
        What may be asked.
    token
        What callers have to show, or None.
    """
    # no pages with scripts from elsewhere: /openapi.json is there for any reader of it
    app = FastAPI(docs_url=None, redoc_url=None, title="counterfeit-nlp", redirect_slashes=False)
    service = _Service(champion, turns, measures, limits, token)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = get_openapi(
                title="counterfeit-nlp",
                version=counterfeit_nlp.__version__,
                description="How likely listings are counterfeit, with exact reasons.",
                routes=app.routes,
            )
            parts = app.openapi_schema.setdefault("components", {})
            parts["schemas"] = described.components()
            if token is not None:
                parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
                app.openapi_schema["security"] = [{"token": []}]
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    app.post("/score", **described.SCORE)(service.score)
    app.post("/explain", **described.EXPLAIN)(service.explain)
    app.get("/healthz", **described.HEALTH)(service.health)
    # some probes ask so; the server leaves out the body
    app.head("/healthz", include_in_schema=False)(service.health)
    app.get("/metrics", **described.METRICS)(service.metrics)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _no_such_path)
    app.add_exception_handler(ClientDisconnect, _went_away)
    app.add_exception_handler(Exception, _internal)
    return Door(app, measures, paths=_PATHS, token=token, open_paths=_OPEN)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    request.scope[TOLD]["why"] = error.why
    return refusal_response(error)


async def _no_such_path(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    allowed = dict(error.headers or {})
    if error.status_code == 405:
        told = f"this path takes {allowed.get('allow', allowed.get('Allow', 'another method'))}"
    else:
        told = f"there is no such path; there are {', '.join(sorted(_PATHS))}"
    return await _refused(request, Refusal(error.status_code, "path", told, headers=allowed))


async def _went_away(request: Request, error: Exception) -> Response:
    # nobody reads it, and 499 is what proxies write into their logs, too
    told = "the caller went away before the body was there"
    return await _refused(request, Refusal(499, "caller_went_away", told))


async def _internal(request: Request, error: Exception) -> Response:
    return refusal_response(internal())


class _Service:
    """What the paths do."""

    def __init__(
        self,
        champion: Champion,
        turns: Turns,
        measures: Measures,
        limits: Limits,
        token: str | None,
    ) -> None:
        self._champion = champion
        self._turns = turns
        self._measures = measures
        self._limits = limits
        self._token = token
        self._bodies = Bodies(limits)

    async def score(self, request: Request) -> Response:
        """POST /score."""
        kind = body_type(request, JSON, JSON_LINES)
        at_most = self._limits.listings
        with self._bodies.room() as mine:
            data = await self._bodies.read(request, mine)

            def read() -> Posted:
                if kind == JSON_LINES:
                    return read_json_lines(data, at_most=at_most)
                return read_json(data, at_most=at_most)

            answer = await self._answer(
                request, lambda scorer, loop: ScoreJob(scorer, loop, read, len(data))
            )
        posted = answer.posted
        assert posted is not None
        request.scope[TOLD] |= {
            "listings": len(posted.rejected),
            "rejected": len(posted.rejects),
        }
        if kind == JSON_LINES:
            body = b"".join(row + b"\n" for row in answer.rows)
        elif posted.many:
            body = b"[" + b",\n".join(answer.rows) + b"]"
        else:
            if posted.rejects:
                (reject,) = posted.rejects
                raise Refusal(
                    422,
                    "listing",
                    f"the listing can't be scored: {reject.reason}",
                    rejects=posted.rejects,
                )
            body = answer.rows[0]
        return Response(body, media_type=kind)

    async def explain(self, request: Request) -> Response:
        """POST /explain."""
        body_type(request, JSON)
        with self._bodies.room() as mine:
            data = await self._bodies.read(request, mine)

            def work(scorer: Scorer) -> bytes:
                if read_json(data, at_most=1).many:
                    raise Refusal(422, "listing", "found a list, expected one listing to explain")
                try:
                    return json_bytes(api.explain(scorer, parse_listing(data, "the listing")))
                except InputError as error:
                    raise Refusal(422, "listing", str(error)) from None

            answer = await self._answer(
                request, lambda scorer, loop: SingleJob(scorer, loop, work, len(data))
            )
        return Response(answer.rows[0], media_type=JSON)

    async def _answer(
        self, request: Request, make: Callable[[Scorer, asyncio.AbstractEventLoop], Job]
    ) -> Answer:
        loaded = self._champion.loaded
        request.scope[TOLD]["model"] = loaded.version
        job = make(loaded.scorer, asyncio.get_running_loop())
        self._turns.put(job)
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = await job.answer
        except TimeoutError:
            raise Refusal(
                503,
                "slow_answer",
                f"not answered within {self._limits.seconds:g} seconds: the server is busy, or the "
                "request asks for more than it can do in that time; send less, or again in a while",
                headers={"Retry-After": "1"},
            ) from None
        except TooManyListings as error:
            raise Refusal(413, "listings", str(error)) from None
        except InputError as error:
            raise Refusal(400, "body", str(error)) from None
        finally:
            job.given_up = True
        self._measures.answered(answer)
        return answer

    async def health(self, request: Request) -> Response:
        """GET /healthz."""
        loaded, failure = self._champion.loaded, self._champion.failure
        alive = self._turns.alive
        state = "old_model" if failure else "ok"
        told: dict[str, Any] = {"status": state if alive else "not_scoring"}
        if is_authorised(request.scope, self._token):
            told["model"] = {
                "source": self._champion.place.model,
                "version": loaded.version,
                "digest": loaded.scorer.artefact.digest,
                "since": loaded.since,
            }
            told["failure"] = failure and {
                "error": failure.message,
                "since": failure.since,
                "tries": failure.tries,
            }
            told["package_version"] = counterfeit_nlp.__version__
        return Response(
            json_bytes(told), status_code=200 if alive else 503, media_type="application/json"
        )

    async def metrics(self, request: Request) -> Response:
        """GET /metrics."""
        return Response(self._measures.text(), headers={"Content-Type": CONTENT_TYPE})
