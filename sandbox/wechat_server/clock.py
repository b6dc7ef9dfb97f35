"""What time is it in the simulated WeChat? The machine's time plus what tests have let pass."""

import sqlite3
import time

from sandbox.wechat_server.store import keep_setting, read_setting


def now(db: sqlite3.Connection) -> float:
    """Return the simulator's time in seconds since 1970."""
    return time.time() + float(read_setting(db, "clock_ahead", 0.0))


def advance(db: sqlite3.Connection, seconds: float) -> float:
    """Let seconds pass at once, and return the new time."""
    keep_setting(db, "clock_ahead", float(read_setting(db, "clock_ahead", 0.0)) + seconds)
    return now(db)
