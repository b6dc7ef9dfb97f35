"""What was done, by whom? Only ever added to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Id, JsonObject, RegionCode


class AuditEntry(Identified, Base):
    """One act. `actor_id` is empty when the product itself acted."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_target_id", "target_id", "id"),)

    at: Mapped[datetime]
    actor_id: Mapped[Id | None]
    action: Mapped[str] = mapped_column(sa.String(64))
    target_id: Mapped[Id]
    region_code: Mapped[RegionCode | None]
    details: Mapped[JsonObject]
