"""How is somebody recorded as being there, once, whichever way they came in?

A worker scans a resident's code, ticks the roster, or adds somebody who came without a sign-up; or residents scan the
code at the venue themselves. Two unique indexes decide: whoever comes second, at another gate in the same instant, is
told when and where the first was.

Locks: the event's row and the sign-up's row, both shared, so that neither a change of the event nor a cancellation
passes between the check and the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.attendance import codes, queries
from backend.attendance.rules import Window, window_of
from backend.attendance.schemas import AttendanceOut, CheckinIn, CheckinOut, WalkIn
from backend.config import settings
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import local, now
from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible
from models.attendance import Attendance
from models.base import db
from models.event import Event
from models.ids import new_id
from models.signup import LIVE, Signup

SESSION = 1
_ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Claim:
    """One person who is said to be there."""

    signup_id: str | None
    member: int
    user_id: str | None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Everybody of one check-in, and the way they came in."""

    way: str
    claims: list[Claim]


def check_in(event_id: str, data: CheckinIn, *, actor: Actor) -> CheckinOut:
    """Record who is there, each person once; return who is new and who was there already.

    Errors: 404; 403 for workers' ways; 409 `already_checked_in` when nobody is new, `checkin_not_open`,
    `checkin_closed`, `wrong_state`, `not_signed_up`, `not_confirmed`; 422 on `code` (`code_invalid`, `code_expired`,
    `code_of_other_event`) and `members`.
    """
    moment = now()
    with transaction() as session:
        event = shared_event(session, event_id)
        _check_window(window_of_event(event), moment)
        arrival = _arrival(session, event, data, actor, moment)
        common = {"event_id": event.id, "way": arrival.way, "gate": data.gate, "recorded_by": actor.id}
        rows = [row_of(claim, at=moment, recorded_at=moment, **common) for claim in arrival.claims]
        ids = insert_new(session, rows)
        for attendance_id in ids:
            record(
                session,
                actor,
                "attendance.record",
                target=attendance_id,
                region_code=event.region_code,
                details={"event_id": event.id, "way": arrival.way},
            )
        there = _there(event.id, arrival.claims, ids)
        items = [one for one in there if one.id in ids]
        already = [one for one in there if one.id not in ids]
        if not items:
            raise _already(already)
        return CheckinOut(items=items, already=already)


def undo(attendance_id: str, reason: str, *, actor: Actor) -> None:
    """Take a record back; its row stays, with the reason. Then the person may be recorded again.

    Errors: 404; 409 `already_undone`.
    """
    with transaction() as session:
        row = session.get(Attendance, attendance_id, with_for_update={"key_share": True})
        if row is None:
            raise NotFoundError
        event = shared_event(session, row.event_id)
        require_visible(actor, Permission.ATTENDANCE_RECORD, event.region_code)
        if row.undone_at is not None:
            raise ConflictError("already_undone", "这条签到已经撤销，请刷新名单")
        row.undone_at, row.undone_by, row.undo_reason = now(), actor.id, reason
        record(
            session,
            actor,
            "attendance.undo",
            target=row.id,
            region_code=event.region_code,
            details={"event_id": event.id, "reason": reason},
        )


def window_of_event(event: Event) -> Window:
    """Return when people are checked in."""
    return window_of(event.starts_at, event.ends_at, event.checkin_opens_before, event.checkin_closes_after)


def shared_event(session: Session, event_id: str) -> Event:
    """Return a published event that stays as it is until the transaction ends."""
    event = session.get(Event, event_id, with_for_update={"read": True}, populate_existing=True)
    if event is None or event.state == "draft":
        raise NotFoundError
    if event.state != "published":
        raise ConflictError("wrong_state", "活动已经取消，不能再签到")
    return event


def _check_window(window: Window, moment: datetime) -> None:
    if window.holds(moment):
        return
    if moment < window.opens_at:
        opens = local(window.opens_at, settings().city_zone)
        raise ConflictError("checkin_not_open", f"还没有开始签到，请在 {opens:%m-%d %H:%M} 以后再来")
    raise ConflictError("checkin_closed", "签到已经结束，请联系活动的工作人员")


def _arrival(session: Session, event: Event, data: CheckinIn, actor: Actor, moment: datetime) -> _Arrival:
    if data.code is not None:
        return _by_code(session, event, data, data.code, actor, moment)
    require(actor, Permission.ATTENDANCE_RECORD, event.region_code)
    if data.walk_in is not None:
        return _by_walking_in(session, event, data.walk_in, moment)
    signup = _shared_signup(session, event, Signup.id == data.signup_id)
    return _Arrival("roster", claims_of(signup, [data.member]))


