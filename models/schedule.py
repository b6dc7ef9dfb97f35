"""When is each thing that happens by the clock due next?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ScheduleLease(Base):
    """One entry of the schedule. Whoever moves `next_at` on is the one worker that runs the entry this time."""

    __tablename__ = "schedule_lease"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    next_at: Mapped[datetime]
