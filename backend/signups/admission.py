"""Who gets the places? The statement that decides, and nothing else.

One UPDATE of the event's quota row counts the party in, or puts it on the waiting list, or matches no row. The sign-up
itself, its audit row, its outbox row and its kept answer hang on that UPDATE: on PostgreSQL in one statement, on SQLite
in one short transaction. `CHECK (taken <= capacity)` and the unique index of live sign-ups stand behind it.

Do not write ON CONFLICT DO NOTHING here: a second copy of a sign-up would then count its places and insert nothing.
The unique violation takes the count back with it.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from backend.core.together import Together
from backend.core.transaction import REFUSED, driver_rows, driver_transaction, is_taken
from backend.signups.form import option_full
from models.base import db
from models.types import moment_text

_FITS = "(capacity is null or taken + {seats} <= capacity) and (not {strict} or waiting = 0)"

COUNT_IN = f"""
update event_quota
   set seq = seq + 1,
       admitted = {_FITS},
       taken = taken + case when {_FITS} then {{seats}} else 0 end,
       waiting = waiting + case when {_FITS} then 0 else 1 end
 where event_id = {{event_id}} and version = {{version}} and open
   and (({_FITS}) or waiting < {{waiting_room}})
   and not exists (select 1 from signup where event_id = {{event_id}} and user_id = {{user_id}}
                   and state in ('confirmed', 'waiting', 'offered'))
returning seq, admitted, waiting
"""  # noqa: S608  # only names of parameters are put in
"""The deciding UPDATE. A place for each parameter stands in braces."""

_STATE = "case when admitted then 'confirmed' else 'waiting' end"
_ANSWER = (
    '{head} || case when admitted then \'"state":"confirmed","position":null\' '
    'else \'"state":"waiting","position":\' || waiting end || {tail}'
)

_PG = {
    name: f"%({name})s::{kind}"
    for name, kind in {
        "id": "text", "event_id": "text", "user_id": "text", "actor_id": "text", "region_code": "text",
        "audit_id": "text", "outbox_id": "text", "key": "text", "request_hash": "text", "head": "text", "tail": "text",
        "party": "jsonb", "answers": "jsonb", "seats": "int", "version": "int", "form_version": "int",
        "waiting_room": "int", "strict": "bool", "now": "timestamptz",
    }.items()
}  # fmt: skip

SIGN_UP_POSTGRESQL = f"""
with place as ({COUNT_IN}),
 entered as (
  insert into signup (id, event_id, user_id, state, seq, party, seats, answers, form_version, created_at, updated_at)
  select {{id}}, {{event_id}}, {{user_id}}, {_STATE}, seq, {{party}}, {{seats}}, {{answers}}, {{form_version}},
         {{now}}, {{now}} from place),
 audited as (
  insert into audit_entry (id, at, actor_id, action, target_id, region_code, details)
  select {{audit_id}}, {{now}}, {{actor_id}}, 'signup.enter', {{id}}, {{region_code}},
         jsonb_build_object('state', {_STATE}, 'seats', {{seats}}) from place),
 told as (
  insert into outbox_entry (id, task, arguments, created_at)
  select {{outbox_id}}, 'notify_signup', jsonb_build_object('signup_id', {{id}}, 'kind', {_STATE}), {{now}} from place),
 kept as (
  insert into idempotent_answer (user_id, key, request_hash, status, body, created_at)
  select {{actor_id}}, {{key}}, {{request_hash}}, 201, {_ANSWER}, {{now}} from place where {{key}} is not null)
