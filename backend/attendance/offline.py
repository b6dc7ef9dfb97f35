"""What becomes of check-ins that a worker's phone kept while it had no network?

All rows of a phone come in one request, and one transaction decides them from what a handful of statements have read.
A row is never lost: it is recorded, or known already, or its answer says why a person has to look at it. The phone's
clock may be wrong: its time at sending says by how much, and a resident's code knows the minute in which it was made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.attendance import codes
from backend.attendance.checkin import Claim, claims_of, insert_new, row_of, shared_event, window_of_event
from backend.attendance.schemas import BatchIn, BatchOut, BatchResult, OfflineCheckin, UnreadRow
from backend.config import settings
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import AppError, ConflictError
from backend.core.transaction import transaction
from backend.security.permissions import Permission
from backend.security.policy import require_visible
from models.attendance import Attendance
from models.event import Event
from models.signup import Signup

SPREAD = timedelta(minutes=5)
"""By how much the minute of a code may differ from the corrected time of its scan."""

_A_PERSON_LOOKS = frozenset({"not_confirmed", "outside_window", "signup_cancelled", "undone"})
Key = tuple[str | None, int]


@dataclass(slots=True)
class _Sheet:
    """What is known of an event when a batch comes."""

    signups: dict[str, Signup]
    by_user: dict[str, Signup]
    members: set[Key] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    undone: dict[Key, datetime] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)

    def is_there(self, claim: Claim) -> bool:
        """Tell whether somebody is recorded, or is in an earlier row of this batch."""
        if claim.user_id is not None and claim.user_id in self.users:
            return True
        return claim.signup_id is not None and (claim.signup_id, claim.member) in self.members

    def add(self, claim: Claim) -> None:
        """Note that somebody is there."""
        if claim.user_id is not None:
            self.users.add(claim.user_id)
        if claim.signup_id is not None:
            self.members.add((claim.signup_id, claim.member))


@dataclass(slots=True)
class _Outcome:
    """What became of a row so far; `ids` are the attendances that it asks for."""

    item: OfflineCheckin | UnreadRow
    at: datetime
    way: str = ""
    ids: list[str] = field(default_factory=list)
    code: str | None = None


def upload(event_id: str, data: BatchIn, *, actor: Actor) -> BatchOut:
    """Record the rows that can be, and say of each what became of it; sending it again changes nothing.

    Errors: 404; 409 `wrong_state` when the event takes no check-ins: the phone keeps its rows.
    """
    moment = now().replace(microsecond=0)
    ahead = moment - data.device_now if data.device_now is not None else timedelta(0)
    with transaction() as session:
        event = shared_event(session, event_id)
        require_visible(actor, Permission.ATTENDANCE_RECORD, event.region_code)
        sheet = _read_sheet(session, event, data.items, actor)
        outcomes = [_outcome(row, ahead, moment) for row in data.items]
        rows: list[dict[str, object]] = []
        for outcome in outcomes:
            rows += _decide(sheet, event, outcome, moment, actor)
        written = insert_new(session, rows)
        _audit(session, event, outcomes, written, actor)
        return BatchOut(items=[_result(outcome, written) for outcome in outcomes])


def _outcome(row: OfflineCheckin | UnreadRow, ahead: timedelta, moment: datetime) -> _Outcome:
    if isinstance(row, UnreadRow):
        return _Outcome(row, moment, code="invalid")
    return _Outcome(row, row.scanned_at + ahead)


def _decide(
    sheet: _Sheet, event: Event, outcome: _Outcome, moment: datetime, actor: Actor
) -> Iterable[dict[str, object]]:
    """Return the attendances that a row asks for, or note in its outcome why there are none."""
    item = outcome.item
    if isinstance(item, UnreadRow) or item.client_id in sheet.sent:
        return []
    try:
        outcome.way, claims = _claims(sheet, item, outcome.at)
        new = [claim for claim in claims if not sheet.is_there(claim)]
        _check_row(sheet, event, outcome, new, moment)
    except AppError as exc:
        outcome.code = exc.code
        return []
    sheet.sent.add(item.client_id)  # only now: a row whose twin was refused is not known
    for claim in new:
        sheet.add(claim)
    common = {"event_id": event.id, "way": outcome.way, "gate": item.gate, "recorded_by": actor.id}
    rows = [row_of(c, at=outcome.at, recorded_at=moment, client_id=item.client_id, **common) for c in new]
    outcome.ids = [str(row["id"]) for row in rows]
    return rows


def _claims(sheet: _Sheet, item: OfflineCheckin, at: datetime) -> tuple[str, list[Claim]]:
    if item.signup_id is not None:
        return "roster", claims_of(_confirmed(sheet.signups.get(item.signup_id)), [item.member])
    text = item.code if item.walk_in is None else item.walk_in.code
    if text is None:
        return "walk_in", [Claim(None, 0, None, item.walk_in.label if item.walk_in else None)]
    code = codes.read_code(settings().secret_key, text, at, spread=SPREAD)
    if code.kind != codes.RESIDENT:
        raise ConflictError("code_invalid", "请扫居民自己的签到码")
    signup = sheet.by_user.get(code.about)
    if item.walk_in is not None and (signup is None or signup.state != "confirmed"):
        return "walk_in", [Claim(None, 0, code.about, item.walk_in.label)]
    return "worker_scan", claims_of(_confirmed(signup), sorted(set(item.members or [0])))


def _confirmed(signup: Signup | None) -> Signup:
    if signup is None:
        raise ConflictError("not_signed_up", "没有找到这个活动的报名，可以按现场参加登记")
    if signup.state == "cancelled":
        raise ConflictError("signup_cancelled", "这份报名后来取消了，请核实后按现场参加登记")
    if signup.state != "confirmed":
        raise ConflictError("not_confirmed", "这份报名还在候补，请核实后再登记")
    return signup


def _check_row(sheet: _Sheet, event: Event, outcome: _Outcome, new: list[Claim], moment: datetime) -> None:
    if not new:
        return
    if outcome.at > moment + SPREAD or not window_of_event(event).holds(outcome.at):
        raise ConflictError("outside_window", "扫码的时间不在签到时间里，请核实后再登记")
    if any(sheet.undone.get((claim.signup_id, claim.member), outcome.at) > outcome.at for claim in new):
        raise ConflictError("undone", "这个人的签到后来被撤销了，请核实后再登记")


def _read_sheet(session: Session, event: Event, items: Sequence[OfflineCheckin | UnreadRow], actor: Actor) -> _Sheet:
    signups = session.scalars(
        sa.select(Signup)
        .where(Signup.event_id == event.id)
        .order_by(Signup.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).all()
    # The live sign-up of a person comes last, so that it is found rather than one that was cancelled before.
    ordered = sorted(signups, key=lambda signup: signup.state != "cancelled")
    sheet = _Sheet({one.id: one for one in signups}, {one.user_id: one for one in ordered})
    names = {item.client_id for item in items}
    for row in session.execute(
        sa.select(
            *(Attendance.signup_id, Attendance.member, Attendance.user_id, Attendance.undone_at),
            *(Attendance.client_id, Attendance.recorded_by),
        ).where(Attendance.event_id == event.id)
    ):
        key = (row.signup_id, row.member)
        if row.client_id in names and row.recorded_by == actor.id:
            sheet.sent.add(row.client_id)
        if row.undone_at is None:
            sheet.add(Claim(row.signup_id, row.member, row.user_id))
        elif row.signup_id is not None:
            sheet.undone[key] = max(row.undone_at, sheet.undone.get(key, row.undone_at))
    return sheet


def _audit(session: Session, event: Event, outcomes: list[_Outcome], written: set[str], actor: Actor) -> None:
    for outcome in outcomes:
        for attendance_id in outcome.ids:
            if attendance_id in written:
                details = {"event_id": event.id, "way": outcome.way, "offline": True}
                record(
                    *(session, actor, "attendance.record"),
                    target=attendance_id,
                    region_code=event.region_code,
                    details=details,
                )
        if outcome.code in _A_PERSON_LOOKS:
            details = {"code": outcome.code, "signup_id": getattr(outcome.item, "signup_id", None)}
            record(
                *(session, actor, "attendance.conflict"),
                target=event.id,
                region_code=event.region_code,
                details=details,
            )


def _result(outcome: _Outcome, written: set[str]) -> BatchResult:
    if outcome.code is not None:
        result = "conflict" if outcome.code in _A_PERSON_LOOKS else "rejected"
    else:
        result = "recorded" if written.intersection(outcome.ids) else "already"
    return BatchResult.model_validate(
        {"client_id": outcome.item.client_id, "result": result, "code": outcome.code, "at": outcome.at}
    )
