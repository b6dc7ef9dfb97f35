"""Who says whether a report is true? Somebody else than those who made the event and reported it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core import list_memory
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ForbiddenError
from backend.core.outbox import enqueue
from backend.core.transaction import transaction
from backend.events.edit import locked_event
from backend.events.states import Action, next_state
from backend.verification.schemas import VerificationIn
from models.event import Event
from models.verification import EventVerification, HeldReport


def decide(event_id: str, data: VerificationIn, *, actor: Actor) -> None:
    """Verify the report of an event, or return it; its reporter is told. Of two at once one decides.

    Errors: 404; 403, also `not_your_own`; 409 `wrong_state`, also when it is decided already.
    """
    action = Action.VERIFY if data.decision == "verified" else Action.RETURN
    with transaction() as session:
        event = locked_event(session, event_id, actor=actor)
        event.state = next_state(event.state, action, region_code=event.region_code, actor=actor)
        report = last_report(session, event.id)
        refuse_own(session, event, actor)
        event.updated_at = now()
        session.add(
            EventVerification(
                event_id=event.id,
                report_id=report.id,
                decision=data.decision,
                reason_code=data.reason_code,
                text=data.text,
                decided_by=actor.id,
                decided_at=now(),
            )
        )
        record(
            session,
            actor,
            f"event.{action}",
            target=event.id,
            region_code=event.region_code,
            details={"report_id": report.id, "reason_code": data.reason_code},
        )
        enqueue(session, "notify_report_decided", report_id=report.id)
        if data.decision == "verified":
            enqueue(session, "issue_proofs", event_id=event.id)
        list_memory.forget_after(session)


def last_report(session: Session, event_id: str) -> HeldReport:
    """Return the report of an event that counts; there is one in the states that ask."""
    statement = sa.select(HeldReport).where(HeldReport.event_id == event_id).order_by(HeldReport.id.desc()).limit(1)
    return session.scalars(statement).one()


def refuse_own(session: Session, event: Event, actor: Actor) -> None:
    """Pass whoever neither made the event nor ever reported it; `ForbiddenError` `not_your_own`."""
    reported = sa.exists().where(HeldReport.event_id == event.id, HeldReport.reported_by == actor.id)
    if actor.id == event.created_by or session.scalar(sa.select(reported)):
        raise ForbiddenError("not_your_own", "自己举办或报告的活动，要请另一位工作人员来核实")
