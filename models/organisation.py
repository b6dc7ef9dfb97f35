"""For whom may people take part, beside themselves?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Name, RegionCode, Slug


class Organisation(Identified, Base):
    """A school, a firm, an office … that people name when they take a quiz. Nobody is kept as belonging to it.

    `headcount` is how many could take part; without it there is no rate of participation.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        sa.CheckConstraint("headcount is null or headcount between 1 and 1000000", name="headcount_in_reason"),
        sa.UniqueConstraint("region_code", "name"),
    )

    region_code: Mapped[RegionCode] = mapped_column(sa.ForeignKey("region.code"))
    place_kind: Mapped[Slug] = mapped_column(sa.ForeignKey("place_kind.id"))
    name: Mapped[Name]
    headcount: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime]
