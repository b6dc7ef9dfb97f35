"""Which tasks of the outbox are due, who works on each, and what became of it?

A task is claimed before it is sent to a worker: `next_try_at` moves on, and until then nobody else takes it. If it is
not done by then, because the queue lost it or its worker was killed, it is simply due again. So the queue may lose
anything, and a task is done at least once; its handler makes sure that twice is as good as once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from models.outbox import OutboxEntry

BATCH = 100
LEASE = timedelta(minutes=2)
"""How long a claimed task has before it is handed out again: for the wait in the queue and the work itself."""

MOST_TRIES = 10
"""After so many a task is dead: it stays in the table until an operator looks."""

_FIRST_PAUSE_SECONDS = 5
_PAUSE_GROWS = 4
_LONGEST_PAUSE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Task:
    """A task as a worker sees it; `id` is the cause of whatever it brings about."""

    id: str
    name: str
    arguments: dict[str, Any]
    created_at: datetime
    tries: int


def anything_due() -> bool:
    """Tell whether a task waits, by one read that takes no lock: this is asked twice a second, mostly in vain."""
    moment = now()
    due = [sa.exists(sa.select(OutboxEntry.id).where(condition)) for condition in _due(moment)]
    with reading() as connection:
        return bool(connection.execute(sa.select(sa.or_(*due))).scalar_one())


def claim(limit: int = BATCH) -> list[str]:
    """Take up to `limit` due tasks for this process and return their ids: new ones first, in the order of their making.

    Several may claim at the same time: each task goes to one of them.
    """
    moment = now()
    ids: list[str] = []
    with transaction() as session:
        for condition in _due(moment):
            ids += _lock(session, condition, limit - len(ids))
        if ids:
            session.execute(
                sa.update(OutboxEntry)
                .where(OutboxEntry.id.in_(ids))
                .values(tries=OutboxEntry.tries + 1, next_try_at=moment + LEASE)
                .execution_options(synchronize_session=False)
            )
    return ids


def _due(moment: datetime) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions of new tasks and of those to try again: apart, since an index serves each, but not both."""
    alive = sa.and_(OutboxEntry.done_at.is_(None), OutboxEntry.tries < MOST_TRIES)
    yield sa.and_(alive, OutboxEntry.next_try_at.is_(None))
    yield sa.and_(alive, OutboxEntry.next_try_at <= moment)


def _lock(session: Session, condition: sa.ColumnElement[bool], limit: int) -> list[str]:
    """Lock rows that no other relay holds.

    PostgreSQL passes over rows that another has locked. SQLite knows no such lock and needs none (SQLAlchemy leaves
    the clause out there): only one transaction writes at a time.
    """
    if limit <= 0:
        return []
    rows = (
        sa.select(OutboxEntry.id)
        .where(condition)
        .order_by(OutboxEntry.next_try_at, OutboxEntry.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(rows))


def send_due(send: Callable[[str], object], room: int) -> int:
    """Claim what is due, at most `room` tasks, and hand each id to `send`; return how many."""
    if room <= 0 or not anything_due():
        return 0
    ids = claim(min(room, BATCH))
    for task_id in ids:
        send(task_id)
    return len(ids)


def find_open(task_id: str) -> Task | None:
    """Return a task that is still to be done; None when it is done, or gone."""
    with reading() as connection:
        row = connection.execute(_OPEN, {"task_id": task_id}).mappings().one_or_none()
    return None if row is None else Task(**row)


def mark_done(task_id: str) -> bool:
    """Note that a task is done; False when it was already.

    Inside the handler's own transaction this is also what keeps a second worker from doing it at the same time.
    """
    with transaction() as session:
        marked = session.connection().execute(_DONE, {"task_id": task_id, "moment": now()})
        return marked.rowcount == 1


def mark_failed(task: Task, error: str) -> None:
    """Note the class of what went wrong, never its text, and when to try again (`pause_after`)."""
    with transaction() as session:
        session.execute(
            sa.update(OutboxEntry)
            .where(OutboxEntry.id == task.id, OutboxEntry.done_at.is_(None))
            .values(error=error[:200], next_try_at=now() + pause_after(task.tries))
            .execution_options(synchronize_session=False)
        )


def pause_after(tries: int) -> timedelta:
    """Return how long a task rests after so many tries that failed: 5 s, then four times as long, up to an hour."""
    if tries >= MOST_TRIES:
        return timedelta(0)
    seconds = _FIRST_PAUSE_SECONDS * _PAUSE_GROWS ** (max(tries, 1) - 1)
    return timedelta(seconds=min(seconds, _LONGEST_PAUSE_SECONDS))


def revive() -> int:
    """Give all tasks that were given up their tries back; return how many."""
    with transaction() as session:
        revived = session.execute(
            sa.update(OutboxEntry)
            .where(OutboxEntry.done_at.is_(None), OutboxEntry.tries >= MOST_TRIES, OutboxEntry.next_try_at <= now())
            .values(tries=0, next_try_at=None, error=None)
            .returning(OutboxEntry.id)
            .execution_options(synchronize_session=False)
        )
        return len(revived.all())


_OPEN = sa.select(
    OutboxEntry.id, OutboxEntry.task.label("name"), OutboxEntry.arguments, OutboxEntry.created_at, OutboxEntry.tries
).where(OutboxEntry.id == sa.bindparam("task_id"), OutboxEntry.done_at.is_(None))
_DONE = (
    sa.update(OutboxEntry)
    .where(OutboxEntry.id == sa.bindparam("task_id"), OutboxEntry.done_at.is_(None))
    .values(done_at=sa.bindparam("moment"), error=None)
)
