"""How is somebody recorded as being there, once, whichever way they came in?

A worker scans a resident's code, ticks the roster, or adds somebody who came without a sign-up; or residents scan the
code at the venue themselves. Two unique indexes decide: whoever comes second, at another gate in the same instant, is
told when and where the first was.

Locks: the event's row and the sign-up's row, both shared, so that neither a change of the event nor a cancellation
passes between the check and the record.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.attendance import codes, leaving, queries
from backend.attendance.claims import Arrival, Claim, claims_of, require_open_sheet, shared_event
from backend.attendance.rules import EventSession, session_at, sessions_of
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


def check_in(event_id: str, data: CheckinIn, *, actor: Actor) -> CheckinOut:
    """Record who is there, each person once; return who is new and who was there already. Or record who leaves.

    Errors: 404; 403 for workers' ways; 409 `already_checked_in` when nobody is new, `checkin_not_open`,
    `checkin_closed`, `wrong_state`, `sheet_closed`, `not_signed_up`, `not_confirmed`, and for those who leave
    `leaving_not_tracked`, `not_checked_in`, `already_left`; 422 on `code` (`code_invalid`, `code_expired`,
    `code_of_other_event`), `members` and `session`.
    """
    moment = now().replace(microsecond=0)
    with transaction() as session:
        event = shared_event(session, event_id)
        arrival = _arrival(session, event, data, actor, moment)
        if data.leaving:
            return leaving.record_leaving(session, event, arrival, moment, actor=actor)
        part = chosen_session(sessions_of(event), arrival.session, moment)
        common = {"event_id": event.id, "session": part.number, "way": arrival.way, "gate": data.gate}
        rows = [
            row_of(claim, at=moment, recorded_at=moment, recorded_by=actor.id, **common) for claim in arrival.claims
        ]
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
        there = _there(event.id, part.number, arrival.claims, ids)
        items = [one for one in there if one.id in ids]
        already = [one for one in there if one.id not in ids]
        if not items:
            raise _already(already)
        return CheckinOut(items=items, already=already)


def undo(attendance_id: str, reason: str, *, actor: Actor) -> None:
    """Take a record back; its row stays, with the reason. Then the person may be recorded again.

    Errors: 404, also outside one's regions; 409 `already_undone`, `sheet_closed`, `wrong_state`.
    """
    with transaction() as session:
        row = session.get(Attendance, attendance_id, with_for_update={"key_share": True})
        if row is None:
            raise NotFoundError
        event = session.get_one(Event, row.event_id, with_for_update={"read": True}, populate_existing=True)
        require_visible(actor, Permission.ATTENDANCE_RECORD, event.region_code)  # before its state is told
        require_open_sheet(event.state)
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


def chosen_session(sessions: Sequence[EventSession], number: int | None, moment: datetime) -> EventSession:
    """Return the session that takes people at a moment: the one of this number, or whichever does.

    `ConflictError` `checkin_not_open` or `checkin_closed` when it does not; `InvalidError` on `session` for a number
    that the event does not have.
    """
    if number is not None and number > len(sessions):
        raise InvalidError({"session": ["unknown"]}, message="这个活动没有这一场，请重新选择")
    meant = sessions if number is None else sessions[number - 1 : number]
    found = session_at(meant, moment)
    if found is not None:
        return found
    following = next((session for session in meant if moment < session.opens_at), None)
    if following is None:
        raise ConflictError("checkin_closed", "签到已经结束，请联系活动的工作人员")
    opens = local(following.opens_at, settings().city_zone)
    raise ConflictError("checkin_not_open", f"还没有开始签到，请在 {opens:%m-%d %H:%M} 以后再来")


def _arrival(session: Session, event: Event, data: CheckinIn, actor: Actor, moment: datetime) -> Arrival:
    if data.code is not None:
        return _by_code(session, event, data, data.code, actor, moment)
    require(actor, Permission.ATTENDANCE_RECORD, event.region_code)
    if data.walk_in is not None:
        return _by_walking_in(session, event, data, data.walk_in, moment)
    signup = _shared_signup(session, event, Signup.id == data.signup_id)
    return Arrival("roster", claims_of(signup, [data.member]), data.session)


def _by_code(session: Session, event: Event, data: CheckinIn, text: str, actor: Actor, moment: datetime) -> Arrival:
    code = codes.read_code(settings().secret_key, text, moment)
    members = sorted(set(data.members or [0]))
    if code.kind == codes.RESIDENT:
        require(actor, Permission.ATTENDANCE_RECORD, event.region_code)
        signup = _shared_signup(session, event, Signup.user_id == code.about)
        return Arrival("worker_scan", claims_of(signup, members), data.session)
    if code.about != event.id:
        raise InvalidError(
            {"code": ["code_of_other_event"]},
            code="code_of_other_event",
            message="这是另一个活动的签到码",
        )
    signup = _shared_signup(session, event, Signup.user_id == actor.id)
    if code.kind == codes.POSTER:
        return Arrival("poster", claims_of(signup, members), data.session)
    # Who leaves late is shown the code of the next session, and leaves the one that was.
    number = data.session if data.leaving else code.session
    return Arrival("venue_code", claims_of(signup, members), number)


def _by_walking_in(session: Session, event: Event, data: CheckinIn, walk_in: WalkIn, moment: datetime) -> Arrival:
    """Somebody without a sign-up; whoever turns out to have one comes in by it."""
    if walk_in.code is None:
        return Arrival("walk_in", [Claim(None, 0, None, walk_in.label)], data.session)
    code = codes.read_code(settings().secret_key, walk_in.code, moment)
    if code.kind != codes.RESIDENT:
        raise InvalidError({"walk_in.code": ["not_a_resident"]}, message="请扫居民自己的签到码")
    signup = _find_signup(session, event, Signup.user_id == code.about)
    if signup is not None and signup.state == "confirmed":
        return Arrival("worker_scan", claims_of(signup, [0]), data.session)
    return Arrival("walk_in", [Claim(None, 0, code.about, walk_in.label)], data.session)


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


def row_of(claim: Claim, **common: object) -> dict[str, object]:
    """Return the columns of somebody's row; `common` holds those of all that came together."""
    named = {"signup_id": claim.signup_id, "member": claim.member, "user_id": claim.user_id, "label": claim.label}
    return {"id": new_id()} | named | common


