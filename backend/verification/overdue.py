"""Who hears of a report that nobody verifies? After each three working days the next level above."""

import sqlalchemy as sa

from backend.config import settings
from backend.core.clock import now
from backend.core.outbox import enqueue
from backend.core.transaction import reading, transaction
from backend.core.working_days import own_days, working_days_since
from backend.events.states import State
from backend.verification.rules import level_in_turn, region_in_turn
from models.event import Event
from models.verification import EventVerification, HeldReport

_WAITING = (
    sa.select(HeldReport.id, HeldReport.reported_at, HeldReport.overdue_level, Event.region_code)
    .join(Event, Event.id == HeldReport.event_id)
    .where(
        Event.state == sa.literal_column(f"'{State.HELD_REPORTED}'"),
        ~sa.exists().where(EventVerification.report_id == HeldReport.id),
    )
    .order_by(HeldReport.id)
)


def tell_next_level() -> int:
    """Tell the level whose turn has come; return of how many reports."""
    own, moment, zone = own_days(), now(), settings().city_zone
    with reading() as connection:
        rows = connection.execute(_WAITING).all()
    told = 0
    for row in rows:
        age = working_days_since(row.reported_at, moment, zone=zone, own=own)
        level = level_in_turn(row.region_code, age)
        if level > row.overdue_level:
            told += _tell(row.id, level, region_in_turn(row.region_code, age))
    return told


def _tell(report_id: str, level: int, region_code: str) -> bool:
    """Note that a level is told, and leave the task; False when another run did it."""
    with transaction() as session:
        report = session.get(HeldReport, report_id, with_for_update={"key_share": True}, populate_existing=True)
        if report is None or report.overdue_level >= level:
            return False
        report.overdue_level = level
        enqueue(session, "notify_verification_overdue", report_id=report_id, region_code=region_code)
        return True
