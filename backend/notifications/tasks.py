"""Who is told what, when something has happened?

Handlers of outbox tasks. Each reads afresh and tells people what is still true; each cause (the outbox row) tells a
person once, however often it is handled.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from backend.notifications.telling import event_facts, moment_fact, tell
from backend.security.permissions import ALLOWED, Permission
from models.event import Event
from models.signup import LIVE, Signup
from models.user import RoleGrant
from models.verification import EventVerification, HeldReport

SignupNews = Literal["confirmed", "waiting", "moved_up", "offered", "offer_expired", "held_back"]

_STATE_TOLD = {
    "confirmed": "confirmed",
    "moved_up": "confirmed",
    "waiting": "waiting",
    "offered": "offered",
    "offer_expired": "cancelled",
    "held_back": "waiting",
}
"""News of a sign-up -> the state in which it is still true."""

_CALLED_OFF = ("cancelled", "not_held")
_CHUNK = 500
_CLOCKS_DIFFER = timedelta(minutes=1)
"""At most, between machines: better told needlessly than not at all."""


def notify_signup(*, cause_id: str, caused_at: datetime, signup_id: str, kind: SignupNews) -> None:  # noqa: ARG001
    """Tell a person how the own sign-up stands; nothing if it has moved on since, which has news of its own."""
    with transaction() as session:
        connection = session.connection()
        found = connection.execute(_SIGNUP, {"signup_id": signup_id}).one_or_none()
        if found is None or found.state != _STATE_TOLD[kind] or found.event_state in _CALLED_OFF:
            return
        facts = event_facts(found) | {"seats": found.seats}
        if (kind == "held_back") != (found.waits_until is not None):
            return
        if kind == "held_back":
            facts["until"] = moment_fact(found.waits_until)
        elif found.state == "waiting":
            facts["position"] = (
                connection.execute(_AHEAD, {"event_id": found.event_id, "seq": found.seq}).scalar_one() + 1
            )
        if found.offered_until is not None:
            facts["until"] = moment_fact(found.offered_until)
        tell(connection, [found.user_id], cause_id, f"signup_{kind}", facts, found.event_id)


def notify_event_changed(*, cause_id: str, caused_at: datetime, event_id: str, changes: dict[str, str]) -> None:
    """Tell everybody who was signed up when time or place changed; nobody once the event is cancelled."""
    event = _find_event(event_id)
    if event is None or event.state == "cancelled":
        return
    _tell_signed_up(event, cause_id, caused_at, "event_changed", {"changes": changes})


def notify_event_cancelled(*, cause_id: str, caused_at: datetime, event_id: str) -> None:
    """Tell everybody who was signed up that the event does not take place, and why."""
    event = _find_event(event_id)
    if event is None:
        return
    _tell_signed_up(event, cause_id, caused_at, "event_cancelled", {"reason": event.cancel_reason})


def notify_event_not_held(*, cause_id: str, caused_at: datetime, event_id: str) -> None:
    """Tell everybody who was signed up that the event did not take place, and why."""
    event = _find_event(event_id)
    if event is None:
        return
    _tell_signed_up(event, cause_id, caused_at, "event_not_held", {"reason": event.cancel_reason})


def notify_report_decided(*, cause_id: str, caused_at: datetime, report_id: str) -> None:  # noqa: ARG001
    """Tell who reported an event what was decided about the report."""
    with transaction() as session:
        connection = session.connection()
        found = connection.execute(_DECISION, {"report_id": report_id}).one_or_none()
        if found is None:
            return
        if found.decision == "verified":
            kind, facts = "event_verified", event_facts(found)
        else:
            kind = "report_returned"
            facts = event_facts(found) | {"reason_code": found.reason_code, "reason": found.text}
        tell(connection, [found.reported_by], cause_id, kind, facts, found.event_id)


def notify_verification_overdue(*, cause_id: str, caused_at: datetime, report_id: str, region_code: str) -> None:  # noqa: ARG001
    """Tell those who verify for a region itself that a report waits for too long; nobody once it is decided."""
    with transaction() as session:
        connection = session.connection()
        found = connection.execute(_UNDECIDED, {"report_id": report_id}).one_or_none()
        if found is None:
            return
        staff = connection.scalars(_STAFF, {"region_code": region_code, "moment": now()}).all()
        others = [user_id for user_id in staff if user_id not in {found.created_by, found.reported_by}]
        tell(connection, others, cause_id, "verification_overdue", event_facts(found), found.event_id)


def _find_event(event_id: str) -> Any:
    with reading() as connection:
        return connection.execute(sa.select(Event.__table__).where(Event.id == event_id)).one_or_none()


def _tell_signed_up(event: Any, cause_id: str, caused_at: datetime, kind: str, facts: dict[str, Any]) -> None:
    """Tell every live sign-up, in chunks with a transaction each; who signed up after the cause knows already."""
    facts = event_facts(event) | facts
    last = ""
    while True:
        page = (
            sa.select(Signup.id, Signup.user_id)
            .where(
                Signup.event_id == event.id,
                Signup.id > last,
                Signup.state.in_(LIVE),
                Signup.created_at <= caused_at + _CLOCKS_DIFFER,
            )
            .order_by(Signup.id)
            .limit(_CHUNK)
        )
        with reading() as connection:
            rows = connection.execute(page).all()
        if not rows:
            return
        with transaction() as session:
            tell(session.connection(), (row.user_id for row in rows), cause_id, kind, facts, event.id)
        last = rows[-1].id


_SIGNUP = (
    sa.select(
        *(
            Signup.event_id,
            Signup.user_id,
            Signup.state,
            Signup.seq,
            Signup.seats,
            Signup.offered_until,
            Signup.waits_until,
        ),
        *(Event.title, Event.starts_at, Event.venue, Event.state.label("event_state")),
    )
    .join(Event, Event.id == Signup.event_id)
    .where(Signup.id == sa.bindparam("signup_id"))
)
_AHEAD = sa.select(sa.func.count(Signup.id)).where(
    Signup.event_id == sa.bindparam("event_id"),
    Signup.state == "waiting",
    Signup.waits_until.is_(None),
    Signup.seq < sa.bindparam("seq"),
)
_DECISION = (
    sa.select(
        *(EventVerification.decision, EventVerification.reason_code, EventVerification.text),
        *(HeldReport.reported_by, HeldReport.event_id, Event.title, Event.starts_at, Event.venue),
    )
    .join(HeldReport, HeldReport.id == EventVerification.report_id)
    .join(Event, Event.id == HeldReport.event_id)
    .where(HeldReport.id == sa.bindparam("report_id"))
)
_UNDECIDED = (
    sa.select(
        *(HeldReport.reported_by, HeldReport.event_id, Event.created_by, Event.title, Event.starts_at, Event.venue),
    )
    .join(Event, Event.id == HeldReport.event_id)
    .where(HeldReport.id == sa.bindparam("report_id"), ~sa.exists().where(EventVerification.report_id == HeldReport.id))
)
_STAFF = (
    sa.select(RoleGrant.user_id)
    .distinct()
    .where(
        RoleGrant.region_code == sa.bindparam("region_code"),
        RoleGrant.role.in_([role for role, allowed in ALLOWED.items() if Permission.EVENT_VERIFY in allowed]),
        RoleGrant.revoked_at.is_(None),
        RoleGrant.starts_at <= sa.bindparam("moment", type_=RoleGrant.starts_at.type),
        sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > sa.bindparam("moment", type_=RoleGrant.starts_at.type)),
    )
    .order_by(RoleGrant.user_id)
)
