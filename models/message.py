"""What has the product told a person?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Id, JsonObject, Slug


class Message(Identified, Base):
    """One message in a person's inbox; its words are made from `kind` and `facts` in the reader's language.

    `cause_id` is the outbox row that it came from: each cause tells each person once.
    """

    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("cause_id", "user_id"),
        sa.Index("ix_message_user_id", "user_id", "id"),
    )

    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    cause_id: Mapped[Id]
    kind: Mapped[Slug]
    facts: Mapped[JsonObject]
    event_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("event.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
