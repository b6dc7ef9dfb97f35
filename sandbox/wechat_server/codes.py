"""Which codes were given to phones? Each stands for one person, works once, and lives five minutes."""

import secrets
import sqlite3

from sandbox.wechat_server.clock import now

LIFETIME_SECONDS = 300


def issue(db: sqlite3.Connection, openid: str, *, kind: str, appid: str) -> str:
    """Return a new code, as `wx.login` ("login") or the phone number button ("phone") would hand it out."""
    code = "0" + secrets.token_hex(16)[:31]
    db.execute(
        "INSERT INTO codes (code, kind, appid, openid, expires_at) VALUES (?, ?, ?, ?, ?)",
        (code, kind, appid, openid, now(db) + LIFETIME_SECONDS),
    )
    return code


def find(db: sqlite3.Connection, code: str) -> sqlite3.Row | None:
    """Return the code as it was issued, or None."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM codes WHERE code = ?", (code,)).fetchone()
    return row


def use(db: sqlite3.Connection, code: str) -> bool:
    """Use the code up; False when it was used before."""
    changed = db.execute("UPDATE codes SET used_at = ? WHERE code = ? AND used_at IS NULL", (now(db), code))
    return changed.rowcount == 1
