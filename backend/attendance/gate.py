"""How is somebody let in at the price of one statement? Nothing is refused here.

The usual case, and only that: a code or a tick on the roster, of people of a confirmed sign-up who are not recorded.
Who it is about is read first; then one statement checks once more that the event is as it was read and that the sign-up
is confirmed, holds both, and writes the records, their audit rows and the kept answer. On SQLite it is one short
transaction. Two unique indexes refuse whoever is there already. Whatever is not as expected writes nothing and is left
to `checkin.py`, which finds out why.
"""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any

import orjson
import psycopg
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
from backend.core.transaction import driver, driver_transaction
from backend.security.permissions import Permission
from backend.security.policy import may
from backend.security.redaction import mask_name
from models.base import db
from models.event import Event
from models.ids import new_id
from models.signup import Signup
from models.types import moment_text
from models.user import User

LET_IN_POSTGRESQL = """
with sheet as (
  select id from event where id = %(event_id)s and state = 'published' and updated_at = %(updated_at)s for share),
 seat as (
  select id, user_id from signup
   where id = %(signup_id)s and state = 'confirmed' and seats = %(seats)s for share),
 person as (
  select * from unnest(%(ids)s::text[], %(audit_ids)s::text[], %(members)s::int[]) as p (id, audit_id, member)),
 entered as (
  insert into attendance
         (id, event_id, session, signup_id, member, user_id, way, gate, at, recorded_at, recorded_by)
  select person.id, sheet.id, %(session)s::int, seat.id, person.member, case person.member when 0 then seat.user_id end,
         %(way)s, %(gate)s, %(now)s, %(now)s, %(actor_id)s from sheet, seat, person
  returning id),
 audited as (
  insert into audit_entry (id, at, actor_id, action, target_id, region_code, details)
  select person.audit_id, %(now)s, %(actor_id)s, 'attendance.record', person.id, %(region_code)s,
         jsonb_build_object('event_id', sheet.id, 'way', %(way)s::text) from sheet, seat, person),
 kept as (
  insert into idempotent_answer (user_id, key, request_hash, status, body, created_at)
  select %(actor_id)s, %(key)s::text, %(request_hash)s::text, 201, %(body)s, %(now)s from sheet, seat
   where %(key)s::text is not null)
select count(*) from entered
"""

_FOUND_SQLITE = """select signup.user_id from event, signup
 where event.id = :event_id and event.state = 'published' and event.updated_at = :updated_at
   and signup.id = :signup_id and signup.state = 'confirmed' and signup.seats = :seats"""
_ENTER_SQLITE = """insert into attendance
       (id, event_id, session, signup_id, member, user_id, way, gate, at, recorded_at, recorded_by)
       values (:id, :event_id, :session, :signup_id, :member, :user_id, :way, :gate, :now, :now, :actor_id)"""
_AUDIT_SQLITE = """insert into audit_entry (id, at, actor_id, action, target_id, region_code, details)
       values (:audit_id, :now, :actor_id, 'attendance.record', :id, :region_code,
               json_object('event_id', :event_id, 'way', :way))"""
_KEEP_SQLITE = """insert into idempotent_answer (user_id, key, request_hash, status, body, created_at)
       values (:actor_id, :key, :request_hash, 201, :body, :now)"""

