"""How do those who made an event say that it took place, or did not?

Reporting closes the sheet: it takes the lock of the event's row, which every check-in holds shared, so that nobody is
checked in afterwards.
"""

from sqlalchemy.orm import Session

from backend.core import list_memory
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError
from backend.core.outbox import enqueue
from backend.core.transaction import transaction
from backend.events.edit import locked_event
from backend.events.states import Action, next_state
from backend.files.attach import attach
from backend.signups.waiting_list import lock_quota
from backend.verification.schemas import HeldReportIn
from models.event import Event
from models.ids import new_id
from models.verification import HeldReport


def report_held(event_id: str, data: HeldReportIn, *, actor: Actor) -> None:
    """Report an event as held, or report it again after it was returned; its sheet is closed.

    Errors: 404, 403; 409 `wrong_state`, `event_not_begun`; 422 on `photo_ids`.
    """
    with transaction() as session:
        event = locked_event(session, event_id, actor=actor)
        state = next_state(event.state, Action.REPORT_HELD, region_code=event.region_code, actor=actor)
        _refuse_before_start(event, "活动还没有开始，开始以后才能报告举办")
        attach(session, data.photo_ids, event_id=event.id, actor=actor)
        report = HeldReport(
            id=new_id(),
            event_id=event.id,
            summary=data.summary,
            headcount=data.headcount,
            photo_ids=data.photo_ids,
            reported_by=actor.id,
            reported_at=now(),
        )
        session.add(report)
        record(
            session,
            actor,
            "event.report_held",
            target=event.id,
            region_code=event.region_code,
            details={"report_id": report.id, "headcount": data.headcount},
        )
        _close(session, event, state)


def report_not_held(event_id: str, reason: str, *, actor: Actor) -> None:
    """Say that an event did not take place; whoever signed up is told why.

    Errors: 404, 403; 409 `wrong_state`, `event_not_begun`.
    """
    with transaction() as session:
        event = locked_event(session, event_id, actor=actor)
        state = next_state(event.state, Action.REPORT_NOT_HELD, region_code=event.region_code, actor=actor)
        _refuse_before_start(event, "活动还没有开始；如果不办了，请取消活动")
        event.cancel_reason = reason
        record(
            session,
            actor,
            "event.report_not_held",
            target=event.id,
            region_code=event.region_code,
            details={"reason": reason},
        )
        enqueue(session, "notify_event_not_held", event_id=event.id)
        _close(session, event, state)


def _refuse_before_start(event: Event, message: str) -> None:
    if event.starts_at > now():
        raise ConflictError("event_not_begun", message)


def _close(session: Session, event: Event, state: str) -> None:
    event.state = state
    event.updated_at = now()
    session.flush()
    quota = lock_quota(session, event.id)
    quota.open = False
    quota.version += 1
    list_memory.forget_after(session)
