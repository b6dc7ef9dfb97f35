"""How is a closed sheet put right? By entries of their own, each with a reason; the sheet itself stays as it was."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.attendance.claims import claims_of
from backend.attendance.rules import sessions_of
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, InvalidError
from backend.core.outbox import enqueue
from backend.core.transaction import transaction
from backend.events.edit import locked_event
from backend.events.states import CLOSED_SHEET, State
from backend.security.permissions import Permission
from backend.security.policy import require
from backend.verification import proofs
from backend.verification.decide import refuse_own
from backend.verification.schemas import Addition, CorrectionIn
from models.attendance import Attendance, AttendanceCorrection
from models.event import Event
from models.ids import new_id
from models.signup import Signup


def correct(event_id: str, data: CorrectionIn, *, actor: Actor) -> str:
    """Add somebody to the closed sheet of an event, or take a record off it; return the id of the correction.

    A record is an attendance, or a correction that was wrong: that is undone.
    Once the event is verified, neither its maker nor its reporter may do so. A person who is taken off loses the proof
    at once; the proofs of a verified event are brought up to date by a job.
    Errors: 404; 403, also `not_your_own`; 409 `sheet_open`, `wrong_state`, `already_checked_in`, `already_corrected`,
    `not_signed_up`, `not_confirmed`; 422 on `session`, `members` or `remove`.
    """
    with transaction() as session:
        event = locked_event(session, event_id, actor=actor)
        require(actor, Permission.EVENT_VERIFY, event.region_code)
        if event.state not in {*CLOSED_SHEET, State.PUBLISHED}:
            raise ConflictError("wrong_state", "活动没有发布、已经取消或者没有办，没有可以更正的签到表")
        if event.state not in CLOSED_SHEET:
            raise ConflictError("sheet_open", "签到表还没有封存，可以直接签到或者撤销签到")
        if event.state == State.VERIFIED:
            refuse_own(session, event, actor)
        wrong = session.get(AttendanceCorrection, data.remove, populate_existing=True) if data.remove else None
        if wrong is not None:
            made = _wrong(session, event, wrong)
            made.undone_by, made.undone_at, made.undo_reason = actor.id, now(), data.reason
        else:
            added = data.add
            made = _removal(session, event, data.remove) if added is None else _addition(session, event, data, added)
            made.id, made.event_id, made.reason = new_id(), event.id, data.reason
            made.corrected_by, made.corrected_at = actor.id, now()
            session.add(made)
        record(
            session,
            actor,
            "attendance.correct",
            target=event.id,
            region_code=event.region_code,
            details={"correction_id": made.id, "kind": "undo" if wrong else made.kind, "reason": data.reason},
        )
        if event.state == State.VERIFIED:
            session.flush()
            who = made.user_id if (made.kind == "remove") == (made.undone_at is None) else None
            if who is not None and proofs.revoke(session, event, who, data.reason, actor=actor):
                enqueue(session, "notify_proof_revoked", event_id=event.id, user_id=who)
            enqueue(session, "issue_proofs", event_id=event.id)
        return made.id


def _wrong(session: Session, event: Event, correction: AttendanceCorrection) -> AttendanceCorrection:
    """Return a correction that may be undone; whoever was taken off may have been added since."""
    if correction.event_id != event.id:
        raise _unknown()
    if correction.undone_at is not None:
        raise _corrected()
    row = session.get(Attendance, correction.attendance_id) if correction.attendance_id else None
    signup = session.get(Signup, row.signup_id) if row is not None and row.signup_id else None
    if row is not None and signup is not None and _is_there(session, event, row.session, signup, row.member):
        raise ConflictError("already_checked_in", "签到表里已经有这个人，不用补登")
    return correction


def _removal(session: Session, event: Event, attendance_id: str | None) -> AttendanceCorrection:
    row = session.get(Attendance, attendance_id) if attendance_id is not None else None
    if row is None or row.event_id != event.id or row.undone_at is not None:
        raise _unknown()
    corrected = sa.exists().where(
        AttendanceCorrection.attendance_id == row.id, AttendanceCorrection.undone_at.is_(None)
    )
    if session.scalar(sa.select(corrected)):
        raise _corrected()
    return AttendanceCorrection(
        kind="remove", session=row.session, attendance_id=row.id, member=row.member, user_id=row.user_id
    )


def _unknown() -> InvalidError:
    return InvalidError({"remove": ["unknown"]}, message="签到表里没有这条记录，请刷新后再试")


def _corrected() -> ConflictError:
    return ConflictError("already_corrected", "这条签到已经更正过，请刷新查看")


def _addition(session: Session, event: Event, data: CorrectionIn, added: Addition) -> AttendanceCorrection:
    number = data.session
    if number > len(sessions_of(event)):
        raise InvalidError({"session": ["unknown"]}, message="这个活动没有这一场，请重新选择")
    if added.signup_id is None:
        return AttendanceCorrection(kind="add", session=number, member=0, label=added.label)
    signup = session.get(Signup, added.signup_id)
    if signup is None or signup.event_id != event.id:
        raise ConflictError("not_signed_up", "没有找到这个活动的报名，可以按称呼补登")
    if signup.state != "confirmed":
        raise ConflictError("not_confirmed", "这份报名没有确认的名额，可以按称呼补登")
    [claim] = claims_of(signup, [added.member])
    if _is_there(session, event, number, signup, added.member):
        raise ConflictError("already_checked_in", "签到表里已经有这个人，不用补登")
    return AttendanceCorrection(
        kind="add", session=number, signup_id=signup.id, member=added.member, user_id=claim.user_id
    )


def _is_there(session: Session, event: Event, number: int, signup: Signup, member: int) -> bool:
    same = sa.and_(Attendance.signup_id == signup.id, Attendance.member == member)
    if member == 0:
        same = sa.or_(same, Attendance.user_id == signup.user_id)
    removed = sa.exists().where(
        AttendanceCorrection.attendance_id == Attendance.id, AttendanceCorrection.undone_at.is_(None)
    )
    recorded = sa.exists().where(
        Attendance.event_id == event.id, Attendance.session == number, same, Attendance.undone_at.is_(None), ~removed
    )
    added = sa.exists().where(
        AttendanceCorrection.event_id == event.id,
        AttendanceCorrection.session == number,
        AttendanceCorrection.signup_id == signup.id,
        AttendanceCorrection.member == member,
        AttendanceCorrection.undone_at.is_(None),
    )
    return bool(session.scalar(sa.select(sa.or_(recorded, added))))
