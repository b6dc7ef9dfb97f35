"""How do staff make an event, change it, publish it and call it off?

Locks: the event's row first (several: by id), the row of its quota last. Each change of an event counts up the quota's
`version`, so that no sign-up is decided by what an event was before.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core import list_memory
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.core.outbox import enqueue
from backend.core.transaction import transaction
from backend.events import rules
from backend.events.schemas import EventIn
from backend.events.states import Action, State, next_state
from backend.security.permissions import Permission
from backend.security.policy import may, require
from backend.signups.form import FormField, save_form
from backend.signups.waiting_list import lock_quota, promote, stop_holding_back
from models.attendance import Attendance
from models.event import Campaign, Event, EventQuota
from models.ids import new_id
from models.region import PlaceKind, Region

TOLD = ("starts_at", "ends_at", "venue", "address")
"""What everybody who signed up is told of when it changes."""

_FIXED_ONCE_PUBLISHED = frozenset({"region_code", "place_kind"})
_ELSEWHERE = frozenset({"capacity", "form", "point"})
"""What a person writes about an event that is not a column of its row under the same name."""


def create_event(data: EventIn, *, actor: Actor) -> str:
    """Make a draft; return its id. `ForbiddenError` outside one's regions, `InvalidError` names what does not fit."""
    with transaction() as session:
        require(actor, Permission.EVENT_EDIT, data.region_code)
        check_references(session, dict(data))
        event = add_event(session, data, rules.with_defaults(dict(data), now()), actor=actor)
        record(session, actor, "event.create", target=event.id, region_code=event.region_code)
        list_memory.forget_after(session)
        return event.id


def change_event(event_id: str, changes: Mapping[str, Any], *, actor: Actor) -> None:
    """Change the named fields; what changes is told to those who signed up, and freed places go to the waiting list.

    Errors: 404, 403, 409 `wrong_state`, `event_ended`, `fixed_after_publishing`, `capacity_below_taken`, 422.
    """
    with transaction() as session:
        event = locked_event(session, event_id, actor=actor)
        next_state(event.state, Action.CHANGE, region_code=event.region_code, actor=actor)
        _refuse_ended(event)
        changed = apply_changes(session, event, changes, actor=actor)
        if event.series_id is not None:
            event.edited_alone = sorted({*event.edited_alone, *changed})
        list_memory.forget_after(session)


def publish_event(event_id: str, *, actor: Actor) -> None:
    """Show a draft to everybody and open its places; 404, 403, 409 `wrong_state`, 422 when it lies in the past."""
    with transaction() as session:
        event = locked_event(session, event_id, actor=actor)
        publish_locked(session, event, actor=actor)
        list_memory.forget_after(session)


def cancel_event(event_id: str, reason: str, *, actor: Actor) -> None:
    """Call an event off: nobody can sign up any more, and everybody who did is told why.

    Sign-ups keep their rows. Errors: 404, 403, 409 `wrong_state`, `event_ended`.
    """
    with transaction() as session:
        event = locked_event(session, event_id, actor=actor)
        event.state = next_state(event.state, Action.CANCEL, region_code=event.region_code, actor=actor)
        _refuse_ended(event)
        event.cancel_reason = reason
        event.updated_at = now()
        quota = lock_quota(session, event.id)
        quota.open = False
        quota.version += 1
        record(
            session,
            actor,
            "event.cancel",
            target=event.id,
            region_code=event.region_code,
            details={"reason": reason},
        )
        enqueue(session, "notify_event_cancelled", event_id=event.id)
        list_memory.forget_after(session)


def locked_event(session: Session, event_id: str, *, actor: Actor) -> Event:
    """Return an event that nobody else can change now; `NotFoundError`, also for drafts that the actor may not see."""
    event = session.get(Event, event_id, with_for_update={"key_share": True}, populate_existing=True)
    if event is None:
        raise NotFoundError
    if event.state == State.DRAFT and not may(actor, Permission.EVENT_SEE_DRAFTS, event.region_code):
        raise NotFoundError
    return event


def _refuse_ended(event: Event) -> None:
    if event.ends_at <= now():
        raise ConflictError("event_ended", "活动已经结束，不能再更改")


def check_references(session: Session, fields: Mapping[str, Any]) -> None:
    """Pass when all that the named fields refer to exists; `InvalidError` names what does not."""
    faults: dict[str, list[str]] = {}
    for name in ("region_code", "audience_region_code"):
        if fields.get(name) is not None and session.get(Region, fields[name]) is None:
            faults[name] = ["unknown"]
    if fields.get("campaign_id") is not None and session.get(Campaign, fields["campaign_id"]) is None:
        faults["campaign_id"] = ["unknown"]
    if "place_kind" in fields:
        kind = session.get(PlaceKind, fields["place_kind"])
        if kind is None or not kind.active:
            faults["place_kind"] = ["unknown"]
    if faults:
        raise InvalidError(faults)


def add_event(session: Session, data: EventIn, times: Mapping[str, datetime], *, actor: Actor, **more: Any) -> Event:
    """Add a draft with its quota and form to the open transaction; `more` are columns that no person writes."""
    _check_times(times)
    sessions = rules.session_offsets(data.sessions, data.starts_at)
    _check_sessions(sessions, times)
    event = Event(
        id=new_id(),
        **_columns(dict(data) | dict(times) | {"sessions": sessions}),
        **more,
        state=State.DRAFT,
        created_by=actor.id,
        created_at=now(),
        updated_at=now(),
    )
    session.add(event)
    session.flush()
    quota = EventQuota(event_id=event.id, capacity=data.capacity, open=False, version=1, taken=0, waiting=0)
    session.add(quota)
    if data.form:
        session.flush()
        save_form(session, event, quota, data.form)
    return event


