"""Who gets a place that comes free?

Everything here happens under the lock of the event's quota row. Two orders, each with what never happens:

- `fit`: the first party in the list that fits gets the places, so nobody in the list ever fits into what is free;
- `strict`: only the head of the list moves up, so the head never fits into what is free.

Mode `auto` confirms at once. Mode `offer` holds the places for some hours: they count as taken until the offer is
accepted, declined or over.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import SYSTEM, Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, NotFoundError
from backend.core.outbox import enqueue
from backend.core.transaction import reading, transaction
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible
from backend.signups import form
from models.event import Event, EventOption, EventQuota
from models.signup import Signup

_BATCH = 200
NEVER_FULL = 10**9


def lock_quota(session: Session, event_id: str) -> EventQuota:
    """Lock the places of an event and return them as they are now. Take it last, before checking."""
    return session.scalars(
        sa.select(EventQuota)
        .where(EventQuota.event_id == event_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def free_places(quota: EventQuota) -> int:
    """Return how many people still fit."""
    return NEVER_FULL if quota.capacity is None else quota.capacity - quota.taken


def promote(session: Session, event: Event, quota: EventQuota) -> list[str]:
    """Give out what is free to the waiting list; return the ids of the sign-ups that moved up, in order."""
    moved: list[str] = []
    if event.state != "published" or now() >= event.promotion_ends_at:
        return moved
    while quota.waiting and (signup := _next(session, event, free_places(quota))) is not None:
        quota.waiting -= 1
        quota.taken += signup.seats
        _give_place(session, event, signup)
        moved.append(signup.id)
    return moved


def _next(session: Session, event: Event, free: int) -> Signup | None:
    waiting = (Signup.event_id == event.id, Signup.state == "waiting", Signup.waits_until.is_(None))
    in_list = sa.select(Signup).where(*waiting).order_by(Signup.seq)
    if event.waiting_order == "fit":
        return session.scalars(in_list.where(Signup.seats <= free).limit(1)).one_or_none()
    head = session.scalars(in_list.limit(1)).one_or_none()
    return head if head is not None and head.seats <= free else None


def _give_place(session: Session, event: Event, signup: Signup) -> None:
    signup.updated_at = now()
    if event.waiting_mode == "offer":
        signup.state = "offered"
        signup.offered_until = min(now() + timedelta(hours=event.offer_hours), event.promotion_ends_at)
        action, kind = "signup.offer", "offered"
    else:
        signup.state = "confirmed"
        action, kind = "signup.promote", "moved_up"
    session.flush()
    record(session, SYSTEM, action, target=signup.id, region_code=event.region_code)
    enqueue(session, "notify_signup", signup_id=signup.id, kind=kind)


def release(session: Session, event: Event, quota: EventQuota, signup: Signup, reason: str) -> list[str]:
    """End a live sign-up and give out what it frees; return who moved up."""
    if signup.state != "waiting":
        quota.taken -= signup.seats
    elif signup.waits_until is None:
        quota.waiting -= 1
    give_back_options(session, signup)
    signup.state = "cancelled"
    signup.offered_until = signup.waits_until = None
    signup.cancel_reason = reason
    signup.updated_at = now()
    session.flush()
    return promote(session, event, quota)


def give_back_options(session: Session, signup: Signup) -> None:
    """Free the limited options that a sign-up holds."""
    fields = form.fields_of(session, signup.event_id, signup.form_version)
    for option in form.limited_choices(fields, signup.answers):
        session.execute(
            sa.update(EventOption)
            .where(EventOption.event_id == signup.event_id, EventOption.option == option, EventOption.taken > 0)
            .values(taken=EventOption.taken - 1)
        )


def accept(signup_id: str, *, actor: Actor) -> None:
    """Take an offered place. `ConflictError` when there is no offer (any more)."""
    with transaction() as session:
        signup, event, _ = locked_signup(session, signup_id, actor)
        if (
            event.state not in {"published", "cancelled"}
            or signup.state != "offered"
            or signup.offered_until is None
            or signup.offered_until <= now()
        ):
            raise ConflictError("no_offer", "这个名额的保留时间已过，或已经处理，请刷新查看")
        signup.state = "confirmed"
        signup.offered_until = None
        signup.updated_at = now()
        record(session, actor, "signup.accept", target=signup.id, region_code=event.region_code)
        enqueue(session, "notify_signup", signup_id=signup.id, kind="confirmed")


def decline(signup_id: str, *, actor: Actor) -> None:
    """Give an offered place to the next; the sign-up ends, and is not offered again."""
    with transaction() as session:
        signup, event, quota = locked_signup(session, signup_id, actor)
        if signup.state != "offered":
            raise ConflictError("no_offer", "这个名额的保留时间已过，或已经处理，请刷新查看")
        release(session, event, quota, signup, "declined")
        record(session, actor, "signup.decline", target=signup.id, region_code=event.region_code)


def move_up(event_id: str, signup_id: str, reason: str, *, actor: Actor) -> None:
    """Give a waiting party its places by hand, past the others, and keep the reason.

    `ConflictError` when the party does not wait, or does not fit.
    """
    with transaction() as session:
        event = session.get(Event, event_id)
        if event is None:
            raise NotFoundError
        require(actor, Permission.SIGNUP_MANAGE, event.region_code)
        quota = lock_quota(session, event_id)
        signup = session.get(Signup, signup_id, populate_existing=True)
        if signup is None or signup.event_id != event_id:
            raise NotFoundError
        session.refresh(event)
        if signup.state != "waiting" or event.state != "published":
            raise ConflictError("not_waiting", "这份报名不在候补名单里，请刷新查看")
        if signup.seats > free_places(quota):
            raise ConflictError("not_enough_places", "剩余名额不够这一家，请先增加名额")
        if signup.waits_until is None:
            quota.waiting -= 1
        quota.taken += signup.seats
        signup.state, signup.waits_until = "confirmed", None
        signup.updated_at = now()
        record(
            session,
            actor,
            "signup.move_up",
            target=signup.id,
            region_code=event.region_code,
            details={"reason": reason},
        )
        enqueue(session, "notify_signup", signup_id=signup.id, kind="moved_up")
        # With the party gone from the list, a strict list has a new head, and it may fit into what is left.
        session.flush()
        promote(session, event, quota)


def expire_offers() -> int:
    """End the offers whose time is over and pass their places on; return how many ended."""
    with reading() as connection:
        events = connection.scalars(
            sa.select(Signup.event_id).where(Signup.offered_until <= now()).distinct().limit(_BATCH)
        ).all()
    return sum(_expire_offers_of(event_id) for event_id in events)


def _expire_offers_of(event_id: str) -> int:
    with transaction() as session:
        quota = lock_quota(session, event_id)
        event = session.get_one(Event, event_id)
        over = session.scalars(
            sa.select(Signup)
            .where(Signup.event_id == event_id, Signup.state == "offered", Signup.offered_until <= now())
            .order_by(Signup.seq)
        ).all()
        for signup in over:
            release(session, event, quota, signup, "offer_expired")
            record(session, SYSTEM, "signup.offer_expire", target=signup.id, region_code=event.region_code)
            enqueue(session, "notify_signup", signup_id=signup.id, kind="offer_expired")
        return len(over)


def end_holding_back() -> int:
    """Let those whose time has come into the lists, or into free places; return how many."""
    with reading() as connection:
        events = connection.scalars(
            sa.select(Signup.event_id).where(Signup.waits_until <= now()).distinct().limit(_BATCH)
        ).all()
    return sum(_end_holding_back(event_id) for event_id in events)


def _end_holding_back(event_id: str) -> int:
    with transaction() as session:
        quota = lock_quota(session, event_id)
        event = session.get_one(Event, event_id)
        return stop_holding_back(session, event, quota, Signup.waits_until <= now())


def stop_holding_back(session: Session, event: Event, quota: EventQuota, *which: sa.ColumnElement[bool]) -> int:
    """Let those who let others go first into the list, or into free places, under the quota's lock; return how many."""
    due = session.scalars(
        sa.select(Signup)
        .where(Signup.event_id == event.id, Signup.waits_until.is_not(None), *which)
        .order_by(Signup.seq)
        .execution_options(populate_existing=True)
    ).all()
    for signup in due:
        signup.waits_until = None
        quota.waiting += 1
    session.flush()
    moved = promote(session, event, quota) if due else []
    for signup in due:
        if signup.id not in moved:
            enqueue(session, "notify_signup", signup_id=signup.id, kind="waiting")
    return len(due)


def locked_signup(session: Session, signup_id: str, actor: Actor) -> tuple[Signup, Event, EventQuota]:
    """Return a sign-up with its event and quota, all read under the quota's lock.

    `NotFoundError` unless it is the actor's own, or the actor manages sign-ups in the event's region.
    """
    signup = session.get(Signup, signup_id)
    if signup is None:
        raise NotFoundError
    event = session.get_one(Event, signup.event_id)
    if signup.user_id != actor.id:
        require_managed(actor, event)
    quota = lock_quota(session, event.id)
    # Locked, since a check-in holds the row as it found it until it has recorded who is there.
    session.refresh(signup, with_for_update={"key_share": True})
    session.refresh(event)
    return signup, event, quota


def require_managed(actor: Actor, event: Event) -> None:
    """Pass whoever manages sign-ups in the region of an event; to others it does not exist."""
    require_visible(actor, Permission.SIGNUP_MANAGE, event.region_code)
