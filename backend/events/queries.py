"""Which events, series and campaigns are there?

Lists and details of events are what phones ask for most. Their statements are built once and select just what is
shown, and the rows become JSON by way of plain dicts; a test holds the keys against the schemas.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import NotFoundError, UnauthenticatedError
from backend.core.paging import after, cut, decode_cursor
from backend.core.quick_read import QuickRead
from backend.core.transaction import reading
from backend.events.rules import LONGEST, session_times
from backend.events.schemas import CampaignOut, CampaignPage, CampaignQuery, EventQuery, OccurrenceOut, SeriesOut
from backend.security.permissions import Permission
from backend.security.policy import may, visible, within
from models.event import SHORT, Campaign, Event, EventForm, EventQuota, Series
from models.signup import LIVE, Signup
from models.types import UtcDateTime


class _ReadyMoment(sa.types.UserDefinedType[Any]):
    """A moment on its way out: as the JSON writer takes it, without becoming a datetime of ours first.

    SQLite keeps text, of which the answer is a part; PostgreSQL's driver hands out what the writer can write.
    """

    cache_ok = True

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:  # noqa: ARG002
        if dialect.name != "sqlite":
            return None
        return lambda kept: f"{kept[:10]}T{kept[11:19]}Z"


def _ready(*columns: sa.orm.InstrumentedAttribute[Any]) -> tuple[sa.ColumnElement[Any], ...]:
    return tuple(
        sa.type_coerce(column, _ReadyMoment()).label(column.key)
        if isinstance(column.type, UtcDateTime)
        else column.label(column.key)
        for column in columns
    )


_SHOWN = _ready(
    *(Event.id, Event.title, Event.summary, Event.region_code, Event.place_kind, Event.campaign_id, Event.venue),
    *(Event.address, Event.starts_at, Event.ends_at, Event.signup_opens_at, Event.signup_closes_at),
    *(Event.cancel_until, Event.promotion_ends_at, EventQuota.capacity, EventQuota.taken, EventQuota.waiting),
    *(Event.party_max, Event.waiting_mode, Event.waiting_order, Event.waiting_max, Event.audience_region_code),
    *(Event.state, Event.series_id, Event.cancel_reason, Event.latitude, Event.longitude),
)
_IN_FULL = (
    *_SHOWN,
    *_ready(Event.offer_hours, Event.checkin_opens_before, Event.checkin_closes_after),
    *_ready(Event.created_at, Event.updated_at, Event.body, Event.sessions, Event.tracks_leaving, Event.volunteer),
    *(Event.form_version, EventForm.fields, Event.starts_at.label("begins")),
)

_read_event = QuickRead(
    sa.select(*_IN_FULL)
    .join(EventQuota, EventQuota.event_id == Event.id)
    .outerjoin(EventForm, sa.and_(EventForm.event_id == Event.id, EventForm.version == Event.form_version))
    .where(Event.id == sa.bindparam("event_id"))
)


def event(event_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return an event as `EventOut` shows it; `NotFoundError`, also for drafts of other people's regions."""
    rows = _read_event.mappings(event_id=event_id)
    if not rows:
        raise NotFoundError
    shown = _with_point(rows[0])
    version, fields = shown.pop("form_version"), shown.pop("fields")
    shown["form"] = {"version": version, "fields": fields} if version else None
    shown["sessions"] = session_times(shown["sessions"], shown.pop("begins"))
    if shown["state"] == "draft" and not may(actor, Permission.EVENT_SEE_DRAFTS, shown["region_code"]):
        raise NotFoundError
    return shown


def _with_point(shown: dict[str, Any]) -> dict[str, Any]:
    """Put the two columns of the place on the map into one `point`."""
    lat, lon = shown.pop("latitude"), shown.pop("longitude")
    shown["point"] = None if lat is None else {"lat": lat, "lon": lon}
    return shown


def _parameter(name: str, column: Any) -> sa.BindParameter[Any]:
    return sa.bindparam(name, type_=column.type)


def _in_region(column: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        column >= _parameter("region", Event.region_code), column < _parameter("beyond_region", Event.region_code)
    )


class _Unindexed(sa.sql.functions.FunctionElement[str]):
    """A column that SQLite is not to look up in an index.

    It would gather all events of a county by their region and then sort them, to show twenty; the index on the start
    gives them in order, and every few rows one is of the county. PostgreSQL knows how many there are, and chooses.
    """

    type = sa.String()
    inherit_cache = True


