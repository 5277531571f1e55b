"""One server process: its socket, its threads, its log, its end."""

from __future__ import annotations

import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from counterfeit_nlp.errors import UsageError
from counterfeit_nlp.serving.app import application
from counterfeit_nlp.serving.champion import Champion, Place
from counterfeit_nlp.serving.limits import Limits
from counterfeit_nlp.serving.measures import Measures
from counterfeit_nlp.serving.turns import Turns

__all__ = ["serve"]

# Python lets the thread that scores keep the interpreter for 5 ms at a time; reading and answering
# requests takes several turns of far less, and each would wait so long.
_SWITCH_SECONDS = 0.0005


def serve(
    place: Place,
    *,
    host: str,
    port: int,
    token: str | None,
    limits: Limits,
    look_every: float,
    quiet: bool,
    say: Callable[[str], None],
) -> None:
    """Answer requests until told to stop (SIGINT, SIGTERM), then finish those that are there.

    Parameters
    ----------
    place
        Where the model comes from.
    host, port
        Where to listen; port 0 takes a free one.
    token
        What callers have to show; needed where others than this machine can reach the server.
    limits
        What may be asked.
    look_every
        Seconds between looks for another model.
    quiet
        Whether the log leaves out a line for each request.
    say
        Told where the server listens, once it does.

    Raises
    ------
    UsageError
        When it would listen for other machines without a token, or can't listen there.
    CounterfeitError
        When there is no model.
    """
    # once: a name may stand for another address the next time it is asked
    family, address = _address(host)
    if token is None and not ipaddress.ip_address(address.partition("%")[0]).is_loopback:
        raise UsageError(
            f"--host {host}: other machines could reach the server, so it needs a token: "
            "--token-file FILE or the environment variable COUNTERFEIT_NLP_TOKEN"
        )
    _log_to_stderr(quiet)
    with _listening(family, address, port) as sock:
        measures = Measures()
        champion = Champion(place, measures.load, every=look_every)
        measures.watch(champion)
        turns = Turns(measures.batch)
        config = uvicorn.Config(
            application(champion, turns, measures, limits, token),
            log_config=None,
            access_log=False,
            # the same protocol code whatever else is installed
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            limit_concurrency=limits.waiting,
            # longer than proxies keep theirs (mostly 60), so that none writes into a closed one
            timeout_keep_alive=75,
            timeout_graceful_shutdown=round(limits.seconds) + 1,
        )
        server = uvicorn.Server(config)
        # uvicorn hands a signal on once it has finished; then it has had its effect
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: setattr(server, "should_exit", True))
        sys.setswitchinterval(_SWITCH_SECONDS)
        turns.start()
        champion.watch()
        actual = sock.getsockname()[1]
        shown = f"[{address}]" if ":" in address else address
        say(f"Listening on http://{shown}:{actual}, model {champion.loaded.version}")
        try:
            server.run(sockets=[sock])
        finally:
            champion.stop()
            turns.stop()


def _address(host: str) -> tuple[socket.AddressFamily, str]:
    """The address a name stands for; the first, if there are several."""
    try:
        family, _, _, _, found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"--host {host!r} is no address of this machine ({error}): expected 127.0.0.1, ::1, "
            "0.0.0.0 or a name"
        ) from None
    return family, str(found[0])


def _listening(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # With the protocol named, or asyncio wouldn't turn off Nagle's algorithm, and every answer on a
    # kept connection would wait 40 ms for the caller's system to confirm its head
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        sock.listen(2048)
        return sock
    except (OSError, OverflowError) as error:
        sock.close()
        raise UsageError(
            f"can't listen on {address} port {port}: {getattr(error, 'strerror', None) or error}; "
            "choose another --port (0 takes a free one) or --host"
        ) from None


def _log_to_stderr(quiet: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name, level in (
        ("counterfeit_nlp", logging.WARNING if quiet else logging.INFO),
        ("uvicorn", logging.WARNING),
    ):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
