"""What comes in and goes out about events, series, campaigns and calendars?

`EventFields` says once what a person writes about an event. `EventIn` makes one, `EventChange` names any of the same
fields, `EventListItem` and `EventOut` show them with what the product adds.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from backend.http.schemas import In, Moment, Out, PageQuery, Point
from backend.signups.form import MOST_FIELDS, FormField, FormOut
from models.fields import Address, Body, Id, Label, Name, Reason, RegionCode, Slug, Summary, Title, Venue

State = Literal["draft", "published", "cancelled", "held_reported", "returned", "verified", "not_held"]
MOST_SESSIONS = 20
Capacity = Annotated[int, Field(ge=1, le=100_000, description="in people; null: unlimited")]
PartyMax = Annotated[int, Field(ge=0, le=20, description="how many may come along with one resident")]
WaitingMax = Annotated[
    int, Field(ge=0, le=100_000, description="parties in the waiting list; null: no limit, 0: no list")
]
CheckinMinutes = Annotated[int, Field(ge=0, le=1440, description="in minutes")]
OfferHours = Annotated[int, Field(ge=1, le=720, description="for how long an offered place is held")]
Form = Annotated[list[FormField], Field(max_length=MOST_FIELDS)]


def _all_given(schema: dict[str, Any]) -> None:
    """Tell readers of the document that an answer leaves no key out, whatever may be left out on the way in."""
    schema["required"] = list(schema["properties"])


class _ShownFields(In):
    """What a person writes about an event, as far as a list shows it."""

    title: Title
    summary: Summary = ""
    region_code: RegionCode
    place_kind: Slug
    campaign_id: Id | None = None
    venue: Venue = ""
    address: Address = ""
    point: Point | None = None
    starts_at: Moment
    ends_at: Moment
    signup_opens_at: Moment | None = Field(None, description="left out: at once")
    signup_closes_at: Moment | None = Field(None, description="left out: when the event starts")
    cancel_until: Moment | None = Field(None, description="left out: until the event starts")
    promotion_ends_at: Moment | None = Field(None, description="left out: when the event starts")
    capacity: Capacity | None = None
    party_max: PartyMax = 5
    waiting_mode: Literal["auto", "offer"] = "auto"
    waiting_order: Literal["fit", "strict"] = "fit"
    waiting_max: WaitingMax | None = None
    audience_region_code: RegionCode | None = Field(None, description="only residents of this region; null: everyone")


class EventFields(_ShownFields):
    """What a person writes about an event, but its long text and its form."""

    offer_hours: OfferHours = 24
    checkin_opens_before: CheckinMinutes = 60
    checkin_closes_after: CheckinMinutes = 0


class SessionTimes(In):
    """One part of an event to which people are checked in by themselves: a morning, an afternoon, a day."""

    model_config = ConfigDict(from_attributes=True)

    label: Label
    starts_at: Moment
    ends_at: Moment


Sessions = Annotated[
    list[SessionTimes],
    Field(max_length=MOST_SESSIONS, description="in order, none into the next, within the event; empty: it is one"),
]


class EventIn(EventFields):
    """A new event."""

    body: Body = ""
    form: Form | None = None
    sessions: Annotated[Sessions, Field(default_factory=list)]
    tracks_leaving: bool = Field(False, description="people are scanned when they leave, too")
    volunteer: bool = Field(False, description="being there counts as volunteer hours")


def change_of(name: str, doc: str, fields: Mapping[str, FieldInfo], never_null: tuple[str, ...] = ()) -> type[In]:
    """Return the schema of a change: each field as it is, null only where that was allowed, and none needed."""
    parts: dict[str, Any] = {}
    for field_name, field in fields.items():
        kind: Any = Moment if field_name in never_null else field.annotation
        kind = Annotated[kind, *field.metadata] if field.metadata else kind
        described = None if field_name in never_null else field.description
        parts[field_name] = (kind, Field(default_factory=lambda: None, description=described))
    return create_model(name, __base__=In, __doc__=doc, **parts)


EventChange = change_of(
    "EventChange",
    "A change of an event, or of the coming occurrences of a series; what is left out stays as it is.",
    EventIn.model_fields,
    never_null=("signup_opens_at", "signup_closes_at", "cancel_until", "promotion_ends_at"),
)


def named_fields(data: In) -> dict[str, Any]:
    """Return what the client named, with its values as objects."""
    return {name: getattr(data, name) for name in data.model_fields_set}


class EventListItem(_ShownFields):
    """An event in a list. `taken` counts people, `waiting` counts sign-ups in the waiting list."""

    model_config = ConfigDict(extra="ignore", from_attributes=True, json_schema_extra=_all_given)

    id: Id
    signup_opens_at: Moment
    signup_closes_at: Moment
    cancel_until: Moment
    promotion_ends_at: Moment
    taken: int
    waiting: int
    state: State
    series_id: Id | None
    cancel_reason: str | None


class EventOut(EventListItem, EventFields):
    """An event in full."""

    created_at: datetime
    updated_at: datetime
    body: str
    form: FormOut | None
    sessions: list[SessionTimes]
    tracks_leaving: bool
    volunteer: bool


class EventPage(Out):
    """A page of events, by start."""

    items: list[EventListItem]
    next_cursor: str | None


class EventQuery(PageQuery):
    """Which events. Without `from`, those that are not over yet."""

    region: RegionCode | None = Field(None, description="this region and all below it")
    place_kind: Slug | None = None
    campaign: Id | None = None
    from_: Moment | None = Field(None, alias="from", description="events that end after this moment")
    to: Moment | None = Field(None, description="events that start before this moment")
    q: Title | None = Field(None, description="part of the title or of the venue")
    mine: bool = Field(default=False, description="those that the reader has signed up for")
    state: State | None = Field(None, description="all but published and verified are for staff of their region")


class CancelIn(In):
    """Why an event is called off; residents read it."""

    reason: Reason


class Repeat(In):
    """How an event repeats. Monthly: a day that a month lacks becomes its last day."""

    every: Literal["week", "month"]
    interval: Annotated[int, Field(ge=1, le=12)] = 1
    count: Annotated[int, Field(ge=2, le=52)]


class SeriesIn(In):
    """The first occurrence, and how it repeats: named moments keep their distance in days and their time of day."""

    event: EventIn
    repeat: Repeat


class SeriesMade(Out):
    """A new series, with the ids of its events in order."""

    id: Id
    events: list[Id]


class OccurrenceOut(Out):
    """One event of a series; `edited_alone` names the fields that changes of the series leave as they are."""

    id: Id
    occurrence: int
    starts_at: datetime
    ends_at: datetime
    state: State
    edited_alone: list[str]


class SeriesOut(Out):
    """A series with its occurrences in order."""

    id: Id
    region_code: RegionCode
    every: Literal["week", "month"]
    interval: int
    count: int
    events: list[OccurrenceOut]


class CampaignIn(In):
    """A named period that groups events; both days belong to it."""

    name: Name
    summary: Summary = ""
    region_code: RegionCode
    starts_on: date
    ends_on: date


CampaignChange = change_of(
    "CampaignChange",
    "A change of a campaign; what is left out stays as it is.",
    {name: field for name, field in CampaignIn.model_fields.items() if name != "region_code"},
)


class CampaignOut(Out):
    """A campaign."""

    id: Id
    name: str
    summary: str
    region_code: RegionCode
    starts_on: date
    ends_on: date


class CampaignQuery(PageQuery):
    """Which campaigns: all, those of a region and below, or those that last on or beyond a day."""

    region: RegionCode | None = None
    from_: date | None = Field(None, alias="from", description="campaigns that are not over before this day")


class CampaignPage(Out):
    """A page of campaigns, by start."""

    items: list[CampaignOut]
    next_cursor: str | None


class FeedOut(Out):
    """The private address of a resident's calendar: shown once, so keep it in the calendar program."""

    url: str
