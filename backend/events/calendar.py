"""How does an event get into a person's own calendar program?

Either once, as a file, or by a private address that the program reads again and again: it holds the events for which
the resident has a place. The address is the only key to it, so we keep its hash alone, and a new one replaces the old.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import icalendar
import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import NotFoundError
from backend.core.transaction import reading, transaction
from backend.events import queries
from backend.security.tokens import fingerprint, new_token
from models.event import Event, EventQuota
from models.signup import Signup
from models.user import CalendarFeed, User

KEPT = timedelta(days=90)
"""For how long an event stays in the private calendar after its end."""

_ENTRIES = (
    sa.select(
        *(Event.id, Event.title, Event.summary, Event.venue, Event.address, Event.starts_at, Event.ends_at),
        *(Event.state, Event.cancel_reason, Event.updated_at, Event.latitude, Event.longitude, EventQuota.version),
    )
    .join(EventQuota, EventQuota.event_id == Event.id)
    .order_by(Event.starts_at, Event.id)
)
_ONE = _ENTRIES.where(Event.id == sa.bindparam("event_id"))
_FEED = (
    _ENTRIES.join(Signup, Signup.event_id == Event.id)
    .join(CalendarFeed, CalendarFeed.user_id == Signup.user_id)
    .where(
        CalendarFeed.token_hash == sa.bindparam("token_hash"),
        Signup.state == "confirmed",
        Event.ends_at > sa.bindparam("since", type_=Event.ends_at.type),
    )
)


def event_file(event_id: str, *, actor: Actor) -> bytes:
    """Return one event as a calendar file; `NotFoundError` as for the event itself."""
    queries.event(event_id, actor=actor)
    with reading() as connection:
        return _file(connection.execute(_ONE, {"event_id": event_id}))


def feed_file(token: str) -> bytes:
    """Return the private calendar behind an address: events with a confirmed place; `NotFoundError`."""
    token_hash = fingerprint(token)
    with reading() as connection:
        known = connection.scalar(sa.select(CalendarFeed.user_id).where(CalendarFeed.token_hash == token_hash))
        if known is None:
            raise NotFoundError
        return _file(connection.execute(_FEED, {"token_hash": token_hash, "since": now() - KEPT}))


def make_feed(*, actor: Actor) -> str:
    """Return a fresh token for the actor's private calendar; the one before is no longer good."""
    token = new_token()
    with transaction() as session:
        # Whoever taps twice at once would insert twice: the person's own row lines them up.
        session.get_one(User, actor.id, with_for_update={"key_share": True})
        feed = session.get(CalendarFeed, actor.id)
        if feed is None:
            session.add(CalendarFeed(user_id=actor.id, token_hash=fingerprint(token), created_at=now()))
        else:
            feed.token_hash = fingerprint(token)
            feed.created_at = now()
        record(session, actor, "calendar_feed.make", target=actor.id)
    return token


def remove_feed(*, actor: Actor) -> None:
    """End the private calendar; without one, nothing is to be done."""
    with transaction() as session:
        feed = session.get(CalendarFeed, actor.id)
        if feed is None:
            return
        session.delete(feed)
        record(session, actor, "calendar_feed.remove", target=actor.id)


def _file(events: Iterable[sa.Row[*tuple[Any, ...]]]) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Shiliu//Events//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "石榴活动")
    calendar.add("x-wr-timezone", settings().city_zone)
    for event in events:
        calendar.add_component(_entry(event))
    return bytes(calendar.to_ical())


def _entry(event: sa.Row[*tuple[Any, ...]]) -> icalendar.Event:
    cancelled = event.state == "cancelled"
    written_at = event.updated_at.replace(microsecond=0)
    entry = icalendar.Event()
    entry.add("uid", f"{event.id}@shiliu")
    entry.add("sequence", event.version)
    entry.add("dtstamp", written_at)
    entry.add("last-modified", written_at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", f"（已取消）{event.title}" if cancelled else event.title)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    place = " ".join(part for part in (event.venue, event.address) if part)
    if place:
        entry.add("location", place)
    words = "\n".join(part for part in (event.cancel_reason if cancelled else None, event.summary) if part)
    if words:
        entry.add("description", words)
    if event.latitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    return entry
