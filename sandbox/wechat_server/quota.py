"""How often may one call WeChat? Counters per minute and per day, for the application or for one user."""

import sqlite3
from dataclasses import dataclass

from sandbox.wechat_server.answers import Refused
from sandbox.wechat_server.clock import now

_SPANS = {"day": 86400, "minute": 60}
_CHINA = 8 * 3600
"""Days end at midnight in China."""


@dataclass(frozen=True)
class Limit:
    """Calls allowed; None is unlimited."""

    per_minute: int | None = None
    per_day: int | None = None
    per_user: bool = False


LIMITS = {
    "/sns/jscode2session": Limit(per_minute=100, per_user=True),
    "/cgi-bin/token": Limit(per_day=2_000),
    "/cgi-bin/stable_token": Limit(per_minute=10_000, per_day=500_000),
    "/cgi-bin/stable_token#force": Limit(per_day=20),
    "/cgi-bin/message/subscribe/send": Limit(per_day=10_000_000),
}


def count(db: sqlite3.Connection, path: str, openid: str | None = None) -> None:
    """Count one call; over the limit of the day 45009, of the minute 45011, and the refused call is not counted."""
    limit = LIMITS[path]
    key = _key(path, openid)
    if limit.per_day is not None and _add(db, key, "day") > limit.per_day:
        raise Refused(45009)
    if limit.per_minute is not None and _add(db, key, "minute") > limit.per_minute:
        raise Refused(45011)


def set_used(db: sqlite3.Connection, path: str, used: int, openid: str | None = None) -> None:
    """Pretend that so many calls were made today, and in this minute."""
    for span in _SPANS:
        db.execute(
            "INSERT OR REPLACE INTO usage (key, span, started, used) VALUES (?, ?, ?, ?)",
            (_key(path, openid), span, _started(db, span), used),
        )


def _key(path: str, openid: str | None) -> str:
    return f"{path}#{openid}" if LIMITS[path].per_user else path


def _started(db: sqlite3.Connection, span: str) -> int:
    return int((now(db) + _CHINA) // _SPANS[span])


def _add(db: sqlite3.Connection, key: str, span: str) -> int:
    row = db.execute(
        "INSERT INTO usage (key, span, started, used) VALUES (?, ?, ?, 1) ON CONFLICT (key, span) DO UPDATE SET "
        "used = CASE WHEN started = excluded.started THEN used + 1 ELSE 1 END, started = excluded.started "
        "RETURNING used",
        (key, span, _started(db, span)),
    ).fetchone()
    return int(row["used"])
