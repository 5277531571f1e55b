"""``counterfeit-nlp serve``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from counterfeit_nlp.cli.options import AsOf, ExpectDigest, Model, Sellers, day_of, say
from counterfeit_nlp.errors import CounterfeitError, UsageError

__all__ = ["serve"]

TOKEN_VARIABLE = "COUNTERFEIT_NLP_TOKEN"
_TOKEN_AT_LEAST = 16


def serve(
    model: Model,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on. Any but this machine's own (127.0.0.1) needs a token."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one and says which.")
    ] = 8000,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            help="File with the token that callers have to show; or set COUNTERFEIT_NLP_TOKEN.",
        ),
    ] = None,
    sellers: Sellers = None,
    as_of: AsOf = None,
    expect_digest: ExpectDigest = None,
    max_bytes: Annotated[
        int, typer.Option("--max-bytes", min=1, help="Longest body of a request.")
    ] = 1 << 20,
    max_listings: Annotated[
        int, typer.Option("--max-listings", min=1, help="Most listings in a request.")
    ] = 1_000,
    timeout: Annotated[
        float,
        typer.Option(min=0.1, help="Seconds for a body to arrive, and for its answer to be made."),
    ] = 10.0,
    look_every: Annotated[
        float,
        typer.Option("--look-every", min=0.1, help="Seconds between looks for another model."),
    ] = 10.0,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Log warnings only, not a line for each request.")
    ] = False,
) -> None:
    """Answer HTTP requests: POST /score, POST /explain, GET /healthz, GET /metrics.

    Scores are those of `score`, byte for byte. Loads another model when the folder is replaced or
    the alias moves, without dropping a request.

    \b
    Example: counterfeit-nlp serve --model models:/counterfeit_nlp@champion --port 8000
    """
    day = day_of(as_of, sellers)
    token = _token(token_file)
    try:
        from counterfeit_nlp.serving.champion import Place
        from counterfeit_nlp.serving.limits import Limits
        from counterfeit_nlp.serving.server import serve as answer
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "prometheus_client", "uvicorn"):
            raise
        raise CounterfeitError(
            f"serve needs {error.name}, which isn't installed: pip install 'counterfeit-nlp[serve]'"
        ) from None
    answer(
        Place(model, expect_digest, sellers, day),
        host=host,
        port=port,
        token=token,
        limits=Limits(body_bytes=max_bytes, listings=max_listings, seconds=timeout),
        look_every=look_every,
        quiet=quiet,
        say=say,
    )


def _token(file: Path | None) -> str | None:
    """The token, never from the command line, which everybody on the machine can read."""
    stated = os.environ.get(TOKEN_VARIABLE)
    where = TOKEN_VARIABLE
    if file is not None:
        if stated is not None:
            raise UsageError(f"both --token-file and {TOKEN_VARIABLE} hold a token: give one")
        where = str(file)
        try:
            stated = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise UsageError(f"--token-file {file} can't be read: {reason}") from None
    if stated is None:
        return None
    token = stated.strip()
    if len(token) < _TOKEN_AT_LEAST or not (token.isascii() and token.isprintable()):
        raise UsageError(
            f"{where} holds {len(token)} characters, expected a token of at least "
            f"{_TOKEN_AT_LEAST} printable ASCII characters (openssl rand -hex 32 makes one)"
        )
    return token
