"""Did an event take place as reported, and what follows for those who were there?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Id, JsonList, Name, Reason, Report, Slug, Summary

SERIAL_LENGTH = 12
"""Characters of a proof's number: 60 random bits, more than anybody can try."""


class HeldReport(Identified, Base):
    """What its organisers report of an event that took place. One that was returned is followed by another."""

    __tablename__ = "held_report"
    __table_args__ = (
        sa.CheckConstraint("headcount between 0 and 100000", name="headcount_in_reason"),
        sa.Index("ix_held_report_event_id", "event_id", "id"),
    )

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"))
    summary: Mapped[Report]
    headcount: Mapped[int]
    photo_ids: Mapped[JsonList]
    reported_by: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    reported_at: Mapped[datetime]
    overdue_level: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many levels above the first have been told that it waits for too long."""


class EventVerification(Identified, Base):
    """What a second person decided about a report: at most one decision for each."""

    __tablename__ = "event_verification"
    __table_args__ = (
        sa.CheckConstraint("decision in ('verified', 'returned')", name="decision_known"),
        sa.CheckConstraint("(decision = 'returned') = (reason_code is not null)", name="returned_for_a_reason"),
        sa.UniqueConstraint("report_id"),
        sa.Index("ix_event_verification_event_id", "event_id", "id"),
    )

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"))
    report_id: Mapped[Id] = mapped_column(sa.ForeignKey("held_report.id"))
    decision: Mapped[Slug]
    reason_code: Mapped[Slug | None]
    text: Mapped[Summary] = mapped_column(default="")
    decided_by: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]


_IN_FORCE = sa.text("revoked_at is null")


class AttendanceProof(Base):
    """That a person was at a verified event, and for how long. A revoked number stays so: another may follow it."""

    __tablename__ = "attendance_proof"
    __table_args__ = (
        sa.CheckConstraint("minutes >= 0", name="minutes_counted"),
        sa.CheckConstraint("(revoked_at is null) = (revoke_reason is null)", name="revoked_for_a_reason"),
        sa.Index(
            "uq_attendance_proof_in_force",
            *("event_id", "user_id"),
            unique=True,
            postgresql_where=_IN_FORCE,
            sqlite_where=_IN_FORCE,
        ),
        sa.Index("ix_attendance_proof_user_id", "user_id", "issued_at", "serial"),
    )

    serial: Mapped[str] = mapped_column(sa.String(SERIAL_LENGTH), primary_key=True)
    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"))
    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    minutes: Mapped[int]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[Reason | None]


class DayOff(Base):
    """The city's own word on one day, where the holiday calendar does not know it or is wrong."""

    __tablename__ = "day_off"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[Name]
