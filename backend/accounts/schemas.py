"""What comes in and goes out about people and their sessions?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.core.actor import Role
from backend.http.schemas import In, Moment, Out, PageQuery
from models.fields import Id, Nickname, RegionCode

Language = Literal["zh-CN", "en"]
TextSize = Literal["normal", "large", "largest"]


class LoginIn(In):
    """A login code, as `wx.login` gives it."""

    code: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]


class ProfileIn(In):
    """What people say about themselves; what is left out stays as it is."""

    nickname: Nickname | None = None
    home_region_code: RegionCode | None = None
    language: Language | None = None
    text_size: TextSize | None = None
    on_boards: bool | None = Field(None, description="whether to be named on the boards of quizzes")


class GrantOut(Out):
    """A right that somebody holds."""

    id: Id
    user_id: Id
    role: Role
    region_code: RegionCode
    starts_at: datetime
    ends_at: datetime | None


class UserOut(Out):
    """A person, as the person sees it."""

    id: Id
    nickname: str
    home_region_code: RegionCode | None
    language: str
    text_size: str
    on_boards: bool
    created_at: datetime
    grants: list[GrantOut]


class LoginOut(Out):
    """A session: send the token as `Authorization: Bearer …` until it ends."""

    token: str
    expires_at: datetime
    user: UserOut


class GrantIn(In):
    """A right to give; it must lie below the giver's own."""

    user_id: Id
    role: Role
    region_code: RegionCode
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class GrantQuery(PageQuery):
    """Which rights: all that the reader may see, or those in one region and below."""

    region: RegionCode | None = None


class GrantPage(Out):
    """A page of rights."""

    items: list[GrantOut]
    next_cursor: str | None


class ResidentIn(In):
    """A resident without a phone, recorded by a worker: what the neighbours call this person is enough."""

    nickname: Nickname
    home_region_code: RegionCode


class ResidentOut(Out):
    """A resident as staff see one: the nickname is masked."""

    id: Id
    nickname: str
    home_region_code: RegionCode | None
