"""Which places were not used by anybody of the party? A fact of verified events, told to the person alone."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from backend.config import settings
from models.attendance import Attendance, AttendanceCorrection
from models.event import Event
from models.signup import Signup

_REMOVAL = sa.orm.aliased(AttendanceCorrection)


@dataclass(frozen=True, slots=True)
class Rule:
    """From `most` unused places in `days` days on, others go first until `wait_hours` before an event."""

    most: int
    days: int
    wait_hours: int


def rule() -> Rule | None:
    """Return the city's gentle rule; None while it has none."""
    given = settings()
    if given.no_show_most == 0:
        return None
    return Rule(given.no_show_most, given.no_show_days, given.no_show_wait_hours)


def no_shows_of(user_id: str) -> sa.Select[Any]:
    """Return a select of a person's confirmed sign-ups for verified events to which nobody of the party came."""
    came = sa.exists().where(
        Attendance.event_id == Signup.event_id,
        sa.or_(Attendance.signup_id == Signup.id, Attendance.user_id == Signup.user_id),
        Attendance.undone_at.is_(None),
        ~sa.exists().where(_REMOVAL.attendance_id == Attendance.id),
    )
    added = sa.exists().where(AttendanceCorrection.signup_id == Signup.id, AttendanceCorrection.kind == "add")
    return (
        sa.select(Signup.id.label("signup_id"))
        .join(Event, Event.id == Signup.event_id)
        .where(Signup.user_id == user_id, Signup.state == "confirmed", Event.state == "verified", ~came, ~added)
    )
