"""On which days do people work? The state's holiday calendar, and the city's own word on single days before that.

The calendar comes with a library that is published anew each year; for years it does not know yet, Monday to Friday.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import chinese_calendar
import sqlalchemy as sa

from backend.core.clock import local
from backend.core.transaction import reading
from models.verification import DayOff

_SATURDAY = 5


def own_days() -> dict[date, bool]:
    """Return the city's own word: day -> whether people work."""
    with reading() as connection:
        return {row.day: row.working for row in connection.execute(sa.select(DayOff.day, DayOff.working))}


def is_working_day(day: date, own: Mapping[date, bool]) -> bool:
    """Tell whether people work on a day."""
    if day in own:
        return own[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY


def working_days_since(moment: datetime, until: datetime, *, zone: str, own: Mapping[date, bool]) -> int:
    """Return how many working days have begun after the day of a moment, up to that of another, in the city's time."""
    day, last = local(moment, zone).date(), local(until, zone).date()
    days = [day + timedelta(days=step) for step in range(1, (last - day).days + 1)]
    return sum(is_working_day(one, own) for one in days)
