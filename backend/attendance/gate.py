"""How is somebody let in at the price of one statement? Nothing is refused here.

The usual case, and only that: a code or a tick on the roster, of people of a confirmed sign-up who are not recorded.
One statement checks that the event is as it was read and that the sign-up is confirmed, holds both, and writes the
records, their audit rows and the answer that is kept. On SQLite it is one short transaction. Two unique indexes refuse
whoever is there already. Whatever is not as expected writes nothing and is left to `checkin.py`, which finds out why.
"""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from cachetools import LRUCache

from backend.attendance import codes
from backend.attendance.rules import EventSession, session_at, sessions_of
from backend.attendance.schemas import CheckinIn
from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import AppError
from backend.core.quick_read import QuickRead
from backend.core.together import Together
from backend.core.transaction import REFUSED, driver_rows, driver_transaction, is_taken
from backend.security.permissions import Permission
from backend.security.policy import may
from backend.security.redaction import mask_name
from models.base import db
from models.event import Event
from models.ids import new_id
from models.types import moment_text

_NAME_POSTGRESQL = """case char_length(nickname) when 0 then '*' when 1 then '*' when 2 then left(nickname, 1) || '*'
         else left(nickname, 1) || repeat('*', char_length(nickname) - 2) || right(nickname, 1) end"""
"""`mask_name`, written for PostgreSQL."""


def let_in_postgresql(column: str) -> str:
    """Return the statement that lets somebody in; `column` of the sign-up is what names it: `id` or `user_id`.

    It returns the answer's body, or null when it found something otherwise and wrote nothing.
    """
    return f"""
with sheet as (
  select id from event where id = %(event_id)s and state = 'published' and updated_at = %(updated_at)s for share),
 seat as (
  select signup.id, signup.user_id, signup.party, user_account.nickname
    from signup join user_account on user_account.id = signup.user_id
   where signup.event_id = %(event_id)s and signup.{column} = %(who)s and signup.state = 'confirmed'
     and signup.seats > %(last_member)s for share of signup),
 person as (
  select p.id, p.audit_id, p.member, seat.id as signup_id, case p.member when 0 then seat.user_id end as user_id,
         p.begun || ',"signup_id":"' || seat.id || '","person":' || to_json(
           case p.member when 0 then {_NAME_POSTGRESQL}
           else party -> (p.member - 1) ->> 'label' end)::text || '}}' as item
    from sheet, seat, jsonb_to_recordset(%(people)s::jsonb) as p (id text, audit_id text, member int, begun text)),
 entered as (
  insert into attendance
         (id, event_id, session, signup_id, member, user_id, way, gate, at, recorded_at, recorded_by)
  select id, %(event_id)s, %(session)s::int, signup_id, member, user_id, %(way)s, %(gate)s, %(now)s, %(now)s,
         %(actor_id)s from person),
 audited as (
  insert into audit_entry (id, at, actor_id, action, target_id, region_code, details)
  select audit_id, %(now)s, %(actor_id)s, 'attendance.record', id, %(region_code)s,
         jsonb_build_object('event_id', %(event_id)s::text, 'way', %(way)s::text) from person),
 answered as (
  select '{{"items":[' || string_agg(item, ',' order by member) || '],"already":[]}}' as body from person),
 kept as (
  insert into idempotent_answer (user_id, key, request_hash, status, body, created_at)
  select %(actor_id)s, %(key)s::text, %(request_hash)s::text, 201, body, %(now)s from answered
   where body is not null and %(key)s::text is not null)
select body from answered
"""  # noqa: S608  # `column` is one of two names that this file writes


_LET_IN_POSTGRESQL = {column: let_in_postgresql(column) for column in ("id", "user_id")}

_SEAT_SQLITE = {
    column: f"""select signup.id, signup.user_id, signup.party, user_account.nickname
  from event, signup join user_account on user_account.id = signup.user_id
 where event.id = :event_id and event.state = 'published' and event.updated_at = :updated_at
   and signup.event_id = :event_id and signup.{column} = :who and signup.state = 'confirmed'
   and signup.seats > :last_member"""  # noqa: S608  # one of the two names in the last line
    for column in ("id", "user_id")
}
_ENTER_SQLITE = """insert into attendance
       (id, event_id, session, signup_id, member, user_id, way, gate, at, recorded_at, recorded_by)
       values (:id, :event_id, :session, :signup_id, :member, :user_id, :way, :gate, :now, :now, :actor_id)"""
_AUDIT_SQLITE = """insert into audit_entry (id, at, actor_id, action, target_id, region_code, details)
       values (:audit_id, :now, :actor_id, 'attendance.record', :id, :region_code,
               json_object('event_id', :event_id, 'way', :way))"""
_KEEP_SQLITE = """insert into idempotent_answer (user_id, key, request_hash, status, body, created_at)
       values (:actor_id, :key, :request_hash, 201, :body, :now)"""

_TIMES = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
_lock = threading.Lock()
_remembered: LRUCache[str, "_Facts"] = LRUCache(5_000)


