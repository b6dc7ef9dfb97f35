"""Sign-ups and tasks, straight as rows, for tests that need many."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from backend.core.clock import now
from backend.core.outbox import enqueue
from backend.core.transaction import reading, transaction
from models.event import EventQuota
from models.ids import new_id
from models.outbox import OutboxEntry
from models.signup import Signup
from tests.world import Person


def signed_up(event_id: str, people: list[Person], state: str = "confirmed", **changes: Any) -> list[str]:
    """Sign people up; return the ids of the sign-ups. The counters of the event follow."""
    ids = [new_id() for _ in people]
    moment = now()
    values = {
        "event_id": event_id,
        "state": state,
        "party": [],
        "seats": 1,
        "answers": {},
        "form_version": 0,
        "created_at": moment,
        "updated_at": moment,
    } | changes
    with transaction() as session:
        session.add_all(
            Signup(id=signup_id, user_id=person.id, seq=seq, **values)
            for seq, (signup_id, person) in enumerate(zip(ids, people, strict=True), start=1)
        )
        counter = EventQuota.waiting if state == "waiting" else EventQuota.taken
        session.execute(
            sa.update(EventQuota)
            .where(EventQuota.event_id == event_id)
            .values({counter: counter + len(ids), EventQuota.seq: EventQuota.seq + len(ids)})
        )
    return ids


def news(signup_ids: list[str], kind: str = "confirmed") -> None:
    """Leave a task for each sign-up."""
    with transaction() as session:
        for signup_id in signup_ids:
            enqueue(session, "notify_signup", signup_id=signup_id, kind=kind)


def leave(task: str, **arguments: Any) -> None:
    with transaction() as session:
        enqueue(session, task, **arguments)


def tasks() -> list[Any]:
    with reading() as connection:
        return list(connection.execute(sa.select(OutboxEntry.__table__).order_by(OutboxEntry.id)).all())


def let_leases_end() -> None:
    """As if the time had passed after which a claimed or resting task is handed out again."""
    with transaction() as session:
        session.execute(
            sa.update(OutboxEntry)
            .where(OutboxEntry.done_at.is_(None), OutboxEntry.next_try_at.is_not(None))
            .values(next_try_at=now() - timedelta(seconds=1))
        )
