"""How does the small demo city come about? Through the product's own use cases, as its staff would do it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from backend.config import settings
from backend.core.clock import local, now
from backend.core.transaction import reading, transaction
from backend.demo import people, texts
from backend.demo.marks import is_done, mark_done
from backend.demo.texts import DemoEvent
from backend.events.campaign import create_campaign
from backend.events.edit import create_event, publish_event
from backend.events.schemas import CampaignIn, EventIn
from backend.signups.schemas import Companion, SignupIn
from backend.signups.signup import sign_up
from models.event import Campaign, Event
from models.signup import Signup

EVENTS, SIGNUPS = "demo-small-events", "demo-small-signups"
_CAMPAIGN_DAYS = 30


def add_events() -> int:
    """Make the campaign and one published event for each kind of place, once; return how many events were made."""
    if is_done(EVENTS):
        return 0
    today = local(now(), settings().city_zone).date()
    with transaction() as session:
        campaign = CampaignIn(
            name=texts.CAMPAIGN_NAME,
            summary=texts.CAMPAIGN_SUMMARY,
            region_code=people.CITY,
            starts_on=today,
            ends_on=today + timedelta(days=_CAMPAIGN_DAYS),
        )
        campaign_id = create_campaign(campaign, actor=people.actor_of(people.CITY_ADMIN))
        for event in texts.SMALL:
            actor = people.actor_of(event.by)
            event_id = create_event(_event_in(event, today, campaign_id), actor=actor)
            publish_event(event_id, actor=actor)
        mark_done(session, EVENTS)
    return len(texts.SMALL)


def _event_in(event: DemoEvent, today: date, campaign_id: str) -> EventIn:
    more = dict(event.more)
    if more.pop("campaign", False):
        more["campaign_id"] = campaign_id
    starts_at = start_of(event, today)
    closes_at = starts_at - timedelta(hours=2)
    return event_in(
        event, starts_at, signup_closes_at=closes_at, cancel_until=closes_at, promotion_ends_at=closes_at, **more
    )


def start_of(event: DemoEvent, today: date) -> datetime:
    """Return when an event begins, by the city's clocks."""
    zone = ZoneInfo(settings().city_zone)
    return datetime.combine(today + timedelta(days=event.day), time(event.hour), zone).astimezone(UTC)


def event_in(event: DemoEvent, starts_at: datetime, **more: Any) -> EventIn:
    """Return an event as its maker would write it."""
    return EventIn(
        title=event.title,
        summary=event.summary,
        body=event.body,
        region_code=event.region,
        place_kind=event.kind,
        venue=event.venue,
        address=event.address,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=event.hours),
        **more,
    )


def add_signups() -> int:
    """Fill one event until families wait, and let a neighbour wait too, once; return how many were signed up.

    Each is a write of its own, as with real people, so a run that broke off is taken up where it stopped.
    """
    if is_done(SIGNUPS):
        return 0
    event_id, there = _full_event()
    worker, count = people.actor_of(people.WORKER), 0
    for resident_id, companions in people.families():
        if resident_id not in there:
            sign_up(event_id, signup_in(companions, resident_id), actor=worker)
            count += 1
    neighbour = people.actor_of(people.NEIGHBOUR)
    if neighbour.id not in there:
        sign_up(event_id, signup_in(("外孙",)), actor=neighbour)
        count += 1
    with transaction() as session:
        mark_done(session, SIGNUPS)
    return count


def _full_event() -> tuple[str, set[str]]:
    """Return the event to fill, and who signed up for it already."""
    worker = people.actor_of(people.WORKER)
    with reading() as connection:
        event_id: str = connection.execute(
            sa.select(Event.id).where(Event.created_by == worker.id, Event.title == texts.FULL_EVENT)
        ).scalar_one()
        there = connection.execute(sa.select(Signup.user_id).where(Signup.event_id == event_id)).scalars()
        return event_id, set(there)


def signup_in(companions: tuple[str, ...], resident_id: str | None = None) -> SignupIn:
    """Return the sign-up of somebody with those who come along; by a worker when it is for a resident."""
    party = [Companion(label=label, child=label in people.CHILDREN) for label in companions]
    return SignupIn(party=party, answers={}, resident_id=resident_id)


def campaign_id() -> str | None:
    """Return the campaign of the demo city, if it is there."""
    with reading() as connection:
        found: str | None = (
            connection.execute(sa.select(Campaign.id).where(Campaign.name == texts.CAMPAIGN_NAME)).scalars().first()
        )
    return found
