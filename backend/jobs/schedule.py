"""What happens by the clock, and how often?

Every worker looks at this table, and one of them runs each entry each time: whoever moves `next_at` of its row on.
"""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from backend.core.clock import now
from backend.core.transaction import transaction
from backend.files.removal import purge_unattached_files
from backend.jobs import retention
from backend.quizzes.finalise import finish_overdue
from backend.signups.waiting_list import end_holding_back, expire_offers
from backend.verification.overdue import tell_next_level
from models.base import db
from models.schedule import ScheduleLease

ENTRIES: tuple[tuple[int, Callable[[], int]], ...] = (
    (15, expire_offers),
    (15, end_holding_back),
    (15, finish_overdue),
    (300, retention.purge_answers),
    (300, retention.purge_login_codes),
    (3600, retention.purge_sessions),
    (3600, retention.purge_done_tasks),
    (3600, purge_unattached_files),
    (3600, tell_next_level),
)
"""Seconds between two runs, and what runs; it returns how many things it dealt with."""


def take(name: str, seconds: int) -> bool:
    """Be the one that runs an entry now; False when it is not due, or another took it.

    A run that dies with its worker is made up for by the next one.
    """
    moment = now()
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(ScheduleLease)
    statement = insert.values(name=name, next_at=moment + timedelta(seconds=seconds))
    statement = statement.on_conflict_do_update(
        index_elements=[ScheduleLease.name],
        set_={"next_at": statement.excluded.next_at},
        where=ScheduleLease.next_at <= moment,
    )
    with transaction() as session:
        return session.execute(statement.returning(sa.literal(1))).one_or_none() is not None
