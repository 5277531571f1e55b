"""Where runs and registered models are kept, and the one way in.

The store is what ``MLFLOW_TRACKING_URI`` names, else ``mlflow.db`` (SQLite) in the
working directory with the artifacts beside it in ``mlartifacts/``. Relative paths are
made absolute at once: MLflow keeps its connections by the text of the URI, so a
relative one would follow the first working directory of the process for ever.

MLflow is imported inside functions, because that takes seconds and because the switches
below have to be in the environment before it.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import url2pathname

from counterfeit_nlp.errors import CounterfeitError, UsageError

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = ["DATABASE", "Store", "connect", "exclusive", "local_path", "quiet_mlflow", "store"]

DATABASE = "mlflow.db"
ARTIFACTS = "mlartifacts"
URI_VARIABLE = "MLFLOW_TRACKING_URI"

# setdefault: a user who sets one of these on purpose keeps it.
SWITCHES = {
    "MLFLOW_DISABLE_TELEMETRY": "true",  # nothing leaves the machine unasked
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",  # standard output belongs to --json
    "MLFLOW_LOGGING_LEVEL": "WARNING",  # no "Creating initial database tables"
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # 7 by default: minutes until "no such server"
    "GIT_PYTHON_REFRESH": "quiet",  # no lecture where git isn't installed
}


@dataclass(frozen=True)
class Store:
    """An MLflow store.

    Attributes
    ----------
    uri : str
        Tracking URI, absolute where it is a SQLite file.
    database : Path or None
        The SQLite file; None for a server or another database.
    said : str
        How the store was chosen, for messages.
    """

    uri: str
    database: Path | None
    said: str

    @property
    def artifacts(self) -> Path | None:
        """Folder for artifacts beside a SQLite file; a server looks after its own."""
        return None if self.database is None else self.database.parent / ARTIFACTS

    @property
    def shown(self) -> str:
        """The URI for messages: without a password."""
        if self.database is not None:
            return str(self.database)
        parts = urlsplit(self.uri)
        if "@" not in parts.netloc:
            return self.uri
        return urlunsplit(parts._replace(netloc="***@" + parts.netloc.rpartition("@")[2]))


def store(uri: str | None = None) -> Store:
    """Name the store; nothing is opened or created.

    Parameters
    ----------
    uri : str, optional
        Tracking URI: ``sqlite:///relative/or//absolute.db``, another SQLAlchemy URI or
        an ``http(s)://`` server. By default ``MLFLOW_TRACKING_URI``, else ``mlflow.db``
        in the working directory.

    Returns
    -------
    Store

    Raises
    ------
    UsageError
        For a plain folder or ``file:`` URI, which MLflow 3.17 no longer takes.
    """
    said = "given by the caller"
    if uri is None:
        uri = os.environ.get(URI_VARIABLE) or None
        said = f"from {URI_VARIABLE}"
    if uri is None:
        uri = f"sqlite:///{DATABASE}"
        said = f"{URI_VARIABLE} is not set, so {DATABASE} in the working directory"
    scheme, colon, rest = uri.partition("://")
    if (not colon and not uri.startswith("databricks")) or scheme == "file":
        raise UsageError(
            f"{uri!r} ({said}) is a folder, and MLflow no longer keeps runs in folders: "
            f"write a database such as sqlite:///{DATABASE}, or a server such as http://host:5000"
        )
    if scheme.partition("+")[0] != "sqlite":
        return Store(uri, None, said)
    file, mark, query = rest.partition("?")
    if not file.startswith("/") or file in ("/", "/:memory:"):
        raise UsageError(f"{uri!r} ({said}) names no file: write sqlite:///{DATABASE}")
    database = Path.cwd() / file[1:]
    if "?" in str(database):
        raise UsageError(
            f"{database} ({said}): a SQLite URI can't hold a folder with '?' in its name"
        )
    return Store(f"{scheme}:///{database}{mark}{query}", database, said)


@contextmanager
def connect(where: Store, doing: str, *, create: bool = False) -> Iterator[MlflowClient]:
    """A client of the store; MLflow's errors inside become ours.

    MLflow's process-wide tracking URI is the store's while inside, because parts of
    MLflow read only that, and what it was before afterwards.

    Parameters
    ----------
    where : Store
    doing : str
        What for, in messages: "can't look up models:/m@champion".
    create : bool
        Make a SQLite store that isn't there. Otherwise that is an error, and no empty
        database is left behind.

    Raises
    ------
    CounterfeitError
        The store isn't there, isn't an MLflow store, or refused the request.
    """
    _check_database(where, doing, create=create)
    mlflow = quiet_mlflow()
    from mlflow.exceptions import MlflowException
    from requests.exceptions import RequestException
    from sqlalchemy.exc import SQLAlchemyError

    before = os.environ.get(URI_VARIABLE)
    try:
        with warnings.catch_warnings():
            # MLflow uses what SQLAlchemy 2.1 and pandas 3 deprecate: nothing a user can act on.
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", FutureWarning)
            mlflow.set_tracking_uri(where.uri)
            yield mlflow.MlflowClient()
    except (MlflowException, RequestException, SQLAlchemyError, OSError) as error:
        reason = str(error).strip().partition("\n")[0].replace(where.uri, where.shown)
        raise CounterfeitError(
            f"{doing}: the MLflow store {where.shown} ({where.said}) said: {reason}"
        ) from error
    finally:
        mlflow.set_tracking_uri(None)
        if before is not None:
            os.environ[URI_VARIABLE] = before


@contextmanager
def exclusive(where: Store) -> Iterator[None]:
    """One process at a time, for what MLflow can't do in one step (look, then write).

    An advisory lock on ``mlflow.db.lock`` beside a SQLite store. A server has no such
    lock, nor has a system without ``fcntl`` (Windows): there, the callers say what a
    collision leads to.
    """
    try:
        import fcntl
    except ImportError:
        fcntl = None  # type: ignore[assignment]
    if where.database is None or fcntl is None:
        yield
        return
    lock = where.database.with_name(where.database.name + ".lock")
    try:
        handle = lock.open("a")
    except OSError as error:
        raise CounterfeitError(
            f"can't write to the MLflow store: {lock}: {error.strerror}"
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield  # the lock goes with the handle, also when the process is killed


def local_path(uri: str) -> Path | None:
    """The path a ``file:`` URI or a plain path names; None when the place is elsewhere."""
    parts = urlsplit(uri)
    if parts.scheme == "file":
        return Path(url2pathname(parts.path))
    if not parts.scheme or len(parts.scheme) == 1:  # one letter: a Windows drive
        return Path(uri)
    return None


def quiet_mlflow() -> ModuleType:
    """Import MLflow: no telemetry, no progress bars, warnings only."""
    for variable, value in SWITCHES.items():
        os.environ.setdefault(variable, value)
    import mlflow

    # A notebook may have imported MLflow before us, so that the variable came too late.
    for name in ("mlflow", "alembic"):
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.WARNING:
            logger.setLevel(os.environ["MLFLOW_LOGGING_LEVEL"].upper())
    return mlflow


def _check_database(where: Store, doing: str, *, create: bool) -> None:
    """Refuse a SQLite file that isn't there, or that is somebody else's database."""
    database = where.database
    if database is None:
        return
    if not database.exists() or database.stat().st_size == 0:
        if not create:
            raise CounterfeitError(
                f"{doing}: there is no MLflow store at {database} ({where.said}). Run this where "
                f"the models were registered, set {URI_VARIABLE}, or make a first model with "
                "'counterfeit-nlp train'"
            )
        if not database.parent.is_dir():
            raise CounterfeitError(
                f"{doing}: can't make the MLflow store {database} ({where.said}): "
                f"there is no folder {database.parent}"
            )
        return
    try:
        # quote(): a '?' or '#' in a folder's name is not part of the URI's grammar.
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)) as opened:
            tables = {row[0] for row in opened.execute("select name from sqlite_master")}
    except sqlite3.OperationalError:
        return  # locked or unreadable for now: MLflow waits, or says so itself
    except sqlite3.DatabaseError as error:
        raise CounterfeitError(
            f"{doing}: {database} ({where.said}) is not a SQLite database: {error}"
        ) from error
    # Tables of a half-made MLflow store are finished by MLflow; others are left alone.
    if not tables & {"registered_models", "experiments", "alembic_version"} and (
        tables or not create
    ):
        raise CounterfeitError(
            f"{doing}: {database} ({where.said}) is a SQLite database without MLflow's tables; "
            f"set {URI_VARIABLE} to an MLflow store"
        )
