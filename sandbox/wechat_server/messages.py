"""May the application send a person this message? POST /cgi-bin/message/subscribe/send, and what was delivered."""

import json
import re
import sqlite3
from typing import Any, Literal

from flask import Response, request

from sandbox.wechat_server import quota, tokens, users
from sandbox.wechat_server.answers import Refused, json_object, succeed
from sandbox.wechat_server.clock import now
from sandbox.wechat_server.world import world

SEND_PATH = "/cgi-bin/message/subscribe/send"

_CUT = 48
"""WeChat cuts the text of 47003 here, in the middle of a word."""
_DAY = r"(\d{4}年\d{1,2}月(\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2})"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
_DATE, _TIME = rf"{_DAY}(\s*{_CLOCK})?", rf"({_DAY}\s*)?{_CLOCK}"
RULES = {
    "thing": re.compile(r"[^\x00-\x1f]{1,20}"),
    "number": re.compile(r"(?=.{1,32}$)\d+(\.\d+)?", re.ASCII),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[\x21-\x7e]{1,32}"),
    "time": re.compile(rf"{_TIME}(\s*~\s*{_TIME})?", re.ASCII),
    "date": re.compile(rf"{_DATE}(\s*~\s*{_DATE})?", re.ASCII),
    "amount": re.compile(r"[¥￥$€£]?\d{1,10}(\.\d+)?元?", re.ASCII),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}", re.ASCII),
    "car_number": re.compile(r"[^\x00-\x1f]{1,8}"),
    "name": re.compile(r"[\u4e00-\u9fff·]{1,10}|[A-Za-z .'-]{1,20}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
}
"""What a field may hold, by the letters of its name."""
FIELD = re.compile(rf"({'|'.join(RULES)})\d+")


def send() -> Response:
    """Deliver a message to a person who has agreed to one more of its template."""
    with world().store.transaction() as db:
        tokens.check(db, request.args.get("access_token"))
    body = json_object()
    with world().store.transaction() as db:
        quota.count(db, SEND_PATH)
    with world().store.transaction() as db:
        _deliver(db, body)
    return succeed({"errcode": 0, "errmsg": "ok"})


def keep_template(db: sqlite3.Connection, template_id: str, *, title: str, fields: list[str]) -> None:
    """Make a template known, as an administrator does in WeChat's console."""
    db.execute("INSERT OR REPLACE INTO templates VALUES (?, ?, ?)", (template_id, title, json.dumps(fields)))


def subscribe(db: sqlite3.Connection, openid: str, template_id: str, *, result: Literal["accept", "reject"]) -> int:
    """Note what a person answered; return how many messages of this template may still be sent."""
    db.execute("INSERT OR IGNORE INTO subscriptions VALUES (?, ?, 0)", (openid, template_id))
    # What a refusal does to places agreed to before is not documented: the harsher case.
    row = db.execute(
        "UPDATE subscriptions SET remaining = CASE WHEN ? = 'accept' THEN remaining + 1 ELSE 0 END "
        "WHERE openid = ? AND template_id = ? RETURNING remaining",
        (result, openid, template_id),
    ).fetchone()
    return int(row["remaining"])


def outbox(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return what was delivered, oldest first: `[{openid, template_id, title, page, data, sent_at}]`."""
    rows = db.execute("SELECT * FROM outbox ORDER BY rowid")
    return [{**dict(row), "data": json.loads(row["data"])} for row in rows]


def _deliver(db: sqlite3.Connection, body: dict[str, Any]) -> None:
    template_id, openid = str(body.get("template_id", "")), str(body.get("touser", ""))
    template = db.execute("SELECT * FROM templates WHERE template_id = ?", (template_id,)).fetchone()
    if template is None:
        raise Refused(40037)
    if users.find(db, openid) is None:
        raise Refused(40003)
    used = db.execute(
        "UPDATE subscriptions SET remaining = remaining - 1 WHERE openid = ? AND template_id = ? AND remaining > 0",
        (openid, template_id),
    )
    # Before the fields: people report 43101 for messages whose fields were wrong as well.
    if used.rowcount == 0:
        raise Refused(43101)
    data = _values(json.loads(template["fields"]), body.get("data"))
    db.execute(
        "INSERT INTO outbox (openid, template_id, title, page, data, sent_at) VALUES (?, ?, ?, ?, ?, ?)",
        (openid, template_id, template["title"], str(body.get("page", "")), json.dumps(data), now(db)),
    )


def _values(fields: list[str], data: Any) -> dict[str, str]:
    """Return the value of each field; other keys are ignored, as WeChat does."""
    given = data if isinstance(data, dict) else {}
    return {field: _value(field, given.get(field)) for field in fields}


def _value(field: str, given: Any) -> str:
    value = str(given.get("value") or "") if isinstance(given, dict) else ""
    if not value:
        raise _wrong(field, "is empty")
    if not RULES[field.rstrip("0123456789")].fullmatch(value):
        raise _wrong(field, "invalid")
    return value


def _wrong(field: str, why: str) -> Refused:
    return Refused(47003, f"argument invalid! data.{field}.value {why}"[:_CUT])
