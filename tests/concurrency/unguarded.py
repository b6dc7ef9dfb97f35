"""The product with its guard switched off: places are decided by reading first, as a naive program would.

For one test only, which shows that the race is real and that the check would notice.
"""

import time

import sqlalchemy as sa

from backend.core.transaction import reading, transaction
from backend.signups import signup
from backend.signups.admission import Entry, Place
from models.event import EventQuota
from models.signup import Signup
from wsgi import app

__all__ = ["app"]


def _admit_by_reading_first(entry: Entry) -> Place:
    with reading() as connection:
        quota = connection.execute(
            sa.select(EventQuota.capacity, EventQuota.taken).where(EventQuota.event_id == entry.event_id)
        ).one()
    admitted = quota.taken + entry.seats <= quota.capacity
    time.sleep(0.005)  # a slow disk, a busy minute
    with transaction() as session:
        session.add(
            Signup(
                id=entry.id,
                event_id=entry.event_id,
                user_id=entry.user_id,
                state="confirmed" if admitted else "waiting",
                seq=time.monotonic_ns() % 2**31,
                party=entry.party,
                seats=entry.seats,
                answers=entry.answers,
                form_version=entry.form_version,
                created_at=entry.now,
                updated_at=entry.now,
            )
        )
        if admitted:
            session.execute(
                sa.update(EventQuota)
                .where(EventQuota.event_id == entry.event_id, EventQuota.taken < EventQuota.capacity)
                .values(taken=EventQuota.taken + entry.seats)
            )
    return Place(admitted, None if admitted else 1)


signup.admit = _admit_by_reading_first