@compiles(_Unindexed)
def _plain(element: _Unindexed, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


@compiles(_Unindexed, "sqlite")
def _unindexed(element: _Unindexed, compiler: Any, **kw: Any) -> str:
    return f"+{compiler.process(element.clauses, **kw)}"


class _OneOf(sa.sql.functions.FunctionElement[bool]):
    """A column and a select of few values that it may have.

    PostgreSQL takes the values as an array: of a subquery it can't say how many there will be once the parameters are
    left open, and then it plans the statement anew for each reader, which takes longer than to run it.
    """

    type = sa.Boolean()
    inherit_cache = True


@compiles(_OneOf)
def _in(element: _OneOf, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} in {values}"


@compiles(_OneOf, "postgresql")
def _in_array(element: _OneOf, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} = any(array{values})"


_CONDITIONS: dict[str, sa.ColumnElement[bool]] = {
    "state": Event.state == _parameter("state", Event.state),
    "to": Event.starts_at < _parameter("to", Event.starts_at),
    "community": Event.region_code == _parameter("region", Event.region_code),
    "region": _in_region(Event.region_code),
    "large_region": _in_region(_Unindexed(Event.region_code)),
    "place_kind": Event.place_kind == _parameter("place_kind", Event.place_kind),
    "campaign": Event.campaign_id == _parameter("campaign", Event.campaign_id),
    "q": sa.or_(
        Event.title.icontains(_parameter("q", Event.title), escape="/"),
        Event.venue.icontains(_parameter("q", Event.title), escape="/"),
    ),
    "mine": _OneOf(
        Event.id,
        sa.select(Signup.event_id)
        .where(
            Signup.user_id == _parameter("reader", Signup.user_id), sa.or_(*(Signup.state == state for state in LIVE))
        )
        .scalar_subquery(),
    ),
    "cursor": sa.tuple_(Event.starts_at, Event.id)
    > sa.tuple_(_parameter("after_start", Event.starts_at), _parameter("after_id", Event.id)),
}
"""Filter -> its condition. A page names those that it needs, and their values as parameters."""

_REGION_FILTER = {4: "large_region", 6: "large_region", 9: "region", 12: "community"}
"""Length of a region code -> its filter: a community has nothing below it, and an index with its events by start."""


@lru_cache(maxsize=256)
def _usual_page(filters: tuple[str, ...], rows: int) -> QuickRead:
    return _page_of(*(_CONDITIONS[name] for name in filters), rows=rows)


def _page_of(*conditions: sa.ColumnElement[bool], rows: int) -> QuickRead:
    """Return the statement of a page: what is to come, what began lately, and the few that last long (`Event.lasting`).

    Each part follows an index on the start, and none goes through what is over. The number of rows is part of the
    text: PostgreSQL then plans the statement once, and not each time anew, which would take longer than to run it.
    The parts find ids only: the text stays short enough for the driver to keep it parsed (4096 characters).
    """
    since, recent = _parameter("from", Event.starts_at), _parameter("recent", Event.starts_at)
    found = (
        sa.select(Event.starts_at, Event.id)
        .where(*conditions)
        .order_by(Event.starts_at, Event.id)
        .limit(sa.literal_column(str(rows), sa.Integer))
    )
    begun = found.where(Event.starts_at <= since, Event.ends_at > since)
    parts = (
        found.where(Event.starts_at > since),
        begun.where(Event.starts_at > recent),
        begun.where(Event.starts_at > _parameter("begun", Event.starts_at), Event.starts_at <= recent, Event.lasting),
    )
    union = sa.union_all(*(sa.select(part.subquery()) for part in parts)).subquery()
    first = sa.select(union.c.id).order_by(union.c.starts_at, union.c.id)
    page = first.limit(sa.literal_column(str(rows), sa.Integer)).subquery()
    return QuickRead(
        sa.select(*_SHOWN)
        .join_from(page, Event, Event.id == page.c.id)
        .join(EventQuota, EventQuota.event_id == Event.id)
        .order_by(Event.starts_at, Event.id)
    )


def is_for_everybody(query: EventQuery) -> bool:
    """Tell whether a page is the same whoever asks."""
    return not query.mine and query.state in {None, "published"}


def events(query: EventQuery, *, actor: Actor) -> dict[str, Any]:
    """Return a page of events as `EventPage` shows it, by start.

    All but published and verified ones are listed for staff of their region only. `UnauthenticatedError` when a
    visitor asks for `mine`.
    """
    values = _values(query, actor)
    filters = tuple(name for name in _CONDITIONS if name in values)
    if query.state not in {None, "published", "verified"}:
        seen = visible(actor, Permission.EVENT_SEE_DRAFTS, Event.region_code)
        read = _page_of(*(_CONDITIONS[name] for name in filters), seen, rows=query.limit + 1)
    else:
        read = _usual_page(filters, query.limit + 1)
    rows = read.mappings(**_flat(values))
    page, next_cursor = cut(rows, query.limit, lambda row: (row["starts_at"], row["id"]))
    items = [_with_point(row) for row in page]
    return {"items": items, "next_cursor": next_cursor}


def _values(query: EventQuery, actor: Actor) -> dict[str, dict[str, Any]]:
    """Return the filters that this page needs, each with the parameters of its condition."""
    since = query.from_ or now()
    values: dict[str, dict[str, Any]] = {
        "state": {"state": query.state or "published"},
        "from": {"from": since, "recent": since - SHORT, "begun": since - LONGEST},
    }
    for name in ("to", "place_kind", "campaign"):
        if getattr(query, name) is not None:
            values[name] = {name: getattr(query, name)}
    if query.region is not None:
        values[_REGION_FILTER[len(query.region)]] = {"region": query.region, "beyond_region": _beyond(query.region)}
    if query.q is not None:
        values["q"] = {"q": query.q.replace("/", "//").replace("%", "/%").replace("_", "/_")}
    if query.mine:
        if not actor.is_signed_in:
            raise UnauthenticatedError
        values["mine"] = {"reader": actor.id}
    if query.cursor is not None:
        starts_at, event_id = decode_cursor(query.cursor, datetime, str)
        values["cursor"] = {"after_start": starts_at, "after_id": event_id}
    return values


def _flat(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for parameters in values.values() for name, value in parameters.items()}


def _beyond(region_code: str) -> str:
    """Return the first code outside a region (see `policy.within`); after 99… comes nothing but what is no code."""
    following = str(int(region_code) + 1)
    return following if len(following) == len(region_code) else "A"


def series(series_id: str, *, actor: Actor) -> SeriesOut:
    """Return a series with the occurrences that the actor may see; `NotFoundError` when there are none."""
    seen = sa.or_(Event.state != "draft", visible(actor, Permission.EVENT_SEE_DRAFTS, Event.region_code))
    statement = (
        sa.select(
            *(Series.region_code, Series.every, Series.interval, Series.count, Event.id, Event.occurrence),
            *(Event.starts_at, Event.ends_at, Event.state, Event.edited_alone),
        )
        .join(Event, Event.series_id == Series.id)
        .where(Series.id == series_id, seen)
        .order_by(Event.occurrence)
    )
    with reading() as connection:
        rows = connection.execute(statement).all()
    if not rows:
        raise NotFoundError
    first = rows[0]
    return SeriesOut(
        id=series_id,
        region_code=first.region_code,
        every=first.every,
        interval=first.interval,
        count=first.count,
        events=[OccurrenceOut.model_validate(row) for row in rows],
    )


_CAMPAIGN = Campaign.__table__.c


def campaigns(query: CampaignQuery) -> CampaignPage:
    """Return a page of campaigns, by first day."""
    wanted: list[Any] = []
    if query.region is not None:
        wanted.append(within(Campaign.region_code, query.region))
    if query.from_ is not None:
        wanted.append(Campaign.ends_on >= query.from_)
    if query.cursor is not None:
        wanted.append(after((_CAMPAIGN.starts_on, _CAMPAIGN.id), decode_cursor(query.cursor, date, str)))
    statement = (
        sa.select(Campaign.__table__).where(*wanted).order_by(Campaign.starts_on, Campaign.id).limit(query.limit + 1)
    )
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(statement).all(), query.limit, lambda row: (row.starts_on, row.id))
    return CampaignPage(items=[CampaignOut.model_validate(row) for row in rows], next_cursor=next_cursor)


def campaign(campaign_id: str) -> CampaignOut:
    """Return a campaign; `NotFoundError`."""
    with reading() as connection:
        row = connection.execute(sa.select(Campaign.__table__).where(Campaign.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return CampaignOut.model_validate(row)
