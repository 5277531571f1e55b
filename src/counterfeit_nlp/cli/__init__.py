"""The command line: one file per command, and nothing heavy until a command runs.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a gate said no. Results go to standard output or to
files, messages to standard error.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from typing import Annotated, NoReturn

import typer

import counterfeit_nlp
from counterfeit_nlp.cli import (
    attack,
    brands,
    evaluate,
    explain,
    models,
    normalise,
    promote,
    register,
    rollback,
    score,
    sellers,
    serve,
    simulate,
    split,
    top,
    train,
)
from counterfeit_nlp.errors import CounterfeitError

__all__ = ["app", "main"]

app = typer.Typer(
    name="counterfeit-nlp",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a gate said no.",
)

# In the order a newcomer meets them
for _command in (
    simulate.simulate,
    split.split,
    train.train,
    evaluate.evaluate,
    attack.attack,
    register.register,
    normalise.normalise,
    score.score,
    explain.explain,
    top.top,
    serve.serve,
    promote.promote,
    rollback.rollback,
    models.models,
):
    app.command()(_command)
app.add_typer(brands.brands)
app.add_typer(sellers.sellers)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"counterfeit-nlp {counterfeit_nlp.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Find counterfeit and IP-infringing listings from their text.

    \b
    Example: counterfeit-nlp score listings.csv --model models/model --out risks.parquet
    """


# ``--map title=name price=cost`` (or ``--map=title=name price=cost``): the shell gives one word per
# pair, click wants one option each
_PAIR = re.compile(r"[a-z_]+=.+", re.DOTALL)


def _spread_maps(words: list[str]) -> list[str]:
    spread: list[str] = []
    in_map = False
    for word in words:
        if in_map and _PAIR.fullmatch(word) and spread[-1] != "--map":
            spread.append("--map")
        elif word.startswith("-"):
            in_map = False
        spread.append(word)
        in_map = in_map or word == "--map" or word.startswith("--map=")
    return spread


def _quiet() -> None:
    # Nothing of ours phones home, and nobody's progress bars land in a log
    for name in ("MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ.setdefault(name, "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    # Sums must not depend on the number of cores, and no command is faster with threads here
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _collect_seldom() -> None:
    # Imports and a model are a million small objects that stay. By default Python goes through the
    # new ones every 700 and through all of them now and then, a fifth of the start of a command.
    gc.set_threshold(100_000, 20, 20)


def main() -> NoReturn:
    """Run the command line and exit."""
    _quiet()
    _collect_seldom()
    # a polite kill unwinds like an error, so that no half-written file stays behind
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        app(args=_spread_maps(sys.argv[1:]), standalone_mode=True)
    except CounterfeitError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        # the reader went away (`| head`); say nothing, and let Python not complain at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except MemoryError:
        _fail("out of memory: use a smaller --batch-size, or a machine with more", 1)
    except RecursionError as error:
        _fail(f"the input is nested too deeply ({error})", 1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror or error}", 1)
    except Exception as error:
        if os.environ.get("COUNTERFEIT_NLP_TRACEBACK"):
            raise
        _fail(
            f"internal error, please report it: {type(error).__name__}: {error} "
            "(COUNTERFEIT_NLP_TRACEBACK=1 shows where)",
            1,
        )
    sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    line = " ".join(message.splitlines()) if code != 3 else message
    typer.echo(f"counterfeit-nlp: {line}", err=True)
    sys.exit(code)