def apply_changes(session: Session, event: Event, changes: Mapping[str, Any], *, actor: Actor) -> list[str]:
    """Change a locked event in the open transaction, with all that follows from it; return which fields differ now.

    Errors as `change_event`, but for state and end, which the caller has checked.
    """
    different = _different(event, _with_offsets(event, changes))
    _check_change(session, event, different, actor=actor)
    told = {name: _outside(different[name]) for name in TOLD if name in different}
    quota = lock_quota(session, event.id)
    if "capacity" in different and different["capacity"] == quota.capacity:
        del different["capacity"]
    if not different:
        return []
    for name, value in _columns(different).items():
        setattr(event, name, value)
    event.updated_at = now()
    if "capacity" in different:
        _set_capacity(quota, different["capacity"])
    if "form" in different:
        save_form(session, event, quota, _form(different["form"]))
    quota.version += 1
    session.flush()
    if event.state == State.PUBLISHED:
        if different.keys() & {
            "starts_at",
            "promotion_ends_at",
        }:  # the time for which they wait no longer means anything
            stop_holding_back(session, event, quota)
        promote(session, event, quota)
        if told:
            enqueue(session, "notify_event_changed", event_id=event.id, changes=told)
    record(
        session,
        actor,
        "event.change",
        target=event.id,
        region_code=event.region_code,
        details={"fields": sorted(different)},
    )
    return sorted(different)


def publish_locked(session: Session, event: Event, *, actor: Actor) -> None:
    """Publish a locked event in the open transaction; errors as `publish_event`."""
    event.state = next_state(event.state, Action.PUBLISH, region_code=event.region_code, actor=actor)
    if event.starts_at <= now():
        raise InvalidError({"starts_at": ["in_the_past"]}, message="活动的开始时间已过，请先修改时间再发布")
    event.updated_at = now()
    quota = lock_quota(session, event.id)
    quota.open = True
    quota.version += 1
    record(session, actor, "event.publish", target=event.id, region_code=event.region_code)


def times_of(event: Event) -> dict[str, datetime]:
    """Return the six moments of an event."""
    return {name: getattr(event, name) for name in rules.MOMENTS}


def _different(event: Event, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return those changes that change something; about capacity and form only their own rows can tell."""
    return {
        name: value
        for name, value in changes.items()
        if name in {"capacity", "form"}
        or any(getattr(event, column) != part for column, part in _columns({name: value}).items())
    }


def _check_change(session: Session, event: Event, changes: Mapping[str, Any], *, actor: Actor) -> None:
    if event.state == State.PUBLISHED and _FIXED_ONCE_PUBLISHED & changes.keys():
        raise ConflictError("fixed_after_publishing", "活动发布后不能更改所在地区和领域，请取消这个活动，再新建一个")
    if "region_code" in changes:
        require(actor, Permission.EVENT_EDIT, changes["region_code"])
    check_references(session, changes)
    moved = {name: changes[name] for name in rules.MOMENTS if name in changes}
    if moved:
        _check_times(times_of(event) | moved)
    if moved or "sessions" in changes:
        _check_sessions(changes.get("sessions", event.sessions), times_of(event) | moved)
    if "sessions" in changes and session.scalar(sa.select(sa.exists().where(Attendance.event_id == event.id))):
        raise ConflictError("sessions_in_use", "已经有人签到，不能再更改场次")
    if event.state == State.PUBLISHED and "starts_at" in moved and moved["starts_at"] <= now():
        raise InvalidError({"starts_at": ["in_the_past"]}, message="新的开始时间已过，请选择以后的时间")


def _check_times(times: Mapping[str, datetime]) -> None:
    faults = rules.time_faults(times)
    if faults:
        raise InvalidError(faults, message="活动的时间前后不一致，请检查标出的地方")


def _check_sessions(sessions: Sequence[Mapping[str, Any]], times: Mapping[str, datetime]) -> None:
    faults = rules.session_faults(sessions, (times["ends_at"] - times["starts_at"]).total_seconds())
    if faults:
        raise InvalidError({"sessions": faults}, message="场次的时间不对：请按先后填写，不要重叠，并在活动时间之内")


def _with_offsets(event: Event, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes with the sessions as they are kept, counted from the start that the event will have."""
    changed = dict(changes)
    if changed.get("sessions") and not isinstance(changed["sessions"][0], dict):
        changed["sessions"] = rules.session_offsets(changed["sessions"], changed.get("starts_at", event.starts_at))
    return changed


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person wrote as columns of the event's row."""
    columns = {name: value for name, value in fields.items() if name not in _ELSEWHERE}
    if "point" in fields:
        point = fields["point"]
        columns["latitude"] = None if point is None else point.lat
        columns["longitude"] = None if point is None else point.lon
    return columns


def _set_capacity(quota: EventQuota, capacity: int | None) -> None:
    if capacity is not None and capacity < quota.taken:
        raise ConflictError(
            "capacity_below_taken",
            f"已有 {quota.taken} 人占用名额，名额不能少于这个数",
            fields={"capacity": ["below_taken"]},
        )
    quota.capacity = capacity


def _form(form: list[FormField] | None) -> list[FormField]:
    return form or []


def _outside(value: Any) -> Any:
    """Return a value as clients read it."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


def lock_events(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Event]:
    """Return the events of these conditions, locked in the order of their ids."""
    statement = (
        sa.select(Event)
        .where(*conditions)
        .order_by(Event.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))
