"""What comes in and goes out about sign-ups?"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from backend.http.schemas import In, Out, PageQuery
from models.fields import Id, Label, Reason

MOST_COMPANIONS = 20

SignupState = Literal["confirmed", "waiting", "offered", "cancelled"]
Answers = Annotated[dict[Annotated[str, Field(max_length=32)], Any], Field(max_length=40)]


class Companion(In):
    """Somebody who comes along: what the family calls this person is enough, no name is needed."""

    label: Label
    child: bool = False


Party = Annotated[list[Companion], Field(max_length=MOST_COMPANIONS)]


class SignupIn(In):
    """A wish to take part. `form_version` says which questions were shown, if the client knows.

    `resident_id` is for workers who sign up a resident without a phone.
    """

    party: Annotated[Party, Field(default_factory=list)]
    answers: Annotated[Answers, Field(default_factory=dict)]
    form_version: int | None = None
    resident_id: Id | None = None


class SignupChange(In):
    """What to change about a sign-up; what is left out stays as it is."""

    party: Party | None = None
    answers: Answers | None = None
    form_version: int | None = None


class MoveUpIn(In):
    """Why somebody is moved up past the others."""

    reason: Reason


class CompanionOut(Out):
    """Somebody who comes along."""

    label: str
    child: bool


class SignupOut(Out):
    """A sign-up. `seats` counts the person and the party; `position` is the place in the waiting list, 1 is next.

    Until `waits_until` others go first, and there is no position.
    """

    id: Id
    event_id: Id
    state: SignupState
    position: int | None
    party: list[CompanionOut]
    seats: int
    answers: dict[str, Any]
    form_version: int
    offered_until: datetime | None
    waits_until: datetime | None
    created_at: datetime
    updated_at: datetime


class EventOfSignup(Out):
    """What a list of own sign-ups says of each event."""

    id: Id
    title: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    cancel_until: datetime
    state: str


class MySignup(SignupOut):
    """A sign-up with its event."""

    event: EventOfSignup


class StaffSignup(SignupOut):
    """A sign-up as staff see it: names are masked."""

    person: str


class MySignupsQuery(PageQuery):
    """Which of the own sign-ups: those of one event, or in some state."""

    event_id: Id | None = None
    state: SignupState | None = None


class EventSignupsQuery(PageQuery):
    """Which sign-ups of an event."""

    state: SignupState | None = None


class MySignupPage(Out):
    """A page of own sign-ups, newest first."""

    items: list[MySignup]
    next_cursor: str | None


class StaffSignupPage(Out):
    """A page of an event's sign-ups, in the order of arrival."""

    items: list[StaffSignup]
    next_cursor: str | None
