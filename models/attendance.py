"""Who was there?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Gate, Id, Label, Reason, Slug

_STANDS = sa.text("undone_at is null")
_STANDS_FOR_AN_ACCOUNT = sa.text("undone_at is null and user_id is not null")
_KEPT_BY_A_PHONE = sa.text("client_id is not null")
"""So that whoever is looked up by a sign-up is not looked up there, by going through everybody of the session."""


class Attendance(Identified, Base):
    """One person present at one session of an event.

    Of a sign-up, `member` 0 is the person and 1, 2 … those who come along, in the order of its party. `user_id` is set
    where the person has an account: member 0, or a walk-in whose code was scanned. Other walk-ins have a `label` alone.
    What was undone keeps its row, with the reason, and counts no more: then the person may be recorded again.
    `at` is when the person came, `recorded_at` when the server heard of it: a worker's phone may have been offline.
    `left_at` is when the person left, where an event records that.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        sa.CheckConstraint("session >= 1 and member >= 0", name="numbers_in_reason"),
        sa.CheckConstraint("signup_id is not null or user_id is not null or label is not null", name="somebody"),
        sa.CheckConstraint("left_at is null or left_at >= at", name="left_after_coming"),
        sa.CheckConstraint("(undone_at is null) = (undone_by is null)", name="undone_whole"),
        sa.Index(
            "uq_attendance_member",
            *("event_id", "session", "signup_id", "member"),
            unique=True,
            postgresql_where=_STANDS,
            sqlite_where=_STANDS,
        ),
        sa.Index(
            "uq_attendance_user",
            *("event_id", "session", "user_id"),
            unique=True,
            postgresql_where=_STANDS_FOR_AN_ACCOUNT,
            sqlite_where=_STANDS_FOR_AN_ACCOUNT,
        ),
        sa.Index(
            "uq_attendance_client_id",
            *("event_id", "recorded_by", "client_id", "member"),
            unique=True,
            postgresql_where=_KEPT_BY_A_PHONE,
            sqlite_where=_KEPT_BY_A_PHONE,
        ),
        sa.Index("ix_attendance_signup_id", "signup_id"),
        sa.Index("ix_attendance_user_id", "user_id", "id"),
    )

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"))
    session: Mapped[int] = mapped_column(default=1)
    signup_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("signup.id"))
    member: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("user_account.id"))
    label: Mapped[Label | None]
    way: Mapped[Slug]
    gate: Mapped[Gate] = mapped_column(default="")
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    client_id: Mapped[str | None] = mapped_column(sa.String(64))
    left_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Id | None] = mapped_column(sa.ForeignKey("user_account.id"))
    undo_reason: Mapped[Reason | None]


class AttendanceCorrection(Identified, Base):
    """One person added to a closed sheet, or one record taken off it, and why. The sheet itself stays as it was.

    `remove` names an attendance, `add` somebody of a sign-up, or a `label`. A correction that was wrong is undone: it
    keeps its row, with the reason, and counts no more.
    """

    __tablename__ = "attendance_correction"
    __table_args__ = (
        sa.CheckConstraint("kind in ('add', 'remove')", name="kind_known"),
        sa.CheckConstraint("(kind = 'remove') = (attendance_id is not null)", name="removes_a_record"),
        sa.CheckConstraint("kind = 'remove' or signup_id is not null or label is not null", name="adds_somebody"),
        sa.CheckConstraint("(undone_at is null) = (undone_by is null)", name="undone_whole"),
        sa.Index(
            "uq_attendance_correction_attendance_id",
            "attendance_id",
            unique=True,
            postgresql_where=_STANDS,
            sqlite_where=_STANDS,
        ),
        sa.Index(
            "uq_attendance_correction_member",
            *("event_id", "session", "signup_id", "member"),
            unique=True,
            postgresql_where=_STANDS,
            sqlite_where=_STANDS,
        ),
        sa.Index("ix_attendance_correction_user_id", "user_id"),
    )

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"))
    session: Mapped[int]
    kind: Mapped[Slug]
    attendance_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("attendance.id"))
    signup_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("signup.id"))
    member: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("user_account.id"))
    label: Mapped[Label | None]
    reason: Mapped[Reason]
    corrected_by: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    corrected_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Id | None] = mapped_column(sa.ForeignKey("user_account.id"))
    undo_reason: Mapped[Reason | None]
