"""Who takes part in an event, or waits for a place?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Id, JsonList, JsonObject, Slug

LIVE = ("confirmed", "waiting", "offered")
"""States in which a sign-up counts; a cancelled one is history."""

_IS_LIVE = sa.text("state in ('confirmed', 'waiting', 'offered')")


class Signup(Identified, Base):
    """A place for one resident and those who come along, or a place in the waiting list.

    `party` lists who comes along as `{label, child}`; `seats` is one more than its length. `seq` is the number of the
    arrival: the order of the waiting list. At most one live sign-up per person and event, whoever entered it.
    Until `waits_until` others go first (`signups/no_shows.py`): it is in no order and not counted as waiting.
    """

    __tablename__ = "signup"
    __table_args__ = (
        sa.CheckConstraint("seats >= 1", name="seats_positive"),
        sa.CheckConstraint("(state = 'offered') = (offered_until is not null)", name="offer_has_end"),
        sa.Index(
            "uq_signup_live", "event_id", "user_id", unique=True, postgresql_where=_IS_LIVE, sqlite_where=_IS_LIVE
        ),
        sa.Index(
            "ix_signup_waiting",
            "event_id",
            "seq",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(
            "ix_signup_offered_until",
            "offered_until",
            postgresql_where=sa.text("offered_until is not null"),
            sqlite_where=sa.text("offered_until is not null"),
        ),
        sa.CheckConstraint("waits_until is null or state = 'waiting'", name="only_who_waits_is_held_back"),
        sa.Index(
            "ix_signup_waits_until",
            "waits_until",
            postgresql_where=sa.text("waits_until is not null"),
            sqlite_where=sa.text("waits_until is not null"),
        ),
        sa.Index("ix_signup_event_id", "event_id", "id"),
        sa.Index("ix_signup_user_id", "user_id", "id"),
    )

    event_id: Mapped[Id] = mapped_column(sa.ForeignKey("event.id"))
    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    state: Mapped[Slug]
    seq: Mapped[int]
    party: Mapped[JsonList]
    seats: Mapped[int]
    answers: Mapped[JsonObject]
    form_version: Mapped[int]
    offered_until: Mapped[datetime | None]
    waits_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    cancel_reason: Mapped[Slug | None]
