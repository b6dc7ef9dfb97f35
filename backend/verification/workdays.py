"""How does the city say that a day is a working day, or is none?"""

from datetime import date

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.transaction import reading, transaction
from models.verification import DayOff


def set_day(day: date, *, working: bool, name: str, actor: Actor) -> None:
    """Say whether people work on a day, whatever the holiday calendar says; a second word replaces the first."""
    with transaction() as session:
        row = session.get(DayOff, day)
        if row is None:
            session.add(DayOff(day=day, working=working, name=name))
        else:
            row.working, row.name = working, name
        record(
            session,
            actor,
            "workday.set",
            target=day.isoformat(),
            details={"working": working},
        )


def days() -> list[DayOff]:
    """Return all days of which the city has said so, in order."""
    with reading() as connection:
        rows = connection.execute(sa.select(DayOff.day, DayOff.working, DayOff.name).order_by(DayOff.day))
        return [DayOff(day=row.day, working=row.working, name=row.name) for row in rows]
