"""When did those who were there leave? For events that record it (`Event.tracks_leaving`)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.attendance import queries
from backend.attendance.claims import Arrival, Claim
from backend.attendance.schemas import CheckinOut
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.errors import ConflictError
from models.attendance import Attendance
from models.event import Event


def record_leaving(session: Session, event: Event, arrival: Arrival, moment: datetime, *, actor: Actor) -> CheckinOut:
    """Note that people leave; return who left now and who had left already.

    Without a session it is the last one to which each came. `ConflictError` `leaving_not_tracked`, `not_checked_in`,
    `already_left`.
    """
    require_tracked(event)
    found = _rows(session, event.id, arrival.claims, arrival.session)
    if not found:
        raise ConflictError("not_checked_in", "还没有签到，请先签到")
    leaving = [row for row in found if row.left_at is None]
    if not leaving:
        raise ConflictError("already_left", "已经签退，不用再签")
    for row in leaving:
        leave(session, event, row, moment, actor=actor)
    session.flush()
    shown = queries.attendances(Attendance.id.in_([row.id for row in found]))
    ids = {row.id for row in leaving}
    return CheckinOut(
        items=[one for one in shown if one.id in ids], already=[one for one in shown if one.id not in ids]
    )


def require_tracked(event: Event) -> None:
    """Pass an event that records when people leave; `ConflictError` `leaving_not_tracked`."""
    if not event.tracks_leaving:
        raise ConflictError("leaving_not_tracked", "这个活动不用签退")


def leave(session: Session, event: Event, row: Attendance, moment: datetime, *, actor: Actor) -> None:
    """Note when somebody left; of two such notes the later holds, whichever comes first."""
    row.left_at = max(moment, row.at, row.left_at or row.at)
    record(
        *(session, actor, "attendance.leave"),
        target=row.id,
        region_code=event.region_code,
        details={"event_id": event.id},
    )


def _rows(session: Session, event_id: str, claims: Sequence[Claim], number: int | None) -> list[Attendance]:
    """Return the records of those who leave, locked: of each the last session, or the one of this number."""
    users = [claim.user_id for claim in claims if claim.user_id is not None]
    members = [(claim.signup_id, claim.member) for claim in claims if claim.signup_id is not None]
    statement = (
        sa.select(Attendance)
        .where(
            Attendance.event_id == event_id,
            Attendance.undone_at.is_(None),
            sa.or_(Attendance.user_id.in_(users), sa.tuple_(Attendance.signup_id, Attendance.member).in_(members)),
        )
        .order_by(Attendance.signup_id, Attendance.member, Attendance.session.desc(), Attendance.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if number is not None:
        statement = statement.where(Attendance.session == number)
    rows = session.scalars(statement).all()
    return [next(same) for _, same in groupby(rows, key=lambda row: (row.signup_id, row.member, row.user_id))]
