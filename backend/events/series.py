"""How does an event repeat, and how are all its coming occurrences changed at once?

Each occurrence is an event of its own: it can be changed, published and called off alone. A change of the series
reaches those that have not begun and are not cancelled, and leaves what an occurrence changed by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.config import settings
from backend.core import list_memory
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.events import rules
from backend.events.edit import add_event, apply_changes, check_references, lock_events, publish_locked, times_of
from backend.events.schemas import EventIn, Repeat, SeriesIn, SeriesMade
from backend.events.states import Action, State, next_state, wrong_state
from backend.security.permissions import Permission
from backend.security.policy import may, require
from models.event import Event, Series
from models.ids import new_id


def create_series(data: SeriesIn, *, actor: Actor) -> SeriesMade:
    """Make a draft for each occurrence: moments that were named keep their distance in days and their time of day.

    Errors as for one event, and 422 on `repeat` when the last one lies too far off.
    """
    first, repeat = data.event, data.repeat
    with transaction() as session:
        require(actor, Permission.EVENT_EDIT, first.region_code)
        check_references(session, dict(first))
        made = Series(
            id=new_id(),
            region_code=first.region_code,
            created_by=actor.id,
            created_at=now(),
            **dict(repeat),
        )
        session.add(made)
        session.flush()
        ids = [
            add_event(session, first, times, actor=actor, series_id=made.id, occurrence=number).id
            for number, times in enumerate(_times(first, repeat), start=1)
        ]
        record(
            session,
            actor,
            "series.create",
            target=made.id,
            region_code=made.region_code,
            details={"events": ids},
        )
        list_memory.forget_after(session)
        return SeriesMade(id=made.id, events=ids)


def _times(first: EventIn, repeat: Repeat) -> list[dict[str, datetime]]:
    """Return the six moments of each occurrence."""
    zone = settings().city_zone
    day = first.starts_at.astimezone(ZoneInfo(zone)).date()
    steps = rules.day_steps(day, repeat.every, repeat.interval, repeat.count)
    named = {name: value for name in rules.MOMENTS if (value := getattr(first, name)) is not None}
    every = [{name: rules.moved_by_days(value, step, zone) for name, value in named.items()} for step in steps]
    if every[-1]["ends_at"].year > rules.LAST_YEAR:
        raise InvalidError({"repeat": ["too_far"]}, message="重复的次数太多，最后一次已在很多年以后，请减少次数")
    return [rules.with_defaults(times, now()) for times in every]


def change_series(series_id: str, changes: Mapping[str, Any], *, actor: Actor) -> None:
    """Change the named fields of all coming occurrences, or of none.

    A new `starts_at` moves the time of day; its date only says which day the other named moments are counted from.
    Errors as for one event; the message of a 422 says which occurrence it is about.
    """
    _refuse_moments_alone(changes)
    if "sessions" in changes:
        # Counted from the pattern's start, they fit every occurrence.
        changes = {**changes, "sessions": rules.session_offsets(changes["sessions"], changes["starts_at"])}
    with transaction() as session:
        events = _coming(session, series_id, actor=actor)
        for event in events:
            next_state(event.state, Action.CHANGE, region_code=event.region_code, actor=actor)
        for event in events:
            _change_occurrence(session, event, changes, actor=actor)
        if "region_code" in changes:
            session.get_one(Series, series_id).region_code = changes["region_code"]
        record(
            session,
            actor,
            "series.change",
            target=series_id,
            region_code=events[0].region_code,
            details={"fields": sorted(changes), "events": [event.id for event in events]},
        )
        list_memory.forget_after(session)


def publish_series(series_id: str, *, actor: Actor) -> None:
    """Publish all drafts that have not begun; `ConflictError` `wrong_state` when there are none."""
    with transaction() as session:
        events = _coming(session, series_id, actor=actor)
        drafts = [event for event in events if event.state == State.DRAFT]
        if not drafts:
            raise wrong_state(events[0].state)
        for event in drafts:
            publish_locked(session, event, actor=actor)
        record(
            session,
            actor,
            "series.publish",
            target=series_id,
            region_code=drafts[0].region_code,
            details={"events": [event.id for event in drafts]},
        )
        list_memory.forget_after(session)


def _coming(session: Session, series_id: str, *, actor: Actor) -> list[Event]:
    """Return the occurrences that have not begun and are not cancelled, locked in the order of their ids.

    `NotFoundError` when the actor can see nothing of the series, `ConflictError` `series_over` when nothing is to come.
    """
    events = lock_events(session, Event.series_id == series_id)
    if not any(e.state != State.DRAFT or may(actor, Permission.EVENT_SEE_DRAFTS, e.region_code) for e in events):
        raise NotFoundError
    for event in events:
        require(actor, Permission.EVENT_EDIT, event.region_code)
    coming = [event for event in events if event.state in {State.DRAFT, State.PUBLISHED} and event.starts_at > now()]
    if not coming:
        raise ConflictError("series_over", "这个系列已经没有以后的活动，请新建一个系列")
    return coming


def _refuse_moments_alone(changes: Mapping[str, Any]) -> None:
    """Refuse moments without `starts_at`: nobody could say to which day of an occurrence they belong."""
    if "starts_at" in changes:
        return
    alone = {name: ["needs_starts_at"] for name in (*rules.MOMENTS, "sessions") if name in changes}
    if alone:
        raise InvalidError(alone, message="修改系列的时间时，请同时填写开始时间")


def _change_occurrence(session: Session, event: Event, changes: Mapping[str, Any], *, actor: Actor) -> None:
    alone = frozenset(event.edited_alone)
    mine = rules.occurrence_changes(times_of(event), changes, alone, settings().city_zone)
    try:
        apply_changes(session, event, mine, actor=actor)
    except InvalidError as exc:
        raise InvalidError(
            exc.fields, message=f"第 {event.occurrence} 次活动与这次修改不合，请先单独修改那一次：{exc.message}"
        ) from exc
