"""What time is it in the sandbox? The machine's time plus what tests and the panel have let pass.

A file beside the database says how far ahead that is, for the processes of the product: `sandbox/product_clock.py`.
"""

import sqlite3
import time
from pathlib import Path

from sandbox.wechat_server.store import keep_setting, read_setting

FILE = "clock"
"""Name of the file in the data folder: seconds, as a number in text."""


def now(db: sqlite3.Connection) -> float:
    """Return the sandbox's time in seconds since 1970."""
    return time.time() + ahead(db)


def ahead(db: sqlite3.Connection) -> float:
    """Return how many seconds the sandbox is ahead of the machine."""
    return float(read_setting(db, "clock_ahead", 0.0))


def advance(db: sqlite3.Connection, seconds: float) -> None:
    """Let seconds pass at once."""
    keep_setting(db, "clock_ahead", ahead(db) + seconds)


def publish(folder: Path | None, seconds: float) -> None:
    """Write into the folder how far ahead the sandbox is, at once and whole; without a folder nobody is told."""
    if folder is None:
        return
    fresh = folder / f"{FILE}.new"
    fresh.write_text(f"{seconds}\n", encoding="utf-8")
    fresh.replace(folder / FILE)
