"""What is always true of an event's places, whatever was done to it?"""

import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading
from models.event import Event, EventOption, EventQuota
from models.signup import LIVE, Signup


def broken_rules(event_id: str) -> list[str]:
    """Return what is wrong with the counters and the waiting list of an event; empty when all is well."""
    with reading() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.id == event_id)).one()
        quota = connection.execute(sa.select(EventQuota.__table__).where(EventQuota.event_id == event_id)).one()
        rows = connection.execute(
            sa.select(Signup.__table__).where(Signup.event_id == event_id, Signup.state.in_(LIVE)).order_by(Signup.seq)
        ).all()
        options = connection.execute(sa.select(EventOption.__table__).where(EventOption.event_id == event_id)).all()
    wrong = []
    holding = sum(row.seats for row in rows if row.state != "waiting")
    waiting = [row for row in rows if row.state == "waiting" and row.waits_until is None]
    if holding != quota.taken:
        wrong.append(f"taken says {quota.taken}, sign-ups hold {holding}")
    if len(waiting) != quota.waiting:
        wrong.append(f"waiting says {quota.waiting}, {len(waiting)} wait")
    if quota.capacity is not None and holding > quota.capacity:
        wrong.append(f"oversold: {holding} of {quota.capacity}")
    if len({row.user_id for row in rows}) < len(rows):
        wrong.append("a person is signed up twice")
    if len({row.seq for row in rows}) < len(rows):
        wrong.append("two sign-ups share an arrival number")
    if any(row.seats != 1 + len(row.party) for row in rows):
        wrong.append("seats disagree with the party")
    if event.state == "published" and now() < event.promotion_ends_at:
        wrong += _left_waiting(event, quota, waiting)
    for option in options:
        chosen = sum(_chooses(row.answers, option.option) for row in rows)
        if chosen != option.taken:
            wrong.append(f"{option.option} says {option.taken}, {chosen} chose it")
    return wrong


def _left_waiting(event, quota, waiting) -> list[str]:
    free = 10**9 if quota.capacity is None else quota.capacity - quota.taken
    at_stake = waiting[:1] if event.waiting_order == "strict" else waiting
    return [f"{row.seats} wait while {free} are free" for row in at_stake if row.seats <= free]


def _chooses(answers, option: str) -> bool:
    question, _, key = option.partition(":")
    value = answers.get(question)
    return key in value if isinstance(value, list) else key == value
