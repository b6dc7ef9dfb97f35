"""Who was there, all told: what was recorded and not taken back, with the corrections of the closed sheet."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from backend.core.transaction import reading
from models.attendance import Attendance, AttendanceCorrection
from models.event import Event
from models.signup import Signup

_REMOVAL = sa.orm.aliased(AttendanceCorrection)


def person_of(table: Any) -> sa.ColumnElement[str]:
    """Return who a row is about, the same at every session: the person, somebody of a party, or a stranger."""
    companion = table.signup_id + ":" + sa.cast(table.member, sa.String)
    return sa.func.coalesce(table.user_id, companion, table.id)


def sheet(event_ids: Any) -> sa.Subquery:
    """Return who was at which session of the events of these ids (values, or a select of them)."""
    recorded = sa.select(
        *(Attendance.event_id, Attendance.session, Attendance.signup_id, Attendance.member, Attendance.user_id),
        *(Attendance.at, Attendance.left_at, person_of(Attendance).label("person")),
    ).where(
        Attendance.event_id.in_(event_ids),
        Attendance.undone_at.is_(None),
        ~sa.exists().where(_REMOVAL.attendance_id == Attendance.id, _REMOVAL.undone_at.is_(None)),
    )
    added = sa.select(
        *(AttendanceCorrection.event_id, AttendanceCorrection.session, AttendanceCorrection.signup_id),
        *(AttendanceCorrection.member, AttendanceCorrection.user_id),
        sa.cast(sa.null(), Attendance.at.type).label("at"),
        sa.cast(sa.null(), Attendance.at.type).label("left_at"),
        person_of(AttendanceCorrection).label("person"),
    ).where(
        AttendanceCorrection.event_id.in_(event_ids),
        AttendanceCorrection.kind == "add",
        AttendanceCorrection.undone_at.is_(None),
    )
    return sa.union_all(recorded, added).subquery("sheet")


def present(event_ids: Iterable[str]) -> dict[str, int]:
    """Return event -> how many people were there, each counted once however many sessions there are."""
    ids = list(event_ids)
    there = sheet(ids)
    statement = sa.select(there.c.event_id, sa.func.count(sa.distinct(there.c.person))).group_by(there.c.event_id)
    with reading() as connection:
        counted = {event_id: int(count) for event_id, count in connection.execute(statement)}
    return {event_id: counted.get(event_id, 0) for event_id in ids}


def present_by_session(event_id: str) -> dict[int, int]:
    """Return number of a session -> how many people were there."""
    there = sheet([event_id])
    statement = sa.select(there.c.session, sa.func.count(sa.distinct(there.c.person))).group_by(there.c.session)
    with reading() as connection:
        return {number: int(count) for number, count in connection.execute(statement)}


def expected(event_id: str) -> int:
    """Return for how many people places are confirmed."""
    statement = (
        sa.select(sa.func.coalesce(sa.func.sum(Signup.seats), 0))
        .join(Event, Event.id == Signup.event_id)
        .where(Event.id == event_id, Signup.state == "confirmed")
    )
    with reading() as connection:
        return int(connection.execute(statement).scalar_one())
