"""What comes in and goes out about boards, organisations, certificates and flags?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.http.schemas import In, Out, PageQuery
from backend.regions.schemas import PlaceKindId
from models.fields import Id, JsonObject, Name, Reason, RegionCode, Slug

By = Literal["person", "community", "organisation"]
Headcount = Annotated[int, Field(ge=1, le=1_000_000, description="how many people could take part")]


class BoardQuery(PageQuery):
    """Which board of a quiz, and how much of it."""

    by: By = "person"


class BoardFileQuery(In):
    """Which board of a quiz leaves as a file."""

    by: By = "person"


class BoardRow(Out):
    """A place on a board. A person has `score` and `milliseconds`; a group has the four fields after them.

    `place` is the community of a person, or the region of a group. `score` and `mean` are in hundredths of a mark,
    `rate` of participation in hundredths of a percent; without a headcount there is none.
    """

    rank: int
    name: str
    place: str | None
    score: int | None = None
    milliseconds: int | None = None
    participants: int | None = None
    rate: int | None = None
    mean: int | None = None
    mean_milliseconds: int | None = None


class SharedBoard(Out):
    """A page of a board as it is the same for everybody. `voided` counts the attempts that were made void."""

    by: By
    items: list[BoardRow]
    voided: int
    frozen_at: datetime | None
    next_cursor: str | None


class OwnStanding(Out):
    """Where the reader stands; whoever is not on boards has no rank."""

    rank: int | None
    score: int
    milliseconds: int


class BoardOut(SharedBoard):
    """A page of a board, and on that of persons the own standing."""

    me: OwnStanding | None


class BoardState(Out):
    """What a board rests on. `participants` counts those who are not named, too."""

    quiz_id: Id
    participants: int
    voided: int
    frozen_at: datetime | None


class ReasonIn(In):
    """Why."""

    reason: Reason


class VoidOut(Out):
    """An attempt that was made void."""

    id: Id
    quiz_id: Id
    state: Slug
    void_reason: str


class OrganisationIn(In):
    """A new organisation."""

    region_code: RegionCode
    place_kind: PlaceKindId
    name: Name
    headcount: Headcount | None = None


class OrganisationChange(In):
    """What to change of an organisation; one that is not active is offered no more."""

    name: Name | None = None
    place_kind: PlaceKindId | None = None
    headcount: Headcount | None = None
    active: bool | None = None


class OrganisationQuery(PageQuery):
    """Which organisations: of a region and below, whose name holds `q`."""

    region: RegionCode | None = None
    q: Name | None = None


class OrganisationOut(Out):
    """An organisation that people may name when they take a quiz."""

    id: Id
    region_code: RegionCode
    place_kind: Slug
    name: str
    headcount: int | None
    active: bool


class OrganisationPage(Out):
    """A page of organisations, by region and name."""

    items: list[OrganisationOut]
    next_cursor: str | None


class QuizOfCertificate(Out):
    """What a certificate says of its quiz."""

    id: Id
    title: str


class CertificateOut(Out):
    """A certificate, by its number; `score` and `full` in hundredths of a mark.

    `verify_url` is the public page that tells whether it is valid. The documents open for 15 to 30 minutes; one that
    was revoked has none.
    """

    serial: str
    quiz: QuizOfCertificate
    score: int
    full: int
    issued_at: datetime
    revoked_at: datetime | None
    verify_url: str
    pdf_url: str | None
    picture_url: str | None


class CertificatePage(Out):
    """A page of own certificates, newest first."""

    items: list[CertificateOut]
    next_cursor: str | None


class FlagQuery(PageQuery):
    """Which flags: those that nobody has looked at, or all."""

    seen: bool | None = None


class FlagOut(Out):
    """Something odd about an attempt; `facts` holds numbers only. Nothing follows from it by itself."""

    id: Id
    quiz_id: Id
    attempt_id: Id
    kind: Literal["too_fast", "new_account", "perfect_run"]
    facts: JsonObject
    at: datetime
    attempt_state: Slug
    seen_at: datetime | None
    outcome: str | None


class FlagPage(Out):
    """A page of flags, newest first."""

    items: list[FlagOut]
    next_cursor: str | None


class OutcomeIn(In):
    """What somebody found who looked at it."""

    outcome: Reason