select admitted, waiting from place
""".format(**_PG)  # noqa: S608

_LITE = {name: f":{name}" for name in _PG}
_COUNT_IN_SQLITE = COUNT_IN.format(**_LITE)
_INSERTS_SQLITE = (
    """insert into signup
       (id, event_id, user_id, state, seq, party, seats, answers, form_version, created_at, updated_at)
       values (:id, :event_id, :user_id, :state, :seq, :party, :seats, :answers, :form_version, :now, :now)""",
    """insert into audit_entry (id, at, actor_id, action, target_id, region_code, details)
       values (:audit_id, :now, :actor_id, 'signup.enter', :id, :region_code,
               json_object('state', :state, 'seats', :seats))""",
    """insert into outbox_entry (id, task, arguments, created_at)
       values (:outbox_id, 'notify_signup', json_object('signup_id', :id, 'kind', :state), :now)""",
)
_KEEP_SQLITE = """insert into idempotent_answer (user_id, key, request_hash, status, body, created_at)
                  values (:actor_id, :key, :request_hash, 201, :body, :now)"""

_LOCK_QUOTA = "select 1 from event_quota where event_id = %(event_id)s for no key update"
_TAKE_OPTION = (
    "update event_option set taken = taken + 1 where event_id = {} and option = {} and taken < places returning 1"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A sign-up that asks for its places."""

    id: str
    event_id: str
    user_id: str
    actor_id: str
    region_code: str
    version: int
    strict: bool
    waiting_room: int
    form_version: int
    party: list[dict[str, Any]]
    answers: dict[str, Any]
    options: list[str]
    now: datetime
    audit_id: str
    outbox_id: str
    key: str | None
    request_hash: str | None
    head: str
    tail: str

    @property
    def seats(self) -> int:
        """How many people come."""
        return 1 + len(self.party)

    def parameters(self) -> dict[str, Any]:
        """Return what the statements are given."""
        return {
            "id": self.id, "event_id": self.event_id, "user_id": self.user_id, "actor_id": self.actor_id,
            "region_code": self.region_code, "version": self.version, "strict": self.strict,
            "waiting_room": self.waiting_room, "form_version": self.form_version, "seats": self.seats,
            "party": orjson.dumps(self.party).decode(), "answers": orjson.dumps(self.answers).decode(),
            "now": self.now, "audit_id": self.audit_id, "outbox_id": self.outbox_id, "key": self.key,
            "request_hash": self.request_hash, "head": self.head, "tail": self.tail,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """What the statement decided."""

    admitted: bool
    position: int | None

    def body(self, entry: Entry) -> str:
        """Return the answer as JSON, the same text that the statement keeps."""
        state, position = ("confirmed", "null") if self.admitted else ("waiting", str(self.position))
        return f'{entry.head}"state":"{state}","position":{position}{entry.tail}'


def admit(entry: Entry) -> Place | None:
    """Decide one sign-up; None when it matched nothing: another version, closed, full, or signed up already.

    Entries of one event that come at once share a commit (`core/together.py`). Those with limited options go alone.
    """
    try:
        if entry.options:
            return _write_with_options(entry)
        return _together.do(entry.event_id, entry)
    except REFUSED as exc:
        if not is_taken(exc):
            raise
        return None


def _write_all(entries: Sequence[Entry]) -> list[Place | None]:
    if _on_postgresql():
        return _write_postgresql(entries)
    with driver_transaction() as connection:
        return [_write_sqlite(connection, entry) for entry in entries]


def _write_postgresql(entries: Sequence[Entry]) -> list[Place | None]:
    if len(entries) == 1:
        row = next(iter(driver_rows(SIGN_UP_POSTGRESQL, entries[0].parameters())), None)
        return [_place(row)]
    with driver_transaction() as connection:
        cursors = [connection.execute(SIGN_UP_POSTGRESQL, entry.parameters()) for entry in entries]
    return [_place(cursor.fetchone()) for cursor in cursors]


def _write_sqlite(connection: sqlite3.Connection, entry: Entry) -> Place | None:
    parameters = entry.parameters() | {"now": moment_text(entry.now)}
    row = connection.execute(_COUNT_IN_SQLITE, parameters).fetchone()
    if row is None:
        return None
    seq, admitted, waiting = row
    place = Place(bool(admitted), None if admitted else waiting)
    parameters |= {"seq": seq, "state": "confirmed" if admitted else "waiting"}
    for statement in _INSERTS_SQLITE:
        connection.execute(statement, parameters)
    if entry.key is not None:
        connection.execute(_KEEP_SQLITE, parameters | {"body": place.body(entry)})
    return place


def _place(row: tuple[bool, int] | None) -> Place | None:
    if row is None:
        return None
    admitted, waiting = row
    return Place(admitted, None if admitted else waiting)


class _NothingDecidedError(Exception):
    """Takes back the options that were taken for an entry which then matched nothing."""


def _write_with_options(entry: Entry) -> Place | None:
    on_postgresql = _on_postgresql()
    take = _TAKE_OPTION.format("%s", "%s") if on_postgresql else _TAKE_OPTION.format("?", "?")
    try:
        with driver_transaction() as connection:
            if on_postgresql:
                connection.execute(_LOCK_QUOTA, {"event_id": entry.event_id})
            for option in entry.options:
                if connection.execute(take, (entry.event_id, option)).fetchone() is None:
                    raise option_full(option)
            if on_postgresql:
                place = _place(connection.execute(SIGN_UP_POSTGRESQL, entry.parameters()).fetchone())
            else:
                place = _write_sqlite(connection, entry)
            if place is None:
                raise _NothingDecidedError  # noqa: TRY301  # leaves the transaction, and takes it back
            return place
    except _NothingDecidedError:
        return None


def _on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


_together: Together[Entry, Place | None] = Together(_write_all)
