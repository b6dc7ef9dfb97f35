"""What has still to happen outside, and which writes were answered already?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Id, JsonObject

_WAITS = sa.text("done_at is null")
_DONE = sa.text("done_at is not null")


class OutboxEntry(Identified, Base):
    """A task left by a transaction for the jobs. Done once `done_at` is set.

    `tries` counts how often it was handed to a worker, `next_try_at` says from when on it is handed out again, `error`
    names the last failure.
    """

    __tablename__ = "outbox_entry"
    __table_args__ = (
        sa.Index("ix_outbox_entry_waits", "next_try_at", "id", postgresql_where=_WAITS, sqlite_where=_WAITS),
        sa.Index("ix_outbox_entry_done_at", "done_at", postgresql_where=_DONE, sqlite_where=_DONE),
    )

    task: Mapped[str] = mapped_column(sa.String(64))
    arguments: Mapped[JsonObject]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None] = mapped_column(sa.String(200))
    done_at: Mapped[datetime | None]


class IdempotentAnswer(Base):
    """The answer that a write got, for a client that asks again because it never heard it.

    `status` 0 marks a write that is under way.
    """

    __tablename__ = "idempotent_answer"
    __table_args__ = (sa.Index("ix_idempotent_answer_created_at", "created_at"),)

    user_id: Mapped[Id] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
