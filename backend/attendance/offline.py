"""What becomes of check-ins that a worker's phone kept while it had no network?

All rows of a phone come in one request, and one transaction decides them from what a handful of statements have read.
A row is never lost: it is recorded, or known already, or its answer says why a person has to look at it. The phone's
clock may be wrong: its time at sending says by how much, and a resident's code knows the minute in which it was made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.attendance import codes
from backend.attendance.checkin import insert_new, row_of
from backend.attendance.claims import Arrival, Claim, claims_of, require_open_sheet
from backend.attendance.leaving import leave, require_tracked
from backend.attendance.rules import EventSession, session_at, sessions_of
from backend.attendance.schemas import BatchIn, BatchOut, BatchResult, OfflineCheckin, UnreadRow
from backend.config import settings
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import AppError, ConflictError, NotFoundError
from backend.core.transaction import transaction
from backend.events.states import CLOSED_SHEET
from backend.security.permissions import Permission
from backend.security.policy import require_visible
from models.attendance import Attendance
from models.event import Event
from models.signup import Signup

SPREAD = timedelta(minutes=5)
"""By how much the minute of a code may differ from the corrected time of its scan."""

_A_PERSON_LOOKS = frozenset(
    {"client_id_reused", "not_checked_in", "not_confirmed", "outside_window", "signup_cancelled", "undone"}
)
_AUDITED = _A_PERSON_LOOKS | {"sheet_closed"}
_NOT_THERE = "not_checked_in"
Key = tuple[int, str | None, int]
"""Session, person (or sign-up, for those who come along), and who of the party."""

Named = tuple[str, int]
"""Whom a row names: the person whose sign-up or code it is (or what a stranger is called), and who of the party."""


@dataclass(slots=True)
class _Sheet:
    """What is known of an event when a batch comes."""

    sessions: list[EventSession]
    signups: dict[str, Signup]
    by_user: dict[str, Signup]
    there: set[Key] = field(default_factory=set)
    undone: dict[Key, datetime] = field(default_factory=dict)
    sent: dict[str, set[Named]] = field(default_factory=dict)

    def name(self, who: Any) -> Named:
        """Return the same for a claim, and for the record that was made of it."""
        signup = self.signups.get(who.signup_id or "")
        return (who.user_id or (signup.user_id if signup is not None else who.signup_id) or who.label or "", who.member)

    def is_there(self, number: int, claim: Claim) -> bool:
        """Tell whether somebody is recorded at a session, or is in an earlier row of this batch."""
        return _is_known(claim) and _key(number, claim) in self.there

    def add(self, number: int, claim: Claim) -> None:
        """Note that somebody is there."""
        if _is_known(claim):
            self.there.add(_key(number, claim))


def _is_known(claim: Claim) -> bool:
    return claim.user_id is not None or claim.signup_id is not None


def _key(number: int, who: Any) -> Key:
    """Return the same key for a claim and for the record of the same person."""
    return (number, who.user_id or who.signup_id, who.member)


@dataclass(slots=True)
class _Outcome:
    """What became of a row so far: `ids` are the attendances that it asks for, `left` says who leaves which session."""

    item: OfflineCheckin | UnreadRow
    at: datetime
    way: str = ""
    ids: list[str] = field(default_factory=list)
    left: list[Key] = field(default_factory=list)
    code: str | None = None


def upload(event_id: str, data: BatchIn, *, actor: Actor) -> BatchOut:
    """Record the rows that can be, and say of each what became of it; sending it again changes nothing.

    Once the sheet is closed, what is on it is known, and all else is rejected and kept in the audit.
    Errors: 404; 409 `wrong_state` when the event takes no check-ins at all: the phone keeps its rows.
    """
    moment = now().replace(microsecond=0)
    ahead = moment - data.device_now if data.device_now is not None else timedelta(0)
    with transaction() as session:
        event = _shared_event(session, event_id, actor)
        sheet = _read_sheet(session, event, data.items, actor)
        outcomes = [_outcome(row, ahead, moment) for row in data.items]
        rows: list[dict[str, object]] = []
        for outcome in outcomes:
            rows += _decide(sheet, event, outcome, moment, actor)
        written = insert_new(session, rows)
        _record_leaving(session, event, outcomes, actor)
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
    if isinstance(item, UnreadRow):
        return []
    named = _named(sheet, item)
    sent = set() if item.leaving else sheet.sent.get(item.client_id, set())
    if named <= sent:
        return []
    try:
        if sent and not {who for who, _ in named} & {who for who, _ in sent}:
            raise ConflictError("client_id_reused", "手机上的这条记录和另一个人的编号相同，请核实后再登记")
        arrival = _claims(sheet, item, outcome.at)
        if item.leaving:
            _decide_leaving(sheet, event, outcome, arrival, moment)
            return []
        number = _session_of(sheet, item, outcome.at)
        new = [claim for claim in arrival.claims if not sheet.is_there(number, claim) and sheet.name(claim) not in sent]
        _check_row(sheet, event, outcome, new, number, moment)
    except AppError as exc:
        outcome.code = exc.code
        return []
    sheet.sent[item.client_id] = sent | named  # only now: a row whose twin was refused is not known
    outcome.way = arrival.way
    common = {"event_id": event.id, "session": number, "way": arrival.way, "gate": item.gate, "recorded_by": actor.id}
    rows = [row_of(c, at=outcome.at, recorded_at=moment, client_id=item.client_id, **common) for c in new]
    outcome.ids = [str(row["id"]) for row in rows]
    for claim in new:
        sheet.add(number, claim)
    return rows


def _named(sheet: _Sheet, item: OfflineCheckin) -> set[Named]:
    """Return whom a row names, true or not; the code is only looked at for whose it says that it is."""
    if item.signup_id is not None:
        return {sheet.name(Claim(item.signup_id, item.member, None))}
    walk_in = item.walk_in
    code = item.code if walk_in is None else walk_in.code
    if code is None:
        return {sheet.name(Claim(None, 0, None, walk_in.label if walk_in is not None else None))}
    return {(codes.claimed_about(code), member) for member in item.members or [0]}


def _session_of(sheet: _Sheet, item: OfflineCheckin, at: datetime) -> int:
    """Return which session a row means; 0 when none took people at its time."""
    if item.session is None:
        found = session_at(sheet.sessions, at)
        return found.number if found is not None else 0
    if item.session > len(sheet.sessions):
        raise ConflictError("invalid", "这个活动没有这一场")
    return item.session


def _decide_leaving(sheet: _Sheet, event: Event, outcome: _Outcome, arrival: Arrival, moment: datetime) -> None:
    """Note who left: of each the last session of which the sheet knows by then, or the one that the row names."""
    require_tracked(event)
    if outcome.at > moment + SPREAD:
        raise _outside_window()
    numbers = [one.number for one in reversed(sheet.sessions) if one.opens_at <= outcome.at]
    if isinstance(outcome.item, OfflineCheckin) and outcome.item.session is not None:
        numbers = [outcome.item.session]
    for claim in arrival.claims:
        number = next((number for number in numbers if sheet.is_there(number, claim)), None)
        if number is not None:
            outcome.left.append(_key(number, claim))
    if not outcome.left:
        raise ConflictError(_NOT_THERE, "还没有签到的记录，请核实后再登记")


def _claims(sheet: _Sheet, item: OfflineCheckin, at: datetime) -> Arrival:
    if item.signup_id is not None:
        return Arrival("roster", claims_of(_confirmed(sheet.signups.get(item.signup_id)), [item.member]))
    text = item.code if item.walk_in is None else item.walk_in.code
    if text is None:
        return Arrival("walk_in", [Claim(None, 0, None, item.walk_in.label if item.walk_in else None)])
    code = codes.read_code(settings().secret_key, text, at, spread=SPREAD)
    if code.kind != codes.RESIDENT:
        raise ConflictError("code_invalid", "请扫居民自己的签到码")
    signup = sheet.by_user.get(code.about)
    if item.walk_in is not None and (signup is None or signup.state != "confirmed"):
        return Arrival("walk_in", [Claim(None, 0, code.about, item.walk_in.label)])
    return Arrival("worker_scan", claims_of(_confirmed(signup), sorted(set(item.members or [0]))))


def _confirmed(signup: Signup | None) -> Signup:
    if signup is None:
        raise ConflictError("not_signed_up", "没有找到这个活动的报名，可以按现场参加登记")
    if signup.state == "cancelled":
        raise ConflictError("signup_cancelled", "这份报名后来取消了，请核实后按现场参加登记")
    if signup.state != "confirmed":
        raise ConflictError("not_confirmed", "这份报名还在候补，请核实后再登记")
    return signup


def _check_row(sheet: _Sheet, event: Event, outcome: _Outcome, new: list[Claim], number: int, moment: datetime) -> None:
    if not new:
        return
    require_open_sheet(event.state)
    if number == 0 or outcome.at > moment + SPREAD or not sheet.sessions[number - 1].holds(outcome.at):
        raise _outside_window()
    if any(sheet.undone.get(_key(number, claim), outcome.at) > outcome.at for claim in new):
        raise ConflictError("undone", "这个人的签到后来被撤销了，请核实后再登记")


def _outside_window() -> ConflictError:
    return ConflictError("outside_window", "扫码的时间不在签到时间里，请核实后再登记")


def _shared_event(session: Session, event_id: str, actor: Actor) -> Event:
    """Return an event that stays as it is until the transaction ends, its sheet open or closed."""
    event = session.get(Event, event_id, with_for_update={"read": True}, populate_existing=True)
    if event is None or event.state == "draft":
        raise NotFoundError
    require_visible(actor, Permission.ATTENDANCE_RECORD, event.region_code)
    if event.state not in CLOSED_SHEET:
        require_open_sheet(event.state)
    return event


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
    sheet = _Sheet(sessions_of(event), {one.id: one for one in signups}, {one.user_id: one for one in ordered})
    names = {item.client_id for item in items}
    for row in session.execute(
        sa.select(
            *(Attendance.session, Attendance.signup_id, Attendance.member, Attendance.user_id),
            *(Attendance.label, Attendance.undone_at, Attendance.client_id, Attendance.recorded_by),
        ).where(Attendance.event_id == event.id)
    ):
        key = _key(row.session, row)
        if row.client_id in names and row.recorded_by == actor.id:
            sheet.sent.setdefault(row.client_id, set()).add(sheet.name(row))
        if row.undone_at is None:
            sheet.add(row.session, Claim(row.signup_id, row.member, row.user_id))
        elif key[1] is not None:
            sheet.undone[key] = max(row.undone_at, sheet.undone.get(key, row.undone_at))
    return sheet


def _record_leaving(session: Session, event: Event, outcomes: list[_Outcome], actor: Actor) -> None:
    """Write when people left; what says nothing new changes nothing and is left out of `left`."""
    if not any(outcome.left for outcome in outcomes):
        return
    if event.state in CLOSED_SHEET:
        for outcome in outcomes:
            outcome.code = "sheet_closed" if outcome.left else outcome.code
        return
    rows = {
        _key(row.session, row): row
        for row in session.scalars(
            sa.select(Attendance)
            .where(Attendance.event_id == event.id, Attendance.undone_at.is_(None))
            .order_by(Attendance.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    }
    for outcome in outcomes:
        known = [rows[key] for key in outcome.left if key in rows]
        if any(outcome.at < row.at - SPREAD for row in known):
            # Nobody leaves before coming: a wrong clock must not cost anybody the time of having been there.
            outcome.code, outcome.left = "outside_window", []
            continue
        later = [row for row in known if row.left_at is None or row.left_at < outcome.at]
        outcome.left = [_key(row.session, row) for row in later]
        for row in later:
            leave(session, event, row, outcome.at, actor=actor)


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
        if outcome.code in _AUDITED:
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
        result = "recorded" if outcome.left or written.intersection(outcome.ids) else "already"
    return BatchResult.model_validate(
        {"client_id": outcome.item.client_id, "result": result, "code": outcome.code, "at": outcome.at}
    )
