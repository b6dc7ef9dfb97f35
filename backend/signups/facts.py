"""What is a sign-up checked against before its places are decided?

The facts of an event are remembered in the process with the version of its quota. The deciding statement names that
version and decides nothing if it has moved on, so that a remembered event is as good as a fresh one.
"""

import threading
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cachetools import LRUCache

from backend.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from backend.core.quick_read import QuickRead
from backend.signups.form import FormField
from models.event import Event, EventForm, EventQuota

NO_LIMIT = 2**31 - 1
_lock = threading.Lock()
_remembered: LRUCache[str, "Facts"] = LRUCache(5_000)


@dataclass(frozen=True, slots=True)
class Facts:
    """An event as a sign-up sees it."""

    event_id: str
    version: int
    state: str
    region_code: str
    audience_region_code: str | None
    starts_at: datetime
    signup_opens_at: datetime
    signup_closes_at: datetime
    ends_at: datetime
    promotion_ends_at: datetime
    party_max: int
    waiting_order: str
    waiting_max: int | None
    form_version: int
    fields: tuple[FormField, ...]

    @property
    def strict(self) -> bool:
        """Tell whether nobody may pass the head of the waiting list."""
        return self.waiting_order == "strict"

    def waiting_room(self, moment: datetime) -> int:
        """Return how long the waiting list may get; 0 once nobody moves up any more."""
        if moment >= self.promotion_ends_at:
            return 0
        return NO_LIMIT if self.waiting_max is None else self.waiting_max


def remembered(event_id: str) -> Facts | None:
    """Return the facts last read in this process."""
    with _lock:
        return _remembered.get(event_id)


def read(event_id: str) -> Facts:
    """Read the facts afresh; `NotFoundError` when there is no such event, or it is still a draft."""
    rows = _read_facts(event_id=event_id)
    if not rows or rows[0].state == "draft":
        raise NotFoundError(message="没有找到这个活动，可能已被移除")
    known = rows[0]._asdict()
    known["fields"] = tuple(FormField.model_validate(field) for field in known["fields"] or ())
    facts = Facts(**known)
    with _lock:
        _remembered[event_id] = facts
    return facts


def check_window(facts: Facts, moment: datetime) -> None:
    """Pass while the event takes sign-ups; else `ConflictError` says why not."""
    if facts.state == "cancelled":
        raise ConflictError("event_cancelled", "活动已取消，看看别的活动吧")
    if facts.state != "published" or moment >= facts.ends_at:
        raise ConflictError("event_over", "活动已经结束，看看别的活动吧")
    if moment < facts.signup_opens_at:
        raise ConflictError("signup_not_open", "报名还没有开始，请到时再来")
    if moment >= facts.signup_closes_at:
        raise ConflictError("signup_closed", "报名已经截止，看看别的活动吧")


def check_audience(facts: Facts, home_region_code: str | None) -> None:
    """Pass whom the event is meant for."""
    audience = facts.audience_region_code
    if audience is None or (home_region_code or "").startswith(audience):
        return
    if home_region_code is None:
        raise ForbiddenError("home_needed", "这个活动只面向本地居民，请先在“我的”里填写您居住的社区")
    raise ForbiddenError("not_in_audience", "这个活动只面向本地居民，看看您社区的活动吧")


def check_party(party_max: int, size: int) -> None:
    """Pass a party that is not too large."""
    if size > party_max:
        raise InvalidError({"party": ["too_long"]}, message=f"这个活动每次最多带 {party_max} 位同行人")


def check_form_version(current: int, given: int | None) -> None:
    """Pass answers to the questions as they are now (None: the client did not say which it showed)."""
    if given is not None and given != current:
        raise ConflictError("form_changed", "报名表刚刚更新了，请刷新后重新填写")


_read_facts = QuickRead(
    sa.select(
        Event.id.label("event_id"),
        EventQuota.version,
        Event.state,
        Event.region_code,
        Event.audience_region_code,
        Event.starts_at,
        Event.signup_opens_at,
        Event.signup_closes_at,
        Event.ends_at,
        Event.promotion_ends_at,
        Event.party_max,
        Event.waiting_order,
        Event.waiting_max,
        Event.form_version,
        EventForm.fields,
    )
    .join(EventQuota, EventQuota.event_id == Event.id)
    .outerjoin(EventForm, sa.and_(EventForm.event_id == Event.id, EventForm.version == Event.form_version))
    .where(Event.id == sa.bindparam("event_id"))
)