@dataclass(frozen=True, slots=True)
class _Facts:
    """An event as it was read; the deciding statement names when it was changed last."""

    updated_at: datetime
    region_code: str
    sessions: list[EventSession]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Those of one sign-up who come in: which column names it, what the statement is given, and what of each person."""

    column: str
    values: dict[str, Any]
    people: list[dict[str, Any]]


def let_in(event_id: str, data: CheckinIn, *, actor: Actor, key: str | None, request_hash: str | None) -> bytes | None:
    """Record who comes in; return the answer as JSON (`CheckinOut`), or None when nothing was decided or written."""
    if data.walk_in is not None or data.leaving:
        return None
    moment = now().replace(microsecond=0)
    facts = _remembered.get(event_id) or _read_facts(event_id)
    try:
        entry = None if facts is None else _entry(event_id, facts, data, actor, moment)
    except AppError:
        return None  # `checkin.py` says it again, when it has made sure that this is not a repetition
    if facts is None or entry is None:
        return None
    entry.values.update(key=key, request_hash=request_hash)
    body = _written(entry)
    if body is not None:
        return body.encode()
    with _lock:
        _remembered.pop(event_id, None)
    return None


def _read_facts(event_id: str) -> _Facts | None:
    for row in _event(event_id=event_id):
        facts = _Facts(row.updated_at, row.region_code, sessions_of(row))
        with _lock:
            _remembered[event_id] = facts
        return facts
    return None


def _entry(event_id: str, facts: _Facts, data: CheckinIn, actor: Actor, moment: datetime) -> _Entry | None:
    way, (column, who), number = _way(event_id, facts, data, actor, moment)
    part = session_at(facts.sessions if number is None else facts.sessions[number - 1 : number], moment)
    if way is None or part is None:
        return None
    members = sorted(set(data.members or [0])) if data.code is not None else [data.member]
    same = {"session": part.number, "way": way, "gate": data.gate, "at": moment, "left_at": None, "recorded_at": moment}
    people = [_person(member, same) for member in members]
    values = {
        "event_id": event_id, "updated_at": facts.updated_at, "region_code": facts.region_code, "who": who,
        "last_member": members[-1], "session": part.number, "way": way, "gate": data.gate, "now": moment,
        "actor_id": actor.id,
    }  # fmt: skip
    return _Entry(column, values, people)


def _person(member: int, same: dict[str, Any]) -> dict[str, Any]:
    """Return the ids of a record and its audit row, and the beginning of its JSON: the name is not known yet."""
    attendance_id = new_id()
    begun = orjson.dumps({"id": attendance_id, "member": member} | same, option=_TIMES).decode().removesuffix("}")
    return {"id": attendance_id, "audit_id": new_id(), "member": member, "begun": begun}


def _way(
    event_id: str, facts: _Facts, data: CheckinIn, actor: Actor, moment: datetime
) -> tuple[str | None, tuple[str, str], int | None]:
    """Return the way (None where it is not open), what names the sign-up, and the session if one was named."""
    if data.code is None:
        worker = may(actor, Permission.ATTENDANCE_RECORD, facts.region_code)
        return "roster" if worker else None, ("id", data.signup_id or ""), data.session
    code = codes.read_code(settings().secret_key, data.code, moment)
    if code.kind == codes.RESIDENT:
        worker = may(actor, Permission.ATTENDANCE_RECORD, facts.region_code)
        return "worker_scan" if worker else None, ("user_id", code.about), data.session
    own = ("user_id", actor.id)
    if code.about != event_id:
        return None, own, None
    return ("poster", own, data.session) if code.kind == codes.POSTER else ("venue_code", own, code.session)


def _written(entry: _Entry) -> str | None:
    try:
        return _together.do(entry.values["event_id"], entry)
    except REFUSED as exc:
        if not is_taken(exc):
            raise
        return None


def _write_all(entries: Sequence[_Entry]) -> list[str | None]:
    if db.engine.dialect.name == "postgresql":
        return _write_postgresql(entries)
    with driver_transaction() as connection:
        return [_write_sqlite(connection, entry) for entry in entries]


def _write_postgresql(entries: Sequence[_Entry]) -> list[str | None]:
    asked = [
        (_LET_IN_POSTGRESQL[entry.column], entry.values | {"people": orjson.dumps(entry.people).decode()})
        for entry in entries
    ]
    if len(asked) == 1:
        return [driver_rows(*asked[0])[0][0]]
    with driver_transaction() as connection:
        cursors = [connection.execute(*one) for one in asked]
    return [cursor.fetchone()[0] for cursor in cursors]


def _write_sqlite(connection: sqlite3.Connection, entry: _Entry) -> str | None:
    values = entry.values | {name: moment_text(entry.values[name]) for name in ("updated_at", "now")}
    seat = connection.execute(_SEAT_SQLITE[entry.column], values).fetchone()
    if seat is None:
        return None
    signup_id, user_id, party, nickname = seat
    items = []
    for person in entry.people:
        member = person["member"]
        row = values | person | {"signup_id": signup_id, "user_id": user_id if member == 0 else None}
        connection.execute(_ENTER_SQLITE, row)
        connection.execute(_AUDIT_SQLITE, row)
        name = mask_name(nickname) if member == 0 else orjson.loads(party)[member - 1]["label"]
        items.append(f'{person["begun"]},"signup_id":"{signup_id}","person":{orjson.dumps(name).decode()}}}')
    body = f'{{"items":[{",".join(items)}],"already":[]}}'
    if values["key"] is not None:
        connection.execute(_KEEP_SQLITE, values | {"body": body})
    return body


_together: Together[_Entry, str | None] = Together(_write_all)

_event = QuickRead(
    sa.select(
        *(Event.updated_at, Event.region_code, Event.starts_at, Event.ends_at, Event.sessions),
        *(Event.checkin_opens_before, Event.checkin_closes_after),
    ).where(Event.id == sa.bindparam("event_id"))
)
