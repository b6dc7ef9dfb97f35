"""Who is there, and who is expected?"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.attendance import codes
from backend.attendance.claims import require_open_sheet
from backend.attendance.initials import initials
from backend.attendance.poster import poster_url
from backend.attendance.rules import EventSession, session_at, sessions_of
from backend.attendance.schemas import (
    AttendanceOut,
    Counts,
    EventOfRoster,
    Presence,
    ResidentCodeOut,
    RosterOut,
    RosterPerson,
    SessionOfRoster,
    VenueCodeOut,
)
from backend.attendance.sheet import person_of
from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import InvalidError, NotFoundError
from backend.core.transaction import reading
from backend.http.signed_links import address
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
        *(
            Attendance.way,
            Attendance.gate,
            Attendance.at,
            Attendance.left_at,
            Attendance.recorded_at,
            Signup.party,
            User.nickname,
        ),
    )
    .outerjoin(Signup, Signup.id == Attendance.signup_id)
    .outerjoin(User, User.id == sa.func.coalesce(Attendance.user_id, Signup.user_id))
    .where(Attendance.undone_at.is_(None))
    .order_by(Attendance.at, Attendance.id)
)
_EVENT = sa.select(
    *(Event.id, Event.title, Event.region_code, Event.starts_at, Event.ends_at, Event.state),
    *(Event.checkin_opens_before, Event.checkin_closes_after, Event.sessions, Event.tracks_leaving),
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
    sessions = sessions_of(event)
    there = attendances(Attendance.event_id == event_id)
    people = _expected(event_id, there)
    return RosterOut(
        event=EventOfRoster.model_validate(event),
        opens_at=sessions[0].opens_at,
        closes_at=sessions[-1].closes_at,
        sessions=[SessionOfRoster.model_validate(one) for one in sessions],
        tracks_leaving=event.tracks_leaving,
        people=people,
        walk_ins=[one for one in there if one.signup_id is None],
        counts=Counts(expected=sum(1 + len(person.party) for person in people), present=present(event_id)),
    )


def present(event_id: str) -> int:
    """Return how many people were checked in, each counted once however many sessions there are."""
    statement = sa.select(sa.func.count(sa.distinct(person_of(Attendance)))).where(
        Attendance.event_id == event_id, Attendance.undone_at.is_(None)
    )
    with reading() as connection:
        return int(connection.execute(statement).scalar_one())


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
            initials=initials(row.nickname),
            state="confirmed",
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


def venue_code(event_id: str, number: int | None, *, actor: Actor) -> VenueCodeOut:
    """Return the code to show to those who come to a session; None: to the one that is on, or else the next.

    Errors: 404 outside one's regions; 409 `wrong_state` unless published, `sheet_closed`; 422 on `session`.
    """
    event = _staff_event(event_id, Permission.ATTENDANCE_RECORD, actor)
    require_open_sheet(event.state)
    moment, secret = now(), settings().secret_key
    session = _session_shown(sessions_of(event), number, moment)
    code = codes.venue_code(secret, event_id, moment, session.number)
    return VenueCodeOut(
        code=code,
        link=address(codes.LINK + code),
        expires_at=codes.changes_at(moment) + codes.STEP,
        refresh_in=_seconds_left(moment),
        poster_code=codes.poster_code(secret, event_id),
        poster_url=poster_url(event_id),
        session=session.number,
        opens_at=session.opens_at,
        closes_at=session.closes_at,
    )


def _session_shown(sessions: list[EventSession], number: int | None, moment: datetime) -> EventSession:
    if number is not None and number > len(sessions):
        raise InvalidError({"session": ["unknown"]}, message="这个活动没有这一场，请重新选择")
    if number is not None:
        return sessions[number - 1]
    following = next((session for session in sessions if moment < session.opens_at), sessions[-1])
    return session_at(sessions, moment) or following


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
