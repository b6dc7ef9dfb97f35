"""What tests about events write, and what they look at."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import transaction
from models.audit import AuditEntry
from models.event import Event, EventQuota
from models.ids import new_id
from models.outbox import OutboxEntry
from models.signup import Signup
from tests.world import COMMUNITY, Person, World

QUESTION = {
    "key": "shirt",
    "kind": "one_of",
    "label": "衣服尺码",
    "options": [{"key": "small", "label": "小号", "limit": 2}, {"key": "large", "label": "大号"}],
}


def text(moment: datetime) -> str:
    """Write a moment as clients do."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def at(**step: float) -> str:
    """Return a moment from now on, as clients write it."""
    return text(now() + timedelta(**step))


def event_in(**changes: Any) -> dict[str, Any]:
    """Return the body of a new event: the least that is needed, and changes."""
    body = {
        "title": "社区包粽子",
        "region_code": COMMUNITY,
        "place_kind": "community",
        "starts_at": at(days=2),
        "ends_at": at(days=2, hours=2),
    }
    return body | changes


def draft(world: World, worker: Person, **changes: Any) -> dict[str, Any]:
    """Make a draft through the front door."""
    answer = world.post("/events", worker, event_in(**changes))
    assert answer.status_code == 201, answer.json
    return answer.json


def published(world: World, worker: Person, **changes: Any) -> dict[str, Any]:
    """Make an event and publish it."""
    answer = world.post(f"/events/{draft(world, worker, **changes)['id']}/publish", worker)
    assert answer.status_code == 200, answer.json
    return answer.json


def sign_up(event_id: str, person: Person, *, seats: int = 1, state: str = "confirmed", seq: int = 1) -> str:
    """Put a sign-up straight into the tables, counted in the quota."""
    signup_id = new_id()
    with transaction() as session:
        session.add(
            Signup(
                id=signup_id,
                event_id=event_id,
                user_id=person.id,
                state=state,
                seq=seq,
                party=[{"label": "家人", "child": False}] * (seats - 1),
                seats=seats,
                answers={},
                form_version=0,
                created_at=now(),
                updated_at=now(),
            )
        )
        quota = session.get_one(EventQuota, event_id)
        quota.seq = max(quota.seq, seq)
        if state == "waiting":
            quota.waiting += 1
        else:
            quota.taken += seats
    return signup_id


def quota_of(event_id: str) -> EventQuota:
    with transaction() as session:
        return session.get_one(EventQuota, event_id)


def state_of(signup_id: str) -> str:
    with transaction() as session:
        return session.get_one(Signup, signup_id).state


def tasks(name: str) -> list[dict[str, Any]]:
    """Return the arguments of the outbox rows of one task, in order."""
    with transaction() as session:
        rows = session.scalars(sa.select(OutboxEntry).where(OutboxEntry.task == name).order_by(OutboxEntry.id))
        return [row.arguments for row in rows]


def acts(target: str) -> list[str]:
    """Return what was done with a thing, in order."""
    with transaction() as session:
        entries = sa.select(AuditEntry).where(AuditEntry.target_id == target).order_by(AuditEntry.at, AuditEntry.id)
        return [row.action for row in session.scalars(entries)]


def count_events() -> int:
    with transaction() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Event)) or 0