def insert_new(session: Session, rows: Sequence[dict[str, object]]) -> set[str]:
    """Write the rows of those who are not there yet, and leave the others be; return the ids of the written.

    Everybody writes in the same order: two phones with the same people would else wait for each other.
    """
    rows = sorted(rows, key=lambda row: [str(row[name] or "") for name in ("session", "signup_id", "member", "id")])
    if not rows:
        return set()
    table = Attendance.__table__
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table)
    # The rows go beside the statement, not into it: then it is written once, and thousands of rows are still few
    # statements of many rows each.
    new = session.connection().execute(insert.on_conflict_do_nothing().returning(table.c.id), rows)
    return set(new.scalars())


def _there(event_id: str, number: int, claims: Sequence[Claim], ids: set[str]) -> list[AttendanceOut]:
    """Return how those who were claimed are recorded now."""
    named = [claim for claim in claims if claim.signup_id is not None]
    members = sa.and_(
        Attendance.signup_id.in_([claim.signup_id for claim in named]),
        Attendance.member.in_([claim.member for claim in named]),
    )
    users = Attendance.user_id.in_([claim.user_id for claim in claims if claim.user_id is not None])
    return queries.attendances(
        Attendance.event_id == event_id, Attendance.session == number, sa.or_(members, users, Attendance.id.in_(ids))
    )


def _already(there: Sequence[AttendanceOut]) -> ConflictError:
    first = there[0]
    gate = f"（{first.gate}）" if first.gate else ""
    when = local(first.at, settings().city_zone)
    return ConflictError("already_checked_in", f"已在 {when:%H:%M}{gate}签到，不用再签")
