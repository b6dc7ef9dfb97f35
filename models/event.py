"""What can residents sign up for?"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Address, Body, Id, JsonList, Name, Places, RegionCode, Slug, Summary, Title, Venue

SHORT = timedelta(days=2)
"""As long as nearly every event lasts at most; see `Event.lasting`."""


class Campaign(Identified, Base):
    """A named period that groups events and quizzes, e.g. a publicity month."""

    __tablename__ = "campaign"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.Index("ix_campaign_starts_on", "starts_on", "id"),
    )

    name: Mapped[Name]
    summary: Mapped[Summary] = mapped_column(default="")
    region_code: Mapped[RegionCode] = mapped_column(sa.ForeignKey("region.code"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Series(Identified, Base):
    """A repetition: its occurrences are events of their own that carry `series_id`."""

    __tablename__ = "series"

    region_code: Mapped[RegionCode] = mapped_column(sa.ForeignKey("region.code"))
    every: Mapped[Slug]
    interval: Mapped[int]
    count: Mapped[int]
    created_by: Mapped[Id]
    created_at: Mapped[datetime]


class Event(Identified, Base):
    """Something residents can sign up for. What changes with every sign-up stands in `EventQuota`.

    `lasting` marks the few that last longer than `SHORT`: who looks for events that are not over yet need not go
    through all those of the past year, since the others began within `SHORT`.

    `sessions` lists its parts as `{label, starts, ends}`, in seconds from its start, so that they move with it; without
    any, the event is its only session. `volunteer` says that being there counts as volunteer hours.
    """

    __tablename__ = "event"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("signup_closes_at > signup_opens_at", name="window_opens_first"),
        sa.CheckConstraint("party_max between 0 and 20", name="party_max_in_reason"),
        sa.CheckConstraint("checkin_opens_before >= 0 and checkin_closes_after >= 0", name="checkin_around_event"),
        sa.CheckConstraint("(latitude is null) = (longitude is null)", name="point_whole"),
        sa.Index("ix_event_starts_at", "starts_at", "id"),
        sa.Index("ix_event_lasting", "lasting", "starts_at", "id"),
        sa.Index("ix_event_region_code", "region_code", "starts_at", "id"),
        sa.Index("ix_event_campaign_id", "campaign_id", "starts_at", "id"),
        sa.Index("ix_event_series_id", "series_id", "occurrence"),
        sa.Index(
            "ix_event_held_reported",
            "region_code",
            "id",
            postgresql_where=sa.text("state = 'held_reported'"),
            sqlite_where=sa.text("state = 'held_reported'"),
        ),
    )

    title: Mapped[Title]
    summary: Mapped[Summary] = mapped_column(default="")
    body: Mapped[Body] = mapped_column(default="")
    region_code: Mapped[RegionCode] = mapped_column(sa.ForeignKey("region.code"))
    place_kind: Mapped[Slug] = mapped_column(sa.ForeignKey("place_kind.id"))
    campaign_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("campaign.id"))
    venue: Mapped[Venue] = mapped_column(default="")
    address: Mapped[Address] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    lasting: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    signup_opens_at: Mapped[datetime]
    signup_closes_at: Mapped[datetime]
    cancel_until: Mapped[datetime]
    promotion_ends_at: Mapped[datetime]
    party_max: Mapped[int] = mapped_column(default=5)
    waiting_mode: Mapped[Slug] = mapped_column(default="auto")
    waiting_order: Mapped[Slug] = mapped_column(default="fit")
    waiting_max: Mapped[int | None]
    offer_hours: Mapped[int] = mapped_column(default=24)
    audience_region_code: Mapped[RegionCode | None] = mapped_column(sa.ForeignKey("region.code"))
    checkin_opens_before: Mapped[int] = mapped_column(default=60, server_default="60")
    checkin_closes_after: Mapped[int] = mapped_column(default=0, server_default="0")
    form_version: Mapped[int] = mapped_column(default=0)
    sessions: Mapped[JsonList] = mapped_column(default=list, server_default=sa.text("'[]'"))
    tracks_leaving: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    volunteer: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    state: Mapped[Slug] = mapped_column(default="draft")
    series_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("series.id"))
    occurrence: Mapped[int | None]
    edited_alone: Mapped[JsonList] = mapped_column(default=list)
    cancel_reason: Mapped[Summary | None]
    created_by: Mapped[Id]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


@sa.event.listens_for(Event, "before_insert")
@sa.event.listens_for(Event, "before_update")
def _mark_lasting(_mapper: object, _connection: object, event: Event) -> None:
    event.lasting = event.ends_at - event.starts_at > SHORT


class EventQuota(Base):
    """The places of one event: the row on which every sign-up is decided.

    It stands apart from `Event`, and no sign-up refers to it: otherwise each insert would lock it a second time.

    `version` counts the changes to anything that a sign-up is checked against; the deciding statement names the
    version that it was checked with, so that a remembered event is never used after it changed. `open` is false
    unless the event is published. `taken` counts people (confirmed and offered), `waiting` counts sign-ups in the
    list. `seq` numbers the arrivals. `admitted` says whether the newest arrival got its places: it is how the
    deciding statement learns its own outcome.
    """

    __tablename__ = "event_quota"
    __table_args__ = (
        sa.CheckConstraint("taken >= 0 and (capacity is null or taken <= capacity)", name="never_oversold"),
        sa.CheckConstraint("waiting >= 0", name="waiting_counted"),
        {"postgresql_with": {"fillfactor": 50}},
    )

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    open: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[Places | None]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int] = mapped_column(default=0)
    admitted: Mapped[bool] = mapped_column(default=False)


class EventForm(Base):
    """One version of the questions that a sign-up answers. Versions are never changed, only followed by new ones."""

    __tablename__ = "event_form"

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    fields: Mapped[JsonList]
    created_at: Mapped[datetime]


class EventOption(Base):
    """An option of a form that only so many sign-ups can choose. Written only under the lock of the event's quota."""

    __tablename__ = "event_option"
    __table_args__ = (sa.CheckConstraint("0 <= taken and taken <= places", name="never_oversold"),)

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    option: Mapped[str] = mapped_column(sa.String(65), primary_key=True)
    places: Mapped[Places]
    taken: Mapped[int] = mapped_column(default=0)
