"""How do we talk to SQLite and to PostgreSQL, and what differs between them?

Two engines for each database, both made by Flask-SQLAlchemy:

- the default one, for `core.transaction.transaction`: every transaction on it may write;
- `reader`, in autocommit: single reads, and the few statements that go to the driver directly.

On SQLite a write transaction takes the lock at its beginning (`BEGIN IMMEDIATE`): one that starts as a read and
wants to write later fails at once with "database is locked" when another has written meanwhile.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

READER = "reader"
LOCK_WAIT_SECONDS = 3
"""How long a statement waits for a lock that another holds before the request is told to come back."""

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an answered sign-up survives a power cut
    f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16384",
    "PRAGMA mmap_size=268435456",
    "PRAGMA temp_store=MEMORY",
)


class LockTimeoutError(Exception):
    """The one place to write at was taken for too long."""


def normal_url(url: str) -> str:
    """Name our driver in a database address; refuse what is neither SQLite on disk nor PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith("postgresql+psycopg://"):
        return url
    if url.startswith("sqlite:///") and url.removeprefix("sqlite:///") not in ("", ":memory:"):
        return url
    raise ValueError("DATABASE_URL must be sqlite:////path/to/file or postgresql://user@host/name")


def is_sqlite(url: str) -> bool:
    """Tell whether an address is SQLite's."""
    return url.startswith("sqlite")


def engine_options(url: str, *, connections: int) -> dict[str, Any]:
    """Return the options of the writing engine: as many connections as there are threads, none over it."""
    options: dict[str, Any] = {"pool_size": connections, "max_overflow": 0, "pool_timeout": 10}
    if is_sqlite(url):
        return options | {"connect_args": {"check_same_thread": False}}
    return options | {
        "pool_pre_ping": True,
        "connect_args": {
            "prepare_threshold": 1,
            "options": f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c timezone=UTC",
        },
    }


def reader_options(url: str, *, connections: int) -> dict[str, Any]:
    """Return the options of the reading engine: autocommit, so that a read costs one round trip."""
    options = engine_options(url, connections=connections)
    options.pop("pool_pre_ping", None)
    return options | {"url": url, "isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}


def prepare(engines: Mapping[str | None, sa.Engine]) -> None:
    """Set up the connections of SQLite; PostgreSQL's need nothing more than their options."""
    for key, engine in engines.items():
        if engine.dialect.name != "sqlite":
            continue
        sa.event.listen(engine, "connect", _open_sqlite)
        if key is None:
            sa.event.listen(engine, "begin", _begin_immediate)


def _open_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class WriteGate:
    """A queue in front of SQLite's only write lock, for the threads of all processes on this machine.

    SQLite itself lets those who wait sleep and try again, so that a late one may pass an early one: with 16 threads the
    slowest of a hundred waited 0.7 s, with this gate 0.05 s (docs/performance.md).
    """

    def __init__(self, database: str) -> None:
        """Make the gate of one database file; the lock file stands beside it."""
        self._path = f"{database}.wlock"
        self._thread = threading.Lock()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for the turn; raises `LockTimeoutError` when that takes too long."""
        gives_up = time.monotonic() + LOCK_WAIT_SECONDS
        if not self._thread.acquire(timeout=LOCK_WAIT_SECONDS):
            raise LockTimeoutError
        try:
            file = self._locked_file(gives_up)
            try:
                yield
            finally:
                os.close(file)  # which unlocks it
        finally:
            self._thread.release()

    def _locked_file(self, gives_up: float) -> int:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _wait_for(file, gives_up)
        return file


def _wait_for(file: int, gives_up: float) -> int:
    """Wait until another process unlocks the file, in a thread of its own: waiting for a file knows no time limit."""
    turn: Future[int] = Future()
    threading.Thread(target=_take_turn, args=(file, turn), daemon=True).start()
    try:
        return turn.result(max(0.0, gives_up - time.monotonic()))
    except TimeoutError:
        if turn.cancel():
            raise LockTimeoutError from None
        return turn.result()


def _take_turn(file: int, turn: "Future[int]") -> None:
    fcntl.flock(file, fcntl.LOCK_EX)
    if turn.set_running_or_notify_cancel():
        turn.set_result(file)
    else:
        os.close(file)  # nobody waits any more


_gates: dict[str, WriteGate] = {}
_gates_lock = threading.Lock()


def write_gate(engine: sa.Engine) -> WriteGate:
    """Return the gate of a SQLite engine, the same for every thread of this process."""
    path = str(engine.url.database)
    with _gates_lock:
        if path not in _gates:
            _gates[path] = WriteGate(path)
        return _gates[path]
