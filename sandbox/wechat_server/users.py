"""Who uses WeChat here? The people tests and demos have made."""

import base64
import secrets
import sqlite3
from typing import Any

from sandbox.wechat_server.clock import now


def save(db: sqlite3.Connection, openid: str | None, changes: dict[str, Any]) -> str:
    """Make a person, or change the named fields of the one with this openid; return the openid."""
    openid = openid or "o" + secrets.token_urlsafe(21)[:27]
    if find(db, openid) is None:
        db.execute("INSERT INTO users (openid, name) VALUES (?, ?)", (openid, changes["name"]))
    for column, value in changes.items():
        db.execute(f"UPDATE users SET {column} = ? WHERE openid = ?", (value, openid))  # noqa: S608  # names of our schema
    return openid


def find(db: sqlite3.Connection, openid: str) -> sqlite3.Row | None:
    """Return the person, or None."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM users WHERE openid = ?", (openid,)).fetchone()
    return row


def people(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return those who were made with a role: the people of the demo, in the order they were made."""
    rows = db.execute("SELECT openid, name, role, region_code FROM users WHERE role IS NOT NULL ORDER BY rowid")
    return [dict(row) for row in rows]


def visit(db: sqlite3.Connection, openid: str) -> str:
    """Note that the person opened the mini-program just now; return the new session key (24 characters)."""
    # WeChat may keep the former key. Changing it each time is the harsher case, and makes nobody rely on it.
    session_key = base64.b64encode(secrets.token_bytes(16)).decode()
    db.execute("UPDATE users SET session_key = ?, last_visit_at = ? WHERE openid = ?", (session_key, now(db), openid))
    return session_key
