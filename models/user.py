"""Who uses the product, with which rights and sessions?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Id, Nickname, RegionCode, Slug


class User(Identified, Base):
    """A person: a resident, and by grants perhaps more.

    `openid` is empty for residents without a phone, whom a worker records.
    """

    __tablename__ = "user_account"

    openid: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    nickname: Mapped[Nickname]
    home_region_code: Mapped[RegionCode | None] = mapped_column(sa.ForeignKey("region.code"))
    language: Mapped[str] = mapped_column(sa.String(8), default="zh-CN")
    text_size: Mapped[Slug] = mapped_column(default="normal")
    on_boards: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether this person is named on the boards of quizzes; who leaves them vanishes from all at once."""
    created_at: Mapped[datetime]


class Session(Base):
    """A login. Only the hash of its token is kept."""

    __tablename__ = "session"
    __table_args__ = (sa.Index("ix_session_user_id", "user_id"), sa.Index("ix_session_expires_at", "expires_at"))

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LoginCode(Base):
    """What became of a login code, kept some minutes: the same code gives the same session again.

    The token itself is not kept: it is derived from the code, the salt and the server's secret.
    """

    __tablename__ = "login_code"
    __table_args__ = (sa.Index("ix_login_code_created_at", "created_at"),)

    code_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    salt: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    user_id: Mapped[Id | None]
    failure: Mapped[Slug | None]


class RoleGrant(Identified, Base):
    """A right: a role in a region and all below it, for a time."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.Index("ix_role_grant_user_id", "user_id"),
        sa.Index("ix_role_grant_region_code", "region_code", "id"),
        sa.CheckConstraint("ends_at is null or ends_at > starts_at", name="ends_after_start"),
    )

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    role: Mapped[Slug]
    region_code: Mapped[RegionCode] = mapped_column(sa.ForeignKey("region.code"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    granted_by: Mapped[Id | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CalendarFeed(Base):
    """The private address under which a resident's calendar program reads the own sign-ups."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
