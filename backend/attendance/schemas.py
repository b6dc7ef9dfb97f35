"""What comes in and goes out about who was there?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from backend.events.schemas import MOST_SESSIONS
from backend.http.schemas import In, Moment, Out
from backend.signups.schemas import MOST_COMPANIONS, CompanionOut, SignupState
from models.fields import Gate, Id, Label, Reason

MOST_ROWS = 2000
Way = Literal["worker_scan", "venue_code", "poster", "roster", "walk_in"]
Result = Literal["recorded", "already", "conflict", "rejected"]
ClientId = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$", description="the phone's own name for a row")]
CodeText = Annotated[
    str, Field(min_length=1, max_length=300, description="as it was scanned: the code, or the link that ends in it")
]
Member = Annotated[int, Field(ge=0, le=MOST_COMPANIONS, description="0 is the person, 1 … those who come along")]


class WalkIn(In):
    """Somebody who came without a sign-up; a scanned `code` says which resident it is."""

    label: Label
    code: CodeText | None = None


class CheckinIn(In):
    """Who is there: by a code (with those of the party who came), by the roster, or without a sign-up."""

    code: CodeText | None = None
    members: Annotated[list[Member], Field(min_length=1, max_length=MOST_COMPANIONS + 1)] | None = Field(
        None, description="with `code`: who of the party is there; left out: the person alone"
    )
    signup_id: Id | None = None
    member: Member = 0
    walk_in: WalkIn | None = None
    gate: Gate = ""
    session: Annotated[int, Field(ge=1, le=MOST_SESSIONS, description="left out: the one that is on")] | None = None
    leaving: bool = Field(False, description="they leave (for events that record it)")

    @model_validator(mode="after")
    def _one_way(self) -> "CheckinIn":
        if sum(given is not None for given in (self.code, self.signup_id, self.walk_in)) != 1:
            raise ValueError("exactly one of code, signup_id, walk_in")
        if (self.members is not None and self.code is None) or (self.member > 0 and self.signup_id is None):
            raise ValueError("members with a code, member with a signup_id")
        return self


class OfflineCheckin(CheckinIn):
    """A check-in that a phone kept while it had no network, with its own time of it."""

    client_id: ClientId
    scanned_at: Moment


class UnreadRow(In):
    """A row that is none of the above: it is answered with `rejected`, and the others are recorded all the same."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    client_id: ClientId


Row = Annotated[OfflineCheckin | UnreadRow, Field(union_mode="left_to_right")]


class BatchIn(In):
    """What a phone kept. `device_now` is its time at sending, by which the server corrects a wrong clock."""

    device_now: Moment | None = None
    items: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]


class BatchResult(Out):
    """What became of a row.

    `recorded` now, or `already` before; a `conflict` may be true, but a person has to look; `rejected` can't be.
    `code` says why it was not recorded, `at` is the corrected time.
    """

    client_id: str
    result: Result
    code: str | None
    at: datetime


class BatchOut(Out):
    """What became of each row, in the order in which they were sent."""

    items: list[BatchResult]


class AttendanceOut(Out):
    """One person who was there. `at` is when, `recorded_at` when the server heard of it."""

    id: Id
    session: int
    signup_id: Id | None
    member: int
    person: str
    way: Way
    gate: str
    at: datetime
    left_at: datetime | None
    recorded_at: datetime


class CheckinOut(Out):
    """Who was recorded now, and who was there already."""

    items: list[AttendanceOut]
    already: list[AttendanceOut]


class UndoIn(In):
    """Why somebody was not there after all."""

    reason: Reason


class ResidentCodeOut(Out):
    """The own code, to be shown to a worker; ask again after `refresh_in` seconds."""

    code: str
    expires_at: datetime
    refresh_in: int


class VenueCodeOut(ResidentCodeOut):
    """The code of an event for those who come; the poster's may be printed. Both are taken inside the window only.

    `link` is what the QR code holds that is shown; `poster_url` opens the printable poster for 15 to 30 minutes.
    """

    link: str
    poster_code: str
    poster_url: str
    session: int
    opens_at: datetime
    closes_at: datetime


class VenueCodeQuery(In):
    """Which session; left out: the one that is on, or else the next."""

    session: Annotated[int, Field(ge=1, le=MOST_SESSIONS)] | None = None


class EventOfRoster(Out):
    """What a roster says of its event."""

    id: Id
    title: str
    starts_at: datetime
    ends_at: datetime
    state: str


class Presence(Out):
    """Who of a party is at which session since when."""

    id: Id
    session: int
    member: int
    at: datetime
    left_at: datetime | None
    gate: str


class SessionOfRoster(Out):
    """A session, and when people check in to it."""

    number: int
    label: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime


class RosterPerson(Out):
    """A confirmed sign-up, its name masked, with those of it who are there.

    `initials` are those of the whole name in pinyin, by which a worker finds it.
    """

    signup_id: Id
    user_id: Id
    person: str
    initials: str
    state: SignupState
    party: list[CompanionOut]
    present: list[Presence]


class Counts(Out):
    """In people: who is expected, and who is there, each counted once however many sessions there are."""

    expected: int
    present: int


class RosterOut(Out):
    """All that a worker's phone needs to check people in without a network."""

    event: EventOfRoster
    opens_at: datetime
    closes_at: datetime
    sessions: list[SessionOfRoster]
    tracks_leaving: bool
    people: list[RosterPerson]
    walk_ins: list[AttendanceOut]
    counts: Counts