def _by_code(session: Session, event: Event, data: CheckinIn, text: str, actor: Actor, moment: datetime) -> _Arrival:
    code = codes.read_code(settings().secret_key, text, moment)
    members = sorted(set(data.members or [0]))
    if code.kind == codes.RESIDENT:
        require(actor, Permission.ATTENDANCE_RECORD, event.region_code)
        signup = _shared_signup(session, event, Signup.user_id == code.about)
        return _Arrival("worker_scan", claims_of(signup, members))
    if code.about != event.id:
        raise InvalidError(
            {"code": ["code_of_other_event"]},
            code="code_of_other_event",
            message="这是另一个活动的签到码",
        )
    signup = _shared_signup(session, event, Signup.user_id == actor.id)
    return _Arrival("poster" if code.kind == codes.POSTER else "venue_code", claims_of(signup, members))


def _by_walking_in(session: Session, event: Event, walk_in: WalkIn, moment: datetime) -> _Arrival:
    """Somebody without a sign-up; whoever turns out to have one comes in by it."""
    if walk_in.code is None:
        return _Arrival("walk_in", [Claim(None, 0, None, walk_in.label)])
    code = codes.read_code(settings().secret_key, walk_in.code, moment)
    if code.kind != codes.RESIDENT:
        raise InvalidError({"walk_in.code": ["not_a_resident"]}, message="请扫居民自己的签到码")
    signup = _find_signup(session, event, Signup.user_id == code.about)
    if signup is not None and signup.state == "confirmed":
        return _Arrival("worker_scan", claims_of(signup, [0]))
    return _Arrival("walk_in", [Claim(None, 0, code.about, walk_in.label)])


def _find_signup(session: Session, event: Event, condition: sa.ColumnElement[bool]) -> Signup | None:
    return session.scalars(
        sa.select(Signup)
        .where(Signup.event_id == event.id, condition, Signup.state.in_(LIVE))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _shared_signup(session: Session, event: Event, condition: sa.ColumnElement[bool]) -> Signup:
    """Return a confirmed sign-up that stays so until the transaction ends."""
    signup = _find_signup(session, event, condition)
    if signup is None:
        raise ConflictError("not_signed_up", "没有找到这个活动的报名，可以请工作人员按现场参加登记")
    if signup.state != "confirmed":
        raise ConflictError("not_confirmed", "这份报名还在候补，请先请工作人员安排名额")
    return signup


def claims_of(signup: Signup, members: Sequence[int]) -> list[Claim]:
    """Return those of a party who are said to be there; `InvalidError` on `members` for somebody made up."""
    if max(members) >= signup.seats:
        raise InvalidError({"members": ["unknown"]}, message="这份报名没有这么多同行人，请重新选择")
    return [Claim(signup.id, member, signup.user_id if member == 0 else None) for member in members]


def row_of(claim: Claim, **common: object) -> dict[str, object]:
    """Return the columns of somebody's row; `common` holds those of all that came together."""
    named = {"signup_id": claim.signup_id, "member": claim.member, "user_id": claim.user_id, "label": claim.label}
    return {"id": new_id(), "session": SESSION} | named | common


def insert_new(session: Session, rows: Sequence[dict[str, object]]) -> set[str]:
    """Write the rows of those who are not there yet, and leave the others be; return the ids of the written."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Attendance)
    written: set[str] = set()
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        part = insert.values(rows[begin : begin + _ROWS_AT_ONCE]).on_conflict_do_nothing().returning(Attendance.id)
        written.update(session.scalars(part))
    return written


def _there(event_id: str, claims: Sequence[Claim], ids: set[str]) -> list[AttendanceOut]:
    """Return how those who were claimed are recorded now."""
    named = [claim for claim in claims if claim.signup_id is not None]
    members = sa.and_(
        Attendance.signup_id.in_([claim.signup_id for claim in named]),
        Attendance.member.in_([claim.member for claim in named]),
    )
    users = Attendance.user_id.in_([claim.user_id for claim in claims if claim.user_id is not None])
    return queries.attendances(
        Attendance.event_id == event_id, Attendance.session == SESSION, sa.or_(members, users, Attendance.id.in_(ids))
    )


def _already(there: Sequence[AttendanceOut]) -> ConflictError:
    first = there[0]
    gate = f"（{first.gate}）" if first.gate else ""
    when = local(first.at, settings().city_zone)
    return ConflictError("already_checked_in", f"已在 {when:%H:%M}{gate}签到，不用再签")
