"""What comes in and goes out about reports, decisions, corrections and proofs?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.events.schemas import MOST_SESSIONS
from backend.files.schemas import PictureLinks
from backend.http.schemas import In, Moment, Out, PageQuery
from backend.signups.schemas import MOST_COMPANIONS
from models.fields import Id, Label, Reason, RegionCode, Report, Slug, Summary

MOST_PHOTOS = 9
Decision = Literal["verified", "returned"]
ReasonCode = Literal["photos_unclear", "headcount_differs", "summary_incomplete", "wrong_event", "other"]
Level = Literal["community", "township", "county", "city"]


class HeldReportIn(In):
    """What took place: in words, in people, in photos."""

    summary: Report
    headcount: Annotated[int, Field(ge=0, le=100_000, description="in people, as counted on the spot")]
    photo_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_PHOTOS)]


class NotHeldIn(In):
    """Why an event did not take place; residents read it."""

    reason: Reason


class VerificationIn(In):
    """Verified, or returned for a reason; `other` needs words."""

    decision: Decision
    reason_code: ReasonCode | None = None
    text: Summary = ""

    @model_validator(mode="after")
    def _reasons(self) -> "VerificationIn":
        if (self.decision == "returned") != (self.reason_code is not None):
            raise ValueError("a reason_code for returned, and only for that")
        if self.reason_code == "other" and not self.text:
            raise ValueError("other needs words")
        return self


class VerificationOut(Out):
    """What was decided about a report."""

    decision: Decision
    reason_code: ReasonCode | None
    text: str
    decided_at: datetime


class PhotoOut(Out):
    """A photo of a report, with links for some minutes."""

    id: Id
    urls: PictureLinks


class EarlierReport(Out):
    """A report that was returned, with the reason."""

    id: Id
    summary: str
    headcount: int
    reported_at: datetime
    verification: VerificationOut | None


class HeldReportOut(Out):
    """The report that counts, beside what the sheet says. `history` has those before it, newest first.

    `reported_by_me` says that any of them is the reader's own, who then may not decide.
    """

    id: Id
    event_id: Id
    summary: str
    headcount: int
    photos: list[PhotoOut]
    reported_at: datetime
    reported_by_me: bool
    organised_by_me: bool
    present: int
    expected: int
    verification: VerificationOut | None
    history: list[EarlierReport]


class EventOfReport(Out):
    """What a list says of each event."""

    id: Id
    title: str
    region_code: RegionCode
    place_kind: Slug
    starts_at: datetime
    ends_at: datetime


class WaitingReport(Out):
    """A report that waits for somebody else than its reporter: days are working days, `level` says whose turn it is."""

    event: EventOfReport
    reported_at: datetime
    headcount: int
    present: int
    age_days: int
    due_at_days: int
    overdue: bool
    level: Level


class WaitingReports(Out):
    """A page of reports, the oldest first."""

    items: list[WaitingReport]
    next_cursor: str | None


class Addition(In):
    """Somebody who was there: of a sign-up, or by the name that people call them."""

    signup_id: Id | None = None
    member: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)] = 0
    label: Label | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Addition":
        if (self.signup_id is None) == (self.label is None):
            raise ValueError("either signup_id or label")
        return self


class CorrectionIn(In):
    """Add somebody to a closed sheet, or take a record off it."""

    session: Annotated[int, Field(ge=1, le=MOST_SESSIONS)] = 1
    add: Addition | None = None
    remove: Id | None = Field(None, description="id of an attendance, or of a correction that was wrong")
    reason: Reason

    @model_validator(mode="after")
    def _one_way(self) -> "CorrectionIn":
        if (self.add is None) == (self.remove is None):
            raise ValueError("either add or remove")
        return self


class CorrectionOut(Out):
    """A correction; names are masked. One that was undone counts no more."""

    id: Id
    session: int
    kind: Literal["add", "remove"]
    attendance_id: Id | None
    signup_id: Id | None
    member: int
    person: str
    reason: str
    corrected_at: datetime
    undone_at: datetime | None
    undo_reason: str | None


class SessionCount(Out):
    """How many were at a session."""

    number: int
    label: str
    present: int


class AttendanceSummary(Out):
    """How many came: by session, and each counted once. `headcount` is what was reported, if anything was."""

    sessions: list[SessionCount]
    present: int
    expected: int
    headcount: int | None
    corrections: list[CorrectionOut]


class StatisticsQuery(In):
    """Which events: of a region and below (left out: of all the own regions), by their start."""

    region: RegionCode | None = None
    from_: Moment | None = Field(None, alias="from", description="events that start at this moment or later")
    to: Moment | None = Field(None, description="events that start before this moment")


class EventsAndPeople(Out):
    """How many events, and how many people at them: somebody who was at two counts twice."""

    events: int
    people: int


class EventStatistics(Out):
    """What counts, and beside it what took place but is not verified yet."""

    verified: EventsAndPeople
    unverified: EventsAndPeople


class EventOfProof(Out):
    """What a proof says of its event."""

    id: Id
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: str


class ProofOut(Out):
    """A proof of having been there, by its number.

    `verify_url` is the public page that tells whether it is valid. The documents open for 15 to 30 minutes; one that
    was revoked has none.
    """

    serial: str
    event: EventOfProof
    minutes: int
    volunteer: bool
    issued_at: datetime
    revoked_at: datetime | None
    verify_url: str
    pdf_url: str | None
    picture_url: str | None


class ProofPage(Out):
    """A page of own proofs, newest first."""

    items: list[ProofOut]
    next_cursor: str | None


class ProofQuery(PageQuery):
    """How much of the own proofs."""


class YearOfHours(Out):
    """Volunteer time of a year, in minutes, and at how many events."""

    year: int
    minutes: int
    events: int


class HoursOut(Out):
    """Volunteer time by year, newest first: from verified events only."""

    years: list[YearOfHours]


class MissedEvent(Out):
    """An event that took place without those who had a place."""

    id: Id
    title: str
    starts_at: datetime
    ends_at: datetime


class NoShow(Out):
    """A place that nobody used."""

    signup_id: Id
    event: MissedEvent


class NoShowRule(Out):
    """From `most` unused places in `days` days on, others go first for a while."""

    most: int
    days: int


class NoShowsOut(Out):
    """The own unused places of verified events, newest first; `count` is how many the rule counts, or else all."""

    items: list[NoShow]
    count: int
    rule: NoShowRule | None
