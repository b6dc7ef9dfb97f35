"""Where does the simulated WeChat keep what it knows? In one SQLite file, or in memory."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    openid TEXT PRIMARY KEY, unionid TEXT, name TEXT NOT NULL, role TEXT, region_code TEXT,
    session_key TEXT, last_visit_at REAL, blocked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY, kind TEXT NOT NULL, appid TEXT NOT NULL, openid TEXT NOT NULL,
    expires_at REAL NOT NULL, used_at REAL
);
CREATE TABLE IF NOT EXISTS tokens (
    value TEXT PRIMARY KEY, kind TEXT NOT NULL, issued_at REAL NOT NULL, expires_at REAL NOT NULL, dead_at REAL,
    forced INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS usage (
    key TEXT NOT NULL, span TEXT NOT NULL, started INTEGER NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (key, span)
);
CREATE TABLE IF NOT EXISTS templates (template_id TEXT PRIMARY KEY, title TEXT NOT NULL, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS subscriptions (
    openid TEXT NOT NULL, template_id TEXT NOT NULL, remaining INTEGER NOT NULL, PRIMARY KEY (openid, template_id)
);
CREATE TABLE IF NOT EXISTS outbox (
    openid TEXT NOT NULL, template_id TEXT NOT NULL, title TEXT NOT NULL, page TEXT NOT NULL, data TEXT NOT NULL,
    sent_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_TABLES = ("users", "codes", "tokens", "usage", "templates", "subscriptions", "outbox", "settings")


class Store:
    """The simulator's database. One connection and one lock: every transaction sees what the former one left."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        place = ":memory:" if folder is None else str(folder / "wechat.sqlite3")
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection with everybody else waiting; an exception undoes all of it."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def clear(db: sqlite3.Connection) -> None:
    """Forget everything."""
    for table in _TABLES:
        db.execute(f"DELETE FROM {table}")  # noqa: S608  # names from the line above


def read_setting(db: sqlite3.Connection, name: str, default: Any) -> Any:
    """Return a kept JSON value, or the default."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row["value"])


def keep_setting(db: sqlite3.Connection, name: str, value: Any) -> None:
    """Keep a JSON value under a name."""
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, json.dumps(value)))
