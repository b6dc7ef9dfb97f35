"""Which sign-ups are there?"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.errors import NotFoundError
from backend.core.paging import cut, decode_cursor
from backend.core.transaction import reading
from backend.security.permissions import Permission
from backend.security.policy import may, require_visible
from backend.security.redaction import mask_name
from backend.signups.schemas import EventSignupsQuery, MySignupsQuery
from models.event import Event
from models.signup import Signup
from models.user import User

_other = sa.alias(Signup.__table__, "ahead")
_POSITION = sa.case(
    (
        sa.and_(Signup.state == "waiting", Signup.waits_until.is_(None)),
        sa.select(sa.func.count() + 1)
        .select_from(_other)
        .where(_other.c.event_id == Signup.event_id, _other.c.state == "waiting", _other.c.waits_until.is_(None))
        .where(_other.c.seq < Signup.seq)
        .correlate(Signup)
        .scalar_subquery(),
    ),
    else_=None,
).label("position")

_SIGNUP = (
    Signup.id,
    Signup.event_id,
    Signup.state,
    _POSITION,
    Signup.party,
    Signup.seats,
    Signup.answers,
    Signup.form_version,
    Signup.offered_until,
    Signup.waits_until,
    Signup.created_at,
    Signup.updated_at,
)
_EVENT = ("id", "title", "venue", "starts_at", "ends_at", "cancel_until", "state")
_MINE = (
    sa.select(*_SIGNUP, *(getattr(Event, name).label(f"event_{name}_") for name in _EVENT))
    .join(Event, Event.id == Signup.event_id)
    .order_by(Signup.id.desc())
)


def signup(signup_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return a sign-up with its event: the own one, or one in a region where the actor sees them."""
    with reading() as connection:
        row = (
            connection.execute(_MINE.add_columns(Signup.user_id, Event.region_code).where(Signup.id == signup_id))
            .mappings()
            .one_or_none()
        )
    if row is None:
        raise NotFoundError
    if row["user_id"] != actor.user_id and not may(actor, Permission.SIGNUP_SEE_ALL, row["region_code"]):
        raise NotFoundError
    return _with_event(row)


def my_signups(query: MySignupsQuery, *, actor: Actor) -> dict[str, Any]:
    """Return a page of the actor's own sign-ups with their events, newest first."""
    statement = _MINE.where(Signup.user_id == actor.id).limit(query.limit + 1)
    if query.event_id is not None:
        statement = statement.where(Signup.event_id == query.event_id)
    if query.state is not None:
        statement = statement.where(Signup.state == query.state)
    if query.cursor is not None:
        statement = statement.where(Signup.id < decode_cursor(query.cursor, str)[0])
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(statement).mappings().all(), query.limit, lambda row: (row["id"],))
    return {"items": [_with_event(row) for row in rows], "next_cursor": next_cursor}


def signups_of(event_id: str, query: EventSignupsQuery, *, actor: Actor) -> dict[str, Any]:
    """Return a page of an event's sign-ups in the order of arrival, with masked names."""
    statement = (
        sa.select(*_SIGNUP, Signup.seq, User.nickname)
        .join(User, User.id == Signup.user_id)
        .where(Signup.event_id == event_id)
        .order_by(Signup.seq, Signup.id)
        .limit(query.limit + 1)
    )
    if query.state is not None:
        statement = statement.where(Signup.state == query.state)
    if query.cursor is not None:
        seq, last_id = decode_cursor(query.cursor, int, str)
        statement = statement.where(sa.tuple_(Signup.seq, Signup.id) > sa.tuple_(sa.literal(seq), sa.literal(last_id)))
    with reading() as connection:
        region = connection.execute(sa.select(Event.region_code).where(Event.id == event_id)).scalar_one_or_none()
        if region is None:
            raise NotFoundError
        require_visible(actor, Permission.SIGNUP_SEE_ALL, region)
        found = connection.execute(statement).mappings().all()
    rows, next_cursor = cut(found, query.limit, lambda row: (row["seq"], row["id"]))
    items = [{**_plain(row), "person": mask_name(row["nickname"])} for row in rows]
    return {"items": items, "next_cursor": next_cursor}


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {column.key: row[column.key] for column in _SIGNUP}


def _with_event(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {**_plain(row), "event": {name: row[f"event_{name}_"] for name in _EVENT}}
