"""Which photos were uploaded?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Id, JsonList, Slug

_UNATTACHED = sa.text("attached_at is null")


class File(Identified, Base):
    """An uploaded photo; its pictures lie in the store under id and revision, never in the database.

    `revision` is random and replaced whenever the pictures change, so that a link to what was before leads nowhere.
    `sha256`, `width`, `height` and `bytes` speak of the large size; `blurred` lists the rectangles made unreadable.
    `event_id` and `attached_at` are set together, by the feature that shows the photo; until then it is kept for a day.
    """

    __tablename__ = "file"
    __table_args__ = (
        sa.CheckConstraint("(event_id is null) = (attached_at is null)", name="attached_whole"),
        sa.Index("ix_file_event_id", "event_id"),
        sa.Index("ix_file_unattached", "created_at", postgresql_where=_UNATTACHED, sqlite_where=_UNATTACHED),
    )

    owner_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    revision: Mapped[Slug]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    blurred: Mapped[JsonList] = mapped_column(default=list)
    event_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("event.id"))
    created_at: Mapped[datetime]
    attached_at: Mapped[datetime | None]