_TIMES = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
_UNIQUE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
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
    """Everybody of one sign-up who comes in."""

    values: dict[str, Any]
    people: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sign-up that is looked for: by its id or by its person."""

    event_id: str
    name: str
    value: str


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
    if _written(entry):
        return bytes(entry.values["body"], "utf-8")
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
    way, who, number = _way(event_id, facts, data, actor, moment)
    part = session_at(facts.sessions if number is None else facts.sessions[number - 1 : number], moment)
    if way is None or part is None:
        return None
    [(name, value)] = who.items()
    seat = _find_seat(_Asked(event_id, name, value))
    members = sorted(set(data.members or [0])) if data.code is not None else [data.member]
    if seat is None or members[-1] >= seat.seats:
        return None
    people = [(new_id(), member) for member in members]
    items = [
        {
            "id": attendance_id,
            "session": part.number,
            "signup_id": seat.id,
            "member": member,
            "person": mask_name(seat.nickname) if member == 0 else seat.party[member - 1]["label"],
            "way": way,
            "gate": data.gate,
            "at": moment,
            "left_at": None,
            "recorded_at": moment,
        }
        for attendance_id, member in people
    ]
    values = {
        "event_id": event_id, "updated_at": facts.updated_at, "region_code": facts.region_code, "signup_id": seat.id,
        "seats": seat.seats, "session": part.number, "way": way, "gate": data.gate, "now": moment,
        "actor_id": actor.id, "body": orjson.dumps({"items": items, "already": []}, option=_TIMES).decode(),
    }  # fmt: skip
    return _Entry(values, people)


def _way(
    event_id: str, facts: _Facts, data: CheckinIn, actor: Actor, moment: datetime
) -> tuple[str | None, dict[str, str], int | None]:
    """Return the way, whose sign-up it is, and the session if one was named; the way is None where it is not open."""
    if data.code is None:
        worker = may(actor, Permission.ATTENDANCE_RECORD, facts.region_code)
        return "roster" if worker else None, {"signup_id": data.signup_id or ""}, data.session
    code = codes.read_code(settings().secret_key, data.code, moment)
    if code.kind == codes.RESIDENT:
        worker = may(actor, Permission.ATTENDANCE_RECORD, facts.region_code)
        return "worker_scan" if worker else None, {"user_id": code.about}, data.session
    own = {"user_id": actor.id}
    if code.about != event_id:
        return None, own, None
    return ("poster", own, data.session) if code.kind == codes.POSTER else ("venue_code", own, code.session)


def _written(entry: _Entry) -> bool:
    try:
        return _together.do(entry.values["event_id"], entry)
    except (psycopg.errors.UniqueViolation, sqlite3.IntegrityError) as exc:
        if isinstance(exc, sqlite3.IntegrityError) and exc.sqlite_errorcode not in _UNIQUE:
            raise
        return False


def _write_all(entries: Sequence[_Entry]) -> list[bool]:
    if db.engine.dialect.name == "postgresql":
        return _write_postgresql(entries)
    with driver_transaction() as connection:
        return [_write_sqlite(connection, entry) for entry in entries]


def _write_postgresql(entries: Sequence[_Entry]) -> list[bool]:
    if len(entries) == 1:
        with driver() as connection:
            return [connection.execute(LET_IN_POSTGRESQL, _lists(entries[0])).fetchone()[0] > 0]
    with driver_transaction() as connection:
        cursors = [connection.execute(LET_IN_POSTGRESQL, _lists(entry)) for entry in entries]
    return [cursor.fetchone()[0] > 0 for cursor in cursors]


def _lists(entry: _Entry) -> dict[str, Any]:
    ids, members = zip(*entry.people, strict=True)
    return entry.values | {"ids": list(ids), "members": list(members), "audit_ids": [new_id() for _ in ids]}


def _write_sqlite(connection: sqlite3.Connection, entry: _Entry) -> bool:
    values = entry.values | {name: moment_text(entry.values[name]) for name in ("updated_at", "now")}
    found = connection.execute(_FOUND_SQLITE, values).fetchone()
    if found is None:
        return False
    for attendance_id, member in entry.people:
        row = values | {
            "id": attendance_id, "member": member, "user_id": found[0] if member == 0 else None, "audit_id": new_id()
        }  # fmt: skip
        connection.execute(_ENTER_SQLITE, row)
        connection.execute(_AUDIT_SQLITE, row)
    if values["key"] is not None:
        connection.execute(_KEEP_SQLITE, values)
    return True


_together: Together[_Entry, bool] = Together(_write_all)

_event = QuickRead(
    sa.select(
        *(Event.updated_at, Event.region_code, Event.starts_at, Event.ends_at, Event.sessions),
        *(Event.checkin_opens_before, Event.checkin_closes_after),
    ).where(Event.id == sa.bindparam("event_id"))
)
_AT_ONCE = 8
"""Sign-ups that one statement looks up on PostgreSQL; more take another."""


def _seats_by(column: Any, count: int) -> QuickRead:
    """Return the statement that looks up `count` sign-ups by their ids or persons.

    One alone is asked for with `=`: for a list SQLite would rather go through all sign-ups of the event. Who is there
    already is not asked: PostgreSQL keeps the plan that it made before anybody had come, and would go through them all.
    """
    places = [sa.bindparam(f"place_{number}", type_=column.type) for number in range(count)]
    columns = (column.label("place"), Signup.id, Signup.seats, Signup.party, User.nickname)
    return QuickRead(
        sa.select(*columns)
        .join(User, User.id == Signup.user_id)
        .where(
            Signup.event_id == sa.bindparam("event_id", type_=Signup.event_id.type),
            column.in_(places) if count > 1 else column == places[0],
            Signup.state == sa.literal_column("'confirmed'"),
        )
    )


_COLUMNS = {"signup_id": Signup.id, "user_id": Signup.user_id}
_SEATS = {(name, count): _seats_by(column, count) for name, column in _COLUMNS.items() for count in (1, _AT_ONCE)}


def _read_seats(asked: Sequence[_Asked]) -> list[Any]:
    """Return the confirmed sign-up that each asks for, or None; all ask about one event."""
    first = asked[0]
    count = 1 if len(asked) == 1 else _AT_ONCE
    found: dict[str, Any] = {}
    for begin in range(0, len(asked), count):
        part = [one.value for one in asked[begin : begin + count]]
        filled = (*part, *repeat(part[0], count - len(part)))
        values = {f"place_{number}": value for number, value in enumerate(filled)}
        for row in _SEATS[first.name, count](event_id=first.event_id, **values):
            found[row.place] = row
    return [found.get(one.value) for one in asked]


def _find_seat(asked: _Asked) -> Any:
    """Return the sign-up that is asked for; on PostgreSQL those who ask at once share a statement.

    On SQLite the read is over sooner than another thread could be woken for it: there each asks alone.
    """
    if db.engine.dialect.name == "sqlite":
        return _read_seats([asked])[0]
    return _seats.do((asked.event_id, asked.name), asked)


_seats: Together[_Asked, Any] = Together(_read_seats)
