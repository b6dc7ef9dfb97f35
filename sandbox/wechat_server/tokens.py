"""Which access tokens were given out, and which still work?

Two kinds live side by side. A classic token replaces the former, which works five minutes longer. A stable token stays
the same until its last five minutes; only a forced refresh kills it at once.
"""

import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.wechat_server import quota
from sandbox.wechat_server.answers import Refused
from sandbox.wechat_server.clock import now

LIFETIME_SECONDS = 7200
OVERLAP_SECONDS = 300
FORCE_PAUSE_SECONDS = 30


@dataclass(frozen=True)
class Token:
    """A token as the caller gets it; `expires_in` in seconds."""

    value: str
    expires_in: int

    def body(self) -> dict[str, Any]:
        """Return the answer's body."""
        return {"access_token": self.value, "expires_in": self.expires_in}


def new_classic(db: sqlite3.Connection) -> Token:
    """Give out a new classic token; the former dies in five minutes."""
    _retire(db, "classic", dies_in=OVERLAP_SECONDS)
    return _issue(db, "classic")


def current_stable(db: sqlite3.Connection) -> Token:
    """Return the stable token in force, or a new one when five minutes or less are left."""
    row = _alive(db)
    if row is None:
        return _issue(db, "stable")
    left = row["expires_at"] - now(db)
    if left > OVERLAP_SECONDS:
        return Token(row["value"], int(left))
    db.execute(
        "UPDATE tokens SET dead_at = :end, expires_at = :end WHERE value = :value",
        {"end": now(db) + OVERLAP_SECONDS, "value": row["value"]},
    )
    return _issue(db, "stable")


def forced_stable(db: sqlite3.Connection) -> Token:
    """Kill the stable token and give out a new one; not within 30 s of the last, and 45009 after 20 times a day."""
    last = db.execute("SELECT max(issued_at) AS at FROM tokens WHERE kind = 'stable' AND forced").fetchone()["at"]
    if last is not None and now(db) - last < FORCE_PAUSE_SECONDS:
        return current_stable(db)
    quota.count(db, "/cgi-bin/stable_token#force")
    _retire(db, "stable", dies_in=0)
    return _issue(db, "stable", forced=True)


def expire(db: sqlite3.Connection) -> None:
    """Let all tokens reach the end of their time now (42001 from here on)."""
    db.execute("UPDATE tokens SET expires_at = min(expires_at, ?)", (now(db),))


def invalidate(db: sqlite3.Connection) -> None:
    """Make all tokens unknown to WeChat now (40001 from here on)."""
    db.execute("UPDATE tokens SET dead_at = min(coalesce(dead_at, :now), :now)", {"now": now(db)})


def check(db: sqlite3.Connection, value: str | None) -> None:
    """Refuse a call that brings no token (41001), one that is unknown or replaced (40001), or an old one (42001)."""
    if not value:
        raise Refused(41001)
    row = db.execute("SELECT * FROM tokens WHERE value = ?", (value,)).fetchone()
    state = "replaced" if row is None else _state(row, now(db))
    if state != "works":
        raise Refused(40001 if state == "replaced" else 42001)


def standing(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return all tokens with how they stand: "works", "replaced" (a call gets 40001) or "expired" (42001)."""
    moment = now(db)
    rows = db.execute("SELECT * FROM tokens ORDER BY rowid").fetchall()
    return [{"kind": row["kind"], "value": row["value"], "state": _state(row, moment)} for row in rows]


def _state(row: sqlite3.Row, moment: float) -> str:
    if row["dead_at"] is not None and row["dead_at"] <= moment:
        return "replaced"
    return "expired" if row["expires_at"] <= moment else "works"


def _alive(db: sqlite3.Connection) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM tokens WHERE kind = 'stable' AND dead_at IS NULL AND expires_at > ? ORDER BY rowid DESC",
        (now(db),),
    ).fetchone()
    return row


def _retire(db: sqlite3.Connection, kind: str, *, dies_in: int) -> None:
    db.execute(
        "UPDATE tokens SET dead_at = min(coalesce(dead_at, :end), :end) WHERE kind = :kind",
        {"end": now(db) + dies_in, "kind": kind},
    )


def _issue(db: sqlite3.Connection, kind: str, *, forced: bool = False) -> Token:
    # Longer than the real ones, so that a column which is too short shows here and not in production.
    token = Token(f"99_{secrets.token_urlsafe(180)}", LIFETIME_SECONDS)
    moment = now(db)
    db.execute(
        "INSERT INTO tokens (value, kind, issued_at, expires_at, forced) VALUES (?, ?, ?, ?, ?)",
        (token.value, kind, moment, moment + LIFETIME_SECONDS, forced),
    )
    return token
