"""What was reported, what waits to be verified, and how many came?"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.attendance.rules import sessions_of
from backend.attendance.sheet import expected, present, present_by_session, sheet
from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import NotFoundError
from backend.core.paging import after, cut, decode_cursor
from backend.core.transaction import reading
from backend.core.working_days import own_days, working_days_since
from backend.events.states import State
from backend.files import queries as files
from backend.http.schemas import PageQuery
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible, visible, within
from backend.security.redaction import mask_name
from backend.verification.rules import DUE_DAYS, LEVELS, region_in_turn
from backend.verification.schemas import (
    AttendanceSummary,
    CorrectionOut,
    EarlierReport,
    EventOfReport,
    EventsAndPeople,
    EventStatistics,
    HeldReportOut,
    PhotoOut,
    SessionCount,
    StatisticsQuery,
    VerificationOut,
    WaitingReport,
    WaitingReports,
)
from models.attendance import Attendance, AttendanceCorrection
from models.event import Event
from models.signup import Signup
from models.user import User
from models.verification import EventVerification, HeldReport

_ANY_REPORT = sa.orm.aliased(HeldReport)
_REPORTS = (
    sa.select(
        *(HeldReport.id, HeldReport.summary, HeldReport.headcount, HeldReport.photo_ids, HeldReport.reported_by),
        *(HeldReport.reported_at, EventVerification.decision, EventVerification.reason_code, EventVerification.text),
        EventVerification.decided_at,
    )
    .outerjoin(EventVerification, EventVerification.report_id == HeldReport.id)
    .order_by(HeldReport.id.desc())
)


def held_report(event_id: str, *, actor: Actor) -> HeldReportOut:
    """Return the report of an event that counts, with those before it; `NotFoundError` outside one's regions too."""
    event = _event(event_id, actor)
    with reading() as connection:
        rows = connection.execute(_REPORTS.where(HeldReport.event_id == event_id)).all()
    if not rows:
        raise NotFoundError("no_report", "这个活动还没有举办报告")
    last = rows[0]
    links = files.links(last.photo_ids)
    return HeldReportOut(
        id=last.id,
        event_id=event_id,
        summary=last.summary,
        headcount=last.headcount,
        photos=[PhotoOut(id=photo, urls=links[photo]) for photo in last.photo_ids if photo in links],
        reported_at=last.reported_at,
        reported_by_me=any(row.reported_by == actor.user_id for row in rows),
        organised_by_me=event.created_by == actor.user_id,
        present=present([event_id])[event_id],
        expected=expected(event_id),
        verification=_decision(last),
        history=[
            EarlierReport(
                id=row.id,
                summary=row.summary,
                headcount=row.headcount,
                reported_at=row.reported_at,
                verification=_decision(row),
            )
            for row in rows[1:]
        ],
    )


def _decision(row: Any) -> VerificationOut | None:
    return None if row.decision is None else VerificationOut.model_validate(row)


def _event(event_id: str, actor: Actor) -> Any:
    with reading() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.id == event_id)).one_or_none()
    if event is None:
        raise NotFoundError
    require_visible(actor, Permission.SIGNUP_SEE_ALL, event.region_code)
    return event


def waiting_reports(query: PageQuery, *, actor: Actor) -> WaitingReports:
    """Return a page of the reports that the actor may verify, the oldest first; the own ones are left out."""
    order = (HeldReport.__table__.c.reported_at, HeldReport.__table__.c.id)
    statement = (
        sa.select(
            *(HeldReport.id.label("report_id"), HeldReport.reported_at, HeldReport.headcount, Event.id, Event.title),
            *(Event.region_code, Event.place_kind, Event.starts_at, Event.ends_at),
        )
        .join(Event, Event.id == HeldReport.event_id)
        .where(
            Event.state == sa.literal_column(f"'{State.HELD_REPORTED}'"),
            ~sa.exists().where(EventVerification.report_id == HeldReport.id),
            visible(actor, Permission.EVENT_VERIFY, Event.region_code),
            Event.created_by != actor.id,
            ~sa.exists().where(_ANY_REPORT.event_id == Event.id, _ANY_REPORT.reported_by == actor.id),
        )
        .order_by(*order)
        .limit(query.limit + 1)
    )
    if query.cursor is not None:
        statement = statement.where(after(order, decode_cursor(query.cursor, datetime, str)))
    with reading() as connection:
        rows, next_cursor = cut(
            connection.execute(statement).all(), query.limit, lambda row: (row.reported_at, row.report_id)
        )
    people, own = present([row.id for row in rows]), own_days()
    items = []
    for row in rows:
        age = working_days_since(row.reported_at, now(), zone=settings().city_zone, own=own)
        items.append(
            WaitingReport(
                event=EventOfReport.model_validate(row),
                reported_at=row.reported_at,
                headcount=row.headcount,
                present=people[row.id],
                age_days=age,
                due_at_days=DUE_DAYS,
                overdue=age > DUE_DAYS,
                level=LEVELS[len(region_in_turn(row.region_code, age))],
            )
        )
    return WaitingReports(items=items, next_cursor=next_cursor)


