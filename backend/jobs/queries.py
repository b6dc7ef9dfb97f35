"""How do the jobs stand?"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading
from backend.jobs.relay import MOST_TRIES
from models.outbox import OutboxEntry


@dataclass(frozen=True, slots=True)
class Dead:
    """Tasks of one kind that were given up after the same error (None: the worker ended while it did them)."""

    task: str
    error: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many tasks wait for their first try, are with a worker, rest after a failure, or were given up."""

    waiting: int
    under_way: int
    resting: int
    dead: tuple[Dead, ...]
    oldest: datetime | None


def standing() -> Standing:
    """Return how the tasks stand that are not done; `oldest` is when the oldest living one was left."""
    # At its last try a task is alive until its lease is over.
    dead = sa.and_(OutboxEntry.tries >= MOST_TRIES, OutboxEntry.next_try_at <= now())
    alive = sa.not_(dead)
    open_ = OutboxEntry.done_at.is_(None)
    counts = sa.select(
        sa.func.count().filter(OutboxEntry.tries == 0).label("waiting"),
        sa.func.count().filter(alive, OutboxEntry.tries > 0, OutboxEntry.error.is_(None)).label("under_way"),
        sa.func.count().filter(alive, OutboxEntry.error.is_not(None)).label("resting"),
        sa.func.min(sa.case((OutboxEntry.tries == 0, OutboxEntry.created_at), (alive, OutboxEntry.created_at))).label(
            "oldest"
        ),
    ).where(open_)
    given_up = (
        sa.select(OutboxEntry.task, OutboxEntry.error, sa.func.count())
        .where(open_, dead)
        .group_by(OutboxEntry.task, OutboxEntry.error)
        .order_by(OutboxEntry.task, OutboxEntry.error)
    )
    with reading() as connection:
        found = connection.execute(counts).one()
        return Standing(
            waiting=found.waiting,
            under_way=found.under_way,
            resting=found.resting,
            dead=tuple(Dead(*row) for row in connection.execute(given_up)),
            oldest=found.oldest,
        )
