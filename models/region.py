"""Which regions and place kinds are there?"""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.fields import Name, RegionCode, Slug

LEVELS = {4: "city", 6: "county", 9: "township", 12: "community"}
"""Length of a region code -> level of the region."""


class Region(Base):
    """A node of the tree city > county > township > community: the prefix of its code is its ancestor."""

    __tablename__ = "region"
    __table_args__ = (
        sa.CheckConstraint("length(code) in (4, 6, 9, 12)", name="code_length"),
        sa.CheckConstraint("parent_code is null or length(parent_code) < length(code)", name="parent_above"),
        sa.Index("ix_region_parent_code", "parent_code", "code"),
        sa.Index("ix_region_name", "name"),
    )

    code: Mapped[RegionCode] = mapped_column(primary_key=True)
    parent_code: Mapped[RegionCode | None] = mapped_column(sa.ForeignKey("region.code"))
    level: Mapped[Slug]
    name: Mapped[Name]


class PlaceKind(Base):
    """One of the kinds of places that the city's plan names (“十五进”): data that the city edits."""

    __tablename__ = "place_kind"

    id: Mapped[Slug] = mapped_column(primary_key=True)
    name: Mapped[Name] = mapped_column(unique=True)
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