_CORRECTION = (
    sa.select(
        *(AttendanceCorrection.id, AttendanceCorrection.session, AttendanceCorrection.kind),
        *(AttendanceCorrection.attendance_id, AttendanceCorrection.reason, AttendanceCorrection.corrected_at),
        sa.func.coalesce(AttendanceCorrection.signup_id, Attendance.signup_id).label("signup_id"),
        *(AttendanceCorrection.member, AttendanceCorrection.undone_at, AttendanceCorrection.undo_reason),
        *(Signup.party, User.nickname),
        sa.func.coalesce(AttendanceCorrection.label, Attendance.label).label("label"),
    )
    .outerjoin(Attendance, Attendance.id == AttendanceCorrection.attendance_id)
    .outerjoin(Signup, Signup.id == sa.func.coalesce(AttendanceCorrection.signup_id, Attendance.signup_id))
    .outerjoin(User, User.id == Signup.user_id)
    .order_by(AttendanceCorrection.id)
)


def correction(correction_id: str) -> CorrectionOut:
    """Return a correction that was just made."""
    with reading() as connection:
        row = connection.execute(_CORRECTION.where(AttendanceCorrection.id == correction_id)).mappings().one()
    return _correction(row)


def _correction(row: Any) -> CorrectionOut:
    if row["label"] is not None:
        person = row["label"]
    elif row["member"] > 0:
        person = row["party"][row["member"] - 1]["label"]
    else:
        person = mask_name(row["nickname"] or "")
    return CorrectionOut.model_validate({**row, "person": person})


def summary(event_id: str, *, actor: Actor) -> AttendanceSummary:
    """Return how many came, with the corrections of the sheet; `NotFoundError` outside one's regions."""
    event = _event(event_id, actor)
    counted = present_by_session(event_id)
    with reading() as connection:
        headcount = connection.execute(
            sa.select(HeldReport.headcount)
            .where(HeldReport.event_id == event_id)
            .order_by(HeldReport.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        rows = connection.execute(_CORRECTION.where(AttendanceCorrection.event_id == event_id)).mappings().all()
    return AttendanceSummary(
        sessions=[
            SessionCount(number=one.number, label=one.label, present=counted.get(one.number, 0))
            for one in sessions_of(event)
        ],
        present=present([event_id])[event_id],
        expected=expected(event_id),
        headcount=headcount,
        corrections=[_correction(row) for row in rows],
    )


_AWAITED = (State.HELD_REPORTED, State.RETURNED, State.PUBLISHED)
"""States of an event that took place, or may have, without being verified."""


def statistics(query: StatisticsQuery, *, actor: Actor) -> EventStatistics:
    """Return how many events and people count, and how many would if they were verified.

    Events that are over and were not reported yet are among the unverified. `ForbiddenError` outside one's regions.
    """
    if query.region is not None:
        require(actor, Permission.EVENT_SEE_DRAFTS, query.region)
    return EventStatistics(
        verified=_counts(query, actor, Event.state == State.VERIFIED),
        unverified=_counts(query, actor, Event.state.in_(_AWAITED), Event.ends_at <= now()),
    )


def _counts(query: StatisticsQuery, actor: Actor, *conditions: sa.ColumnElement[bool]) -> EventsAndPeople:
    wanted = [*conditions, visible(actor, Permission.EVENT_SEE_DRAFTS, Event.region_code)]
    if query.region is not None:
        wanted.append(within(Event.region_code, query.region))
    if query.from_ is not None:
        wanted.append(Event.starts_at >= query.from_)
    if query.to is not None:
        wanted.append(Event.starts_at < query.to)
    meant = sa.select(Event.id).where(*wanted)
    there = sheet(meant)
    people = sa.select(there.c.event_id, there.c.person).distinct().subquery()
    with reading() as connection:
        events = connection.execute(sa.select(sa.func.count()).select_from(meant.subquery())).scalar_one()
        count = connection.execute(sa.select(sa.func.count()).select_from(people)).scalar_one()
    return EventsAndPeople(events=events, people=count)
