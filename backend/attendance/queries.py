"""Who is there, and who is expected?"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.attendance import codes
from backend.attendance.rules import window_of
from backend.attendance.schemas import (
    AttendanceOut,
    Counts,
    EventOfRoster,
    Presence,
    ResidentCodeOut,
    RosterOut,
    RosterPerson,
    VenueCodeOut,
)
from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import ConflictError, NotFoundError
from backend.core.transaction import reading
from backend.security.permissions import Permission
from backend.security.policy import require_visible
from backend.security.redaction import mask_name
from models.attendance import Attendance
from models.event import Event
from models.signup import Signup
from models.user import User

_PERSON_GONE = "同行人"
"""What somebody is called who was of a party when recorded."""

_ATTENDANCE = (
    sa.select(
        *(Attendance.id, Attendance.session, Attendance.signup_id, Attendance.member, Attendance.label),
        *(Attendance.way, Attendance.gate, Attendance.at, Attendance.recorded_at, Signup.party, User.nickname),
    )
    .outerjoin(Signup, Signup.id == Attendance.signup_id)
    .outerjoin(User, User.id == sa.func.coalesce(Attendance.user_id, Signup.user_id))
    .where(Attendance.undone_at.is_(None))
    .order_by(Attendance.at, Attendance.id)
)
_EVENT = sa.select(
    *(Event.id, Event.title, Event.region_code, Event.starts_at, Event.ends_at, Event.state),
    *(Event.checkin_opens_before, Event.checkin_closes_after),
)


def attendances(*conditions: sa.ColumnElement[bool]) -> list[AttendanceOut]:
    """Return who is recorded and not undone, in the order in which they came; names masked."""
    with reading() as connection:
        rows = connection.execute(_ATTENDANCE.where(*conditions)).mappings().all()
    return [AttendanceOut.model_validate({**row, "person": _person(row)}) for row in rows]


def _person(row: Any) -> str:
    if row["member"] > 0:
        party = row["party"] or []
        return str(party[row["member"] - 1]["label"]) if row["member"] <= len(party) else _PERSON_GONE
    return row["label"] or mask_name(row["nickname"])


def roster(event_id: str, *, actor: Actor) -> RosterOut:
    """Return everybody who is expected and who is there, in one answer; `NotFoundError` outside one's regions."""
    event = _staff_event(event_id, Permission.SIGNUP_SEE_ALL, actor)
    window = window_of(event.starts_at, event.ends_at, event.checkin_opens_before, event.checkin_closes_after)
    there = attendances(Attendance.event_id == event_id)
    people = _expected(event_id, there)
    return RosterOut(
        event=EventOfRoster.model_validate(event),
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        people=people,
        walk_ins=[one for one in there if one.signup_id is None],
        counts=Counts(expected=sum(1 + len(person.party) for person in people), present=len(there)),
    )


def _expected(event_id: str, there: list[AttendanceOut]) -> list[RosterPerson]:
    statement = (
        sa.select(Signup.id.label("signup_id"), Signup.user_id, Signup.party, User.nickname)
        .join(User, User.id == Signup.user_id)
        .where(Signup.event_id == event_id, Signup.state == "confirmed")
        .order_by(Signup.seq)
    )
    present: dict[str | None, list[Presence]] = {}
    for one in there:
        present.setdefault(one.signup_id, []).append(Presence.model_validate(one))
    with reading() as connection:
        rows = connection.execute(statement).all()
    return [
        RosterPerson(
            signup_id=row.signup_id,
            user_id=row.user_id,
            person=mask_name(row.nickname),
            party=row.party,
            present=present.get(row.signup_id, []),
        )
        for row in rows
    ]


def resident_code(*, actor: Actor) -> ResidentCodeOut:
    """Return the actor's own code as it is now."""
    moment = now()
    return ResidentCodeOut(
        code=codes.resident_code(settings().secret_key, actor.id, moment),
        expires_at=codes.changes_at(moment) + codes.STEP,
        refresh_in=_seconds_left(moment),
    )


def venue_code(event_id: str, *, actor: Actor) -> VenueCodeOut:
    """Return the code to show to those who come; 404 outside one's regions, 409 `wrong_state` unless published."""
    event = _staff_event(event_id, Permission.ATTENDANCE_RECORD, actor)
    if event.state != "published":
        raise ConflictError("wrong_state", "活动没有发布，还不能签到")
    moment, secret = now(), settings().secret_key
    window = window_of(event.starts_at, event.ends_at, event.checkin_opens_before, event.checkin_closes_after)
    return VenueCodeOut(
        code=codes.venue_code(secret, event_id, moment),
        expires_at=codes.changes_at(moment) + codes.STEP,
        refresh_in=_seconds_left(moment),
        poster_code=codes.poster_code(secret, event_id),
        opens_at=window.opens_at,
        closes_at=window.closes_at,
    )


def _seconds_left(moment: datetime) -> int:
    """Return after how many whole seconds, at least one, the next code is there."""
    return max(1, round((codes.changes_at(moment) - moment).total_seconds()))


def _staff_event(event_id: str, permission: Permission, actor: Actor) -> Any:
    with reading() as connection:
        event = connection.execute(_EVENT.where(Event.id == event_id)).one_or_none()
    if event is None:
        raise NotFoundError
    require_visible(actor, permission, event.region_code)
    return event
